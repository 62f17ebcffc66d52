"""What agents learned, as the page *Deep learners on this chain* shows it: all from the figures.

An agent is better than random orders on a task if the mean over its training runs lies above that
of random orders by three standard errors.
"""

from math import hypot

import matplotlib
import matplotlib.pyplot as plt

from benchmarks import deep_learners
from supplychain.evaluation import estimate_mean
from supplychain.look import course_look, save

N_ERRORS = 3  # standard errors that make an agent better than random orders
NAMES = {  # as table and figure call the tasks; the page says what they are
    deep_learners.TABULAR: "table",
    deep_learners.ONE_SHOP: "one shop",
    deep_learners.FULL: "quantities",
    deep_learners.ORDER_UP_TO: "levels",
}


def page_parts(figures):
    """Return the parts of the page that follow from the figures, by their file."""
    return {
        "agents.md": table(figures),
        "agents_yardsticks.md": yardsticks(figures),
        "agents_findings.md": findings(figures),
    }


def rows(figures):
    """Yield one row of the table for each agent and task, with what random orders earn there."""
    for task, known in figures["tasks"].items():
        random = known["random"]
        for agent, earned in known["profits"].items():
            of_runs = estimate_mean(earned)
            error = hypot(of_runs.standard_error, random["standard_error"])
            above = (of_runs.mean - random["mean"]) / error
            yield {"task": task, "agent": agent, "mean": of_runs.mean, "random": random["mean"],
                   "low": of_runs.interval[0], "high": of_runs.interval[1],
                   "errors_above": above, "is_better": above > N_ERRORS}  # fmt: skip


def table(figures):
    """Return the rows as a Markdown table."""
    lines = [
        "| task | agent | mean | 95 % interval | random | better |",
        "|---|---|--:|--:|--:|:-:|",
    ]
    for row in rows(figures):
        cells = [NAMES[row["task"]], row["agent"], money(row["mean"]),
                 f"{money(row['low'])} … {money(row['high'])}".replace(" ", "\N{NO-BREAK SPACE}"),
                 money(row["random"]),
                 "yes" if row["is_better"] else "**no**"]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def yardsticks(figures):
    """Return the sentence on what fixed rules earn at the same tasks."""
    chain, shop = figures["known"].values()
    told = [f"*{name}* {money(score['mean'])}" for name, score in chain.items()]
    best = shop["the best orders"]["mean"]
    return (
        f"On the same {figures['n_scenarios']:,} scenarios of the chain, fixed rules earn: "
        f"{'; '.join(told)}. In the shop, the orders that are best for ever, discounted, earn "
        f"{money(best)} in {deep_learners.SHOP_DAYS} days; who cannot see how many days are left "
        "can expect hardly more."
    )


def findings(figures):
    """Return what the table says about action spaces and yardsticks, as a Markdown list."""
    found = {(row["task"], row["agent"]): row for row in rows(figures)}
    s_S = figures["known"][deep_learners.FULL]["(s, S), tuned"]["mean"]
    best = figures["known"][deep_learners.ONE_SHOP]["the best orders"]["mean"]
    levels = found[deep_learners.ORDER_UP_TO, "PPO"]
    free, few = found[deep_learners.FULL, "PPO"], found[deep_learners.TABULAR, "PPO"]
    masked, plain = (found[deep_learners.ONE_SHOP, name] for name in ("MaskablePPO", "PPO"))
    short = [f"{row['agent']} on {NAMES[row['task']]}" for row in found.values()
             if not row["is_better"]]  # fmt: skip
    told = "All of them are" if not short else f"All are but {', '.join(short)}: these are not"
    return "\n".join(
        [
            f"- *Better than random?* {told} better by {N_ERRORS} standard errors.",
            f"- *The same agent, three sets of actions.* PPO earns {money(free['mean'])} with "
            f"free quantities, {money(few['mean'])} with three quantities for each stage, and "
            f"{money(levels['mean'])} with levels to order up to. Random levels earn "
            f"{money(levels['random'])}, so {money(levels['mean'] - levels['random'])} of that "
            "are learned; the rest is in the rule.",
            f"- *Beside (s, S).* PPO over levels {_beside(levels, s_S)} the tuned (s, S), which "
            f"earns {money(s_S)}.",
            f"- *Masks.* Of what the best orders of the shop earn, MaskablePPO reaches "
            f"{masked['mean'] / best:.0%}, PPO without masks {plain['mean'] / best:.0%}.".replace(
                "%", " %"
            ),
        ]
    )


def _beside(row, yardstick):
    if row["low"] > yardstick:
        return f"earns {money(row['mean'] - yardstick)} more than"
    if row["high"] < yardstick:
        return f"stays {money(yardstick - row['mean'])} below"
    return "is not told apart from"


def money(value):
    return f"{value:,.0f}".replace("-", "−")


def draw(figures, path):
    """Draw what each run on the chain earned, beside random orders and (s, S)."""
    matplotlib.use("agg")
    shown = [row for row in rows(figures) if row["task"] != deep_learners.ONE_SHOP]
    with course_look():
        figure, axes = plt.subplots(figsize=(5.6, 3.6))
        for place, row in enumerate(reversed(shown)):
            earned = figures["tasks"][row["task"]]["profits"][row["agent"]]
            axes.plot(row["random"], place, "|", color="0.4", markersize=16,
                      label="random orders" if place == 0 else None)  # fmt: skip
            axes.plot(earned, [place - 0.28] * len(earned), ".", color="C1",
                      label="a run" if place == 0 else None)  # fmt: skip
            reach = [[row["mean"] - row["low"]], [row["high"] - row["mean"]]]
            axes.errorbar(row["mean"], place, xerr=reach, fmt="o", color="C0", capsize=3,
                          label="mean" if place == 0 else None)  # fmt: skip
        rule = figures["known"][deep_learners.FULL]["(s, S), tuned"]["mean"]
        axes.axvline(rule, linestyle="--", color="0.4", linewidth=1, label="(s, S)")
        axes.set_yticks(range(len(shown)), [f"{row['agent']}, {NAMES[row['task']]}"
                                            for row in reversed(shown)])  # fmt: skip
        axes.set_xlabel("profit [money per episode]")
        axes.xaxis.set_major_locator(plt.MaxNLocator(4))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.legend(loc="lower left", bbox_to_anchor=(-0.3, 1.02), ncols=2)
        save(axes, path)
    plt.close(figure)
