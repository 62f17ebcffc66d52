"""What an instructor looks at before anybody is graded: who is whose, which, when."""

from collections.abc import Mapping
from pathlib import Path

from autograde.handin.names import folded
from autograde.handin.roster import Roster
from autograde.handin.roster_columns import Student
from autograde.handin.submissions import Collection, Submission
from autograde.kit.errors import UnusableArgument
from autograde.kit.text import for_terminal, shortened

FEWEST = 8  # files, of which a quarter must find an owner
MOST_SHOWN = 40  # files that are nobody's
LONGEST = 200  # characters of a line about one
EXAMPLES = 3


def summary(collection: Collection) -> str:
    """Return how many of a class's files found an owner.

    Parameters
    ----------
    collection : Collection
        From `submissions.find`.
    """
    return f"{collection.n_owned} of {collection.n_files} files found an owner"


def nobodys(collection: Collection) -> list[str]:
    """Return a line for each file that is nobody's of the roster: what it is called, and why."""
    strangers = [
        (f"{one.called}: {one.file}", one.why) for one in collection.submissions if one.why
    ]
    lines = [shortened(f"nobody's: {name}: {why}", LONGEST) for name, why in
             [*collection.lost, *strangers]]  # fmt: skip
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], f"nobody's: {more} more"] if more > 0 else lines


def told(collection: Collection) -> list[str]:
    """Return all that a run says about owners, in lines."""
    return [summary(collection), *nobodys(collection)]


def refuse(collection: Collection, place: Path, roster: Roster | None) -> None:
    """Raise where nearly nobody was found: names or roster are not what the grader takes them for.

    Parameters
    ----------
    collection : Collection
        From `submissions.find`.
    place : Path
        Where it was found.
    roster : Roster or None
        Without one, there is nothing to refuse.
    """
    owned, files = collection.n_owned, collection.n_files
    if roster is None or (owned and not (files >= FEWEST and 4 * owned < files)):
        return
    names = {one.called for one in collection.submissions if one.why}
    names |= {name for name, _ in collection.lost}
    shown = ", ".join(repr(for_terminal(name)) for name in sorted(names)[:EXAMPLES])
    listed = ", ".join(repr(_described(one)) for one in
                       list(roster.students.values())[:EXAMPLES])  # fmt: skip
    raise UnusableArgument(
        f"{summary(collection)}, so nobody was graded and nothing was written. {place} has names "
        f"such as {shown}; the roster has {listed}. Look with: python -m autograde collect "
        f"{place} --roster …; mend the roster, or go on with --anyway"
    )


def _described(student: Student) -> str:
    return " ".join(filter(None, (student.student, student.name, student.lms_id)))


def rows(dealt: Mapping[tuple[str, str], Submission]) -> list[tuple[str, str, str, str]]:
    """Return what `collect` shows: a row for each student and file that counts.

    Parameters
    ----------
    dealt : dict of (student, assignment) to Submission
        From `owners.deal`.

    Returns
    -------
    list of tuple of str
        Student, assignment, when, file with what is to be said of it.
    """
    counting = sorted(dealt.items(), key=lambda pair: pair[0])
    return [(student, name, when(one), about(one, student)) for (student, name), one in counting]


def when(one: Submission) -> str:
    """Return when a file was handed in, as far as anybody knows."""
    if one.time:
        return one.time.strftime("%Y-%m-%d %H:%M")
    if one.platform == "Canvas":
        return "LATE" if one.late else "in time"
    return "unknown, counted in time"


def about(one: Submission, student: str = "") -> str:
    """Return what a file is called, and what is to be said of it.

    Parameters
    ----------
    one : Submission
        What counts.
    student : str
        Whose it is, where that is shown beside it.
    """
    from_ = f"from {one.called}" if student and folded(one.called) != folded(student) else ""
    rivals = ", ".join(rival.file for rival in one.rivals)
    equal = f"beside {rivals}, in which as much is answered" if rivals else ""
    said = "; ".join(filter(None, (from_, one.remark, one.fault or one.unreadable, equal, one.why)))
    return f"{one.file}: {said}" if said else one.file
