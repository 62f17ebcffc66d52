"""What a command tells while it works: one progress bar with the time left, and notes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograde.kit.text import for_terminal


def note(text: str) -> None:
    """Tell the person at the terminal something, in one line."""
    print(f"note: {for_terminal(text)}", file=sys.stderr)


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[..., None]]:
    """Show a bar, silent where nobody watches a terminal, and yield the function that advances it.

    Parameters
    ----------
    title : str
        What is going on.
    total : int
        The number of steps.

    Yields
    ------
    callable
        ``advance(text)`` counts one step and shows what it was about.
    """
    console = Console(stderr=True)
    silent = not console.is_terminal
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[about]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, disable=silent) as bar:
        task = bar.add_task(title, total=total, about="")
        yield lambda about="": bar.update(task, advance=1, about=about)
