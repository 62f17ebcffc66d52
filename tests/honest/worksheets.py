"""Moodle's flat zips, with the grading worksheet that says who came when."""

from .moodle_runs import GOOD, RULES, UNKNOWN, address
from .situation import MATE, MATES, ClassRun, Person, Situation, flat_moodle

WORKSHEET_HEAD = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments"
)


def worksheet(rows):
    """Return Moodle's grading worksheet: rows of participant, name, idnumber, email, time."""
    lines = [WORKSHEET_HEAD]
    for number, name, idnumber, email, time in rows:
        lines.append(
            f'Participant {number},"{name}",{idnumber},{email},Submitted for grading,,100.00,Yes,'
            f'"{time}",-,'
        )
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


IN_TIME, LATE = "Sunday, 1 March 2026, 11:10 PM", "Tuesday, 3 March 2026, 1:00 AM"
# participant, name in the zip, idnumber, email, when
SHEET = (
    (8001, "Ada Byron", "1001", address("ada"), IN_TIME),
    (8002, "Bo Ek", "1002", address("bo"), LATE),
    (8003, "Anna Nowak", "1003", address("anna1"), IN_TIME),
    (8004, "Anna Nowak", "1004", address("anna2"), LATE),
    (8005, "Kim M\u00fcller", "1005", address("kim"), IN_TIME),
    (8006, "Dora Klein", "1006", address("dora"), "-"),
    (8007, "Emil Gestern", "1007", address("emil"), "gestern abend"),
    (8008, "Bea Lind", "1008", address("blind"), IN_TIME),
    (8009, "Nora Mitternacht", "1009", address("nora"), "Sunday, 1 March 2026, 12:05 AM"),
    (8010, "Gustav Kurz", "1010", address("gustav"), "Sunday, 1 March 2026, 11:59 PM"),
    (8099, MATE.name, MATE.lms_id, MATE.email, IN_TIME),
)


def sheet(sentence, student, name, number, written=None, kind="when", **more):
    """Return the situation of one student of the worksheet."""
    person = Person(student, name, str(number - 7000), email=address(student))
    files = {flat_moodle(written or name, number): GOOD}
    return Situation(sentence, kind, files, (person,), **more)


FLAT = (
    sheet("a flat Moodle zip with its worksheet: in time, though packed later", "ada",
          "Ada Byron", 8001, silent="late|unknown"),
    sheet("the worksheet says that it came a day and an hour late", "bo", "Bo Ek", 8002,
          score=4.0, deduction=1.0, says=("late",)),
    Situation("the worksheet tells two students of one name apart: the first", "whose",
              {flat_moodle("Anna Nowak", 8003): GOOD},
              (Person("anna1", "Anna Nowak", "1003", email=address("anna1")),)),
    Situation("the worksheet tells two students of one name apart: the second, who is late",
              "whose", {flat_moodle("Anna Nowak", 8004): GOOD},
              (Person("anna2", "Anna Nowak", "1004", email=address("anna2")),), score=4.0,
              deduction=1.0, says=("late",)),
    sheet("the worksheet's address says who it is, though the name has changed", "kim",
          "Kim Schmidt", 8005, "Kim M\u00fcller", kind="whose"),
    sheet("the worksheet has no time for somebody", "dora", "Dora Klein", 8006, says=(UNKNOWN,)),
    sheet("a time in the worksheet that cannot be read is told, and counts as in time", "emil",
          "Emil Gestern", 8007, says=("read|understood|gestern",)),
    sheet("a blind zip finds its students by the worksheet", "blind", "Bea Lind", 8008,
          "Participant", kind="whose"),
    sheet("12:05 AM is five minutes after midnight, not noon", "nora", "Nora Mitternacht", 8009,
          silent="late"),
    sheet("the minute of the deadline is in time", "gustav", "Gustav Kurz", 8010, silent="late"),
    Situation("somebody whom the worksheet does not list is found by name", "whose",
              {flat_moodle("Lena Later", 8050): GOOD}, (Person("lena", "Lena Later", "1050"),),
              says=(UNKNOWN,)),
)  # fmt: skip

RUNS = (
    ClassRun("flat Moodle with its worksheet", FLAT, {flat_moodle(MATE.name, 8099): MATES},
             rules=RULES, worksheet=worksheet(SHEET)),
)  # fmt: skip
