"""What the leaderboard shows beside the class; none of it reaches students.

A learner has the contract of a submission: ``learner(env, *, max_episodes, max_time, seed)``
returns ``(q_table, history)``. `env` is a `TabularEnv` or has its interface, and owns the demand: a
learner calls ``env.reset()`` without a seed. Each stands in a file of its own that needs NumPy
only, so that it can be trained in the same way as a submission.

The other rows are policies that somebody tuned who knew the chain (`tuned`). `listed.RIVALS`
lists all.
"""

from .annealing import anneal
from .champion import champion
from .double_q import double_q_learning
from .q import q_learning, q_learning_as_shipped
from .reinforce import reinforce
from .sarsa import sarsa

__all__ = [
    "anneal",
    "champion",
    "double_q_learning",
    "q_learning",
    "q_learning_as_shipped",
    "reinforce",
    "sarsa",
]
