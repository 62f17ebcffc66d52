"""What the environments of a chain share: an episode, its demand, its ledger and its pictures."""

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium.core import ActType, ObsType

from . import dynamics
from .demand import checked_scenarios, poisson_scenarios
from .demand_kinds import Kind, kind_of, one_scenario
from .model import SupplyChain, chain_or_default
from .refusals import shown
from .rendering import METADATA, Snapshot, Stage, checked_mode, render


class ChainEnv(gymnasium.Env[ObsType, ActType]):
    """One episode of a chain: the demand is drawn in `reset`, the days pass in `_advance`."""

    metadata = METADATA

    def __init__(
        self,
        chain: SupplyChain | None = None,
        *,
        demand: Kind | npt.ArrayLike | None = None,
        render_mode: str | None = None,
    ) -> None:
        self.chain = chain = chain_or_default(chain)
        self.render_mode = checked_mode(render_mode)
        self._horizon = chain.horizon
        self._mean_demand = np.array(chain.mean_demand)
        self._kind = kind_of(demand, chain)
        self._parameters = chain.parameters
        self._state = dynamics.new_state(chain.parameters)
        self._demand: list[list[int]] = []
        self._day = self._horizon  # no episode runs before the first reset
        self._today: tuple = ([0] * chain.n_stages, 0.0, 0.0)  # orders, profit, profit so far

    @property
    def positions(self) -> np.ndarray:
        """The inventory position of every stage, retailers then DCs, (n_stages,) [units]."""
        return np.array(self._state.position, dtype=np.int64)

    def render(self) -> Any:
        """Return a picture of the day that has passed.

        Returns
        -------
        numpy.ndarray of uint8, (height, width, 3), or str
            Pixels where `render_mode` is ``"rgb_array"``, lines of text where it is ``"ansi"``.
        """
        if not self._demand:
            raise gymnasium.error.ResetNeeded("there is no day to show: call reset() first")
        return render(self._snapshot(), self.render_mode)

    def _start(self, seed: int | None, options: dict[str, Any] | None) -> dict[str, Any]:
        """Begin an episode; return the info of `reset`."""
        demand = self._given_demand(options)
        # The demand of all days is drawn at once: a whole episode costs hardly more than a day.
        # It is drawn also where it is given, so that `options` do not shift later episodes.
        super().reset(seed=seed)
        if self._kind is poisson_scenarios:
            drawn = self.np_random.poisson(self._mean_demand)
        else:
            drawn = one_scenario(self._kind, self.chain, self.np_random)
        self._demand = (drawn if demand is None else demand).tolist()
        self._day = 0
        self._today = ([0] * len(self._state.on_hand), 0.0, 0.0)
        dynamics.restart(self._parameters, self._state)
        return {"state": self._units()}

    def _given_demand(self, options: dict[str, Any] | None) -> np.ndarray | None:
        options = dict(options or {})
        demand = options.pop("demand", None)
        if options:
            raise ValueError(
                f"reset knows no option {shown(sorted(options, key=str))}: the only one is 'demand'"
            )
        if demand is None:
            return None
        scenarios = checked_scenarios(demand, self.chain)
        if len(scenarios) != 1 or np.ndim(demand) != 2:
            raise ValueError(
                f"options['demand'] has shape {np.shape(demand)}: give one scenario, shape "
                f"{self._mean_demand.shape} (horizon, n_retailers)"
            )
        return scenarios[0]

    def _advance(self, orders: Sequence[int]) -> tuple[float, bool, dict[str, Any]]:
        """Let one day happen; return reward, terminated and info of `step`."""
        day = self._day
        if day >= self._horizon:
            raise gymnasium.error.ResetNeeded(
                "no episode is running (none was begun, or its last day is over): call reset()"
            )
        revenue, holding, fixed, variable, lost_sales, overflow, profit = dynamics.one_day(
            day, orders, self._demand[day], self._parameters, self._state
        )
        self._day = day = day + 1
        if self.render_mode is not None:
            self._today = (list(orders), profit, self._today[2] + profit)
        ledger = {
            "revenue": revenue,
            "holding": holding,
            "fixed_ordering": fixed,
            "variable_ordering": variable,
            "lost_sales": lost_sales,
            "overflow": overflow,
            "profit": profit,
        }
        return profit, day == self._horizon, {"ledger": ledger, "state": self._units()}

    def _units(self) -> dict[str, list[int]]:
        """Return copies of the day's units as plain lists: arrays would halve the speed."""
        on_hand, in_transit, owed, sold, lost, _, _ = self._state
        return {
            "on_hand": on_hand[:],
            "in_transit": in_transit[:],
            "owed": owed[:],
            "sold": sold[:],
            "lost": lost[:],
        }

    def _snapshot(self) -> Snapshot:
        on_hand, in_transit, owed, _, lost, _, _ = self._state
        orders, profit, total = self._today
        n_retailers, first = self.chain.n_retailers, self._parameters.first_retailer
        stages = []
        for i, (name, stage) in enumerate(zip(self.chain.stage_names, self.chain.stages)):
            is_retailer, on_order = i < n_retailers, in_transit[i]
            if is_retailer:
                on_order += owed[i]
                owes = 0
            else:
                owes = sum(owed[first[i - n_retailers] : first[i - n_retailers + 1]])
            lost_today = lost[i] if is_retailer else 0
            numbers = (on_hand[i], on_order, owes, orders[i], lost_today)
            stages.append(Stage(name, stage.capacity, *numbers))
        return Snapshot(self._day, self._horizon, profit, total, stages)
