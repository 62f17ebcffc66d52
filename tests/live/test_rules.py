"""The rules in the page against those in Python, day by day."""

import importlib.util
import json
import random

import pytest

from autograde.live.pages import SCRIPTS
from autograde.live.rules import rules
from supplychain import DistributionCentre, Retailer, SupplyChain, dynamics
from tests.support.naive_chain import NaiveChain
from tests.support.recorded import EPISODES, units_of
from tests.support.strategies import days_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

NEAR = 1e-9
UNITS = ("on_hand", "in_transit", "owed", "sold", "lost", "position")
# Plays each month; where a day has no orders, (s, S) chooses them.
PLAY = """months => JSON.stringify(months.map(({ parameters, state, orders, demand, settings }) => {
    const chain = record(parameters), now = copyOf(state);
    const chosen = chain.initial_stock.map(() => 0);
    restart(chain, now);
    return demand.map((customers, day) => {
        if (orders) orders[day].forEach((order, i) => { chosen[i] = order; });
        else _order_up_to(day, now.position, settings, chosen);
        const ledger = one_day(day, chosen, customers, chain, now);
        return { orders: [...chosen], ledger, units: { ...copyOf(now) } };
    });
}))"""


def played(page, months, world=dynamics):
    """Return what the page makes of months: per day the orders, the ledger, and the units."""
    given = [
        {
            "parameters": chain.parameters._asdict(),
            "state": dynamics.new_state(chain.parameters)._asdict(),
            "orders": orders,
            "demand": demand,
            "settings": settings,
        }
        for chain, orders, demand, settings in months
    ]
    numbers = (SCRIPTS / "numbers.js").read_text(encoding="utf-8")
    program = f"{numbers}\n{rules(world)}\nreturn ({PLAY})(months);"
    # As one text: the browser's driver takes a minute for as many objects.
    return json.loads(page.evaluate(f"months => {{ {program} }}", given))


def agree(found, chain, orders, demand):
    """Whether the days of the page are those of Python: units exactly, money nearly."""
    for day, (ledger, state) in zip(found, days_of(chain, orders, demand), strict=True):
        if any(day["units"][name] != list(getattr(state, name)) for name in UNITS):
            return False
        if day["ledger"] != pytest.approx(list(ledger.values()), rel=NEAR, abs=NEAR):
            return False
    return True


def test_recorded_months_come_out_as_recorded(page):
    chain = SupplyChain()
    months = [(chain, month["orders"], month["demand"], None) for month in EPISODES]
    for found, month in zip(played(page, months), EPISODES, strict=True):
        for today, recorded in zip(found, month["days"], strict=True):
            expected = units_of(recorded)
            assert {name: today["units"][name] for name in expected} == expected
            amounts = [recorded[line] for line in dynamics.LEDGER_LINES]
            assert today["ledger"] == pytest.approx(amounts, rel=NEAR, abs=NEAR)


def any_month(chance):
    """Return a random chain with a month of orders and customers, overflow and debts included."""

    def shop():
        return Retailer(
            initial_stock=chance.randint(0, 60), lead_time=chance.randint(1, 6),
            capacity=chance.randint(1, 40), truck_capacity=chance.randint(1, 25),
            holding_cost=chance.random(), truck_cost=9 * chance.random(),
            price=50 * chance.random(), lost_sales_cost=chance.random(),
            overflow_cost=chance.random(),
        )  # fmt: skip

    def centre():
        return DistributionCentre(
            initial_stock=chance.randint(0, 90), lead_time=chance.randint(1, 6),
            capacity=chance.randint(1, 80), max_order=chance.randint(1, 60),
            holding_cost=chance.random(), overflow_cost=chance.random(),
            fixed_order_cost=50 * chance.random(), variable_order_cost=chance.random(),
            retailers=[shop() for _ in range(chance.randint(1, 4))],
        )  # fmt: skip

    chain = SupplyChain(dcs=[centre() for _ in range(chance.randint(1, 3))])
    demand = [[chance.randint(0, 20) for _ in chain.retailers] for _ in range(chain.horizon)]
    orders = [[chance.randint(0, 70) for _ in chain.stages] for _ in range(chain.horizon)]
    points = [chance.randint(-5, 30) for _ in chain.stages]
    settings = (points, [point + chance.randint(1, 40) for point in points])
    return chain, orders if chance.random() < 0.5 else None, demand, settings


def lived(found, chain, orders, demand):
    """Whether the days of the page are those of a chain that knows nothing of `dynamics`."""
    naive = NaiveChain(chain)
    for day, (today, bought, customers) in enumerate(zip(found, orders, demand, strict=True)):
        ledger = naive.live_through(day, bought, customers)
        if [today["units"][name] for name in UNITS] != list(naive.units()):
            return False
        amounts = [ledger[line] for line in dynamics.LEDGER_LINES]
        if today["ledger"] != pytest.approx(amounts, rel=NEAR, abs=NEAR):
            return False
    return True


def test_ten_thousand_days_of_any_chain_are_those_of_python(page):
    chance = random.Random(1)
    months = [any_month(chance) for _ in range(360)]
    assert sum(len(demand) for _, _, demand, _ in months) >= 10_000
    for found, (chain, orders, demand, settings) in zip(played(page, months), months):
        chosen = [day["orders"] for day in found]
        assert agree(found, chain, chosen, demand)
        assert lived(found, chain, chosen, demand)
        if orders is None:
            assert chosen == chosen_in_python(chain, found, settings)


def chosen_in_python(chain, found, settings):
    """Return what (s, S) orders each morning, at the positions of the evening before."""
    points, levels = settings
    mornings = [list(chain.parameters.initial_stock), *(day["units"]["position"] for day in found)]
    return [
        [level - x if x <= point else 0 for x, point, level in zip(row, points, levels)]
        for row in mornings[:-1]
    ]


@pytest.mark.parametrize(
    ("rule", "another"),
    [
        ("lot_limit[r] - 1) //", "lot_limit[r]) //"),
        ("0.75 * capacity", "0.76 * capacity"),
        ("still_owed += backlog", "still_owed = backlog"),
    ],
)
def test_one_changed_rule_is_noticed(page, tmp_path, rule, another):
    text = open(dynamics.__file__, encoding="utf-8").read()
    assert rule in text
    path = tmp_path / "other_dynamics.py"
    path.write_text(text.replace(rule, another), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("other_dynamics", path)
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    chance = random.Random(2)
    months = [any_month(chance) for _ in range(20)]
    found = played(page, months, other)
    assert not all(
        agree(days, chain, [day["orders"] for day in days], demand)
        for days, (chain, _, demand, _) in zip(found, months)
    )
