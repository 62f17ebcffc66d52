"""Which of several files for one assignment counts: never the one that the alphabet prefers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from autograde.handin.submissions import Submission

MOST_RIVALS = 4  # notebooks that are examined because nothing says which one counts
MOST_SHOWN = 3


def counting(several: Sequence[tuple[bool, Submission]]) -> Submission:
    """Return the submission that counts of one student's for one assignment.

    The one with more answers; then the one that was handed in last, where a platform's number or
    a known time says so. Where nothing says it, all are examined: the higher mark counts.

    Parameters
    ----------
    several : list of (bool, Submission)
        Whether it is the student's own, not one of a group; and what was handed in.

    Returns
    -------
    Submission
        With a remark if it is not the only one, and with its `rivals`.
    """
    if len(several) == 1:
        return several[0][1]
    readable = [pair for pair in several if pair[1].path is not None] or several
    most = max(one.answers for _, one in readable)
    full = [pair for pair in readable if pair[1].answers == most]
    fewer = len(full) < len(several)
    own = [one for is_own, one in full if is_own] or [one for _, one in full]
    left = _last(_different(own))
    chosen = left[0]
    if len(left) > 1:
        return chosen._replace(rivals=tuple(left[1 : MOST_RIVALS + 1]))
    others = [one for _, one in several if one is not chosen]
    if all(_same(one, chosen) for one in others):
        return chosen
    why = "which has more answers" if fewer else "which is the student's own"
    if len(_different(own)) > 1:
        why = "which was handed in last"
    return with_remark(chosen, f"{_count(several)}; {chosen.file} counts, {why}, not "
                               f"{_listed(one.file for one in others)}")  # fmt: skip


def chosen(submissions: Sequence[Submission], best: int) -> Submission:
    """Return the submission with the highest mark, with a remark that names the others.

    Parameters
    ----------
    submissions : sequence of Submission
        Of one student for one assignment; one alone needs no remark.
    best : int
        Which one of them it is.
    """
    one, others = submissions[best], [*submissions[:best], *submissions[best + 1 :]]
    if not others:
        return one
    remark = (
        f"{_count(submissions)} and nothing says which one is meant; {one.file} counts, which "
        f"has the higher mark, not {_listed(other.file for other in others)}"
    )
    return with_remark(one, remark)._replace(rivals=())


def with_remark(submission: Submission, remark: str) -> Submission:
    """Return a submission with one more remark."""
    return submission._replace(remark="; ".join(filter(None, (submission.remark, remark))))


def _count(several: Sequence) -> str:
    return f"{len(several)} notebooks were handed in"


def _listed(files: Iterable[str]) -> str:
    files = list(dict.fromkeys(files))
    more = f" and {len(files) - MOST_SHOWN} more" if len(files) > MOST_SHOWN else ""
    return ", ".join(files[:MOST_SHOWN]) + more


def _same(one: Submission, other: Submission) -> bool:
    return bool(one.path and other.path) and _digest(one) == _digest(other)


def _digest(one: Submission) -> bytes:
    try:
        return sha256(one.path.read_bytes()).digest() if one.path else one.file.encode()
    except OSError:  # it was there a moment ago; the examiner will say so
        return one.file.encode("utf-8", "surrogatepass")


def _different(submissions: Iterable[Submission]) -> list[Submission]:
    """Return the submissions without those that hold the same bytes, the plainest name kept."""
    found: dict[bytes, Submission] = {}
    for one in sorted(submissions, key=lambda one: (bool(one.remark), len(one.file))):
        found.setdefault(_digest(one), one)
    return list(found.values())


def _last(submissions: Sequence[Submission]) -> Sequence[Submission]:
    """Return what was handed in last, or all of it if nobody can know."""
    orders: tuple[Callable[[Submission], Any], ...] = (_version, _time)
    for order in orders:
        ordered = {order(one) for one in submissions}
        if None not in ordered and len(ordered) > 1:
            submissions = [one for one in submissions if order(one) == max(ordered)]
    return submissions


def _version(one: Submission) -> int | None:
    return one.version if one.platform == "Canvas" else None


def _time(one: Submission) -> datetime | None:
    return one.time
