"""A class whose examiner is told what to find: no submission runs."""

import json
from pathlib import Path

from autograde.examination.examiner import result

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
            found = result(assignment, said.get("status", "graded"), [])
            for exercise in found["exercises"]:
                for test in exercise["tests"]:
                    test |= (
                        {"score": test["max_score"], "hint": ""} | self.mood | said.get("test", {})
                    )
                exercise["score"] = sum(test["score"] for test in exercise["tests"])
                exercise["hint"] = exercise["tests"][0]["hint"]
                exercise["output"] = said.get("output", "")
            found["score"] = sum(exercise["score"] for exercise in found["exercises"])
            yield key, found | {"flags": said.get("flags", []), "sandbox": said.get("box", "b")}


ADA = f"ada/{NAME}.ipynb"


def late_by(days):
    return {"ada/timestamp.txt": f"2026-03-0{1 + days} 11:00:00 UTC"}
