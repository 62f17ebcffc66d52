"""The instructors' commands. Each imports what it needs, so that help appears at once."""

import functools
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from autograde.course.course import Course
from autograde.kit.errors import CourseError, Interrupted, UnusableArgument
from autograde.kit.files import CHECKOUT
from autograde.portal import commands as portal

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(portal.app, name="portal")

Root = Annotated[
    Path,
    typer.Option(
        "--course",
        exists=True,
        file_okay=False,
        help="The folder that holds solutions/ and chapters/, and perhaps a course.toml.",
    ),
]
ClassRules = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="A course.toml in place of the course's own."),
]
Upgrade = Annotated[
    bool, typer.Option("--upgrade", help="Also where another version of the course wrote.")
]
Unsafe = Annotated[
    bool, typer.Option("--unsafe-no-sandbox", help="Run submissions with your own rights.")
]
Worksheets = Annotated[
    list[Path] | None,
    typer.Option("--worksheet", help="Moodle's grading worksheet of this very assignment."),
]
Listed = Annotated[
    Path | None,
    typer.Option("--roster", help="CSV: student, group, email, lms_id, name; or an export."),
]
# What a board is committed to.
Runs = Annotated[int | None, typer.Option(min=2, help="Training runs on each hidden chain (20).")]
Chains = Annotated[int | None, typer.Option(min=1, help="Hidden chains (6).")]
Scenarios = Annotated[
    int | None, typer.Option(min=2, help="Episodes that policies play on each (10,000).")
]
Solved = Annotated[
    int | None,
    typer.Option(min=0, help="Scenarios of each, solved for the clairvoyant bound (100)."),
]


@app.callback()
def instructors():
    """What instructors run: release the chapters, grade a class, rank its algorithms."""


@app.command()
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
):
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
    roster: Listed = None,
    worksheet: Worksheets = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also where nearly no file found an owner.")
    ] = False,
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
):
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


@app.command("hand-back")
def hand_back(
    folder: Annotated[Path, typer.Argument(help="The --out folder of a graded class.")],
    nbgrader: Annotated[Path, typer.Option(help="The course folder, with its submitted/.")],
    replace_autograde: Annotated[
        bool,
        typer.Option("--replace-autograde", help="Replace scores of nbgrader's own autograde."),
    ] = False,
):
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


@app.command()
def collect(
    submissions: Annotated[Path, typer.Argument(help="What `grade` is given.")],
    roster: Listed = None,
    worksheet: Worksheets = None,
    assignment: Annotated[
        list[str] | None, typer.Option(help="What was collected; may be given again.")
    ] = None,
    rules: ClassRules = None,
    course: Root = CHECKOUT,
):
    """Show who is whose, which assignment, when, and what is nobody's; nobody is graded."""
    from autograde.handin.collect import show

    show(Course(course), submissions, roster, worksheet or (), tuple(assignment or ()), rules)


@app.command()
def formgrader(
    folder: Annotated[Path, typer.Argument(help="The --out folder of a graded class.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the local address.")] = 8888,
):
    """Give marks and comments by hand, in nbgrader's formgrader."""
    from autograde.grading.formgrader import serve

    serve(folder, port)


