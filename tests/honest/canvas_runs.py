"""Canvas's zips: with names, with groups, resubmitted, late, and anonymous."""

from .chapters import FULL, LEARNING, handed_in
from .moodle_runs import RULES
from .situation import MATE, MATES, ClassRun, Person, Situation, canvas

GOOD, STUB, PART = handed_in(), handed_in(right=0), handed_in(right=1)
BAD = handed_in(right=0, wrong=2)


def one(sentence, student, name, number, written, kind="whose", file=f"{LEARNING}.ipynb",
        late=False, **more):  # fmt: skip
    """Return the situation of one student whose solved notebook Canvas packs."""
    person = Person(student, name, str(number))
    return Situation(sentence, kind, {canvas(written, number, file, late): GOOD}, (person,), **more)


def several(sentence, student, name, number, written, files, kind="which", **more):
    """Return the situation of one student with several files: name, content and attachment."""
    members = {f"{written}_{number}_{given}": content for given, content in files.items()}
    return Situation(sentence, kind, members, (Person(student, name, str(number)),), **more)


NAMED = (
    Situation("Canvas leaves an underscore in a name", "whose",
              {"o_neilpat_9006_55506_05_q_learning.ipynb": GOOD},
              (Person("pat", "Pat O'Neil", "9006"),)),
    Situation("Canvas leaves several underscores in a name", "whose",
              {"de_la_o_cruzana_9007_55507_05_q_learning.ipynb": GOOD},
              (Person("ana", "Ana de la O. Cruz", "9007"),)),
    one("a Canvas zip is packed three days after the deadline, and nobody is late for that",
        "packed", "Paula Acker", 9008, "ackerpaula", "when", silent="days? after|late, day"),
    one("Canvas says LATE: one day is charged", "late", "Lars Late", 9009, "latelars", "when",
        late=True, score=4.5, deduction=0.5, says=("late",)),
    one("Canvas says LATE of somebody who has an extension: nothing is charged", "exten",
        "Xaver Ten", 9036, "tenxaver", "when", late=True),
    Situation("Canvas says LATE after a name with an underscore", "when",
              {"o_neilsam_LATE_9010_55510_05_q_learning.ipynb": GOOD},
              (Person("sam", "Sam O'Neil", "9010"),), score=4.5, deduction=0.5, says=("late",)),
    one("somebody is called Late, and is not", "ann", "Ann Late", 9011, "lateann", "when",
        silent="late"),
    several("a resubmission replaces the stub", "resub", "Rosa Sub", 9012, "subrosa",
            {"55512_05_q_learning.ipynb": STUB, "55612_05_q_learning-1.ipynb": GOOD}),
    several("the second resubmission is right and the first wrong", "twice", "Tea Twice", 9013,
            "twicetea", {"55513_05_q_learning-1.ipynb": BAD, "55613_05_q_learning-2.ipynb": GOOD}),
    several("of two equally full answers the later resubmission counts, also above nine", "ten",
            "Ted Ten", 9014, "tented",
            {"55514_05_q_learning-9.ipynb": BAD, "55614_05_q_learning-10.ipynb": GOOD}),
    several("a resubmission has fewer answers than what was there before", "fewer", "Flo Few",
            9015, "fewflo",
            {"55515_05_q_learning.ipynb": GOOD, "55615_05_q_learning-1.ipynb": PART}),
    several("a text entry lies beside the notebook", "text", "Tom Text", 9016, "texttom",
            {"text.html": b"<p>see the file</p>", "55516_05_q_learning.ipynb": GOOD}),
    several("a text entry is all that was handed in, and the reason names it", "only", "Olga Only",
            9017, "onlyolga", {"text.html": b"<p>forgot</p>"}, score=0.0, status="missing",
            says=("html",)),
    one("only the number says who it is, because the name has changed", "kim", "Kim Schmidt", 9018,
        "mullerkim"),
    Situation("two students have the same name, and their numbers tell them apart", "whose",
              {canvas("kowalskaanna", 9019): GOOD, canvas("kowalskaanna", 9020): GOOD},
              (Person("anna1", "Anna Kowalska", "9019"), Person("anna2", "Anna Kowalska", "9020"))),
    Situation("the roster's number went through Excel and ends in .0", "whose",
              {canvas("cellxenia", 9021): GOOD}, (Person("excel", "Xenia Cell", "9021.0"),)),
    Situation("the roster's number went through Excel and is written with a power of ten", "whose",
              {canvas("powerpia", 102_000): GOOD}, (Person("power", "Pia Power", "1.02E+5"),)),
    Situation("the roster's number begins with zeros", "whose",
              {canvas("nullnils", 9022): GOOD}, (Person("zeros", "Nils Null", "0009022"),)),
    one("a name is written in Chinese letters", "yamada", "\u5c71\u7530 \u592a\u90ce", 9023,
        "\u5c71\u7530\u592a\u90ce"),
    one("a name keeps its accents", "bronte", "Zo\u00eb Bront\u00eb", 9024, "bront\u00ebzo\u00eb"),
    one("a name has de la", "delacruz", "Mar\u00eda de la Cruz", 9025, "delacruzmar\u00eda"),
    one("a student renames the notebook", "rene", "Rene Named", 9026, "namedrene", "which",
        "my_homework_5.ipynb", no_rows=("my_homework_5",)),
    one("a file's name begins with a number, as a Canvas number does", "digits", "Dag Digit", 9027,
        "digitdag", "which", "2026_1_05_q_learning.ipynb"),
    one("Canvas counts a second file of the same name", "count", "Cora Count", 9028, "countcora",
        "which", f"{LEARNING}-1.ipynb", silent="versions"),
    Situation("a name that looks like Canvas's and is not is named", "whose",
              {"weird-55506-05_q_learning.ipynb": GOOD}, nobody="weird", strangers="weird"),
    Situation("the instructor's test student is in the zip", "whose",
              {canvas("studenttest", 990_001): GOOD}, nobody="studenttest|test",
              strangers="studenttest"),
    Situation("a number that belongs to another row makes a stranger", "whose",
              {canvas("ekbo", 9030): GOOD},
              (Person("bo", "Bo Ek", "9029"), Person("cy", "Cy Twombly", "9030")),
              score=0.0, status="missing", nobody="ekbo", strangers="ekbo"),
    Situation("a group of Canvas hands in once, in small letters without blanks", "whose",
              {canvas("projectgroup1", 9031): GOOD},
              (Person("gus", "Gus One", "9031", "Project Group 1"),
               Person("gerda", "Gerda One", "9032", "Project Group 1"))),
    Situation("a group of Canvas is late", "when",
              {canvas("projectgroup11", 9033, late=True): GOOD},
              (Person("hal", "Hal Eleven", "9033", "Project Group 11"),
               Person("hilde", "Hilde Eleven", "9034", "project group  11 ")),
              score=4.5, deduction=0.5, says=("late",)),
    Situation("how many files found an owner stands on the page and in the terminal", "whose",
              {canvas("counthenry", 9035): GOOD}, (Person("henry", "Henry Count", "9035"),),
              shown=(r"\d+ of \d+ files found an owner",)),
)  # fmt: skip

