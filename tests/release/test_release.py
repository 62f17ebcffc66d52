"""What students receive: nothing that gives an answer away, the same bytes each time."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograde.cli import main
from autograde.course import course as courses
from autograde.course.chapter import read_source, released, solved
from autograde.course.course import Course
from autograde.kit import files
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT
from autograde.release import bundle, release
from autograde.release.execute import execute
from autograde.release.leaks import leaks, secret_lines

TINY = Path(__file__).parents[1] / "data" / "tiny_course"
NAME = "01_tiny"
SOLUTION = "    position_of_the_stage = on_hand + on_order - backlog\n"


def copy_of_tiny(folder):
    return Course(Path(shutil.copytree(TINY, folder / "course")))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_of_tiny(tmp_path_factory.mktemp("release"))
    demo = 'print("on hand 4'
    edit(course.source(NAME), demo, f'print("Now", flush=True)\n{demo}')
    list(release.release(course))
    return course


@pytest.fixture
def editable(course, tmp_path):
    """A released course that a test may change."""
    return Course(Path(shutil.copytree(course.root, tmp_path / "course")))


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def chapter(course):
    return nbformat.read(course.released(NAME), as_version=4)


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def run_command(monkeypatch, *arguments):
    """Run the command line in this process; return its exit status."""
    monkeypatch.setattr(sys, "argv", ["autograde", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code or 0


def test_stub_names_its_exercise_and_keeps_signature_and_docstring(course):
    stub = cell(chapter(course), "inventory_position").source
    assert stub.splitlines() == [
        "def inventory_position(on_hand, on_order, backlog):",
        '    """Return the inventory position [units]."""',
        '    raise NotWritten("inventory_position")',
    ]


def test_hidden_test_cell_shows_its_comment_only(course):
    shown = cell(chapter(course), "test_inventory_position").source
    assert shown == "# Hidden tests run here when your work is graded."


def test_no_answer_and_no_hidden_test_in_chapter_or_bundle(course):
    secrets = secret_lines([read_source(course.source(NAME))])
    assert SOLUTION.strip() in secrets and any("unseen" in line for line in secrets)
    with zipfile.ZipFile(course.bundle) as archive:
        shown = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    shown[NAME] = course.released(NAME).read_text()
    for name, text in shown.items():
        assert not [line for line in secrets if line in text], name


def test_outputs_of_the_reference_are_kept_for_readers(course):
    notebook = chapter(course)
    demo = next(c for c in notebook.cells if "demo" in c.metadata.get("tags", []))
    # What a kernel sends in pieces stands in one block.
    assert [output.text for output in demo.outputs] == ["Now\non hand 4, on order 7, owed 5: 6\n"]
    assert not cell(notebook, "inventory_position").outputs


def test_two_executions_give_the_same_bytes(editable):
    paths = (editable.released(NAME), editable.bundle)
    before = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
    list(release.release(editable, force=True))
    assert [path.read_bytes() for path in paths] == before


def test_unchanged_sources_are_not_executed_again(editable, monkeypatch):
    monkeypatch.setattr(release, "execute", lambda *_: pytest.fail("executed"))
    assert f"{NAME}.ipynb: up to date" in list(release.release(editable))
    # A chapter that somebody damaged comes back from the reference that was kept.
    editable.released(NAME).write_text("{}")
    assert f"{NAME}.ipynb: released" in list(release.release(editable))
    assert release.check(editable) == []


def test_a_kept_reference_that_lacks_a_cell_is_no_chapter(editable):
    kept = editable.build / "release" / f"{NAME}.ipynb"
    notebook = nbformat.read(kept, as_version=4)
    del notebook.cells[-1]
    nbformat.write(notebook, kept)
    editable.released(NAME).unlink()
    with pytest.raises(ValueError, match="argument"):
        list(release.release(editable))
    assert not editable.released(NAME).exists()


def test_check_is_content_with_a_fresh_release(course, monkeypatch, capsys):
    assert run_command(monkeypatch, "release", "--check", "--course", course.root) == 0
    assert "chapters are what solutions make" in capsys.readouterr().out


def test_check_fails_after_an_edit_of_the_source(editable, monkeypatch, capsys):
    edit(editable.source(NAME), "How little", "How much")
    assert run_command(monkeypatch, "release", "--check", "--course", editable.root) == 1
    message = capsys.readouterr().err
    assert "01_tiny.ipynb" in message and "python -m autograde release" in message


def test_check_fails_after_an_edit_of_the_chapter(editable):
    edit(editable.released(NAME), "How little", "How much")
    assert len(release.check(editable)) == 1 and "source differs" in release.check(editable)[0]


def test_check_fails_after_a_change_of_the_package(editable, monkeypatch, tmp_path):
    package = Path(shutil.copytree(files.WORLD, tmp_path / "supplychain"))
    monkeypatch.setattr(courses, "WORLD", package)
    assert release.check(editable) == []
    (package / "checks.py").write_text("# another version\n")
    assert release.check(editable) != []


def test_check_fails_for_a_chapter_without_a_source(editable):
    shutil.copy(editable.released(NAME), editable.chapters / "02_orphan.ipynb")
    assert release.check(editable) == ["02_orphan.ipynb: it has no source in solutions/"]


def test_check_does_not_compare_outputs(editable):
    edit(editable.released(NAME), "owed 5: 6", "owed 5: 7")
    assert release.check(editable) == []


def test_failing_reference_stops_the_release_and_names_the_cell(editable):
    edit(editable.source(NAME), SOLUTION, SOLUTION.replace("- backlog", "+ backlog"))
    before = editable.released(NAME).read_bytes()
    with pytest.raises(CourseError, match="cell test_inventory_position of the reference fails"):
        list(release.release(editable))
    assert editable.released(NAME).read_bytes() == before


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "import sys; print('noise', file=sys.stderr)",
            r"code-\w+ of the reference writes to stderr",
        ),
        ("object()", r"code-\w+ of the reference shows a memory address"),
    ],
)
def test_outputs_that_readers_should_not_see_are_refused(editable, code, message):
    edit(editable.source(NAME), 'print("on hand 4, on order 7, owed 5:", inv', f"{code}; (inv")
    if code == "object()":
        edit(editable.source(NAME), "object(); (inventory_position(4, 7, 5))", code)
    with pytest.raises(CourseError, match=message):
        execute(NAME, read_source(editable.source(NAME)))


def test_a_line_too_short_to_give_anything_away_is_no_secret():
    text = "### BEGIN SOLUTION\nreturn 1234\nreturn 12345\nreturn 123456\n### END SOLUTION"
    source = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text)])
    assert secret_lines([source]) == {"return 12345", "return 123456"}


def test_an_output_that_prints_an_answer_is_a_leak(course):
    source = read_source(course.source(NAME))
    notebook = released(source)
    assert leaks(notebook, secret_lines([source])) == []
    demo = next(c for c in notebook.cells if "demo" in c.metadata.get("tags", []))
    demo.outputs = [nbformat.v4.new_output("stream", text=SOLUTION)]
    assert "prints the line" in leaks(notebook, secret_lines([source]))[0]


def test_a_visible_cell_with_the_answer_under_other_names_is_refused(editable):
    loop = "total = 0\n    for units in ({}):\n        total = total + 1 * units"
    longer = f"{loop}\n    return total + 0"
    answer = f"{SOLUTION.strip()}\n    return position_of_the_stage"
    edit(editable.source(NAME), answer, longer.format("on_hand, on_order, -backlog"))
    told = longer.format("shelf, road, -debt").replace("total", "answer")
    demo = 'print("on hand 4, on order 7, owed 5:"'
    edit(editable.source(NAME), demo, f"def three(shelf, road, debt):\n    {told}\n\n\n{demo}")
    with pytest.raises(CourseError, match="holds an answer under other names: total = 0"):
        list(release.release(editable))


def test_solved_notebooks_hold_answers_but_no_hidden_tests(editable):
    list(release.release(editable, solutions=True))
    text = (editable.build / "solutions" / f"{NAME}.ipynb").read_text()
    assert SOLUTION.strip() in text and "owed 5: 6" in text
    assert "unseen" not in text and "BEGIN" not in text


def test_a_course_without_sources_is_refused(tmp_path):
    with pytest.raises(CourseError, match="no assignment in"):
        list(release.release(Course(tmp_path)))


def test_bundle_holds_what_a_student_needs_and_the_package_alone(course, tmp_path):
    with zipfile.ZipFile(course.bundle) as archive:
        names = {name.removeprefix(f"{bundle.FOLDER}/") for name in archive.namelist()}
        archive.extractall(tmp_path)
    wheel = next(name for name in names if name.endswith(".whl"))
    assert names == {
        "START.md",
        "requirements.txt",
        "check_setup.ipynb",
        "chapters/01_tiny.ipynb",
        wheel,
    }
    assert f"./{wheel}\n" in (tmp_path / bundle.FOLDER / "requirements.txt").read_text()
    with zipfile.ZipFile(tmp_path / bundle.FOLDER / wheel) as package:
        folders = {name.split("/")[0] for name in package.namelist()}
    assert {name.split("-")[0] for name in folders} == {"supplychain"}


def test_check_setup_says_that_everything_is_in_place(course):
    with zipfile.ZipFile(course.bundle) as archive:
        notebook = json.loads(archive.read(f"{bundle.FOLDER}/check_setup.ipynb"))
    code = next(c["source"] for c in notebook["cells"] if c["cell_type"] == "code")
    ran = subprocess.run(
        [sys.executable, "-c", "".join(code)], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert ran.stdout.startswith("Everything is in place"), ran.stderr


def test_nbgrader_validates_released_notebooks(course, tmp_path):
    from nbgrader.validator import Validator

    untouched = Validator().validate(str(course.released(NAME)))
    assert [failed["source"] for failed in untouched["failed"]][0].endswith(
        '"What is on order counts as well.")'
    )
    answered = tmp_path / "answered.ipynb"
    notebook = chapter(course)
    reference = solved(read_source(course.source(NAME)))
    for name in ("inventory_position", "mean_stock"):
        cell(notebook, name).source = cell(reference, name).source
    nbformat.write(notebook, answered)
    assert Validator().validate(str(answered)) == {}


@pytest.mark.slow
def test_chapters_of_the_course_are_what_its_solutions_make():
    assert release.check(Course()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", Course().assignments())
def test_the_command_nbgrader_validate_works_on_every_chapter(name):
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", str(Course().released(name))],
        capture_output=True,
        text=True,
        env={"PATH": str(Path(sys.executable).parent), "PYTHONPATH": str(CHECKOUT)},
    )
    assert ran.returncode == 0 and "VALIDATION FAILED ON" in ran.stdout, ran.stderr


def test_every_link_in_the_bundle_leads_to_a_page_of_it():
    pages = bundle._pages(Course())
    links = {link for text in pages.values() for link in re.findall(r"\]\((\w+\.\w+)[)#]", text)}
    assert "how_ranks_are_made.md" in links and links <= pages.keys()
    assert not any("](../" in text or "../build" in text for text in pages.values())
