"""The leaderboard: trains every algorithm, plays every policy on the same demand, ranks them.

Algorithms train in a jail each (`training`); only their Q-tables come back, as numbers. They are
ranked on the final track, which nobody has seen; what they earn on the public one is shown beside.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from autograde.course import version
from autograde.course.course import Course
from autograde.course.deadlines import Rule
from autograde.course.points import DEFAULT_STEPS
from autograde.jail import bubblewrap as walls
from autograde.jail import memory
from autograde.kit.files import fingerprint, write_whole
from autograde.kit.progress import progress
from autograde.leaderboard import bound, make, pseudonyms, q_tables
from autograde.leaderboard.files import write
from autograde.leaderboard.rivals.listed import HERE as AGENTS
from autograde.leaderboard.rivals.listed import RIVALS
from autograde.leaderboard.rows import Board
from autograde.training import commitment, tracks
from autograde.training.cluster import Cluster
from autograde.training.entries import LEARNER, Entry, find
from autograde.training.results import Results
from autograde.training.rounds import n_runs, train_class
from autograde.training.workers import Workers

PACKAGE_OF_AGENTS = "autograde.leaderboard.rivals"
RUNS = "runs"  # folder of finished training runs
KEPT = "kept"  # folder of what policies earned and of clairvoyant bounds


@dataclass
class Settings:
    """How a board is made."""

    jobs: int = 2  # how many algorithms train at the same time
    wishes: dict = field(default_factory=dict)  # what the configuration shall have else than usual
    seed: int | None = None  # of a board that anybody can make again; else a secret is drawn
    public_runs: int = 10
    public_scenarios: int = 2000
    sandbox: str = walls.BUBBLEWRAP
    cluster: str = ""  # address of a Dask scheduler; else this machine trains
    steps: tuple = DEFAULT_STEPS  # what students get points for
    names: bool = False  # show students by their names, not by pseudonyms
    roster: Path | None = None  # who is in the class
    course: Course = Course()  # whose chapters tell what a file is
    rule: Rule = Rule()  # until when the challenge can be handed in
    i_know: bool = False  # make the board of a secret even before
    anyway: bool = False  # also where nearly no file found an owner
    upgrade: bool = False  # also where another version of the course made the board


def benchmark(
    submissions: Path,
    out: Path,
    settings: Settings,
    tell: Callable[[str], object] = lambda line: None,
) -> Board:
    """Make the leaderboard of a class and write its files.

    Parameters
    ----------
    submissions : Path
        The folder or zip that holds ``<student>/07_challenge.py``, or a platform's zip.
    out : Path
        The folder for what is written: the board, the commitment and the secret of its final
        track, and all finished runs.
    settings : Settings
    tell : callable
        Is told, line by line, how many files found an owner and which did not.

    Returns
    -------
    rows.Board
        With the rows in the order of the table.

    Raises
    ------
    CourseError
        Where the challenge can still be handed in, or the board would not be made as committed to.
    """
    version.refuse_other(out, settings.upgrade)
    if settings.seed is None and not settings.i_know:
        bound.refuse_before(settings.rule)
    students = handed_in(submissions, settings, tell)
    known = commitment.commit(out, settings.wishes, settings.seed)
    bound.refuse_other(out, known)
    final = tracks.final(known.secret, known.configuration)
    public = tracks.public(settings.public_runs, settings.public_scenarios)
    shown_on = {name: getattr(settings, name) for name in ("public_runs", "public_scenarios")}
    board = of_class(students, final, public, known.about | shown_on, out, settings)
    q_tables.write_tables(board, out)
    write(board, out)
    write_whole(out / version.STAMP, f"{version.version()}\n")
    return board


def handed_in(submissions: Path, settings: Settings, tell: Callable[[str], object]) -> list[Entry]:
    """Return what the class handed in to be trained; parameters are those of `benchmark`."""
    with TemporaryDirectory() as scratch:  # for what a zip holds
        students = find(
            submissions, Path(scratch), settings.sandbox, settings.course, settings.roster, tell,
            settings.anyway,
        )  # fmt: skip
    tell(memory.told())
    return students


def of_class(
    students: list[Entry],
    ranked: tracks.Track,
    public: tracks.Track,
    about: dict[str, Any],
    out: Path,
    settings: Settings,
) -> Board:
    """Train the class and the course's own learners, and make the board of what they learned.

    Parameters
    ----------
    students : list of Entry
    ranked, public : tracks.Track
        By which of them they are ranked, and which is shown beside.
    about : dict
        What the board tells of itself, its configuration among it.
    out : Path
        The folder of the board, where finished runs are kept.
    settings : Settings
    """
    entries, results = [*students, *learners()], Results(out / RUNS)
    workers = Cluster(settings.cluster) if settings.cluster else Workers(settings.jobs)
    total = len(entries) * (n_runs(ranked) + n_runs(public))
    with workers, progress("training", total) as advance:
        trained, shown = (
            train_class(entries, track, results, workers, advance) for track in (ranked, public)
        )
    return make.make(
        entries, trained, shown, ranked, public, about, steps=settings.steps,
        pseudonyms={} if settings.names else named(students, out),
        folder=out / KEPT, jobs=settings.jobs,
    )  # fmt: skip


def learners() -> list[Entry]:
    """Return the course's own learners as entries: trained as everybody, but in no jail."""
    source = fingerprint(sorted(AGENTS.glob("*.py"))).encode()
    return [
        Entry(row.name, source, f"{PACKAGE_OF_AGENTS}.{row.file.stem}", row.function, LEARNER)
        for row in RIVALS
        if row.file is not None and row.function is not None
    ]


def named(students: list[Entry], out: Path) -> dict[str, str]:
    """Return a name for each student that says nothing, that of an earlier board again."""
    path = out / pseudonyms.FILE
    given = pseudonyms.pseudonyms([entry.name for entry in students], pseudonyms.read(path))
    pseudonyms.write(path, given)
    return given
