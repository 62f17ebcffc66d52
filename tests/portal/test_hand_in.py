"""Handing in: what is kept, what counts, and what its student is told."""

import doctest
import re
from datetime import timedelta
from hashlib import sha256
from importlib import import_module

import pytest

from tests.portal.conftest import DUE, NOTEBOOK, ROOT, notebook

HOUR = timedelta(hours=1)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def counted(portal, student, assignment="05_q_learning"):
    from autograde.portal import exporting

    return exporting.counted(portal.person(student), assignment)


@pytest.mark.parametrize("name", ["counting", "tokens"])
def test_examples_print_what_they_say(django_here, name):
    failed, tried = doctest.testmod(import_module(f"autograde.portal.{name}"))
    assert tried and not failed


def test_a_receipt_holds_without_the_database_and_no_other_text_does(portal):
    from django.conf import settings

    from autograde.portal import receipts

    one = portal.hand_in("ada", at=DUE - HOUR)
    text = portal.student("ada").get(f"/hand-in/{one.pk}/receipt.txt").content.decode()
    said = receipts.read(settings.RECEIPT_KEY, text.replace("\n", "  \r\n"))
    assert said["sha256"] == sha256(NOTEBOOK).hexdigest() and said["hand-in"] == str(one.pk)
    assert said["received"] == "2026-03-01T21:59:00+00:00"
    for name in receipts.FIELDS:
        forged = re.sub(rf"(?m)^{name}: .", f"{name}: X", text)
        assert forged != text and receipts.read(settings.RECEIPT_KEY, forged) is None, name
    assert receipts.read(b"another portal", text) is None


def test_pressed_twice_it_is_one_hand_in_and_other_bytes_are_another(portal):
    first = portal.hand_in("ada", form="the form")
    again = portal.hand_in("ada", form="the form")
    other = portal.hand_in("ada", notebook("more"), form="the form")
    assert first.pk == again.pk != other.pk
    assert portal.jobs(hand_in=first).count() == 1


def test_the_same_bytes_after_the_deadline_change_nothing(portal):
    early = portal.hand_in("ada", at=DUE - HOUR)
    late = portal.hand_in("ada", at=DUE + HOUR)
    assert late.pk != early.pk and counted(portal, "ada") == early
    portal.recognise()
    page = text_of(portal.student("ada").get(f"/hand-in/{late.pk}/"))
    assert "identical to your hand-in of 01 March, 22:59:00" in page


def test_a_late_one_counts_only_when_its_cost_was_read_and_confirmed(portal):
    early = portal.hand_in("ada", at=DUE - HOUR)
    late = portal.hand_in("ada", notebook("more"), at=DUE + HOUR)
    client = portal.student("ada")
    asked = client.post(f"/hand-in/{late.pk}/count/")
    assert "10 % of full marks" in text_of(asked) and counted(portal, "ada") == early
    client.post(f"/hand-in/{late.pk}/count/", {"confirmed": "yes"})
    assert counted(portal, "ada") == late
    assert counted(portal, "bo") == late, "it counts for all whose hand-in it is"
    client.post(f"/hand-in/{early.pk}/count/")
    assert counted(portal, "ada") == early


@pytest.mark.parametrize(
    "seconds, counts, late",
    [(-1, True, False), (0, True, False), (300, True, False), (301, True, True),
     (7 * 86_400, True, True), (7 * 86_400 + 1, False, True)],
)  # fmt: skip
def test_in_time_is_the_first_byte_to_the_second(portal, seconds, counts, late):
    one = portal.hand_in("di", at=DUE + timedelta(seconds=seconds))
    assert (counted(portal, "di") == one) is counts
    page = text_of(portal.student("di").get(f"/hand-in/{one.pk}/"))
    assert (" late " in page) is late


def test_a_deadline_set_before_the_clocks_change_is_one_instant(portal):
    """Clocks go forward at 02:00 on 29 March: half past one in UTC is 03:30 in Berlin."""
    portal.rules('time_zone = "Europe/Berlin"\n[assignments.05_q_learning]\n'
                 "due = 2026-03-29T03:30:00\ndeduction_per_day = 10\n")  # fmt: skip
    due = DUE.replace(day=29, hour=1, minute=30)
    page = portal.student("di").get("/a/05_q_learning/").content.decode()
    assert 'datetime="2026-03-29T01:30:00+00:00"' in page
    portal.hand_in("di", at=due + timedelta(seconds=1))
    late = portal.hand_in("di", notebook("x"), at=due)
    assert counted(portal, "di") == late
    from autograde.portal import courses, exporting

    assert "due = 2026-03-29T03:30:00+02:00" in exporting.course_toml(courses.rules())


