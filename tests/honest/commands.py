"""Situations in which the command itself is the case: what it refuses, and what it only shows."""

import re
from pathlib import Path
from typing import NamedTuple

from tests.support import here

from .chapters import LEARNING, handed_in, write_course
from .class_run import Graded, command, graded, hand_in
from .situation import MATES_SCORE, Person, moodle, roster
from .verdict import Verdict

PEOPLE = (
    Person("s101", "Ada Byron", "401", "", "ada@uni.example"),
    Person("s102", "Zo\u00eb M\u00fcller", "402", "", "zoe@uni.example"),
    Person("s103", "Bo Ek", "403", "", "bo@uni.example"),
)
FILES = {moodle(person.name, person.lms_id): handed_in() for person in PEOPLE}


class Command(NamedTuple):
    """A situation that one command decides, mostly before anybody is graded."""

    name: str
    kind: str
    files: dict = FILES
    listed: bytes | None = roster(PEOPLE)
    rules: str = ""
    options: tuple = ()
    verb: str = "grade"  # or collect, benchmark
    status: int = 2
    says: tuple = ()  # patterns of what is printed
    silent: str = r"Traceback"
    zipped: bool = True
    worksheet: bytes = b""
    grades: dict = {}  # noqa: RUF012 - never changed; marks by student (None: no row), where it goes on

    @property
    def refused(self):
        """Whether nobody is graded, and nothing written."""
        return not self.grades


def run(folder, one):
    """Run the command of a situation in an empty folder; return the `Graded`."""
    write_course(folder / "course", one.rules)
    place = hand_in(folder / "class", one.files, one.zipped)
    arguments = [one.verb, place, "--course", folder / "course"]
    if one.verb != "collect":
        arguments += ["--out", folder / "out", "--jobs", "2"]
    if one.listed is not None:
        (folder / "roster.csv").write_bytes(one.listed)
        arguments += ["--roster", folder / "roster.csv"]
    if one.worksheet:
        (folder / "worksheet.csv").write_bytes(one.worksheet)
        arguments += ["--worksheet", folder / "worksheet.csv"]
    before = everything(folder)
    # What is refused imports as much as what is graded: the tests' own process has done so.
    run_it = here.command if one.refused else command
    found = graded(folder / "out", run_it(*arguments, *one.options))
    return Outcome(found, everything(folder) - before)


class Outcome(NamedTuple):
    """What came of a command."""

    found: Graded
    written: set  # names of new files


def everything(folder):
    """Return the names of all files of a folder, at any depth, but for what a course keeps."""
    found = {path.relative_to(folder) for path in Path(folder).rglob("*") if path.is_file()}
    kept = Path("course", "build", "kept")  # what was read of its sources
    return {str(path) for path in found if not path.is_relative_to(kept)}


def verdict(one, outcome):
    """Return the `Verdict` on a command."""
    found, faults, lost, wrong = outcome.found, [], 0.0, 0.0
    if found.exit_status != one.status:
        last = found.terminal.strip().splitlines()[-1:] or ["nothing"]
        faults.append(f"it ends with {found.exit_status} instead of {one.status}: {last[0]}")
    faults += [
        f"it does not say /{pattern}/"
        for pattern in one.says
        if not re.search(pattern, found.terminal, re.IGNORECASE | re.DOTALL)
    ]
    if re.search(one.silent, found.terminal):
        faults.append(f"it says /{one.silent}/")
    if one.refused and outcome.written:
        faults.append(f"it writes {len(outcome.written)} files")
    for student, due in one.grades.items():
        row = found.rows.get((student, LEARNING))
        score = float(row["score"]) if row else 0.0
        lost += max((due or 0.0) - score, 0.0)
        wrong += max(score - (due or 0.0), 0.0)
        if score != (due or 0.0) or (row is None) != (due is None):
            faults.append(f"{student} has {score:g} instead of {due}")
    return Verdict(lost, wrong, tuple(faults))


def nobody(number):
    """Return files of people whom no roster knows."""
    names = ("Uma", "Vic", "Wim", "Xia", "Yan", "Zed", "Eli", "Flo")
    return {moodle(f"{name} Fremd", 9100 + i): handed_in() for i, name in
            enumerate(names[:number])}  # fmt: skip


ADA = {moodle("Ada Byron", 401): handed_in(right=1)}
KNOWN = {person.student: person for person in PEOPLE}

