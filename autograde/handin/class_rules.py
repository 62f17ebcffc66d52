"""The rules of ``course.toml`` for the class that is graded."""

from collections.abc import Sequence
from pathlib import Path

from autograde.course import course_toml, deadlines
from autograde.course.deadlines import Rules
from autograde.handin import due_dates
from autograde.handin.roster import Roster
from autograde.handin.submissions import Collection
from autograde.kit.progress import note


def read(path: Path, known: Sequence[str]) -> Rules:
    """Return the rules in a file, see `course_toml.read`; tell the person what is to be known."""
    rules = course_toml.read(path, known)
    for remark in rules.remarks:
        note(remark)
    return rules


def with_due_dates(rules: Rules, given: Path | None, place: Path, known: Sequence[str]) -> Rules:
    """Return the rules with what nbgrader's gradebook says; tell where the two differ.

    Parameters
    ----------
    rules : deadlines.Rules
        As they were read.
    given : Path or None
        The gradebook whose due dates hold where the rules have none.
    place : Path
        The submissions: the gradebook of a course folder is looked at in any case.
    known : list of str
        All assignments.
    """
    remarks = []
    if given:
        rules, remarks = due_dates.merged(rules, given, known)
    else:
        for folder in (place, place.parent):
            if (folder / "submitted").is_dir() and (folder / "gradebook.db").is_file():
                remarks = due_dates.differences(rules, folder / "gradebook.db")
                break
    for remark in remarks:
        note(remark)
    return rules


def settled(rules: Rules, listed: Roster | None, collection: Collection) -> Rules:
    """Return the rules, with extensions of people who are known, and the same in a group.

    Parameters
    ----------
    rules : deadlines.Rules
        As they were read.
    listed : Roster or None
        Without one, those are known who handed in.
    collection : submissions.Collection
        What was handed in.

    Raises
    ------
    UnusableArgument
        If somebody has an extension whom nobody knows.
    """
    if listed is None:
        found = [*(one.student for one in collection.submissions), *collection.folders]
        where = "those who handed in, or give --roster, which knows the others as well"
        return deadlines.settle(rules, dict.fromkeys(found, ()), {}, where)
    people = listed.students.values()
    names = {one.student: (one.name, one.email) for one in people}
    groups = {one.group: listed.members(one.group) for one in people if one.group}
    return deadlines.settle(rules, names, groups, "the roster's column student")
