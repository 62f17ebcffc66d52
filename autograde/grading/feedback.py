"""The page that a student reads: score and hint per exercise, and the student's own output.

It shows nothing of a hidden test but that it failed and the hint that its author wrote.
"""

from autograde.grading import marks
from autograde.kit.pages import templates_of
from autograde.kit.text import shortened

TEMPLATES = templates_of("autograde.grading")
LARGEST = 300_000  # bytes of a page, whatever a student printed
OUTPUT, HINT = 4000, 600  # characters that are shown


def page(result, mark=None, entered=None):
    """Return the feedback page of one submission as HTML, less than `LARGEST` bytes.

    Parameters
    ----------
    result : dict
        From `examiner.examine`, with the ``student``.
    mark : marks.Mark, optional
        What the student is given; without it, what the examiner found.
    entered : gradebook.Entered, optional
        What a person wrote into the gradebook.
    """
    mark = mark or marks.mark(result["student"], result)
    longest = OUTPUT
    while True:
        exercises = [_shown(exercise, entered, longest) for exercise in result["exercises"]]
        text = TEMPLATES.get_template("feedback.html").render(mark=mark, exercises=exercises)
        if len(text.encode("utf-8", "replace")) < LARGEST or not longest:
            return text
        longest //= 2  # what students print may take five times its length in HTML


def _shown(exercise, entered, longest):
    """Return an exercise as its author reads it."""
    by_hand = entered.by_hand if entered else {}
    tests = [
        {
            **test,
            "hint": shortened(test["hint"], HINT),
            "by_hand": test["name"] in by_hand,
            "score": by_hand.get(test["name"], test["score"]),
        }
        for test in exercise["tests"]
    ]
    return {
        "name": exercise["name"],
        "score": sum(test["score"] for test in tests),
        "max_score": exercise["max_score"],
        "output": exercise["output"][-longest:] if longest else "",
        "comment": (entered.comments if entered else {}).get(exercise["cell"], ""),
        "tests": tests,
    }
