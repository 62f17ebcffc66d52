"""What students wrote, made harmless where it is shown: terminal, page, spreadsheet, file names."""

import re
import unicodedata
from hashlib import sha256

# Colours, cursor movements and titles; then what is left of control characters; then the marks
# that turn the direction of writing, with which one name can be made to look like another.
CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
FORMULA = tuple("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
# The beginning of a cell, here or where something else divides cells, then that of a formula.
BEHIND_A_DIVIDER = re.compile(r"((?:^|[,;|\t])[\s\"]*)(?=[=+\-@|%\uff1d\uff0b\uff0d\uff20])")
UNSAFE = re.compile(r"[^\w .,()@+-]")
LONGEST_FILE_NAME = 80  # characters
ESCAPED = "~"  # stands in the names of files that are not the name itself, and in no other
DEVICES = {"con", "prn", "aux", "nul"}  # no file of Windows can be called so
DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}


def without_control(text: str) -> str:
    """Return text without colours and control characters."""
    return CONTROL.sub("", text)


def for_terminal(text: str) -> str:
    """Return text in one line without colours and control characters."""
    return " ".join(without_control(text).split())


def for_spreadsheet(value: str | float | None) -> str:
    """Return a cell of a table that no spreadsheet takes for a formula, nor for several cells.

    Half of the world's spreadsheets divide cells at semicolons, and some at tabs or bars, whatever
    divides them here: a formula may not begin behind one of these either.

    Parameters
    ----------
    value : str, float or None
        Numbers are ours and stay numbers.

    Examples
    --------
    >>> for_spreadsheet("=cmd()"), for_spreadsheet(2.0), for_spreadsheet("Ada")
    ("'=cmd()", '2', 'Ada')
    >>> for_spreadsheet("a;=cmd()")
    "a;'=cmd()"
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:g}"
    text = for_terminal(value)
    begins = value.lstrip(" \u00a0")[:1] in FORMULA and value != ""
    return BEHIND_A_DIVIDER.sub(r"\1'", f"'{text}" if begins and text else text)


def for_file_name(name: str) -> str:
    """Return a name for a file or folder that stands for `name` and leads nowhere else.

    Examples
    --------
    >>> for_file_name("Zoë Müller")
    'Zoë Müller'
    >>> for_file_name("../etc")
    'etc~f7f9121fdb53'
    """
    name = unicodedata.normalize("NFC", name)
    safe = UNSAFE.sub("_", name).strip("_. ")[:LONGEST_FILE_NAME] or "unnamed"
    if safe == name and name.partition(".")[0].casefold() not in DEVICES:
        return safe
    # What was replaced must not make two students share a folder. No plain name holds the mark.
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{safe[: LONGEST_FILE_NAME - 1 - len(digest)]}{ESCAPED}{digest}"


def shortened(text: str, longest: int) -> str:
    """Return a text, or its beginning."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def printable(text: str, longest: int) -> str:
    """Return text without what a terminal would obey, cut to a length."""
    text = "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"
