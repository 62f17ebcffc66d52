"""The month that a reader plays in the page, against the same month in Python."""

import re

import pytest

from supplychain import SupplyChain, play_episode, poisson_scenarios, policies

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

FIGURE = "fig-chain"


def money(text):
    """Return all amounts of a text as numbers."""
    return [int(n.replace(",", "").replace("−", "-")) for n in re.findall(r"−?\d[\d,]*", text)]


def months_in_python(seed, plan):
    """Return profits per day of the reader's plan, and of the three others, in their order."""
    chain, (customers,) = SupplyChain(), poisson_scenarios(None, 1, seed)

    def planned(positions, day):
        return [plan(day)]

    others = (
        policies.s_S([26, 26, 47], [38, 38, 106]),
        policies.constant([10, 10, 20]),
        policies.random(chain, seed),
    )
    return [play_episode(who, customers)["profit"] for who in (planned, *others)]


def order(page, quantities):
    """Move the three sliders."""
    for slider, units in zip(page.locator("input[type=range]").all(), quantities, strict=True):
        slider.fill(str(units))


@pytest.mark.parametrize("seed", [0, 7, 59])
def test_every_sentence_of_a_month_says_what_python_computes(opened, seed):
    page = opened(FIGURE, f"#customers={seed}")

    def plan(day):
        return [(7 * day) % 31, 12, 0 if day % 3 else 65]

    mine, *others = months_in_python(seed, plan)
    said = page.locator("[aria-live=polite]")
    for day in range(28):
        order(page, plan(day))
        page.get_by_role("button", name="Open the shops").click()
        _, today, so_far, *_ = money(re.sub(r", and \d+ left", "", said.inner_text()))
        assert (today, so_far) == (round(mine[day]), round(mine[: day + 1].sum()))
        names = page.locator("text.live-name").all_text_contents()
        so_far = sorted(money(re.sub(r"^[a-z ]+", "", name))[0] for name in names)
        assert so_far == sorted(round(run[: day + 1].sum()) for run in (mine, *others))
    outcome = page.locator(".live-ending").inner_text()
    assert money(outcome)[:2] == [round(mine.sum()), round(others[0].sum())]
    assert page.get_by_role("button", name="Open the shops").is_disabled()


def test_the_ledger_in_words_adds_up_to_the_profit(opened):
    page = opened(FIGURE, "#customers=3")
    order(page, [70, 75, 200])
    for _ in range(6):
        page.get_by_role("button", name="Open the shops").click()
        line = page.locator(".live-book b").all_inner_texts()
        *parts, profit = [money(text)[0] for text in line]
        assert sum(parts) == pytest.approx(profit, abs=len(parts) / 2)
        assert profit == money(page.locator("[aria-live=polite]").inner_text())[1]


def test_shelves_roads_and_debts_are_drawn_as_python_has_them(opened):
    page, plan = opened(FIGURE, "#customers=5"), [[60, 60, 35], [75, 40, 0], [9, 75, 90], [0, 0, 5]]

    def planned(positions, day):
        return [plan[day % len(plan)]]

    history = play_episode(planned, poisson_scenarios(None, 1, 5)[0])
    assert (history["owed"][:8] > 0).any()
    for day in range(8):
        order(page, plan[day % len(plan)])
        page.get_by_role("button", name="Open the shops").click()
        drawn = " ".join(page.locator(".live-picture text").all_text_contents())
        shelves = [int(units) for units in re.findall(r"(\d+) on the shelf", drawn)]
        one, two, dc = history["on_hand"][day].tolist()
        assert shelves == [dc, one, two]
        debts = [int(units) for units in re.findall(r"the DC owes (\d+)", drawn)]
        assert debts == [units for units in history["owed"][day].tolist() if units]
        # What the mill sends takes two days: it got an order yesterday, and one before.
        coming = re.findall(r"(\d+|nothing) (today|tomorrow|in 2 days)", drawn)
        before, today = history["orders"][day - 1][2] if day else 0, history["orders"][day][2]
        assert coming == [
            (str(units or "nothing"), when)
            for units, when in (
                (before, "today"),
                (today, "tomorrow"),
                *((units, "today") for units in history["in_transit"][day][:2]),
            )
        ]
        sold = [int(units) for units in re.findall(r"wanted, (\d+) sold", drawn)]
        assert sold == history["sold"][day].tolist()


def test_a_link_leads_to_the_same_customers(opened):
    page = opened(FIGURE)
    for _ in range(3):
        page.get_by_role("button", name="Other customers").click()
    there = page.get_by_role("link", name="link to customers").get_attribute("href")
    page.get_by_role("button", name="The same for 7 mornings").click()
    seen = page.locator("text.live-name").all_text_contents()
    page = opened(FIGURE, there)
    page.get_by_role("button", name="The same for 7 mornings").click()
    assert page.locator("text.live-name").all_text_contents() == seen


@pytest.mark.parametrize("anchor", ["#customers=99999", "#customers=x", "#elsewhere"])
def test_a_link_that_names_no_customers_begins_with_the_usual_ones(opened, anchor):
    seen = opened(FIGURE, anchor).get_by_role("link", name="link to customers").inner_text()
    assert seen == opened(FIGURE).get_by_role("link", name="link to customers").inner_text()


def test_a_month_can_be_played_with_the_keyboard_alone(opened):
    page = opened(FIGURE)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("output").first.inner_text() == "11"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    for _ in range(28):
        page.keyboard.press("Enter")
    assert "two numbers" in page.locator(".live-ending").inner_text()
    page.keyboard.press("Enter")  # the focus has moved on to `Start again`
    assert "Morning 1 of 28" in page.locator("[aria-live=polite]").inner_text()
