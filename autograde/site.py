"""A Sphinx extension that mends what the tools write into the pages of the site.

The theme draws each icon twice: its style sheet has them as a font, and then a script of 1.5 MB
replaces them by pictures that look the same. The font is enough. And the bibliography is announced
to screen readers as a list, but its entries are not announced as items of one.
"""

import re
from pathlib import Path

SCRIPT = re.compile(r'\s*<script defer src="[^"]*/scripts/fontawesome\.js[^>]*></script>')
NO_LIST = ' role="list" class="citation-list"'


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
        if mended != text:
            path.write_text(mended, encoding="utf-8")
