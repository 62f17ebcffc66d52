"""One training run of an agent of Stable-Baselines3, and what its policy then earns.

A task is an environment as an agent sees it; a run belongs to an agent, a task and a seed. With the
same versions it gives the same policy again: one thread, and all luck comes from the seed.
"""

import importlib
from functools import partial
from typing import NamedTuple

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.wrappers import FlattenObservation

from supplychain import SupplyChain, TabularEnv, evaluate, poisson_scenarios, policies
from supplychain.registration import ENVIRONMENTS
from supplychain.shop import Shop

DAYS = 60_000  # of training
GAMMA = 0.9  # per day
N_ENVIRONMENTS = 16  # side by side: a network answers all of them at once
N_SCENARIOS, SCENARIO_SEED = 2_000, 77
SHOP_DAYS = 100  # of an episode, as the id has it
N_LEVELS = 21  # that a stage of the order-up-to task chooses from
CHAIN, SHOP = SupplyChain(), Shop()

FULL, TABULAR, ONE_SHOP = (f"supplychain:{name}" for name in ENVIRONMENTS)
ORDER_UP_TO = f"{FULL}, order-up-to"
# The libraries' own settings are meant for a million steps and more. In these days DQN would copy
# its target network six times and learn from one day in sixty-four; and with so many environments
# side by side, A2C and PPO would make few updates, so each is larger.
PPO_SETTINGS = {"n_steps": 128, "batch_size": 256, "learning_rate": 1e-3}
DQN_SETTINGS = {
    "learning_rate": 1e-3, "learning_starts": 1_000, "train_freq": 1, "batch_size": 128,
    "target_update_interval": 1_000, "exploration_fraction": 0.5,
}  # fmt: skip
AGENTS = {  # → where it is, and what differs from its own settings
    "A2C": ("stable_baselines3", {"learning_rate": 2e-3}),
    "PPO": ("stable_baselines3", PPO_SETTINGS),
    "DQN": ("stable_baselines3", DQN_SETTINGS),
    "MaskablePPO": ("sb3_contrib", PPO_SETTINGS),
}
TASKS = {  # → agents: DQN makes one choice a day, and only the shop has masks
    TABULAR: ("A2C", "PPO", "DQN"),
    ONE_SHOP: ("A2C", "PPO", "DQN", "MaskablePPO"),
    FULL: ("A2C", "PPO"),
    ORDER_UP_TO: ("A2C", "PPO"),
}


class Score(NamedTuple):
    """What a policy earns: per episode of the chain; per 100 days of the shop, from empty."""

    mean: float  # [money]
    standard_error: float  # of the mean; 0 where it is computed exactly


class OrderUpTo(gymnasium.ActionWrapper):
    """Lets an agent choose the level up to which every stage orders.

    Where the position is at the level or above it, nothing is ordered: who chooses levels may order
    seldom and much, as (s, S) does, or every day.
    """

    def __init__(self, env):
        super().__init__(env)
        self.action_space = spaces.MultiDiscrete([N_LEVELS] * CHAIN.n_stages)

    def action(self, action):
        return orders_up_to(action, self.get_wrapper_attr("positions"))


