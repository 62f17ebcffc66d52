"""The commands of who grades a class. Each imports what it needs, so that help appears at once."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.commands.options import (
    PROCESSORS,
    Anyway,
    ClassRules,
    Listed,
    Root,
    Unsafe,
    Upgrade,
    Worksheets,
)
from autograde.course.course import Course
from autograde.kit.errors import UnusableArgument
from autograde.kit.files import CHECKOUT


def grade(
    submissions: Annotated[
        Path,
        typer.Argument(help="A folder or zip, <student>/<assignment>.ipynb; Moodle's; Canvas's."),
    ],
    out: Annotated[Path, typer.Option(help="The folder for all that is written.")],
    jobs: Annotated[
        int, typer.Option(min=1, help="Submissions examined at the same time.")
    ] = PROCESSORS,
    roster: Listed = None,
    worksheet: Worksheets = None,
    anyway: Anyway = False,
    assignment: Annotated[
        list[str] | None, typer.Option(help="Grade this one; may be given again.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Examine only what is missing or has changed.")
    ] = False,
    unsafe_no_sandbox: Unsafe = False,
    course: Root = CHECKOUT,
    rules: ClassRules = None,
    due_from: Annotated[
        Path | None,
        typer.Option("--due-from", help="nbgrader's gradebook.db: due dates not in course.toml."),
    ] = None,
    upgrade: Upgrade = False,
    explain: Annotated[
        str,
        typer.Option(help="A receipt from a student's page: only examine that again, change none."),
    ] = "",
    exercise: Annotated[str, typer.Option(help="The one that --explain is about; all.")] = "",
) -> None:
    """Grade a class: gradebook, tables, feedback, one page about all."""
    if exercise and not explain:
        raise UnusableArgument("--exercise goes with --explain RECEIPT; all exercises are graded")
    from autograde.examination.forks import Forks

    with Forks() as forks:
        if not explain:
            forks.begin()  # it loads while this program does
        from autograde.grading.grade import grade as grade_class
        from autograde.jail import bubblewrap, choose
        from autograde.kit.text import for_terminal

        if choose.for_class(submissions, unsafe_no_sandbox) == bubblewrap.NONE:
            typer.secho(choose.BANNER, fg="red", bold=True, err=True)
        if explain:
            from autograde.grading.explain import explain as examine_again

            found = examine_again(
                Course(course), submissions, out, explain, exercise, roster, worksheet or (),
                unsafe_no_sandbox, rules,
            )  # fmt: skip
            for line in found:
                typer.echo(line)
            return
        only = tuple(assignment or ())
        rows = grade_class(
            Course(course), submissions, out, jobs, roster, only, resume, unsafe_no_sandbox, rules,
            worksheet or (), anyway, lambda line: typer.echo(for_terminal(line)), due_from,
            upgrade, forks,
        )  # fmt: skip
    for row in rows:
        score = f"{row['score']:g} of {row['max_score']:g}"
        about = f"{for_terminal(row['student']):<16} {for_terminal(row['assignment']):<20}"
        reason = for_terminal(row["reason"])
        typer.echo(f"{about} {score:<10} {row['status']:<8} {reason}".rstrip())
    typer.echo(f"{out / 'class.html'}: the class; grades.csv, feedback/, gradebook.db beside it")
    if waiting := sum(row["pending"] > 0 for row in rows):
        typer.echo(
            f"{waiting} wait for marks by hand: python -m autograde formgrader {out}, then this "
            "command again with --resume; their cells in canvas.csv and moodle.csv are empty so far"
        )


def hand_back(
    folder: Annotated[Path, typer.Argument(help="The --out folder of a graded class.")],
    nbgrader: Annotated[Path, typer.Option(help="The course folder, with its submitted/.")],
    replace_autograde: Annotated[
        bool,
        typer.Option("--replace-autograde", help="Replace scores of nbgrader's own autograde."),
    ] = False,
) -> None:
    """Hand feedback and marks back to a course folder of nbgrader."""
    from autograde.grading.hand_back import hand_back as give
    from autograde.kit.progress import note

    done = give(folder, nbgrader, replace_autograde)
    for text in done.notes:
        note(text)
    typer.echo(
        f"{nbgrader}: {done.pages} pages in feedback/, marks of {done.marks} in gradebook.db"
    )
    for name in done.assignments:
        typer.echo(f"next, in there: nbgrader release_feedback {name}")


def collect(
    submissions: Annotated[Path, typer.Argument(help="What `grade` is given.")],
    roster: Listed = None,
    worksheet: Worksheets = None,
    assignment: Annotated[
        list[str] | None, typer.Option(help="What was collected; may be given again.")
    ] = None,
    rules: ClassRules = None,
    course: Root = CHECKOUT,
) -> None:
    """Show who is whose, which assignment, when, and what is nobody's; nobody is graded."""
    from autograde.handin.collect import show

    show(Course(course), submissions, roster, worksheet or (), tuple(assignment or ()), rules)


def formgrader(
    folder: Annotated[Path, typer.Argument(help="The --out folder of a graded class.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the local address.")] = 8888,
) -> None:
    """Give marks and comments by hand, in nbgrader's formgrader."""
    from autograde.grading.formgrader import serve

    serve(folder, port)


def record(
    graded: Annotated[Path, typer.Argument(help="The folder that grade wrote.")],
    students: Annotated[
        list[str] | None, typer.Argument(help="Whose record; everybody's if nobody is named.")
    ] = None,
) -> None:
    """Write records of points to print, whose signatures verify can check."""
    from autograde.grading import records

    for path in records.write(graded, students or ()):
        typer.echo(f"{path}: written")
    typer.echo(f"{graded / records.KEY} is what they are signed with: keep it to yourself")
