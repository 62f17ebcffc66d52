"""Moodle's zips: folders as of 4.1, older folders, and blind marking."""

import unicodedata

from .chapters import FULL, HALF, LEARNING, SUPPLY, handed_in
from .encodings import LARGE
from .situation import (
    MATE,
    MATES,
    ClassRun,
    Person,
    Situation,
    moodle,
    older_moodle,
)

NBSP, ZERO_WIDTH = "\u00a0", "\u200b"
GOOD = handed_in()
UNKNOWN = r"unknown|not known|no time"
RULES = """
time_zone = "Europe/Berlin"

[assignments.05_q_learning]
due = 2026-03-01T23:59:00
deduction_per_day = 10
"""


def address(student):
    """Return a student's address."""
    return f"{student}@uni.example"


def one(sentence, student, name, number, written=None, form=moodle, kind="whose", **more):
    """Return the situation of one student whose solved notebook Moodle packs."""
    person = Person(student, name, str(number), email=address(student))
    return Situation(sentence, kind, {form(written or name, number): GOOD}, (person,), **more)


# The numbers of these files are those of the roster, so they decide.
MODERN = (
    one("a folder of Moodle 4.1 has no underscore at its end", "ada", "Ada Byron", 401),
    one("a Moodle zip is packed three days after the deadline, and nobody is late for that",
        "packed", "Paula Acker", 402, kind="when", says=(UNKNOWN,), shown=(UNKNOWN,)),
    one("a name has an apostrophe", "oneil", "Siobhan O'Neil", 403),
    one("a name has a typographic apostrophe and the roster a plain one", "dangelo",
        "Rita D'Angelo", 404, "Rita D\u2019Angelo"),
    one("a name has hyphens", "picard", "Jean-Luc Picard-Roy", 405),
    one("somebody has one name only", "suharto", "Suharto", 406),
    one("a name has von and der", "muehle", "Ludwig von der M\u00fchle", 407),
    one("a name has de la", "delacruz", "Mar\u00eda de la Cruz", 408),
    one("a name is written in Chinese letters", "yamada", "\u5c71\u7530 \u592a\u90ce", 409),
    one("a name is written in Arabic letters, from right to left", "layla",
        "\u0644\u064a\u0644\u0649 \u062d\u0633\u0646", 410),
    one("macOS writes accents apart from their letters", "nfd", "Zo\u00eb Bront\u00eb", 411,
        unicodedata.normalize("NFD", "Zo\u00eb Bront\u00eb")),
    one("the platform writes a name in capitals", "lovelace", "Grace Lovelace", 412,
        "GRACE LOVELACE"),
    one("the roster has two blanks where the platform has one", "hopper", "Grace  Hopper ", 413,
        "Grace Hopper"),
    one("somebody married, so that only the number is the roster's", "kim", "Kim Schmidt", 414,
        "Kim M\u00fcller"),
    Situation("a number that belongs to another row makes a stranger", "whose",
              {moodle("Bo Ek", 416): GOOD},
              (Person("bo", "Bo Ek", "415"), Person("cy", "Cy Twombly", "416")),
              score=0.0, status="missing", nobody="Bo Ek", strangers="Bo Ek"),
    Situation("two students have the same name, and their numbers tell them apart", "whose",
              {moodle("Anna Kowalska", 417): GOOD, moodle("Anna Kowalska", 418): GOOD},
              (Person("anna1", "Anna Kowalska", "417"), Person("anna2", "Anna Kowalska", "418"))),
    Situation("an online text lies beside the file", "which",
              {moodle("Otto Text", 419): GOOD,
               moodle("Otto Text", 419, "onlinetext.html", "onlinetext"): b"<p>see the file</p>"},
              (Person("otto", "Otto Text", "419"),)),
    Situation("an online text is all that was handed in, and the reason names it", "which",
              {moodle("Olga Text", 420, "onlinetext.html", "onlinetext"): b"<p>forgot</p>"},
              (Person("olga", "Olga Text", "420"),),
              score=0.0, status="missing", says=("onlinetext",)),
    Situation("a student uploads a folder of the bundle", "whose",
              {moodle("Bella Bund", 421, f"chapters/{LEARNING}.ipynb"): GOOD},
              (Person("bella", "Bella Bund", "421"),), no_rows=("chapters",)),
    Situation("a folder in a student's folder has a classmate's name", "whose",
              {moodle("Carl Outer", 422, f"Dora Inner/{LEARNING}.ipynb"): GOOD,
               moodle("Dora Inner", 423): GOOD},
              (Person("carl", "Carl Outer", "422"), Person("dora", "Dora Inner", "423"))),
    Situation("macOS leaves its own files in the zip", "which",
              {moodle("Mac Apple", 424): GOOD,
               "__MACOSX/" + moodle("Mac Apple", 424, f"._{LEARNING}.ipynb"): b"\0\5\26\7",
               moodle("Mac Apple", 424, ".DS_Store"): b"\0\0\0\1Bud1",
               moodle("Mac Apple", 424, f"._{LEARNING}.ipynb"): b"\0\5\26\7"},
              (Person("mac", "Mac Apple", "424"),), no_rows=("__MACOSX",)),
    Situation("Jupyter's folder of checkpoints is uploaded, with the stub in it", "which",
              {moodle("Chet Point", 425): GOOD,
               moodle("Chet Point", 425, f".ipynb_checkpoints/{LEARNING}-checkpoint.ipynb"):
               handed_in(right=0)},
              (Person("chet", "Chet Point", "425"),)),
    Situation("a file timestamp.txt in a student's own upload makes nobody late", "when",
              {moodle("Tim Stamp", 426): GOOD,
               moodle("Tim Stamp", 426, "timestamp.txt"): b"2026-03-20 12:00:00 UTC"},
              (Person("tim", "Tim Stamp", "426"),), says=(UNKNOWN,)),
    Situation("somebody unpacked the zip and packed it again with a folder around it", "whose",
              {"course-05-12345/" + moodle("Nora Wrap", 427): GOOD},
              (Person("nora", "Nora Wrap", "427"),)),
    Situation("a zip of Windows separates folders by backslashes", "whose",
              {moodle("Wim Back", 428).replace("/", "\\"): GOOD},
              (Person("wim", "Wim Back", "428"),)),
    Situation("marking is blind, and the roster has the participants' numbers", "whose",
              {moodle("Participant", 429): GOOD}, (Person("blind", "Bea Lind", "429"),)),
    Situation("a student renames the notebook to what it is about", "which",
              {moodle("Rene Named", 430, "my homework for monday.ipynb"): GOOD},
              (Person("rene", "Rene Named", "430"),), no_rows=("my homework for monday",)),
    Situation("a student has digits in the name", "whose", {moodle("Jan Novak 2", 431): GOOD},
              (Person("novak2", "Jan Novak 2", "431"),)),
    Situation("a notebook has 22 MB of outputs in Moodle's zip", "which",
              {moodle("Lara Large", 433): LARGE},
              (Person("lara", "Lara Large", "433"),)),
    Situation("a folder that looks like Moodle's and is not makes no student of its name", "whose",
              {f"Vera Odd_assignsubmission_file/{LEARNING}.ipynb": GOOD}, nobody="Vera Odd",
              no_rows=("Vera Odd_assignsubmission_file",), strangers="Vera Odd"),
    one("the roster's number went through Excel and ends in .0", "excel", "Xenia Cell", "432.0",
        form=lambda name, number: moodle(name, 432)),
)  # fmt: skip