@app.command()
def benchmark(
    submissions: Annotated[
        Path,
        typer.Argument(help="A folder or zip, <student>/07_challenge.py; Moodle's; Canvas's."),
    ],
    out: Annotated[Path, typer.Option(help="The folder for all that is written.")],
    roster: Listed = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Algorithms that train at the same time.")
    ] = os.cpu_count() or 2,
    runs: Runs = None,
    names: Annotated[
        bool, typer.Option("--names", help="Show names; else pseudonyms, explained in names.json.")
    ] = False,
    chains: Chains = None,
    scenarios: Scenarios = None,
    bounds: Solved = None,
    public_runs: Annotated[
        int, typer.Option(min=1, help="Training runs on the public track.")
    ] = 10,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Instead of a secret: the same board again, no competition."),
    ] = None,
    cluster: Annotated[
        str, typer.Option(help="Train on the workers of this Dask scheduler, tcp://…")
    ] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also where nearly no file found an owner.")
    ] = False,
    i_know: Annotated[
        bool, typer.Option("--i-know", help="Also while the challenge can still be handed in.")
    ] = False,
    interim: Annotated[
        bool,
        typer.Option(
            "--interim", help="On practice chains that all may know: no secret, no marks."
        ),
    ] = False,
    draw: Annotated[int, typer.Option(min=0, help="With --interim: which practice chains.")] = 1,
    upgrade: Upgrade = False,
    unsafe_no_sandbox: Unsafe = False,
    course: Root = CHECKOUT,
    rules: ClassRules = None,
):
    """Rank the algorithms of a class by the profit of what they learn, on hidden chains."""
    from autograde.course import course_toml
    from autograde.jail import bubblewrap, choose
    from autograde.kit.text import for_terminal
    from autograde.leaderboard.benchmark import Settings
    from autograde.leaderboard.benchmark import benchmark as rank_class
    from autograde.leaderboard.interim import interim as rank_in_between
    from autograde.training.entries import CHALLENGE

    if interim and seed is not None:
        raise UnusableArgument("an interim board has no seed: --draw names its practice chains")
    chosen = choose.for_class(submissions, unsafe_no_sandbox)
    if chosen == bubblewrap.NONE:
        typer.secho(choose.BANNER, fg="red", bold=True, err=True)
    wishes = _wishes(runs, chains, scenarios, bounds)
    ruled = course_toml.read(rules or Course(course).rules)
    settings = Settings(
        jobs, wishes, seed, public_runs, sandbox=chosen, cluster=cluster, names=names,
        steps=ruled.steps, roster=roster, course=Course(course), rule=ruled.of(CHALLENGE),
        i_know=i_know, anyway=anyway, upgrade=upgrade,
    )  # fmt: skip
    try:
        make = functools.partial(rank_in_between, draw=draw) if interim else rank_class
        board = make(submissions, out, settings, tell=lambda line: typer.echo(for_terminal(line)))
    except KeyboardInterrupt:
        raise Interrupted("interrupted; run the same command again: what is done is kept") from None
    for row in board.scored:
        typer.echo(f"{row.rank or '':>4} {row.shown:<26} {row.mean:>8,.0f}")
    for row in board.unscored:
        typer.echo(f"   – {row.shown:<26} {row.short_reason}")
    typer.echo(f"{out / 'leaderboard.html'}: the board; .json, .csv and the Q-tables beside it")


@app.command()
def commit(
    out: Annotated[Path, typer.Option(help="The folder of the board that is to come.")],
    runs: Runs = None,
    chains: Chains = None,
    scenarios: Scenarios = None,
    bounds: Solved = None,
):
    """Draw the secret of the final track; publish commitment.json before the deadline."""
    from autograde.training.commitment import COMMITMENT, SECRET
    from autograde.training.commitment import commit as bind

    made = bind(out, _wishes(runs, chains, scenarios, bounds))
    typer.echo(made.about["commitment"])
    typer.echo(f"{out / COMMITMENT}: publish it now. {out / SECRET}: keep it to yourself")


@app.command()
def reveal(out: Annotated[Path, typer.Argument(help="The folder of the board.")]):
    """Publish the secret of a board and its chains, so that everybody can verify it."""
    from autograde.leaderboard.files import show_chains
    from autograde.leaderboard.seal import BOARD
    from autograde.leaderboard.seal import reveal as tell
    from autograde.training.commitment import COMMITMENT

    typer.echo(tell(out))
    show_chains(out)
    typer.echo(f"{out / 'leaderboard.html'} shows the chains")
    command = f"python -m autograde verify {out / BOARD} --commitment {out / COMMITMENT}"
    typer.echo(f"{out / BOARD} tells it: {command}")


