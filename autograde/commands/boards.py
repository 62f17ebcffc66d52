"""The commands of who ranks a class. Each imports what it needs, so that help appears at once."""

import functools
from pathlib import Path
from typing import Annotated, Any

import typer

from autograde.commands.options import (
    PROCESSORS,
    Anyway,
    ClassRules,
    Listed,
    Root,
    Unsafe,
    Upgrade,
)
from autograde.course.course import Course
from autograde.kit.errors import CourseError, Interrupted, UnusableArgument
from autograde.kit.files import CHECKOUT

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


def benchmark(
    submissions: Annotated[
        Path,
        typer.Argument(help="A folder or zip, <student>/07_challenge.py; Moodle's; Canvas's."),
    ],
    out: Annotated[Path, typer.Option(help="The folder for all that is written.")],
    roster: Listed = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Algorithms that train at the same time.")
    ] = PROCESSORS,
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
    anyway: Anyway = False,
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
) -> None:
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


def commit(
    out: Annotated[Path, typer.Option(help="The folder of the board that is to come.")],
    runs: Runs = None,
    chains: Chains = None,
    scenarios: Scenarios = None,
    bounds: Solved = None,
) -> None:
    """Draw the secret of the final track; publish commitment.json before the deadline."""
    from autograde.training.commitment import COMMITMENT, SECRET
    from autograde.training.commitment import commit as bind

    made = bind(out, _wishes(runs, chains, scenarios, bounds))
    typer.echo(made.about["commitment"])
    typer.echo(f"{out / COMMITMENT}: publish it now. {out / SECRET}: keep it to yourself")


def reveal(out: Annotated[Path, typer.Argument(help="The folder of the board.")]) -> None:
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
    ] = PROCESSORS,
    graded: Annotated[
        Path | None, typer.Option(help="Of a record: the folder of grades with its key.")
    ] = None,
    unsafe_no_sandbox: Unsafe = False,
    course: Root = CHECKOUT,
) -> None:
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
    _say(board, verifying.verify(board, jobs, steps, digits, again))


def _say(board: Path, verdict: Any) -> None:
    """Say what was made again; raise where it is not what the board tells."""
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


def _wishes(
    runs: int | None, chains: int | None, scenarios: int | None, bounds: int | None
) -> dict[str, int | None]:
    """Return what a board's configuration shall have else than usual."""
    return {"n_runs": runs, "n_chains": chains, "n_scenarios": scenarios, "n_bounds": bounds}
