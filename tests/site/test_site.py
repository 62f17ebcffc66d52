"""The built website, seen as a reader sees it: in a browser, on a desktop and on a phone.

Screenshots of every page are left in ``build/screenshots``, to be looked at.
"""

import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
HEAVIEST_PAGE = 3_000_000  # bytes, everything that it loads included
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


def pages_in_toc():
    """Return the address of every page in the table of contents, and of the search page."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [f"{name}.html" for name in (toc["root"], *chapters, "search")]


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a log line for each."""

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site):
    """Serve the site on the loopback interface; return its address."""
    handler = partial(QuietHandler, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def watch(page, address):
    """Record what goes wrong on a page from now on, and let no request leave the site."""
    seen = SimpleNamespace(complaints=[], off_site=[], failed=[])
    home = urlsplit(address).netloc

    def guard(route):
        target = urlsplit(route.request.url)
        if target.scheme in ("data", "blob") or target.netloc == home:
            return route.continue_()
        seen.off_site.append(route.request.url)
        return route.abort()

    page.route("**/*", guard)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda line: seen.complaints.append(line.text) if line.type == "error" else None,
    )
    page.on(
        "response",
        lambda reply: seen.failed.append(reply.url) if reply.status >= 400 else None,
    )
    return seen


def open_page(browser, address, name, *, width="desktop", scheme="light"):
    """Open one page of the site, wait for its maths, and return it with what went wrong."""
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page = browser.new_page(viewport=size, color_scheme=scheme)
    seen = watch(page, address)
    page.goto(f"{address}/{name}", wait_until="networkidle")
    page.evaluate("() => window.MathJax?.startup?.promise")
    return page, seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", pages_in_toc())
def test_page_is_sound(browser, address, name, width, scheme):
    page, seen = open_page(browser, address, name, width=width, scheme=scheme)
    try:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = SCREENSHOTS / f"{Path(name).stem}-{width}-{scheme}.png"
        page.screenshot(path=picture, full_page=True)
        assert seen.off_site == [], "a page of the site must ask no other site for anything"
        assert seen.failed == [], "these addresses answer with an error"
        assert seen.complaints == [], "the browser's console has errors"
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        assert broken_images(page) == []
        assert untypeset_formulas(page) == []
        assert too_wide(page) == [], f"{picture.name} scrolls sideways because of these elements"
    finally:
        page.close()


@pytest.mark.parametrize(("width", "scheme"), [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("name", pages_in_toc())
def test_page_is_accessible(browser, address, name, width, scheme):
    page, _ = open_page(browser, address, name, width=width, scheme=scheme)
    try:
        found = Axe().run(page).response["violations"]
        grave = {
            one["id"]: [node["html"][:200] for node in one["nodes"]]
            for one in found
            if one["impact"] in ("serious", "critical")
        }
        assert grave == {}
    finally:
        page.close()


@pytest.mark.parametrize("name", pages_in_toc())
def test_page_is_light(browser, address, name):
    page = browser.new_page()
    replies = []
    page.on("response", lambda reply: replies.append(reply))
    page.goto(f"{address}/{name}", wait_until="networkidle")
    sizes = [(len(reply.body()), reply.url) for reply in replies if reply.ok]
    page.close()
    weight = sum(size for size, _ in sizes)
    heaviest = sorted(sizes, reverse=True)[:5]
    assert weight <= HEAVIEST_PAGE, f"{weight / 1e6:.1f} MB, the largest parts: {heaviest}"


def test_a_chapter_can_be_read_with_the_keyboard_alone(browser, address):
    page, _ = open_page(browser, address, "chapters/05_q_learning.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName"))
        if reached[-1] == "SUMMARY":
            break
    assert "SUMMARY" in reached, "no folded answer or code can be opened by the keyboard"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    page.close()


def test_nothing_is_hidden_or_cut_on_paper(browser, address):
    for name in ("how_to_work", "instructors"):
        page, _ = open_page(browser, address, f"chapters/{name}.html")
        page.set_viewport_size({"width": 680, "height": 960})  # A4 between its margins
        page.emulate_media(media="print")
        assert page.locator("pre").count()
        assert hidden_tabs(page) == [] and cut_listings(page) == []
        page.close()


def hidden_tabs(page):
    """Return the texts of tabs that are not shown."""
    return page.evaluate("""() => [...document.querySelectorAll(".sd-tab-content")]
        .filter(tab => !tab.offsetHeight).map(tab => tab.textContent)""")


def cut_listings(page):
    """Return listings that are wider than their frame."""
    return page.evaluate("""() => [...document.querySelectorAll(".bd-article pre")]
        .filter(listing => listing.scrollWidth > listing.clientWidth)
        .map(listing => listing.textContent)""")


def broken_images(page):
    """Return the addresses of images that did not load, and of those without a description."""
    return page.evaluate("""() => [...document.images]
        .filter(image => !image.complete || !image.naturalWidth || !image.hasAttribute("alt"))
        .filter(image => getComputedStyle(image).display !== "none")
        .map(image => image.src)""")


def untypeset_formulas(page):
    """Return formulas that MathJax left as text or could not read."""
    return page.evaluate("""() => [...document.querySelectorAll(".math")]
        .filter(formula => !formula.querySelector("mjx-container")
                           || formula.querySelector("mjx-merror"))
        .map(formula => formula.textContent)""")


def too_wide(page):
    """Return the elements that make the page wider than its window; none if it fits."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")]
            .filter(element => element.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(element => element.outerHTML.slice(0, 120));
    }""")


def test_the_formulas_of_the_notation_page_are_typeset(browser, address):
    page, _ = open_page(browser, address, "chapters/notation.html")
    assert page.locator("mjx-container").count() > 20
    page.close()


def test_the_front_door_leads_to_the_landing_page(browser, address):
    page, _ = open_page(browser, address, "index.html")
    page.wait_for_url("**/chapters/index.html")
    page.close()


def test_search_finds_a_word_of_the_notation_page(browser, address):
    page, seen = open_page(browser, address, "search.html?q=reorder")
    page.locator("#search-results li a", has_text="Notation").first.wait_for(timeout=10_000)
    assert seen.complaints == []
    page.close()


def test_the_student_bundle_can_be_downloaded(browser, address):
    page, _ = open_page(browser, address, "chapters/how_to_work.html")
    with page.expect_download() as download:
        page.locator("a.download").first.click()
    assert download.value.suggested_filename == "student.zip"
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    page.close()


def test_the_book_is_printed_with_all_its_chapters(site, chromium):
    made = subprocess.run(["make", "pdf"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, f"`make pdf` failed:\n{made.stdout}{made.stderr}"
    document = (ROOT / "build" / "book.pdf").read_bytes()
    chapters = list((ROOT / "chapters").glob("[0-9]*.ipynb"))
    assert document.startswith(b"%PDF") and document.count(b"/Type /Page\n") >= 5 * len(chapters)
