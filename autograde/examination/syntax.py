"""Is a cell no Python at all, or one that a newer Python than the grader's would run?

The grader cannot ask a newer Python. It knows the constructs that came later than its own, and
speaks of a newer Python only where it finds one of them.
"""

import re
import sys

# Python's version, what came with it, how it looks
NEWER = [
    ((3, 12), "type statements", r"^[ \t]*type\s+\w+\s*(\[[^\n=]*\])?\s*="),
    ((3, 12), "type parameters", r"^[ \t]*(async\s+)?(def|class)\s+\w+\s*\["),
    ((3, 13), "defaults of type parameters", r"^[ \t]*(def|class|type)\s+\w+\[[^\]\n]*=[^\]\n]*\]"),
    ((3, 14), "except without parentheses", r"^[ \t]*except\*?\s+[\w.]+\s*,\s*[\w.]+[^:\n]*:"),
    ((3, 14), "t-strings", r"(?<![\w\"\'])(t|tr|rt)(\"|\')"),
]
F_STRING = re.compile(r"(?<![\w\"\'])(f|fr|rf)(\"\"\"|\'\'\'|\"|\')", re.IGNORECASE)


def newer_syntax(source, version=sys.version_info[:2]):
    """Return a sentence about syntax in a cell that the grader's Python does not know, "" if none.

    Parameters
    ----------
    source : str
        A cell that this Python cannot compile.
    version : tuple of int
        Of the Python that grades.

    Examples
    --------
    >>> newer_syntax("type Pair = tuple[int, int]", (3, 11))
    '; type statements need Python 3.12, and Python 3.11 grades'
    >>> newer_syntax("def f(x: return x", (3, 11))
    ''
    """
    found = [(since, what) for since, what, look in NEWER if re.search(look, source, re.M)]
    if _has_nested_f_string(source):
        found.append(((3, 12), "quotes, comments and backslashes inside the braces of an f-string"))
    newer = [(since, what) for since, what in found if since > tuple(version)]
    if not newer:
        return ""
    since, what = min(newer)
    this = ".".join(map(str, version))
    return f"; {what} need Python {since[0]}.{since[1]}, and Python {this} grades"


def _has_nested_f_string(source):
    """Whether the braces of an f-string hold its own kind of quotes, a backslash or a comment."""
    for start in F_STRING.finditer(source):
        quote, depth, at = start[2], 0, start.end()
        while at < len(source):
            if depth and (source.startswith(quote, at) or source[at] in "\\#"):
                if _closes(source, at, depth):
                    return True
                break
            if not depth and source.startswith(quote, at):
                break
            if source[at] == "\n" and len(quote) == 1 and not depth:
                break
            if source.startswith(("{{", "}}"), at) and not depth:
                at += 1
            elif source[at] in "{}":
                depth += 1 if source[at] == "{" else -1
            at += 2 if source[at] == "\\" else 1
    return False


def _closes(source, at, depth):
    """Whether open braces of an f-string are closed later: else the quote was forgotten before."""
    rest = source[at:].split("\n\n")[0]
    return rest.count("}") - rest.count("{") >= depth
