"""The queue: nothing is lost, nothing is recorded twice, whoever freezes or dies."""

from datetime import timedelta

import pytest

from tests.portal.conftest import DUE, notebook

KIND = ["recognise"]
EXAMINED = {"exercises": [], "score": 0, "max_score": 0, "says": ""}


def expire(job):
    """Let a worker be frozen past its lease."""
    from django.utils import timezone

    from autograde.portal.models import Job

    Job.objects.filter(pk=job.pk).update(lease=timezone.now() - timedelta(seconds=1))


def test_a_job_is_claimed_by_one_worker(portal):
    from autograde.portal import queue

    portal.hand_in("ada")
    assert queue.claim(KIND, "one") and queue.claim(KIND, "two") is None


def test_a_claim_whose_answer_was_lost_is_taken_up_again_and_recorded_once(portal):
    from autograde.portal import queue
    from autograde.portal.models import Outcome

    portal.hand_in("ada")
    expire(queue.claim(KIND, "whose answer was lost"))
    job = queue.claim(KIND, "another")
    assert job.fence == 2 and queue.record(job, {"says": []}, "1")
    assert not queue.record(job, {"says": []}, "1"), "a repeat of the answer changes nothing"
    assert Outcome.objects.count() == 1 and queue.claim(KIND, "a third") is None


def test_a_frozen_worker_that_wakes_changes_nothing(portal):
    from autograde.portal import queue
    from autograde.portal.models import Outcome

    portal.hand_in("ada")
    frozen = queue.claim(KIND, "frozen")
    expire(frozen)
    other = queue.claim(KIND, "other")
    assert not queue.record(frozen, {"by": "frozen"}, "1") and not queue.renew(frozen)
    queue.give_back(frozen, "the machine's fault")
    assert queue.record(other, {"by": "other"}, "1")
    assert not queue.record(frozen, {"by": "frozen"}, "1")
    assert [one.document for one in Outcome.objects.all()] == [{"by": "other"}]


def test_a_job_that_ends_its_workers_is_set_aside_with_the_reason_and_can_be_tried_again(portal):
    from autograde.portal import queue

    portal.hand_in("ada")
    for number in range(queue.TRIES):
        job = queue.claim(KIND, f"worker {number}")
        expire(job)
    assert queue.claim(KIND, "one more") is None
    job.refresh_from_db()
    assert job.state == job.SET_ASIDE and "3 workers ended" in job.reason
    page = portal.instructor().get("/teach/queue/").content.decode()
    assert "3 workers ended" in page
    portal.instructor().post(f"/teach/queue/{job.pk}/again/")
    assert queue.claim(KIND, "after it was mended").pk == job.pk


def test_faults_of_the_machine_use_up_nothing_of_the_day(portal, settings_of):
    from autograde.portal import queue
    from autograde.portal.models import Job

    settings_of(PORTAL_DAILY=1)
    first = portal.hand_in("ada")
    portal.recognise()
    job = queue.claim(["examine"], "broken machine")
    queue.give_back(job, "no jail here")
    assert portal.jobs(kind="examine", state=Job.DONE).count() == 0
    portal.hand_in("ada", notebook("again"))
    portal.recognise()
    assert portal.jobs(kind="examine").exclude(hand_in=first).get().state == Job.WAITING


def test_examinations_of_a_day_are_bounded_and_hand_ins_are_not(portal, settings_of):
    from autograde.portal import queue
    from autograde.portal.models import Job

    settings_of(PORTAL_DAILY=1)
    portal.hand_in("ada")
    portal.recognise()
    queue.record(queue.claim(["examine"], "worker"), EXAMINED, "1")
    second = portal.hand_in("ada", notebook("again"))
    portal.recognise()
    assert portal.jobs(kind="examine", hand_in=second).get().state == Job.OVER_LIMIT


@pytest.fixture
def settings_of():
    """Change settings of Django for one test."""
    from django.test import override_settings

    changed = []

    def change(**values):
        changed.append(override_settings(**values))
        changed[-1].enable()

    yield change
    for one in changed:
        one.disable()


def test_a_groups_newest_takes_the_place_of_its_waiting_ones_and_nobody_elses(portal):
    from autograde.portal.models import Job

    old, others = portal.hand_in("ada", at=DUE), portal.hand_in("cy", notebook("cy"), at=DUE)
    new = portal.hand_in("bo", notebook("new"), at=DUE + timedelta(seconds=1))
    portal.recognise()
    state = {job.hand_in_id: job.state for job in portal.jobs(kind="examine")}
    assert state == {old.pk: Job.SUPERSEDED, others.pk: Job.WAITING, new.pk: Job.WAITING}


