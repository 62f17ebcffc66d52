"""A Sphinx extension that mends what the tools write into the pages of the site.

The theme draws each icon twice: its style sheet has them as a font, and then a script of 1.5 MB
replaces them by pictures that look the same. The font is enough. The bibliography is announced
to screen readers as a list, but its entries are not announced as items of one. A browser may break
a line between a formula and the comma that follows, so the two are joined. The landing page would
have the title of the site twice in its title. And the sidebar is no landmark, although its logo
and its search are ways around the site.
Figures that answer get their script (`autograde.live`).
"""

import re
from pathlib import Path

from autograde.live import pages

SCRIPT = re.compile(r'\s*<script defer src="[^"]*/scripts/fontawesome\.js[^>]*></script>')
NO_LIST = ' role="list" class="citation-list"'
FORMULA_AND_MARK = re.compile(r'<span class="math [^>]*>[^<]*</span>[.,;:?!)]+')
TITLE_TWICE = re.compile(r"<title>(.+) &#8212; \1</title>")
SIDEBAR = ' class="bd-sidebar-primary bd-sidebar">'


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mend(app, error):
    """Mend all pages that were built."""
    if error or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        mended = SCRIPT.sub("", text).replace(NO_LIST, ' class="citation-list"')
        mended = FORMULA_AND_MARK.sub(r'<span class="formula-and-mark">\g<0></span>', mended)
        mended = TITLE_TWICE.sub(r"<title>\1</title>", mended)
        mended = mended.replace(SIDEBAR, f' role="navigation" aria-label="Site"{SIDEBAR}')
        if app.builder.name == "html":  # the book on paper is one page, and keeps its pictures
            mended = pages.enliven(mended, Path(app.outdir))
        if mended != text:
            path.write_text(mended, encoding="utf-8")
