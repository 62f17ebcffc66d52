"""Folders of students: whose a file is, with a roster, wherever and under which name it lies."""

import io
import unicodedata
import zipfile

from .chapters import HALF, LEARNING, SUPPLY, handed_in, scratch
from .situation import Person, Situation

GOOD, STUB, PART = handed_in(), handed_in(right=0), handed_in(right=1)
BAD = handed_in(right=0, wrong=2)
FILE = f"{LEARNING}.ipynb"


def _person(student, **more):
    return (Person(student, email=f"{student}@uni.example", **more),)


def whose(sentence, student, folder, name="", **more):
    """Return the situation of one student whose solved notebook lies in a folder."""
    files = {f"{folder}/{FILE}": GOOD}
    return Situation(sentence, "whose", files, _person(student, name=name), **more)


def which(sentence, student, files, remarked=True, **more):
    """Return the situation of one student with files of any names, of which one must count."""
    more.setdefault("says", (r"\w+",) if remarked else ())
    members = {f"{student}/{name}": content for name, content in files.items()}
    stems = {name.rpartition(".")[0] for name in files} - {LEARNING, SUPPLY}
    no_rows = (*sorted(stems), *more.pop("no_rows", ()))
    return Situation(sentence, "which", members, _person(student), no_rows=no_rows, **more)


WHOSE = (
    whose("the bundle's own folder lies in a student's", "ada", "ada/chapters",
          no_rows=("chapters",)),
    whose("the bundle's own folder lies deeper", "bob", "bob/course/chapters",
          no_rows=("chapters", "course")),
    whose("a folder has the student's address", "cleo", "cleo@uni.example"),
    whose("a folder has the student's login in other letter case", "dan", "Dan"),
    whose("a folder has the student's full name", "emil", "Emil Z\u00e1topek", "Emil Z\u00e1topek"),
    whose("a folder's accents are apart from their letters", "fay",
          unicodedata.normalize("NFD", "Fay Bront\u00eb"), "Fay Bront\u00eb"),
    whose("a folder has surname and first name with a comma", "gus", "Grau, Gus", "Gus Grau"),
    whose("a folder has an underscore for the blank", "hal", "Hal_Hut", "Hal Hut"),
    whose("students' folders lie in a folder of the week", "ida", "week 5/ida",
          no_rows=("week 5",)),
    whose("students' folders lie three folders deep", "jon", "2026/course/tutorial 2/jon"),
    whose("a notebook lies seven folders deep", "kim", "kim/a/b/c/d/e/f", no_rows=("f",)),
    whose("a folder's name ends in a blank", "lea", "lea "),
    Situation("a folder in a student's folder has a classmate's name", "whose",
              {f"mia/ned/{FILE}": GOOD, f"ned/{FILE}": PART}, _person("mia"),),
    Situation("the classmate whose name that is keeps what is in the own folder", "whose",
              {"ned/notes.txt": b"mine"}, _person("ned"), score=HALF),
    Situation("a file is named after a classmate", "whose",
              {f"ola/{LEARNING}-ada.ipynb": GOOD}, _person("ola")),
    Situation("a student's folder is empty", "whose", {}, _person("pia"), score=0.0,
              status="missing", says=("nothing",)),
    Situation("a notebook lies in nobody's folder", "whose", {f"loose_{FILE}": GOOD},
              nobody=f"loose_{LEARNING}", strangers=LEARNING),
    Situation("a folder is nobody's of the roster", "whose", {f"backup of march/{FILE}": GOOD},
              nobody="backup of march", strangers="backup of march"),
    whose("the folder below a student's has the name of another assignment", "rita",
          f"rita/{SUPPLY}", no_rows=(SUPPLY,)),
    whose("a student made a folder for each week, called like a year", "sam", "sam/2026"),
)  # fmt: skip


