"""The built website, seen as a reader sees it: in a browser, on a desktop and on a phone.

Screenshots of every page are left in ``build/screenshots``, to be looked at.
"""

import json
import re
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
import yaml

from tests.support.accessibility import violations

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
        assert violations(page, impacts=("serious", "critical")) == {}
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


@pytest.mark.parametrize("name", ["index", "05_q_learning", "leaderboard"])
def test_no_page_of_paper_has_to_stay_half_empty(browser, address, name):
    page, _ = open_page(browser, address, f"chapters/{name}.html")
    page.set_viewport_size({"width": 680, "height": 1010})  # A4 between its margins
    page.emulate_media(media="print")
    # What may not be broken, or scrolls, goes to the next page as a whole.
    whole = page.evaluate("""() => [...document.querySelectorAll(".bd-article *")].filter((one) => {
        const look = getComputedStyle(one);
        return one.getBoundingClientRect().height > 1010 * 0.55 && !one.closest("svg")
            && (look.breakInside === "avoid" || !["visible", "clip"].includes(look.overflowY));
    }).map((one) => one.outerHTML.slice(0, 120))""")
    assert whole == []
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


@pytest.mark.parametrize(
    ("asked", "page_found"),
    [("(s, S)", "Policies"), ("TD", "Q-learning"), ("hand in", "How to work")],
)
def test_search_finds_words_of_the_course_as_readers_write_them(
    browser, address, asked, page_found
):
    page, seen = open_page(browser, address, f"search.html?q={quote(asked)}")
    page.locator("#search-results li a", has_text=page_found).first.wait_for(timeout=0)
    first = page.locator("#search-results li a").all_inner_texts()[:8]
    assert any(page_found in title for title in first), first
    assert seen.complaints == []
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


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_a_newcomer_gets_from_the_front_door_to_the_notebook_of_an_exercise(
    browser, address, width, scheme
):
    page, seen = open_page(browser, address, "index.html", width=width, scheme=scheme)
    page.wait_for_url("**/chapters/index.html")
    page.locator(".begin a").last.wait_for()
    first_view = page.locator("article h1, .begin a").all()
    assert len(first_view) == 4
    assert all(one.bounding_box()["y"] < WIDTHS[width][1] for one in first_view)
    assert page.locator(".begin a").all_inner_texts() == [
        "Play the chain", "Start chapter 1", "For instructors",
    ]  # fmt: skip
    page.get_by_role("link", name="Play the chain").click()
    game = page.locator("#fig-chain .live")
    game.get_by_role("button", name="Open the shops").click()
    assert "Morning 2 of 28" in game.inner_text()
    page.get_by_role("link", name="Start chapter 1").click()
    page.wait_for_url("**/01_supply_chain.html")
    box = page.locator(".your-turn").first
    assert box.locator(".your-turn-line").inner_text() == "Exercise 1 · 3 points · your turn"
    hint = box.locator("details.hint").first
    assert not hint.locator("p").first.is_visible()
    hint.locator("summary").click()
    assert hint.locator("p").first.is_visible()
    test = box.locator("summary", has_text="Show the test")
    assert test.count() == 1 and box.get_by_text("Hidden tests run here").count() == 1
    with page.expect_download() as download:
        box.locator(".write-here a").click()
    assert download.value.suggested_filename == "01_supply_chain.ipynb"
    notebook = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "looks for the package" in "".join(code[0]["source"])
    assert seen.off_site == [] and seen.failed == [] and seen.complaints == []
    page.close()


def test_a_newcomer_needs_neither_script_nor_server_to_get_there(browser, site):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/chapters/index.html")
    assert page.locator("#fig-chain img").is_visible()  # the game's picture stands in for it
    page.get_by_role("link", name="Start chapter 1").click()
    page.wait_for_url("**/01_supply_chain.html")
    box = page.locator(".your-turn").first
    assert box.locator(".your-turn-line").inner_text() == "Exercise 1 · 3 points · your turn"
    box.locator("details.hint summary").first.click()
    assert box.locator("details.hint p").first.is_visible()
    notebook = urlsplit(box.locator(".write-here a").evaluate("one => one.href"))
    assert notebook.scheme == "file" and Path(notebook.path).suffix == ".ipynb"
    assert json.loads(Path(notebook.path).read_text(encoding="utf-8"))["cells"]
    context.close()


def test_what_is_ticked_as_done_is_told_in_the_sidebar_and_the_syllabus_and_stays(browser, address):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/chapters/05_q_learning.html")
    ticks = page.locator(".done-tick input")
    ticks.first.check()
    told = [f"1/{ticks.count()}"]
    sidebar = page.locator(".bd-sidebar-primary .progress-told")
    assert sidebar.all_inner_texts() == told
    page.goto(f"{address}/chapters/syllabus.html")
    assert sidebar.all_inner_texts() == told
    assert page.locator("table .progress-told").all_inner_texts() == told
    page.goto(f"{address}/chapters/05_q_learning.html")
    assert ticks.first.is_checked()
    for tick in ticks.all():
        tick.check()
    assert sidebar.all_inner_texts() == ["✓ done"]
    context.close()


