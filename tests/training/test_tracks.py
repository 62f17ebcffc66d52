"""The tracks, and the secret that the hidden one follows from."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from autograde.kit.errors import CourseError
from autograde.leaderboard import seal
from autograde.leaderboard.seal import reveal
from autograde.training import secret, tracks
from autograde.training.commitment import COMMITMENT, SECRET, commit
from supplychain import TabularEnv
from supplychain import benchmark as rules
from supplychain.benchmark import TrainingEnv

ONE, OTHER = bytes(32), bytes(31) + b"\1"
SMALL = tracks.CONFIGURATION | {"n_scenarios": 3}


def test_the_final_track_follows_from_the_secret_alone():
    first, again, other = (tracks.final(s, SMALL) for s in (ONE, ONE, OTHER))
    for a, b, c in zip(first.arenas, again.arenas, other.arenas):
        assert a.chain == b.chain != c.chain
        assert a.runs == b.runs and not {*sum(a.runs, ())} & {*sum(c.runs, ())}
        assert np.array_equal(a.scenarios, b.scenarios)
        assert not np.array_equal(a.scenarios, c.scenarios)


def test_there_are_enough_chains_and_runs_and_no_seed_twice():
    arenas = tracks.final(ONE, SMALL).arenas
    assert len(arenas) >= 6 and all(len(arena.runs) >= 20 for arena in arenas)
    demand_seeds = [seed for arena in arenas for seed, _ in arena.runs]
    assert len(set(demand_seeds)) == len(demand_seeds)
    assert len({tracks.described(arena.chain) for arena in arenas}) == len(arenas)


def test_more_runs_and_scenarios_leave_the_first_ones_as_they_are():
    few, many = (
        tracks.final(ONE, SMALL | {"n_runs": j, "n_scenarios": n}).arenas
        for j, n in ((2, 3), (5, 7))
    )
    assert few[0].runs == many[0].runs[:2] and few[0].chain == many[0].chain
    assert np.array_equal(few[0].scenarios, many[0].scenarios[:3])


def test_hidden_chains_fit_the_table_and_lie_within_the_published_ranges():
    for chain in tracks.drawn_chains(ONE, 40):
        env = TabularEnv(chain)
        assert (env.observation_space.n, env.action_space.n) == (64, 27)
        stages = [(retailer, "retailer") for retailer in chain.retailers] + [(chain.dcs[0], "dc")]
        for stage, kind in stages:
            for name, (low, high) in tracks.RANGES[kind].items():
                if name in asdict(stage):
                    assert low <= getattr(stage, name) <= high, name
            assert stage.order_levels[0] == 0 < stage.order_levels[1] < stage.order_levels[2]


def test_the_chains_of_one_board_are_spread_over_each_range():
    for secret_of_a_board in (ONE, OTHER):
        chains = tracks.drawn_chains(secret_of_a_board, 13)
        # 13 whole numbers from 4 to 16, 13 parts, 13 chains: each number once.
        assert sorted(c.retailers[0].mean_demand for c in chains) == [*range(4, 17)]
        prices = sorted(c.retailers[1].price for c in chains)
        low, high = tracks.RANGES["retailer"]["price"]
        width = (high + 1 - low) / 13
        for part, price in enumerate(prices):
            assert low + part * width - 1 < price < low + (part + 1) * width


def test_the_public_track_is_that_of_the_local_benchmark():
    public, local = tracks.public(3, 5), rules.track(rules.PUBLIC, rules.PUBLIC_SEED, 3, 5)
    assert [list(run) for run in public.arenas[0].runs] == local.runs
    assert np.array_equal(public.arenas[0].scenarios, local.scenarios)


def test_training_demand_depends_on_chain_seed_and_episode_only():
    arena = tracks.final(ONE, SMALL).arenas[0]
    first, second = (TrainingEnv(arena.runs[0][0], chain=arena.chain) for _ in range(2))
    first.reset()
    [first.step(26) for _ in range(28)]
    second.reset()
    first.reset(), second.reset()
    assert [first.step(13)[1] for _ in range(28)] == [second.step(13)[1] for _ in range(28)]


def test_what_an_algorithm_is_told_says_nothing_about_the_demand_seed():
    seeds = [rules.sampling_seed(seed) for seed in range(200)]
    assert len(set(seeds)) == 200
    words = np.random.SeedSequence(7).generate_state(501).tolist()
    assert rules.sampling_seed(7) not in words


def test_the_commitment_binds_secret_and_configuration():
    bound = secret.committed(ONE, SMALL)
    assert bound == secret.committed(ONE, json.loads(json.dumps(SMALL)))
    assert bound == secret.committed(ONE, dict(reversed(SMALL.items())))  # in any order
    assert bound != secret.committed(OTHER, SMALL)
    assert bound != secret.committed(ONE, SMALL | {"n_runs": 21})
    with pytest.raises(ValueError, match="give 32"):
        secret.committed(b"short", SMALL)


def test_a_secret_is_drawn_once_and_kept_private(tmp_path):
    first, again, other = commit(tmp_path), commit(tmp_path), commit(tmp_path / "other")
    assert first.secret == again.secret != other.secret
    assert first.about["commitment"] == again.about["commitment"] != other.about["commitment"]
    assert (tmp_path / SECRET).stat().st_mode & 0o077 == 0
    published = (tmp_path / COMMITMENT).read_text()
    assert first.about["commitment"] in published and first.secret.hex() not in published


def test_another_configuration_than_the_committed_one_is_refused(tmp_path):
    commit(tmp_path, {"n_runs": 30})
    assert commit(tmp_path).configuration["n_runs"] == 30
    with pytest.raises(CourseError, match="committed to n_runs = 30, and 10 was asked for"):
        commit(tmp_path, {"n_runs": 10})


def test_a_seed_makes_the_same_track_again_and_hides_nothing(tmp_path):
    made = commit(tmp_path, seed=5)
    assert made == commit(tmp_path / "other", seed=5) != commit(tmp_path, seed=6)
    assert made.about["secret"] == made.secret.hex() and not (tmp_path / SECRET).exists()


@pytest.mark.parametrize("text", ["", "{}", '{"secret": "zz"}', '{"secret": "00"}', "[]"])
def test_a_damaged_secret_is_named(tmp_path, text):
    (tmp_path / SECRET).write_text(text)
    with pytest.raises(CourseError, match="secret.json"):
        commit(tmp_path)


def test_a_secret_of_another_board_is_not_revealed(tmp_path):
    about = commit(tmp_path / "other").about
    (tmp_path / seal.BOARD).write_text(json.dumps(about))
    commit(tmp_path)
    with pytest.raises(CourseError, match="not what"):
        reveal(tmp_path)