def test_rules_that_are_broken_meanwhile_stop_no_hand_in_and_the_instructor_is_told(portal):
    early = portal.hand_in("di", at=DUE - HOUR)
    portal.rules("[assignments.05_q_learning\ndue = tomorrow")
    late = portal.hand_in("di", notebook("x"), at=DUE + HOUR)
    assert counted(portal, "di") == early, "the rules before still hold"
    assert "late" in text_of(portal.student("di").get(f"/hand-in/{late.pk}/"))
    assert "cannot be used" in text_of(portal.instructor().get("/teach/"))
    for what in ("grade", "publish"):
        refused = portal.instructor().post(f"/teach/marks/05_q_learning/{what}/")
        assert refused.status_code == 409 and "cannot be used" in text_of(refused)
    portal.rules('time_zone = "UTC"\n')
    assert "cannot be used" not in text_of(portal.instructor().get("/teach/"))
    assert counted(portal, "di") == late, "there is no deadline any more"


def test_a_page_is_told_to_look_again_soon_where_something_is_about_to_come(portal):
    client = portal.student("di")

    def told():
        return client.get("/a/05_q_learning/live/")["X-Look-Again"]

    assert told() == "10"
    portal.hand_in("di")
    assert told() == "3"
    portal.jobs().update(state="done")
    assert told() == "10"


def test_an_untouched_notebook_and_another_chapter_are_taken_in_and_told(portal):
    untouched = (ROOT / "chapters" / "05_q_learning.ipynb").read_bytes()
    four = (ROOT / "chapters" / "04_dynamic_programming.ipynb").read_bytes()
    first = portal.hand_in("di", untouched, DUE - HOUR)
    second = portal.hand_in("di", four, DUE - HOUR)
    portal.recognise()
    client = portal.student("di")
    assert "nothing in it is answered yet" in text_of(client.get(f"/hand-in/{first.pk}/"))
    assert "not Q-learning: it counts as" in text_of(client.get(f"/hand-in/{second.pk}/"))
    second.refresh_from_db()
    assert second.assignment == "04_dynamic_programming"
    assert counted(portal, "di") == first


