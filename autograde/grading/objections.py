"""The text by which a student says that a mark is wrong, so that a teacher finds what was meant."""

from urllib.parse import quote

LONGEST_HINT = 300  # characters
WRONG = "I think this is wrong"
WHY = "What I expected, and why:"


def text(mark, result, exercise=None):
    """Return a text to be copied and sent.

    Parameters
    ----------
    mark : Mark
        What the student was given.
    result : Result
        With its receipt.
    exercise : dict, optional
        As the page shows it; without it, the text is about the hand-in as a whole.
    """
    about = f"{mark.assignment}, {exercise['name']}" if exercise else mark.assignment
    lines = [f"{WRONG}: {about}"]
    lines.append(f"Student: {mark.student}")
    if exercise:
        given = f"{exercise['score']:g} of {exercise['max_score']:g} points"
        lines.append(f"Given: {given}")
        lines += [f"- {_said(test)}" for test in exercise["tests"]]
    else:
        lines.append(f"Given: {mark.score:g} of {mark.max_score:g} points, {mark.status}")
    if result.receipt:
        lines += [f"Receipt: {result.receipt}", f"Graded with: {result.graded_with}"]
    return "\n".join([*lines, "", WHY, ""])


def _said(test):
    if test["waits"] and not test["by_hand"]:
        return test["hint"]
    kind = "by hand" if test["by_hand"] else "hidden test" if test["hidden"] else "visible test"
    said = f"{kind}: {test['score']:g} of {test['max_score']:g}"
    return f"{said}, {test['hint'][:LONGEST_HINT]}" if test["hint"] else said


def letter(contact, body):
    """Return the address that begins an e-mail with a text, "" without a contact."""
    if not contact:
        return ""
    subject = body.partition("\n")[0]
    return f"mailto:{contact}?subject={quote(subject)}&body={quote(body, safe='')}"
