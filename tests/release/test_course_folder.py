"""A course folder of nbgrader: what it gets of ours, and what of it stays as it is."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograde.course.cells import nbgrader
from autograde.course.course import Course
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.release import course_folder, release
from autograde.release.course_folder import assignments, standing_alone

TINY = Path(__file__).parents[1] / "data" / "tiny_course"
NAME = "01_tiny"
TWIN = "02_twin"
LINK = "A tiny chapter, see [the notation](notation.md#day) and [its twin](02_twin.ipynb)"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of two chapters, released once."""
    root = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("nbgrader") / "course"))
    source = root / "solutions" / f"{NAME}.md"
    source.write_text(source.read_text().replace("# A tiny chapter", f"# {LINK}"))
    shutil.copy(source, root / "solutions" / f"{TWIN}.md")
    list(release.release(Course(root)))
    return Course(root)


def made(course, folder, *wanted, site=""):
    """Return the lines that the command prints about a course folder."""
    lines = list(release.release(course, nbgrader=folder, wanted=wanted, site=site))
    return lines[lines.index(f"{course.bundle}: written") + 1 :]


def notebook(path):
    return nbformat.read(path, as_version=4)


def text(path):
    return "\n".join(cell.source for cell in notebook(path).cells)


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def with_settings(course, folder):
    """Write the lines that the command prints into nbgrader's settings."""
    lines = made(course, folder)
    told = next(i for i, line in enumerate(lines) if "lacks these lines" in line)
    (folder / "nbgrader_config.py").write_text("\n".join(lines[told + 1 :]) + "\n")


def test_source_has_answers_and_hidden_tests_and_release_has_neither(course, tmp_path):
    made(course, tmp_path)
    source = text(tmp_path / "source" / NAME / f"{NAME}.ipynb")
    assert "BEGIN SOLUTION" in source and "backlog_unseen" in source
    shown = text(tmp_path / "release" / NAME / f"{NAME}.ipynb")
    assert 'raise NotWritten("inventory_position")' in shown
    assert "position_of_the_stage" not in shown and "unseen" not in shown


def test_released_ids_and_outputs_are_those_of_the_chapter(course, tmp_path):
    made(course, tmp_path)
    wanted = notebook(course.released(NAME)).cells
    place = next(number for number, cell in enumerate(wanted) if cell.cell_type == "code")
    for step in ("source", "release"):
        found = notebook(tmp_path / step / NAME / f"{NAME}.ipynb").cells
        assert found.pop(place).id == "find-supplychain"  # what a notebook alone begins with
        assert [cell.id for cell in found] == [cell.id for cell in wanted]
        assert [cell.get("outputs") for cell in found] == [cell.get("outputs") for cell in wanted]
    assert any(cell.get("outputs") for cell in found)


def test_an_assignment_holds_what_it_is_told_and_is_remembered(course, tmp_path):
    made(course, tmp_path, f"both={NAME},{TWIN}")
    expected = {"both": {NAME, TWIN}}
    for step in ("source", "release"):
        found = {p.name: {n.stem for n in p.iterdir()} for p in (tmp_path / step).iterdir()}
        assert found == expected
    shutil.rmtree(tmp_path / "release")
    made(course, tmp_path)
    assert {p.name for p in (tmp_path / "release").iterdir()} == set(expected)


@pytest.mark.parametrize("word", ["ps5", f"ps5={NAME},99_no", f"a+b={NAME}", f"../x={NAME}", "a="])
def test_what_names_no_chapters_is_refused(word):
    with pytest.raises(UnusableArgument, match="--as .* is not understood"):
        assignments([word], [NAME])


def test_run_again_it_writes_nothing(course, tmp_path):
    made(course, tmp_path)
    before = contents(tmp_path)
    assert not [line for line in made(course, tmp_path) if line.endswith(": written")]
    assert contents(tmp_path) == before


@pytest.mark.parametrize("step", ["source", "release"])
def test_what_was_changed_by_hand_or_is_of_others_stops_it_before_anything(course, tmp_path, step):
    theirs = tmp_path / step / NAME / f"{NAME}.ipynb"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("hers")
    with pytest.raises(CourseError, match="move these files away"):
        made(course, tmp_path)
    assert contents(tmp_path) == {theirs: b"hers"}
    theirs.unlink()
    made(course, tmp_path)
    theirs.write_text(theirs.read_text().replace("How little", "How much"))
    before = contents(tmp_path)
    with pytest.raises(CourseError, match=f"{step}.*{NAME}.ipynb"):
        made(course, tmp_path)
    assert contents(tmp_path) == before


