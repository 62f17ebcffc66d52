"""A board from plain data: what its figures say is what was played, whoever else takes part."""

import json
from dataclasses import replace

import numpy as np
import pytest

from autograde.course.points import Step
from autograde.leaderboard import figures
from autograde.leaderboard.files import write
from autograde.leaderboard.rivals.listed import RIVALS
from autograde.leaderboard.rows import Row
from autograde.leaderboard.score import BASELINE, score
from autograde.scoring import bounds, ranking
from supplychain import (
    DistributionCentre,
    Retailer,
    SupplyChain,
    evaluate,
    poisson_scenarios,
    policies,
)
from supplychain.policies import greedy

# Two chains of a week; on the second one everything is smaller.
SMALL = Retailer(initial_stock=10, capacity=30, mean_demand=4, truck_capacity=20)
CHAINS = (
    SupplyChain(horizon=7),
    SupplyChain([DistributionCentre(initial_stock=30, capacity=60, retailers=[SMALL] * 2)], 7),
)
SCENARIOS = tuple(poisson_scenarios(chain, 40, seed=k) for k, chain in enumerate(CHAINS))
N_RUNS, N_BOUNDS = 4, 3
FIXED = policies.constant([10, 10, 17])  # in place of random orders, so that it can be redone


def tables(action, seed=0, noise=0.2):
    """Tables that prefer an action, more or less, for both chains."""
    rng = np.random.default_rng(seed)
    found = rng.normal(0, noise, (2, N_RUNS, 64, 27))
    found[..., action] += 1
    return tuple(found)


def new_rows():
    curves = tuple(np.random.default_rng(k).normal(size=(N_RUNS, 120)) for k in range(2))
    return [
        Row("ada", "student", "Ash Owl", q_tables=tables(13), curves=curves),
        Row("bob", "student", "Elm Owl", q_tables=tables(0)),
        Row("cat", "student", "Fig Owl", reason="training run 1: no table"),
        Row(BASELINE, "policy", policies=(FIXED,) * 2, sees="nothing"),
    ]


def new_board(rows=None, **options):
    return score(rows or new_rows(), CHAINS, SCENARIOS, **{"n_bounds": N_BOUNDS} | options)


@pytest.fixture(scope="module")
def board():
    return new_board()


@pytest.fixture(scope="module")
def known(board):
    return {row["name"]: row for row in figures.figures(board)["rows"]}


def test_profit_is_the_mean_over_chains_of_the_mean_over_runs(board, known):
    ada = next(row for row in board.rows if row.name == "ada")
    by_chain = [
        np.mean([evaluate(greedy(table, chain), demand, chain).mean for table in of_chain])
        for of_chain, chain, demand in zip(ada.q_tables, CHAINS, SCENARIOS)
    ]
    assert known["Ash Owl"]["profit_by_chain"] == pytest.approx(by_chain)
    assert known["Ash Owl"]["profit"] == pytest.approx(np.mean(by_chain))
    low, high = known["Ash Owl"]["interval"]
    assert low < known["Ash Owl"]["profit"] < high


def test_the_ledger_adds_up_to_the_profit(known):
    for row in (known["Ash Owl"], known[BASELINE]):
        ledger = dict(row["ledger"])
        revenue, profit = ledger.pop("revenue"), ledger.pop("profit")
        assert revenue - sum(ledger.values()) == pytest.approx(profit) == row["profit"]


def test_shares_are_ratios_of_means_on_the_scenarios_that_have_a_bound(board, known):
    solved = [bounds.bounds(chain, demand[:N_BOUNDS]).bound.mean()
              for chain, demand in zip(CHAINS, SCENARIOS)]  # fmt: skip
    earned = [evaluate(FIXED, demand[:N_BOUNDS], chain).mean
              for chain, demand in zip(CHAINS, SCENARIOS)]  # fmt: skip
    assert known[BASELINE]["share_of_bound"] == pytest.approx(sum(earned) / sum(solved))
    assert known[BASELINE]["share_of_way"] == 0
    ada = known["Ash Owl"]
    assert ada["share_of_bound_low"] < ada["share_of_bound"] < 1
    way = (ada["share_of_bound"] * sum(solved) - sum(earned)) / (sum(solved) - sum(earned))
    assert ada["share_of_way"] == pytest.approx(way)


def test_students_are_ranked_and_others_stand_beside(board, known):
    students = [row for row in board.rows if row.kind == "student" and row.played]
    expected = ranking.rank([row.score for row in students])
    assert [row.standing for row in students] == expected
    assert known["Ash Owl"]["rank"] == 1 and known[BASELINE]["rank"] is None
    assert known["Fig Owl"]["rank"] is None and "profit" not in known["Fig Owl"]
    profits = [row["profit"] for row in known.values() if "profit" in row]
    assert profits == sorted(profits, reverse=True) and list(known)[-1] == "Fig Owl"


def test_points_follow_the_sure_share_not_the_rank(known):
    assert known["Elm Owl"]["points"] == 0 and known["Elm Owl"]["share_of_bound_low"] < 0.3
    assert known[BASELINE]["points"] is None and known["Fig Owl"]["points"] is None


def test_a_public_track_is_shown_and_not_ranked():
    made = new_board(ranked=False, n_bounds=0)
    assert all(row.rank is None and row.points is None for row in made.rows)
    assert len(made.scored) == 3


