"""The examiner as a program of its own, which ends with the program that started it.

``python -m autograde.examination SUBMISSION ASSIGNMENT SANDBOX`` prints a line of JSON for the
process group of each jail, so that whoever started it can end it, and one for the result. Its
starter holds its standard input open; when that closes, by whatever end of the starter, also a
kill, nobody waits for a result.
"""

import contextlib
import json
import sys
from pathlib import Path

from autograde.course.assignment import Assignment
from autograde.examination.examiner import examine
from autograde.handin import written
from autograde.handin.notebook import Unreadable, read
from autograde.jail.bubblewrap import BUBBLEWRAP
from autograde.kit.starter import end_with_starter


def main(path, assignment, sandbox=BUBBLEWRAP):
    """Examine the submission that the command line names."""
    document = json.loads(Path(assignment).read_text(encoding="utf-8"))

    def say(**message):
        print(json.dumps(message), flush=True)

    given = Assignment.from_json(document)
    if given.by_hand:  # first: it waits for a person, however the rest ends
        with contextlib.suppress(Unreadable, OSError):
            say(texts=written.texts(read(Path(path), texts=True), given.by_hand))
    found = examine(Path(path), given, lambda group: say(group=group), sandbox)
    say(result=found.to_json())


if __name__ == "__main__":
    end_with_starter()  # jails die with it
    main(*sys.argv[1:])
