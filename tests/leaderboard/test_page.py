"""The page of the leaderboard in a browser: it sorts by keyboard, fits a phone, asks nobody."""

import numpy as np
import pytest

from autograde.leaderboard.files import write
from autograde.leaderboard.rows import Row
from autograde.leaderboard.score import BASELINE, score
from supplychain import SupplyChain, poisson_scenarios, policies

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]
BUDGET = "1,200 policies on each chain, 300 episodes each; the first half for (s, S)"
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A board of three students, one of them without a table."""
    chain, rng = SupplyChain(horizon=14), np.random.default_rng(1)
    tables = [rng.normal(0, 0.1, (3, 64, 27)) + np.eye(27)[action] for action in (13, 0)]
    curves = (rng.normal(size=(3, 90)),)
    rows = [
        Row("a", "student", "Zelkova Wren", q_tables=(tables[0],), curves=curves),
        Row("b", "student", "Ash Owl", q_tables=(tables[1],)),
        Row("c", "student", "Fig Tern", reason="training run 1: " + "long" * 200),
        Row(BASELINE, "policy", policies=(policies.constant([10, 10, 17]),), budget=BUDGET,
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
    assert [url.partition("#")[0] for url in asked] == [address] and not complaints


def ranked(page):
    """The table that ranks; that of the public track is another one."""
    return page.get_by_role("region", name="Table of the leaderboard")


def names(page):
    cells = ranked(page).locator("tbody th")
    return cells.evaluate_all("cells => cells.map((cell) => cell.dataset.value)")


def test_the_keyboard_sorts_by_a_column_and_back(page):
    by_profit = names(page)
    head = ranked(page).get_by_role("button", name="algorithm")
    head.focus()
    page.keyboard.press("Enter")
    assert names(page) == sorted(by_profit, key=str.lower)
    assert head.locator("..").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert names(page) == sorted(by_profit, key=str.lower, reverse=True)
    ranked(page).get_by_role("button", name="profit").click()
    assert names(page) == by_profit
    assert ranked(page).locator("[aria-sort]").count() == 1


def test_what_has_no_rank_stays_below_those_that_have_one(page):
    for _ in range(2):
        ranked(page).get_by_role("button", name="rank").click()
        assert names(page)[-1] == BASELINE


@pytest.mark.parametrize("page", WIDTHS.values(), indirect=True, ids=WIDTHS)
def test_the_page_fits_its_window_and_its_drawings_speak(page):
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)
    drawings = page.get_by_role("img")
    assert drawings.count() > 10
    labels = drawings.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert all(label.strip() for label in labels)
    box = page.get_by_text("Profits of single episodes").first.bounding_box()
    assert box["x"] >= 0 and box["height"] > 0


@pytest.mark.parametrize("page", WIDTHS.values(), indirect=True, ids=WIDTHS)
def test_no_column_is_squeezed_and_the_name_stays_in_view(page):
    """A row of the table takes a few lines, however long its budget is."""
    table = ranked(page)
    row = table.get_by_role("row", name=BASELINE)
    assert row.get_by_text(BUDGET).count() == 1 and row.bounding_box()["height"] < 90
    name = row.get_by_role("rowheader")
    assert name.bounding_box()["width"] > 100
    table.evaluate("part => { part.scrollLeft = part.scrollWidth; }")
    assert name.bounding_box()["x"] >= 0
    # Who sees something else than a table does is marked, and the mark explained.
    mark = name.locator("sup").inner_text()
    assert f"{mark}\N{NO-BREAK SPACE}sees nothing; orders any quantity" in page.inner_text("body")


def test_a_name_leads_to_the_details_of_its_row(page):
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = false; })")
    ranked(page).get_by_role("link", name=BASELINE).click()
    assert page.get_by_text(f"Search budget: {BUDGET}").is_visible()
    assert page.locator("details[open]").count() == 1


def test_without_scripts_everything_can_be_read(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    text = page.locator("body").inner_text()
    assert "Zelkova Wren" in text and "clairvoyant bound" in text and "longlong" in text
    context.close()
