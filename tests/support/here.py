"""An instructors' command without a process of its own, which would import everything anew.

For what is refused before anybody is graded, or wants no process to be looked at.
"""

import contextlib
import io
import os
import subprocess
import sys
from unittest import mock

from autograde.cli import main

TERMINAL = {"COLUMNS": "250", "NO_COLOR": "1", "TERM": "dumb"}


def command(*arguments):
    """Run ``python -m autograde`` in this process; return what `subprocess.run` does."""
    words = ["autograde", *map(str, arguments)]
    stdout, stderr, status = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.dict(os.environ, TERMINAL),
        mock.patch.object(sys, "argv", words),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code or 0
    return subprocess.CompletedProcess(words, status, stdout.getvalue(), stderr.getvalue())
