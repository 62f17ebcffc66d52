"""Rosters as spreadsheets and platforms write them, and those that cannot be understood."""

from .chapters import FULL, LEARNING, SUPPLY, handed_in
from .commands import FILES, PEOPLE, Command
from .situation import canvas, moodle, roster
from .worksheets import IN_TIME, worksheet

HEAD = "student,name,lms_id,email\n"
ROWS = [(p.student, p.name, p.lms_id, p.email) for p in PEOPLE]
PLAIN = HEAD + "".join(",".join(row) + "\n" for row in ROWS)
SEMICOLONS, TABS = PLAIN.replace(",", ";"), PLAIN.replace(",", "\t")
ALL = ("3 of 3 files found an owner", "s101", "s102", "s103")
COUNTED = ALL[:1]

PARTICIPANTS = '"First name",Surname,"ID number","Email address",Groups\n' + "".join(
    f'{name.split()[0]},{name.split()[1]},{student},{email},"Gruppe A"\n'
    for student, name, _, email in ROWS
)
PARTICIPANTS_LATER = PARTICIPANTS.replace("Surname", '"Last name"')
GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,05_q_learning (123)\n"
    "    Points Possible,,,,,16\n"
    + "".join(
        f'"{name.split()[1]}, {name.split()[0]}",{number},{student},{email},"Section 1",\n'
        for student, name, number, email in ROWS
    )
    + '"Student, Test",990001,,f00ba4,"Section 1",\n'
)
ON_CANVAS = {canvas(p.name.split()[1].lower() + p.name.split()[0].lower(), p.lms_id): handed_in()
             for p in PEOPLE}  # fmt: skip


def read(sentence, text, says=ALL, files=FILES, encoding="utf-8", **more):
    """Return the situation of a roster that is to be read, shown by ``collect``."""
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return Command(sentence, "roster", files, content, verb="collect", status=0, says=says, **more)


def refused(sentence, text, *says, **more):
    """Return the situation of a roster that is to be refused before anybody is graded."""
    content = text if isinstance(text, bytes) else text.encode()
    return Command(sentence, "roster", listed=content, says=says, **more)


READ = (
    read("a roster is as the documentation says", PLAIN),
    read("a roster is in Windows-1252", PLAIN, encoding="cp1252"),
    read("a German Excel writes semicolons and Windows-1252", SEMICOLONS, encoding="cp1252"),
    read("Excel writes Unicode text: UTF-16 and tabs", TABS, encoding="utf-16"),
    read("a roster is in UTF-16, big end first", b"\xfe\xff" + TABS.encode("utf-16-be")),
    read("a roster begins with the mark of UTF-8", PLAIN, encoding="utf-8-sig"),
    read("the first line says sep=;", "sep=;\r\n" + SEMICOLONS.replace("\n", "\r\n")),
    read("the first line says sep=,", "sep=,\n" + PLAIN),
    read("the first line says sep=; in quotes, after a mark", '\ufeff"sep=;"\n' + SEMICOLONS),
    read("tabs separate in UTF-8", TABS),
    read("a column is called Student with a blank behind", PLAIN.replace("student,", "Student ,")),
    read("all columns are in capitals", PLAIN.replace(HEAD, HEAD.upper())),
    read("a column is called E-Mail", PLAIN.replace("email", "E-Mail", 1)),
    read("the roster ends in empty lines and separators", PLAIN + ",,,\n\n\n"),
    read("values have blanks around them", PLAIN.replace(",", " , ")),
    read("a name in quotes has a comma", HEAD + "".join(
        f'{s},"{name.split()[1]}, {name.split()[0]}",{number},{email}\n'
        for s, name, number, email in ROWS)),
    read("columns of no use stand before those that are used",
         "seat;remark;" + SEMICOLONS.replace("\ns10", "\n1;;s10")),
    read("Moodle's participants export is a roster as it is", PARTICIPANTS, COUNTED),
    read("Moodle's later participants export says Last name", PARTICIPANTS_LATER, COUNTED,
         encoding="utf-8-sig"),
    read("Canvas's gradebook export is a roster as it is", GRADEBOOK, COUNTED, ON_CANVAS),
    read("Canvas's points possible and test student are no students", GRADEBOOK, COUNTED, ON_CANVAS,
         silent=r"Traceback|Points Possible"),
)  # fmt: skip

# The same reader serves the command that grades: shown once.
GRADED = Command(
    "a class is graded by the roster of a German Excel", "roster",
    listed=("sep=;\r\n" + SEMICOLONS.replace("\n", "\r\n")).encode("cp1252"), status=0,
    grades={person.student: FULL for person in PEOPLE},
)  # fmt: skip

