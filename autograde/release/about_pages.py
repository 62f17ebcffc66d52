"""What a page says about itself: title, description, picture, address, version, and where to
report a mistake. All addresses follow from ``site``, ``contact`` and ``student_repository`` in
``course.toml``; what is not set is left out.
"""

import re
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from docutils import nodes

from autograde.course.version import version
from autograde.kit.files import CHECKOUT
from autograde.release import card

CHAPTER = re.compile(r"(?P<number>\d\d)_")
TAUGHT = re.compile(r"^(?P<number>\d) · \[[^\]]*\]\([^)]*\)\n: (?P<text>.+)$", re.MULTILINE)
RELEASED = re.compile(r"^## \[(?P<version>[\d.]+)\] - (?P<date>\d{4}-\d\d-\d\d)", re.MULTILINE)
NOT_FOR_SEARCH = '\n<meta name="robots" content="noindex, nofollow">'
LONGEST = 170  # characters of a description that search engines show
COURSE = (
    "A course in reinforcement learning on one problem: how much every stage of a supply chain "
    "should order each day. Chapters, exercises with hints, and a leaderboard."
)


def describe(context, page, doctree, rules, root=CHECKOUT):
    """Write into a page's context what it says about itself.

    Parameters
    ----------
    context : dict
        Sphinx's, for the template.
    page : str
        Such as ``chapters/05_q_learning``.
    doctree : document or None
        None of a page without a source.
    rules : Rules
        Of the course.
    root : Path
        Where ``chapters/`` is.
    """
    if "title" not in context:  # a page that the tools make without one
        return
    name = PurePosixPath(page).name
    if found := CHAPTER.match(name):
        context["title"] = f"{int(found['number'])} · {context['title']}"
    told = _description(name, doctree, root)
    title = "Learning to Order" if name == "index" else f"{context['title']} – Learning to Order"
    named = [("og:type", "website"), ("og:title", title), ("og:description", told)]
    if rules.site:
        site = rules.site.rstrip("/")
        width, height = map(str, card.SIZE)
        named += [("og:url", f"{site}/{page}.html"), ("og:image", f"{site}/{card.NAME}")]
        named += [("og:image:width", width), ("og:image:height", height)]
        named += [("og:image:alt", card.ALT), ("twitter:card", "summary_large_image")]
    context["metatags"] = context.get("metatags", "") + "".join([
        f'\n<meta name="description" content="{escape(told)}">',
        *(f'\n<meta property="{key}" content="{escape(value)}">' for key, value in named),
    ])  # fmt: skip


def _description(name, doctree, root):
    """Return what a page is about, in a sentence or two."""
    if found := CHAPTER.match(name):
        syllabus = root / "chapters" / "syllabus.md"
        text = syllabus.read_text(encoding="utf-8") if syllabus.exists() else ""
        taught = {int(row["number"]): row["text"] for row in TAUGHT.finditer(text)}
        if about := taught.get(int(found["number"])):
            return _shortened(about.replace("$", ""))
    if name == "index" or doctree is None:
        return COURSE
    paragraphs = (node.astext().replace("\n", " ") for node in doctree.findall(nodes.paragraph))
    return _shortened(next((text for text in paragraphs if len(text) > 40), COURSE))


def _shortened(text):
    """Return the first sentences of a text, as many as are shown."""
    if len(text) <= LONGEST:
        return text
    end = text.rfind(". ", 0, LONGEST)
    return text[: end + 1] if end > 40 else text[: text.rfind(" ", 0, LONGEST)] + " …"


def foot(rules, root=CHECKOUT):
    """Return what stands at the foot of every page, as HTML.

    Parameters
    ----------
    rules : Rules
        Of the course.
    root : Path
        Where ``CHANGELOG.md`` is.
    """
    lines = ["Prose and figures: CC BY 4.0. Code: MIT."]
    changes = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    dates = {row["version"]: row["date"] for row in RELEASED.finditer(changes)}
    date = f", {dates[version()]}" if version() in dates else ""
    lines.append(f"Version {version()}{date}.")
    if address := report(rules):
        lines.append(
            f'<a class="report" href="{escape(address)}">Report a mistake on this page</a>'
        )
    return " ".join(lines)


def report(rules):
    """Return the address to which a reader reports a mistake; a script adds page and section.

    Parameters
    ----------
    rules : Rules
        Of the course.
    """
    text = f"Version {version()}\nPage: \nSection: \n\nWhat is wrong:\n"
    if rules.student_repository:
        title, body = quote("Mistake on a page"), quote(text)
        return f"{rules.student_repository}/issues/new?title={title}&body={body}"
    if rules.contact:
        return (
            f"mailto:{rules.contact}?subject={quote('A mistake in the course')}&body={quote(text)}"
        )
    return ""
