"""The examiner as a program of its own, which ends with the program that started it.

``python -m autograde.examination SUBMISSION ASSIGNMENT SANDBOX`` prints a line of JSON for the
process group of each jail, so that whoever started it can end it, and one for the result. Its
starter holds its standard input open; when that closes, by whatever end of the starter, also a
kill, nobody waits for a result.
"""

import json
import os
import sys
import threading
from pathlib import Path

from autograde.course.assignment import Assignment
from autograde.examination.examiner import examine
from autograde.jail.bubblewrap import BUBBLEWRAP


def main(path, assignment, sandbox=BUBBLEWRAP):
    """Examine the submission that the command line names."""
    document = json.loads(Path(assignment).read_text(encoding="utf-8"))

    def say(**message):
        print(json.dumps(message), flush=True)

    given = Assignment.from_json(document)
    found = examine(Path(path), given, lambda group: say(group=group), sandbox)
    say(result=found.to_json())


def _end_with_starter():
    # Not through sys.stdin: Python aborts at its end while a thread holds the lock of that.
    while os.read(0, 4096):
        pass
    os._exit(1)  # jails die with it


if __name__ == "__main__":
    threading.Thread(target=_end_with_starter, daemon=True).start()
    main(*sys.argv[1:])
