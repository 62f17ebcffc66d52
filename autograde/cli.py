"""The instructors' commands. Each imports what it needs, so that help appears at once."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from autograde.course import CHECKOUT, Course, CourseError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Root = Annotated[
    Path, typer.Option("--course", help="The folder that holds solutions/ and chapters/.")
]


@app.callback()
def instructors():
    """What instructors run: release the chapters, grade a class, rank its algorithms."""


@app.command()
def release(
    check: Annotated[bool, typer.Option(help="Only tell whether chapters are current.")] = False,
    solutions: Annotated[bool, typer.Option(help="Write the solved notebooks as well.")] = False,
    force: Annotated[bool, typer.Option(help="Execute every reference again.")] = False,
    course: Root = CHECKOUT,
):
    """Make the students' chapters and bundle from solutions/."""
    from autograde import release as releasing

    if check:
        found = releasing.check(Course(course))
        if found:
            advice = "run: python -m autograde release"
            raise CourseError("\n".join(["chapters and solutions differ:", *found, advice]))
        typer.echo("chapters are what solutions make")
        return
    for line in releasing.release(Course(course), force=force, solutions=solutions):
        typer.echo(line)


@app.command()
def grade(
    submissions: Annotated[
        Path,
        typer.Argument(help="A folder or zip, <student>/<assignment>.ipynb; Moodle's; Canvas's."),
    ],
    out: Annotated[Path, typer.Option(help="The folder for all that is written.")],
    jobs: Annotated[
        int, typer.Option(min=1, help="Submissions examined at the same time.")
    ] = os.cpu_count() or 2,
    roster: Annotated[
        Path | None,
        typer.Option(help="CSV: student, and as you like group, email, lms_id, name."),
    ] = None,
    assignment: Annotated[
        list[str] | None, typer.Option(help="Grade this one; may be given again.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Examine only what is missing or has changed.")
    ] = False,
    unsafe_no_sandbox: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Run submissions with your own rights."),
    ] = False,
    course: Root = CHECKOUT,
):
    """Grade a class: gradebook, tables, feedback, one page about all."""
    from autograde import preflight, sandbox
    from autograde.grading import grade as grade_class
    from autograde.inert import for_terminal

    if preflight.sandbox(submissions, unsafe_no_sandbox) == sandbox.NONE:
        typer.secho(sandbox.BANNER, fg="red", bold=True, err=True)
    only = tuple(assignment or ())
    rows = grade_class(
        Course(course), submissions, out, jobs, roster, only, resume, unsafe_no_sandbox
    )
    for row in rows:
        score = f"{row['score']:g} of {row['max_score']:g}"
        about = f"{for_terminal(row['student']):<16} {for_terminal(row['assignment']):<20}"
        reason = for_terminal(row["reason"])
        typer.echo(f"{about} {score:<10} {row['status']:<8} {reason}".rstrip())
    typer.echo(f"{out / 'class.html'}: the class; grades.csv, feedback/, gradebook.db beside it")


@app.command()
def formgrader(
    folder: Annotated[Path, typer.Argument(help="The --out folder of a graded class.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the local address.")] = 8888,
):
    """Give marks and comments by hand, in nbgrader's formgrader."""
    from autograde.formgrader import serve

    serve(folder, port)


@app.command()
def benchmark(
    submissions: Annotated[Path, typer.Argument(help="The folder: <student>/07_challenge.py.")],
    out: Annotated[Path, typer.Option(help="The folder for all that is written.")],
    jobs: Annotated[
        int, typer.Option(min=1, help="Algorithms that train at the same time.")
    ] = os.cpu_count() or 2,
    runs: Annotated[int, typer.Option(min=2, help="Training runs of each algorithm.")] = 5,
    scenarios: Annotated[int, typer.Option(min=2, help="Episodes that policies play.")] = 10_000,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of training and scenarios; a fresh one if not given.")
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Show names; else pseudonyms, explained in names.json.")
    ] = False,
    bounds: Annotated[
        int, typer.Option(min=0, help="Scenarios that are solved for the clairvoyant bound.")
    ] = 100,
):
    """Rank the algorithms of a class by the profit of what they learn."""
    from autograde.benchmark import benchmark as rank_class

    board = rank_class(submissions, out, jobs, runs, scenarios, seed, names, bounds)
    for row in board.scored:
        typer.echo(f"{row.rank or '':>4} {row.shown:<26} {row.mean:>8,.0f}")
    for row in board.unscored:
        typer.echo(f"   – {row.shown:<26} {row.short_reason}")
    typer.echo(
        f"{out / 'leaderboard.html'}: the board; .json, .csv, .md and the Q-tables beside it"
    )


def main():
    """Run the command line; an error that a person can mend is one message, no traceback."""
    try:
        app(prog_name="python -m autograde")
    except CourseError as error:
        typer.secho(f"autograde: {error}", fg="red", err=True)
        sys.exit(error.exit_status)
