"""Text in whatever encoding it comes: UTF-8, UTF-16 with and without a mark, Windows-1252."""

import json


def decoded(content):
    """Return bytes as text.

    Parameters
    ----------
    content : bytes
        Of a notebook or a table. What is no Unicode is taken for Windows-1252, which the
        spreadsheets and editors of Windows write.
    """
    try:
        # From the first bytes: a mark, or the zeros of UTF-16 around plain letters.
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
