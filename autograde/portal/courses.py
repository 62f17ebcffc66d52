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

_LAST = {}  # path → what could be read of it last
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
    """Return the rules of ``course.toml``, with the extensions of the file and of the portal."""
    return _now()[0]


def fault():
    """Return what is wrong with ``course.toml`` as it is now, "" where nothing is."""
    return _now()[1]


def of_file():
    """Return what ``course.toml`` says by itself: the zone, and the rules for all alike."""
    return _in_file()[0]


def _in_file():
    """Return what the file says, or said before it could not be read, and what is wrong with it.

    An instructor's slip in it, at the hour of a deadline, must not cost the class the portal.
    """
    path = course().rules
    try:
        _LAST[path] = _read(path, path.stat().st_mtime_ns if path.is_file() else 0)
    except CourseError as error:
        if path not in _LAST:
            raise
        return _LAST[path], str(error)
    return _LAST[path], ""


def _now():
    """Return the rules that hold, and what is wrong; an extension for nobody is nobody's."""
    found, wrong = _in_file()
    if not any(rule.extensions for rule in found.assignments.values()):
        return found._replace(assignments=_with_own(found.assignments)), wrong  # nobody to look up
    people = list(Person.objects.select_related("group"))
    if not people:
        return found, wrong
    names = {one.student: (one.name, one.email) for one in people}
    groups = {}
    for one in people:
        if one.group:
            groups.setdefault(one.group.name, []).append(one.student)
    try:
        settled = deadlines.settle(found, names, groups, "the portal's roster")
    except CourseError as error:
        wrong = "\n".join(filter(None, (wrong, str(error))))
        settled = deadlines.settle(_of_known(found, names), names, groups, "")
    return settled._replace(assignments=_with_own(settled.assignments)), wrong


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
