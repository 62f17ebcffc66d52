"""The page that a student reads: score and hint per exercise, and the student's own output.

It shows nothing of a hidden test but that it failed and the hint that its author wrote.
"""

from jinja2 import Environment, PackageLoader, StrictUndefined

# Everything that students wrote is escaped, whatever it holds.
TEMPLATES = Environment(
    loader=PackageLoader("autograde", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.filters["points"] = "{:g}".format


def page(result):
    """Return the feedback page of one submission as HTML.

    Parameters
    ----------
    result : dict
        From `examiner.examine`, with the ``student``.
    """
    return TEMPLATES.get_template("feedback.html").render(result=result)
