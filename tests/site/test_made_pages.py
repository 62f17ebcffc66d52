"""The pages about the sample class, as they are made: of the class, of students, of the board.

They stand under the tests of the site: axe, landmarks, a phone, paper, the dark, no script.
"""

import subprocess
from pathlib import Path

import pytest

from tests.support.accessibility import violations

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

ROOT = Path(__file__).parents[2]
PAGES = {
    "class": "class/class.html",
    "all-right": "class/feedback/amina/05_q_learning.html",
    "not-written": "class/feedback/elif/05_q_learning.html",
    "a-cell-lost": "class/feedback/hana/05_q_learning.html",
    "not-handed-in": "class/feedback/ivo/05_q_learning.html",
    "board": "leaderboard/leaderboard.html",
}
PHONE, TABLET, DESKTOP = 390, 820, 1280
PAPER = 680  # CSS pixels: A4 between its margins
# What may be wider than its window, since it scrolls in itself: it has a name and a tab stop.
SCROLLS = ".scroll, .wide, pre"


@pytest.fixture(scope="module")
def made():
    """Folder of what is made of the sample class; `make` brings it up to date first."""
    build = subprocess.run(
        ["make", "class", "leaderboard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert build.returncode == 0, f"`make class leaderboard` failed:\n{build.stdout}{build.stderr}"
    return ROOT / "build"


@pytest.fixture(params=PAGES)
def address(made, request):
    """Address of one of the pages."""
    return (made / PAGES[request.param]).as_uri()


def opened(browser, address, width, scheme="light"):
    """Open a page with all its folds open."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (TABLET, "light")])
def test_nobody_is_kept_out(browser, address, width, scheme):
    page = opened(browser, address, width, scheme)
    found = violations(page)
    page.close()
    assert found == {}


def test_the_page_has_its_landmarks_and_each_has_a_name(browser, address):
    page = opened(browser, address, DESKTOP)
    assert page.get_by_role("main").count() == page.get_by_role("heading", level=1).count() == 1
    assert page.title() and page.locator("html[lang=en]").count() == 1
    outside = page.locator("body > :not(main)").all_inner_texts()
    assert "".join(outside) == ""
    names = page.get_by_role("region").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert all(names) and len({*names}) == len(names)
    page.close()


CUT = """(scrolls) => [...document.querySelectorAll("main *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !one.closest(scrolls);
}).map((one) => one.outerHTML.slice(0, 120))"""
# A column that is squeezed breaks its words.
SQUEEZED = """(cells) => cells.filter((cell) => {
    const range = document.createRange();
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());)
        for (const { 0: word, index } of text.data.matchAll(/(?<!\\S)[^\\s-]{2,12}(?!\\S)/g)) {
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1)
                return true;
        }
    return false;
}).map((cell) => cell.innerText)"""


def test_nothing_is_out_of_the_window_and_no_column_is_squeezed(browser, address):
    page = opened(browser, address, DESKTOP)
    for width in (DESKTOP, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT, SCROLLS) == [], width
        assert page.locator("th, td").evaluate_all(SQUEEZED) == [], width
    page.close()


def test_what_a_test_said_is_seen_on_a_phone_without_scrolling(browser, made):
    page = opened(browser, (made / PAGES["class"]).as_uri(), PHONE)
    hints = page.locator("table .said")
    assert hints.count() > 10
    ends = hints.evaluate_all("all => all.map((one) => one.getBoundingClientRect().right)")
    assert max(ends) <= PHONE
    page.close()


def test_code_and_the_text_of_an_objection_are_whole_on_a_phone(browser, made):
    page = opened(browser, (made / PAGES["not-written"]).as_uri(), PHONE)
    wide = "all => all.filter((one) => one.scrollWidth > one.clientWidth).length"
    tall = "all => all.filter((one) => one.scrollHeight > one.clientHeight + 2).length"
    assert page.locator("pre").count() > 3 and page.locator("textarea").count() > 3
    assert page.locator("pre").evaluate_all(wide) == 0
    assert page.locator("textarea").evaluate_all(tall) == 0
    page.close()


def test_nothing_is_cut_on_paper_and_its_ground_is_white(browser, address):
    page = opened(browser, address, PAPER, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    hidden = page.locator("pre, .scroll, .wide").evaluate_all(
        "all => all.filter((one) => one.scrollHeight > one.clientHeight + 2"
        " || one.scrollWidth > one.clientWidth + 2).map((one) => one.outerHTML.slice(0, 120))"
    )
    assert hidden == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_paint_is_right_without_script(browser, address, scheme):
    context = browser.new_context(java_script_enabled=False, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, ground[4:-1].split(","))) < 80) == (scheme == "dark")
    assert page.get_by_role("main").inner_text().strip()
    context.close()