ANONYMOUS = (
    Situation("Canvas's anonymous files have one row for each id", "whose",
              {"anon_1aB2c_555_05_q_learning.ipynb": GOOD,
               "anon_9xYz0_556_05_q_learning.ipynb": GOOD},
              rows=(("1aB2c", FULL), ("9xYz0", FULL)), no_rows=("anon",)),
    Situation("two anonymous ids differ by large and small letters only", "whose",
              {"anon_Qq7Rr_557_05_q_learning.ipynb": GOOD,
               "anon_qQ7rR_558_05_q_learning.ipynb": handed_in(right=1)},
              rows=(("Qq7Rr", FULL), ("qQ7rR", 3.0))),
    Situation("an anonymous file is late", "when",
              {"LATE_anon_5dE6f_559_05_q_learning.ipynb": GOOD},
              rows=(("5dE6f", 4.5),), deduction=0.5),
    Situation("an anonymous id is all digits", "whose",
              {"anon_12345_560_05_q_learning.ipynb": GOOD},
              rows=(("12345", FULL),)),
    Situation("an anonymous file is resubmitted", "which",
              {"anon_7gH8i_561_05_q_learning.ipynb": STUB,
               "anon_7gH8i_562_05_q_learning-1.ipynb": GOOD}, rows=(("7gH8i", FULL),)),
)  # fmt: skip

RUNS = (
    ClassRun("Canvas", NAMED, {canvas("zimmerzoe", MATE.lms_id): MATES},
             rules=RULES + "extensions = {exten = 2}\n"),
    ClassRun("anonymous Canvas", ANONYMOUS, {"anon_0mAte_599_05_q_learning.ipynb": MATES},
             listed=False, rules=RULES, mate_row="0mAte"),
)  # fmt: skip