STOPS = (
    Command("no file finds an owner on the roster: the run stops before grading", "whose",
            nobody(3), says=("0 of 3 files found an owner", "--anyway")),
    Command("one file of eight finds an owner: the run stops before grading", "whose",
            {**nobody(7), **ADA}, says=("1 of 8 files found an owner", "--anyway")),
    Command("no file finds an owner, and the instructor goes on", "whose", nobody(1),
            options=("--anyway",), status=0, says=("0 of 1 files? found an owner",),
            grades={"Uma Fremd": 5.0}),
    Command("two files of eight find an owner: the run goes on", "whose",
            {**nobody(6), **ADA, moodle("Bo Ek", 403): handed_in()}, status=0,
            says=("2 of 8 files found an owner",), grades={"s101": MATES_SCORE, "s103": 5.0}),
    Command("one file of seven finds an owner: the class is small, and the run goes on", "whose",
            {**nobody(6), **ADA}, status=0, says=("1 of 7 files found an owner",),
            grades={"s101": MATES_SCORE, "s102": 0.0}),
    Command("one folder lies around all students' folders, and there is no roster", "whose",
            {f"submissions/{who}/ps5/{LEARNING}.ipynb": handed_in() for who in ("ada", "bo")},
            None, status=0, grades={"ada": 5.0, "bo": 5.0, "submissions": None, "ps5": None}),
    Command("one student alone is graded without a roster", "whose",
            {f"ada/{LEARNING}.ipynb": handed_in()}, None, status=0, grades={"ada": 5.0}),
    Command("a worksheet that does not exist is refused", "when",
            options=("--worksheet", "absent.csv"), says=("absent.csv",)),
    Command("a worksheet without participants is refused", "when", worksheet=b"a,b\n1,2\n",
            says=("worksheet|Identifier",)),
)  # fmt: skip


def rule(sentence, line, *says, name=LEARNING, head="", **more):
    """Return the situation of an instructor who writes a line into ``course.toml``."""
    text = f"{head}\n[assignments.{name}]\ndue = 2026-03-01T23:59:00\n{line}\n"
    return Command(sentence, "rules", rules=text, says=says, **more)


WHERE = rf"assignments\.[\"']?{LEARNING}"  # some quote a part that begins with a digit
EXTENSION, DUE = rf"{WHERE}.{{1,3}}extensions\.[\"']?s101", rf"{WHERE}.{{1,3}}due"
RULES = (
    rule("an extension is for a student whom nobody knows", "extensions = {adda = 3}", "adda",
         WHERE),
    rule("an extension is for a name that differs from the student's", 'extensions = {"s1O1" = 3}',
         "s1O1"),
    rule("a deduction of 0.1 may mean 10 % or 0.1 %", "deduction_per_day = 0.1", r"10 ?(%|percent)",
         r"0\.1 ?(%|percent)", "deduction_per_day"),
    rule("a deduction of 0.05 may mean 5 % or 0.05 %", "deduction_per_day = 0.05",
         r"\b5(\.0)? ?(%|percent)", r"0\.05 ?(%|percent)"),
    rule("a deduction is written in words", 'deduction_per_day = "ten percent"', WHERE,
         "deduction_per_day"),
    rule("a key is misspelt", "dedution_per_day = 10", "dedution_per_day", WHERE),
    rule("an extension is a word", 'extensions = {s101 = "soon"}', "soon", EXTENSION),
    rule("an extension is negative", "extensions = {s101 = -3}", r"-3", EXTENSION),
    rule("a number of days is negative", "cut_off_days = -1", "cut_off_days", WHERE),
    rule("group work is written as a text", 'group_work = "yes"', "group_work", WHERE),
    rule("the assignment does not exist", "", "5_q_learning", LEARNING, name="5_q_learning"),
    rule("the time zone does not exist", "", "time_zone", "Berlin",
         head='time_zone = "Europa/Berlin"'),
    Command("a table is misspelt", "rules", rules=f"[assignment.{LEARNING}]\ngroup_work = true\n",
            says=(r"\bassignment\b",)),
    Command("a deadline is a text", "rules", rules=f'[assignments.{LEARNING}]\ndue = "1 March"\n',
            says=(DUE, "1 March")),
    Command("the file is no TOML, and the message names the line", "rules",
            rules="time_zone = Europe/Berlin\n", says=("course.toml", r"line 1")),
    Command("the board reads the same rules, of the course that is named", "rules",
            {"ada/07_challenge.py": b"x = 1\n"}, None, f'[assignments.{LEARNING}]\ndue = "soon"\n',
            verb="benchmark", says=(DUE,), zipped=False),
)  # fmt: skip
