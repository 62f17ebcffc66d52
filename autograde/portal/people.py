"""The class: roster, groups, the tokens by which students sign in, and one person's data."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from autograde.handin import roster as rosters
from autograde.kit.errors import UnusableArgument
from autograde.kit.text import for_spreadsheet
from autograde.portal import audit, tokens
from autograde.portal.models import (
    Audit,
    Extension,
    Final,
    Group,
    HandIn,
    Mark,
    Objection,
    Person,
    Pick,
    Run,
    Stored,
    Token,
)

USER = "student {}"  # what the account of a student is called; no instructor's name may begin so
DELETED = "a deleted person"


def take(path, by=audit.COMMAND_LINE):
    """Take over a roster; return the token of each student who had none, by student.

    Who is in the portal already keeps token and hand-ins, and changes group where the roster has
    another. Who is missing in it stays: people leave by `forget`.

    Parameters
    ----------
    path : Path
        See `roster.read`.
    by : str
        Who does it.
    """
    listed = rosters.read(path).students
    for student in listed:
        if (
            "/" in student
            or "\\" in student
            or student.startswith((".", "~"))
            or student != (student.strip())
        ):
            raise UnusableArgument(
                f"{path}: {student!r} cannot be the name of a folder, which `grade` needs; "
                "give the column student numbers or short names, and the column name the rest"
            )
    made = {}
    with transaction.atomic():
        for student, one in listed.items():
            group = Group.objects.get_or_create(name=one.group)[0] if one.group else None
            about = {"name": one.name, "email": one.email, "lms_id": one.lms_id, "group": group}
            person = Person.objects.filter(student=student).first()
            if person is None:
                user = get_user_model()(username=USER.format(student)[:150])
                user.set_unusable_password()
                user.save()
                person = Person.objects.create(student=student, user=user, **about)
                made[student] = new_token(person)
            else:
                Person.objects.filter(pk=person.pk).update(**about)
        audit.note(by, "roster taken over", f"{len(listed)} students, {len(made)} of them new")
    return made


def new_token(person):
    """Return a new token of a student; the ones before go on working until they are revoked."""
    token = tokens.new()
    Token.objects.create(person=person, digest=tokens.digest(token))
    return token


def revoke(person, by):
    """Make all tokens of a student useless, and end where somebody is signed in with them."""
    with transaction.atomic():
        Token.objects.filter(person=person, revoked=None).update(revoked=timezone.now())
        person.user.set_unusable_password()  # a new one at random, from which sessions follow
        person.user.save()
        audit.note(by, "tokens revoked", person.student)


def person_of(token):
    """Return whose token it is, None if it is nobody's or was revoked."""
    wanted = tokens.digest(token)
    found = Token.objects.filter(digest=wanted, revoked=None).select_related("person__user").first()
    return found.person if found and tokens.same(found.digest, wanted) else None


def extend(people, assignment, until, by):
    """Let students hand in until later; it takes the place of one that was given here before."""
    with transaction.atomic():
        for person in people:
            Extension.objects.update_or_create(
                person=person, assignment=assignment, defaults={"until": until}
            )
            audit.note(by, "extension", f"{person.student}, {assignment}, until {until:%F %T %Z}")


def withdraw(person, assignment, by):
    """Take back an extension that was given here; that of ``course.toml`` stays."""
    with transaction.atomic():
        Extension.objects.filter(person=person, assignment=assignment).delete()
        audit.note(by, "extension withdrawn", f"{person.student}, {assignment}")


def data_of(student):
    """Return all that is kept of one person as a zip."""
    person = known(student)
    mine = HandIn.objects.filter(members=person).order_by("received").select_related("uploader")
    about = {
        "student": person.student, "name": person.name, "email": person.email,
        "lms_id": person.lms_id, "group": person.group.name if person.group else "",
        "exported": datetime.now(UTC).isoformat(),
        "hand_ins": [
            {"number": str(one.pk), "assignment": one.assignment, "file": one.file,
             "sha256": one.stored_id, "received": one.received.isoformat(),
             "handed_in_by_you": one.uploader_id == person.pk,
             "found": [outcome.document for outcome in one.outcomes.all()]}
            for one in mine
        ],
        "marks": [{"assignment": mark.run.assignment, "kind": mark.run.kind,
                   "state": mark.run.state} | mark.row
                  for mark in Mark.objects.filter(student=student).select_related("run")],
        "extensions": [{"assignment": one.assignment, "until": one.until.isoformat()}
                       for one in Extension.objects.filter(person=person)],
        "objections": [{"assignment": one.assignment, "exercise": one.exercise, "text": one.text,
                        "answer": one.answer} for one in Objection.objects.filter(person=person)],
        "picks": [{"assignment": one.assignment, "hand_in": str(one.hand_in_id)}
                  for one in Pick.objects.filter(person=person)],
        "log": [{"at": one.at.isoformat(), "action": one.action, "about": one.about}
                for one in Audit.objects.filter(by=USER.format(student)[:150])],
    }  # fmt: skip
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(about, indent=1, ensure_ascii=False))
        for mark in Mark.objects.filter(student=student).exclude(page="").select_related("run"):
            archive.writestr(f"marks/{mark.run.assignment}_{mark.run_id}.html", mark.page)
        for one in mine:
            name = f"{one.received:%Y-%m-%dT%H-%M-%S}_{one.pk}{one.ending}"
            archive.writestr(f"hand_ins/{name}", bytes(one.stored.content))
    return content.getvalue()


def forget(student, by=audit.COMMAND_LINE):
    """Delete one person; what others of a group handed in with them stays theirs."""
    with transaction.atomic():
        person = known(student)
        own = HandIn.objects.filter(members=person).annotate(n=Count("members"))
        alone = [one.pk for one in own if HandIn.members.through.objects.filter(
            handin_id=one.pk).count() == 1]  # fmt: skip
        HandIn.objects.filter(pk__in=alone).delete()
        Stored.objects.filter(handin=None).delete()
        Mark.objects.filter(student=student).delete()
        for final in Final.objects.all():
            final.names.pop(student, None)
            final.save()
        for run in Run.objects.exclude(table=""):
            run.table = _without(run.table, student)
            run.save()
        word = re.compile(rf"(?<!\w){re.escape(student)}(?!\w)")
        for row in Audit.objects.filter(about__contains=student):
            row.about = word.sub(DELETED, row.about)
            row.save()
        Audit.objects.filter(by=USER.format(student)[:150]).update(by=DELETED)
        sign_out(person.user)
        person.user.delete()
        audit.note(by, "person deleted", f"{len(alone)} hand-ins with them")
    return len(alone)


def _without(table, student):
    """Return a ``grades.csv`` without the rows of one student."""
    rows = [row for row in csv.reader(io.StringIO(table)) if row[:1] != [for_spreadsheet(student)]]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def sign_out(user):
    """End all sessions of an account."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def known(student):
    person = Person.objects.filter(student=student).select_related("group", "user").first()
    if person is None:
        raise UnusableArgument(f"nobody in the portal is called {student}")
    return person
