"""Sources as grading needs them: read once, and again when they or what reads them is another."""

import pytest

from autograde.course import chapter, sources
from autograde.course.chapter import as_text, read_source, released
from autograde.course.course import Course
from tests.support.tiny_class import ASSIGNMENT, COURSE, NAME, SOURCE


@pytest.fixture
def course(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / f"{NAME}.md").write_text(COURSE.source(NAME).read_text())
    return Course(tmp_path)


def read(course):
    sources._read.cache_clear()  # as in the next command
    return sources.read(course, NAME)


def parts(source):
    return source.reference, source.release, source.assignment


def test_a_source_is_read_once_and_again_when_it_has_changed(course, monkeypatch):
    first = read(course)
    with monkeypatch.context() as blind:
        blind.setattr(chapter, "read_source", None)
        assert parts(read(course)) == parts(first)
        blind.setattr(sources, "_readers", lambda: ["another version"])
        with pytest.raises(TypeError):
            read(course)
    exercise = next(cell.exercise for cell in first.assignment.cells if cell.exercise)
    path = course.source(NAME)
    path.write_text(path.read_text().replace(exercise, f"{exercise}_2"))
    again = read(course).assignment
    assert f"{exercise}_2" in {cell.exercise for cell in again.cells}


def test_what_is_kept_is_what_reading_gives(course):
    read(course)
    kept = read(course)
    assert kept.reference == as_text(read_source(course.source(NAME)))
    assert kept.release == as_text(released(SOURCE))
    assert kept.assignment == ASSIGNMENT and kept.assignment.sections.titles
    assert [c["source"] for c in kept.notebook.cells] == [c["source"] for c in SOURCE.cells]


def test_a_file_that_is_not_whole_is_read_anew(course):
    first = read(course)
    [kept] = (course.build / sources.FOLDER).iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert parts(read(course)) == parts(first)


def test_a_course_in_which_nobody_can_write_is_read_as_well(course):
    course.build.write_text("a file in the place of the folder")
    assert read(course).assignment.cells


def test_what_was_saved_while_it_was_read_is_not_kept_as_what_it_was(course, monkeypatch):
    path, texts = course.source(NAME), sources._texts
    before = path.read_text()

    def saved_meanwhile(*given):
        path.write_text(before.replace("mean_stock", "mean_stock_2"))
        return texts(*given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sources, "_texts", saved_meanwhile)
        read(course)
    path.write_text(before)
    assert read(course).assignment == ASSIGNMENT
