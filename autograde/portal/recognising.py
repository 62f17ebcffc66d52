"""What a file that came in is, read by a program of its own: chapter, gaps, forbidden names.

Nothing of it refuses a hand-in. It is told beside the receipt, so that who handed in chapter 4 in
place of 5, or an untouched notebook, knows it within seconds.
"""

import tempfile
from pathlib import Path

from autograde.handin import forms, which
from autograde.portal import courses
from autograde.portal.models import HandIn

NOTHING = "nothing in it is answered yet: every exercise is as it was released"


def recognised(hand_in, reader, known, zone):
    """Return what is to be said of a hand-in.

    Parameters
    ----------
    hand_in : HandIn
    reader : autograde.handin.reader.Reader
        A program of its own, which may use so much and no more.
    known : dict of str to which.Chapter
        All assignments.
    zone : tzinfo
        The course's, for times.

    Returns
    -------
    dict
        ``assignment``, ``says`` (sentences), ``fault`` ("" where it can be read).
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"handed_in{hand_in.ending}"
        path.write_bytes(bytes(hand_in.stored.content))
        found, _ = reader.content(path, hand_in.ending)
    titles = courses.assignments()
    says = []
    if found.fault:
        assignment = hand_in.chosen
        says.append(f"it cannot be read: {found.fault}")
    else:
        # Its content decides, as in `grade`; a name that says nothing leaves the chosen chapter.
        stem = forms.stem_of(hand_in.file) if hand_in.ending == ".py" else hand_in.chosen
        assignment = which.assignment(found, stem, known, hand_in.ending) or hand_in.chosen
        says += _about(found, assignment, hand_in, titles)
    says += _twin(hand_in, zone)
    return {"assignment": assignment, "says": says, "fault": found.fault}


def _about(found, assignment, hand_in, titles):
    """Yield what a file that can be read says of itself."""
    title = titles.get(assignment, assignment)
    if assignment != hand_in.chosen:
        chosen = titles.get(hand_in.chosen, hand_in.chosen)
        yield f"this is {title}, not {chosen}: it counts as {title}"
    elif not found.likeness.get(assignment):
        yield f"nothing in it says that it is {title}; it was taken as that"
    else:
        yield f"this is {title}"
    untouched = found.untouched.get(assignment, [])
    if found.likeness.get(assignment) and not found.answers.get(assignment):
        yield NOTHING
    elif untouched and hand_in.ending == ".ipynb":
        yield f"not answered yet: {', '.join(untouched)}"
    for exercise, names in found.barred.get(assignment, {}).items():
        yield f"{exercise} seems to use {', '.join(names)}, which may not be used there"


def _twin(hand_in, zone):
    """Yield that the same bytes were handed in before."""
    same = HandIn.objects.filter(owner=hand_in.owner, stored=hand_in.stored_id)
    earlier = same.filter(received__lt=hand_in.received).order_by("received").first()
    if earlier:
        when = earlier.received.astimezone(zone)
        yield f"identical to your hand-in of {when:%d %B, %H:%M:%S}"
