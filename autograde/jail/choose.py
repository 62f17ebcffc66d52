"""Whether submissions are shut in: with bubblewrap, or not at all where that is wished."""

from pathlib import Path

from autograde.jail.bubblewrap import BUBBLEWRAP, NONE, why_unusable
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT

INSTALL = "sudo apt-get install bubblewrap"
BANNER = (
    "NO SANDBOX: submissions run with your rights; they can read and change your files, the "
    "hidden tests among them. Install bubblewrap for real grading."
)


def choose(wanted: str) -> str:
    """Return the sandbox to use: ``bubblewrap`` or ``none``.

    Parameters
    ----------
    wanted : str
        ``bubblewrap``, ``none``, or ``auto``: the first, else the second. Auto is for the sample
        class that comes with the course.

    Raises
    ------
    CourseError
        If bubblewrap is wanted and does not work here.
    """
    if wanted == NONE:
        return NONE
    fault = why_unusable()
    if fault is None:
        return BUBBLEWRAP
    if wanted == "auto":
        return NONE
    raise CourseError(
        f"the jail for submissions does not work here: {fault}\n"
        f"install it with: {INSTALL}\n"
        "or grade without it, only submissions that you trust: --unsafe-no-sandbox"
    )


SAMPLE = CHECKOUT / "autograde" / "sample_class"


def for_class(place: Path, unsafe: bool) -> str:
    """Return what submissions are examined in: ``bubblewrap`` or ``none``.

    Parameters
    ----------
    place : Path
        The submissions. The class that comes with the course is known to be harmless.
    unsafe : bool
        Whether the person who grades wants no sandbox.

    Raises
    ------
    CourseError
        If there is no sandbox here and nobody said that none is wanted.
    """
    harmless = Path(place).resolve() == SAMPLE
    return choose(NONE if unsafe else "auto" if harmless else BUBBLEWRAP)
