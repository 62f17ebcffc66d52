"""Cells of notebooks, as their files have them."""


def cell(source, tags=(), id="own", **marks):
    """Return a code cell.

    Parameters
    ----------
    source : str
    tags : sequence of str
    id : str
    **marks
        nbgrader's metadata; none for a cell that the student added.
    """
    metadata = {"nbgrader": marks} if marks else {}
    metadata |= {"tags": list(tags)} if tags else {}
    return {"cell_type": "code", "source": source, "metadata": metadata, "id": id}
