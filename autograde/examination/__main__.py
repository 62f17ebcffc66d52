"""The program that forks examiners, and what an examiner says.

``python -m autograde.examination SOCKET`` forks one for each request (`forks`). An examiner is
given SUBMISSION ASSIGNMENT SANDBOX MEMORY PROCESSOR [TEST …] and prints a line of JSON for the
process group of each jail, so that whoever started it can end it, one for each test that it begins,
so that it is known which one it did not survive, and one for the result. The named tests are such,
of an examiner before. Its starter holds its standard input open; when that closes, by whatever end
of the starter, also a kill, nobody waits for a result.
"""

import contextlib
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from autograde.course.assignment import Assignment
from autograde.examination import own_limits
from autograde.examination.examiner import examine
from autograde.examination.forks import serve
from autograde.examination.processes import CHAPTERS
from autograde.handin import written
from autograde.handin.notebook import Unreadable, read
from autograde.jail import memory, warm
from autograde.jail.bubblewrap import BUBBLEWRAP
from autograde.kit.starter import end_with_starter

# What graded cells import: once here, in place of once in each examiner.
USED = ("tabular", "env", "shop", "evaluation", "policies", "benchmark", "checks")


def main(path, assignment, sandbox=BUBBLEWRAP, bounded="", processor="", *deadly):
    """Examine the submission that the arguments name."""
    end_with_starter()  # jails die with it
    if processor:
        with contextlib.suppress(OSError):  # it may have been taken away meanwhile
            os.sched_setaffinity(0, {int(processor)})
    memory.believe(bounded)
    document = json.loads(Path(assignment).read_text(encoding="utf-8"))

    def say(**message):
        print(json.dumps(message), flush=True)

    def taking(test):
        own_limits.begin_test()
        say(taking=test)

    given = Assignment.from_json(document)
    if given.by_hand:  # first: it waits for a person, however the rest ends
        with contextlib.suppress(Unreadable):
            say(texts=written.texts(read(Path(path), texts=True), given.by_hand))
    own_limits.begin()
    found = examine(Path(path), given, lambda group: say(group=group), sandbox, taking, deadly)
    say(result=found.to_json())
    memory.sweep(memory.LAST_PATIENCE)


if __name__ == "__main__":
    warm.begin(CHAPTERS)  # it loads meanwhile
    for name in USED:
        import_module(f"supplychain.{name}")
    warm.of(CHAPTERS)  # before anybody is examined: all jails are forked by this one
    serve(int(sys.argv[1]), main)
