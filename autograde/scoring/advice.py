"""Why the money was lost: what a Q-table does in play, said so that its author can act on it.

Four questions are asked of a table: which lines of the ledger are worse than another policy's, how
much of it was ever learned, whether play meets states about which it knows nothing, and in which
states another choice would have paid most. The last one is answered by trying: the table is played
again with one state's choice taken from the champion's table, on the same demand. Who picks the
best of sixty changes picks luck too, so changes are chosen on one half of the demand, and what they
are worth is told from the other.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from supplychain import SupplyChain, batch
from supplychain.dynamics import LEDGER_LINES, N_LEVELS, N_ORDER_LEVELS, state_index
from supplychain.evaluation import estimate_mean
from supplychain.policies import Policy, greedy
from supplychain.radix import decode

SCENARIOS = 600  # episodes that answer the questions; half of them choose changes
WORST = 3  # states that are shown
PROFIT = LEDGER_LINES.index("profit")

WORDS = {
    "revenue": "less revenue",
    "holding": "more for holding stock",
    "fixed_ordering": "more for orders and trucks",
    "variable_ordering": "more for goods from the mill",
    "lost_sales": "more for customers sent away",
    "overflow": "more for overfull shelves",
}
EMPTY = "Shelves are empty when customers come: order earlier, or more, where stock is low."
REMEDIES = {
    "revenue": EMPTY,
    "lost_sales": EMPTY,
    "holding": "Stock waits too long: order less where positions are high.",
    "fixed_ordering": "Orders are too many and too small: order more at a time, and less often.",
    "variable_ordering": "More is bought than sold: stop the DC's orders where it has enough.",
    "overflow": "Shelves overflow: order nothing where a position is near the capacity.",
}


class Change(NamedTuple):
    """What another choice in one state is worth."""

    state: int
    days: float  # share of the days of play on which the state is met
    action: int  # that the table takes
    better: int  # that the champion takes
    gain: (
        float  # of changing this state alone, on demand that did not choose it [money per episode]
    )
    error: float  # half of the 95 % interval of the gain [money per episode]


class Diagnosis(NamedTuple):
    """What a table does in play."""

    untouched: float  # share of the cells of states met in play that were never learned
    unknown_days: float  # share of the days of play in states where all cells do
    idle_days: float  # … where the best value is shared, and the tie falls to action 0
    changes: tuple  # of Change, the most valuable first where they were chosen


def diagnose(
    q_table: np.ndarray,
    champion: np.ndarray,
    chain: SupplyChain,
    scenarios: np.ndarray,
    visits: np.ndarray | None = None,
) -> Diagnosis:
    """Return what a table does in play.

    Parameters
    ----------
    q_table, champion : numpy.ndarray of float, (n_states, n_actions)
        The table, and the one whose choices are tried in its place.
    chain : SupplyChain
    scenarios : numpy.ndarray of int, (n, horizon, n_retailers)
        Demand; the first `SCENARIOS` of it are played [units].
    visits : numpy.ndarray of int, (n_states, n_actions), optional
        How often each action was chosen in each state while learning; guessed from the table where
        that is not known.

    Returns
    -------
    Diagnosis
    """
    scenarios = scenarios[:SCENARIOS]
    untouched = untouched_cells(q_table) if visits is None else np.asarray(visits) == 0
    days = days_in_states(greedy(q_table, chain), chain, scenarios)
    best = q_table.max(axis=1)
    tied = (q_table[:, 0] == best) & ((q_table == best[:, np.newaxis]).sum(axis=1) > 1)
    changes = _changes(q_table, champion, days, chain, scenarios)
    return Diagnosis(
        float(untouched[days > 0].mean()),
        float(days[untouched.all(axis=1)].sum()),
        float(days[tied].sum()),
        tuple(changes),
    )


def untouched_cells(q_table: np.ndarray) -> np.ndarray:
    """Return which cells hold the value that the table began with (n_states, n_actions).

    Nobody says what it was, so it is taken for the commonest one. Where no value occurs in at least
    one of a hundred cells, all were learned.
    """
    values, counts = np.unique(q_table, return_counts=True)
    commonest = counts.argmax()
    if counts[commonest] < q_table.size / 100:
        return np.zeros(q_table.shape, dtype=bool)
    return q_table == values[commonest]


def days_in_states(policy: Policy, chain: SupplyChain, scenarios: np.ndarray) -> np.ndarray:
    """Return the share of the days of play on which each state is met, (n_states,)."""
    capacity = [stage.capacity for stage in chain.stages]
    met = np.zeros(N_LEVELS**chain.n_stages)

    def watched(positions: np.ndarray, day: int) -> npt.ArrayLike:
        for position in positions.tolist():
            met[state_index(position, capacity)] += 1
        return policy(positions, day)

    batch.play(watched, scenarios, chain)
    return met / met.sum()


def _changes(
    q_table: np.ndarray,
    champion: np.ndarray,
    days: np.ndarray,
    chain: SupplyChain,
    scenarios: np.ndarray,
) -> list[Change]:
    """Return the changes that surely pay on one half of the scenarios, best first there."""
    half = len(scenarios) // 2
    if half < 2:  # of one episode nothing is sure
        return []
    chosen_on, told_of = scenarios[:half], scenarios[half:]
    actions, better = q_table.argmax(axis=1), champion.argmax(axis=1)
    before, found = _profits(q_table, chain, chosen_on), []
    for state in np.flatnonzero((days > 0) & (actions != better)).tolist():
        gain = estimate_mean(_changed_profits(q_table, champion, state, chain, chosen_on) - before)
        if gain.interval[0] > 0:
            found.append((gain.mean, state))
    before, changes = _profits(q_table, chain, told_of), []
    for _, state in sorted(found, key=lambda one: -one[0])[:WORST]:
        gain = estimate_mean(_changed_profits(q_table, champion, state, chain, told_of) - before)
        change = Change(state, float(days[state]), int(actions[state]), int(better[state]),
                        float(gain.mean), float(gain.interval[1] - gain.mean))  # fmt: skip
        changes.append(change)
    return changes


def _changed_profits(
    q_table: np.ndarray, champion: np.ndarray, state: int, chain: SupplyChain, scenarios: np.ndarray
) -> np.ndarray:
    """Return what a table earns with one state's choice taken from the champion's [money]."""
    changed = q_table.copy()
    changed[state] = champion[state]
    return _profits(changed, chain, scenarios)


def _profits(q_table: np.ndarray, chain: SupplyChain, scenarios: np.ndarray) -> np.ndarray:
    return batch.play(greedy(q_table, chain), scenarios, chain).ledgers[:, PROFIT]


def ledger_sentences(
    ledger: Mapping[str, float], reference: Mapping[str, float], name: str
) -> list[str]:
    """Say which lines of a ledger lose most against another policy's.

    Parameters
    ----------
    ledger, reference : dict of str to float
        Mean money per episode of each line, costs positive.
    name : str
        Of the other policy.
    """
    less = reference["profit"] - ledger["profit"]
    if less <= 0:
        return [f"Nothing measured here earns more: {-less:,.0f} ahead of {name}."]
    lost = {line: ledger[line] - reference[line] for line in REMEDIES}
    lost["revenue"] = -lost["revenue"]
    worst = sorted((line for line in lost if lost[line] > 0.1 * less), key=lambda x: -lost[x])
    parts = [f"{lost[line]:,.0f} {WORDS[line]}" for line in worst]
    first = f"An episode earns {less:,.0f} less than with {name}: {', '.join(parts)}."
    return [first, *dict.fromkeys(REMEDIES[line] for line in worst[:2])]


def sentences(diagnosis: Diagnosis, chain: SupplyChain, champion: str) -> list[str]:
    """Say what a diagnosis means, most urgent first."""
    said = []
    if diagnosis.unknown_days > 0.005:
        said.append(
            f"On {_percent(diagnosis.unknown_days)} of the days of play the table is in a state of "
            "which it learned nothing: explore longer, so that training meets what play meets."
        )
    if diagnosis.idle_days > 0.005:
        said.append(
            f"On {_percent(diagnosis.idle_days)} of the days several actions look equally good and "
            "the tie falls to action 0, which orders nothing: make sure that good actions are "
            "tried in every state."
        )
    said += [_change_sentence(change, chain, champion) for change in diagnosis.changes]
    if diagnosis.untouched > 0.02 and diagnosis.changes:
        said.append(
            f"In the states that play meets, {_percent(diagnosis.untouched)} of the values were "
            "never learned, because these actions were never tried there: a better one may be "
            "among them."
        )
    return said


def _percent(share: float) -> str:
    digits = 1 if share < 0.1 else 0
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def _change_sentence(change: Change, chain: SupplyChain, champion: str) -> str:
    levels = decode(change.state, N_LEVELS, chain.n_stages)
    near = [round(level * stage.capacity / (N_LEVELS - 1))
            for level, stage in zip(levels, chain.stages)]  # fmt: skip
    where = ", ".join(f"{name} near {units}" for name, units in zip(chain.stage_names, near))
    mine, theirs = (
        tuple(stage.order_levels[digit] for stage, digit in
              zip(chain.stages, decode(action, N_ORDER_LEVELS, chain.n_stages)))
        for action in (change.action, change.better)
    )  # fmt: skip
    return (
        f"State {change.state} ({where}), {_percent(change.days)} of the days: it orders {mine}, "
        f"{champion} orders {theirs}. To change that row of the table alone is worth "
        f"{change.gain:,.0f} ± {change.error:,.0f} an episode."
    )