@app.command()
def record(
    graded: Annotated[Path, typer.Argument(help="The folder that grade wrote.")],
    students: Annotated[
        list[str] | None, typer.Argument(help="Whose record; everybody's if nobody is named.")
    ] = None,
):
    """Write records of points to print, whose signatures verify can check."""
    from autograde.grading import records

    for path in records.write(graded, students or ()):
        typer.echo(f"{path}: written")
    typer.echo(f"{graded / records.KEY} is what they are signed with: keep it to yourself")


@app.command()
def verify(
    board: Annotated[
        Path,
        typer.Argument(help="A leaderboard.json, its Q-tables beside it; or a record of points."),
    ],
    commitment: Annotated[
        str, typer.Option(help="The published commitment.json, or its digits.")
    ] = "",
    without_commitment: Annotated[
        bool, typer.Option("--without-commitment", help="Verify all the rest.")
    ] = False,
    submissions: Annotated[
        Path | None, typer.Option(help="As benchmark was given them: whose rows are there?")
    ] = None,
    roster: Listed = None,
    retrain: Annotated[
        int, typer.Option(min=0, help="So many training runs again, from the submissions.")
    ] = 0,
    jobs: Annotated[
        int, typer.Option(min=1, help="Clairvoyants, or algorithms, at the same time.")
    ] = os.cpu_count() or 2,
    graded: Annotated[
        Path | None, typer.Option(help="Of a record: the folder of grades with its key.")
    ] = None,
    unsafe_no_sandbox: Unsafe = False,
    course: Root = CHECKOUT,
):
    """Make a board again from its Q-tables and its secret; say whether every figure matches.

    Of a record of points, say whether its signature holds.
    """
    from autograde.grading import records

    if records.is_record(board):
        if graded is None:
            raise UnusableArgument("a record is signed with a key: give --graded, its folder")
        held = records.verify(board, graded)
        typer.echo(f"{board}: signed with the key of {graded}, for {held['student']}")
        return
    if graded is not None:
        raise UnusableArgument(f"--graded goes with a record of points, and {board} is none")
    from autograde.course import course_toml
    from autograde.jail import choose
    from autograde.leaderboard import verify as verifying

    if not commitment and not without_commitment:
        raise UnusableArgument(
            "a board can be made for any secret: give what was published before the deadline, "
            "--commitment commitment.json or its digits; --without-commitment verifies the rest"
        )
    if retrain and submissions is None:
        raise UnusableArgument("--retrain trains submissions: give --submissions as well")
    again = None
    if submissions is not None:
        sandbox = choose.for_class(submissions, unsafe_no_sandbox)
        again = verifying.Retraining(submissions, retrain, sandbox, Course(course), roster)
    digits = verifying.published(commitment) if commitment else ""
    steps = course_toml.read(Course(course).rules).steps
    verdict = verifying.verify(board, jobs, steps, digits, again)
    if verdict.wrong:
        more = len(verdict.wrong) - 20
        shown = [*verdict.wrong[:20], *([f"… and {more} more"] if more > 0 else [])]
        raise CourseError("\n".join([f"{board} does not hold:", *shown]))
    for heading, sentences in (
        ("made again", verdict.computed),
        ("taken on trust", verdict.trusted),
        ("not reproducible here, which other libraries or a clock can cause", verdict.others),
    ):
        for sentence in sentences:
            typer.echo(f"{heading}: {sentence}")
    matches = "to the bit" if verdict.exact else "within 1e-9"
    but = f"; {len(verdict.others)} findings are not reproducible here" if verdict.others else ""
    typer.echo(f"{board}: every figure matches, {matches}{but}")


def _wishes(runs, chains, scenarios, bounds):
    """Return what a board's configuration shall have else than usual."""
    return {"n_runs": runs, "n_chains": chains, "n_scenarios": scenarios, "n_bounds": bounds}


def main():
    """Run the command line; an error that a person can mend is one message, no traceback."""
    try:
        app(prog_name="python -m autograde")
    except CourseError as error:
        typer.secho(f"autograde: {error}", fg="red", err=True)
        sys.exit(error.exit_status)
