"""Values that a person writes into ``course.toml``: what each must be, and what mends it.

A check takes what was given and returns the value, or raises `Unfit` with a sentence that says what
was given, what is expected, and how to write it.
"""

import re
from datetime import date, datetime, time
from difflib import get_close_matches
from math import isfinite
from zoneinfo import ZoneInfo, available_timezones

MOST_MINUTES, MOST_DAYS = 7 * 24 * 60, 366  # more was meant as something else: a date, a number
SITE = re.compile(r"https?://[\w.:-]+(/[\w.~/-]*)?")
REPOSITORY = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+")
MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
YEARS = range(2000, 2101)


class Unfit(ValueError):
    """A value that cannot be meant; its text says why."""


def shown(given):
    """Return a value as TOML writes it."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, str):
        return f'"{given}"'
    if isinstance(given, (date, datetime)):
        return given.isoformat()
    if isinstance(given, dict):
        return "a table"
    return "a list" if isinstance(given, list) else f"{given}"


def is_number(given):
    """Whether a value is a number, and neither true nor false nor without end."""
    return isinstance(given, (int, float)) and not isinstance(given, bool) and isfinite(given)


def amount(what, most):
    """Return the check of a number from 0 to `most`."""

    def check(given):
        if not is_number(given) or not 0 <= given <= most:
            raise Unfit(f"{shown(given)} was given; expected a number of {what}, 0 to {most}")
        return given

    return check


def percent(given):
    """Return a percentage: a number, or a text with the sign, which small ones need.

    Examples
    --------
    >>> percent(10), percent("0.1 %")
    (10, 0.1)
    """
    number = given
    if isinstance(given, str) and given.rstrip().endswith("%"):
        try:
            number = float(given.rstrip()[:-1])
        except ValueError:
            number = given
    if not is_number(number) or not 0 <= number <= 100:
        raise Unfit(
            f"{shown(given)} was given; expected percent of full marks, 0 to 100: 10 for 10 %"
        )
    if 0 < number < 1 and number is given:
        raise Unfit(
            f"{given:g} is read as {given:g} %; write {100 * given:g} for {100 * given:g} %, "
            f'or {given:g} as "{given:g} %"'
        )
    return number


def yes_or_no(given):
    """Return true or false."""
    if not isinstance(given, bool):
        raise Unfit(f"{shown(given)} was given; expected true or false, without quotation marks")
    return given


def site(given):
    """Return the address of a website."""
    if not isinstance(given, str) or not SITE.fullmatch(given):
        raise Unfit(
            f'{shown(given)} was given; expected an address such as "https://course.example"'
        )
    return given


def repository(given):
    """Return the address of a repository on GitHub, from which Colab and Binder open notebooks."""
    if not isinstance(given, str) or not REPOSITORY.fullmatch(given.rstrip("/")):
        raise Unfit(
            f"{shown(given)} was given; expected an address such as "
            '"https://github.com/example/learning-to-order-student"'
        )
    return given.rstrip("/")


def mail(given):
    """Return an e-mail address."""
    if not isinstance(given, str) or not MAIL.fullmatch(given):
        raise Unfit(f'{shown(given)} was given; expected an address such as "course@uni.example"')
    return given


def moment(given):
    """Return a time; of a date alone, the end of that day."""
    if isinstance(given, date) and not isinstance(given, datetime):
        given = datetime.combine(given, time.max)
    if not isinstance(given, datetime):
        raise Unfit(
            f"{shown(given)} was given; expected a date or a date with an hour, without quotation "
            "marks: 2026-03-01T23:59:00"
        )
    if given.year not in YEARS:
        raise Unfit(f"{shown(given)} was given; expected a year from 2000 to 2100")
    return given


def extension(given):
    """Return further days, or the time until which a student may hand in."""
    if isinstance(given, date):
        return moment(given)
    if isinstance(given, dict):  # TOML's reading of a name with a dot
        raise Unfit('a name with a dot stands in quotation marks: "ada.byron" = 3')
    if not is_number(given) or not 0 <= given <= MOST_DAYS:
        raise Unfit(
            f"{shown(given)} was given; expected days, 0 to {MOST_DAYS}, or a date, or a date with "
            "an hour: 3, 2026-03-04, 2026-03-04T12:00:00"
        )
    return given


def zone(given):
    """Return a time zone."""
    known = available_timezones()
    if isinstance(given, str) and given in known:
        return ZoneInfo(given)
    advice = ""
    if isinstance(given, str):
        plain = given.strip().replace(" ", "_").casefold()
        same = [name for name in known if name.rpartition("/")[2].casefold() == plain]
        alike = sorted(same, key=len)[::-1] or get_close_matches(given, sorted(known), 1)
        advice = f"; did you mean {alike[0]}?" if alike else ""
    raise Unfit(f'{shown(given)} is no time zone; expected one such as "Europe/Berlin"{advice}')


def nearest(name, known):
    """Return the known name that one is nearly, or None."""
    plain = {other.casefold(): other for other in known}
    found = get_close_matches(name.casefold(), list(plain), 1, 0.6)
    return plain[found[0]] if found else None


def meant(name, known):
    """Return "; did you mean …?" for a name that is nearly a known one, else what is known."""
    found = nearest(name, known)
    return f"; did you mean {found}?" if found else f"; known are: {', '.join(known)}"
