"""The page of the leaderboard in a browser: by keyboard, on a phone, in the dark, no script."""

import re

import numpy as np
import pytest

from autograde.leaderboard.files import write
from autograde.leaderboard.rows import Row
from autograde.leaderboard.score import BASELINE, score
from autograde.training.entries import NOTHING
from supplychain import SupplyChain, poisson_scenarios, policies
from tests.support.accessibility import violations

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]
BUDGET = "1,200 policies on each chain, 300 episodes each; the first half for (s, S)"
WIDTHS = {"large": 1440, "desktop": 1280, "phone": 390}
LONG = "Maximiliana Featherstonehaugh-Cholmondel"  # as long as a name may be
UNTIDY = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A board of seven: three with a score, one that fails, and three who have not handed in."""
    chain, rng = SupplyChain(horizon=14), np.random.default_rng(1)
    tables = [rng.normal(0, 0.1, (3, 64, 27)) + np.eye(27)[action] for action in (13, 0, 14)]
    curves = (rng.normal(size=(3, 90)),)
    rows = [
        Row("a", "student", "Zelkova Wren", q_tables=(tables[0],), curves=curves),
        Row("b", "student", "Ash Owl", q_tables=(tables[1],)),
        Row("d", "student", LONG, q_tables=(tables[2],)),
        Row("c", "student", "Fig Tern", reason="training run 1: " + "long" * 200),
        *(Row(name, "student", f"{name} Absent", reason=NOTHING) for name in "efg"),
        Row(BASELINE, "policy", policies=(policies.random(chain),), sees="nothing"),
        Row("constant", "policy", policies=(policies.constant([10, 10, 17]),), budget=BUDGET,
            sees="nothing; orders any quantity"),
    ]  # fmt: skip
    out = tmp_path_factory.mktemp("board")
    scenarios = poisson_scenarios(chain, 30, seed=2)
    made = score(rows, [chain], [scenarios], n_bounds=2)
    again = Row("a", "student", "Zelkova Wren", q_tables=(tables[0],))
    made.public = score([again], [chain], [scenarios], ranked=False, n_bounds=0)
    write(made, out)
    return (out / "leaderboard.html").as_uri()


@pytest.fixture
def page(browser, address, request):
    """The page, opened with all its details, and nothing that it asked for or complained of."""
    page = browser.new_page(viewport={"width": getattr(request, "param", 1280), "height": 900})
    asked, complaints = [], []
    page.on("request", lambda found: asked.append(found.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    yield page
    page.close()
    assert {url.partition("#")[0] for url in asked} == {address} and not complaints


@pytest.fixture
def everybody(page):
    """The page with what stands beside the class."""
    page.get_by_label("what stands beside the class").check()
    return page


def ranked(page):
    """The table that ranks; that of the public track is another one."""
    return page.get_by_role("table", name="Table of the leaderboard")


def names(page):
    cells = ranked(page).locator("tbody th:visible")
    return cells.evaluate_all("cells => cells.map((cell) => cell.dataset.value)")


def test_the_keyboard_sorts_by_a_column_and_back(everybody):
    page = everybody
    by_profit = names(page)
    head = ranked(page).get_by_role("button", name="who")
    head.focus()
    page.keyboard.press("Enter")
    assert names(page) == sorted(by_profit, key=str.lower)
    assert head.locator("..").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert names(page) == sorted(by_profit, key=str.lower, reverse=True)
    ranked(page).get_by_role("button", name="profit").click()
    assert names(page) == by_profit
    assert ranked(page).locator("[aria-sort]").count() == 1


def test_what_belongs_to_a_row_moves_with_it(page):
    told = "part => part.innerText.replace(/\\s+/g, ' ').trim()"
    before = {*ranked(page).locator("tbody:visible").evaluate_all(f"all => all.map({told})")}
    ranked(page).get_by_role("button", name="who").click()
    after = {*ranked(page).locator("tbody:visible").evaluate_all(f"all => all.map({told})")}
    assert before == after and all("To the next rung" in text for text in after)


def test_what_has_no_rank_stays_below_those_that_have_one(everybody):
    for _ in range(2):
        ranked(everybody).get_by_role("button", name="rank").click()
        assert {*names(everybody)[-2:]} == {BASELINE, "constant"}


def test_rivals_are_in_the_table_where_they_are_asked_for(page):
    assert {*names(page)} == {"Zelkova Wren", "Ash Owl", LONG}
    switch = page.get_by_label("what stands beside the class")
    switch.focus()
    page.keyboard.press("Space")
    assert {BASELINE, "constant"} < {*names(page)}
    page.keyboard.press("Space")
    assert BASELINE not in names(page)


def test_this_is_me_is_kept_and_marks_my_row_and_my_dot(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_label("This is me").select_option("Ash Owl")
    page.reload()
    assert page.get_by_label("This is me").input_value() == "Ash Owl"
    marked = page.locator("[aria-current=true]")
    assert marked.evaluate_all("all => all.map((one) => one.dataset.name)") == ["Ash Owl"] * 2
    page.get_by_label("This is me").select_option("nobody")
    assert marked.count() == 0
    assert context.cookies() == []
    context.close()


def test_the_rung_above_is_the_next_that_earns_more(everybody):
    rows = (
        ranked(everybody)
        .locator("tbody")
        .evaluate_all(
            "all => all.map((one) => [one.dataset.name, one.classList.contains('beside'),"
            " Number(one.rows[0].cells[2].dataset.value), one.innerText])"
        )
    )
    rungs = {name: profit for name, beside, profit, _ in rows if beside}
    for name, beside, profit, text in rows:
        if beside:
            continue
        above = {rung: earned for rung, earned in rungs.items() if earned > profit}
        said = text.partition("To the next rung, ")[2]
        if above:
            nearest = min(above, key=above.get)
            assert said.startswith(f"{nearest}: {above[nearest] - profit:,.0f}."), name
        else:
            assert said.startswith("the clairvoyant: "), name


def test_nobody_reads_that_less_than_nothing_was_reached(everybody):
    text = everybody.locator("body").inner_text()
    assert "below random" in text  # Ash Owl orders nothing, and earns less than chance does
    column = ranked(everybody).locator("tbody tr:first-child td:nth-child(4)").all_inner_texts()
    assert column and not any(cell.startswith("−") for cell in column)
    assert re.findall(r"−[\d.]+ %", text) == []  # nor of the bound, on a single chain


def test_who_has_not_handed_in_is_a_number(page):
    text = page.locator("body").inner_text()
    assert "3 of 7 in the class have a score; 3 have not handed in." in text
    assert "Absent" not in text and "Fig Tern" in text


@pytest.mark.parametrize("page", WIDTHS.values(), indirect=True, ids=WIDTHS)
def test_the_page_fits_its_window_and_nothing_is_cut(everybody):
    page = everybody
    assert not page.evaluate(UNTIDY)
    # Nothing of ladder and table is out of the window, and the table needs no scrolling.
    cut = page.evaluate(
        "[...document.querySelectorAll('.ladder *, .main *')].filter((part) => {"
        " const box = part.getBoundingClientRect();"
        " return box.width && (box.left < 0 || box.right > innerWidth); })"
        ".map((part) => part.outerHTML.slice(0, 80))"
    )
    assert cut == []
    texts = page.locator(".ladder text")
    assert texts.evaluate_all(
        "all => all.every((one) => parseFloat(getComputedStyle(one).fontSize) >= 12)"
    )
    drawings = page.get_by_role("img")
    assert drawings.count() > 10
    labels = drawings.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert all(label.strip() for label in labels)


@pytest.mark.parametrize("page", WIDTHS.values(), indirect=True, ids=WIDTHS)
def test_no_name_is_squeezed(everybody):
    for name in ("Ash Owl", "constant"):
        box = ranked(everybody).get_by_role("link", name=name).bounding_box()
        assert box["height"] < 50 and box["width"] > 30


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_who_sees_something_else_than_a_table_is_marked_and_the_mark_explained(everybody):
    name = ranked(everybody).get_by_role("rowheader").filter(has_text="constant")
    mark = name.locator("sup").inner_text()
    said = f"{mark}\N{NO-BREAK SPACE}sees nothing; orders any quantity"
    assert said in everybody.inner_text("body")


def test_a_name_leads_to_the_details_of_its_row(everybody):
    page = everybody
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = false; })")
    ranked(page).get_by_role("link", name="constant").click()
    assert page.get_by_text(f"Search budget: {BUDGET}").is_visible()
    assert page.locator("details[open]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nobody_is_kept_out(browser, address, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(address)
    page.get_by_label("what stands beside the class").check()
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    found = violations(page)
    page.close()
    assert found == {}


def test_every_focus_is_seen(page):
    stops = 0
    while stops < 60:
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const at = document.activeElement; if (at === document.body) return null;"
            " const look = getComputedStyle(at);"
            " return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1; })()"
        )
        if style is None:
            break
        assert style, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        stops += 1
    assert stops > 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_everything_can_be_read_in_the_right_colours(browser, address, scheme):
    context = browser.new_context(java_script_enabled=False, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    text = page.locator("body").inner_text()
    assert "Zelkova Wren" in text and "clairvoyant" in text and "longlong" in text
    assert "This is me" not in text  # which needs a script
    page.get_by_label("what stands beside the class").check()
    assert page.get_by_role("link", name="constant").is_visible()
    context.close()
    # What scripts cannot be asked for, a picture shows: the ground is dark where that is wished.
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(address)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert (max(map(int, ground[4:-1].split(","))) < 80) == (scheme == "dark")
