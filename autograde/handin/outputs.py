"""Notebooks that are large because of their outputs: what grading does not need is left out.

The file is never held in memory: it is mapped, walked through word by word, and what is not an
output or an attached picture is copied.
"""

import mmap
import re

from autograde.handin.notebook import LARGEST

LARGEST_WITH_OUTPUTS = 200_000_000  # bytes of a notebook whose outputs are left out
MOST_WORDS = 30_000_000  # texts and brackets of one; pictures are one text each
WORD = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
COLON = re.compile(rb"\s*:\s*(?=[\[{])")
LEFT_OUT = (b'"outputs"', b'"attachments"', b'"widgets"')
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def leave_out(path, target):
    """Copy a notebook without its outputs; return why it cannot be done, "" if it was.

    Parameters
    ----------
    path : Path
        A notebook.
    target : Path
        Where the copy goes.
    """
    try:
        with path.open("rb") as file:
            if _is_utf_16(file.read(4)):
                path = _in_utf_8(path, target.with_name(f"{target.name}.utf-8"))
        with path.open("rb") as file, target.open("wb") as copy:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
                _copy(text, copy)
    except (OSError, ValueError) as error:
        return f"it is larger than {LARGEST // 1_000_000} MB and cannot be read: {error}"
    if target.stat().st_size > LARGEST:
        return f"it is larger than {LARGEST // 1_000_000} MB even without its outputs"
    return ""


def _is_utf_16(head):
    return head[:2] in UTF_16 or b"\0" in head


def _in_utf_8(path, target):
    """Write a file of UTF-16 in UTF-8, piece by piece."""
    with path.open("rb") as file:
        head = file.read(4)
    kind = "utf-16" if head[:2] in UTF_16 else "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    with path.open(encoding=kind, newline="") as file, target.open("w", encoding="utf-8") as copy:
        while piece := file.read(1_000_000):
            copy.write(piece)
    return target


def _copy(text, copy):
    """Copy what is outside of the values that are left out."""
    begin, depth = 0, 0  # of what was not copied yet; of brackets within a value
    words = WORD.finditer(text)
    for number, word in enumerate(words):
        if number > MOST_WORDS:
            raise ValueError("it has too many parts")
        if depth:
            depth += (word[0] in b"[{") - (word[0] in b"]}")
            if not depth:
                begin = word.end()
        elif word[0] in LEFT_OUT and (colon := COLON.match(text, word.end())):
            copy.write(text[begin : colon.end()])
            copy.write(b"[]" if text[colon.end()] == ord("[") else b"{}")
            depth = 1
            next(words)  # the bracket that opens the value
    if depth:
        raise ValueError("a bracket is not closed")
    copy.write(text[begin:])
