"""Who sees what: every route, as nobody, its student, another student and an instructor.

A new address without a row here fails: nobody forgets to say who may open it.
"""

import io
import re
import uuid
import zipfile
from datetime import timedelta

import pytest

from tests.portal.conftest import DUE, NOTEBOOK, RULES, notebook

CHAPTER, CHALLENGE = "05_q_learning", "07_challenge"
SECRET = "HIDDENMARK-4711"  # stands in the mark and its page, and nowhere else
FINAL = "HIDDENBOARD-4712"  # stands on the final board
SEES, ENTER, NOT_THERE, TEACH, FORBIDDEN = "sees", "sent to sign in", 404, "sent to the class", 403
# name of the route → what a GET gives to (nobody, its student, another student, an instructor)
STUDENTS = {
    "home": (ENTER, SEES, SEES, TEACH),
    "board": (ENTER, SEES, SEES, TEACH),
    "board_live": (ENTER, SEES, SEES, TEACH),
    "final_board": (ENTER, "final", "final", TEACH),
    "final_files": (ENTER, "final", "final", TEACH),
    "assignment": (ENTER, SEES, SEES, TEACH),
    "assignment_live": (ENTER, SEES, SEES, TEACH),
    "receipt": (ENTER, SEES, NOT_THERE, TEACH),
    "receipt_live": (ENTER, SEES, NOT_THERE, TEACH),
    "receipt_text": (ENTER, SEES, NOT_THERE, TEACH),
    "own_file": (ENTER, SEES, NOT_THERE, TEACH),
    "mark": (ENTER, "mark", NOT_THERE, TEACH),
    "hand_in": (ENTER, 405, 405, TEACH),
    "objection": (ENTER, 405, 405, TEACH),
    "count": (ENTER, 405, 405, TEACH),
}
OPEN = {"enter": (SEES,) * 4, "first": (SEES,) * 4, "instructors_sign_in": (SEES,) * 4,
        "new_password": (SEES,) * 4, "leave": (405,) * 4,
        "in_page": (SEES,) * 4, "course": (NOT_THERE,) * 4}  # no site is given here  # fmt: skip
TEACHING = ("overview", "people", "person", "hand_ins", "file", "queue", "queue_live", "download",
            "marks", "run", "run_live", "run_table", "run_board", "run_files", "objections",
            "audit")  # fmt: skip
CHANGES = ("token", "extend", "view_as", "view_as_end", "admit", "again", "change", "run_change",
           "answer")  # fmt: skip
ROUTES = (
    STUDENTS
    | OPEN
    | dict.fromkeys(TEACHING, ("sign in", NOT_THERE, NOT_THERE, SEES))
    | dict.fromkeys(CHANGES, ("sign in", NOT_THERE, NOT_THERE, 405))
)
STATES = ("queued", "examined", "graded", "published", "hidden again")


@pytest.fixture
def made(portal):
    """Return a portal in which each kind of record is there, and the address of every route."""
    from django.urls import reverse

    from autograde.portal import finals, marking
    from autograde.portal.models import Job, Mark, Objection, Run

    one = portal.hand_in("ada", at=DUE)
    portal.hand_in("cy", notebook("cy"), at=DUE)
    run = Run.objects.create(assignment=CHAPTER, by="teacher", state=Run.DONE, table=SECRET)
    for student in ("ada", "cy"):
        row = {"status": "graded", "reason": f"{SECRET} {student}"}
        Mark.objects.create(run=run, student=student, score=8, max_score=16, row=row,
                            page=f"<p>{SECRET} {student}</p>", exercises=["td_update"])  # fmt: skip
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("leaderboard.html", FINAL)
    final = Run.objects.create(assignment=CHALLENGE, kind=Job.FINAL, by="teacher", state=Run.DONE,
                               table=FINAL, archive=content.getvalue())  # fmt: skip
    for rank, student in enumerate(("ada", "cy"), 1):
        row = {"status": "ranked", "reason": "", "rank": rank, "shown": f"{FINAL} {student}"}
        Mark.objects.create(run=final, student=student, score=1, max_score=2, row=row)
    asked = Objection.objects.create(person=portal.person("ada"), assignment=CHAPTER, text="why?")
    numbers = {"receipt": one.pk, "receipt_live": one.pk, "receipt_text": one.pk,
               "own_file": one.pk, "count": one.pk, "file": one.pk, "admit": one.pk,
               "person": portal.person("ada").pk, "token": portal.person("ada").pk,
               "extend": portal.person("ada").pk, "view_as": portal.person("ada").pk,
               "again": Job.objects.first().pk, "run": run.pk, "run_table": run.pk,
               "run_live": run.pk, "run_board": final.pk, "run_files": final.pk,
               "run_change": run.pk, "answer": asked.pk}  # fmt: skip
    addresses = {}
    for name in ROUTES:
        given = {"number": numbers[name]} if name in numbers else {}
        if name == "course":
            given["path"] = "chapters/index.html"
        if name in ("assignment", "assignment_live", "hand_in", "in_page", "mark", "objection",
                    "change"):  # fmt: skip
            given["assignment"] = CHAPTER
        given |= {"what": {"change": "hide", "run_change": "drop"}[name]} if (
            name in ("change", "run_change")
        ) else {}  # fmt: skip
        addresses[name] = reverse(name, kwargs=given)

    def bring(state):
        if state == "examined":
            portal.recognise()
        if state == "graded":
            marking.apply(run, "teacher")
            marking.apply(final, "teacher")
        if state == "published":
            marking.publish(CHAPTER, "teacher")
            finals.publish("teacher")
        if state == "hidden again":
            marking.hide(CHAPTER, "teacher")
            finals.publish("teacher", is_shown=False)

    return portal, addresses, bring, one


