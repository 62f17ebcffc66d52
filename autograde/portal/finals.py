"""The final board: `benchmark` on what counts, on hidden chains, beside what holds until applied.

The secret, from which the chains follow, lies in the database: any worker can make the board, and a
backup has it. Its commitment stands on the students' page of the board, from when it is made.
"""

import io
import json
import shutil
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from autograde.course import deadlines
from autograde.kit.files import write_whole
from autograde.leaderboard import benchmark as boards
from autograde.leaderboard import files, seal
from autograde.portal import accepting, audit, courses, exporting, marking, queue
from autograde.portal.models import Final, Job, Mark, Person, Run
from autograde.portal.standing import CHALLENGE

PAGE, TABLE, NAMES = "leaderboard.html", "leaderboard.csv", "names.json"
KEPT = (boards.RUNS, boards.KEPT)  # of a folder: finished runs, so that a killed worker's go on
EARLY = "nothing of the hidden chains may be learned early"
PUBLIC_RUNS, PUBLIC_SCENARIOS = 10, 2000  # shown beside the final, not ranked


def commit(by, wishes=None):
    """Draw the secret of the final track, and keep what is published of it.

    Parameters
    ----------
    by : str
    wishes : dict, optional
        Parts of the configuration that shall be different; they are committed to as well.
    """
    with tempfile.TemporaryDirectory() as scratch, transaction.atomic():
        if Final.objects.filter(assignment=CHALLENGE).exists():
            raise marking.NotNow("the final track is committed to already, and that stands")
        secret, commitment = seal.commit(Path(scratch), wishes)
        made = Final.objects.create(
            assignment=CHALLENGE, secret=secret.read_text("utf-8"),
            commitment=commitment.read_text("utf-8"),
        )  # fmt: skip
        audit.note(by, "committed to the final track", digits(made))
    return made


def known():
    """Return what the final track follows from, None where nobody committed to one."""
    return Final.objects.filter(assignment=CHALLENGE).first()


def digits(final):
    """Return the commitment: what everybody may know before the deadline."""
    return json.loads(final.commitment)["commitment"] if final else ""


def ask(by):
    """Queue the final board; refused while a hand-in may still count."""
    rule = courses.rules().of(CHALLENGE)
    if rule.due:
        last = deadlines.last_that_counts(rule)
        if last is None:
            raise marking.NotNow(f"late work counts for ever by course.toml, and {EARLY}: give it "
                                 "cut_off_days")  # fmt: skip
        if datetime.now(UTC) < last:
            raise marking.NotNow(f"a hand-in may count until {last:%F %T %Z}, and {EARLY}")
    if not _anybody_counts(courses.rules()):
        raise marking.NotNow("no hand-in of the challenge counts")
    if known() is None:
        commit(by)
    return marking.ask(CHALLENGE, by, Job.FINAL)


def _anybody_counts(rules):
    people = Person.objects.filter(hand_ins__assignment=CHALLENGE).distinct()
    return any(
        exporting.counted(person, CHALLENGE, ending, rules)
        for person in people for ending in accepting.ENDINGS
    )  # fmt: skip


def made(run, folder):
    """Return the table of a final board, its files as a zip, and ``names`` and rows by student.

    Parameters
    ----------
    run : Run
    folder : Path
        In which finished training runs stay: who was killed goes on from them.
    """
    final, rules = known(), courses.rules()
    out = folder / digits(final)[:16]
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "class"
        exporting.write(place, [run.assignment])
        _lay_out(final, out)
        try:
            board = boards.benchmark(
                place / exporting.FOLDER, out,
                boards.Settings(
                    steps=rules.steps, roster=place / exporting.ROSTER, course=courses.course(),
                    rule=rules.of(run.assignment), anyway=True, public_runs=PUBLIC_RUNS,
                    public_scenarios=PUBLIC_SCENARIOS,
                ),
            )  # fmt: skip
            names = json.loads((out / NAMES).read_text("utf-8"))
            table, archive = (out / TABLE).read_text("utf-8"), _archive(out)
        finally:
            _clear(out)
    most = max((step.points for step in rules.steps), default=0)
    rows = {row.name: _row(row, most) for row in board.rows if row.kind == "student"}
    return table, archive, names, rows


def _lay_out(final, out):
    """Write what a board is bound to, and who is who on it, where `benchmark` looks."""
    out.mkdir(parents=True, exist_ok=True)
    secret, commitment = seal.files(out)
    write_whole(secret, final.secret, private=True)
    write_whole(commitment, final.commitment)
    write_whole(out / NAMES, json.dumps(final.names), private=True)


def _clear(out):
    """Remove all but finished runs: the rest stands in the database, and can be deleted there."""
    for path in out.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _archive(out):
    """Return the files of a board that everybody may have, as a zip."""
    private = (seal.files(out)[0].name, NAMES)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(out.iterdir()):
            if path.is_file() and path.name not in private:
                archive.write(path, path.name)
    return content.getvalue()


def _row(row, most):
    """Return what a board says of a student, under the names of a mark."""
    return {
        "status": "ranked" if row.played else "no score",
        "reason": row.short_reason,
        "rank": row.rank,
        "shown": row.shown,
        "profit": float(row.mean) if row.played else None,
        "score": float(row.points or 0),
        "max_score": float(most),
    }


def record(job, found, version):
    """Record a board, if the job is still this worker's."""
    return queue.record(job, {}, version, lambda: _keep(job.run, *found))


def _keep(run, table, archive, names, rows):
    run.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(run=run, student=student, score=row["score"], max_score=row["max_score"], row=row)
        for student, row in rows.items()
    )
    run.state, run.table, run.archive = Run.DONE, table, archive
    run.save()
    Final.objects.filter(assignment=run.assignment).update(names=names)


def file_of(run, name):
    """Return one file of a board."""
    with zipfile.ZipFile(io.BytesIO(bytes(run.archive))) as archive:
        return archive.read(name)


def reveal(run, by):
    """Tell the secret in the files of the board that holds, so that everybody can verify it."""
    with tempfile.TemporaryDirectory() as scratch, transaction.atomic():
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.kind != Job.FINAL or run.state != Run.APPLIED:
            raise marking.NotNow("only a final board that was applied can be revealed")
        out, final = Path(scratch), known()
        with zipfile.ZipFile(io.BytesIO(bytes(run.archive))) as archive:
            archive.extractall(out)
        _lay_out(final, out)
        seal.reveal(out)
        files.show_chains(out)
        final.secret = seal.files(out)[0].read_text("utf-8")
        final.save()
        run.archive = _archive(out)
        run.save()
        audit.note(by, "secret of the final track revealed", digits(final))


def publish(by, is_shown=True):
    """Let students see the final board, or hide it again."""
    if is_shown:
        marking.refuse_broken_rules()
    with transaction.atomic():
        one = marking.shown(CHALLENGE)
        if is_shown and marking.applied(CHALLENGE, Job.FINAL) is None:
            raise marking.NotNow("there is no final board yet: make it, look at it, and apply it")
        if is_shown and courses.is_open_for_anybody(courses.rules().of(CHALLENGE)):
            raise marking.NotNow("somebody may still hand in in time")
        one.final = is_shown
        one.save()
        audit.note(by, "final board published" if is_shown else "final board hidden")


def published():
    """Return the final board that students see, None where they see none."""
    if not marking.shown(CHALLENGE).final:
        return None
    # An extension that course.toml gave since would let somebody learn from it.
    is_open = courses.is_open_for_anybody(courses.rules().of(CHALLENGE))
    return None if is_open else marking.applied(CHALLENGE, Job.FINAL)