def zipped(files):
    """Return a zip in a zip, as bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


# A remark is due wherever the name is not the assignment's: what it says is left open.
NAMES = (
    which("Colab names a copy", "copyof", {f"Copy of {FILE}": GOOD}),
    which("Colab names a copy in German", "kopie", {f"Kopie von {FILE}": GOOD}),
    which("Colab names a copy, the browser adds a number", "copyof1",
          {f"Copy of {LEARNING} (1).ipynb": GOOD}),
    which("Jupyter names a copy", "copy1", {f"{LEARNING}-Copy1.ipynb": GOOD}),
    which("Windows names a copy", "wincopy", {f"{LEARNING} - Copy.ipynb": GOOD}),
    which("Windows names a second copy", "wincopy2", {f"{LEARNING} - Copy (2).ipynb": GOOD}),
    which("macOS names a copy", "maccopy", {f"{LEARNING} copy.ipynb": GOOD}),
    which("a student appends the own name", "jane", {f"{LEARNING}-jane.ipynb": GOOD}),
    which("a student puts the own name in front", "june", {f"june_{FILE}": GOOD}),
    which("a student appends final", "final", {f"{LEARNING}_final.ipynb": GOOD}),
    which("a student appends final twice, and a version", "final2",
          {f"{LEARNING}_final_FINAL_v2.ipynb": GOOD}),
    which("a name has blanks for underscores", "blanks", {"05 q learning.ipynb": GOOD}),
    which("a name has hyphens for underscores", "hyphens", {"05-q-learning.ipynb": GOOD}),
    which("a name has neither", "camel", {"05QLearning.ipynb": GOOD}),
    which("Chrome appends .json", "json", {f"{FILE}.json": GOOD}),
    which("Safari appends .txt", "txt", {f"{FILE}.txt": GOOD}),
    which("Chrome appends .json and a number", "json1", {f"{LEARNING}.ipynb (1).json": GOOD}),
    which("a notebook is called .json only", "onlyjson", {f"{LEARNING}.json": GOOD}),
    which("a name is in capitals", "capitals", {"05_Q_LEARNING.IPYNB": GOOD}, remarked=False),
    which("a browser adds a number", "browser", {f"{LEARNING} (2).ipynb": GOOD}, remarked=False),
    which("a notebook was never named", "untitled", {"Untitled.ipynb": GOOD}),
    which("a name says week 5", "week", {"week5 homework.ipynb": GOOD}),
    which("a name says another chapter than the content", "other", {f"{SUPPLY}.ipynb": GOOD}),
    which("cells have lost their grade_ids, and the name says nothing", "lostids",
          {"homework.ipynb": handed_in(marked=False)}),
    which("one zip holds the notebook", "zipone", {"homework.zip": zipped({FILE: GOOD})}),
    which("one zip holds a folder with the notebook", "zipdeep",
          {"course.zip": zipped({f"course/chapters/{FILE}": GOOD, "course/README.md": b"x"})}),
    which("one zip holds the notebook and the files that macOS leaves", "zipmac",
          {"Archive.zip": zipped({FILE: GOOD, f"__MACOSX/._{FILE}": b"\0\5\26\7"})}),
    which("a zip lies beside the notebook that it was made of", "zipbeside",
          {"all.zip": zipped({FILE: GOOD}), FILE: GOOD}, remarked=False),
    which("an extra notebook lies beside it", "extra", {FILE: GOOD, "scratch.ipynb": scratch()},
          remarked=False, no_rows=("scratch",)),
    which("an extra notebook is all that was handed in, and the reason names it", "onlyextra",
          {"scratch.ipynb": scratch()}, score=0.0, status="missing", says=("scratch",)),
    which("Jupyter's folder of checkpoints lies beside it", "checkpoints",
          {FILE: GOOD, f".ipynb_checkpoints/{LEARNING}-checkpoint.ipynb": STUB}, remarked=False),
)  # fmt: skip

SEVERAL = (
    which("the stub has the right name, the solved one another", "stubsolved",
          {FILE: STUB, f"{LEARNING}-final.ipynb": GOOD}),
    which("the stub has a later name of the alphabet", "alphabet",
          {"05_a.ipynb": GOOD, FILE: STUB}),
    which("the half has the right name, the full one another", "halffull",
          {FILE: PART, f"{LEARNING}-Copy1.ipynb": GOOD}),
    which("the full one has the right name, the half another", "fullhalf",
          {FILE: GOOD, f"{LEARNING}_new.ipynb": PART}),
    which("the stub has the right name, the solved one was never named", "stubuntitled",
          {FILE: STUB, "Untitled1.ipynb": GOOD}),
    which("both are full, one is wrong, and no time is known: the higher mark, both named",
          "bothfull", {"05_q_learning_a.ipynb": GOOD, "05_q_learning_b.ipynb": BAD},
          says=("learning_a", "learning_b")),
    which("both are full, and the wrong one comes first in the alphabet", "bothfull2",
          {"05_q_learning_a.ipynb": BAD, "05_q_learning_b.ipynb": GOOD},
          says=("learning_a", "learning_b")),
    which("of two full ones the later number of a browser counts", "numbers",
          {f"{LEARNING} (1).ipynb": BAD, f"{LEARNING} (2).ipynb": GOOD}),
    which("the same bytes lie there twice", "same", {FILE: GOOD, f"{LEARNING} (1).ipynb": GOOD},
          remarked=False),
    which("the stub lies in the bundle's folder, the solved one at the top", "bundle",
          {FILE: GOOD, f"chapters/{FILE}": STUB}, no_rows=("chapters",)),
    which("the solved one lies in the bundle's folder, the stub at the top", "bundle2",
          {FILE: STUB, f"chapters/{FILE}": GOOD}, no_rows=("chapters",)),
    which("the stub lies there, the solved one in a zip", "stubzip",
          {FILE: STUB, "solved.zip": zipped({FILE: GOOD})}),
    which("two chapters lie in one folder, and each counts as itself", "two",
          {FILE: GOOD, f"{SUPPLY}.ipynb": handed_in(SUPPLY)}, remarked=False, chapter=SUPPLY),
    which("two chapters have exchanged their names", "exchanged",
          {FILE: handed_in(SUPPLY), f"{SUPPLY}.ipynb": GOOD}),
)  # fmt: skip
