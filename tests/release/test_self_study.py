"""The self-study edition shows each answer, no hidden test, and goes nowhere near a class."""

import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from typer.testing import CliRunner

from autograde.cli import app
from autograde.course.cells import code_cells, kind
from autograde.course.chapter import read_source, released, solved, write_notebook
from autograde.course.course import Course
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.release import self_study

ROOT = Path(__file__).parents[2]
COURSE = Course()
TINY = ROOT / "tests" / "data" / "tiny_course"


@pytest.fixture
def tiny(tmp_path):
    course = Course(Path(shutil.copytree(TINY, tmp_path / "course")))
    for name in course.assignments():
        write_notebook(released(read_source(course.source(name))), course.released(name))
    return course


def hidden_lines(source):
    lines = set()
    for cell in code_cells(source):
        if "### BEGIN HIDDEN TESTS" in cell["source"]:
            lines |= {line.strip() for line in cell["source"].splitlines() if "hidden" in line}
    return {line for line in lines if not line.startswith("#")}


@pytest.mark.parametrize("name", COURSE.assignments())
def test_each_answer_stands_folded_below_its_exercise_and_no_hidden_test_anywhere(name):
    source = read_source(COURSE.source(name))
    edition = self_study.with_answers(released(source), source)
    answers = {cell["source"] for cell in code_cells(solved(source)) if kind(cell) == "solution"}
    folds = [cell for cell in edition.cells if cell.get("id", "").endswith("-answer")]
    assert len(folds) >= len(answers) > 0
    assert all(any(answer in fold.source for fold in folds) for answer in answers)
    assert all(":class: answer dropdown" in fold.source for fold in folds)
    text = nbformat.writes(edition)
    assert hidden_lines(source) and not any(line in text for line in hidden_lines(source))
    # What the reader fills in is still a stub, and its test comes after the answer's fold.
    stubs = [cell for cell in code_cells(edition) if kind(cell) == "solution"]
    given = {cell.id: cell.source for cell in code_cells(released(source))}
    assert stubs and all(cell.source == given[cell.id] not in answers for cell in stubs)


def test_a_model_answer_stands_in_its_fold_without_the_question_and_the_mark_scheme():
    source = read_source(COURSE.source("04_dynamic_programming"))
    edition = self_study.with_answers(released(source), source)
    (fold,) = [cell for cell in edition.cells if cell.id == "why_s_S-answer"]
    assert "lifted" not in fold.source and "one of the two shops" not in fold.source
    assert "MARK SCHEME" not in fold.source and "1 point" not in fold.source
    assert "From a position $x$ there are two choices" in fold.source
    assert fold.source.count("\n\n") >= 4  # a paragraph for each step


@pytest.mark.parametrize("place", ["_build", "_build/html/x", "dist", "dist/x", "chapters/x", "."])
def test_no_folder_from_which_a_class_gets_something_is_taken(tiny, place):
    with pytest.raises(UnusableArgument, match="holds the answers"):
        self_study.refuse(tiny, tiny.root / place)


def test_a_link_into_the_site_is_seen_through(tiny, tmp_path):
    (tiny.root / "_build").mkdir()
    (tmp_path / "elsewhere").symlink_to(tiny.root / "_build")
    with pytest.raises(UnusableArgument, match="_build"):
        self_study.refuse(tiny, tmp_path / "elsewhere" / "edition")


def test_a_folder_that_holds_something_else_is_left_alone(tiny, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    with pytest.raises(UnusableArgument, match="no self-study edition"):
        self_study.refuse(tiny, tmp_path / "thesis")


def test_the_command_refuses_before_it_writes(tiny):
    place = tiny.root / "dist" / "edition"
    command = ["release", "--with-answers", "--out", str(place), "--course", str(tiny.root)]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, UnusableArgument | SystemExit | CourseError)
    assert not place.exists()


def test_title_and_banner_are_its_own_and_what_a_class_gets_stays_as_it_was(tiny, tmp_path):
    shutil.copyfile(ROOT / "_config.yml", tiny.root / "_config.yml")
    before = {path: path.read_bytes() for path in tiny.root.rglob("*") if path.is_file()}
    self_study.write_sources(tiny, tmp_path / "edition" / "sources")
    after = {path: path.read_bytes() for path in tiny.root.rglob("*") if path.is_file()}
    assert after == before
    config = yaml.safe_load((tmp_path / "edition" / "sources" / "_config.yml").read_text())
    assert "self-study" in config["title"] == config["sphinx"]["config"]["html_title"]
    assert "holds the answers" in config["sphinx"]["config"]["html_theme_options"]["announcement"]


def test_the_workflow_of_pages_takes_another_folder_and_looks_for_the_banner():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text())
    steps = workflow["jobs"]["publish"]["steps"]
    taken = [step["with"]["path"] for step in steps if "upload" in step.get("uses", "")]
    assert taken == ["_build/html"]
    assert any(
        self_study.BANNER.split(":")[0] in step.get("run", "") and step["run"].startswith("! grep")
        for step in steps
    )
    assert not any("with-answers" in step.get("run", "") for step in steps)


@pytest.mark.slow
def test_the_site_says_on_each_page_what_it_is_and_stays_out_of_search_engines(tiny, tmp_path):
    shutil.copyfile(ROOT / "_config.yml", tiny.root / "_config.yml")
    shutil.copytree(ROOT / "_static", tiny.root / "_static")
    (tiny.root / "references.bib").write_text("")
    (tiny.root / "chapters" / "index.md").write_text("# Landing page\n\nRead.\n")
    (tiny.root / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/index\n"
        "parts:\n- caption: All\n  chapters:\n  - file: chapters/01_tiny\n"
    )
    out = tmp_path / "edition"
    assert any("with answers" in line for line in self_study.write(tiny, out))
    pages = sorted((out / "site" / "chapters").glob("*.html"))
    assert len(pages) == 2
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "Self-study edition" in text and 'content="noindex' in text
        assert self_study.TITLE in text
    assert 'content="noindex' in (out / "site" / "index.html").read_text(encoding="utf-8")
    assert "Disallow: /" in (out / "site" / "robots.txt").read_text()
    chapter = (out / "site" / "chapters" / "01_tiny.html").read_text(encoding="utf-8")
    assert "One answer" in chapter
