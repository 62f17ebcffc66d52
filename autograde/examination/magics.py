"""IPython's syntax (``%matplotlib inline``, ``!ls``, ``?``) as the plain Python it stands for."""

LARGEST = 100_000  # characters of a cell that is translated


def to_python(source):
    """Return a cell in plain Python, or None if there is nothing to translate.

    Parameters
    ----------
    source : str
        A cell that is no plain Python.

    Examples
    --------
    >>> to_python("%matplotlib inline")
    "get_ipython().run_line_magic('matplotlib', 'inline')\\n"
    """
    if len(source) > LARGEST or not any(mark in source for mark in "%!?"):
        return None
    # It takes half a second to load, and few submissions need it.
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        python = TransformerManager().transform_cell(source)
    except Exception:  # what is neither, it refuses in ways of its own
        return None
    return python if python.strip() != source.strip() else None
