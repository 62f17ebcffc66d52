"""From the sources to what students receive: chapters and bundle."""

import copy
from typing import NamedTuple

import nbformat

from autograde.course import course_toml, points
from autograde.course.chapter import METADATA, read_source, released, solved, write_notebook
from autograde.kit.errors import CourseError
from autograde.release import bundle, syllabus, typed_results
from autograde.release.execute import execute
from autograde.release.leaks import leaks, secret_lines


class Draft(NamedTuple):
    """One chapter on its way from source to release."""

    name: str
    source: nbformat.NotebookNode  # with all answers, not executed
    hash: str  # of all that its outputs depend on


def release(course, force=False, solutions=False):
    """Bring the chapters and the student bundle up to date.

    Parameters
    ----------
    course : Course
        Where things are.
    force : bool
        Execute every reference again, also where nothing changed.
    solutions : bool
        Write the solved notebooks as well, into ``build/solutions/``.

    Yields
    ------
    str
        What was done, one line each.

    Raises
    ------
    CourseError
        If a source breaks the rules, a reference fails, or an answer would be shown.
    """
    chapters = read_chapters(course)
    secrets = secret_lines(chapter.source for chapter in chapters)
    _refuse_typed_results(chapters)
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
            write_notebook(solved(_reference(course, chapter, force=False)), target)
            yield f"{target}: written"
    _write_syllabus(course, chapters)
    bundle.write(course)
    yield f"{course.bundle}: written"


def read_chapters(course):
    """Return all chapters of a course from their sources."""
    return [
        Draft(name, read_source(course.source(name)), course.fingerprint(name))
        for name in course.assignments()
    ]


def check(course):
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
    extra = {path.stem for path in course.chapters.glob("*.ipynb")} - set(course.assignments())
    return found + [f"{name}.ipynb: it has no source in solutions/" for name in sorted(extra)]


def stale(course, chapter):
    """Return where a released chapter differs from what its source makes."""
    path = course.released(chapter.name)
    if not path.exists():
        return ["it is missing"]
    try:
        found = nbformat.read(path, as_version=4)
    except Exception as error:  # whatever a damaged file makes the reader raise
        return [f"it cannot be read: {error}"]
    return differences(_stamped(released(chapter.source), chapter.hash), found)


def _reference(course, chapter, force):
    """Return the executed chapter: the one kept from before if nothing changed since."""
    kept = course.build / "release" / f"{chapter.name}.ipynb"
    if kept.exists() and not force:
        notebook = nbformat.read(kept, as_version=4)
        if notebook.metadata.get("release", {}).get("hash") == chapter.hash:
            return notebook
    notebook = copy.deepcopy(chapter.source)
    execute(chapter.name, notebook)
    write_notebook(_stamped(notebook, chapter.hash), kept)
    return notebook


def _stamped(notebook, fingerprint):
    # Executing adds the versions of Python and its kernel, which differ between machines.
    notebook.metadata = nbformat.from_dict({**METADATA, "release": {"hash": fingerprint}})
    return notebook


def _write_syllabus(course, chapters):
    most = 0.0
    if (course.chapters / "leaderboard.md").exists():  # the row is a link to it
        most = points.most(course_toml.read(course.rules, course.assignments()).steps)
    table = syllabus.table([(name, source) for name, source, _ in chapters], most)
    course.build.mkdir(parents=True, exist_ok=True)
    (course.build / "syllabus.md").write_text(table, encoding="utf-8")


def _refuse_typed_results(chapters):
    found = [
        f"{name}: {sentence}"
        for name, source, _ in chapters
        for sentence in typed_results.problems(source)
    ]
    if found:
        raise CourseError(
            "\n".join(["these look like typed results:", *found, typed_results.ADVICE])
        )


def _refuse_leaks(name, notebook, secrets):
    found = leaks(notebook, secrets)
    if found:
        raise CourseError("\n".join([f"{name}: the release would show answers:", *found]))


def differences(wanted, found):
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
        for part in ("cell_type", "source", "metadata")
        if mine[part] != theirs[part]
    ]
