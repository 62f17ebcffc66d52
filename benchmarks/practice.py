"""Does practice at home predict the board? The public track against practice chains.

``python -m benchmarks.practice`` (about 10 minutes of computing) trains learners as
``python -m supplychain benchmark`` does at home, on the public track and on practice chains, and
then on the hidden chains of two boards. It writes into ``benchmarks/results`` what the page of the
leaderboard shows: ``practice.json``, a sentence ``practice.md``, and ``practice.svg``.
"""

import json
from functools import partial
from hashlib import sha256
from itertools import product
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import spearmanr

from autograde.kit.progress import progress
from autograde.leaderboard import rivals
from autograde.training import tracks
from supplychain import benchmark, evaluate
from supplychain.look import INK, course_look, save
from supplychain.policies import greedy
from supplychain.practice import practice

RESULTS = Path(__file__).parent / "results"
N_SCENARIOS = 500
HOME_RUNS, N_CHAINS = 3, 3  # as `--seeds 3 --chains 3`
DRAWS = (1, 2, 3)  # as `--draw`; the figure shows the first
BOARD_RUNS = 5
SECRETS = [sha256(f"board {k} of this benchmark".encode()).digest() for k in (1, 2)]

LEARNERS = {
    f"Q-learning, α {alpha}, ε {epsilon[0]}–{epsilon[1]}, γ {gamma}": partial(
        rivals.q_learning, alpha=(alpha, alpha / 10), epsilon=epsilon, gamma=gamma
    )
    for alpha, epsilon, gamma in product(
        (0.3, 0.1, 0.03), ((1.0, 0.05), (0.3, 0.3), (0.05, 0.05)), (0.8, 0.97)
    )
} | {name: getattr(rivals, name) for name in rivals.__all__}


def earned(learner, runs, scenarios, chain=None):
    """Return what the policies of a learner's training runs earn on average [money]."""
    profits = []
    for demand_seed, seed in runs:
        q_table, _ = learner(benchmark.TrainingEnv(demand_seed, chain=chain), seed=seed)
        profits.append(evaluate(greedy(q_table, chain), scenarios, chain).mean)
    return float(np.mean(profits))


def places():
    """Return (name, list of (runs, scenarios, chain)) of everywhere that learners train."""
    public = benchmark.track(benchmark.PUBLIC, benchmark.PUBLIC_SEED, HOME_RUNS, N_SCENARIOS)
    yield "public", [(*public, None)]
    for draw in DRAWS:
        drawn = practice(N_CHAINS, HOME_RUNS, N_SCENARIOS, draw)
        yield f"practice {draw}", [(*one.track, one.chain) for one in drawn]
    given = tracks.CONFIGURATION | {"n_runs": BOARD_RUNS, "n_scenarios": N_SCENARIOS}
    for number, secret in enumerate(SECRETS, start=1):
        arenas = tracks.final(secret, given).arenas
        yield f"board {number}", [(arena.runs, arena.scenarios, arena.chain) for arena in arenas]


def measure():
    """Train everybody everywhere; return the mean profits as plain data."""
    where = list(places())
    scores = {}
    with progress("training", len(LEARNERS) * len(where)) as advance:
        for name, learner in LEARNERS.items():
            scores[name] = {}
            for place, chains in where:
                scores[name][place] = float(np.mean([earned(learner, *one) for one in chains]))
                advance()
    return {"n_scenarios": N_SCENARIOS, "board_runs": BOARD_RUNS, "scores": scores}


def correlations(figures):
    """Return Spearman's rank correlation of each score at home with each board."""
    rows = figures["scores"].values()
    columns = {place: [row[place] for row in rows] for place in next(iter(rows))}
    boards = [place for place in columns if place.startswith("board")]
    return {
        home: [float(spearmanr(columns[home], columns[board]).statistic) for board in boards]
        for home in columns
        if home not in boards
    }


def sentence(figures):
    """Return the figures as the sentence of the page."""
    known = correlations(figures)
    public = _range(known["public"])
    practised = _range([value for home in known if home != "public" for value in known[home]])
    return (
        f"Over {len(figures['scores'])} learners, the public score predicts the places on two "
        f"boards with a rank correlation of {public}, the score on three practice chains with "
        f"{practised}."
    )


def _range(values):
    low, high = (f"{value:.2f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def draw(figures, path):
    """Draw the profit on a board against that at home."""
    matplotlib.use("agg")
    rows = list(figures["scores"].values())
    board = [row["board 1"] for row in rows]
    with course_look():
        figure, panels = plt.subplots(1, 2, sharey=True, figsize=(7, 3.4))
        for ax, home, label in zip(
            panels, ("public", "practice 1"), ("on the public track", "on three practice chains")
        ):
            ax.plot([row[home] for row in rows], board, "o", color=INK, markersize=4.5)
            ax.set_xlabel(f"profit {label}\n[money per episode]")
            ax.xaxis.set_major_formatter("{x:,.0f}")
            ax.yaxis.set_major_formatter("{x:,.0f}")
            ax.locator_params("x", nbins=4)
        panels[0].set_ylabel("profit on the board\n[money per episode]")
        figure.tight_layout()
        save(panels[0], path)
    plt.close(figure)


def main():
    """Measure, write and print."""
    figures = measure()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "practice.json").write_text(
        json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (RESULTS / "practice.md").write_text(sentence(figures) + "\n", encoding="utf-8")
    draw(figures, RESULTS / "practice.svg")
    print(sentence(figures))
    for home, values in correlations(figures).items():
        print(f"{home:<12}", *(f"{value:.2f}" for value in values))


if __name__ == "__main__":
    main()
