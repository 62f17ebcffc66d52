"""Pages load no more than they need, and are painted before their scripts have come.

The theme draws each icon twice: its style sheet has them as a font, and then a script of 1.5 MB
replaces them by pictures that look the same. The font is enough. Each page would load MathJax,
whether there is a formula on it or not, and the index of the search (130 kB), though only the page
of the search asks it for anything. The other scripts work when a page is there, so they do not hold
it up: all but the one that lines in the page itself build on.
"""

import re

ICONS = re.compile(r'\s*<script defer src="[^"]*/scripts/fontawesome\.js[^>]*></script>')
MATHJAX = re.compile(
    r"\s*<script>window\.MathJax = .*?</script>|\s*<script[^>]*/mathjax/[^>]*></script>"
)
FORMULA = 'class="math '
SEARCH = re.compile(
    r'\s*<script src="[^"]*(?:/searchtools|/language_data|searchindex)\.js[^>]*></script>'
)
SEARCHES = 'id="search-results"'  # the page of the search, whose scripts build on all others
IN_THE_WAY = re.compile(r"<script(?! defer)(?=[^>]* src=)(?![^>]*/documentation_options\.js)")


def lighten(text):
    """Return a page without what it does not need; one that was lightened before stays as it is.

    Parameters
    ----------
    text : str
        HTML.
    """
    text = ICONS.sub("", text)
    if FORMULA not in text:
        text = MATHJAX.sub("", text)
    if SEARCHES in text:
        return text
    return IN_THE_WAY.sub("<script defer", SEARCH.sub("", text))
