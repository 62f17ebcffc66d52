"""Runs a cell as a notebook does, and says what came of it: the learner's own lines in errors."""

import ast
import base64
import io
import linecache
import sys
import types

from . import output, shell, syntax

DEEPEST = 200  # calls within each other: the browser's stack ends where no error can be raised
LONGEST = 20_000  # signs of a value that is shown
LONGEST_MESSAGE = 2_000
MAGIC = ("%", "!")
STOPPED = "Stopped here. What ran before is still known."


class Cells:
    """The notebook of a page: its names, and what its cells show.

    Parameters
    ----------
    send : callable
        ``send(kind, text)``: kind is ``stdout``, ``stderr``, ``text/plain``, ``text/markdown``,
        ``text/html`` or ``image/png``.
    """

    def __init__(self, send):
        self._send, self._quiet = send, False
        self._streams = [output.Output(name, self._say) for name in ("stdout", "stderr")]
        sys.stdout, sys.stderr = self._streams
        self.shell = shell.Shell(self._say)
        shell.install(self.shell)
        self._number = 0

    def _say(self, kind, text):
        if kind not in ("stdout", "stderr"):
            self._flush()  # what was printed before stands above
        if not self._quiet:
            whole = kind in ("image/png", "text/html")
            self._send(kind, text if whole else text[: output.MOST])

    def run(self, name, source, quiet=False):
        """Run a cell.

        Parameters
        ----------
        name : str
            What messages call it.
        source : str
        quiet : bool
            Whether nothing of what it shows is sent.

        Returns
        -------
        dict
            ``ok``; of an error also ``kind``, ``message`` and ``lines`` (what a learner reads);
            ``warning``.
        """
        self._quiet = quiet
        self._number += 1
        file = f"<cell {self._number}: {name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        for stream in self._streams:
            stream.begin()
        self.shell.events.trigger("pre_run_cell", None)
        self.shell.user_ns["In"].append(source)
        warning = syntax.too_new(source)
        try:
            self._execute(source, file)
            self._show_figures()
        except BaseException as error:  # of any kind: a cell that ends Python ends only itself
            found = self._told(error)
        else:
            found = {"ok": True}
        finally:
            self._end()
        return found | {"warning": warning}

    def _execute(self, source, file):
        if any(line.lstrip().startswith(MAGIC) for line in source.splitlines()[:1]):
            raise SyntaxError("commands of IPython, such as %timeit or !pip, do not work in a page")
        tree = ast.parse(source, file)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            if not source.rstrip().endswith(";"):
                last = ast.Expression(tree.body.pop().value)
        program = compile(tree, file, "exec")
        ending = compile(last, file, "eval") if last else None
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(DEEPEST)
        try:
            exec(program, self.shell.user_ns)
            value = eval(ending, self.shell.user_ns) if ending else None
            if value is not None and not _is_plot(value):
                self.shell.display(value)
        finally:
            sys.setrecursionlimit(before)

    def _show_figures(self):
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None or self._quiet:
            return
        for number in pyplot.get_fignums():
            file = io.BytesIO()
            pyplot.figure(number).savefig(file, format="png", dpi=144, bbox_inches="tight")
            self._say("image/png", base64.b64encode(file.getvalue()).decode())

    def _flush(self):
        for stream in self._streams:
            stream.flush()

    def _end(self):
        self._flush()
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")

    def _told(self, error):
        """Return what a learner is told of an error."""
        found = {"ok": False, "kind": type(error).__name__}
        try:
            found["message"] = str(error)[:LONGEST_MESSAGE]
        except Exception:
            found["message"] = "an error whose message cannot be made"
        if isinstance(error, output.TooMuchOutput):
            found["message"] = f"Stopped: more than {output.MOST:,} signs were printed."
            return found | {"lines": [found["message"]]}
        if isinstance(error, KeyboardInterrupt):
            found["message"] = STOPPED
            return found | {"lines": [*_steps(error), STOPPED]}
        special = self.shell.shows(error)
        if special is not None:
            return found | {"lines": [str(line) for line in special]}
        steps = _steps(error)
        ending = f"{found['kind']}: {found['message']}".removesuffix(": ")
        if isinstance(error, RecursionError):
            ending += f" (in this page functions call each other at most {DEEPEST} deep)"
        return found | {"lines": [*steps, ending]}


def _is_plot(value):
    """Whether a value is what a drawing function returns, which says nothing beside its figure."""
    one = value[0] if isinstance(value, list | tuple) and len(value) else value
    return type(one).__module__.startswith("matplotlib.") and not isinstance(one, types.ModuleType)


def _steps(error):
    """Return a line for each call of the learner's own code on the way to an error."""
    if isinstance(error, SyntaxError) and error.lineno:
        text = (error.text or "").rstrip("\n")
        mark = " " * max((error.offset or 1) - 1, 0) + "^"
        return [f"line {error.lineno}:", f"    {text}", f"    {mark}"]
    trace, found = error.__traceback__, []
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("<cell "):
            text = linecache.getline(file, trace.tb_lineno).strip()
            name = file.removeprefix("<cell ").rstrip(">").partition(": ")[2]
            found.append(f"{name}, line {trace.tb_lineno}:  {text}")
        trace = trace.tb_next
    return [*found[:3], "…", *found[-3:]] if len(found) > 8 else found
