"""Marks: `grade` on what counts, beside the marks that hold, until an instructor applies them.

So the portal's marks are those of `grade` on its export by construction. A grading is a record:
it says who moves by how much, then it is applied or dropped.
"""

import json
import tempfile
from pathlib import Path

from django.db import transaction

from autograde.grading.grade import grade
from autograde.kit.errors import CourseError
from autograde.kit.text import for_file_name
from autograde.portal import audit, courses, exporting, queue
from autograde.portal.models import Job, Mark, Run, Shown

NAMES = {Job.GRADE: "grading", Job.FINAL: "final board"}  # of runs, for people


class NotNow(CourseError):
    """Something that an instructor wants must wait; says for what."""


def ask(assignment, by, kind=Job.GRADE):
    """Queue a grading or a final board; asked for twice while it waits, it is the same one."""
    refuse_broken_rules()
    with transaction.atomic():
        waiting = Run.objects.filter(assignment=assignment, kind=kind, state=Run.WAITING)
        if run := waiting.filter(job__state=Job.WAITING).first():
            return run
        run = Run.objects.create(assignment=assignment, kind=kind, by=by)
        Job.objects.create(kind=kind, run=run)
        audit.note(by, f"{NAMES[kind]} asked for", assignment)
    return run


def refuse_broken_rules():
    """Hand-ins go on under the rules from before; marks wait for those that are meant."""
    if why := courses.fault():
        raise NotNow(f"the rules cannot be used as they stand: {why}")


def made(run):
    """Return ``grades.csv`` of a grading, and ``(row, page, exercises)`` by student.

    Whoever handed in until this moment is graded, not only who had when it was asked for.
    """
    with tempfile.TemporaryDirectory() as scratch:
        place, out = Path(scratch) / "class", Path(scratch) / "graded"
        exporting.write(place, [run.assignment])
        rows = grade(
            courses.course(), place / exporting.FOLDER, out, 2, place / exporting.ROSTER,
            [run.assignment], rules=place / exporting.RULES, anyway=True,
        )  # fmt: skip
        found = {row["student"]: (row, *_told(out, row)) for row in rows}
        return (out / "grades.csv").read_text(encoding="utf-8"), found


def _told(out, row):
    """Return a student's page, and the names of the exercises."""
    student, name = for_file_name(row["student"]), for_file_name(row["assignment"])
    try:
        page = (out / "feedback" / student / f"{name}.html").read_text(encoding="utf-8")
        result = json.loads((out / "results" / student / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError):  # nobody handed in: there is no result
        return "", []
    return page, [one["name"] for one in result["exercises"]]


def keep(run, table, found):
    """Keep what `made` returned."""
    run.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(run=run, student=student, score=row["score"], max_score=row["max_score"],
             row=json.loads(json.dumps(row, default=str)), page=page, exercises=exercises)
        for student, (row, page, exercises) in found.items()
    )  # fmt: skip
    run.state, run.table = Run.DONE, table
    run.save()


def record(job, found, version):
    """Record a grading, if the job is still this worker's."""
    return queue.record(job, {}, version, lambda: keep(job.run, *found))


def applied(assignment, kind=Job.GRADE):
    """Return the grading, or the board, that holds; None where none was applied."""
    held = Run.objects.filter(assignment=assignment, kind=kind, state=Run.APPLIED)
    return held.defer("archive").first()


def changes(run):
    """Return whose mark a run moves: ``(student, before or None, after)``."""
    before = applied(run.assignment, run.kind)
    held = {one.student: one for one in before.marks.all()} if before else {}
    return [
        (one.student, held.get(one.student), one)
        for one in run.marks.order_by("student")
        if one.student not in held or held[one.student].score != one.score
        or held[one.student].max_score != one.max_score
    ]  # fmt: skip


def apply(run, by):
    """Let a run hold in place of the one before."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.state != Run.DONE:
            raise NotNow(f"this {NAMES[run.kind]} is {run.state}: only what is done can be applied")
        moved = len(changes(run))
        held = Run.objects.filter(assignment=run.assignment, kind=run.kind, state=Run.APPLIED)
        held.update(state=Run.REPLACED)
        run.state = Run.APPLIED
        run.save()
        about = f"{run.assignment}, {NAMES[run.kind]} {run.pk}: {moved} moved"
        audit.note(by, f"{NAMES[run.kind]} applied", about)


def drop(run, by):
    """Forget a run that was not applied."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.state not in (Run.DONE, Run.FAILED):
            raise NotNow(f"this {NAMES[run.kind]} is {run.state}: it cannot be dropped")
        run.state = Run.DROPPED
        run.save()
        audit.note(by, f"{NAMES[run.kind]} dropped", f"{run.assignment}, {run.pk}")


def shown(assignment):
    """Return what of an assignment students see."""
    return Shown.objects.get_or_create(assignment=assignment)[0]


def publish(assignment, by):
    """Let students see their marks; refused while anybody may still hand in in time."""
    refuse_broken_rules()
    with transaction.atomic():
        one = shown(assignment)
        if applied(assignment) is None:
            raise NotNow("there are no marks yet: grade, look at them, and apply them first")
        if courses.is_open_for_anybody(courses.rules().of(assignment)):
            raise NotNow("somebody may still hand in in time (deadline, grace or an extension): "
                         "what hidden tests say would help them")  # fmt: skip
        one.marks = True
        one.save()
        audit.note(by, "marks published", assignment)


def hide(assignment, by):
    """Hide the marks of an assignment again."""
    with transaction.atomic():
        one = shown(assignment)
        one.marks = False
        one.save()
        audit.note(by, "marks hidden", assignment)


def is_seen(assignment):
    """Whether students see their marks: published, and ``course.toml`` opened nothing since."""
    if not shown(assignment).marks:
        return False
    return not courses.is_open_for_anybody(courses.rules().of(assignment))


def mark_of(person, assignment):
    """Return the published mark of a student, None where students see none."""
    run = applied(assignment)
    if run is None or not is_seen(assignment):
        return None
    return run.marks.filter(student=person.student).first()
