"""The whole book as one PDF: Sphinx puts all pages on one, and Chromium prints it.

``python -m autograde.release.pdf FOLDER FILE`` prints the single page in a folder that Jupyter
Book's builder ``singlehtml`` made. It needs playwright and the Chromium of the system.
"""

import shutil
import sys
from pathlib import Path

from autograde.kit.errors import CourseError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PAGE = "chapters/index.html"  # the root of the table of contents holds all others
# Folded answers have nobody to unfold them on paper. The theme itself puts the contents in front;
# there, unlike over the chapters, titles have their numbers.
PREPARE = """() => {
    for (const link of document.querySelectorAll('a[href*=".html#"]'))
        if (!link.href.startsWith("http")) link.setAttribute("href", link.hash);
    for (const folded of document.querySelectorAll("details.fold")) folded.open = true;
    for (const link of document.querySelectorAll('#jb-print-toc a[href^="#document-"]')) {
        const number = link.textContent.match(/^\\d+ · /);
        const start = document.getElementById(link.hash.slice(1));
        const title = start?.nextElementSibling?.querySelector("h1, h2");
        if (number && title) title.prepend(number[0]);
    }
    document.title = "Learning to Order";
}"""
# What all printed pages share stands in _static/custom.css.
LOOK = """
    #jb-print-docs-body { break-after: page; }
    .bd-article span[id^="document-"] { display: block; break-before: page; }
    .bd-article span[id^="document-"] + section > :is(h1, h2):first-child { font-size: 2rem; }
    footer { display: none !important; }
    html { font-size: 9.5pt; }
"""
NUMBERS = '<div style="font-size: 8pt; width: 100%; text-align: center" class="pageNumber"></div>'
EDGE, SIDE = "18mm", "16mm"  # margins


def print_book(folder, target):
    """Print a book.

    Parameters
    ----------
    folder : Path
        What the builder ``singlehtml`` made.
    target : Path
        The PDF file.

    Raises
    ------
    CourseError
        If there is no Chromium here.
    """
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise CourseError("printing needs Chromium: sudo apt-get install chromium")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Sphinx writes addresses as if that page stood at the top of the site.
    top = folder / "book.html"
    shutil.copyfile(folder / PAGE, top)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light")
        page.goto(top.resolve().as_uri())
        page.evaluate("() => window.MathJax?.startup?.promise")
        page.evaluate(PREPARE)
        page.add_style_tag(content=LOOK)
        page.wait_for_load_state("networkidle")
        page.pdf(
            path=target, format="A4", outline=True, tagged=True,
            margin={"top": EDGE, "bottom": EDGE, "left": SIDE, "right": SIDE},
            print_background=True, display_header_footer=True,
            header_template="<span></span>", footer_template=NUMBERS,
        )  # fmt: skip
        browser.close()


if __name__ == "__main__":
    try:
        print_book(*map(Path, sys.argv[1:]))
    except CourseError as error:
        sys.exit(f"autograde: {error}")
