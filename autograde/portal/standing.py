"""Where a student stands in one assignment: what the pages show, from what is recorded."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from autograde.portal import counting, courses, exporting, marking, queue
from autograde.portal.models import HandIn, Job, Objection, Outcome, Person

CHALLENGE = "07_challenge"  # whose hand-ins are algorithms, and have a board
STATES = {
    Job.WAITING: "waits for a worker",
    Job.RUNNING: "is examined now",
    Job.DONE: "examined",
    Job.SUPERSEDED: "not examined: a newer one came before its turn",
    Job.SET_ASIDE: "could not be examined; your instructor sees why. It is kept all the same",
    Job.OVER_LIMIT: "kept, but not examined today: the day's examinations are used up",
}


class Line(NamedTuple):
    """One hand-in as its student sees it."""

    hand_in: HandIn
    by: str
    is_late: bool
    cost: float  # percent of full marks
    counts: bool
    says: list[str]
    jobs: list[dict[str, Any]]
    result: dict[str, Any] | None  # of the visible tests
    track: dict[str, Any] | None  # of the public track


class Deadline(NamedTuple):
    """When an assignment is due for one student."""

    due: datetime | None
    grace: timedelta
    last: datetime | None  # until when a late one earns anything
    per_day: float
    is_extended: bool

    @property
    def grace_minutes(self):
        """How long after it a hand-in is still in time."""
        return self.grace.total_seconds() / 60

    @property
    def is_over(self):
        """Whether what comes now is late."""
        return self.due is not None and datetime.now(UTC) > self.due + self.grace


def deadline(rule, student):
    """Return when an assignment is due for a student."""
    from autograde.course.deadlines import last_that_counts

    due = courses.due(rule, student)
    if due is None:
        return Deadline(None, timedelta(0), None, 0, False)
    own = rule._replace(due=due, extensions={})
    is_free_of_cost = not rule.deduction_per_day and rule.cut_off_days is None
    return Deadline(
        due, timedelta(minutes=rule.grace_minutes),
        None if is_free_of_cost else last_that_counts(own), rule.deduction_per_day,
        due != rule.due,
    )  # fmt: skip


def lines(person, assignment):
    """Return all hand-ins of a student for an assignment, the newest first."""
    rules = courses.rules()
    rule = rules.of(assignment)
    mine = HandIn.objects.filter(members=person, assignment=assignment)
    mine = mine.select_related("uploader").prefetch_related("outcomes", "job_set")
    mine = list(mine.order_by("-received"))
    picked = exporting.picks(person, assignment) if mine else {}
    counted = set()
    for ending in {one.ending for one in mine}:
        alike = [one for one in mine if one.ending == ending]
        best = exporting.among(alike, person.student, rule, picked.get(ending, ""))
        counted.add(best and best.pk)
    pace = queue.Pace()
    return [line(one, person, rule, one.pk in counted, pace) for one in mine]


def line(hand_in, person, rule, counts, pace):
    """Return one hand-in as its student sees it."""
    found = {one.kind: one.document for one in hand_in.outcomes.all()}
    lost = counting.cost(rule, person.student, hand_in.received)
    due = courses.due(rule, person.student)
    is_late = due is not None and hand_in.received > due + timedelta(minutes=rule.grace_minutes)
    by = hand_in.uploader
    return Line(
        hand_in=hand_in,
        by="you" if by == person else (by.name or by.student) if by else "a deleted person",
        is_late=is_late,
        cost=100 * lost,
        counts=counts,
        says=found.get(Job.RECOGNISE, {}).get("says", []),
        jobs=list(_jobs(hand_in, pace)),
        result=found.get(Job.EXAMINE),
        track=found.get(Job.TRAIN),
    )


def _jobs(hand_in, pace):
    """Yield what is being done about a hand-in."""
    names = {Job.RECOGNISE: "what it is", Job.EXAMINE: "visible tests", Job.TRAIN: "public track"}
    for job in sorted(hand_in.job_set.all(), key=lambda job: job.pk):
        about = {"name": names[job.kind], "state": STATES[job.state],
                 "is_open": job.state in (Job.WAITING, Job.RUNNING),
                 "is_told": job.state != Job.DONE}  # fmt: skip
        if job.state == Job.WAITING and job.kind != Job.RECOGNISE:
            ahead, seconds = pace.place(job)
            about["place"], about["minutes"] = ahead + 1, max(1, round(seconds / 60))
        yield about


def newest_result(found, kind="result"):
    """Return the line of the newest hand-in that was examined to its end, None if there is none."""
    return next((one for one in found if getattr(one, kind)), None)


def mark(person, assignment):
    """Return the published mark of a student with what was asked about it, or None."""
    given = marking.mark_of(person, assignment)
    if given is None:
        return None
    asked = Objection.objects.filter(person=person, assignment=assignment).order_by("made")
    return {"mark": given, "objections": list(asked)}


class Row(NamedTuple):
    """One group on the live board."""

    rank: int
    name: str
    is_own: bool
    profit: float
    low: float
    high: float
    share: float | None
    since: datetime


def board(person):
    """Return the rows of the live board: the last finished result of each group, equals equal."""
    found = {}
    trained = Outcome.objects.filter(kind=Job.TRAIN).select_related("hand_in")
    for one in trained.order_by("hand_in__received"):
        found[one.hand_in.owner] = one  # a later hand-in's takes its place, whenever it ended
    mine = set()
    if person:
        mine = {f"p{person.pk}", f"g{person.group_id}"}
    rows = []
    for owner, one in found.items():
        ladder = [rung for rung in one.document["ladder"] if rung["kind"] == "student"]
        if ladder:
            low, high = ladder[0]["interval"]
            rows.append((ladder[0]["profit"], owner, low, high, ladder[0]["share_of_bound"], one))
    rows.sort(key=lambda row: (-row[0], row[1]))
    profits = [row[0] for row in rows]
    names = _names(rows)
    return [
        Row(profits.index(profit) + 1, names[owner], owner in mine, profit, low, high, share,
            one.hand_in.received)
        for profit, owner, low, high, share, one in rows
    ]  # fmt: skip


def _names(rows):
    """Return what each is called on the board: nobody's name stands there."""
    from django.conf import settings

    from autograde.portal.receipts import hmac, sha256

    def number(owner):
        said = hmac.new(settings.RECEIPT_KEY, f"board {owner}".encode(), sha256).hexdigest()
        return f"entry {said[:5]}"

    return {row[1]: number(row[1]) for row in rows}


def person_label(person: Person) -> str:
    """Return what a page calls a student."""
    return person.name or person.student
