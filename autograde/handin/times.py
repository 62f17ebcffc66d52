"""Times as nbgrader and Moodle write them, in the course's time zone."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Hours from UTC. ``%Z`` writes these, and a database of zones does not know most of them.
ABBREVIATIONS = {
    "UTC": (0,), "GMT": (0,), "Z": (0,), "WET": (0,), "WEST": (1,), "CET": (1,), "CEST": (2,),
    "MEZ": (1,), "MESZ": (2,), "EET": (2,), "EEST": (3,), "MSK": (3,), "BST": (1, 6),
    "IST": (5.5, 2, 1), "PKT": (5,), "WIB": (7,), "HKT": (8,), "SGT": (8,), "AWST": (8,),
    "JST": (9,), "KST": (9,), "ACST": (9.5,), "ACDT": (10.5,), "AEST": (10,), "AEDT": (11,),
    "NZST": (12,), "NZDT": (13,), "SAST": (2,), "CAT": (2,), "EAT": (3,), "WAT": (1,),
    "BRT": (-3,), "ART": (-3,), "NST": (-3.5,), "NDT": (-2.5,), "AST": (-4, 3), "ADT": (-3,),
    "EST": (-5,), "EDT": (-4,), "CST": (-6, 8, -5), "CDT": (-5,), "MST": (-7,), "MDT": (-6,),
    "PST": (-8,), "PDT": (-7,), "AKST": (-9,), "AKDT": (-8,), "HST": (-10,),
}  # fmt: skip
EXPECTED = "expected for example 2026-03-01 15:58:23 UTC"
LONGEST = 60  # characters of a text that a remark repeats
STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?))?\s*(.*)", re.DOTALL
)
CLOCK = r"(?P<year>\d{4}),?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)\s*(?P<half>[AP]\.?M\.?)?"
DAY, MONTH = r"(?P<day>\d{1,2})", r"(?P<month>[^\W\d]+)"
MOODLE = tuple(
    re.compile(form + CLOCK, re.IGNORECASE)
    for form in (
        rf"{DAY}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?{MONTH}\.?,?\s+(?:de\s+)?",
        rf"{MONTH}\.?\s+{DAY},?\s+",  # of the United States
    )
)
# Months by how their names begin in English, German, French, Spanish, Italian and Dutch.
MONTHS = (
    "jan|ene|gen|jän", "feb|fév|fev", "mar|mär|maa|mrt", "apr|avr|abr", "may|mai|mag|mei",
    "jun|juin|giu", "jul|juil|lug", "aug|aoû|ago", "sep|set", "oct|okt|ott", "nov",
    "dec|dez|déc|dic",
)  # fmt: skip


class Time(NamedTuple):
    """When something was handed in."""

    time: datetime | None = None  # in the course's zone; None if nobody knows
    remark: str = ""  # what a person should know about it


def of_nbgrader(text, zone):
    """Return the time in a ``timestamp.txt``.

    Parameters
    ----------
    text : str
        For example ``2026-11-25 07:18:39 PST`` or ``2026-02-02 15:58:23 America/Los_Angeles``.
    zone : tzinfo
        The course's: in which a time without a zone is meant, and into which it is converted.
    """
    text = " ".join(text.split())
    found = STAMP.fullmatch(text)
    shown = text[:LONGEST] or "nothing"
    unread = Time(None, f"its timestamp.txt says {shown}, which cannot be read; {EXPECTED}")
    if not found:
        return unread
    day, clock, where = found.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{(clock or '0:00').replace(',', '.').zfill(5)}")
        return _in_zone(local, where, zone, shown)
    except (ValueError, OSError, OverflowError, LookupError):  # an unknown zone is a KeyError
        return unread


def _in_zone(local, where, zone, shown):
    """Return a time on a clock somewhere, in the course's zone."""
    if not where:
        return Time(local.replace(tzinfo=zone))
    for fold in (0, 1):  # of an hour that the clocks show twice
        here = local.replace(tzinfo=zone, fold=fold)
        if here.tzname() == where:
            return Time(here)
    if where.upper() in ABBREVIATIONS:
        return _abbreviated(local, where.upper(), zone, shown)
    if where[0] in "+-":
        offset = datetime.fromisoformat(f"2000-01-01T00:00{where}").tzinfo
        return Time(local.replace(tzinfo=offset).astimezone(zone))
    return Time(local.replace(tzinfo=ZoneInfo(where)).astimezone(zone))


def _abbreviated(local, where, zone, shown):
    """Return the reading of an abbreviation that is nearest to the course's zone."""
    here = local.replace(tzinfo=zone).utcoffset()
    readings = [timedelta(hours=hours) for hours in ABBREVIATIONS[where]]
    offset = min(readings, key=lambda reading: abs(reading - here))
    time = local.replace(tzinfo=timezone(offset))
    remark = f"its timestamp.txt says {shown}: {where} is read as {time:%z} of UTC"
    return Time(time.astimezone(zone), remark if len(readings) > 1 else "")


def of_moodle(text, zone):
    """Return the time in a grading worksheet of Moodle.

    Parameters
    ----------
    text : str
        For example ``Friday, 27 November 2026, 11:59 PM``; ``-`` where there is none.
    zone : tzinfo
        In which it is meant.
    """
    if text.strip() in ("", "-"):
        return Time()
    unread = f"the worksheet says {text.strip()[:LONGEST]} of its time, which cannot be read"
    found = next(filter(None, (form.search(text) for form in MOODLE)), None)
    month = next((n for n, names in enumerate(MONTHS, 1) if _begins(found, names)), 0)
    if not found or not month:
        return Time(None, unread)
    hour, half = int(found["hour"]), (found["half"] or "").upper()[:1]
    if half:
        hour = hour % 12 + (12 if half == "P" else 0)
    try:
        day, minute = int(found["day"]), int(found["minute"])
        return Time(datetime(int(found["year"]), month, day, hour, minute, tzinfo=zone))
    except ValueError:
        return Time(None, unread)


def _begins(found, names):
    return found is not None and found["month"].lower().startswith(tuple(names.split("|")))


def in_name(found, zone):
    """Return the time that the name of a folder holds, or None if it is none."""
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone or UTC)
    except ValueError:  # a 13th month is no time
        return None
