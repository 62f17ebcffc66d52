"""nbgrader's passes that make a student's notebook, with a stub that names its exercise."""

from typing import Any

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from autograde.course.cells import kind

TEXT_STUB = "*Write your answer here.*"
CODE_STUB = "# Write your answer here."


class NameExercise(ClearSolutions):
    """Put a stub that names its exercise in the place of each solution.

    Where an exercise is to find a bug, its answer is the line that mends it, and its stub is the
    line that students find in its place: ``exercise: {broken: line}``.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Replace the solution of one cell."""
        self.text_stub, self.code_stub = TEXT_STUB, {"python": CODE_STUB}
        if kind(cell) == "solution":
            exercise = cell.metadata.exercise
            empty = f'raise NotWritten("{exercise.provides}")'
            self.code_stub = {"python": exercise.get("broken", empty)}
        return super().preprocess_cell(cell, resources, index)


# The order matters: checksums are of what students receive, so they come last.
RELEASE_PASSES = (
    LockCells,
    NameExercise,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


# The same in nbgrader's own order, with its gradebook: for GenerateAssignment.preprocessors. Its
# ClearOutput is left out, as readers see the outputs of the reference.
NBGRADER_PASSES = (
    "nbgrader.preprocessors.LockCells",
    "autograde.course.stubs.NameExercise",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",  # before hidden tests go: the gradebook keeps them
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
)


def apply_release_passes(notebook: Any) -> Any:
    """Turn a chapter with all its answers into what students receive, in place."""
    for make in RELEASE_PASSES:
        notebook, _ = make().preprocess(notebook, {})
    return notebook