def what_came(answer):
    if answer.status_code == 302:
        to = answer["Location"]
        return TEACH if to == "/teach/" else ENTER if to == "/enter/" else (
            "sign in" if to.startswith("/teach/in/") else to)  # fmt: skip
    return SEES if answer.status_code == 200 else answer.status_code


def test_every_route_has_a_row(django_here):
    from autograde.portal import urls

    assert {route.name for route in urls.urlpatterns} == set(ROUTES)


def test_each_role_sees_in_each_state_what_it_may_on_every_route(made):
    portal, addresses, bring, _ = made
    roles = (portal.client(), portal.student("ada"), portal.student("cy"), portal.instructor())
    for state in STATES:
        bring(state)
        for name, wanted in ROUTES.items():
            for role, (who, expected) in enumerate(zip(roles, wanted)):
                answer = who.get(addresses[name])
                text = answer.content.decode(errors="replace")
                if name in ("mark", "final_board", "final_files") and role in (1, 2):
                    expected = SEES if state == "published" else NOT_THERE
                assert what_came(answer) == expected, (state, name, role)
                if role in (0, 1, 2):
                    may = state == "published" and role and name in ("mark", "assignment")
                    assert (SECRET in text) is bool(may), (state, name, role)
                    may = state == "published" and role and name in ("board", "final_board")
                    assert name == "final_files" or (FINAL in text) is bool(may), (state, name)
                    assert name != "board" or role != 1 or f"{FINAL} cy" not in text
                    assert role != 1 or f"{SECRET} cy" not in text
                    assert role != 2 or f"{SECRET} ada" not in text


def test_what_is_not_there_and_what_is_anothers_look_the_same(made):
    portal, addresses, _, one = made
    client = portal.student("cy")
    others = client.get(addresses["receipt"])
    nobodys = client.get(f"/hand-in/{uuid.uuid4()}/")
    assert others.status_code == nobodys.status_code == 404
    bare = [re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", one.content) for one in
            (others, nobodys)]  # fmt: skip
    assert bare[0] == bare[1]


def test_who_looks_as_a_student_sees_what_it_sees_and_changes_nothing(made):
    from autograde.portal.models import Audit, HandIn, Pick

    portal, addresses, _, one = made
    teacher = portal.instructor()
    teacher.post(addresses["view_as"])
    page = teacher.get("/").content.decode()
    assert "You look as" in page and "ada" in page
    before = HandIn.objects.count()
    for name in ("hand_in", "count", "objection"):
        assert teacher.post(addresses[name], {"confirmed": "yes", "text": "x"}).status_code == 403
    assert HandIn.objects.count() == before and not Pick.objects.exists()
    assert Audit.objects.filter(action="looked as a student", by="teacher", about="ada").exists()
    teacher.post("/teach/as/end/")
    assert what_came(teacher.get("/")) == TEACH


