"""The right colours from the first moment on: in the dark, and where no script runs.

The theme leaves the page without colours of its own until a script has run late: white, with both
logos. Here the choice is made in the head, and for readers without script the rules for light and
dark stand once more, under what their system asks for. Paper is light, whatever the screen is.
"""

import re
from pathlib import Path

STYLES = (
    "styles/pydata-sphinx-theme.css",
    "styles/sphinx-book-theme.css",
    "pygments.css",
    "custom.css",
)
NAME = "no-script.css"
THEIRS = re.compile(
    r'document\.documentElement\.dataset\.mode = localStorage.*?\|\| "auto";\s*'
    r'document\.documentElement\.dataset\.theme = .*?\|\| "auto";',
    re.DOTALL,
)
OURS = """const root = document.documentElement;
    let mode = "auto";
    try { mode = localStorage.getItem("mode") || "auto"; } catch {}
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (dark ? "dark" : "light") : mode;
    let shown;
    addEventListener("beforeprint", () => {
      shown = root.dataset.theme;
      root.dataset.theme = "light";
    });
    addEventListener("afterprint", () => { root.dataset.theme = shown; });"""
NO_SCRIPT = re.compile(r"<noscript>\s*<style>\s*\.pst-js-only \{[^}]*\}\s*</style>\s*</noscript>")
RULE = re.compile(r"(?:^|(?<=[{};]))(?P<selectors>[^{};@]*data-theme=[^{};@]*)\{(?P<body>[^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def mend(page, depth):
    """Return a page that has its colours when it is painted first.

    Parameters
    ----------
    page : str
        HTML.
    depth : int
        How many folders it lies below the site's.
    """
    page = THEIRS.sub(lambda _: OURS, page)
    page = page.replace("only-dark pst-js-only", "only-dark")  # the logo needs no script
    link = f'<link rel="stylesheet" href="{"../" * depth}_static/{NAME}">'
    # At the end of the head: these rules take the place of those that come before them.
    if NO_SCRIPT.search(page) and link not in page:
        page = page.replace("</head>", f"<noscript>{link}</noscript>\n</head>", 1)
    return page


def no_script(texts):
    """Return the style sheet for pages on which no script runs.

    Parameters
    ----------
    texts : iterable of str
        Style sheets with rules for ``[data-theme="light"]`` and ``[data-theme="dark"]``.
    """
    light, dark = [], []
    for text in texts:
        for rule in RULE.finditer(COMMENT.sub("", text)):
            for theme, found in (("light", light), ("dark", dark)):
                mark = re.compile(rf"""\[data-theme=["']?{theme}["']?\]""")
                mine = [
                    mark.sub('[data-theme="auto"]', selector.strip())
                    for selector in _split(rule["selectors"])
                    if mark.search(selector)
                ]
                if mine:
                    found.append(f"{','.join(mine)}{{{rule['body'].strip()}}}")
    asked = "(prefers-color-scheme: {})".format
    on_paper = f"@media {asked('light')}, print {{"
    on_screen = f"@media screen and {asked('dark')} {{"
    return "\n".join([on_paper, *light, "}", on_screen, *dark, "}", ""])


def _split(selectors):
    """Return the parts of a list of selectors; commas within brackets do not separate."""
    depth, part, found = 0, "", []
    for sign in selectors:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            found.append(part)
            part = ""
        else:
            part += sign
    return [*found, part]


def write(site):
    """Write the style sheet for pages without script.

    Parameters
    ----------
    site : Path
        The folder of the site.
    """
    static = Path(site) / "_static"
    found = [static / name for name in STYLES if (static / name).exists()]
    if found:
        text = no_script(path.read_text(encoding="utf-8") for path in found)
        (static / NAME).write_text(text, encoding="utf-8")
