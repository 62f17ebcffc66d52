"""Do ranks mean something? Equals must share them, and differences must show.

``python -m benchmarks.ranks`` trains pools of real learners (about 10 minutes of computing, kept in
``build/pools``), draws entries from them, and writes into ``benchmarks/results`` what the page *How
ranks are made* shows: ``ranks.json``, a table ``ranks.md``, and ``differences.svg``.

A/A: entries of one learner. At most 5 % of pairs may be separated, and on at most 5 % of boards of
20 any two of them. A/B: the tuned learner against the same with fewer training episodes; how often
is it found better?
"""

import argparse
import json
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np

from autograde.scoring.power import power
from benchmarks import experiments, pool
from supplychain.look import course_look, save

RESULTS = Path(__file__).parent / "results"
SEED = 11  # of the draws
N_RUNS = 20  # training runs of an entry, as on the final track
FEW_RUNS = 5
N_PAIRS, N_BOARDS, N_ENTRIES = 1000, 200, 20
N_SCENARIOS = 10_000
POOLS = {"tuned": 600, "as shipped": 600} | {f"{n} episodes": 300 for n in pool.SHORTER}
METHODS = {
    "ours": "told apart by this board",
    "bootstrap": "by a bootstrap over runs",
    "scenarios": "by scenarios alone",
}


def measure():
    """Run all experiments and return their figures as plain data."""
    rng = np.random.default_rng(SEED)
    pools = {name: pool.profits(name, n, N_SCENARIOS) for name, n in POOLS.items()}
    runs = {name: profits.mean(axis=1, dtype=float) for name, profits in pools.items()}
    learners = {name: {"n": len(of), "mean": float(of.mean()), "deviation": float(of.std(ddof=1))}
                for name, of in runs.items()}  # fmt: skip
    pairs, boards = [], []
    for name in ("tuned", "as shipped"):
        for n_runs in (FEW_RUNS, N_RUNS):
            found = experiments.equal_pairs(pools[name], n_runs, N_PAIRS, rng)
            for method, share in found.items():
                pairs.append({"learner": name, "n_runs": n_runs, "method": method} | _plain(share))
            share = experiments.equal_boards(pools[name], n_runs, N_ENTRIES, N_BOARDS, rng)
            about = {"learner": name, "n_runs": n_runs, "n_entries": N_ENTRIES}
            boards.append(about | _plain(share))
    return {
        "n_scenarios": N_SCENARIOS,
        "learners": learners,
        "pairs": pairs,
        "boards": boards,
        "power": [_power(pools, learners, name, n_runs, rng)
                  for n_runs in (FEW_RUNS, 10, N_RUNS) for name in POOLS if "episodes" in name],
    }  # fmt: skip


def _power(pools, learners, name, n_runs, rng):
    """Return how often the tuned learner is found better than another one."""
    share = experiments.unequal_pairs(pools["tuned"], pools[name], n_runs, N_PAIRS, rng)
    difference = learners["tuned"]["mean"] - learners[name]["mean"]
    variances = [learners[each]["deviation"] ** 2 / n_runs for each in ("tuned", name)]
    degrees = sum(variances) ** 2 / sum(v**2 / (n_runs - 1) for v in variances)
    expected = power(difference, np.sqrt(sum(variances)), degrees)
    about = {"learner": name, "n_runs": n_runs, "difference": difference}
    return about | _plain(share) | {"expected": expected}


def _plain(share):
    return {"found": share.found, "n": share.n, "share": share.value, "allowed": share.allowed}


def table(figures):
    """Return the figures on equals as a Markdown table."""
    heads = ["equals", "training runs each", *METHODS.values(), "allowed"]
    lines = [" | ".join(heads), ":---|---:" + "|---:" * (len(METHODS) + 1)]
    cases = {}
    for row in figures["pairs"]:
        cases.setdefault((row["learner"], row["n_runs"]), {})[row["method"]] = row
    for (learner, n_runs), by_method in cases.items():
        row = by_method["ours"]
        shares = [_percent(by_method[method]["share"]) for method in METHODS]
        equals = f"{row['n']:,} pairs, {learner}"
        lines.append(" | ".join([equals, str(n_runs), *shares, _percent(row["allowed"])]))
    for row in figures["boards"]:
        equals = f"{row['n']:,} boards of {row['n_entries']}, {row['learner']}"
        shares = [_percent(row["share"]), *[""] * (len(METHODS) - 1)]
        lines.append(" | ".join([equals, str(row["n_runs"]), *shares, _percent(row["allowed"])]))
    scatter = "; ".join(f"{name} {known['mean']:,.0f} ± {known['deviation']:,.0f} ({known['n']})"
                        for name, known in figures["learners"].items())  # fmt: skip
    about = f"Mean profit ± standard deviation over training runs [money] (runs): {scatter}."
    return "\n".join([*(f"| {line} |" for line in lines), "", about])


def _percent(share):
    return f"{100 * share:.1f} %"


def draw(figures, path):
    """Draw how often a difference is seen, found and expected."""
    matplotlib.use("agg")
    with course_look():
        figure, axes = plt.subplots()
        for n_runs in sorted({row["n_runs"] for row in figures["power"]}):
            rows = sorted((row for row in figures["power"] if row["n_runs"] == n_runs),
                          key=lambda row: row["difference"])  # fmt: skip
            x = [row["difference"] for row in rows]
            (line,) = axes.plot(x, [row["share"] for row in rows], "o", label=f"{n_runs} runs")
            axes.plot(x, [row["expected"] for row in rows], color=line.get_color())
        axes.axhline(0.8, linestyle="--", linewidth=1, color="#6a737d")
        axes.set_ylim(0, 1.03)
        axes.set_xlabel("true difference [money per episode]")
        axes.set_ylabel("share of pairs in which\nthe better one is found")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=3)
        save(axes, path)
    plt.close(figure)


def main():
    """Measure, write and print."""
    argparse.ArgumentParser(description="Measure what ranks mean.").parse_args()
    figures = measure()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "ranks.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "ranks.md").write_text(table(figures) + "\n", encoding="utf-8")
    draw(figures, RESULTS / "differences.svg")
    print(table(figures))
    for row in figures["power"]:
        print(f"{row['n_runs']:>3} runs, difference {row['difference']:>6,.0f}: "
              f"seen {row['share']:.1%}, expected {row['expected']:.1%}")  # fmt: skip


if __name__ == "__main__":
    main()
