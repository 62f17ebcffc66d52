"""One attack: what is handed in, what it may earn, and what shows that it would work elsewhere."""

import copy
import json
import re
from pathlib import Path
from typing import NamedTuple

from autograde.course.assignment import from_notebooks
from autograde.course.cells import tags_of
from autograde.course.chapter import read_source, released, solved
from autograde.course.course import Course
from autograde.kit.files import CHECKOUT

COURSE = Course(Path(__file__).parents[1] / "data" / "tiny_course")
NAME = "01_tiny"
SOURCE = read_source(COURSE.source(NAME))
UNTOUCHED, SOLVED = released(SOURCE), solved(SOURCE)
ASSIGNMENT = from_notebooks(NAME, SOURCE, UNTOUCHED)

# Words that occur in hidden tests and answers only, and how an attack looks for them without
# holding them itself.
HIDDEN_WORDS = ("backlog_unseen", "unseen_stock", "position_of_the_stage", "secret_of_the_next")
NEEDLE = "backlog_u[n]seen|u[n]seen_stock|position_of_the_s[t]age|secret_of_the_n[e]xt"
LOOT = "LOOT" + ":"  # what an attack prints before what it found

POSITION = "def inventory_position(on_hand, on_order, backlog):\n"
MEAN = "def mean_stock(on_hand):\n"
RIGHT_POSITION = POSITION + "    return on_hand + on_order - backlog\n"
RIGHT_MEAN = MEAN + (
    "    secret_of_the_next = sum(on_hand)\n    return secret_of_the_next / len(on_hand)\n"
)
WRONG_POSITION = POSITION + "    return -1000\n"
WRONG_MEAN = MEAN + "    return -1000.0\n"
RIGHT = {"inventory_position": RIGHT_POSITION, "mean_stock": RIGHT_MEAN}
WRONG = {"inventory_position": WRONG_POSITION, "mean_stock": WRONG_MEAN}


class Attack(NamedTuple):
    """What one attacker hands in, and what must come of it."""

    name: str  # also the student's, unless `student` says otherwise
    family: str  # reading, forging, lying, exhausting, dying, malformed, showing
    answers: dict = {}  # noqa: RUF012 - never changed; solution cells by grade_id
    own: str = ""  # a cell that the student added below the setup
    raw: bytes | None = None  # the whole file, where it is no ordinary notebook
    score: tuple = (0,)  # what it may earn
    statuses: tuple = ("graded",)  # how it may end
    control: str = "forges"  # what the naive grader shows: see `controls`
    tests: dict | None = None  # the control's tests where the course's own would not be fooled
    student: str = ""
    shown: str = ""  # what it shows, where it shows something

    @property
    def folder(self):
        """Return the name of the folder that is handed in."""
        return self.student or self.name.replace(" ", "_")

    def notebook(self, places):
        """Return the file that is handed in, as bytes.

        Parameters
        ----------
        places : dict of str to str
            What stands for ``@CLASS@``, ``@OUT@``, … in the attack: attackers know the layout.
        """
        if self.raw is not None:
            return self.raw
        text = json.dumps(written({**RIGHT, **self.answers}, self.own))
        return filled(text, places).encode()


def filled(text, places):
    """Return a text with the places named in it."""
    return re.sub("@([A-Z]+)@", lambda found: places[found[1]], text)


def written(answers, own="", notebook=SOLVED):
    """Return a notebook in which a student wrote these answers."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    if own:
        place = next(i for i, cell in enumerate(notebook.cells) if "setup" in tags_of(cell))
        added = copy.deepcopy(notebook.cells[place])
        added.update(source=own, id="mine", metadata={})
        notebook.cells.insert(place + 1, added)
    return notebook


def if_loot(loot):
    """Return answers and an own cell that are right only if `loot` finds something.

    Parameters
    ----------
    loot : str
        The body of a function that returns what it found, or nothing.
    """
    body = "".join(f"    {line}\n" for line in loot.strip("\n").split("\n"))
    own = f"import re\nNEEDLE = re.compile({NEEDLE!r})\n\ndef loot():\n{body}\n"
    own += f"\ndef found():\n    what = loot()\n    if what:\n        print({LOOT!r}, what)\n"
    own += "    return bool(what)\n"
    return {
        "own": own,
        "answers": {
            "inventory_position": POSITION
            + "    return on_hand + on_order - backlog if found() else -1000\n",
            "mean_stock": MEAN + "    return sum(on_hand) / len(on_hand) if found() else -1000.0\n",
        },
    }


def places(place, out, **more):
    """Return what stands for the places that attacks name."""
    return {"CHECKOUT": str(CHECKOUT), "COURSE": str(COURSE.root), "CLASS": str(place),
            "OUT": str(out), **more}  # fmt: skip
