"""The page that a student reads: score and hint per exercise, what to do next, how to object.

It shows nothing of a hidden test but that it failed and the hint that its author wrote.
"""

import json
from dataclasses import asdict

from nbformat import v4

from autograde.grading import marks, objections, told
from autograde.grading.pointers import NOWHERE
from autograde.kit.pages import templates_of
from autograde.kit.text import shortened, without_control

TEMPLATES = templates_of("autograde.grading")
LARGEST = 300_000  # bytes of a page, whatever a student printed or wrote
SHOWN, HINT = 4000, 600  # characters that are shown of outputs and answers, and of hints


def page(result, mark, entered=None, leads=NOWHERE):
    """Return the feedback page of one submission as HTML, less than `LARGEST` bytes.

    Parameters
    ----------
    result : Result
    mark : marks.Mark
        What the student is given.
    entered : gradebook.Entered, optional
        What a person wrote into the gradebook.
    leads : Pointers
        Where the page leads.
    """
    longest = SHOWN
    while True:
        shown = _exercises(result, mark, entered, leads, longest)
        text = TEMPLATES.get_template("feedback.html").render(
            mark=mark, ended=told.ended(mark.status), exercises=shown, receipt=result.receipt,
            objection=_objection(mark, result, leads), wrong=objections.WRONG,
        )  # fmt: skip
        if len(text.encode("utf-8", "replace")) < LARGEST or not longest:
            return text
        longest //= 2  # what students print may take five times its length in HTML


def notebook(result, mark, entered=None, leads=NOWHERE):
    """Return the same as a notebook of plain text, as JSON: for who hands back a notebook.

    Parameters
    ----------
    result, mark, entered, leads
        As of `page`.
    """
    head = [f"{mark.assignment}: {mark.student}", f"{mark.score:g} of {mark.max_score:g} points"]
    head += [f"after a deduction of {mark.deduction:g}"] if mark.deduction else []
    head += [f"{mark.pending:g} more points are still to be marked by hand"] if mark.pending else []
    head += [f"status: {told.ended(mark.status)}"] if told.ended(mark.status) else []
    head += [mark.told] if mark.told else []
    head += [f"receipt: {result.receipt}"] if result.receipt else []
    texts = ["\n".join(head)]
    shown = _exercises(result, mark, entered, leads, SHOWN)
    texts += ["\n".join(_lines(exercise)) for exercise in shown]
    whom = leads.contact or "your teacher"
    texts.append(f"If you think that this is wrong, send this to {whom}, with the name of the "
                 f"exercise:\n\n{objections.text(mark, result)}")  # fmt: skip
    # Raw cells: no editor makes anything of what a student wrote.
    cells = [v4.new_raw_cell(without_control(text), id=f"cell-{i}") for i, text in enumerate(texts)]
    return json.dumps(v4.new_notebook(cells=cells), indent=1) + "\n"


def _lines(exercise):
    """Yield an exercise as lines of text."""
    yield f"{exercise['name']}: {exercise['given']}"
    for test in exercise["tests"]:
        given = "" if test["open"] else f"{test['score']:g} of {test['max_score']:g}, "
        yield f"- {test['kind']}: {given}{test['said']}"
    if exercise["next"]:
        where = exercise["section"]
        read = f"read again “{where.title}” {where.address}".rstrip() if where else ""
        yield "What to do next: " + ", then ".join(filter(None, [read, exercise["next"]]))
    if exercise["comment"]:
        yield f"Your teacher writes: {exercise['comment']}"
    if exercise["text"]:
        yield f"What you wrote:\n{exercise['text']}"
    if exercise["code"]:
        yield f"Your code:\n{exercise['code']}"
    if exercise["output"]:
        yield f"What your code printed (the end of it):\n{exercise['output']}"


def _exercises(result, mark, entered, leads, longest):
    """Return all exercises as their author reads them, each with a text to object by."""
    cells = {cell.name: cell.source for cell in result.cells}
    found = []
    for exercise in result.exercises:
        shown = _shown(exercise, entered, longest)
        sources = (cells[place] for place in exercise.places if place in cells)
        shown["code"] = _cut("\n\n".join(sources), longest)
        lost = shown["score"] < shown["max_score"] and not shown["pending"]
        shown["section"] = leads.section(exercise.name) if lost else None
        shown["lost"], shown["next"] = lost, _next(shown) if lost else ""
        shown["objection"] = _objection(mark, result, leads, shown)
        found.append(shown)
    return found


def _next(shown):
    """Return what to do about an exercise that did not earn all, after reading its section."""
    hint = next((test["hint"] for test in shown["tests"] if test["hint"]), "")
    if shown["text"]:
        return "compare it with what you wrote" + (
            " and with what your teacher says of it" if shown["comment"] else ""
        )
    if shown["code"]:
        return f"look at your answer, below, with this in mind: {hint}" if hint else (
            "look at your answer, below"
        )  # fmt: skip
    return f"answer the exercise; so far: {hint}" if hint else "answer the exercise"


def _objection(mark, result, leads, exercise=None):
    text = objections.text(mark, result, exercise)
    rows = min(text.count("\n") + 2, 14)
    letter = objections.letter(leads.contact, text)
    return {"text": text, "rows": rows, "contact": leads.contact, "letter": letter}


def _shown(exercise, entered, longest):
    """Return an exercise as its author reads it."""
    by_hand = entered.by_hand if entered else {}
    tests = [_test(test, by_hand) for test in exercise.tests]
    score, pending = sum(test["score"] for test in tests), marks.pending(exercise, by_hand)
    given = f"{score:.6g} of {exercise.max_score:.6g}"
    return {
        "name": exercise.name,
        "score": score,
        "max_score": exercise.max_score,
        "pending": pending,
        "given": f"{pending:.6g} points, still to be marked" if pending else given,
        "output": exercise.output[-longest:] if longest else "",
        "text": _cut(exercise.text, longest),
        "comment": (entered.comments if entered else {}).get(exercise.cell, ""),
        "tests": tests,
    }


def _test(test, by_hand):
    """Return a test as the page shows it: what kind it is, and what it said."""
    given = test.name in by_hand
    said = "" if test.waits and given else test.hint or "passed"
    said = f"{said} (marked by hand)".strip() if given and said else said or "marked by hand"
    kind = "hidden test" if test.hidden else "visible test"
    return {
        **asdict(test),
        "hint": "" if test.waits and given else shortened(test.hint, HINT),
        "kind": "written answer" if test.waits else kind,
        "said": shortened(said, HINT),
        "open": test.waits and not given,
        "by_hand": given,
        "score": by_hand.get(test.name, test.score),
    }


def _cut(text, longest):
    """Return the beginning of a text, which says so where it is cut."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n[the rest is not shown here]" if longest else ""
