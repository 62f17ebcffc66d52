"""The examiner as a program of its own, which ends with the program that started it.

``python -m autograde.examination SUBMISSION ASSIGNMENT SANDBOX MEMORY [TEST …]`` prints a line of
JSON for the process group of each jail, so that whoever started it can end it, one for each test
that it begins, so that it is known which one it did not survive, and one for the result. The named
tests are such, of an examiner before. Its starter holds its standard input open; when that closes,
by whatever end of the starter, also a kill, nobody waits for a result.
"""

import json
import os
import sys
import threading
from pathlib import Path

from autograde.course.assignment import Assignment
from autograde.examination import own_limits
from autograde.examination.examiner import examine
from autograde.jail import memory
from autograde.jail.bubblewrap import BUBBLEWRAP


def main(path, assignment, sandbox=BUBBLEWRAP, bounded="", *deadly):
    """Examine the submission that the command line names."""
    memory.believe(bounded)
    document = json.loads(Path(assignment).read_text(encoding="utf-8"))

    def say(**message):
        print(json.dumps(message), flush=True)

    def taking(test):
        own_limits.begin_test()
        say(taking=test)

    given = Assignment.from_json(document)
    own_limits.begin()
    found = examine(Path(path), given, lambda group: say(group=group), sandbox, taking, deadly)
    say(result=found.to_json())


def _end_with_starter():
    # Not through sys.stdin: Python aborts at its end while a thread holds the lock of that.
    while os.read(0, 4096):
        pass
    os._exit(1)  # jails die with it


if __name__ == "__main__":
    threading.Thread(target=_end_with_starter, daemon=True).start()
    main(*sys.argv[1:])
