"""Names and places of files that still say whose a file is and which assignment it is."""

import io
import unicodedata
import zipfile

from hypothesis import strategies as st

from .chapters import LEARNING
from .situation import Person, canvas, flat_moodle, moodle, older_moodle

FIRST = (
    "Ada", "Zo\u00eb", "Jean-Luc", "Siobh\u00e1n", "\u592a\u90ce", "Mar\u00eda", "Bo",
    "Ng\u1ecdc", "\u0141ukasz", "Anne Marie", "\u039d\u03af\u03ba\u03bf\u03c2", "J\u00fcrgen",
)  # fmt: skip
LAST = (
    "Byron", "O'Neil", "de la Cruz", "von der M\u00fchle", "\u5c71\u7530", "Sm\u00ed\u00f0ur",
    "Ek", "Kowalska-Nowak", "\u00c5str\u00f6m", "al-Hassan", "St. John", "D'Angelo",
)  # fmt: skip

# What people, browsers and programs make of a file's name that still says which assignment it is.
NAMES = (
    "{}.ipynb", "Copy of {}.ipynb", "Copy of {} (1).ipynb", "{} (2).ipynb", "{}(1).ipynb",
    "{}-Copy1.ipynb", "{} - Copy.ipynb", "{} copy.ipynb", "{}_final.ipynb", "{}-final-v2.ipynb",
    "{}-{student}.ipynb", "{student}_{}.ipynb", "{}.ipynb.json", "{}.ipynb.txt", "{}.IPYNB",
    "{} .ipynb", "Kopie von {}.ipynb", "My {} homework.ipynb",
)  # fmt: skip
CASES = (str, str.upper, str.title)
SEPARATORS = ("_", " ", "-")
FOLDERS = ("", "chapters/", "course/chapters/", "homework/", "ps5/", "week 5/", "2026/", "final/",
           "src/main/", "a/b/c/")  # fmt: skip
COMPANY = ("", ".DS_Store", "Thumbs.db", "notes.txt", "data/demand.csv", "desktop.ini")


def people(number):
    """Return the rows of a roster, no two of which have names that could be confused."""
    return [
        Person(f"s{i:03}", f"{FIRST[i % 12]} {LAST[(i + i // 12) % 12]}", f"{3000 + i}", "",
               f"s{i:03}@uni.example")
        for i in range(number)
    ]  # fmt: skip


@st.composite
def file_names(draw, student):
    """Draw a file's name that still says which assignment it is."""
    name = draw(st.sampled_from(CASES))(LEARNING).replace("_", draw(st.sampled_from(SEPARATORS)))
    return draw(st.sampled_from(NAMES)).format(name, student=student)


@st.composite
def hand_ins(draw, person, platform):
    """Draw the files of one student, as one platform packs them.

    Parameters
    ----------
    person : Person
        Whose they are.
    platform : str
        moodle, older moodle, flat moodle, canvas or folders.

    Returns
    -------
    dict of str to (bytes or None)
        None stands for the student's notebook.
    """
    name = draw(file_names(person.student))
    written = unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), person.name)
    zipped = draw(st.integers(0, 4)) == 4
    below = draw(st.sampled_from(FOLDERS)) if platform != "canvas" else ""
    if platform == "canvas":
        first, _, last = person.name.partition(" ")
        letters = "".join(filter(str.isalnum, f"{last}{first}".lower()))
        kept = draw(st.sampled_from((letters, f"{letters[:1]}_{letters[1:]}")))
        return {canvas(kept, person.lms_id, f"{name}.zip" if zipped else name): (name, zipped)}
    if platform == "flat moodle":
        file = f"{name}.zip" if zipped else name
        return {flat_moodle(written, person.lms_id, file): (name, zipped)}
    file = below + ("homework.zip" if zipped else name)
    if platform == "folders":
        spelt = (person.student, person.student.upper(), person.email, written)
        top = draw(st.sampled_from(("", "", "submissions/", "group 2/")))
        return _beside(draw, f"{top}{draw(st.sampled_from(spelt))}/", {file: (name, zipped)})
    if platform == "older moodle":  # with numbers that the roster does not know
        top = older_moodle(written, int(person.lms_id) + 4000, "")
    else:
        top = moodle(written, person.lms_id, "")
    return _beside(draw, top, {file: (name, zipped)})


def _beside(draw, folder, files):
    company = draw(st.sampled_from(COMPANY))
    found = {folder + file: about for file, about in files.items()}
    return {**found, folder + company: None} if company else found


def packed(about, notebook):
    """Return the bytes of one drawn file.

    Parameters
    ----------
    about : (str, bool) or None
        The notebook's name and whether it lies in a zip; None for what lies beside it.
    notebook : bytes
        The student's.
    """
    if about is None:
        return b"1,2\n"
    name, zipped = about
    if not zipped:
        return notebook
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, notebook)
    return made.getvalue()


@st.composite
def classes(draw, platform, number):
    """Draw what a whole class hands in: files by student."""
    return {person: draw(hand_ins(person, platform)) for person in people(number)}
