"""What the course's cells and `supplychain` ask of IPython, which is not in the page.

That is: the names of the notebook, the cells that ran, what is displayed, and who shows an error.
"""

import sys
import types

LONGEST_HTML = 1_000_000  # signs; what is longer is shown as plain text


class Events:
    """Calls what was registered."""

    def __init__(self):
        self._callbacks = {}

    def register(self, name, callback):
        """Let a function be called at an event."""
        self._callbacks.setdefault(name, []).append(callback)

    def trigger(self, name, *arguments):
        """Call what was registered for an event."""
        for callback in self._callbacks.get(name, ()):
            callback(*arguments)


class Shell:
    """Stands where a notebook's InteractiveShell would.

    Parameters
    ----------
    show : callable
        ``show(kind, text)`` takes what is displayed: kind ``text/plain``, ``text/markdown`` or
        ``text/html``.
    """

    def __init__(self, show):
        # A module, as the class of a learner's own asks for the module that it is of.
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.user_ns = module.__dict__
        self.user_ns["In"] = [""]
        self.events = Events()
        self.show = show
        self.error_lines = None  # of the error that was shown last
        self._kinds, self._handler = (), None

    def set_custom_exc(self, kinds, handler):
        """Let a function show some kinds of errors."""
        self._kinds, self._handler = kinds, handler

    def shows(self, error):
        """Return the lines for an error if somebody wants to show it otherwise, else None."""
        self.error_lines = None
        if isinstance(error, self._kinds):
            self._handler(self, type(error), error, error.__traceback__)
        elif hasattr(error, "_render_traceback_"):
            self.error_lines = error._render_traceback_()
        return self.error_lines

    def showtraceback(self, error=None, tb_offset=None):
        """Leave an error to whoever shows all others."""
        self.error_lines = None

    def _showtraceback(self, kind, error, lines):
        self.error_lines = list(lines)

    def display(self, *values):
        """Show values, each in the richest form that it has and a page can show."""
        for value in values:
            markdown = getattr(value, "_repr_markdown_", None)
            html = getattr(value, "_repr_html_", None)
            if markdown is not None:
                self.show("text/markdown", markdown())
            elif html is not None and len(text := html()) <= LONGEST_HTML:
                self.show("text/html", text)
            elif _is_figure(value):
                continue  # the cell's figures are shown when it ends
            else:
                self.show("text/plain", repr(value))


def _is_figure(value):
    return type(value).__module__ == "matplotlib.figure"


class Markdown:
    """Text that a page shows as Markdown."""

    def __init__(self, data):
        self.data = data

    def _repr_markdown_(self):
        return self.data

    def __repr__(self):
        return "<IPython.core.display.Markdown object>"


def install(shell):
    """Let `import IPython` find what stands here."""
    shell.user_ns["display"] = shell.display
    shell.user_ns["get_ipython"] = lambda: shell
    display = _module("IPython.display", Markdown=Markdown, display=shell.display)
    # matplotlib reads the table wherever there is an IPython.
    pylabtools = _module("IPython.core.pylabtools", backend2gui={})
    core = _module("IPython.core", pylabtools=pylabtools)
    whole = {"display": display, "core": core, "version_info": (8, 0)}
    _module("IPython", get_ipython=lambda: shell, **whole)


def _module(name, **names):
    """Return a module that `import` finds, with some names in it."""
    module = types.ModuleType(name)
    vars(module).update(names)
    sys.modules[name] = module
    return module
