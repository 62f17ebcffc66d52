"""The page that a student reads: score and hint per exercise, and the student's own output.

It shows nothing of a hidden test but that it failed and the hint that its author wrote.
"""

import json
from dataclasses import asdict

from nbformat import v4

from autograde.examination.status import GRADED
from autograde.kit.pages import templates_of
from autograde.kit.text import shortened, without_control

TEMPLATES = templates_of("autograde.grading")
LARGEST = 300_000  # bytes of a page, whatever a student printed
OUTPUT, HINT = 4000, 600  # characters that are shown


def page(result, mark, entered=None):
    """Return the feedback page of one submission as HTML, less than `LARGEST` bytes.

    Parameters
    ----------
    result : Result
    mark : marks.Mark
        What the student is given.
    entered : gradebook.Entered, optional
        What a person wrote into the gradebook.
    """
    longest = OUTPUT
    while True:
        exercises = [_shown(exercise, entered, longest) for exercise in result.exercises]
        text = TEMPLATES.get_template("feedback.html").render(mark=mark, exercises=exercises)
        if len(text.encode("utf-8", "replace")) < LARGEST or not longest:
            return text
        longest //= 2  # what students print may take five times its length in HTML


def notebook(result, mark, entered=None):
    """Return the same as a notebook of plain text, as JSON: for who hands back a notebook.

    Parameters
    ----------
    result, mark, entered
        As of `page`.
    """
    head = [f"{mark.assignment}: {mark.student}", f"{mark.score:g} of {mark.max_score:g} points"]
    head += [f"after a deduction of {mark.deduction:g}"] if mark.deduction else []
    head += [f"status: {mark.status}"] if mark.status != GRADED else []
    shown = [_shown(exercise, entered, OUTPUT) for exercise in result.exercises]
    texts = ["\n".join([*head, *([mark.reason] if mark.reason else [])])]
    texts += ["\n".join(_lines(exercise)) for exercise in shown]
    # Raw cells: no editor makes anything of what a student wrote.
    cells = [v4.new_raw_cell(without_control(text), id=f"cell-{i}") for i, text in enumerate(texts)]
    return json.dumps(v4.new_notebook(cells=cells), indent=1) + "\n"


def _lines(exercise):
    """Yield an exercise as lines of text."""
    yield f"{exercise['name']}: {exercise['score']:g} of {exercise['max_score']:g}"
    for test in exercise["tests"]:
        kind = "hidden test" if test["hidden"] else "visible test"
        by_hand = " (marked by hand)" if test["by_hand"] else ""
        said = f"{test['hint'] or 'passed'}{by_hand}"
        yield f"- {kind}: {test['score']:g} of {test['max_score']:g}, {said}"
    if exercise["comment"]:
        yield f"Your teacher writes: {exercise['comment']}"
    if exercise["output"]:
        yield f"What your code printed (the end of it):\n{exercise['output']}"


def _shown(exercise, entered, longest):
    """Return an exercise as its author reads it."""
    by_hand = entered.by_hand if entered else {}
    tests = [
        {
            **asdict(test),
            "hint": shortened(test.hint, HINT),
            "by_hand": test.name in by_hand,
            "score": by_hand.get(test.name, test.score),
        }
        for test in exercise.tests
    ]
    return {
        "name": exercise.name,
        "score": sum(test["score"] for test in tests),
        "max_score": exercise.max_score,
        "output": exercise.output[-longest:] if longest else "",
        "comment": (entered.comments if entered else {}).get(exercise.cell, ""),
        "tests": tests,
    }
