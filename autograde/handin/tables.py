"""Reading the tables of platforms and spreadsheets, with the line of what cannot be read."""

import csv
import io
from typing import NamedTuple

from autograde.handin.encodings import decoded
from autograde.handin.names import folded
from autograde.kit.errors import UnusableArgument

SEPARATORS = ",;\t"
LARGEST = 20_000_000  # bytes


class Table(NamedTuple):
    """The rows of a table."""

    columns: list  # titles as they are written
    rows: list  # of dict: value by folded title


def read_table(path, what):
    """Return a table that a platform or a spreadsheet wrote.

    Parameters
    ----------
    path : Path
        A file with values separated by commas, semicolons or tabs, in any usual encoding.
    what : str
        What messages call it.

    Raises
    ------
    UnusableArgument
        If it cannot be read; the message has the line.
    """
    if not path.is_file():
        raise UnusableArgument(f"the {what} {path} does not exist")
    content = path.read_bytes()
    if content.startswith(b"PK") or len(content) > LARGEST:
        raise UnusableArgument(f"the {what} {path} is no table of text: save it as CSV")
    lines = decoded(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    above, separator = _separator(lines)
    title = f"the {what} {path}"
    rows = [row for row in _rows(lines[above:], separator, above, title) if any(row[1])]
    if not rows:
        raise UnusableArgument(f"{title} is empty")
    columns = [value.strip() for value in rows[0][1]]
    keys = [folded(column) for column in columns]
    return Table(columns, [_record(keys, number, row, title) for number, row in rows[1:]])


def _separator(lines):
    """Return the number of lines above the table, and what separates its values."""
    first = lines[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return 1, first[-1]
    if lines[0].lower().startswith("sep=\t"):
        return 1, "\t"
    head = next((line for line in lines if line.strip()), "")
    outside = "".join(head.split('"')[::2])
    return 0, max(SEPARATORS, key=outside.count)


def _rows(lines, separator, above, title):
    """Yield each row with the number of its line."""
    reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=separator, strict=True)
    while True:
        number = reader.line_num + above + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnusableArgument(f"{title}, line {number}: {_fault(error)}") from error
        broken = [value for value in row if "\n" in value]
        # A quotation mark that is closed by another row's: students would become one.
        if any(separator in value for value in broken):
            raise UnusableArgument(f"{title}, line {number}: {_fault('end of data')}")
        yield number, [value.strip() for value in row]


def _fault(error):
    if "field larger" in str(error):
        return f"a value is too large ({csv.field_size_limit():,} characters at most); shorten it"
    return "a quotation mark is opened and not closed where its value ends; close or remove it"


def _record(keys, number, row, title):
    if any(row[len(keys) :]):
        raise UnusableArgument(
            f"{title}, line {number}: {len(row)} values for {len(keys)} columns; "
            "put a value that holds the separator into quotation marks"
        )
    record = {}
    for key, value in zip(keys, row):
        record[key] = record.get(key) or value
    return record
