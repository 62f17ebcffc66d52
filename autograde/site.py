"""A Sphinx extension that makes the pages of the site lighter.

The theme draws each icon twice: its style sheet has them as a font, and then a script of 1.5 MB
replaces them by pictures that look the same. The font is enough.
"""

import re
from pathlib import Path

SCRIPT = re.compile(r'\s*<script defer src="[^"]*/scripts/fontawesome\.js[^>]*></script>')


def setup(app):
    """Register with Sphinx."""
    app.connect("build-finished", lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def lighten(app, error):
    """Take the script out of all pages that were built."""
    if error or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if "fontawesome.js" in text:
            path.write_text(SCRIPT.sub("", text), encoding="utf-8")
