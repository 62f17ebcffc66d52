"""The picture that stands beside a link to the course, where somebody shares one."""

from io import BytesIO

NAME = "_static/card.png"
SIZE = (1200, 630)  # pixels: the shape that readers of such pictures cut to
DPI = 160  # so that type is read where the picture is as wide as a phone
QUESTION = "How much should every stage of a supply chain order each day?"
ALT = f"{QUESTION} A mill supplies a distribution centre, which supplies two retailers."


def png() -> bytes:
    """Return the picture: the course's name, its question, and the default chain."""
    # Only a site that has an address draws it; Matplotlib takes a second to be imported.
    from matplotlib.figure import Figure

    from supplychain.diagram import LEAF, PALE_INK, draw_chain
    from supplychain.look import INK, course_look

    width, height = (pixels / DPI for pixels in SIZE)
    with course_look():
        figure = Figure((width, height), facecolor="white")  # opaque, on any ground
        figure.set_layout_engine("none")  # by hand, as everything has its size already
        figure.text(0.05, 0.93, "Learning to Order", size=24, weight="bold", color=LEAF, va="top")
        figure.text(0.05, 0.79, QUESTION, size=12.5, color=INK, va="top")
        kind = "reinforcement learning"
        figure.text(0.95, 0.9, kind, size=11.5, color=PALE_INK, ha="right", va="top")
        draw_chain(ax=figure.add_axes((0.03, 0.03, 0.94, 0.69)))
        file = BytesIO()
        figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()