def orders_up_to(actions, positions):
    """Return orders (…, n_stages) for levels in twentieths of the capacity, and positions."""
    capacity = np.array([stage.capacity for stage in CHAIN.stages])
    return np.maximum(0, np.asarray(actions) * capacity // (N_LEVELS - 1) - positions)


def make(task, agent):
    """Return the environment of a task for an agent."""
    if task == ORDER_UP_TO:
        return OrderUpTo(gymnasium.make(FULL))
    env = gymnasium.make(task)
    # What the library does itself for the others; its DQN under VecNormalize (2.9) wants an array.
    return FlattenObservation(env) if agent == "DQN" else env


def train(agent, task, seed, days=DAYS):
    """Train an agent.

    Parameters
    ----------
    agent, task : str
        Of `AGENTS` and `TASKS`.
    seed, days : int

    Returns
    -------
    model, environment
        Of Stable-Baselines3; the environment knows how observations are scaled.
    """
    import torch
    from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

    torch.set_num_threads(1)  # several add up in another order
    # A day's reward is some hundreds: unscaled, all agents end below random orders. Positions are
    # scaled too; the number of a state means nothing, so it goes in as a category.
    environment = VecNormalize(
        DummyVecEnv([partial(make, task, agent)] * N_ENVIRONMENTS),
        norm_obs=task in (FULL, ORDER_UP_TO),
        gamma=GAMMA,
    )
    library, settings = AGENTS[agent]
    model = getattr(importlib.import_module(library), agent)(
        "MlpPolicy", environment, gamma=GAMMA, seed=seed, device="cpu", **settings
    )
    model.learn(days)
    environment.training = False
    return model, environment


def policy_of(model, environment, agent, task):
    """Return what was learned as a policy that always takes the action it holds for the best.

    Returns
    -------
    callable or numpy.ndarray
        Of the chain a policy as `evaluate` plays it; of the shop the order of each stock, (C + 1,).
    """
    choose = partial(model.predict, deterministic=True)
    if task in (FULL, ORDER_UP_TO):
        space = environment.observation_space

        def policy(positions, day):
            seen = np.clip(positions, space.low, space.high)
            actions = choose(environment.normalize_obs(seen))[0]
            return orders_up_to(actions, positions) if task == ORDER_UP_TO else actions

        return policy
    n_states = SHOP.capacity + 1 if task == ONE_SHOP else TabularEnv(CHAIN).observation_space.n
    states = np.arange(n_states)
    if agent == "MaskablePPO":
        choose = partial(choose, action_masks=SHOP.feasible.copy())  # torch wants to write
    actions = choose(np.eye(n_states) if agent == "DQN" else states)[0]
    if task == ONE_SHOP:
        return np.minimum(actions, SHOP.capacity - states)  # the id cuts what does not fit
    q_table = np.zeros((n_states, TabularEnv(CHAIN).action_space.n))
    q_table[states, actions] = 1
    return policies.greedy(q_table, CHAIN)


def earned(policy, task):
    """Return the `Score` of a policy; on the chain all play the same scenarios."""
    if task == ONE_SHOP:
        return Score(_of_the_shop(np.eye(SHOP.capacity + 1)[policy]), 0.0)
    played = evaluate(policy, poisson_scenarios(CHAIN, N_SCENARIOS, SCENARIO_SEED), CHAIN)
    return Score(played.mean, played.standard_error)


def run(agent, task, seed, days=DAYS):
    """Train once; return what the policy earns [money]."""
    return earned(policy_of(*train(agent, task, seed, days), agent, task), task).mean


def random_orders(task):
    """Return the `Score` of actions that are drawn uniformly, as a program without a clue does."""
    if task == ONE_SHOP:
        return Score(_of_the_shop(_random_odds()), 0.0)
    if task == TABULAR:
        return earned(policies.random(CHAIN), task)
    sizes = make(task, "").action_space.nvec

    def policy(positions, day):
        actions = np.random.default_rng(day).integers(sizes, size=(len(positions), len(sizes)))
        return orders_up_to(actions, positions) if task == ORDER_UP_TO else actions

    return earned(policy, task)


def _random_odds():
    size = SHOP.capacity + 1
    odds = np.zeros((size, size))
    for stock in range(size):
        np.add.at(odds[stock], np.minimum(np.arange(size), size - 1 - stock), 1 / size)
    return odds


def _of_the_shop(odds):
    """Return the expected profit of the shop's episode; ``odds[x, q]`` is of each order [money]."""
    rewards, values = np.where(SHOP.feasible, SHOP.R, 0.0), np.zeros(SHOP.capacity + 1)
    for _ in range(SHOP_DAYS):
        values = (odds * (rewards + SHOP.P @ values)).sum(axis=1)
    return float(values[0])
