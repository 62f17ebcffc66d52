"""From the sources to what students receive: chapters and bundle."""

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from autograde.course import counts, course_toml, points
from autograde.course.cells import code_cells
from autograde.course.chapter import (
    METADATA,
    read_source,
    released,
    solved,
    ungraded,
    write_notebook,
)
from autograde.course.course import Course
from autograde.kit.errors import CourseError
from autograde.kit.files import WORLD
from autograde.release import (
    bundle,
    computed,
    course_folder,
    references,
    syllabus,
    typed_results,
)
from autograde.release.execute import execute
from autograde.release.in_jupyter import for_jupyter
from autograde.release.leaks import leaks, secret_lines
from autograde.release.shapes import same_shapes, secret_shapes


class Draft(NamedTuple):
    """One chapter on its way from source to release."""

    name: str
    source: nbformat.NotebookNode  # with all answers, not executed
    hash: str  # of all that its outputs depend on


def release(
    course: Course,
    force: bool = False,
    solutions: bool = False,
    nbgrader: Path | None = None,
    wanted: Sequence[str] = (),
    site: str = "",
) -> Iterator[str]:
    """Bring the chapters and the student bundle up to date.

    Parameters
    ----------
    course : Course
        Where things are.
    force : bool
        Execute every reference again, also where nothing changed.
    solutions : bool
        Write the solved notebooks as well, into ``build/solutions/``.
    nbgrader : Path, optional
        A course folder of nbgrader that gets the chapters as well, see `course_folder.update`.
    wanted : sequence of str
        What its assignments are called and hold, see `course_folder.assignments`.
    site : str
        Where links in its notebooks lead.

    Yields
    ------
    str
        What was done, one line each.

    Raises
    ------
    CourseError
        If a source breaks the rules, a reference fails, or an answer would be shown.
    """
    wanted = course_folder.assignments(wanted, course.assignments())
    chapters = read_chapters(course)
    sources = [chapter.source for chapter in chapters]
    secrets = secret_lines(sources), secret_shapes(sources)
    _refuse_answers_in_the_wheel(secrets[1])
    _refuse_typed_results(chapters)
    _refuse_wrong_headings(chapters)
    for chapter in chapters:
        path = course.released(chapter.name)
        if force or stale(course, chapter):
            notebook = _stamped(released(_reference(course, chapter, force)), chapter.hash)
            _refuse_leaks(chapter.name, notebook, secrets)
            write_notebook(notebook, path)
            yield f"{path.name}: released"
        else:
            _refuse_leaks(chapter.name, nbformat.read(path, as_version=4), secrets)
            yield f"{path.name}: up to date"
        if solutions:
            target = course.build / "solutions" / path.name
            write_notebook(ungraded(solved(_reference(course, chapter, force=False))), target)
            yield f"{target}: written"
    _write_syllabus(course, chapters)
    bundle.write(course)
    yield f"{course.bundle}: written"
    if nbgrader:
        known = references.of(course)
        pairs = {
            chapter.name: _for_nbgrader(course, chapter, known)
            for chapter in chapters
            if chapter.name in course.assignments()
        }
        yield from course_folder.update(nbgrader, pairs, wanted, site)


def read_chapters(course: Course) -> list[Draft]:
    """Return all chapters of a course from their sources."""
    return [
        Draft(name, read_source(course.source(name)), course.fingerprint(name))
        for name in course.chapter_names()
    ]


def check(course: Course) -> list[str]:
    """Return where ``chapters/`` is not what the sources make, without executing anything.

    Parameters
    ----------
    course : Course
        Where things are.

    Returns
    -------
    list of str
        One sentence per difference.
    """
    found = []
    for chapter in read_chapters(course):
        found += [f"{chapter.name}.ipynb: {sentence}" for sentence in stale(course, chapter)]
    extra = {path.stem for path in course.chapters.glob("*.ipynb")} - set(course.chapter_names())
    return found + [f"{name}.ipynb: it has no source in solutions/" for name in sorted(extra)]


def stale(course: Course, chapter: Draft) -> list[str]:
    """Return where a released chapter differs from what its source makes."""
    path = course.released(chapter.name)
    if not path.exists():
        return ["it is missing"]
    try:
        found = nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a damaged file makes the reader raise
        return [f"it cannot be read: {error}"]
    return differences(_stamped(released(chapter.source), chapter.hash), found)


