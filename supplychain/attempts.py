"""Who fails one test again and again is pointed to the next hint.

What failed is counted while a notebook runs, and stored nowhere: neither in the notebook nor in a
file. Running the same answer again is no other failure.
"""

import ast
import re
import sys
from collections.abc import Sequence
from typing import Any

ENOUGH = 3  # different failures of one test
SENTENCE = (
    "Three different answers have not passed this test yet: open the next hint above it, which "
    "says a little more than the last one."
)

# Source of a test: what failed, (hint, sources of the answer).
_failures: dict[str, set[tuple[str, tuple[str, ...]]]] = {}


def watch(shell: Any) -> None:
    """Count the failures of the cells that run from now on.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell or None
        None in other programs than a notebook: there nothing is counted.
    """
    if shell is not None:
        shell.events.register("post_run_cell", lambda result: _look(shell, result))


def _look(shell: Any, result: Any) -> None:
    checks, error = sys.modules.get("supplychain.checks"), result.error_in_exec
    if checks and isinstance(error, checks.Hint):
        said = after_failure(result.info.raw_cell, str(error), shell.user_ns.get("In", ()))
        if said:
            print(said)


def after_failure(test: str, hint: str, cells: Sequence[str]) -> str:
    """Count a failure; return a sentence once enough different ones were seen, else "".

    Parameters
    ----------
    test : str
        The source of the cell that failed.
    hint : str
        What it said.
    cells : sequence of str
        The sources of all cells that have run, in their order.

    Examples
    --------
    >>> test = "check_equal(double(1), 2, 'Two.')"
    >>> for answer in ("x", "x + 2", "3", "3"):
    ...     said = after_failure(test, "Two.", [f"def double(x):\\n    return {answer}"])
    ...     print(said[:23] or "-")
    -
    -
    Three different answers
    Three different answers
    """
    seen = _failures.setdefault(test, set())
    seen.add((hint, _answer(test, cells)))
    return SENTENCE if len(seen) >= ENOUGH else ""


def _answer(test: str, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the sources of the functions that a test calls, as the last cells define them."""
    calls = (node for node in ast.walk(ast.parse(test)) if isinstance(node, ast.Call))
    called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    found: list[str] = []
    for name in sorted(called):
        begins = re.compile(rf"^def {name}\(", re.MULTILINE)
        found += [cell for cell in reversed(cells) if begins.search(cell)][:1]
    return tuple(found)
