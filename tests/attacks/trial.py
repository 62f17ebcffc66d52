"""An attack that is more than one notebook: its own small class, its own question to the grader."""

from collections.abc import Callable
from typing import NamedTuple


class Outcome(NamedTuple):
    """What an attack achieved; nothing of it where the defence holds."""

    forged: bool = False  # somebody has marks that the work is not worth
    read: str = ""  # what came out of a hidden test
    harmed: str = ""  # who lost what without a fault of their own


class Trial(NamedTuple):
    """One attack, and what shows that it works where nothing defends."""

    name: str
    family: str
    attempt: Callable  # (empty folder) → Outcome
    control: Callable  # (empty folder) → whether it works on plain code