def _reference(course: Course, chapter: Draft, force: bool) -> Any:
    """Return the executed chapter: the one kept from before if nothing changed since."""
    kept = course.build / "release" / f"{chapter.name}.ipynb"
    if kept.exists() and not force:
        notebook = nbformat.read(kept, as_version=4)
        if notebook.metadata.get("release", {}).get("hash") == chapter.hash:
            for cell, current in zip(notebook.cells, chapter.source.cells, strict=True):
                # An older version of this program gave others.
                cell.id = current.id
                cell.metadata = computed.kept(current.metadata, cell.metadata)
                if cell.cell_type == "markdown":  # how long a chapter takes is counted anew
                    cell.source = current.source
            return notebook
    notebook = copy.deepcopy(chapter.source)
    execute(chapter.name, notebook)
    write_notebook(_stamped(notebook, chapter.hash), kept)
    return notebook


def _for_nbgrader(course: Course, chapter: Draft, known: Any) -> course_folder.Chapter:
    pair = (
        course_folder.graded_source(_reference(course, chapter, force=False)),
        nbformat.read(course.released(chapter.name), as_version=4),
    )
    wheel = bundle.wheel_name()
    return course_folder.Chapter(*(for_jupyter(notebook, known, wheel) for notebook in pair))


def _stamped(notebook: Any, fingerprint: str) -> Any:
    # Executing adds the versions of Python and its kernel, which differ between machines.
    notebook.metadata = nbformat.from_dict({**METADATA, "release": {"hash": fingerprint}})
    return notebook


def _write_syllabus(course: Course, chapters: Sequence[Draft]) -> None:
    steps = course_toml.read(course.rules, course.assignments()).steps
    most = 0.0
    if (course.chapters / "leaderboard.md").exists():  # the row is a link to it
        most = points.most(steps)
    table = syllabus.table([(name, source) for name, source, _ in chapters], most)
    course.build.mkdir(parents=True, exist_ok=True)
    (course.build / "syllabus.md").write_text(table, encoding="utf-8")
    (course.build / "leaderboard_points.md").write_text(
        points.as_table(steps) + "\n", encoding="utf-8"
    )


def _refuse_typed_results(chapters: Sequence[Draft]) -> None:
    found = [
        f"{name}: {sentence}"
        for name, source, _ in chapters
        for sentence in typed_results.problems(source)
    ]
    if found:
        raise CourseError(
            "\n".join(["these look like typed results:", *found, typed_results.ADVICE])
        )


def _refuse_wrong_headings(chapters: Sequence[Draft]) -> None:
    found = [f"{name}: {said}" for name, source, _ in chapters for said in counts.problems(source)]
    if found:
        raise CourseError("\n".join(["these headings say something else:", *found]))


def _refuse_leaks(name: str, notebook: Any, secrets: Any) -> None:
    lines, shapes = secrets
    found = leaks(notebook, lines) + [
        f"cell {cell['id']} holds an answer under other names: {line}"
        for cell in code_cells(notebook)
        for line in same_shapes(cell["source"], shapes)
    ]
    if found:
        raise CourseError("\n".join([f"{name}: the release would show answers:", *found]))


def _refuse_answers_in_the_wheel(shapes: Any) -> None:
    found = [
        f"{path.name} holds an answer under other names: {line}"
        for path in sorted(WORLD.rglob("*.py"))
        for line in same_shapes(path.read_text(encoding="utf-8"), shapes)
    ]
    if found:
        raise CourseError("\n".join(["supplychain/ would show answers:", *found]))


def differences(wanted: Any, found: Any) -> list[str]:
    """Return where two notebooks differ in what their author wrote; outputs do not count.

    Parameters
    ----------
    wanted, found : notebook
        As the source makes it, and as it lies in ``chapters/``.
    """
    if dict(wanted.metadata) != dict(found.metadata):
        return ["its hash or other metadata are those of another version"]
    names = [cell.get("id") for cell in wanted.cells]
    if names != [cell.get("id") for cell in found.cells]:
        return [f"it has {len(found.cells)} cells, its source {len(names)}, or in another order"]
    return [
        f"cell {mine.id}: its {part} differs"
        for mine, theirs in zip(wanted.cells, found.cells, strict=True)
        for part, wanted_part in (
            ("cell_type", mine.cell_type),
            ("source", mine.source),
            ("metadata", computed.kept(mine.metadata, theirs.metadata)),
        )
        if wanted_part != theirs[part]
    ]
