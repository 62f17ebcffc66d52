"""The class runs of folders made by hand, and of nbgrader's."""

from .chapters import FULL, HALF, LEARNING, SUPPLY, handed_in, scratch
from .encodings import READ
from .folders import FILE, GOOD, NAMES, SEVERAL, WHOSE
from .situation import MATES, ClassRun, Person, Situation

UNREAD = r"read|understood"
RULES = """
time_zone = "America/Los_Angeles"

[assignments.05_q_learning]
due = 2026-11-25T07:30:00
deduction_per_day = 10
"""
IN_TIME, LATE = {"silent": "late|unknown"}, {"score": 4.5, "deduction": 0.5, "says": ("late",)}


def stamped(sentence, student, text, folder="ps5", encoding="utf-8", **more):
    """Return the situation of one student in nbgrader's tree with a ``timestamp.txt``."""
    files = {
        f"{student}/{folder}/{FILE}": GOOD,
        f"{student}/{folder}/timestamp.txt": text.encode(encoding),
    }
    more.setdefault("no_rows", (folder,))
    return Situation(sentence, "when", files, (Person(student),), **more)


TIMES = (
    stamped("nbgrader writes PST: in time", "ada", "2026-11-25 07:18:39 PST", **IN_TIME),
    stamped("nbgrader writes PST: late", "bob", "2026-11-25 07:31:00 PST", **LATE),
    stamped("nbgrader writes PST after microseconds", "cleo", "2026-11-25 07:18:39.123456 PST\n",
            **IN_TIME),
    stamped("a time is in UTC", "dan", "2026-11-25 15:18:39 UTC", **IN_TIME),
    stamped("a time is in UTC, and late", "emil", "2026-11-25 15:31:00.000001 UTC", **LATE),
    stamped("a time has an offset with a colon", "fay", "2026-11-25 17:18:39 +02:00", **IN_TIME),
    stamped("a time has an offset with a colon, and is late", "gus", "2026-11-25 17:31:00 +02:00",
            **LATE),
    stamped("a time has an offset without a colon", "hal", "2026-11-25 07:31:00 -0800", **LATE),
    stamped("a time has the name of a zone", "ida", "2026-11-25 07:31:00 America/Los_Angeles",
            **LATE),
    stamped("a time has no zone: it is the course's", "jon", "2026-11-25 07:18:39", **IN_TIME),
    stamped("a time without a zone is late", "kim", "2026-11-25 07:31:00", **LATE),
    stamped("a time is written as ISO does", "lea", "2026-11-25T07:31:00-08:00", **LATE),
    stamped("a time ends in Z", "mia", "2026-11-25T15:31:00Z", **LATE),
    stamped("a file timestamp.txt has a mark of UTF-8 and ends as Windows does", "ned",
            "2026-11-25 07:31:00 PST\r\n", encoding="utf-8-sig", **LATE),
    stamped("a time cannot be read: told, and counted as in time", "ola", "soon",
            says=(UNREAD,)),
    stamped("a time has an abbreviation of another zone, which means one thing only", "pia",
            "2026-11-26 00:18:39 JST", **IN_TIME),
    stamped("a time has an abbreviation of another zone, and is late", "ria",
            "2026-11-26 00:31:00 JST", **LATE),
    stamped("a time has an abbreviation that nobody knows: told, and counted as in time", "sol",
            "2026-11-26 23:18:39 XYZT", says=(UNREAD,)),
    stamped("a file timestamp.txt is empty", "quin", "", says=(f"{UNREAD}|unknown",)),
    Situation("there is no timestamp.txt", "when", {f"rob/ps5/{FILE}": GOOD}, (Person("rob"),),
              says=("unknown",), no_rows=("ps5",)),
    Situation("an older timestamp.txt lies in a folder below", "when",
              {f"sue/ps5/{FILE}": GOOD, "sue/ps5/timestamp.txt": b"2026-11-25 07:18:39 PST",
               "sue/ps5/old/timestamp.txt": b"2026-11-27 07:18:39 PST"}, (Person("sue"),),
              **IN_TIME),
    Situation("another student's timestamp.txt says nothing of this one", "when",
              {f"tom/ps5/{FILE}": GOOD, "tom/ps5/timestamp.txt": b"2026-11-25 07:00:00 PST"},
              (Person("tom"),), **IN_TIME),
    Situation("two assignments lie beside each other in nbgrader's tree", "whose",
              {f"uma/homework/{FILE}": GOOD, f"uma/homework/{SUPPLY}.ipynb": handed_in(SUPPLY)},
              (Person("uma"),), chapter=SUPPLY, no_rows=("homework",)),
    Situation("nbgrader's folder has the name of the chapter", "whose",
              {f"vic/{LEARNING}/{FILE}": GOOD}, (Person("vic"),), no_rows=(LEARNING,)),
    Situation("an extra notebook lies beside it in nbgrader's tree", "whose",
              {f"wim/ps5/{FILE}": GOOD, "wim/ps5/scratch.ipynb": scratch()}, (Person("wim"),),
              no_rows=("ps5", "scratch")),
    Situation("a folder of data lies beside it in nbgrader's tree", "whose",
              {f"xia/ps5/{FILE}": GOOD, "xia/ps5/data/demand.csv": b"1,2\n"}, (Person("xia"),),
              no_rows=("ps5", "data")),
)  # fmt: skip


