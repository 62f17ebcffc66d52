"""Rows of a table of speeds: measured in rounds, compared within a round, shown with their goals.

Every round measures every row once, one after the other, so that a machine that slows down slows
down all of them; a ratio is taken within a round, and the table shows medians over the rounds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """One thing to measure, and the goal it has."""

    name: str
    prepare: Callable  # returns a function that runs once: (days or steps, seconds)
    against: str | None = None  # the name of an earlier row
    at_least: float | None = None  # times as fast as `against`
    at_most: float | None = None  # times as long as `against`


class Missing(Exception):
    """A row cannot be measured here; the message says why."""


def measure(rows, rounds, report):
    """Return the rates of every row, (rounds,) per name [1/s], and why others have none."""
    runs, missing = {}, {}
    for row in rows:
        report(f"preparing {row.name}")
        try:
            runs[row.name] = row.prepare()
        except Missing as reason:
            missing[row.name] = str(reason)
    rates = {name: [] for name in runs}
    start = perf_counter()
    for k in range(rounds):
        left = f", {(perf_counter() - start) / k * (rounds - k):.0f} s left" if k else ""
        report(f"round {k + 1} of {rounds}{left}")
        for name, run in runs.items():
            count, seconds = run()
            rates[name].append(count / seconds)
    report("")
    return rates, missing


def summarise(rows, rates, missing):
    """Return one dict per row: medians, the ratio that its goal is about, and the verdict."""
    table = []
    for row in rows:
        line = {"name": row.name, "against": row.against}
        table.append(line)
        if row.name in missing:
            line["missing"] = missing[row.name]
            continue
        line["per_second"] = median(rates[row.name])
        if row.against is None:
            continue
        if row.against in missing:
            line["missing"] = f"nothing to compare with: {missing[row.against]}"
            continue
        ratio = median(own / other for own, other in zip(rates[row.name], rates[row.against]))
        if row.at_most is not None:
            ratio = 1 / ratio
            line |= {"times_as_long": ratio, "at_most": row.at_most, "met": ratio <= row.at_most}
        else:
            line["times_as_fast"] = ratio
            if row.at_least is not None:
                line |= {"at_least": row.at_least, "met": ratio >= row.at_least}
    return table


def show(table):
    """Print the table."""
    layout = "{:<30} {:>12}  {:<42} {}"
    print(layout.format("what", "per second", "ratio", "goal"))
    for line in table:
        if "missing" in line:
            print(layout.format(line["name"], "-", line["missing"], "").rstrip())
            continue
        ratio = goal = ""
        if "times_as_fast" in line:
            ratio = f"{line['times_as_fast']:.2f} x as fast as {line['against']}"
            goal = f"at least {line['at_least']:g}" if "at_least" in line else ""
        elif "times_as_long" in line:
            ratio = f"{line['times_as_long']:.2f} x as long as {line['against']}"
            goal = f"at most {line['at_most']:g}"
        if goal:
            goal += ": met" if line["met"] else ": NOT met"
        rate = line["per_second"]
        rate = f"{rate:,.0f}" if rate >= 100 else f"{rate:.2g}"
        print(layout.format(line["name"], rate, ratio, goal).rstrip())
