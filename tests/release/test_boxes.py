"""What is yours to do: hints that give nothing away, folds with names, one box per exercise."""

import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from autograde.course.cells import kind, tags_of
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.course.stubs import TEXT_STUB
from autograde.kit.files import CHECKOUT
from autograde.release import boxes
from autograde.release.leaks import secret_lines

COURSE = Course(CHECKOUT)
NAMES = COURSE.assignments()
HINT = re.compile(
    r"^:::\{admonition\} Hint (\d): ([^\n]+)\n:class: hint dropdown\n(.+?)\n:::$", re.M | re.S
)


@pytest.fixture(scope="module")
def sources():
    return {name: read_source(COURSE.source(name)) for name in NAMES}


def exercises(notebook):
    """Yield for each exercise its stub's cell and the cells down to its last test."""
    cells = notebook.cells
    starts = [place for place, cell in enumerate(cells) if kind(cell) == "solution"]
    for start, following in zip(starts, [*starts[1:], len(cells)], strict=True):
        last = max(i for i in range(start, following) if kind(cells[i]) == "test")
        yield cells[start], cells[start + 1 : last + 1]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_two_or_three_hints_from_the_idea_to_the_line(sources, name):
    for stub, below in exercises(sources[name]):
        found = HINT.findall("\n".join(c.source for c in below if c.cell_type == "markdown"))
        assert len(found) in (2, 3), stub.id
        assert [int(number) for number, *_ in found] == list(range(1, len(found) + 1)), stub.id
        assert found[0][1] == "the idea" and all(len(text) > 40 for *_, text in found)


def test_no_hint_holds_a_piece_of_an_answer(sources):
    secrets = secret_lines(sources.values())
    code = {line.rstrip(":") for line in secrets if len(line) > 16}
    for source in sources.values():
        for cell in source.cells:
            for *_, text in HINT.findall(cell.source if cell.cell_type == "markdown" else ""):
                shown = re.findall(r"`([^`]+)`", text)
                assert not [line for line in code if line in text]
                # Code in a hint names things: it computes nothing.
                assert not [piece for piece in shown if re.search(r"(?<![+\-*/=])=(?!=)", piece)]


@pytest.mark.parametrize("name", NAMES)
def test_every_fold_of_code_is_called_by_what_it_holds(sources, name):
    for cell in released(sources[name]).cells:
        if "hide-input" in tags_of(cell):
            shown = cell.metadata["mystnb"]["code_prompt_show"]
            if kind(cell) == "setup":
                assert shown == "Setup"
            elif kind(cell) == "test":
                assert shown == "Show the test"
            else:
                assert shown in ("Setup", "Code of this figure", "Code of this result")


def test_tags_say_which_cell_is_the_students_and_which_the_testers(sources):
    for source in sources.values():
        for cell in released(source).cells:
            part = kind(cell) if cell.cell_type == "code" else ""
            tags = set(tags_of(cell)) & {"write-here", "show-test", "hidden-test"}
            if part == "solution":
                assert tags == {"write-here"}
            elif part == "test":
                is_hidden = cell.source == "# Hidden tests run here when your work is graded."
                assert tags == ({"hidden-test"} if is_hidden else {"show-test"})
            else:
                assert not tags


def test_an_answer_in_words_has_a_box_that_says_who_marks_it():
    section = nodes.section("", nodes.title("", "Exercise 7: why it holds (3 points)"), ids=["why"])
    section += nodes.paragraph("", "Show that it holds.")
    section += nodes.paragraph("", "", nodes.emphasis("", TEXT_STUB.strip("*")))
    section += nodes.paragraph("", "The story goes on.")
    boxes._box(section, "04_dynamic_programming")
    text = section.astext()
    assert TEXT_STUB.strip("*") not in text
    assert section[1].astext() == "Exercise 7 · 3 points · your turn why it holds"
    opened, told, closed = (text.index(part) for part in ("<div", boxes.BY_HAND, "</div>"))
    assert opened < text.index("Show that") < told < closed < text.index("The story")
    assert 'href="../_sources/chapters/04_dynamic_programming.ipynb"' in text


def test_a_section_without_an_exercise_has_no_box():
    section = nodes.section("", nodes.title("", "A story"), nodes.paragraph("", "It goes on."))
    before = section.astext()
    boxes._box(section, "04_dynamic_programming")
    assert section.astext() == before


def setup_cell(code):
    return nodes.container(
        "", nodes.container("", nodes.literal_block(code, code)),
        nb_element="cell_code", cell_metadata={"tags": ["hide-input"]}, prompt_show="Setup",
    )  # fmt: skip


def test_setup_cells_below_each_other_share_one_fold_up_to_the_next_text():
    page = new_document("page")
    page += [setup_cell("a"), setup_cell("b"), setup_cell("c"), nodes.paragraph("", "The story.")]
    page += [setup_cell("d"), setup_cell("e")]
    page.settings.env = SimpleNamespace(docname="chapters/01_supply_chain")
    boxes.BoxExercises(page).run()
    folds = [one for one in page if isinstance(one, nodes.container)]
    assert [one.astext().split() for one in folds] == [["a", "b", "c"], ["d", "e"]]
    assert [one.astext() for one in page].index("The story.") == 1
