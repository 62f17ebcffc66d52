"""Notebooks in other encodings, and larger than they need be."""

from functools import partial

from .chapters import LEARNING, handed_in, with_outputs
from .folders import FILE, which

NOTE = "caf\u00e9, Stra\u00dfe, \u00fcber"
CURLY = "\u201ccurly\u201d \u2013 and 5 \u20ac"
NOTED, QUOTED = handed_in(note=NOTE).decode(), handed_in(note=CURLY).decode()
LARGE = partial(with_outputs, 22_000_000)

READ = (
    which("a notebook is in UTF-16 with a mark", "utf16", {FILE: NOTED.encode("utf-16")},
          remarked=False),
    which("a notebook is in UTF-16, big end first", "utf16be",
          {FILE: b"\xfe\xff" + NOTED.encode("utf-16-be")}, remarked=False),
    which("a notebook is in UTF-16 without a mark", "utf16none", {FILE: NOTED.encode("utf-16-le")},
          remarked=False),
    which("a notebook begins with the mark of UTF-8", "bom", {FILE: NOTED.encode("utf-8-sig")},
          remarked=False),
    which("a notebook is in Latin-1", "latin1", {FILE: NOTED.encode("latin-1")}, remarked=False),
    which("a notebook is in Windows-1252, with curly quotes", "cp1252",
          {FILE: QUOTED.encode("cp1252")}, remarked=False),
    which("a notebook has the line ends of Windows", "crlf",
          {FILE: NOTED.replace("{", "{\r\n", 1).encode()}, remarked=False),
    which("a notebook has 22 MB of outputs", "outputs", {FILE: LARGE}, remarked=False),
    which("a notebook has 30 MB of outputs in a thousand pieces", "pieces",
          {FILE: partial(with_outputs, 30_000_000, 1000)}, remarked=False),
    which("a notebook of 22 MB has another name", "outputsnamed",
          {f"{LEARNING}_final.ipynb": LARGE}),
)  # fmt: skip