REFUSED = (
    refused("a quote is not closed, so that three students become one",
            PLAIN.replace("Ada Byron", '"Ada Byron'),
            r"line 2|row 2", "quot"),
    refused("a quote is not closed in the last line", PLAIN + 's104,"Cy Twombly,404,c@x\n',
            r"line 5|row 5", "quot"),
    refused("a field is larger than a field can be", PLAIN + f"s104,{'x' * 200_000},404,c@x\n",
            r"line 5|row 5", "large|long|big"),
    refused("no column says who the students are", "vorname;punkte\nAda;3\n", "vorname", "student"),
    refused("a roster has a head and nothing below it", HEAD, "no student|names nobody|empty"),
    refused("a roster is empty", "", "roster"),
    refused("a student occurs twice", PLAIN + "s101,Ada Again,499,\n", "s101", "twice"),
    refused("two students have one number", PLAIN + "s104,Cy Twombly,401,\n", "401", "twice"),
    refused("the roster is a spreadsheet itself", b"PK\3\4\24\0\6\0" + bytes(range(256)), "roster"),
    Command("the roster does not exist", "roster", listed=None,
            options=("--roster", "absent.csv"), says=("absent.csv",)),
)  # fmt: skip

SHEET = worksheet([(8000 + i, p.name, "", p.email, IN_TIME) for i, p in enumerate(PEOPLE)])
DATED = "time_zone = 'Asia/Tokyo'\n[assignments.05_q_learning]\ndue = 2026-11-25T07:30:00\n"


def look(sentence, kind, files, says, **more):
    """Return the situation of an instructor who looks before anything is graded."""
    more.setdefault("listed", roster(PEOPLE))
    listed = more.pop("listed")
    return Command(sentence, kind, files, listed, verb="collect", status=0, says=says, **more)


def stamp(zone, city):
    """Return the situation of a ``timestamp.txt`` with an abbreviation of the course's zone."""
    files = {f"s101/ps5/{LEARNING}.ipynb": handed_in(),
             "s101/ps5/timestamp.txt": f"2026-07-25 07:18:39 {zone}".encode()}  # fmt: skip
    rules = DATED.replace("Asia/Tokyo", city)
    return look(f"nbgrader's time in {city} is written {zone}", "when", files,
                ("s101", r"2026-07-25.{0,3}07:18|07:18.{0,20}25"), rules=rules,
                silent="Traceback|unknown|cannot be read", zipped=False)  # fmt: skip


LOOKS = (
    look("collect shows whose each file is, and what is nobody's", "whose",
         {**FILES, moodle("Gina Guest", 999): handed_in()},
         ("3 of 4 files found an owner", "s101", "s102", "s103", "Gina Guest",
          "nobody|no owner|not on the roster|no student")),
    look("collect shows which assignment each file is, whatever its name", "which",
         {moodle("Ada Byron", 401, "homework.ipynb"): handed_in(SUPPLY),
          moodle("Bo Ek", 403, f"Copy of {LEARNING}.ipynb"): handed_in()},
         (f"s101[^\n]*{SUPPLY}|{SUPPLY}[^\n]*s101", f"s103[^\n]*{LEARNING}|{LEARNING}[^\n]*s103")),
    look("collect works without a roster", "whose",
         {f"ada/ps5/{LEARNING}.ipynb": handed_in(), f"bo/ps5/{LEARNING}.ipynb": handed_in()},
         (r"\bada\b", r"\bbo\b", LEARNING), listed=None),
    look("collect takes Canvas's zip", "whose", ON_CANVAS, ALL),
    look("collect takes a folder", "whose", {f"s101/{LEARNING}.ipynb": handed_in()},
         ("1 of 1 files? found an owner", "s101", LEARNING), zipped=False),
    look("collect shows the leaderboard's file, in nbgrader's tree too", "whose",
         {"s101/ps7/07_challenge.py": b"def q_learning():\n    pass\n"}, ("s101", "07_challenge"),
         zipped=False),
    look("collect shows a time that the worksheet knows", "when",
         {moodle(p.name, 8000 + i): handed_in() for i, p in enumerate(PEOPLE)},
         ("2026-03-01.{0,3}23:10", *ALL), worksheet=SHEET,
         rules=DATED.replace("Asia/Tokyo", "Europe/Berlin")),
    look("collect says that Moodle's zip knows no time", "when", FILES, ("unknown|not known",)),
    look("collect ends well where nobody is found, because it only shows", "whose",
         {moodle("Gina Guest", 999): handed_in()}, ("0 of 1 files? found an owner", "Gina Guest")),
    stamp("JST", "Asia/Tokyo"),
    stamp("EDT", "America/New_York"),
    stamp("CEST", "Europe/Berlin"),
    stamp("BST", "Europe/London"),
    stamp("NZST", "Pacific/Auckland"),
    stamp("-03", "America/Sao_Paulo"),
)  # fmt: skip
