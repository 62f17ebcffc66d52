"""The queue: who claims a job has it for a while, and only the last who claimed it may record.

A claim is one transaction. It gives a *lease*, which a living worker renews, and a *fence*, a
number that grows with every claim: whoever wakes after its lease ran out, and somebody else took
the job, finds another number there and changes nothing. So a job may run twice, and is recorded
once. Leases compare the clocks of the workers' machines, which must agree to a few seconds.
"""

import logging
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from autograde.portal.models import HandIn, Job, Outcome

LEASE = timedelta(seconds=60)
TRIES = 3  # after so many, a job is set aside
PAUSE = timedelta(seconds=5)  # before a job that failed is tried again
LONG = (Job.EXAMINE, Job.TRAIN)  # what is told a place
LATELY = timedelta(hours=1)  # in which a group's jobs count against its next one
log = logging.getLogger("portal")


def add(kind, hand_in, zone):
    """Queue something about a hand-in: its group's older ones that still wait need not run.

    Parameters
    ----------
    kind : str
        `Job.EXAMINE` or `Job.TRAIN`.
    hand_in : HandIn
    zone : tzinfo
        The course's: in which a day begins.
    """
    of_owner = Job.objects.filter(kind=kind, owner=hand_in.owner)
    alike = of_owner.filter(hand_in__assignment=hand_in.assignment, hand_in__ending=hand_in.ending)
    waiting = alike.filter(state=Job.WAITING)
    state = Job.WAITING
    if HandIn.objects.filter(pk__in=waiting.values("hand_in"), received__gt=hand_in.received):
        state = Job.SUPERSEDED
    else:
        waiting.update(state=Job.SUPERSEDED)
    midnight = timezone.localtime(timezone=zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if alike.filter(state=Job.DONE, ended__gte=midnight).count() >= settings.PORTAL_DAILY:
        state = Job.OVER_LIMIT
    lately = timezone.now() - LATELY
    turn = of_owner.filter(Q(state=Job.RUNNING) | Q(state=Job.DONE, ended__gte=lately)).count()
    Job.objects.get_or_create(
        kind=kind, hand_in=hand_in, defaults={"state": state, "owner": hand_in.owner, "turn": turn}
    )


def claim(kinds, worker):
    """Return a job that nobody else has, None if there is none.

    Parameters
    ----------
    kinds : sequence of str
        What this worker does.
    worker : str
        What it is called, for people.
    """
    while _free(kinds).exists():  # reading first: an idle worker takes no lock
        with transaction.atomic():
            jobs = _free(kinds).order_by("turn", "pk")
            if connection.features.has_select_for_update_skip_locked:
                jobs = jobs.select_for_update(skip_locked=True)
            job = jobs.first()
            if job is None:
                return None
            if job.attempts >= TRIES:
                _set_aside(job)
                continue
            now = timezone.now()
            job.state, job.worker, job.began = Job.RUNNING, worker[:80], now
            job.attempts, job.fence, job.lease = job.attempts + 1, job.fence + 1, now + LEASE
            job.save()
        return job
    return None


def _free(kinds):
    free = Q(state=Job.WAITING) | Q(state=Job.RUNNING, lease__lt=timezone.now())
    return Job.objects.filter(free, kind__in=kinds)


def renew(job):
    """Prolong a lease; return whether the job is still this worker's."""
    return bool(_mine(job).update(lease=timezone.now() + LEASE))


def record(job, document, version, then=lambda: None):
    """Record what a job found, once; return whether it was this worker's to record.

    Parameters
    ----------
    job : Job
        As it was claimed.
    document : dict
    version : str
        Of what found it.
    then : callable
        What belongs to it: done in the same transaction.
    """
    with transaction.atomic():
        if not _mine(job).update(state=Job.DONE, ended=timezone.now(), reason=""):
            log.warning("job %s: what attempt %s found is refused, as another has it",
                        job.pk, job.fence)  # fmt: skip
            return False
        if job.hand_in_id:
            Outcome.objects.create(
                job=job, hand_in_id=job.hand_in_id, kind=job.kind, document=document,
                version=version[:80],
            )  # fmt: skip
        then()
    return True


def give_back(job, reason):
    """Let a job that failed be tried again, or set it aside after so many tries."""
    with transaction.atomic():
        if not _mine(job).update(reason=reason[:2000], lease=timezone.now() + PAUSE):
            return
        if job.attempts >= TRIES:
            job.refresh_from_db()
            _set_aside(job)


def _set_aside(job):
    job.state, job.ended = Job.SET_ASIDE, timezone.now()
    job.reason = job.reason or f"{job.attempts} workers ended while they had it"
    job.save()
    if job.run_id:
        job.run.state, job.run.reason = job.run.FAILED, job.reason
        job.run.save()


def again(job):
    """Queue a job anew that was set aside, over the limit or superseded."""
    Job.objects.filter(pk=job.pk, state__in=(Job.SET_ASIDE, Job.OVER_LIMIT, Job.SUPERSEDED)).update(
        state=Job.WAITING, attempts=0, reason="", lease=None
    )


def _mine(job):
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=Job.RUNNING)


class Pace:
    """How fast the queue goes: asked once for all of a page that waits."""

    @cached_property
    def _each(self):
        """Seconds that one of the last jobs took."""
        ended = Job.objects.filter(kind__in=LONG, state=Job.DONE).order_by("-ended")
        took = [(end - began).total_seconds()
                for began, end in ended.values_list("began", "ended")[:20]] or [20.0]  # fmt: skip
        return sum(took) / len(took)

    @cached_property
    def _running(self):
        return Job.objects.filter(state=Job.RUNNING, kind__in=LONG).count()

    def place(self, job):
        """Return how many jobs come before one that waits, and the seconds until it ends."""
        ahead = Job.objects.filter(
            Q(turn__lt=job.turn) | Q(turn=job.turn, pk__lt=job.pk), kind__in=LONG,
            state=Job.WAITING,
        ).count()  # fmt: skip
        waits = self._each / 2 if self._running else 0
        return ahead, self._each * (1 + ahead / max(self._running, 1)) + waits


def oldest_waiting():
    """Return since when the job waits that waits longest, None if none does."""
    first = Job.objects.filter(state=Job.WAITING).order_by("made").first()
    return first.made if first else None
