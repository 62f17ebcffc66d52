"""A worker: claims jobs, does them, records what came of each. Any number run side by side."""

import fcntl
import json
import logging
import os
import shutil
import socket
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import connection

from autograde.course import version
from autograde.grading.grade_one import grade_one
from autograde.handin import which
from autograde.handin.reader import Reader
from autograde.handin.submissions import Submission
from autograde.kit.files import write_whole
from autograde.leaderboard.public import SECONDS, prepare, public_result
from autograde.portal import courses, finals, marking, practice_course, queue, recognising
from autograde.portal.models import HandIn, Job
from autograde.portal.standing import CHALLENGE

RUNS = 3  # training runs on the public track
LANES = {
    "recognise": (Job.RECOGNISE,),
    "examine": (Job.EXAMINE, Job.TRAIN, Job.GRADE),
    "final": (Job.FINAL,),  # takes hours: nobody's visible tests wait behind it
}
IDLE = 0.5  # [s] between two looks at an empty queue
AWAY = 2.0  # [s] before a database that did not answer is asked again
NICE = 10  # who trains gives way to who answers the web
log = logging.getLogger("portal")


def work(lanes, once=False):
    """Do jobs until the program ends.

    Parameters
    ----------
    lanes : sequence of str
        Of `LANES`. What takes long is not done by who says within seconds what came in.
    once : bool
        End when nothing is left to do.
    """
    if {*lanes} - {"recognise"}:
        os.nice(NICE)
    name = f"{socket.gethostname()} {os.getpid()}"
    kinds = [kind for lane in lanes for kind in LANES[lane]]
    is_prepared = "examine" not in lanes
    with Reader(which.chapters(courses.course())) as reader:
        while True:
            try:
                job = queue.claim(kinds, name)
                if job:
                    do(job, reader)
            except DatabaseFault as fault:  # what was claimed, a lease gives back
                log.warning("the database does not answer: %s", fault)
                connection.close()
                time.sleep(AWAY)
                continue
            if not job:
                if once:
                    return
                if not is_prepared:
                    is_prepared = True
                    _prepare()
                    continue
                connection.close_if_unusable_or_obsolete()
                time.sleep(IDLE)


def _prepare():
    """Train the course's own learners while nobody waits: the first student need not."""
    folder = _folder("board")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "prepared").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another worker of this machine is about it
            return
        try:
            prepare(folder, runs=RUNS, jobs=1)
        except Exception:  # what fails here, fails again with a hand-in, which says so
            log.exception("the public track could not be prepared")


def do(job, reader):
    """Do one job, whatever comes of it."""
    try:
        with _leased(job):
            _do(job, reader)
    except Exception as error:  # the machine's fault, or ours: no student pays for it
        log.exception("job %s failed", job.pk)
        queue.give_back(job, f"{type(error).__name__}: {error}")


def _do(job, reader):
    now = version.version()
    if job.kind == Job.RECOGNISE:
        known = which.chapters(courses.course())
        found = recognising.recognised(job.hand_in, reader, known, courses.rules().zone)
        queue.record(job, found, now, lambda: _recognised(job.hand_in, found))
    elif job.kind == Job.GRADE:
        marking.record(job, marking.made(job.run), now)
    elif job.kind == Job.FINAL:
        finals.record(job, finals.made(job.run, _folder("final")), now)
    else:
        do_one = examined if job.kind == Job.EXAMINE else trained
        queue.record(job, do_one(job.hand_in), now)


def _recognised(hand_in, found):
    """Queue what follows from what a hand-in is."""
    if found["assignment"] != hand_in.assignment:
        HandIn.objects.filter(pk=hand_in.pk).update(assignment=found["assignment"])
        hand_in.assignment = found["assignment"]
    if found["fault"]:
        return
    zone = courses.rules().zone
    if hand_in.ending == ".ipynb":
        queue.add(Job.EXAMINE, hand_in, zone)
    if hand_in.assignment == CHALLENGE:
        queue.add(Job.TRAIN, hand_in, zone)


def _folder(kind):
    """Return where a kind of work keeps what it needs again: another version has another."""
    return Path(settings.PORTAL_DATA) / "work" / kind / version.version()[:24].replace("/", "_")


def examined(hand_in):
    """Return what the visible tests say of a hand-in; no hidden test is run."""
    course = practice_course.make(courses.course(), _folder("courses"))
    rules = _folder("rules") / "course.toml"
    if not rules.is_file():  # lateness is not what practice is about
        write_whole(rules, 'time_zone = "UTC"\n')
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{hand_in.assignment}.ipynb"
        path.write_bytes(bytes(hand_in.stored.content))
        # Each hand-in is somebody of its own: several of a group may be examined side by side.
        one = Submission(str(hand_in.pk), hand_in.assignment, path)
        out = _folder("grades") / course.root.name
        try:
            [graded] = grade_one(course, one, out, rules=rules)
        finally:
            # What is kept of a hand-in stands in the database, from where it can be deleted.
            for below in ("results", "feedback", "autograded"):
                shutil.rmtree(out / below / one.student, ignore_errors=True)
    visible = [
        {
            "name": exercise.name,
            "score": sum(test.score for test in exercise.tests if not test.hidden),
            "max_score": sum(test.max_score for test in exercise.tests if not test.hidden),
            "waits": any(test.waits for test in exercise.tests),
            "hints": [test.hint for test in exercise.tests if test.hint and not test.hidden],
        }
        for exercise in graded.result.exercises
    ]
    return {
        "exercises": visible,
        "score": sum(one["score"] for one in visible),
        "max_score": sum(one["max_score"] for one in visible),
        "says": graded.mark.told,
    }


def trained(hand_in):
    """Return what an algorithm earns on the public track."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{CHALLENGE}{hand_in.ending}"
        path.write_bytes(bytes(hand_in.stored.content))
        found = public_result(path, _folder("board"), runs=RUNS, jobs=1, on_trial=True)
    document = asdict(found) | {"runs": RUNS} | SECONDS
    return json.loads(json.dumps(document, default=float))


@contextmanager
def _leased(job):
    """Renew a lease while its job is done."""
    ended = threading.Event()

    def renew():
        while not ended.wait(queue.LEASE.total_seconds() / 3):
            try:
                if not queue.renew(job):
                    return
            except Exception:  # the next time may work; else somebody else takes the job
                log.exception("the lease of job %s was not renewed", job.pk)
        connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
