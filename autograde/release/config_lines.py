"""The lines that ``nbgrader_config.py`` of a course folder lacks; people write them, not we."""

from traitlets.config import PyFileConfigLoader

from autograde.course.stubs import NBGRADER_PASSES
from autograde.kit.files import CHECKOUT

SETTINGS = "nbgrader_config.py"
BEGIN = "c = get_config()"
# Where nbgrader finds the course's passes, and their names.
PASSES = "\n".join(
    [
        "import sys",
        f"sys.path.append({str(CHECKOUT)!r})",
        "c.GenerateAssignment.preprocessors = [",
        *(f'    "{name}",' for name in NBGRADER_PASSES),
        "]",
    ]
)


def missing_lines(folder):
    """Return what to tell about the settings of a course folder: nothing if all are there.

    Parameters
    ----------
    folder : Path
        The course folder.
    """
    path = folder / SETTINGS
    found, fault = settings(folder)
    lines = [] if path.exists() else [BEGIN]
    if not found.get("CourseDirectory", {}).get("course_id"):
        lines.append(f'c.CourseDirectory.course_id = "{folder.resolve().name}"')
    passes = found.get("GenerateAssignment", {}).get("preprocessors", ())
    if list(passes) != list(NBGRADER_PASSES):
        lines.append(PASSES)
    if not lines and not fault:
        return []
    about = f"{path} cannot be read ({fault}); it needs" if fault else f"{path} lacks"
    return [f"{about} these lines, which nbgrader reads:", *lines]


def settings(folder):
    """Return nbgrader's settings of a course folder, and why they cannot be read, "" if they can.

    Parameters
    ----------
    folder : Path
        The course folder; its ``nbgrader_config.py`` is run, as nbgrader runs it.
    """
    path = folder / SETTINGS
    if not path.exists():
        return {}, ""
    try:
        return PyFileConfigLoader(path.name, path=str(folder)).load_config(), ""
    except Exception as error:  # whatever a program of somebody else's raises
        return {}, f"{type(error).__name__}: {error}"
