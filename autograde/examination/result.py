"""What one submission earned: a record of it, its exercises and their tests, and all of it as JSON.

What goes from the examiner to files, the gradebook and pages is this and nothing else.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from autograde.course.assignment import Assignment, Cell
from autograde.course.cells import BY_HAND
from autograde.examination import status

NOT_RUN = "This test was not run."
UNWRITTEN = "Nothing was written here."


@dataclass(frozen=True)
class Test:
    """What came of one test."""

    name: str
    hidden: bool  # students do not see it
    score: float
    max_score: float
    hint: str  # what a student reads; "" where it was passed
    waits: bool = False  # a person has to give the mark

    def to_json(self) -> dict[str, Any]:
        """Return the test as plain data."""
        document = asdict(self)
        _leave_out(document, ("waits",))
        return document

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """Return the test that `to_json` described."""
        return cls(**_checked(cls, document))


@dataclass(frozen=True)
class Exercise:
    """What came of one exercise."""

    name: str
    cell: str  # grade_id of its solution
    score: float
    max_score: float
    hint: str  # the first of its tests'
    output: str  # the end of what the student's code printed
    tests: tuple[Test, ...]  # where a person gives the mark, one, called like the exercise
    places: tuple[str, ...] = ()  # names of the student's cells that answer it
    text: str = ""  # what was written where a person gives the mark

    @classmethod
    def of(cls, cell: str, name: str, tests: tuple[Test, ...], output: str = "",
           places: tuple[str, ...] = (), text: str = "") -> Self:  # fmt: skip
        """Return the exercise of which the tests say this."""
        return cls(
            name=name,
            cell=cell,
            score=sum(test.score for test in tests),
            max_score=sum(test.max_score for test in tests),
            hint=next((test.hint for test in tests if test.hint), ""),
            output=output,
            tests=tests,
            places=places,
            text=text,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the exercise as plain lists and dicts."""
        document = asdict(self) | {"tests": [test.to_json() for test in self.tests]}
        _leave_out(document, ("places", "text"))
        return document

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """Return the exercise that `to_json` described."""
        known = _checked(cls, document)
        tests = tuple(map(Test.from_json, known["tests"]))
        return cls(**known | {"tests": tests, "places": tuple(known.get("places", ()))})


@dataclass(frozen=True)
class WrittenCell:
    """A cell that the student wrote, shortened."""

    name: str
    source: str

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """Return the cell that `to_json` of a result described."""
        return cls(**_checked(cls, document))


