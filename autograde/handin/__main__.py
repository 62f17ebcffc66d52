"""Reading what a class handed in, in a program of its own, which may use so much and no more.

``python -m autograde.handin MEMORY SECONDS`` takes one question as a line of JSON after another and
answers each in one: ``known`` (the assignments), ``content`` of a file, ``leave_out`` the outputs
of one, ``program`` that one holds. Each answer says how much time of a processor it took. It ends
when its standard input closes, by whatever end of its starter.
"""

import contextlib
import json
import resource
import sys
from pathlib import Path

from autograde.handin import outputs, program
from autograde.handin.content import Chapter, Content, content
from autograde.handin.notebook import TOO_LARGE

LARGEST_FILE = 2 * outputs.LARGEST_WITH_OUTPUTS  # bytes; in another encoding it may grow


def main(memory, seconds):
    """Answer questions until there are no more."""
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # some systems know no such limit
            resource.setrlimit(kind, (most, most))
    known = {}
    for line in sys.stdin.buffer:
        question = json.loads(line)
        began = _allow(seconds)
        if "known" in question:
            known = {name: Chapter.from_json(one) for name, one in question["known"].items()}
            said = {}
        elif "leave_out" in question:
            source, target = map(Path, question["leave_out"])
            said = _fault(outputs.leave_out, source, target)
        elif "program" in question:
            source, target = map(Path, question["program"])
            wanted = question["tag"], question["functions"]
            said = _fault(program.extract, source, question["ending"], target, *wanted)
        else:
            said = _content(Path(question["content"]), question["ending"], known)
        print(json.dumps({"said": said, "took": _used() - began}), flush=True)


def _content(path, ending, known):
    try:
        return content(path, ending, known)._asdict()
    except MemoryError:
        return Content(fault=TOO_LARGE)._asdict() | {"broken": True}
    except Exception as error:  # whatever one student's file does, it is that file's fault
        fault = f"it cannot be read ({type(error).__name__})"
        return Content(fault=fault)._asdict() | {"broken": True}


def _fault(do, *given):
    """Return why something cannot be done with a file, "" if it was done."""
    try:
        return {"fault": do(*given)}
    except MemoryError:
        return {"fault": TOO_LARGE}
    except Exception as error:  # whatever one student's file does, it is that file's fault
        return {"fault": f"it cannot be read ({type(error).__name__})"}


def _used():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _allow(seconds):
    """Let the next question take so much time of a processor; the system ends who takes more.

    Returns what was used so far.
    """
    used = _used()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + seconds, resource.RLIM_INFINITY))
    return used


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