def test_one_more_entry_changes_no_figure_of_the_others(known):
    more = [*new_rows(), Row("eve", "student", "Yew Owl", q_tables=tables(13, seed=5))]
    now = {row["name"]: row for row in figures.figures(new_board(more))["rows"]}
    about_others = ("rank", "last", "first", "n_tied", "advice", "histogram")
    for name, row in known.items():
        for key in row.keys() - about_others:
            assert now[name][key] == row[key], (name, key)


def test_kept_results_are_the_same_figures(tmp_path, monkeypatch, known):
    new_board(folder=tmp_path, n_bounds=0)
    monkeypatch.setattr("autograde.scoring.play.evaluate", None)  # tables are not played again
    rows = [row for row in new_rows() if row.kind == "student"]
    again = figures.figures(new_board(rows, folder=tmp_path, n_bounds=0))
    for row in again["rows"]:
        assert row.get("profit_by_run") == known[row["name"]].get("profit_by_run")
        assert row.get("ledger") == known[row["name"]].get("ledger")


def test_figures_are_plain_and_call_students_by_their_pseudonyms(board):
    text = json.dumps(figures.figures(board), allow_nan=False)
    assert "ada" not in text and "Ash Owl" in text


def test_the_way_begins_at_the_row_that_draws_its_orders():
    (random,) = [row for row in RIVALS if row.name == BASELINE]
    orders = random.policy(CHAINS[0])(np.full((200, 3), 5), 0)
    for stage, column in zip(CHAINS[0].stages, orders.T):
        assert set(column.tolist()) == set(stage.order_levels)
    assert random.sees.startswith("nothing")  # it looks at no level


def test_advice_is_for_tables(known):
    assert known["Elm Owl"]["advice"] and not known[BASELINE]["advice"]
    assert any("Ash Owl orders" in said for said in known["Elm Owl"]["advice"])
    for row in known.values():
        assert row["best_advice"] in row["advice"] if row["advice"] else row["best_advice"] == ""
    # What the table shows is more than what its ledger suggests.
    assert known["Elm Owl"]["best_advice"] not in known["Elm Owl"]["advice"][:2]


def test_a_distribution_knows_what_lies_beyond_its_ends(board, known):
    edges = figures.figures(board)["histogram_edges"]
    for row in board.scored:
        profits = np.concatenate([played.profits for played in row.played])
        below, above = known[row.shown]["histogram_outside"]
        assert below == np.mean(profits < edges[0]) and above == np.mean(profits > edges[-1])


def test_a_distribution_is_drawn_for_what_was_learned(board):
    """One bad policy leaves the drawings of the class as they are; alone, it has its own."""
    wasteful = Row("all in", "policy", policies=(policies.constant([90, 90, 900]),) * 2)
    edges = figures.figures(board)["histogram_edges"]
    assert figures.figures(new_board([*new_rows(), wasteful]))["histogram_edges"] == edges
    alone = figures.figures(new_board([wasteful], n_bounds=0))
    assert alone["histogram_edges"][0] < edges[0]
    assert sum(alone["rows"][0]["histogram"]) == 2 * 40


def test_a_learning_curve_is_the_mean_over_runs_and_chains(board, known):
    ada = next(row for row in board.rows if row.name == "ada")
    curve = known["Ash Owl"]["curve"]
    assert curve["episode"][-1] == 120 and len(curve["mean"]) == len(curve["deviation"])
    first = curve["episode"][0]
    expected = np.mean([of_chain[:, :first] for of_chain in ada.curves])
    assert curve["mean"][0] == pytest.approx(expected)
    assert known["Elm Owl"]["curve"] is None


def test_hashes_tell_chains_apart():
    assert figures.chain_digest(CHAINS[0]) == figures.chain_digest(SupplyChain(horizon=7))
    dearer = replace(SMALL, price=51.0)
    other = SupplyChain([replace(CHAINS[1].dcs[0], retailers=[SMALL, dearer])], 7)
    assert figures.chain_digest(CHAINS[1]) != figures.chain_digest(other)


def test_a_course_may_give_points_for_other_steps():
    made = new_board(steps=[Step(-10.0, 3.0)])
    assert [row.points for row in made.rows if row.kind == "student" and row.played] == [3, 3]


def test_where_nobody_can_earn_anything_there_are_no_shares_and_no_points(tmp_path):
    shop = replace(SMALL, price=0.0)
    chain = SupplyChain([DistributionCentre(retailers=[shop] * 2)], 7)
    demand = poisson_scenarios(chain, 5, seed=1)
    rows = [Row("ada", "student", "Ash Owl", q_tables=(tables(13)[0],)),
            Row(BASELINE, "policy", policies=(policies.constant([4, 4, 8]),))]  # fmt: skip
    made = score(rows, [chain], [demand], n_bounds=2)
    assert made.bound < 0
    write(made, tmp_path)
    told = json.loads((tmp_path / "leaderboard.json").read_text(encoding="utf-8"))["rows"]
    (ada,) = [row for row in told if row["kind"] == "student"]
    assert "share_of_bound" not in ada and ada["points"] is None and ada["profit"] < 0


def test_without_a_bound_there_are_ranks_and_no_points():
    made = new_board(n_bounds=0)
    students = [row for row in made.rows if row.kind == "student" and row.played]
    assert [row.rank for row in students] == [1, 2]
    assert all(row.points is None for row in students)


def test_a_board_without_any_score_is_a_board():
    made = new_board([Row("cat", "student", "Fig Owl", reason="no table")], n_bounds=0)
    assert figures.figures(made)["detectable"] is None and made.unscored
