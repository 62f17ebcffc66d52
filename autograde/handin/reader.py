"""Having files read by a program of its own: who writes grades parses nothing that was handed in.

One program reads a whole class. A file that ends it, or takes too much, costs that file, and
another program reads the rest.
"""

import contextlib
import json
import os
import selectors
import shlex
import subprocess
import sys
from time import monotonic

from autograde.handin import outputs
from autograde.handin.content import Content
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT

MEMORY = 3_000_000_000  # bytes
SECONDS = 60  # of a processor, for one file; the largest takes a quarter of it
WAIT = 10  # times as long it may last by the clock, however busy the machine
LONGEST_ANSWER = 1_000_000  # bytes
ENDED = ("the file is damaged or not a notebook: reading it took more than {:g} s, or more memory "
         "than any needs")  # fmt: skip


class DoesNotStart(CourseError):
    """There is no program that reads: a fault of the machine, of no student's file."""


class Reader:
    """Reads files, one after the other; use it in a ``with`` statement.

    Parameters
    ----------
    known : dict of str to Chapter
        All assignments.
    memory : int
        That the program may use [bytes].
    seconds : int
        Of a processor, for one file.
    """

    def __init__(self, known, memory=MEMORY, seconds=SECONDS):
        self._known = {name: chapter.to_json() for name, chapter in known.items()}
        self._limits = memory, seconds
        self._process = None  # begins with the first question

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()

    def content(self, path, ending):
        """Return what a file holds, and whether reading it came to its end.

        Parameters
        ----------
        path : Path
            A notebook, or a Python file.
        ending : str
            Which of the two.

        Returns
        -------
        Content, bool
        """
        said = self._ask({"content": str(path.resolve()), "ending": ending})
        if said is None:
            return Content(fault=self._fault()), False
        whole = not said.pop("broken", False)
        return Content(**said), whole

    def leave_out(self, path, target):
        """Copy a notebook without its outputs; return why it cannot be, see `outputs.leave_out`."""
        said = self._ask({"leave_out": [str(path.resolve()), str(target.resolve())]})
        if said is None:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
            large = outputs.LARGEST // 1_000_000
            return f"it is larger than {large} MB, and {self._fault()}"
        return said["fault"]

    def _fault(self):
        return ENDED.format(self._limits[1])

    def _ask(self, question):
        """Return the answer to a question, None if the program ended in place of one."""
        if self._process is None:
            self._begin()
        try:
            return self._asked(question)
        except (OSError, ValueError):
            self._end()
            return None

    def _begin(self):
        command = [sys.executable, "-m", "autograde.handin", *map(str, self._limits)]
        try:
            self._process = subprocess.Popen(
                command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            self._asked({"known": self._known})
        except (OSError, ValueError) as error:
            self._end()
            raise DoesNotStart(
                "the program that reads what was handed in does not start; what is wrong says: "
                f"echo '{{\"known\": {{}}}}' | {shlex.join(command)}"
            ) from error

    def _asked(self, question):
        assert self._process and self._process.stdin
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._line(monotonic() + WAIT * self._limits[1]))

    def _line(self, end):
        """Return one line of the program; raise an OSError where it does not come."""
        assert self._process and self._process.stdout
        out, line = self._process.stdout.fileno(), b""
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(end - monotonic(), 0)):
                    raise TimeoutError
                piece = os.read(out, 65_536)
                line += piece
                if not piece or len(line) > LONGEST_ANSWER:
                    raise BrokenPipeError
        return line

    def _end(self):
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                end.close()
        self._process = None
