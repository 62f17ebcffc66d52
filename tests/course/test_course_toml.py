"""What an instructor may write into course.toml, and the one line about what cannot be meant."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from autograde.course.course_toml import read
from autograde.course.points import DEFAULT_STEPS, Step
from autograde.kit.errors import UnusableArgument

KNOWN = ["01_tiny", "05_q_learning"]
BERLIN = ZoneInfo("Europe/Berlin")
DUE = 'time_zone = "Europe/Berlin"\n[assignments.01_tiny]\ndue = 2026-03-01T23:59:00\n'


@pytest.fixture
def course(tmp_path):
    """Return a function that reads a text as course.toml."""

    def reading(text, known=KNOWN):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "course.toml").write_bytes(content)
        return read(tmp_path / "course.toml", known)

    return reading


@pytest.fixture
def refused(course):
    """Return a function that gives the lines with which a text is refused."""

    def lines(text):
        with pytest.raises(UnusableArgument) as caught:
            course(text)
        assert caught.value.exit_status == 2
        return str(caught.value).splitlines()

    return lines


def test_the_example_of_the_documentation_is_read(course):
    from autograde.course import course_toml

    text = course_toml.__doc__.partition("::\n")[2].partition("\nAll that")[0]
    rules = course("\n".join(line[4:] for line in text.splitlines()))
    rule = rules.of("05_q_learning")
    assert rule.due == datetime(2026, 3, 1, 23, 59, tzinfo=BERLIN)
    assert (rule.grace_minutes, rule.deduction_per_day, rule.cut_off_days) == (15, 10, 7)
    assert rule.group_work and rule.imports_cost == 10
    assert rules.steps == (Step(0.5, 4), Step(0.8, 10)) and rules.remarks == ()
    assert (rules.site, rules.contact) == ("https://course.example.org", "course@example.org")


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ("3", datetime(2026, 3, 4, 23, 59)),
        ("0.5", datetime(2026, 3, 2, 11, 59)),
        ("2026-03-05", datetime(2026, 3, 5, 23, 59, 59, 999999)),
        ("2026-03-05T12:00:00", datetime(2026, 3, 5, 12)),
    ],
)
def test_an_extension_is_days_a_date_or_a_date_with_an_hour(course, given, until):
    rule = course(f'{DUE}extensions = {{"Zoë Ek" = {given}}}').of("01_tiny")
    assert rule.extensions == {"Zoë Ek": until.replace(tzinfo=BERLIN)}


def test_an_extension_with_a_zone_of_its_own_keeps_it(course):
    rule = course(f"{DUE}extensions = {{zoe = 2026-03-05T12:00:00Z}}").of("01_tiny")
    assert rule.extensions["zoe"] == datetime(2026, 3, 5, 13, tzinfo=BERLIN)


def test_a_due_date_without_an_hour_is_the_end_of_that_day(course):
    rule = course('time_zone = "Europe/Berlin"\n[assignments.01_tiny]\ndue = 2026-03-01')
    assert f"{rule.of('01_tiny').due:%d %H:%M %Z}" == "01 23:59 CET"


def test_names_are_the_same_however_accents_are_stored(course):
    rule = course(f'{DUE}extensions = {{"Zoe\u0308" = 1}}').of("01_tiny")
    assert list(rule.extensions) == ["Zoë"]


def test_a_file_that_windows_saved_is_read(course):
    assert course(b"\xef\xbb\xbf" + DUE.replace("\n", "\r\n").encode()).of("01_tiny").due


@pytest.mark.parametrize(
    ("given", "percent"),
    [
        ("10", 10),
        ("12.5", 12.5),
        ("1", 1),
        ("0", 0),
        ("0.0", 0),
        ('"10 %"', 10),
        ('"0.1%"', 0.1),
    ],
)
def test_percent_are_a_number_or_a_text_with_the_sign(course, given, percent):
    assert course(f"{DUE}deduction_per_day = {given}").of("01_tiny").deduction_per_day == percent


@pytest.mark.parametrize("field", ["deduction_per_day", "imports_cost"])
def test_a_share_in_place_of_percent_is_refused_with_both_readings(refused, field):
    assert refused(f"{DUE}{field} = 0.1") == [
        f"course.toml: assignments.01_tiny.{field}: 0.1 is read as 0.1 %; "
        'write 10 for 10 %, or 0.1 as "0.1 %"'
    ]


def test_times_without_any_zone_are_utc_and_a_remark_says_so(course):
    rules = course("[assignments.01_tiny]\ndue = 2026-03-01T23:59:00")
    assert rules.of("01_tiny").due.utcoffset().total_seconds() == 0
    assert "time_zone is not given, so times are read as UTC" in rules.remarks[0]
    assert not course("[assignments.01_tiny]\ndue = 2026-03-01T23:59:00+01:00").remarks


def test_a_course_without_steps_has_the_usual_ones(course):
    assert course("").steps == course(DUE).steps == DEFAULT_STEPS


def test_all_that_is_wrong_is_told_at_once(refused):
    lines = refused(f"{DUE}group_work = 1\ncut_off_days = -1\n[leaderbord]\n")
    assert len(lines) == 3 and all(line.startswith("course.toml: ") for line in lines)


RULE = "course.toml: assignments.01_tiny."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # names
        (f"{DUE}deduction_per_days = 10", f"{RULE}deduction_per_days: nothing has this name; did "
         "you mean deduction_per_day?"),
        (f"{DUE}penalty = 10", f"{RULE}penalty: nothing has this name; known are: due, grace"),
        ("[assignments.1_tiny]", "course.toml: assignments.1_tiny: no assignment has this name; "
         "did you mean 01_tiny?"),
        ("[assignments.zzz]", "course.toml: assignments.zzz: no assignment has this name; known "
         "are: 01_tiny, 05_q_learning"),
        ("[assignment.01_tiny]", "course.toml: assignment: nothing has this name; did you mean "
         "assignments?"),
        ("[01_tiny]", "course.toml: 01_tiny: nothing has this name; it belongs below "
         "[assignments.01_tiny]"),
        ("group_work = true", "course.toml: group_work: nothing has this name; it belongs below "
         "[assignments.<name>]"),
        ("[leaderboard]\nstep = 1", "course.toml: leaderboard.step: nothing has this name; did you "
         "mean steps?"),
        # kinds
        ("assignments = 3", "course.toml: assignments: 3 was given; expected a table"),
        ("[assignments]\n01_tiny = 10", "course.toml: assignments.01_tiny: 10 was given; expected "
         "a table, [assignments.01_tiny]"),
        ("[assignments.01_tiny]\ndue = 'soon'", f'{RULE}due: "soon" was given; expected a date'),
        ("[assignments.01_tiny]\ndue = 23:59:00", f"{RULE}due: 23:59:00 was given; expected a da"),
        ("[assignments.01_tiny]\ndue = 0026-03-01", f"{RULE}due: 0026-03-01T23:59:59.999999 was "
         "given; expected a year from 2000"),
        (f"{DUE}group_work = 'yes'", f'{RULE}group_work: "yes" was given; expected true or false'),
        (f"{DUE}grace_minutes = true", f"{RULE}grace_minutes: true was given; expected a number"),
        (f"{DUE}grace_minutes = 1e9", f"{RULE}grace_minutes: 1000000000.0 was given; expected a n"),
        (f"{DUE}cut_off_days = nan", f"{RULE}cut_off_days: nan was given; expected a number of d"),
        (f"{DUE}deduction_per_day = -1", f"{RULE}deduction_per_day: -1 was given; expected percen"),
        (f"{DUE}deduction_per_day = 150", f"{RULE}deduction_per_day: 150 was given; expected perc"),
        (f"{DUE}deduction_per_day = 'x %'", f'{RULE}deduction_per_day: "x %" was given; expected'),
        (f"{DUE}extensions = 3", f"{RULE}extensions: 3 was given; expected a table"),
        (f"{DUE}extensions = {{zoe = '2'}}", f'{RULE}extensions.zoe: "2" was given; expected days'),
        (f"{DUE}extensions = {{zoe = true}}", f"{RULE}extensions.zoe: true was given; expected da"),
        (f"{DUE}extensions = {{zoe = -1}}", f"{RULE}extensions.zoe: -1 was given; expected days"),
        (f"{DUE}extensions = {{zoe = 20260305}}", f"{RULE}extensions.zoe: 20260305 was given; exp"),
        (f"{DUE}extensions = {{ada.byron = 3}}", f"{RULE}extensions.ada: a name with a dot stands "
         'in quotation marks: "ada.byron" = 3'),
        (f"{DUE}extensions = {{a@uni.example = 3}}", "course.toml: line 4 (extensions = "),
        # contradictions
        ("[assignments.01_tiny]\ndeduction_per_day = 10", f"{RULE}deduction_per_day: it says "
         "nothing without a due time"),
        (f"{DUE}extensions = {{zoe = 2026-02-01}}", f"{RULE}extensions.zoe: 2026-02-01 is before "
         "the due time 2026-03-01 23:59:00+01:00"),
        # zones
        ("time_zone = 'Mars/Olympus'", 'course.toml: time_zone: "Mars/Olympus" is no time zone'),
        ("time_zone = 'berlin'", 'course.toml: time_zone: "berlin" is no time zone; expected one '
         'such as "Europe/Berlin"; did you mean Europe/Berlin?'),
        ("time_zone = 'Europe/Belin'", 'course.toml: time_zone: "Europe/Belin" is no time zone; '
         'expected one such as "Europe/Berlin"; did you mean Europe/Berlin?'),
        ("time_zone = 1", "course.toml: time_zone: 1 is no time zone"),
        # steps
        ("[leaderboard]\nsteps = 3", "course.toml: leaderboard.steps: 3 was given; expected a li"),
        ("[leaderboard]\nsteps = []", "course.toml: leaderboard.steps: an empty list was given"),
        ("[leaderboard]\nsteps = [{share = 0.5}]", "course.toml: leaderboard.steps[0]: a share and "
         "points, and nothing else, make a step"),
        ("[leaderboard]\nsteps = [{share = 50, points = 2}]", "course.toml: leaderboard.steps[0]."
         "share: 50 was given; expected a share of the bound, at most 1"),
        ("[leaderboard]\nsteps = [{share = 1.5, points = 2}]", "course.toml: leaderboard.steps[0]."
         "share: 1.5 was given; expected a share of the bound, at most 1"),
        ("[leaderboard]\nsteps = [{share = nan, points = 2}]", "course.toml: leaderboard.steps[0]."
         "share: nan was given"),
        ("[leaderboard]\nsteps = [{share = 0.5, points = 'many'}]", "course.toml: leaderboard."
         'steps[0].points: "many" was given'),
        ("[leaderboard]\nsteps = [{share = 0.5, points = 2}, {share = 0.4, points = 4}]",
         "course.toml: leaderboard.steps[1]: the shares of the steps must rise"),
        ("[leaderboard]\nsteps = [{share = 0.5, points = 4}, {share = 0.6, points = 2}]",
         "course.toml: leaderboard.steps[1]: the shares of the steps must rise"),
        # what is no TOML
        ("[assignments.01_tiny]\ndue = 2026-03-01T23:59", "course.toml: line 2 (due = "
         "2026-03-01T23:59) is no TOML: Expected newline or end of document after a statement; a "
         "time needs its seconds: 2026-03-01T23:59:00"),
        ("time_zone = Europe/Berlin", "course.toml: line 1 (time_zone = Europe/Berlin) is no TOML: "
         "Invalid value; text, and names with other signs than a-z, 0-9, - and _, stand in quo"),
        ("[assignments.01_tiny]\n[assignments.01_tiny]", "course.toml: line 2 ([assignments.01_t"),
        (b"time_zone = '\xe4'", "course.toml: it is not in UTF-8; save it as such"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_line_with_its_path(refused, text, line):
    (found,) = refused(text)
    assert found.startswith(line), found
