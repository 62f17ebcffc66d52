"""The course that this portal is for: its chapters, and the rules that hold now."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from autograde.course import course_toml, deadlines
from autograde.course.course import Course
from autograde.portal.models import Extension, Person

HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


def course():
    """Return the course."""
    return Course(Path(settings.PORTAL_COURSE))


def assignments():
    """Return the title of each assignment by its name, in the order of the course."""
    return {name: _title(course().source(name)) for name in course().assignments()}


@lru_cache(maxsize=64)
def _title(path):
    found = HEADING.search(path.read_text(encoding="utf-8"))
    return found[1].strip() if found else path.stem


def rules():
    """Return the rules of ``course.toml``, with the extensions of the file and of the portal."""
    path = course().rules
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    found = _read(path, changed)
    people = list(Person.objects.select_related("group"))
    if not people:
        return found
    names = {one.student: (one.name, one.email) for one in people}
    groups = {}
    for one in people:
        if one.group:
            groups.setdefault(one.group.name, []).append(one.student)
    found = deadlines.settle(found, names, groups, "the portal's roster")
    return found._replace(assignments=_with_own(found.assignments))


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
