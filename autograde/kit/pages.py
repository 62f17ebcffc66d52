"""Pages from templates: everything that students wrote is escaped, whatever it holds."""

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from autograde.kit.text import without_control

HERE = "autograde.kit"  # whose templates hold what all pages share


def templates_of(package: str) -> Environment:
    """Return what renders the templates of a package.

    Parameters
    ----------
    package : str
        Its folder ``templates`` holds them; they may include those of this room.
    """
    made = Environment(
        finalize=_printable,
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(HERE)]),
        autoescape=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters["points"] = "{:.6g}".format
    return made


def _printable(value: Any) -> Any:
    """Return text without control characters; what is marked as HTML is ours."""
    return without_control(value) if type(value) is str else value
