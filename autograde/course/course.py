"""Where a course keeps its things, and the fingerprint that says whether they changed."""

from pathlib import Path
from typing import NamedTuple

from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT, WORLD, fingerprint

GRADED = "grade_id"  # in the metadata of a cell that is handed in


class Course(NamedTuple):
    """The folders of a course.

    Parameters
    ----------
    root : Path
        The folder that holds ``solutions/`` and ``chapters/``; the checkout itself unless told
        otherwise.
    """

    root: Path = CHECKOUT

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def chapters(self) -> Path:
        return self.root / "chapters"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def bundle(self) -> Path:
        return self.root / "dist" / "student.zip"

    @property
    def rules(self) -> Path:
        return self.root / "course.toml"

    def source(self, name: str) -> Path:
        """Return the path of an assignment's source."""
        return self.solutions / f"{name}.md"

    def released(self, name: str) -> Path:
        """Return the path of an assignment's notebook as students receive it."""
        return self.chapters / f"{name}.ipynb"

    def chapter_names(self) -> list[str]:
        """Return the names of all chapters in the order of the course."""
        names = sorted(path.stem for path in self.solutions.glob("[0-9][0-9]_*.md"))
        if not names:
            raise CourseError(
                f"no assignment in {self.solutions}: expected files such as 05_q_learning.md"
            )
        return names

    def assignments(self) -> list[str]:
        """Return the names of all assignments: the chapters with something to hand in."""
        return [name for name in self.chapter_names() if self._is_handed_in(name)]

    def _is_handed_in(self, name: str) -> bool:
        # A chapter that is only read has no cell that nbgrader knows.
        return GRADED in self.source(name).read_text(encoding="utf-8")

    def fingerprint(self, name: str) -> str:
        """Return a hash of all that the outputs of an assignment's reference depend on."""
        rules = [*WORLD.glob("**/*.py"), *WORLD.glob("**/*.mplstyle")]
        return fingerprint([self.source(name), *sorted(rules)])