def top(sentence, student, folder, chapter=LEARNING, **more):
    """Return the situation of one student without a roster: the top folder's."""
    files = {f"{student}/{folder}/{chapter}.ipynb": handed_in(chapter)}
    return Situation(sentence, "whose", files, rows=((f"^{student}$", FULL),),
                     no_rows=tuple(folder.split("/")), chapter=chapter, **more)  # fmt: skip


# Packed three days after the deadline, within a few seconds.
PACKED = RULES.replace("2026-11-25", "2026-03-01")
UNLISTED = (
    top("without a roster nbgrader's tree has its owner at the top", "ada", "ps5"),
    top("the next student in nbgrader's tree", "bob", "ps5"),
    top("one assignment of nbgrader's tree", "cleo", "homework"),
    top("the other assignment beside it", "cleo", "homework", SUPPLY),
    top("nbgrader's folder has the name of the chapter", "dan", LEARNING),
    top("the bundle's own folder lies in a student's", "emil", "chapters"),
    top("the bundle's own folder lies deeper", "fay", "course/chapters"),
    Situation("an extra notebook beside it is no student", "whose",
              {f"gus/ps5/{FILE}": GOOD, "gus/ps5/scratch.ipynb": scratch()},
              rows=(("^gus$", FULL),), no_rows=("ps5", "scratch")),
    Situation("a classmate has the half in the same tree", "whose",
              {f"hal/ps5/{FILE}": handed_in(right=1)}, rows=(("^hal$", HALF),)),
    Situation("a zip of folders is packed within seconds, days after the deadline", "when",
              {f"ida/{FILE}": GOOD}, rows=(("^ida$", FULL),)),
    Situation("a timestamp.txt counts in a zip of folders", "when",
              {f"jon/ps5/{FILE}": GOOD, "jon/ps5/timestamp.txt": b"2026-03-01 08:00:00 PST"},
              rows=(("^jon$", 4.5),), deduction=0.5),
    Situation("a name copied by Colab makes no second student and no second assignment", "which",
              {f"kim/Copy of {LEARNING}.ipynb": GOOD}, rows=(("^kim$", FULL),)),
)  # fmt: skip

RUNS = (
    ClassRun("folders with a roster", (*WHOSE, *NAMES, *SEVERAL, *READ), {f"zoe/{FILE}": MATES},
             zipped=False, empty=("pia",)),
    ClassRun("nbgrader's tree with a roster", TIMES,
             {f"zoe/ps5/{FILE}": MATES, "zoe/ps5/timestamp.txt": b"2026-11-25 07:00:00 PST"},
             rules=RULES, zipped=False),
    ClassRun("nbgrader's tree without a roster", UNLISTED, {f"zoe/ps5/{FILE}": MATES},
             listed=False, rules=PACKED),
)  # fmt: skip
