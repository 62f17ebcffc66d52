"""The update in the page, against the reference of chapter 5, which students never see."""

import json
import re
from math import inf

import numpy as np
import pytest

from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.live.learners import update_entry, update_one_of_two
from autograde.live.pages import SCRIPTS
from autograde.live.rules import rules
from autograde.live.updates import ALPHA, HORIZON, SHOP, beginning, days

FIGURE = "fig-one-update"
SHAPE = (SHOP.capacity + 1, SHOP.capacity + 1)


def solution(chapter, name):
    """Return a function of a solved chapter."""
    cells = read_source(Course().source(chapter)).cells
    (source,) = [cell.source for cell in cells if cell.source.startswith(f"def {name}(")]
    names = {}
    exec(source, names)
    return names[name]


@pytest.fixture(scope="module")
def reference():
    """Return `td_update` of the solution."""
    return solution("05_q_learning", "td_update")


def recorded():
    """Return draws that differ in everything: states, actions, rewards, ends, rates."""
    chance = np.random.default_rng(8)
    for state, action, reward, following in days(seed=9, n=400):
        ends = int(chance.random() < 0.2)
        yield state, action, reward * chance.random(), following, ends, *chance.random(2)


def table():
    values = [-inf if value is None else value for value in beginning()]
    return np.array(values).reshape(SHAPE)


def test_the_page_learns_what_the_reference_learns_to_the_bit(reference):
    theirs, mine = table(), table().ravel().tolist()
    for state, action, reward, following, ends, alpha, gamma in recorded():
        error = reference(theirs, state, action, reward, following, ends == 1, alpha, gamma)
        *_, mine_error = update_entry(
            mine, SHAPE[1], state, action, reward, following, ends, alpha, gamma
        )
        assert mine_error == error and mine == theirs.ravel().tolist()


def test_two_tables_learn_what_the_reference_learns_to_the_bit():
    theirs = np.array([table(), 2 * table()])
    mine = [one.ravel().tolist() for one in theirs]
    double = solution("06_learning_well", "double_update")
    for k, (state, action, reward, following, _, alpha, gamma) in enumerate(recorded()):
        learner = k * k % 3 % 2
        double(theirs, learner, state, action, reward, following, False, alpha, gamma)
        update_one_of_two(
            mine[learner], mine[1 - learner], SHAPE[1],
            state, action, reward, following, alpha, gamma,
        )  # fmt: skip
        assert mine == [one.ravel().tolist() for one in theirs]


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_javascript_learns_the_same_to_the_bit(page):
    expected, draws = table().ravel().tolist(), list(recorded())
    for draw in draws:
        update_entry(expected, SHAPE[1], *draw)
    program = (SCRIPTS / "numbers.js").read_text(encoding="utf-8") + rules()
    found = page.evaluate(
        f"""([values, width, draws]) => {{ {program}
        const table = values.map(value => value ?? -Infinity);
        for (const draw of draws) update_entry(table, width, ...draw);
        return JSON.stringify(table.map(value => value > -Infinity ? value : null)); }}""",
        [beginning(), SHAPE[1], draws],
    )
    assert [-inf if value is None else value for value in json.loads(found)] == expected


def numbers(text):
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d+(?:\.\d+)?", text)]


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.parametrize("beyond", [False, True])
def test_every_sentence_of_an_update_says_what_the_reference_computes(opened, reference, beyond):
    page, q_table = opened(FIGURE), table()
    page.get_by_role("checkbox").set_checked(beyond)
    said, following = page.locator("[aria-live=polite]"), page.get_by_role("button", name="Next")

    def near(*expected):
        return pytest.approx(expected, abs=0.051)

    for k, (state, action, reward, next_state) in enumerate(days(seed=2, n=2 * HORIZON)):
        is_last = k % HORIZON == HORIZON - 1
        counts = beyond or not is_last
        old, promised = q_table[state, action], q_table[next_state].max()
        error = reference(
            q_table, state, action, reward, next_state, not counts, ALPHA, SHOP.discount
        )
        target = old + error
        assert numbers(said.inner_text()) == near(k % HORIZON + 1, HORIZON, state, action, old)
        following.click()
        assert numbers(said.inner_text()) == near(reward, next_state)
        assert ("books are closed" in said.inner_text()) == is_last
        following.click()
        if counts:
            best = q_table[next_state].argmax() if next_state != state else None
            row, told, order = numbers(said.inner_text())
            assert (row, told) == near(next_state, promised)
            assert best is None or order == best
            assert ("invented" in said.inner_text()) == is_last
        else:
            assert numbers(said.inner_text()) == []
        following.click()
        assert numbers(said.inner_text())[-1:] == near(target)
        following.click()
        assert numbers(said.inner_text())[-1:] == near(error)
        following.click()
        assert numbers(said.inner_text())[-1:] == near(q_table[state, action])
        following.click()
    drawn = page.locator(".live-table text").all_text_contents()
    cells = [text for text in drawn if "." in text or text == "·"]
    shown = [-inf if text == "·" else numbers(text)[0] for text in cells]
    assert shown == near(*q_table.ravel())


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_ten_updates_are_ten_whole_ones(opened):
    page = opened(FIGURE)
    page.get_by_role("button", name="Ten updates").click()
    seen = page.locator(".live-table text").all_text_contents()
    page.get_by_role("button", name="Start again").click()
    for _ in range(10):
        page.get_by_role("button", name="Whole update").click()
    assert page.locator(".live-table text").all_text_contents() == seen