# The roster has the numbers of another assignment here: names decide.
OLDER = (
    one("one roster meets seven ranges of numbers: names find everybody", "ada", "Ada Byron",
        "401", form=lambda name, number: older_moodle(name, 5501)),
    one("the number of another assignment happens to be a classmate's", "bo", "Bo Ek", "402",
        form=lambda name, number: older_moodle(name, 403)),
    one("the classmate whose number that is has her own work", "cy", "Cy Twombly", "403",
        form=lambda name, number: older_moodle(name, 5503)),
    Situation("two students of the same name and numbers that nobody knows: nobody's, both named",
              "whose", {older_moodle("Anna Nowak", 5504): GOOD},
              (Person("anna1", "Anna Nowak", "404"), Person("anna2", "Anna Nowak", "405")),
              score=0.0, status="missing", nobody="anna1.{0,80}anna2|anna2.{0,80}anna1",
              strangers="Anna Nowak"),
    Situation("two files whose names look the same go to nobody, and both are named", "whose",
              {older_moodle("Eva Twin", 5506): GOOD, older_moodle("Eva  Twin", 5507): GOOD},
              (Person("eva", "Eva Twin", "406"),), score=0.0, status="missing",
              nobody="5506.{0,400}5507|5507.{0,400}5506|Eva +Twin.{0,400}Eva +Twin",
              strangers="Eva +Twin"),
    one("a name has a blank of no width", "carl", "Carl Berg", "408",
        form=lambda name, number: older_moodle(f"Carl{ZERO_WIDTH} Berg", 5508)),
    one("a name has a blank that does not break", "dora", "Dora Klein", "409",
        form=lambda name, number: older_moodle(f"Dora{NBSP}Klein", 5509)),
    one("macOS packs a name in UTF-8 and does not say so", "joerg", "J\u00f6rg Gr\u00fcn", "410",
        form=lambda name, number: "utf-8::" + older_moodle(name, 5510)),
    one("an old Windows packs a name in its own encoding", "juergen", "J\u00fcrgen Sch\u00e4fer",
        "411", form=lambda name, number: "cp437::" + older_moodle(name, 5511)),
    one("the platform shows surnames first", "first", "Fiona First", "412",
        form=lambda name, number: older_moodle("First Fiona", 5512)),
    one("the platform shows surnames first, with a comma", "comma", "Conny Comma", "413",
        form=lambda name, number: older_moodle("Comma, Conny", 5513)),
    one("a display name has an underscore", "under", "Uwe_Strich", "414",
        form=lambda name, number: older_moodle(name, 5514)),
    one("a display name ends in a number", "second", "Jan Novak_2", "415",
        form=lambda name, number: older_moodle(name, 5515)),
    one("the roster spells the accents that the platform leaves out", "zatopek",
        "Emil Z\u00e1topek", "416", form=lambda name, number: older_moodle("Emil Zatopek", 5516)),
    one("the roster has no number for somebody", "nonumber", "Nina Leer", "",
        form=lambda name, number: older_moodle(name, 5517)),
    one("the roster's idnumbers begin with zeros", "zeros", "Nils Null", "0012345",
        form=lambda name, number: older_moodle(name, 5518)),
    Situation("somebody who is not on the roster is graded under the name that was given", "whose",
              {older_moodle("Gina Guest", 5519): GOOD}, rows=(("Gina Guest", FULL),),
              nobody="Gina Guest", strangers="Gina Guest"),
    Situation("how many files found an owner stands on the page and in the terminal", "whose",
              {older_moodle("Henry Count", 5520): GOOD}, (Person("henry", "Henry Count", "420"),),
              shown=(r"\d+ of \d+ files found an owner",)),
    Situation("a student of two assignments hands both in at one place", "which",
              {older_moodle("Ivo Both", 5521): GOOD,
               older_moodle("Ivo Both", 5521, f"{SUPPLY}.ipynb"): handed_in(SUPPLY)},
              (Person("ivo", "Ivo Both", "421"),), chapter=SUPPLY),
)  # fmt: skip

