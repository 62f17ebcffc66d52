"""A class whose examiner is told what to find: no submission runs."""

import json
from dataclasses import replace
from pathlib import Path

from autograde.examination.result import Exercise, Result, WrittenCell

TINY = Path(__file__).parents[1] / "data" / "tiny_course"
NAME = "01_tiny"
ROSTER = """student,group,email,lms_id,name
ada,1,ada@uni.example,123,Ada Byron
bo,1,bo@uni.example,124,=cmd()
zoe,2,zoe@uni.example,125,Zoë Ek
"""
RULES = """
time_zone = "UTC"
[assignments.01_tiny]
due = 2026-03-01T12:00:00
deduction_per_day = 10
imports_cost = 20
group_work = {group_work}
"""


class Told:
    """Stands in for the examiners: full marks, or what a submission's text asks for."""

    examined = []
    mood = {}  # what it finds in every test, if nothing else is asked for

    def examine(self, tasks):
        for key, path, assignment in tasks:
            self.examined.append(path)
            said = json.loads(path.read_text())
            found = Result.of(assignment, said.get("status", "graded"), [])
            cells = {c["metadata"]["nbgrader"]["grade_id"]: c["source"]
                     for c in said.get("cells", ())}  # fmt: skip
            exercises = tuple(
                Exercise.of(
                    one.cell,
                    one.name,
                    tuple(self._test(test, said) for test in one.tests),
                    said.get("output", ""),
                    (one.cell,) if one.cell in cells else (),
                )
                for one in found.exercises
            )
            yield (
                key,
                replace(
                    found,
                    exercises=exercises,
                    score=sum(one.score for one in exercises),
                    flags=tuple(said.get("flags", ())),
                    sandbox=said.get("box", "b"),
                    cells=tuple(WrittenCell(*pair) for pair in cells.items()),
                ),
            )

    def _test(self, test, said):
        asked = {"score": test.max_score, "hint": ""} | self.mood | said.get("test", {})
        return replace(test, **asked)


ADA = f"ada/{NAME}.ipynb"


def late_by(days):
    return {"ada/timestamp.txt": f"2026-03-0{1 + days} 11:00:00 UTC"}
