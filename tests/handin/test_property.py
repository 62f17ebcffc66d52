"""Names and places that still say whose and which change no owner and no assignment."""

from hypothesis import given, settings
from hypothesis import strategies as st

from autograde.handin.platforms import CANVAS, MOODLE
from autograde.handin.roster import Roster, Student
from autograde.handin.whose import Whose

from .classes import CHALLENGE, LEARNING, SUPPLY, collected, notebook, whose

PEOPLE = [
    Student("ada", "1", "ada.b@uni.example", "401", "Ada Byron"),
    Student("s002", "2", "bo@uni.example", "402", "Bo van Ek"),
    Student("zo\u00eb", "3", "z@uni.example", "403", "Zo\u00eb O'Neil"),
    Student("taro", "4", "taro@uni.example", "404", "\u5c71\u7530 \u592a\u90ce"),
    Student(
        "layla", "5", "layla@uni.example", "405", "\u0644\u064a\u0644\u0649 \u062d\u0633\u0646"
    ),
    Student("jl-p", "6", "jl@uni.example", "406", "Jean-Luc Picard-Roy"),
]
ROSTER = Roster(PEOPLE)
SPELT = (str, str.upper, str.lower, lambda name: name.replace(" ", "  "),
         lambda name: name.replace(" ", "_"), lambda name: "\u200b".join(name.split(" ", 1))
         if " " not in name else name.replace(" ", " \u200b"))  # fmt: skip
DECORATIONS = ("{}.ipynb", "Copy of {}.ipynb", "Copy of {} (1).ipynb", "{}-Copy1.ipynb",
               "{} - Copy.ipynb", "{}-jane.ipynb", "{}_final.ipynb", "{}.ipynb.json",
               "{}.ipynb.txt", "{}.IPYNB", "jane {} v2.ipynb", "{} (3).ipynb")  # fmt: skip
INSIDE = ("", "chapters/", "course/chapters/", "ps5/", "Bo van Ek/", "1/", "a/b/c/")
AROUND = ("", "class/", "course-12345/", "2026/tutorials/")


@st.composite
def hand_ins(draw):
    """Return a class's files, and whose and which they are."""
    who = draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1))
    platform = draw(st.sampled_from(("Moodle", "flat Moodle", "Canvas", "folder")))
    around, shift = draw(st.sampled_from(AROUND)), draw(st.sampled_from((0, 100, 5000)))
    files, truth = {}, set()
    for student in who:
        name = draw(st.sampled_from((SUPPLY, LEARNING, CHALLENGE)))
        label = name if draw(st.booleans()) else name.replace("_", " ")
        file = draw(st.sampled_from(DECORATIONS)).format(label)
        if draw(st.booleans()):  # its content alone says it
            file = draw(st.sampled_from(("Untitled.ipynb", "homework.ipynb", "a_1_2.ipynb")))
        files[around + _path(draw, platform, student, file, shift)] = notebook(name)
        truth.add((student.student, name))
    return files, truth


def _path(draw, platform, student, file, shift):
    spelt, number = draw(st.sampled_from(SPELT))(student.name), int(student.lms_id) + shift
    inside = draw(st.sampled_from(INSIDE))
    if platform == "Moodle":
        end = draw(st.sampled_from(("", "_")))
        return f"{spelt}_{number}_assignsubmission_file{end}/{inside}{file}"
    if platform == "flat Moodle":
        return f"{spelt}_{number}_assignsubmission_file_{file}"
    if platform == "Canvas":
        *first, last = student.name.lower().replace("'", "_").split()
        late = draw(st.sampled_from(("", "LATE_")))
        return f"{last}{''.join(first)}_{late}{number}_{number + 46_500}_{file}"
    folder = draw(st.sampled_from((student.student, student.email, spelt)))
    return f"{folder}/{inside}{file}"


@settings(max_examples=60, deadline=None)
@given(hand_ins(), st.booleans())
def test_names_and_places_that_still_say_it_change_nothing(handed_in, backslashes):
    files, truth = handed_in
    if backslashes:
        files = {name.replace("/", "\\"): content for name, content in files.items()}
    assert whose(files, ROSTER) == truth


@settings(max_examples=40, deadline=None)
@given(hand_ins())
def test_every_file_finds_an_owner_or_is_named(handed_in):
    files, _ = handed_in
    found = collected(files, Roster(PEOPLE[:1]))
    strangers = [one for one in found.submissions if not one.students]
    assert all(one.why for one in strangers) and all(why for _, why in found.lost)
    assert found.n_files == len(files)
    assert found.n_owned + len(strangers) + len(found.lost) == found.n_files


NAMES = st.text(st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]), min_size=1)
PARTS = st.one_of(NAMES, st.from_regex(MOODLE), st.from_regex(CANVAS), st.sampled_from(
    ("ada", "1", "class", "Bo van Ek", "x.zip", "a.ipynb", "_assignsubmission_")))  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=5).map(tuple), min_size=1), st.booleans())
def test_no_name_stops_the_look_or_takes_a_students_row(paths, listed):
    roster = ROSTER if listed else None
    look = Whose(paths, roster, assignments=(LEARNING,))
    for parts in paths:
        owner = look.owner(parts)
        assert owner.label or owner.why
        assert owner.students or owner.label not in ROSTER or not listed
