"""Having files read by a program of its own: who writes grades parses nothing that was handed in.

One program reads a whole class. A file that ends it, or takes too much, costs that file, and
another program reads the rest. All that one student handed in has so much time in sum: who lays
there many files that take long waits alone.
"""

import contextlib
import json
import os
import selectors
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from autograde.handin import outputs
from autograde.handin.content import Chapter, Content
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT

MEMORY = 3_000_000_000  # bytes
SECONDS = 60  # of a processor, for one file; the largest takes a quarter of it
IN_SUM = 180  # of all files of one student
WAIT = 10  # times as long it may last by the clock, however busy the machine
LONGEST_ANSWER = 1_000_000  # bytes
ENDED = ("the file is damaged or not a notebook: reading it took more than {:g} s, or more memory "
         "than any needs")  # fmt: skip
SPENT = "it was not read: what was handed in took more than {:g} s to read in sum"


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
    in_sum : float
        The same for all files of one student.
    """

    def __init__(
        self,
        known: Mapping[str, Chapter],
        memory: int = MEMORY,
        seconds: float = SECONDS,
        in_sum: float = IN_SUM,
    ) -> None:
        self._known = {name: chapter.to_json() for name, chapter in known.items()}
        self._limits, self._in_sum = (memory, seconds), in_sum
        self._took: dict[str | None, float] = {}  # seconds by student
        self._process: subprocess.Popen[bytes] | None = None  # begins with the first question

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def content(self, path: Path, ending: str, whose: str | None = None) -> tuple[Content, bool]:
        """Return what a file holds, see `content.content`, and whether reading it came to its end.

        `whose` is the student whose time it takes; without one, it has a file's.
        """
        said = self._ask({"content": _whole(path), "ending": ending}, whose)
        if isinstance(said, str):
            return Content(fault=said), False
        whole = not said.pop("broken", False)
        return Content(**said), whole

    def leave_out(self, path: Path, target: Path, whose: str | None = None) -> str:
        """Copy a notebook without its outputs; return why it cannot be, see `outputs.leave_out`."""
        said = self._ask({"leave_out": [_whole(path), _whole(target)]}, whose)
        if isinstance(said, str):
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
            return f"it is larger than {outputs.LARGEST // 1_000_000} MB, and {said}"
        return said["fault"]

    def program(
        self,
        path: Path,
        ending: str,
        target: Path,
        tag: str,
        functions: Iterable[str],
        whose: str | None = None,
    ) -> str:
        """Write the program that a file holds; return why there is none, see `program.extract`."""
        wanted = {"tag": tag, "functions": list(functions), "ending": ending}
        said = self._ask({"program": [_whole(path), _whole(target)]} | wanted, whose)
        return said if isinstance(said, str) else said["fault"]

    def _ask(self, question: dict, whose: str | None) -> Any:
        """Return the answer to a question, or why there is none."""
        if self._took.get(whose, 0.0) >= self._in_sum:
            return SPENT.format(self._in_sum)
        if self._process is None:
            self._begin()
        try:
            said, took = self._asked(question)
        except (OSError, ValueError, KeyError):
            self._end()
            said, took = ENDED.format(self._limits[1]), self._limits[1]
        if whose is not None:
            self._took[whose] = self._took.get(whose, 0.0) + took
        return said

    def _begin(self) -> None:
        command = [sys.executable, "-m", "autograde.handin", *map(str, self._limits)]
        try:
            self._process = subprocess.Popen(
                command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            self._asked({"known": self._known})
        except (OSError, ValueError, KeyError) as error:
            self._end()
            raise DoesNotStart(
                "the program that reads what was handed in does not start; what is wrong says: "
                f"echo '{{\"known\": {{}}}}' | {shlex.join(command)}"
            ) from error

    def _asked(self, question: dict) -> tuple[Any, float]:
        assert self._process and self._process.stdin
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._line(monotonic() + WAIT * self._limits[1]))
        return answer["said"], answer["took"]

    def _line(self, end: float) -> bytes:
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

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if end is not None:
                    end.close()
        self._process = None


def _whole(path: Path) -> str:
    return str(path.resolve())
