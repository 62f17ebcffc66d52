"""Groups: Moodle's team folders, and what the members of a group share of deadlines."""

from .chapters import LEARNING, SUPPLY, handed_in
from .situation import MATE, MATES, ClassRun, Person, Situation, moodle

GOOD = handed_in()
RULES = """
time_zone = "Europe/Berlin"

[assignments.05_q_learning]
due = 2026-03-01T23:59:00
deduction_per_day = 10
group_work = true
"""


def team(sentence, folder, number, group, *students, **more):
    """Return the situation of a group whose folder Moodle packs."""
    people = tuple(
        Person(student, student.title(), str(2000 + number * 10 + place), group)
        for place, student in enumerate(students)
    )
    files = {moodle(folder, number): GOOD}
    return Situation(sentence, "whose", files, people, **more)


TEAMS = (
    team("a team folder of Moodle counts for its members", "Gruppe A", 77, "Gruppe A", "ada", "bo"),
    Situation("the folder of those without a group is nobody's, and named as such", "whose",
              {f"Default group_assignsubmission_file/{LEARNING}.ipynb": GOOD},
              (Person("lone", "Lone Wolf", "2999"),), score=0.0, status="missing",
              nobody="Default group", strangers="Default group",
              no_rows=("Default group_assignsubmission_file",)),
    team("Moodle writes a blank for an underscore in a group's name", "Team Blue", 78,
         "Team_Blue", "cy", "di"),
    team("the roster spells a group with other letters and blanks", "Gruppe \u00c4pfel", 79,
         "gruppe  a\u0308pfel ", "emil", "fay"),
    team("a group's name ends in a number", "Group 1", 80, "Group 1", "gus", "hal"),
    team("another group's name goes on where this one's ends", "Group 11", 81, "Group 11", "ivo"),
    team("a group has a hyphen and an ampersand", "R&D - North", 82, "R&D - North", "jo", "kai"),
    team("a group's name is a number", "7", 83, "7", "lea", "max"),
    team("a group's name is written in Greek", "\u039f\u03bc\u03ac\u03b4\u03b1 \u0391", 84,
         "\u039f\u03bc\u03ac\u03b4\u03b1 \u0391", "nia"),
    Situation("a team uploads a folder with a member's name", "whose",
              {moodle("Gruppe B", 85, f"ola/{LEARNING}.ipynb"): GOOD},
              (Person("ola", "Ola", "2850", "Gruppe B"), Person("pit", "Pit", "2851", "Gruppe B"))),
    Situation("a member's own hand-in counts for the whole group", "whose",
              {moodle("Quin Own", 2860): GOOD},
              (Person("quin", "Quin Own", "2860", "Gruppe C"),
               Person("rob", "Rob Own", "2861", "Gruppe C"))),
    Situation("two members of a group hand in, one of them the stub", "which",
              {moodle("Sue Stub", 2870): handed_in(right=0), moodle("Theo Full", 2871): GOOD},
              (Person("sue", "Sue Stub", "2870", "Gruppe D"),
               Person("theo", "Theo Full", "2871", "Gruppe D"))),
    Situation("a team that is not in the roster is named as nobody's", "whose",
              {moodle("Gruppe Z", 99): GOOD}, nobody="Gruppe Z", strangers="Gruppe Z"),
)  # fmt: skip

DEADLINES = """
time_zone = "Europe/Berlin"

[assignments.05_q_learning]
due = 2026-07-01T23:59:00
deduction_per_day = 20
cut_off_days = 7
group_work = true
extensions = {ada = 3, carl = 1, dora = 4, fritz = 2026-07-05T12:00:00, gina = 2026-07-05, \
jan = 1.5, nora = 2}

[assignments.01_supply_chain]
due = 2026-07-01T23:59:00
deduction_per_day = 20
extensions = {ada = 3, ivo = 2026-07-04}
"""
LATE = r"late"


def stamped(student, time, chapter=LEARNING):
    """Return what a student handed in at a time, as nbgrader collects it."""
    folder = f"{student}/{chapter}"
    content = handed_in(chapter)
    return {f"{folder}/{chapter}.ipynb": content, f"{folder}/timestamp.txt": time.encode()}


def pair(sentence, group, who, time, *students, **more):
    """Return the situation of a group of which one hands in at some time."""
    people = tuple(Person(student, student.title(), "", group) for student in students)
    return Situation(sentence, "when", stamped(who, time), people, **more)


TOGETHER = (
    pair("one partner has an extension and the other hands in: neither pays", "1",
         "bert", "2026-07-03 12:00:00 CEST", "ada", "bert", silent=LATE),
    pair("of two extensions in a group the longest holds for both", "2", "carl",
         "2026-07-05 12:00:00 CEST", "carl", "dora", silent=LATE),
    pair("after a group's extension both pay the days after it", "3", "mia",
         "2026-07-04 12:00:00 CEST", "mia", "nora", score=4.0, deduction=1.0, says=(LATE,)),
    pair("a group without an extension pays together", "4", "olaf",
         "2026-07-02 12:00:00 CEST", "olaf", "pia", score=4.0, deduction=1.0, says=(LATE,)),
    pair("an extension is a date with an hour", "5", "fritz", "2026-07-05 11:59:00 CEST", "fritz",
         silent=LATE),
    pair("an extension is a date, and its whole day counts", "6", "gina",
         "2026-07-05 23:30:00 CEST", "gina", silent=LATE),
    pair("an extension is a day and a half", "7", "jan", "2026-07-03 11:30:00 CEST", "jan",
         silent=LATE),
    pair("the deadline's summer time is written CEST, and it is in time", "8", "kurt",
         "2026-07-01 23:30:00 CEST", "kurt", silent="late|unknown|cannot be read"),
    pair("the deadline's summer time is written CEST, and it is late", "9", "lars",
         "2026-07-02 00:30:00 CEST", "lars", score=4.0, deduction=1.0, says=(LATE,)),
    pair("after the last day nothing counts, and the reason says so", "10", "rosa",
         "2026-07-10 12:00:00 CEST", "rosa", score=0.0, deduction=5.0, says=(LATE,)),
    Situation("where there is no group work, an extension is one student's only", "when",
              stamped("bert", "2026-07-03 12:00:00 CEST", SUPPLY), (), owners=("bert",),
              chapter=SUPPLY, score=3.0, deduction=2.0, says=(LATE,)),
    Situation("an extension by date holds where there is no group work", "when",
              stamped("ivo", "2026-07-04 20:00:00 CEST", SUPPLY), (Person("ivo", "Ivo"),),
              chapter=SUPPLY, silent=LATE),
)  # fmt: skip

RUNS = (
    ClassRun("Moodle's teams", TEAMS, {moodle(MATE.name, MATE.lms_id): MATES}, rules=RULES),
    ClassRun("deadlines of groups", TOGETHER,
             {f"zoe/{LEARNING}/{LEARNING}.ipynb": MATES,
              f"zoe/{LEARNING}/timestamp.txt": b"2026-06-30 12:00:00 CEST"},
             rules=DEADLINES, zipped=False),
)  # fmt: skip