def test_marks_are_not_published_while_anybodys_extension_is_open(made):
    from datetime import UTC, datetime, timedelta

    from autograde.portal import marking, people

    portal, addresses, bring, _ = made
    bring("graded")
    until = datetime.now(UTC) + timedelta(days=1)
    people.extend([portal.person("di")], CHAPTER, until, "teacher")
    teacher = portal.instructor()
    refused = teacher.post(f"/teach/marks/{CHAPTER}/publish/")
    assert refused.status_code == 409 and not marking.shown(CHAPTER).marks
    from autograde.portal.models import Extension

    Extension.objects.all().delete()
    assert teacher.post(f"/teach/marks/{CHAPTER}/publish/").status_code == 302
    assert marking.shown(CHAPTER).marks


def test_an_extension_of_the_rules_given_later_hides_what_was_published(made):
    portal, addresses, bring, _ = made
    bring("graded")
    bring("published")
    client = portal.student("ada")
    hidden = ("mark", "final_board", "final_files")
    assert [client.get(addresses[name]).status_code for name in hidden[:2]] == [200, 200]
    late = RULES + "".join(
        f"[assignments.{name}.extensions]\ndi = 2099-01-01\n" for name in (CHAPTER, CHALLENGE)
    ).replace(f"[assignments.{CHALLENGE}.ext", f"[assignments.{CHALLENGE}]\ndue = 2026-03-01\n"
              f"[assignments.{CHALLENGE}.ext")  # fmt: skip
    portal.rules(late)
    assert [client.get(addresses[name]).status_code for name in hidden] == [404] * 3
    assert SECRET not in client.get(addresses["assignment"]).content.decode()
    assert FINAL not in client.get(addresses["board"]).content.decode()


def test_after_publication_what_counts_stands_and_an_upload_changes_no_mark(made):
    portal, addresses, bring, one = made
    bring("graded")
    bring("published")
    assert portal.student("ada").post(addresses["count"]).status_code == 409
    portal.hand_in("ada", notebook("later"))
    assert f"{SECRET} ada" in portal.student("ada").get(addresses["mark"]).content.decode()


def test_the_last_students_file_comes_back_to_the_byte(made):
    portal, addresses, _, _ = made
    answer = portal.student("ada").get(addresses["own_file"])
    assert answer.content == NOTEBOOK and "attachment" in answer["Content-Disposition"]


def test_every_change_of_an_instructor_is_in_the_log_once_with_who_made_it(made):
    from autograde.portal.models import Audit, Job

    portal, addresses, bring, _ = made
    teacher = portal.instructor()
    late = portal.hand_in("di", notebook("di"), DUE + timedelta(days=1))
    portal.jobs(hand_in=late).update(state=Job.SET_ASIDE)
    run = addresses["run_change"].removesuffix("drop/")
    final = addresses["run_board"].removesuffix("board/")
    extension = {"assignment": CHAPTER, "until": "2026-03-05T12:00"}
    changes = [
        (addresses["token"], {"new": "yes"}),
        (addresses["extend"], extension),
        (addresses["extend"], {"assignment": CHAPTER, "withdraw": "yes"}),
        (addresses["view_as"], {}),
        (f"/teach/queue/{portal.jobs(hand_in=late).get().pk}/again/", {}),
        (addresses["answer"], {"answer": "because"}),
        (f"{run}apply/", {}),
        (f"{final}apply/", {}),
        *((f"/teach/marks/{CHAPTER}/{what}/", {}) for what in ("publish", "hide", "grade")),
        *((f"/teach/marks/{CHALLENGE}/{what}/", {}) for what in (
            "commit", "publish-final", "hide-final", "hide-board", "show-board")),
    ]  # fmt: skip
    for address, given in changes:
        before = Audit.objects.count()
        assert teacher.post(address, given).status_code in (200, 302), address
        rows = Audit.objects.order_by("-pk")[: Audit.objects.count() - before]
        assert [row.by for row in rows] == ["teacher"], address
    before = Audit.objects.count()
    teacher.post(f"/teach/hand-ins/{late.pk}/admit/")
    assert Audit.objects.count() > before
    # What is refused, and what students must not do, changes nothing and is not there.
    before = Audit.objects.count()
    assert teacher.post(f"/teach/marks/{CHALLENGE}/commit/").status_code == 409
    for address, given in changes:
        assert portal.student("cy").post(address, given).status_code == 404
    assert Audit.objects.count() == before
