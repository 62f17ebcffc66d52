"""The storyboard of an episode: every day is drawn, read aloud, and can be chosen."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from supplychain import SupplyChain, play_episode, policies
from supplychain.storyboard import Storyboard


@pytest.fixture(scope="module")
def chain():
    return SupplyChain(horizon=5)


@pytest.fixture(scope="module")
def history(chain):
    demand = np.full((5, 2), 12)
    return play_episode(policies.constant([30, 30, 0]), demand, chain)


def pictures(board):
    """Return the drawings in the order of the days, each a tree of elements."""
    found = re.findall(r"<svg.*?</svg>", board._repr_html_(), flags=re.DOTALL)
    return [ElementTree.fromstring(picture) for picture in found]


def test_does_each_day_have_a_drawing_for_each_policy_and_a_button(chain, history):
    board = Storyboard({"a": history, "b": history}, chain)
    html = board._repr_html_()
    days = [str(day) for day in range(5)]
    assert len(pictures(board)) == 2 * 5
    assert re.findall(r'<label for="storyboard-\d+">(\d+)</label>', html) == days
    assert html.count(" checked>") == 1


def test_is_a_picture_described_by_its_day_and_its_profit(chain, history):
    spoken = [picture.get("aria-label") for picture in pictures(Storyboard({"a": history}, chain))]
    for day, text in enumerate(spoken):
        profit = history["profit"][: day + 1].sum()
        assert text.startswith(f"a, day {day}: profit so far {profit:,.0f}.")
        assert f"DC: {history['on_hand'][day, 2]} on the shelf" in text


def test_does_the_drawing_say_what_is_owed(chain, history):
    shown = ["".join(picture.itertext()) for picture in pictures(Storyboard({"a": history}, chain))]
    for day, text in enumerate(shown):
        owed = history["owed"][day].sum()
        assert (f"owes {owed}" in text) == (owed > 0)
    assert history["owed"][-1].sum() > 0


def test_is_a_full_shelf_as_high_as_the_line_of_its_capacity(chain, history):
    full = {**history, "on_hand": np.full((5, 3), [75, 75, 150])}
    picture = pictures(Storyboard({"a": full}, chain))[0]
    bars = [float(part.get("y")) for part in picture.iter("rect") if part.get("fill") == "#0072B2"]
    lines = [part.get("d") for part in picture.iter("path") if part.get("stroke") == "#B34700"]
    assert bars == [float(re.match(r"M\S+ ([\d.]+)h", line)[1]) for line in lines]


def test_are_names_of_policies_shown_as_text_and_not_as_markup(chain, history):
    assert "<b>" not in Storyboard({"<b>": history}, chain)._repr_html_()


def test_does_nothing_move_where_the_reader_wants_no_motion(chain, history):
    html = Storyboard({"a": history}, chain)._repr_html_()
    assert "prefers-reduced-motion: reduce" in html
    assert "<script" not in html


def test_are_episodes_of_different_lengths_refused(chain, history):
    short = {name: values[:3] for name, values in history.items()}
    with pytest.raises(ValueError, match="same length"):
        Storyboard({"a": history, "b": short}, chain)
    with pytest.raises(ValueError, match="first_day is 5"):
        Storyboard({"a": history}, chain, first_day=5)


def test_is_a_month_under_two_policies_light_enough_for_a_page():
    month = play_episode(policies.constant([10, 10, 20]), np.full((28, 2), 10))
    html = Storyboard({"one": month, "two": month})._repr_html_()
    assert len(html.encode()) < 300_000
