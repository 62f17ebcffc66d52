"""Taking in what a student sends: kept and queued in one transaction, or not at all."""

from hashlib import sha256
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from autograde.handin import forms
from autograde.handin.notebook import LARGEST
from autograde.kit.text import for_terminal
from autograde.portal import receipts
from autograde.portal.models import HandIn, Job, Person, Stored

ENDINGS = (".ipynb", ".py")
LONGEST_NAME = 200  # characters
LARGEST_REQUEST = LARGEST + 1_000_000  # bytes, with what a form adds


class Refused(Exception):
    """What was sent is nothing that could be handed in; says why."""


def ending(name: str) -> str:
    """Return what a file is by its name; raise `Refused` where that is no hand-in."""
    found = forms.form(name)
    if found not in ENDINGS:
        raise Refused(
            f"{for_terminal(name)[:80]} is neither a notebook (.ipynb) nor a Python file (.py)"
        )
    return found


def plain_name(name: str) -> str:
    """Return what a file is called, for people: no folder, no control character."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return for_terminal(bare)[:LONGEST_NAME] or "unnamed"


def owner_of(person: Person, group_work: bool) -> tuple[str, list[Person]]:
    """Return whose turn in the queue a hand-in takes, and whose it is."""
    if group_work and person.group_id:
        return f"g{person.group_id}", list(Person.objects.filter(group=person.group_id))
    return f"p{person.pk}", [person]


def accept(person, assignment, group_work, files, form, received) -> list[HandIn]:
    """Take in files; the same form with the same bytes again is the same hand-in.

    Parameters
    ----------
    person : Person
        Who sends them.
    assignment : str
        On whose page.
    group_work : bool
        Whether it is the hand-in of the whole group, as it is at this moment.
    files : list of (str, bytes)
        Name and content.
    form : str
        The number of the form, which a repeated request repeats.
    received : datetime
        When the first byte came.

    Raises
    ------
    Refused
        Then nothing is taken in.
    """
    if not files:
        raise Refused("no file was chosen")
    known = []
    for name, content in files:
        if len(content) > LARGEST:
            raise Refused(f"{plain_name(name)} is larger than {LARGEST // 1_000_000} MB; clear its "
                          "outputs (Kernel, Restart and Clear All Outputs)")  # fmt: skip
        if not content:
            raise Refused(f"{plain_name(name)} is empty")
        known.append((plain_name(name), ending(name), content))
    owner, members = owner_of(person, group_work)
    try:
        with transaction.atomic():
            return _all(person, assignment, owner, members, known, form, received)
    except IntegrityError:  # the same request came twice at the same moment
        with transaction.atomic():
            return _all(person, assignment, owner, members, known, form, received)


def _all(person, assignment, owner, members, known, form, received):
    """Take in the files of one form. Of the same moment, the highest number counts: the last."""
    numbers = sorted(uuid4() for _ in known)
    return [
        _one(number, person, assignment, owner, members, one, form, received)
        for number, one in zip(numbers, known)
    ]


def _one(number, person, assignment, owner, members, file, form, received):
    name, kind, content = file
    digest = sha256(content).hexdigest()
    known = HandIn.objects.filter(form=form, stored_id=digest, owner=owner).first()
    if known:
        return known
    Stored.objects.get_or_create(sha256=digest, defaults={"content": content})
    made = HandIn.objects.create(
        id=number, assignment=assignment, chosen=assignment, ending=kind, file=name,
        stored_id=digest, size=len(content), received=received, uploader=person, owner=owner,
        form=form,
    )  # fmt: skip
    made.members.set(members)
    Job.objects.create(kind=Job.RECOGNISE, hand_in=made, owner=owner)
    return made


def receipt(hand_in: HandIn) -> str:
    """Return the signed receipt of a hand-in: the same text whenever it is asked for."""
    return receipts.text(
        settings.RECEIPT_KEY,
        number=str(hand_in.pk),
        assignment=hand_in.chosen,
        student=hand_in.uploader.student if hand_in.uploader else "somebody who was deleted",
        size=hand_in.size,
        digest=hand_in.stored_id,
        received=hand_in.received,
    )
