"""Deep learners: what stands on their page, and one of them trained again."""

import re
from math import sqrt

import gymnasium
import numpy as np
import pytest

from benchmarks import agents, agents_table, deep_learners
from supplychain import evaluate, poisson_scenarios
from supplychain.registration import ENVIRONMENTS


@pytest.fixture
def known():
    """The committed result."""
    document = agents.stored()
    if document is None:
        pytest.skip("never measured: `make agents`")
    return document


def figures_of(profits, random, error=0.0):
    """Return figures in which every agent earned the same on every task."""
    return {
        "n_scenarios": 10,
        "tasks": {
            task: {"random": {"mean": random, "standard_error": error},
                   "profits": {agent: list(profits) for agent in names}}
            for task, names in deep_learners.TASKS.items()
        },
        "known": {
            deep_learners.FULL: {"(s, S), tuned": {"mean": 20.0, "standard_error": 0.0}},
            deep_learners.ONE_SHOP: {"the best orders": {"mean": 40.0, "standard_error": 0.0}},
        },
    }  # fmt: skip


def test_the_result_is_of_these_programs(known):
    assert set(known) == {"command", "day", "fingerprint", "figures"}
    if not agents.is_current(known):
        pytest.skip(f"out of date since {known['day']}: `make agents`")


def test_every_agent_trained_five_times_on_every_id_it_can_take(known):
    tasks = known["figures"]["tasks"]
    ids = {f"supplychain:{name}" for name in ENVIRONMENTS}
    assert ids <= set(tasks)
    for task in ids:
        assert {"A2C", "PPO"} <= set(tasks[task]["profits"])
        if isinstance(gymnasium.make(task).action_space, gymnasium.spaces.Discrete):
            assert "DQN" in tasks[task]["profits"]
    assert "MaskablePPO" in tasks[deep_learners.ONE_SHOP]["profits"]
    for task in tasks.values():
        assert all(len(set(earned)) >= 5 for earned in task["profits"].values())


def test_every_agent_is_better_than_random_orders_on_every_id(known):
    short = [(row["agent"], row["task"]) for row in agents_table.rows(known["figures"])
             if not row["is_better"] and row["task"] != deep_learners.ORDER_UP_TO]  # fmt: skip
    assert short == []


def test_the_page_shows_what_follows_from_the_figures(known):
    for name, text in agents_table.page_parts(known["figures"]).items():
        assert (agents.RESULTS / name).read_text(encoding="utf-8") == text + "\n"


@pytest.mark.parametrize(("random", "is_better"), [(6.9, True), (7.1, False)])
def test_better_means_three_standard_errors_above_random_orders(random, is_better):
    # Mean 10, standard deviation 1, so the error of the mean is 1 / sqrt(3); with that of random
    # orders it is 1.
    figures = figures_of([9, 10, 11], random, error=sqrt(2 / 3))
    assert {row["is_better"] for row in agents_table.rows(figures)} == {is_better}
    told = agents_table.page_parts(figures)["agents_findings.md"]
    assert ("All of them are" in told) == is_better


@pytest.mark.parametrize(
    ("profits", "told"),
    [([9, 10, 11], "stays 10 below"), ([29, 30, 31], "10 more than"), ([10, 20, 30], "not told")],
)
def test_the_page_says_how_levels_stand_beside_s_S(profits, told):
    text = agents_table.page_parts(figures_of(profits, 0.0))["agents_findings.md"]
    assert told in text.partition("Beside (s, S)")[2].partition("\n")[0]


def test_levels_order_what_is_missing_in_an_episode_and_in_a_batch():
    actions = np.random.default_rng(3).integers(deep_learners.N_LEVELS, size=(28, 3))
    demand = poisson_scenarios(deep_learners.CHAIN, 1, seed=4)
    env = deep_learners.make(deep_learners.ORDER_UP_TO, "PPO")
    env.reset(seed=0, options={"demand": demand[0]})
    total = sum(env.step(action)[1] for action in actions)

    def policy(positions, day):
        return deep_learners.orders_up_to(actions[day], positions)

    assert evaluate(policy, demand, deep_learners.CHAIN).mean == pytest.approx(total)
    top = deep_learners.orders_up_to([20, 20, 20], np.array([7, 0, 1]))
    capacity = [stage.capacity for stage in deep_learners.CHAIN.stages]
    assert top.tolist() == [capacity[0] - 7, capacity[1], capacity[2] - 1]


def test_the_expected_profit_of_the_shop_is_what_many_episodes_earn():
    orders = deep_learners.SHOP.optimum().orders
    env = gymnasium.make(deep_learners.ONE_SHOP)
    totals = []
    for seed in range(300):
        stock, _ = env.reset(seed=seed)
        total, truncated = 0.0, False
        while not truncated:
            stock, reward, _, truncated, _ = env.step(int(orders[stock]))
            total += reward
        totals.append(total)
    error = np.std(totals, ddof=1) / sqrt(len(totals))
    exact = deep_learners.earned(orders, deep_learners.ONE_SHOP)
    assert exact.standard_error == 0
    assert np.mean(totals) == pytest.approx(exact.mean, abs=4 * error)


def test_a_run_that_was_made_is_not_made_again(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(agents, "CACHE", tmp_path)
    monkeypatch.setattr(deep_learners, "run", lambda *one: asked.append(one) or 7.5)
    for made_of in ("these programs", "these programs", "others"):
        assert agents.run_once(made_of, "A2C", deep_learners.TABULAR, 3) == 7.5
    assert len(asked) == 2


def test_no_agent_trains_a_second_time_before_all_have_once():
    seeds = [seed for *_, seed in agents.runs(3)]
    assert seeds == sorted(seeds) and len(set(agents.runs(3))) == len(seeds)


@pytest.mark.slow
def test_a2c_learns_to_order_better_than_at_random():
    pytest.importorskip("stable_baselines3", reason="needs `make install-agents`")
    task = deep_learners.TABULAR
    earned = deep_learners.run("A2C", task, seed=0, days=agents.SAMPLE_DAYS)
    random = deep_learners.random_orders(task)
    assert earned > random.mean + 3 * random.standard_error


@pytest.mark.slow
def test_the_examples_of_the_page_train():
    pytest.importorskip("sb3_contrib", reason="needs `make install-agents`")
    page = (agents.ROOT / "chapters" / "deep_learners.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))
    assert code.count(".learn(60_000)") == 2
    namespace = {}
    exec(code.replace("60_000", "80").replace("n_steps=128", "n_steps=32"), namespace)
    assert namespace["model"].num_timesteps == 80
    assert namespace["masked"].num_timesteps == 16 * 32


def test_the_figure_of_the_page_is_drawn(tmp_path):
    path = tmp_path / "agents.svg"
    agents_table.draw(figures_of([9, 10, 11], 0.0), path)
    assert path.read_text(encoding="utf-8").count("<use ") > 3 * len(deep_learners.TASKS)
