"""Cells of a notebook that wait for an exercise say so in one line.

Where an exercise is still empty, the cell that calls it stops with `checks.NotWritten`, and what
that cell would have made is missing further down. There a `NameError` with its traceback would
puzzle a learner who did nothing wrong. So the names are remembered, what the cell had half made
or half drawn is taken back, and the cells that miss them show which exercise they wait for. A name
that is missing for another reason is shown as ever.
"""

import ast
import linecache
import sys
from typing import Any

from . import attempts

# Name that a stopped cell would have made: the exercise that it waited for.
_exercise_of: dict[str, str] = {}
_shells: list[Any] = []  # that show missing names our way; at most one
_names_before: set[str] = set()  # that there were when the present cell began


def remember(exercise: str, error: BaseException) -> None:
    """Note what a cell would have made that an empty exercise has stopped.

    Parameters
    ----------
    exercise : str
        The function that is not written yet.
    error : Exception
        What stopped the cell, with its traceback.
    """
    shell = running_shell()
    if shell is None:
        return
    _close_figures()
    made = _names_made_by(_cell(error, shell.user_ns))
    if shell in _shells:
        for name in made & (shell.user_ns.keys() - _names_before):
            del shell.user_ns[name]
    else:  # the cell that runs has begun unseen: take nothing back
        _shells.append(shell)
        shell.set_custom_exc((NameError,), _show)
        shell.events.register("pre_run_cell", lambda info: _look(shell.user_ns))
    for name in made - shell.user_ns.keys():
        _exercise_of[name] = exercise


def _look(namespace: dict[str, Any]) -> None:
    _names_before.clear()
    _names_before.update(namespace)


def running_shell() -> Any:
    """Return the IPython that runs this code, None in other programs."""
    IPython = sys.modules.get("IPython")
    return IPython.get_ipython() if IPython else None


def _close_figures() -> None:
    """Close what the stopped cell began to draw: a frame without curves tells a learner nothing."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    # This backend shows and closes figures when a cell ends: those that are open are the cell's.
    if pyplot and "inline" in pyplot.get_backend():
        pyplot.close("all")


def _cell(error: BaseException, namespace: dict[str, Any]) -> str:
    """Return the source of the cell in which an error began, "" if there is none."""
    trace = error.__traceback__
    while trace:
        frame = trace.tb_frame
        if frame.f_globals is namespace and frame.f_code.co_name == "<module>":
            return "".join(linecache.getlines(frame.f_code.co_filename))
        trace = trace.tb_next
    return ""


def _names_made_by(source: str) -> set[str]:
    """Return the names that a piece of Python assigns or defines."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a cell may hold magics
        return set()
    stored = {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def _show(
    shell: Any, kind: type, error: NameError, trace: Any, tb_offset: int | None = None
) -> None:
    """Show a missing name as one line if it waits for an exercise, else as IPython does."""
    exercise = _exercise_of.get(error.name or "")
    if exercise is None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return
    remember(exercise, error)
    line = f"Exercise: this cell needs {exercise}; write it first, then run the cells above again"
    shell._showtraceback(kind, error, [line])


# Every notebook with tests imports this, so here is where counting their failures begins.
attempts.watch(running_shell())