def test_who_had_its_turn_waits_behind_who_had_not(portal):
    from autograde.portal import queue

    portal.hand_in("ada", at=DUE)
    portal.recognise()
    queue.record(queue.claim(["examine"], "worker"), EXAMINED, "1")
    portal.hand_in("ada", notebook("second"), at=DUE + timedelta(seconds=1))
    portal.recognise()
    portal.hand_in("cy", notebook("cy"), at=DUE + timedelta(seconds=2))
    portal.recognise()
    assert queue.claim(["examine"], "worker").owner == portal.jobs().get(
        hand_in__uploader__student="cy", kind="examine"
    ).owner  # fmt: skip


def trained(profit):
    rung = {"name": "you", "kind": "student", "profit": profit, "interval": [profit, profit],
            "share_of_bound": 0.5, "sees": "positions"}  # fmt: skip
    return {"reason": "", "remarks": [], "ladder": [rung], "advice": [], "figures": {}}


def test_an_older_result_that_ends_last_changes_no_place_and_equals_share_a_rank(portal):
    from autograde.portal import queue, standing

    def send(student, text, second):
        one = portal.hand_in(student, text, DUE + timedelta(seconds=second), "07_challenge.py",
                             "07_challenge")  # fmt: skip
        portal.recognise()
        return one

    send("di", b"x = 1", 0)
    old = queue.claim(["train"], "slow")
    send("di", b"x = 2", 1)
    queue.record(queue.claim(["train"], "fast"), trained(200.0), "1")
    queue.record(old, trained(100.0), "1")  # its group handed in again meanwhile
    send("cy", b"x = 3", 2)
    queue.record(queue.claim(["train"], "fast"), trained(200.0), "1")
    rows = standing.board(portal.person("di"))
    assert [(row.rank, row.profit) for row in rows] == [(1, 200.0), (1, 200.0)]
    send("di", b"x = 4", 3)  # waits: the last finished result stays
    assert [(row.rank, row.profit) for row in standing.board(None)] == [(1, 200.0), (1, 200.0)]


def test_an_older_examination_that_ends_last_is_not_what_the_page_shows(portal):
    from autograde.portal import queue, standing

    portal.hand_in("di", at=DUE)
    portal.recognise()
    old = queue.claim(["examine"], "slow")
    newest = portal.hand_in("di", notebook("new"), DUE + timedelta(seconds=1))
    portal.recognise()
    assert queue.record(queue.claim(["examine"], "fast"), EXAMINED | {"score": 5}, "1")
    assert queue.record(old, EXAMINED | {"score": 1}, "1"), "it is kept, with its own hand-in"
    found = standing.newest_result(standing.lines(portal.person("di"), "05_q_learning"))
    assert found.hand_in == newest and found.result["score"] == 5


def test_what_waits_while_workers_change_eats_nothing_and_says_by_what_it_was_examined(
    portal, settings_of
):
    from autograde.portal import queue
    from autograde.portal.models import Job, Outcome

    settings_of(PORTAL_DAILY=1)
    for second in range(3):  # two of them are superseded
        portal.hand_in("di", notebook(f"{second}"), DUE + timedelta(seconds=second))
        portal.recognise()
    expire(queue.claim(["examine"], "that was stopped to be updated"))
    job = queue.claim(["examine"], "the new one")
    assert queue.record(job, EXAMINED, "version 2")
    states = [one.state for one in portal.jobs(kind="examine").order_by("pk")]
    assert states == [Job.SUPERSEDED, Job.SUPERSEDED, Job.DONE], "one of one a day"
    assert Outcome.objects.get(kind="examine").version == "version 2"


def test_a_queue_that_stands_still_is_told_on_every_page(portal):
    from django.utils import timezone

    teacher = portal.instructor()
    portal.hand_in("ada")
    assert "The queue stands" not in teacher.get("/teach/").content.decode()
    portal.jobs().update(made=timezone.now() - timedelta(minutes=6))
    for page in ("/teach/", "/teach/people/", "/teach/marks/"):
        assert "The queue stands" in teacher.get(page).content.decode()


def test_half_a_hand_in_is_none(portal, monkeypatch):
    """Whoever dies between file and queue leaves neither."""
    from autograde.portal import accepting
    from autograde.portal.models import HandIn, Job, Stored

    def dies(**_):
        raise RuntimeError("the process ends here")

    monkeypatch.setattr(Job.objects, "create", dies)
    with pytest.raises(RuntimeError):
        accepting.accept(portal.person("di"), "05_q_learning", False, [("a.py", b"1")], "f", DUE)
    assert not HandIn.objects.exists() and not Stored.objects.exists()
    monkeypatch.undo()
    accepting.accept(portal.person("di"), "05_q_learning", False, [("a.py", b"1")], "f", DUE)
    assert HandIn.objects.count() == Job.objects.count() == 1
