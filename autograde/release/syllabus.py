"""The table of the syllabus: chapters, exercises and points, counted in the sources."""

from autograde.course.counts import exercises, points

HEAD = "| chapter | exercises | points | share |\n|---|--:|--:|--:|"


def table(chapters, leaderboard=0.0):
    """Return the table as Markdown, with links as from a page in ``chapters/``.

    Parameters
    ----------
    chapters : iterable of (str, notebook)
        Name and source of each chapter, in the order of the course.
    leaderboard : float
        The most points that the leaderboard gives.
    """
    rows = [
        (f"[{title(name, source)}]({name}.ipynb)", f"{len(exercises(source))}", points(source))
        for name, source in chapters
    ]
    rows += [("[Leaderboard](leaderboard.md)", "", leaderboard)] if leaderboard else []
    total = sum(worth for *_, worth in rows)
    lines = [
        f"| {what} | {count} | {worth:g} | {worth / total:.0%} |".replace("%", " %")
        for what, count, worth in rows
    ]
    count = sum(int(count) for _, count, _ in rows if count)
    return "\n".join([HEAD, *lines, f"| **together** | {count} | {total:g} | |", ""])


def title(name, source):
    """Return a chapter's number and title, as the sidebar has them."""
    texts = (cell["source"] for cell in source["cells"] if cell["cell_type"] == "markdown")
    headings = (line[2:] for text in texts for line in text.splitlines() if line.startswith("# "))
    return f"{int(name[:2])} · {next(headings)}"
