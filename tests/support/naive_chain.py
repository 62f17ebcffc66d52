"""The day of the supply chain told a second time, unit by unit, as an oracle for the first.

Nothing is shared with `supplychain.dynamics`: every unit is moved by itself, debts are a queue of
names, deliveries carry the date on which they are due.
"""

import math
from collections import Counter, deque
from dataclasses import dataclass


@dataclass
class Delivery:
    """Units on the road."""

    to: str
    units: int
    due: int


class NaiveChain:
    """A chain that lives through its days one unit at a time."""

    def __init__(self, chain):
        self.shops = {f"shop {r}": shop for r, shop in enumerate(chain.retailers)}
        self.dcs = {f"dc {j}": dc for j, dc in enumerate(chain.dcs)}
        self.names = [*self.shops, *self.dcs]
        names_of_shops = iter(self.shops)
        self.served_by = {
            name: [next(names_of_shops) for _ in dc.retailers] for name, dc in self.dcs.items()
        }
        self.stages = self.shops | self.dcs
        self.shelf = Counter({name: stage.initial_stock for name, stage in self.stages.items()})
        self.road = []
        self.debts = {name: deque() for name in self.dcs}  # one name per unit owed, oldest first
        self.sold, self.lost = Counter(), Counter()

    def live_through(self, day, orders, demand):
        """Let the day happen; return its ledger."""
        orders = dict(zip(self.names, orders, strict=True))
        demand = dict(zip(self.shops, demand, strict=True))
        self.sold, self.lost = Counter(), Counter()
        ledger = Counter(self._buy(day, orders))
        for delivery in [delivery for delivery in self.road if delivery.due == day]:
            self.shelf[delivery.to] += delivery.units
            self.road.remove(delivery)
        ledger["overflow"] = sum(map(self._overflow, self.names))
        for name in self.dcs:
            ledger["fixed_ordering"] += self._ship(day, name, orders)
        self._sell(demand)
        return self._closed(ledger)

    def _buy(self, day, orders):
        fixed = variable = 0
        for name, dc in self.dcs.items():
            accepted = min(orders[name], dc.max_order)
            self.road.append(Delivery(name, accepted, day + dc.lead_time))
            fixed += dc.fixed_order_cost if orders[name] else 0
            variable += dc.variable_order_cost * accepted
        return {"fixed_ordering": fixed, "variable_ordering": variable}

    def _overflow(self, name):
        stage = self.stages[name]
        surplus = max(0, self.shelf[name] - stage.capacity)
        scale = 0.75 * stage.capacity
        return stage.overflow_cost * stage.capacity * math.tanh(surplus / scale)

    def _ship(self, day, dc, orders):
        """Load one unit after the other; return what the trucks cost."""
        shops = self.served_by[dc]
        old = sorted(self.debts[dc], key=shops.index)
        new = [shop for shop in shops for _ in range(orders[shop])]
        queue = deque(old + new)
        load = Counter()
        while queue and self.shelf[dc] > 0:
            self.shelf[dc] -= 1
            load[queue.popleft()] += 1
        self.debts[dc] = queue
        cost = 0
        for shop, units in load.items():
            self.road.append(Delivery(shop, units, day + self.shops[shop].lead_time))
            while units > 0:
                cost += self.shops[shop].truck_cost
                units -= self.shops[shop].truck_capacity
        return cost

    def _sell(self, demand):
        for shop, customers in demand.items():
            for _ in range(customers):
                if self.shelf[shop]:
                    self.shelf[shop] -= 1
                    self.sold[shop] += 1
                else:
                    self.lost[shop] += 1

    def _closed(self, ledger):
        ledger["holding"] = sum(
            stage.holding_cost * self.shelf[name] for name, stage in self.stages.items()
        )
        ledger["revenue"] = sum(shop.price * self.sold[name] for name, shop in self.shops.items())
        ledger["lost_sales"] = sum(
            shop.lost_sales_cost * self.lost[name] for name, shop in self.shops.items()
        )
        profit = 2 * ledger["revenue"] - sum(ledger.values())
        return dict(ledger) | {"profit": profit}

    def units(self):
        """Return on hand, in transit, owed, sold, lost and positions, as lists."""
        transit = {name: sum(d.units for d in self.road if d.to == name) for name in self.names}
        owed = Counter(shop for debts in self.debts.values() for shop in debts)
        position = {shop: self.shelf[shop] + transit[shop] + owed[shop] for shop in self.shops}
        for dc, debts in self.debts.items():
            position[dc] = self.shelf[dc] + transit[dc] - len(debts)
        return (
            [self.shelf[name] for name in self.names],
            [transit[name] for name in self.names],
            [owed[shop] for shop in self.shops],
            [self.sold[shop] for shop in self.shops],
            [self.lost[shop] for shop in self.shops],
            [position[name] for name in self.names],
        )
