"""Your algorithm on your own machine: ``python -m supplychain benchmark my_algorithm.py``.

It plays the public track; with ``--chains 3``, three practice chains, which are drawn as the hidden
ones of the leaderboard are.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from . import benchmark, practice
from .algorithm import AlgorithmError, Training, load_algorithm, train
from .benchmark import Track
from .evaluation import Estimate, Evaluation, estimate_mean, evaluate
from .model import SupplyChain
from .policies import greedy


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        score = _practise if options.chains else _score
        report = score(options)
    except AlgorithmError as error:
        _say("")
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _say("")
        print("stopped: nothing was scored", file=sys.stderr)
        return 130
    print("\n".join(report))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m supplychain", description="Learning to order in a supply chain."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    public = commands.add_parser(
        "benchmark", help="train and score your algorithm on public demand, or on practice chains"
    )
    public.add_argument("file", help="a Python file that defines q_learning(env, ...)")
    public.add_argument("--seeds", type=_count, default=3, help="training runs (3)")
    public.add_argument("--scenarios", type=_count, default=2000, help="episodes played (2000)")
    public.add_argument(
        "--chains", type=_count, help="practise on so many chains, drawn as the hidden ones are"
    )
    public.add_argument(
        "--draw", type=_count, default=1, help="another number draws other practice chains (1)"
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _score(options: argparse.Namespace) -> list[str]:
    """Return the lines of the report on the public track."""
    n_runs, n_scenarios = options.seeds, options.scenarios
    public = benchmark.track(benchmark.PUBLIC, benchmark.PUBLIC_SEED, n_runs, n_scenarios)
    algorithm = load_algorithm(options.file)
    profits, trainings = [], []
    for number, trained, profit in _trained(algorithm, options.file, public):
        profits.append(profit)
        trainings.append([f"seed {number}", f"{profit:,.0f}", f"{trained.seconds:.1f} s"])
    _say("playing the baselines …")
    rows = [_row("your algorithm", estimate_mean(profits), f"{n_runs} training seeds")]
    for name, policy in benchmark.baselines().items():
        rows.append(_row(name, evaluate(policy, public.scenarios), f"{n_scenarios:,} scenarios"))
    _say("")
    return [
        f"{benchmark.MAX_EPISODES} training episodes on each seed; every policy played on the same "
        f"{n_scenarios:,} public scenarios.",
        "",
        *_aligned([["training", "profit", "time"], *trainings]),
        "",
        *_aligned([["policy", "profit", "95 % interval", "over"], *rows]),
    ]


def _practise(options: argparse.Namespace) -> list[str]:
    """Return the lines of the report on practice chains."""
    algorithm = load_algorithm(options.file)
    drawn = practice.practice(options.chains, options.seeds, options.scenarios, options.draw)
    rows, means = [], []
    for k, (chain, track) in enumerate(drawn, start=1):
        runs = _trained(algorithm, options.file, track, chain, f" on chain {k}")
        profits = [float(np.mean([profit for _, _, profit in runs]))]
        for policy in practice.baselines(chain).values():
            profits.append(evaluate(policy, track.scenarios, chain).mean)
        means.append(profits)
        rows.append([f"chain {k}", *(f"{profit:,.0f}" for profit in profits), ""])
    _say("")
    rows.append(["mean", *(f"{profit:,.0f}" for profit in np.mean(means, axis=0)), ""])
    return [
        f"{len(drawn)} chains that are drawn as the hidden ones are; {options.seeds} trainings of "
        f"{benchmark.MAX_EPISODES} episodes on each.",
        "",
        *_aligned([["practice", "your algorithm", *practice.baselines(chain), ""], *rows]),
        "",
        "The board adds up profits in this way: where much can be earned, much can be lost.",
    ]


def _trained(
    algorithm: Callable, file: str, track: Track, chain: SupplyChain | None = None, where: str = ""
) -> Iterator[tuple[int, Training, float]]:
    """Yield number, training and mean profit of each training run of a track."""
    for number, (demand_seed, seed) in enumerate(track.runs, start=1):
        _say(f"training on seed {number} of {len(track.runs)}{where} …")
        trained = train(algorithm, benchmark.TrainingEnv(demand_seed, chain=chain), seed, file)
        profit = evaluate(greedy(trained.q_table, chain), track.scenarios, chain).mean
        yield number, trained, profit


def _row(name: str, estimate: Estimate | Evaluation, over: str) -> list[str]:
    low, high = estimate.interval
    # One value has no spread to make an interval of.
    interval = f"{low:,.0f} … {high:,.0f}" if high < float("inf") else "–"
    return [name, f"{estimate.mean:,.0f}", interval, over if interval != "–" else "–"]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, the first and the last column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    last = len(widths) - 1
    lines = []
    for row in rows:
        cells = [
            f"{cell:<{width}}" if i in (0, last) else f"{cell:>{width}}"
            for i, (cell, width) in enumerate(zip(row, widths))
        ]
        lines.append("   ".join(cells).rstrip())
    return lines


def _say(text: str) -> None:
    """Show what is going on in one line that the next one replaces; only to somebody who looks."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