@dataclass(frozen=True)
class Result:
    """What one submission earned.

    Attributes
    ----------
    assignment : str
    status : str
        How the examination ended, see `status`.
    reason : str
        What a person should know about it.
    score, max_score : float
    exercises : tuple of Exercise
        All of the assignment, in its order.
    sandbox : str
        What its cells ran in; "" where none of them ran.
    flags : tuple of str
        Repaired tampering, unusual imports.
    cells : tuple of WrittenCell
        The student's.
    receipt : str
        By which a student and a teacher speak of it; "" where nothing was examined.
    graded_with : str
        Versions, for people.
    """

    assignment: str
    status: str
    reason: str
    score: float
    max_score: float
    exercises: tuple[Exercise, ...]
    sandbox: str = ""
    flags: tuple[str, ...] = ()
    cells: tuple[WrittenCell, ...] = ()
    receipt: str = ""
    graded_with: str = ""

    @classmethod
    def of(
        cls,
        assignment: Assignment,
        status: str,
        remarks: list[str],
        hints: dict[str, str] | None = None,
        outputs: dict[str, str] | None = None,
        texts: dict[str, str] | None = None,
        places: dict[str, tuple[str, ...]] | None = None,
    ) -> Self:
        """Return a result; without hints, every exercise scores 0.

        Parameters
        ----------
        assignment : Assignment
            What was to be done.
        status : str
            How the examination ended.
        remarks : list of str
            What a person should know about it.
        hints : dict of str to str, optional
            Of each test that was taken, by its name: "" if it was passed.
        outputs : dict of str to str, optional
            Of each exercise, by its name.
        texts : dict of str to str, optional
            What was written where a person gives the marks; it waits, whatever else happened.
        places : dict of str to tuple of str, optional
            The student's cells that answer each exercise.
        """
        exercises = tuple(
            Exercise.of(
                cell.name,
                cell.exercise,
                tuple(_tests(assignment, cell, hints or {}, texts or {})),
                (outputs or {}).get(cell.exercise, ""),
                (places or {}).get(cell.exercise, ()),
                (texts or {}).get(cell.exercise, ""),
            )
            for cell in assignment.cells
            if cell.kind in ("solution", *BY_HAND)
        )
        return cls(
            assignment=assignment.name,
            status=status,
            reason="; ".join(remarks),
            score=sum(exercise.score for exercise in exercises),
            max_score=assignment.max_score,
            exercises=exercises,
        )

    @property
    def tests(self) -> list[Test]:
        """All tests of all exercises."""
        return [test for exercise in self.exercises for test in exercise.tests]

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain lists and dicts."""
        document = asdict(self) | {"exercises": [one.to_json() for one in self.exercises]}
        if not self.sandbox:  # nothing ran: there is nothing to say of it
            for name in ("sandbox", "flags", "cells"):
                del document[name]
        _leave_out(document, ("receipt", "graded_with"))
        return document

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """Return the result that `to_json` described.

        Parameters
        ----------
        document : object
            From a file, perhaps: whatever stands there.

        Raises
        ------
        ValueError
            If it describes no result; says what is wrong with it.
        """
        known = _checked(cls, document)
        made = {
            "exercises": tuple(map(Exercise.from_json, known["exercises"])),
            "flags": tuple(known.get("flags", ())),
            "cells": tuple(map(WrittenCell.from_json, known.get("cells", ()))),
        }
        return cls(**known | made)


def _leave_out(document: dict[str, Any], names: tuple[str, ...]) -> None:
    """Leave out what says nothing."""
    for name in names:
        if not document[name]:
            del document[name]


def _tests(
    assignment: Assignment, cell: Cell, hints: dict[str, str], texts: dict[str, str]
) -> list[Test]:
    if cell.kind not in BY_HAND:
        return [_test(test, hints) for test in assignment.tests(cell.exercise)]
    waits = bool(texts.get(cell.name))  # an untouched one needs nobody
    hint = status.BY_HAND if waits else UNWRITTEN
    return [Test(cell.name, False, 0.0, cell.points, hint, waits)]


def _test(cell: Cell, hints: dict[str, str]) -> Test:
    return Test(
        name=cell.name,
        hidden=cell.hidden,
        score=cell.points if hints.get(cell.name) == "" else 0.0,
        max_score=cell.points,
        hint=hints.get(cell.name, NOT_RUN),
    )


def _checked(record: Any, document: Any) -> dict[str, Any]:
    """Return the fields of a record that a document holds; raise if they are not what they must."""
    what = f"the JSON of a result ({record.__name__})"
    if not isinstance(document, dict):
        raise ValueError(f"{what} must be an object, not {document!r:.60}")
    known = {field.name: field.type for field in fields(record)}
    if others := sorted(document.keys() - known):
        raise ValueError(f"{what} has no {', '.join(others)}; has another version written it?")
    for field in fields(record):
        if field.name not in document:
            if field.default is field.default_factory:  # both are MISSING
                raise ValueError(f"{what} lacks {field.name}; has another version written it?")
        elif not _fits(document[field.name], field.type):
            raise ValueError(f"{what}: {field.name} cannot be {document[field.name]!r:.60}")
    return document


def _fits(value: Any, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind in (str, bool):
        return isinstance(value, kind)
    if kind == tuple[str, ...]:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, list)