def brightness(page, element="body"):
    """Return how bright the ground of an element is, 0 to 255."""
    colour = page.evaluate(
        "name => getComputedStyle(document.querySelector(name)).backgroundColor", element
    )
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_paint_has_the_colours_of_the_readers_system(browser, address, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.route("**/*.js*", lambda route: route.abort())  # all that comes after the first paint
    page.goto(f"{address}/chapters/05_q_learning.html")
    assert (brightness(page) < 80) == (scheme == "dark")
    assert shown_logos(page) == [f"logo-{scheme}.svg"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_light_and_the_screen_is_afterwards_as_it_was(browser, address, scheme):
    page, _ = open_page(browser, address, "chapters/index.html", scheme=scheme)
    page.evaluate(
        """addEventListener("beforeprint", () => {
            window.printed = document.documentElement.dataset.theme;
        })"""
    )
    page.pdf()
    assert page.evaluate("window.printed") == "light"
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_script_the_colours_are_right_and_nothing_is_lost(browser, address, scheme):
    context = browser.new_context(color_scheme=scheme, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/chapters/05_q_learning.html")
    assert (brightness(page) < 80) == (scheme == "dark")
    assert shown_logos(page) == [f"logo-{scheme}.svg"]
    page.locator("details.hint summary").first.click()
    assert page.locator("details.hint p").first.is_visible()
    context.close()


def shown_logos(page):
    """Return the files of the logos that are shown."""
    return page.evaluate("""() => [...document.querySelectorAll(".navbar-brand img")]
        .filter(logo => logo.getClientRects().length)
        .map(logo => logo.getAttribute("src").split("/").pop())""")


def test_the_tab_key_stops_at_no_formula_and_every_stop_is_seen(browser, address):
    page, _ = open_page(browser, address, "chapters/05_q_learning.html")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("""() => {
            const one = document.activeElement, look = getComputedStyle(one);
            return [one.tagName, one.className, look.outlineStyle !== "none"
                    && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== "none"];
        }""")
        )
    assert not [stop for stop in seen if stop[0].startswith("MJX")]
    assert [stop for stop in seen if not stop[2]] == []
    page.close()


def test_set_up_cells_share_a_fold_and_every_fold_has_a_name(browser, address):
    for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb")):
        page, _ = open_page(browser, address, f"chapters/{path.stem}.html")
        names = page.locator("details.hide > summary").evaluate_all(
            "all => all.map(one => one.innerText.trim())"
        )
        assert set(names) <= {
            "Setup",
            "Show the test",
            "Code of this figure",
            "Code of this result",
        }
        above = page.evaluate("""() => {
            const heading = document.querySelector(".bd-article h2");
            return [...document.querySelectorAll(".bd-article details.hide")].filter(fold =>
                fold.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_FOLLOWING).length;
        }""")
        assert above == 1, path.stem
        page.close()


def test_lines_of_text_are_neither_long_nor_is_code_cut_on_a_phone(browser, address):
    page, _ = open_page(browser, address, "chapters/05_q_learning.html")
    lengths = page.evaluate("""() => [...document.querySelectorAll(".bd-article section > p")]
        .filter(one => one.getClientRects().length && !one.querySelector(".math"))
        .map(one => [one.textContent.length, Math.round(one.clientHeight
            / parseFloat(getComputedStyle(one).lineHeight))]).filter(([, lines]) => lines > 3)
        .map(([length, lines]) => [length / lines, length / (lines - 0.5)])""")
    # The last line is between empty and full: the first is too little, the second a good guess.
    least, guessed = zip(*lengths)
    assert max(least) < 78 and 55 < sum(guessed) / len(guessed) < 78
    page.close()
    page, _ = open_page(browser, address, "chapters/05_q_learning.html", width="phone")
    assert cut_listings(page) == []
    page.close()


def test_the_storyboard_shows_its_day_and_can_pause(browser, address):
    page, _ = open_page(browser, address, "chapters/01_supply_chain.html", width="phone")
    board = page.locator(".storyboard")
    board.locator("label", has_text="5").first.click()
    day = "() => [...document.querySelectorAll('.storyboard .frame')]" + (
        ".filter(one => getComputedStyle(one).visibility === 'visible')"
        ".map(one => one.querySelector('.day').textContent)"
    )
    assert page.evaluate(day) == ["Day 5"]
    board.locator("label", has_text="play").click()
    page.wait_for_function(f"() => ({day})()[0] === 'Day 2'", timeout=0)
    board.locator("label", has_text="pause").click()
    states = "() => document.querySelector('.storyboard .frame').getAnimations()[0].playState"
    assert page.evaluate(states) == "paused"
    assert len(page.evaluate(day)) == 1
    cut = board.evaluate(
        "one => [...one.querySelectorAll('svg')].filter(picture =>"
        " picture.getBoundingClientRect().right > one.getBoundingClientRect().right + 1).length"
    )
    assert cut == 0
    page.close()


def test_the_book_is_printed_with_all_its_chapters(site, chromium):
    made = subprocess.run(["make", "pdf"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, f"`make pdf` failed:\n{made.stdout}{made.stderr}"
    document = (ROOT / "build" / "book.pdf").read_bytes()
    chapters = list((ROOT / "chapters").glob("[0-9]*.ipynb"))
    assert document.startswith(b"%PDF") and document.count(b"/Type /Page\n") >= 5 * len(chapters)