# Without a roster each participant is a student of that name.
BLIND = (
    Situation("marking is blind: one row for each participant", "whose",
              {moodle("Participant", 7001): GOOD, moodle("Participant", 7002): GOOD},
              rows=(("7001", FULL), ("7002", FULL)), no_rows=("Participant",)),
    Situation("a participant of a blind marking keeps the own, lesser marks", "whose",
              {moodle("Participant", 7003): handed_in(right=1)}, rows=(("7003", HALF),)),
    Situation("a participant of a blind marking hands in a file of another name", "which",
              {moodle("Participant", 7004, "final version.ipynb"): GOOD},
              rows=(("7004", FULL),), no_rows=("final version",)),
    Situation("a participant of a blind marking uploads a folder", "whose",
              {moodle("Participant", 7005, f"homework/{LEARNING}.ipynb"): GOOD},
              rows=(("7005", FULL),), no_rows=("homework",)),
)  # fmt: skip

RUNS = (
    ClassRun("Moodle 4.1", MODERN, {moodle(MATE.name, MATE.lms_id): MATES}, rules=RULES),
    ClassRun("older Moodle", OLDER, {older_moodle(MATE.name, 5599): MATES}),
    ClassRun("blind Moodle without a roster", BLIND, {moodle("Participant", 7099): MATES},
             listed=False, mate_row="7099"),
)  # fmt: skip