def test_settings_and_files_of_others_are_not_touched(course, tmp_path):
    for name in ("nbgrader_config.py", f"source/{NAME}/data.csv", "source/own/own.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# hers\n")
    before = contents(tmp_path)
    made(course, tmp_path)
    assert before.items() <= contents(tmp_path).items()


def test_lines_that_the_settings_lack_are_printed_until_they_are_there(course, tmp_path):
    folder = tmp_path / "rl101"
    lines = made(course, folder)
    assert 'c.CourseDirectory.course_id = "rl101"' in lines and "NameExercise" in lines[-1]
    assert not (folder / "nbgrader_config.py").exists()
    with_settings(course, folder)
    assert made(course, folder) == [f"{folder}: holds {NAME}, {TWIN}"]
    (folder / "nbgrader_config.py").write_text("c = get_config(\n")
    assert "cannot be read (SyntaxError" in " ".join(made(course, folder))


def test_links_work_alone_or_lead_to_the_site(course, tmp_path):
    made(course, tmp_path / "alone")
    shown = text(tmp_path / "alone" / "release" / NAME / f"{NAME}.ipynb")
    assert "see the notation and its twin" in shown
    made(course, tmp_path / "site", f"ps5={NAME}", f"ps6={TWIN}", site="https://x.example/")
    shown = text(tmp_path / "site" / "release" / "ps5" / f"{NAME}.ipynb")
    assert "[the notation](https://x.example/chapters/notation.html#day)" in shown
    assert "[its twin](https://x.example/chapters/02_twin.html)" in shown
    made(course, tmp_path / "both", f"both={NAME},{TWIN}", site="https://x.example/")
    shown = text(tmp_path / "both" / "release" / "both" / f"{NAME}.ipynb")
    assert "[its twin](02_twin.ipynb)" in shown


@pytest.mark.parametrize("site", ["", "https://x.example"])
@pytest.mark.parametrize("name", Course().assignments())
def test_no_chapter_keeps_a_link_to_a_page_that_is_not_beside_it(name, site):
    chapter = notebook(Course().released(name))
    for cell in standing_alone(chapter, [name], site).cells:
        found = course_folder.LINK.findall(cell.source) if cell.cell_type == "markdown" else []
        assert {page for _, page, _, _ in found} <= {name}


def test_solved_notebooks_to_read_carry_nothing_that_nbgrader_would_grade(course):
    list(release.release(course, solutions=True))
    cells = notebook(course.build / "solutions" / f"{NAME}.ipynb").cells
    assert "position_of_the_stage" in "".join(cell.source for cell in cells)
    assert not any(nbgrader(cell) for cell in cells)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader alone
def test_nbgraders_own_release_is_ours(course, tmp_path):
    from nbgrader.api import Gradebook

    folder = tmp_path / "rl101"
    made(course, folder, f"ps5={NAME},{TWIN}")
    with_settings(course, folder)
    path = folder / "release" / "ps5" / f"{NAME}.ipynb"
    ours = notebook(path)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "ps5", "--force"]
    # Without the checkout on its path but by the settings, as an instructor runs it.
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert release.differences(ours, notebook(path)) == []
    shown = [[cell.get("outputs") for cell in found.cells] for found in (ours, notebook(path))]
    assert shown[0] == shown[1]
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        assert book.find_assignment("ps5").max_score == 10
    assert made(course, folder) == [f"{folder}: holds ps5"]  # what nbgrader wrote is as ours


def test_a_chapter_belongs_into_one_assignment(course, tmp_path):
    with pytest.raises(UnusableArgument, match="to one assignment"):
        made(course, tmp_path / "rl101", f"a={NAME}", f"b={NAME}")
    made(course, tmp_path / "rl101", f"a={NAME}")
    said = made(course, tmp_path / "rl101", f"b={NAME}")
    assert any("a of an earlier --as stays" in line for line in said)
