"""Python 3.12 of the page reads more than Python 3.11, in which work may be graded."""

import ast
import io
import tokenize

OLDER = (3, 11)
WORDS = (
    "This runs here, in Python 3.12, but it is an error in Python 3.11, in which your work may be "
    "graded: {}."
)


def too_new(source):
    """Return a sentence about syntax that Python 3.11 does not have; "" if there is none.

    Parameters
    ----------
    source : str
        Python that this version reads.

    Examples
    --------
    >>> too_new("x = f'{1}'")
    ''
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    if any(type(node).__name__ == "TypeAlias" for node in ast.walk(tree)):
        return WORDS.format("a `type` statement")
    if any(getattr(node, "type_params", None) for node in ast.walk(tree)):
        return WORDS.format("a type parameter in brackets")
    return (
        WORDS.format("quotes, a backslash or a comment inside the braces of an f-string")
        if (_has_new_f_string(source))
        else ""
    )


def _has_new_f_string(source):
    """Whether an f-string holds what only Python 3.12 lets it hold."""
    begins = getattr(tokenize, "FSTRING_START", None)  # both since 3.12
    ends = getattr(tokenize, "FSTRING_END", None)
    if begins is None:
        return False
    quotes = []  # of the f-strings that the reader is in
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (begins, tokenize.STRING) and quotes:
            inner = token.string.lstrip("rRbBuUfF")
            long = any(len(quote) == 3 for quote in quotes)
            if inner[0] in {quote[0] for quote in quotes if len(quote) == 1} or "\\" in inner:
                return True
            if long and inner.startswith(tuple(quote for quote in quotes if len(quote) == 3)):
                return True
        if token.type == begins:
            mark = token.string.lstrip("rRbBuUfF")
            quotes.append(mark)
        elif token.type == ends:
            quotes.pop()
        elif quotes and token.type == tokenize.COMMENT:
            return True
        elif quotes and token.type == tokenize.NL and len(quotes[-1]) == 1:
            return True
    return False
