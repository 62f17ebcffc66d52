"""Why a training run has no table, in sentences that tell nothing of the chain that it met.

An algorithm chooses how it fails, and could so write down what it saw of a hidden chain. Of hidden
training nothing is told but one of these; where the chain is known to all, the whole error is.
"""

from enum import StrEnum

from supplychain.algorithm import MAX_EPISODES, MAX_TIME

TRIAL_TIME = 5.0  # seconds of CPU of a run on trial, whose student waits for its result


class Reason(StrEnum):
    """A closed set: no name, number or text in it comes from an algorithm."""

    FAILED = (
        "its code failed in training; what failed is told where it fails on the public chain, and "
        "python -m supplychain benchmark shows it at home"
    )
    EPISODES = (
        f"it asked for more than the budget of {MAX_EPISODES} episodes, and had handed in no table"
    )
    ENDED = "it ended early, and had handed in no table"
    FOUL = "it sent what no algorithm sends, and had handed in no table"
    CPU = f"it used more than {MAX_TIME:g} s of CPU, and had handed in no table"
    TRIAL = (
        f"it used more than the {TRIAL_TIME:g} s of CPU that a run has where many wait (for the "
        f"board it has {MAX_TIME:g} s), and had handed in no table"
    )
    SLEPT = "it slept for too long, and had handed in no table"
    WALL = "it lasted for too long, and had handed in no table"
    MEMORY = "it used too much memory, and had handed in no table"
    SLEPT_IN_SUM = "its runs slept for too long in sum: who waits keeps all others waiting"

    @property
    def remark(self) -> str:
        """What is said where a table was handed in before."""
        return f"{self.partition(',')[0]}; the last table counts"
