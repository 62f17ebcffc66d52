"""The course that this portal is for: its chapters, and the rules that hold now."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from autograde.course import course_toml, deadlines
from autograde.course.course import Course
from autograde.kit.errors import CourseError
from autograde.portal.models import Extension, Person

HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


def course():
    """Return the course."""
    return Course(Path(settings.PORTAL_COURSE))


def assignments():
    """Return the title of each assignment by its name, in the order of the course."""
    known = course()
    # Every page asks for them: the chapters are read again only where one was changed.
    files = [known.source(name).stat() for name in known.chapter_names()]
    return dict(_titles(known, tuple((one.st_ino, one.st_mtime_ns) for one in files)))


@lru_cache(maxsize=4)
def _titles(known, _changed):
    return {name: _title(known.source(name)) for name in known.assignments()}


def _title(path):
    found = HEADING.search(path.read_text(encoding="utf-8"))
    return found[1].strip() if found else path.stem


def rules():
    """Return the rules of ``course.toml``, with the extensions of the file and of the portal.

    Raises
    ------
    CourseError
        Where the file cannot be used, and never could since this process began.
    """
    found, _ = _usable()
    return found._replace(assignments=_with_own(found.assignments))


def fault():
    """Return what is wrong with ``course.toml`` as it is now, "" where nothing is."""
    return _usable()[1]


def zone():
    """Return the course's zone, without asking the database."""
    return _in_file()[0].zone


_LAST = {}  # the last rules of a file that could be read


def _in_file():
    """Return what the file says and "", or where it is broken, what it said before, and why."""
    path = course().rules
    try:
        _LAST[path] = _read(path, path.stat().st_mtime_ns if path.is_file() else 0)
    except CourseError as error:  # somebody is about to save it, or mistyped: hand-ins go on
        if path not in _LAST:
            raise
        return _LAST[path], str(error)
    return _LAST[path], ""


def _usable():
    """Return rules with what groups share, and what is wrong; nobody's extension is left out."""
    found, wrong = _in_file()
    if not any(rule.extensions for rule in found.assignments.values()):
        return found, wrong  # nobody to look up
    people = list(Person.objects.select_related("group"))
    if not people:
        return found, wrong
    names = {one.student: (one.name, one.email) for one in people}
    groups = {}
    for one in people:
        if one.group:
            groups.setdefault(one.group.name, []).append(one.student)
    try:
        return deadlines.settle(found, names, groups, "the portal's roster"), wrong
    except CourseError as error:
        wrong = "\n".join(filter(None, (wrong, str(error))))
        return deadlines.settle(_of_known(found, names), names, groups, ""), wrong


def _of_known(found, names):
    """Return rules without extensions for people whom nobody knows."""
    made = {
        name: rule._replace(
            extensions={who: until for who, until in rule.extensions.items() if who in names}
        )
        for name, rule in found.assignments.items()
    }
    return found._replace(assignments=made)


@lru_cache(maxsize=4)
def _read(path, _changed):
    return course_toml.read(path, course().assignments())


def _with_own(known):
    """Return rules by assignment with the extensions that were given in the portal."""
    made = dict(known)
    for one in Extension.objects.select_related("person"):
        rule = made.get(one.assignment)
        if rule and rule.due:
            until = one.until.astimezone(rule.due.tzinfo)
            longest = max(until, rule.extensions.get(one.person.student, until))
            given = rule.extensions | {one.person.student: longest}
            made[one.assignment] = rule._replace(extensions=given)
    return made


def due(rule, student):
    """Return until when a student may hand in, None where there is no deadline."""
    return rule.extensions.get(student, rule.due)


def is_open_for_anybody(rule, now=None):
    """Whether somebody may still hand in in time: grace and every extension included."""
    if rule.due is None:
        return False
    last = max(one.astimezone(UTC) for one in (rule.due, *rule.extensions.values()))
    return (now or datetime.now(UTC)) <= last + timedelta(minutes=rule.grace_minutes)