def test_forbidden_names_and_gaps_are_told(portal):
    import json

    document = json.loads((ROOT / "chapters" / "04_dynamic_programming.ipynb").read_bytes())
    for cell in document["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "bellman_backup":
            cell["source"] = "def bellman_backup(*given):\n    return optimum(*given)\n"
    one = portal.hand_in("di", json.dumps(document).encode(), assignment="04_dynamic_programming")
    portal.recognise()
    page = text_of(portal.student("di").get(f"/hand-in/{one.pk}/"))
    assert "bellman_backup seems to use optimum" in page
    assert "not answered yet: plan_backwards" in page


def test_a_file_that_cannot_be_read_is_kept_and_told_and_not_examined(portal):
    one = portal.hand_in("di", b"PK\x03\x04 no notebook")
    portal.recognise()
    assert "cannot be read" in text_of(portal.student("di").get(f"/hand-in/{one.pk}/"))
    assert bytes(one.stored.content) == b"PK\x03\x04 no notebook"
    assert [job.kind for job in portal.jobs(hand_in=one)] == ["recognise"]


def test_whose_a_hand_in_is_follows_the_group_of_that_moment(portal, tmp_path):
    from autograde.portal import people

    one = portal.hand_in("ada", at=DUE - 2 * HOUR)
    (tmp_path / "moved.csv").write_text("student,group\nada,g1\nbo,g2\ncy,g2\ndi,g1\n")
    people.take(tmp_path / "moved.csv")
    assert counted(portal, "bo") == one, "who left keeps it"
    assert counted(portal, "di") is None, "who joined has none of it"
    assert portal.student("di").get(f"/hand-in/{one.pk}/").status_code == 404
    other = portal.hand_in("cy", notebook("g2"), at=DUE - HOUR)
    assert counted(portal, "bo") == other and counted(portal, "ada") == one


def test_several_files_come_in_together_or_not_at_all(portal):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    from autograde.portal.models import HandIn

    client = portal.student("di")
    good, bad = File("07_challenge.py", b"x = 1\n"), File("a.exe", b"MZ")
    refused = client.post("/a/07_challenge/hand-in/", {"form": "f", "files": [good, bad]})
    assert refused.status_code == 400 and HandIn.objects.count() == 0
    good.seek(0)
    note = File("07_challenge.ipynb", NOTEBOOK)
    client.post("/a/07_challenge/hand-in/", {"form": "f", "files": [good, note]})
    assert sorted(HandIn.objects.values_list("ending", flat=True)) == [".ipynb", ".py"]


def test_an_extension_holds_on_the_page_in_what_counts_and_in_the_export(portal):
    from autograde.portal import exporting

    late = portal.hand_in("di", at=DUE + 30 * HOUR)
    teacher = portal.instructor()
    given = {"assignment": "05_q_learning", "until": "2026-03-03T12:00:00"}
    teacher.post(f"/teach/people/{portal.person('di').pk}/extend/", given)
    page = text_of(portal.student("di").get(f"/hand-in/{late.pk}/"))
    assert " late " not in page and "deducted" not in page
    rules = dict(exporting.files())["course.toml"].decode()
    assert '"di" = 2026-03-03T12:00:00+01:00' in rules


def test_of_two_files_for_one_chapter_the_last_of_the_form_counts(portal):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from autograde.portal import exporting

    client, names = portal.student("di"), [f"{letter}.ipynb" for letter in "edcab"]
    for round_ in range(3):  # not by luck
        files = [SimpleUploadedFile(name, notebook(name, str(round_))) for name in names]
        sent = {"form": f"form {round_}", "files": files}
        answer = client.post(
            "/a/05_q_learning/hand-in/",
            sent,
            **{"portal.first_byte": DUE.timestamp() - 60 + round_},
        )
        assert answer["Location"] == "/a/05_q_learning/"
        assert exporting.counted(portal.person("di"), "05_q_learning").file == names[-1]


def test_a_newer_one_in_time_does_not_silently_replace_what_was_picked(portal):
    from autograde.portal import exporting

    first = portal.hand_in("di", at=DUE - timedelta(hours=3))
    portal.hand_in("di", notebook("second"), DUE - timedelta(hours=2))
    client = portal.student("di")
    client.post(f"/hand-in/{first.pk}/count/")
    third = portal.hand_in("di", notebook("third"), DUE - timedelta(hours=1))
    assert exporting.counted(portal.person("di"), "05_q_learning").pk == first.pk
    page = client.get(f"/hand-in/{third.pk}/").content.decode()
    assert "You picked which one counts" in page and "Let this one count instead" in page
    client.post(f"/hand-in/{third.pk}/count/")
    assert exporting.counted(portal.person("di"), "05_q_learning").pk == third.pk


def test_who_is_in_no_group_is_told_of_none(portal):
    alone, member = (portal.student(who).get("/a/05_q_learning/").content.decode()
                     for who in ("di", "ada"))  # fmt: skip
    assert "for the group" not in alone and "When the group changes" not in alone
    assert "for the group" in member and "When the group changes" in member


def test_an_admission_shortens_nobodys_extension_and_one_can_be_withdrawn(portal):
    from autograde.portal import courses, people

    teacher, hours = portal.instructor(), timedelta(hours=1)
    people.extend([portal.person("bo")], "05_q_learning", DUE + 9 * hours, "teacher")
    late = portal.hand_in("ada", at=DUE + 2 * hours)
    teacher.post(f"/teach/hand-ins/{late.pk}/admit/")

    def due(student):
        return courses.due(courses.rules().of("05_q_learning"), student)

    assert due("ada") > DUE + 2 * hours and due("bo") == DUE + 9 * hours
    page = teacher.get(f"/teach/people/{portal.person('bo').pk}/").content.decode()
    assert "withdraw" in page
    teacher.post(f"/teach/people/{portal.person('bo').pk}/extend/",
                 {"assignment": "05_q_learning", "withdraw": "yes"})  # fmt: skip
    assert due("bo") == DUE


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("grace_minutse = 3\n", "grace_minutse"),
        ("[assignments.05_q_learning", "course.toml"),
        ("[assignments.04_dynamic_programming.extensions]\nnobody = 3\n", "nobody is called"),
    ],
)
def test_a_slip_in_the_rules_costs_nobody_the_portal(portal, more, told):
    from tests.portal.conftest import RULES

    student, teacher = portal.student("di"), portal.instructor()
    address = f"/teach/people/{portal.person('di').pk}/"
    before = [client.get(path) for client, path in ((student, "/a/05_q_learning/"),
                                                    (teacher, address))]  # fmt: skip
    assert told not in before[1].content.decode()
    portal.rules(RULES + more)
    page = student.get("/a/05_q_learning/")
    assert page.status_code == 200 and "22:59:00" in page.content.decode()
    assert told not in page.content.decode()
    assert told in teacher.get(address).content.decode(), "who can mend it reads it on every page"
    portal.hand_in("di", at=DUE)
    assert counted(portal, "di")
