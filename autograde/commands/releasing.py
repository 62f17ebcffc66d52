"""The command of who writes chapters. It imports what it needs, so that help appears at once."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.commands.options import Root
from autograde.course.course import Course
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.kit.files import CHECKOUT


def release(
    check: Annotated[bool, typer.Option(help="Only tell whether chapters are current.")] = False,
    solutions: Annotated[bool, typer.Option(help="Write the solved notebooks as well.")] = False,
    force: Annotated[bool, typer.Option(help="Execute every reference again.")] = False,
    nbgrader: Annotated[
        Path | None,
        typer.Option(help="A course folder of nbgrader: its source/ and release/ are written too."),
    ] = None,
    wanted: Annotated[
        list[str] | None,
        typer.Option("--as", help="ASSIGNMENT=CHAPTER,CHAPTER in there; may be given again."),
    ] = None,
    site: Annotated[
        str, typer.Option(help="The website of the course, where links in there lead.")
    ] = "",
    hidden_tests: Annotated[
        Path | None,
        typer.Option(
            "--hidden-tests", help="Only write, into this folder, what lets all run hidden tests."
        ),
    ] = None,
    marks_are_final: Annotated[
        bool, typer.Option("--marks-are-final", help="Hidden tests also before the deadline.")
    ] = False,
    with_answers: Annotated[
        bool,
        typer.Option("--with-answers", help="Only build the self-study edition, answers folded."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Where that edition goes; build/self-study otherwise.")
    ] = None,
    course: Root = CHECKOUT,
) -> None:
    """Make the students' chapters and bundle from solutions/."""
    from autograde.release import release as releasing

    if out and not with_answers:
        raise UnusableArgument("--out goes with --with-answers")
    if with_answers:
        from autograde.release import self_study

        where = out or Course(course).build / "self-study"
        self_study.refuse(Course(course), where)
        if found := releasing.check(Course(course)):
            advice = "run first: python -m autograde release"
            raise CourseError("\n".join(["chapters and solutions differ:", *found, advice]))
        for line in self_study.write(Course(course), where):
            typer.echo(line)
        return

    if hidden_tests:
        from autograde.release.hidden_tests import write

        for line in write(Course(course), hidden_tests, marks_are_final):
            typer.echo(line)
        return
    if marks_are_final:
        raise UnusableArgument("--marks-are-final goes with --hidden-tests DIR")

    if check:
        found = releasing.check(Course(course))
        if found:
            advice = "run: python -m autograde release"
            raise CourseError("\n".join(["chapters and solutions differ:", *found, advice]))
        typer.echo("chapters are what solutions make")
        return
    for line in releasing.release(Course(course), force, solutions, nbgrader, wanted or (), site):
        typer.echo(line)
