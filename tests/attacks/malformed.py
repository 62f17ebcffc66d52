"""Malformed: files that are no notebook, or one that only a careful reader can read."""

import json

from .attack import RIGHT, Attack, written

GOOD = written(RIGHT)
PLAIN = json.dumps(GOOD)
RIGHTLY = (5,)


def malformed(name, raw, score=(0,), statuses=("invalid",), **more):
    raw = raw if isinstance(raw, bytes) else raw.encode()
    more = {"control": "unreadable", **more}
    return Attack(name, "malformed", raw=raw, score=score, statuses=statuses, **more)


def changed(**changes):
    """Return the good notebook with other entries."""
    return json.dumps({**GOOD, **changes})


def old():
    """Return the good notebook as Jupyter wrote it in 2014."""
    cells = []
    for cell in GOOD["cells"]:
        entry = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            entry |= {"input": cell["source"], "language": "python", "outputs": [],
                      "collapsed": False}  # fmt: skip
        else:
            entry["source"] = cell["source"]
        cells.append(entry)
    sheets = [{"cells": cells, "metadata": {}}]
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0,
                       "worksheets": sheets})  # fmt: skip


def colab():
    """Return the good notebook as Colab writes it: ids in the metadata, own metadata everywhere."""
    cells = []
    for cell in GOOD["cells"]:
        entry = {key: value for key, value in cell.items() if key != "id"}
        entry["metadata"] = {**cell["metadata"], "id": "x" + cell["id"], "colab": {"base_uri": "h"}}
        entry["source"] = cell["source"].splitlines(keepends=True)
        cells.append(entry)
    metadata = {"colab": {"provenance": []}, "accelerator": "GPU"}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 0})


def doubled():
    """Return the good notebook with the cell of a test twice."""
    cells = list(GOOD["cells"])
    cells += [cell for cell in cells if cell.get("id") == "mean_stock"]
    return json.dumps({**GOOD, "cells": cells})


def sources(end):
    """Return the good notebook with other ends of lines, inside its cells too."""
    cells = [{**cell, "source": cell["source"].replace("\n", end)} for cell in GOOD["cells"]]
    return json.dumps({**GOOD, "cells": cells}, indent=1).replace("\n", end)


SURROGATE = written({**RIGHT, "mean_stock": RIGHT["mean_stock"] + "\nprint('a \\ud800 b')\n"})
LONE = json.dumps(written({**RIGHT, "mean_stock": "x = '@'"})).replace("@", "\\ud800")
NULLS = written({**RIGHT, "mean_stock": "def mean_stock(on_hand):\n    return '\x00'"})

OTHER = {"cells": [{"cell_type": "code", "id": "q", "metadata": {"nbgrader": {
    "grade_id": "q_learning", "solution": True, "grade": False, "schema_version": 3,
    "locked": False, "task": False}}, "source": "x = 1", "outputs": [], "execution_count": None}],
    "metadata": {}, "nbformat": 4, "nbformat_minor": 5}  # fmt: skip

WEIRD = [None, 7, "cell", [], {"cell_type": "code"}, {"cell_type": "code", "source": 7},
         {"cell_type": "code", "source": [1, None], "metadata": 3},
         {"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": {"a": 1},
                                                                        "solution": True}}},
         {"cell_type": "code", "source": "x", "id": ["<b>"], "metadata": {"tags": 5}}]  # fmt: skip

ANY = ("graded", "invalid", "tampered", "crashed")

ATTACKS = [
    malformed("truncated json", PLAIN[: len(PLAIN) // 2]),
    malformed("an empty file", b""),
    malformed("bytes that are no text", bytes(range(256)) * 20),
    malformed("utf-16", PLAIN.encode("utf-16"), (0, 5), ANY),
    malformed("a list", "[]"),
    malformed("nothing", "null"),
    malformed("a number of cells", changed(cells=5)),
    malformed("a web page", "<!DOCTYPE html><script>alert(1)</script>"),
    malformed("cells of every kind", changed(cells=[*WEIRD, *GOOD["cells"]]), (0, 5), ANY),
    malformed("only strange cells", changed(cells=WEIRD), (0,), ANY),
    malformed("nbformat 3", old(), RIGHTLY, ("graded",)),
    malformed("nbformat 3 without its sheets", changed(nbformat=3)),
    malformed("nbformat 1 with cells of today", changed(nbformat=1)),
    malformed("nbformat 99", changed(nbformat=99), (0, 5), ANY),
    malformed("a format in words", changed(nbformat="four"), (0, 5), ANY),
    malformed("no kernelspec", changed(metadata={}), RIGHTLY, ("graded",)),
    malformed("a notebook of colab", colab(), RIGHTLY, ("graded",)),
    malformed("line ends of windows", sources("\r\n"), RIGHTLY, ("graded",), control="changed"),
    malformed("a byte order mark", b"\xef\xbb\xbf" + PLAIN.encode(), RIGHTLY, ("graded",)),
    malformed("a solution cell twice", doubled(), RIGHTLY, ("graded", "tampered"),
              control="doubled"),
    malformed("half a character in an answer", LONE, (0, 3), ANY, control="unwritable"),
    malformed("half a character in the output", json.dumps(SURROGATE), (3, 5), ANY,
              control="unwritable"),
    malformed("a null character", json.dumps(NULLS), (0, 3), ANY, control="raises"),
    malformed("another assignment", json.dumps(OTHER), (0,), ANY, control="foreign"),
]  # fmt: skip
