"""All figures of a board as plain data: what ``leaderboard.json`` holds and every page shows."""

import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from autograde.kit.cache import digest
from autograde.kit.files import WORLD, fingerprint
from autograde.scoring import ranking
from autograde.scoring.play import mean_ledger
from supplychain import benchmark

LIBRARIES = ("supplychain", "numpy", "gymnasium", "numba", "scipy")
CURVE_POINTS = 50  # of a learning curve
BINS = 40  # of a distribution
DISASTERS = 0.02  # share of a row's episodes that may all stand in the first bin


def figures(board):
    """Return all that is known of a board.

    Parameters
    ----------
    board : Board
        A scored one.

    Returns
    -------
    dict
        Numbers, texts, lists and dicts only. Students are called by their pseudonyms.
    """
    edges = _edges(board)
    return {
        **board.about,
        "max_episodes": benchmark.MAX_EPISODES,
        "max_time": benchmark.MAX_TIME,
        "chains": [_chain(board, m) for m in range(len(board.chains))],
        "rules_sha256": fingerprint(sorted(WORLD.glob("**/*.py"))),
        "versions": {"python": platform.python_version(), **_versions()},
        "bound": board.bound if board.bounds else None,
        "baseline": board.baseline and board.baseline.shown,
        "detectable": board.detectable and board.detectable._asdict(),
        "public": board.public and figures(board.public),
        "histogram_edges": edges.tolist(),
        "rows": [_row(row) | _earned(board, row, edges) for row in board.rows],
    }


def is_hidden(board):
    """Return whether nobody may know the chains of a board yet."""
    return board.about.get("secret", "known to all") is None


def chain_digest(chain):
    """Return the hash of all that tells a chain from another."""
    levels = [stage.order_levels for stage in chain.stages]
    return digest(chain.parameters, chain.horizon, levels, chain.mean_demand)


def _chain(board, m):
    known = {
        "sha256": chain_digest(board.chains[m]),
        "scenarios_sha256": digest(np.asarray(board.scenarios[m], np.int64)),
        "n_scenarios": len(board.scenarios[m]),
        # Hidden as long as the secret is: what is hidden is drawn from it.
        "parameters": None if is_hidden(board) else asdict(board.chains[m]),
    }
    if board.bounds:
        found = board.bounds[m]
        known["bound"] = float(found.bound.mean())
        known["bound_gap"] = found.gap
        known["bound_scenarios"] = len(found.bound)
    return known


def _row(row):
    """Return what was given of a row, and where it stands."""
    known = {"name": row.shown, "kind": row.kind, "sees": row.sees, "budget": row.budget}
    known |= {"reason": row.short_reason, "file_sha256": row.file_sha256, "points": row.points}
    known["remarks"] = list(row.remarks)
    known["training_seconds"] = list(row.seconds)
    known["q_tables_sha256"] = [digest(np.asarray(tables, float)) for tables in row.q_tables]
    standing = row.standing._asdict() if row.standing else {"rank": None}
    advice = {"advice": list(row.advice), "best_advice": row.best_advice}
    return known | standing | advice | {"curve": _curve(row.curves)}


def _earned(board, row, edges):
    """Return what a row earned; nothing where it has no score."""
    if not row.played:
        return {}
    found = ranking.estimate(row.score)
    profits = np.concatenate([played.profits for played in row.played])
    known = {
        "profit": found.mean,
        "standard_error": found.standard_error,
        "interval": list(found.interval),
        "n_runs": len(row.played[0].by_run),
        "profit_by_chain": [float(played.by_run.mean()) for played in row.played],
        "profit_by_run": [played.by_run.tolist() for played in row.played],
        "ledger": mean_ledger(row.played),
        "fill_rate": float(np.mean([played.fill_rate for played in row.played])),
        "histogram": np.histogram(np.clip(profits, edges[0], edges[-1]), edges)[0].tolist(),
        # Shares of the episodes that are drawn at its ends though they lie further out.
        "histogram_outside": [
            float((profits < edges[0]).mean()),
            float((profits > edges[-1]).mean()),
        ],
    }
    if board.bounds and board.bound > 0:
        reached, bound = board.reached(row), board.bound
        known["share_of_bound"] = reached / bound
        known["share_of_bound_low"] = board.surely_reached(row) / bound
        pairs = zip(board.reached_by_chain(row), board.bounds)
        known["share_of_bound_by_chain"] = [on / float(of.bound.mean()) for on, of in pairs]
        start = board.reached(board.baseline) if board.baseline else bound
        if start < bound:
            known["share_of_way"] = (reached - start) / (bound - start)
    return known


def _edges(board):
    """Return the edges of all histograms, made for what was learned."""
    learned = [row for row in board.scored if row.kind != "policy"] or board.scored
    profits = [played.profits for row in learned for played in row.played]
    if not profits:
        return np.linspace(0, 1, BINS + 1)
    least = min(np.quantile(values, DISASTERS) for values in profits)
    most = max(values.max() for values in profits)
    return np.linspace(least, max(most, least + 1), BINS + 1)


def _curve(curves):
    """Return a learning curve over all runs and chains in a few points, each a mean of episodes."""
    if not curves or not np.shape(curves[0])[1]:  # an algorithm need not play a whole episode
        return None
    returns = np.mean([np.asarray(of_chain, float) for of_chain in curves], axis=0)
    parts = np.array_split(returns, min(CURVE_POINTS, returns.shape[1]), axis=1)
    by_run = np.array([part.mean(axis=1) for part in parts])
    spread = by_run.std(axis=1, ddof=1) if by_run.shape[1] > 1 else np.zeros(len(parts))
    return {
        "episode": np.cumsum([part.shape[1] for part in parts]).tolist(),
        "mean": by_run.mean(axis=1).tolist(),
        "deviation": spread.tolist(),
    }


def _versions():
    found: dict[str, str | None] = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = None  # Numba is optional; the checkout may not be installed
    return found
