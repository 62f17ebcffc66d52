"""The rows that stand beside the class, each with what it sees and how long it was searched for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograde.leaderboard.rivals import tuned
from supplychain import policies

HERE = Path(__file__).parent
LEVELS = "levels"
EXACT = "exact positions; orders any quantity"
TUNED = f"{tuned.N_POLICIES:,} policies on each chain, {tuned.N_EPISODES} episodes each"
TWICE = f"{2 * tuned.N_POLICIES:,} policies on each chain, {tuned.N_EPISODES} episodes each"
EIGHT = "8 settings on the default chain, 6 training runs each"


@dataclass(frozen=True)
class Rival:
    """One line of the board: a learner, or a policy that was made for the chain.

    Attributes
    ----------
    name : str
    sees : str
        What decisions are based on, and what may be ordered. No learner of a table sees more than
        levels.
    budget : str
        How the settings were found, by looking at the default chain for a learner and at the
        chain itself for a policy.
    file, function : Path and str, optional
        Where the learner is; it trains as a submission does.
    policy : callable, optional
        ``policy(chain)`` returns the policy for a chain.
    """

    name: str
    sees: str
    budget: str
    file: Path | None = None
    function: str | None = None
    policy: Callable | None = None


def _learner(name, file, function, budget):
    return Rival(name, LEVELS, budget, file=HERE / file, function=function)


RIVALS = (
    Rival("random orders", "nothing; draws order levels", "none", policy=policies.random),
    Rival("constant orders", "nothing; orders any quantity", TUNED, policy=tuned.constant),
    Rival("base-stock", EXACT, TUNED, policy=tuned.base_stock),
    Rival("(s, S)", EXACT, TUNED, policy=tuned.s_S),
    Rival(
        "(s, S) with a horizon cut",
        "exact positions and the day; orders any quantity",
        f"{TWICE}; the first half for (s, S)",
        policy=tuned.s_S_with_cut,
    ),
    _learner(
        "Q-learning, as shipped",
        "q.py",
        "q_learning_as_shipped",
        "none: the defaults of another coursework",
    ),
    _learner(
        "Q-learning, tuned",
        "q.py",
        "q_learning",
        "by hand on the default chain: ranges of ε and α, and γ",
    ),
    _learner(
        "double Q-learning",
        "double_q.py",
        "double_q_learning",
        EIGHT,
    ),
    _learner(
        "SARSA",
        "sarsa.py",
        "sarsa",
        EIGHT,
    ),
    _learner(
        "simulated annealing",
        "annealing.py",
        "anneal",
        EIGHT,
    ),
    _learner(
        "REINFORCE",
        "reinforce.py",
        "reinforce",
        "4 settings on the default chain, 6 training runs each",
    ),
    _learner(
        "champion",
        "champion.py",
        "champion",
        "21 settings on 4 or 5 chains, 8 or 12 training runs each",
    ),
)
