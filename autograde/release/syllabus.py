"""The table of the syllabus: chapters, exercises, points and minutes, counted in the sources."""

from autograde.course.counts import exercises, minutes, points

HEAD = "| chapter | exercises | points | share | minutes |\n|---|--:|--:|--:|--:|"


def table(chapters, leaderboard=0.0):
    """Return the table as Markdown, with links as from a page in ``chapters/``.

    Parameters
    ----------
    chapters : iterable of (str, notebook)
        Name and source of each chapter, in the order of the course.
    leaderboard : float
        The most points that the leaderboard gives.
    """
    rows: list[tuple[str, int | str, float, str]] = [
        (
            f"[{title(name, source)}]({name}.ipynb)",
            len(exercises(source)),
            points(source),
            "–".join(map(str, minutes(source))),
        )
        for name, source in chapters
    ]
    count = sum(len(exercises(source)) for _, source in chapters)
    total = sum(row[2] for row in rows) + leaderboard
    rows += [("[Leaderboard](leaderboard.md)", "", leaderboard, "")] if leaderboard else []
    lines = [
        f"| {what} | {number or ''} | {f'{worth:g}' if worth else ''} | "
        f"{f'{100 * worth / total:.0f} %' if worth else ''} | {takes} |"
        for what, number, worth, takes in rows
    ]
    return "\n".join([HEAD, *lines, f"| **together** | {count} | {total:g} | | |", ""])


def title(name, source):
    """Return a chapter's number and title, as the sidebar has them."""
    texts = (cell["source"] for cell in source["cells"] if cell["cell_type"] == "markdown")
    headings = (line[2:] for text in texts for line in text.splitlines() if line.startswith("# "))
    return f"{int(name[:2])} · {next(headings)}"
