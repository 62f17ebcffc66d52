"""Due dates and extensions that nbgrader's gradebook holds: read, or compared with ours."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from autograde.kit.errors import UnusableArgument

DUE = """SELECT notebook.name, assignment.name, assignment.duedate FROM assignment
    JOIN notebook ON notebook.assignment_id = assignment.id
    WHERE assignment.duedate IS NOT NULL ORDER BY 1, 2"""
EXTENDED = """SELECT notebook.name, submission.student_id, submission.extension
    FROM submitted_assignment AS submission
    JOIN notebook ON notebook.assignment_id = submission.assignment_id
    WHERE submission.extension IS NOT NULL ORDER BY 1, 2"""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # from which nbgrader's database counts durations
LATE_RULE = re.compile(r"^\s*c\.(LateSubmissionPlugin|AssignLatePenalties)\b", re.MULTILINE)


def merged(rules, path, names):
    """Return the rules with the due dates of a gradebook where they have none, and remarks.

    Parameters
    ----------
    rules : deadlines.Rules
        As they were read from ``course.toml``, which comes first.
    path : Path
        nbgrader's ``gradebook.db``; it is only read.
    names : iterable of str
        The assignments of the course: notebooks of nbgrader's.

    Returns
    -------
    rules : deadlines.Rules
    remarks : list of str

    Raises
    ------
    UnusableArgument
        If the file is no gradebook, or two of its assignments disagree about a notebook.
    """
    due, extensions = _read(path)
    found, remarks = dict(rules.assignments), _difference(rules, due, path)
    for name in names:
        rule = rules.of(name)
        if name in due and rule.due is None:
            when = due[name].astimezone(rules.zone)
            longer = {who: when + more for who, more in extensions.get(name, {}).items()}
            found[name] = rule._replace(due=when, extensions=longer)
    if LATE_RULE.search(_settings(path)):
        remarks.append(
            f"{path.parent / 'nbgrader_config.py'} has a rule of its own for late work, which is "
            "not read: write deduction_per_day, grace_minutes or cut_off_days into course.toml"
        )
    return rules._replace(assignments=found), remarks


def differences(rules, path):
    """Return where a gradebook and the rules name other times, one sentence each.

    Parameters
    ----------
    rules, path
        As of `merged`.
    """
    due, _ = _read(path)
    unread = [
        f"{path} has a due date for {name}, {_told(when, rules)}, and course.toml has none: nobody "
        "is late; --due-from reads it"
        for name, when in due.items()
        if rules.of(name).due is None
    ]
    return _difference(rules, due, path) + unread


def _difference(rules, due, path):
    return [
        f"{name}: course.toml says due {_told(rules.of(name).due, rules)}, which counts; "
        f"{path} says {_told(when, rules)}"
        for name, when in due.items()
        if rules.of(name).due not in (None, when)
    ]


def _told(when, rules):
    return when.astimezone(rules.zone).isoformat(" ", "seconds")


def _read(path):
    """Return due dates by notebook, and extensions by notebook and student."""
    if not path.is_file():
        raise UnusableArgument(f"{path} does not exist; give nbgrader's gradebook.db")
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            dates, longer = (database.execute(question).fetchall() for question in (DUE, EXTENDED))
    except sqlite3.Error as error:
        raise UnusableArgument(f"{path} is no gradebook of nbgrader: {error}") from error
    due, extensions = {}, {}
    for notebook, assignment, text in dates:
        when = datetime.fromisoformat(text).replace(tzinfo=UTC)
        if due.setdefault(notebook, when) != when:
            raise UnusableArgument(
                f"{path}: {notebook} is in two assignments with different due dates, one of them "
                f"{assignment}: give them the same, or write the due date into course.toml"
            )
    for notebook, student, text in longer:
        more = datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH
        extensions.setdefault(notebook, {})[student] = more
    return due, extensions


def _settings(path):
    try:
        return (path.parent / "nbgrader_config.py").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
