"""The figures: what they show adds up, and a file repeats to the byte."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

from supplychain import (  # noqa: E402
    DistributionCentre,
    Retailer,
    SupplyChain,
    evaluate,
    play_episode,
    plotting,
    poisson_scenarios,
    policies,
)

ROOT = Path(__file__).parents[2]
SCENARIOS = poisson_scenarios(None, 20, seed=3)
TWO_DCS = SupplyChain(
    [
        DistributionCentre(lead_time=4, capacity=333, retailers=[Retailer(capacity=44)] * 3),
        DistributionCentre(retailers=[Retailer(mean_demand=[3, 3, 3, 3, 6, 7, 7])]),
    ]
)


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@cache
def results():
    return {
        "s, S": evaluate(policies.s_S([26, 26, 47], [38, 38, 106]), SCENARIOS),
        "nothing": evaluate(policies.constant([0, 0, 0]), SCENARIOS),
        "too much": evaluate(policies.constant([60, 60, 200]), SCENARIOS),
    }


@cache
def history():
    return play_episode(policies.s_S([26, 26, 47], [38, 38, 106]), SCENARIOS[0])


FIGURES = {
    "chain": lambda ax=None: plotting.draw_chain(ax=ax),
    "episode": lambda ax=None: plotting.plot_episode(history(), ax=ax),
    "ledger": lambda ax=None: plotting.plot_ledger(results(), ax=ax),
    "distributions": lambda ax=None: plotting.plot_profit_distributions(results(), ax=ax),
    "curve": lambda ax=None: plotting.plot_learning_curve(np.ones((2, 30)), ax=ax),
    "named curve": lambda ax=None: plotting.plot_learning_curve(
        np.ones((2, 30)), ax=ax, label="Q-learning", baselines={"mean demand": 0, "(s, S)": 2}
    ),
}
figures = pytest.mark.parametrize("draw", FIGURES.values(), ids=list(FIGURES))


@figures
def test_a_figure_is_drawn_on_the_axes_that_are_given(draw):
    _, ax = plt.subplots()
    assert draw(ax) is ax
    assert ax.has_data() or ax.patches


@figures
def test_a_figure_has_axes_of_its_own_where_none_are_given(draw):
    assert draw().figure is not draw().figure


@figures
def test_a_figure_leaves_the_look_of_others_alone(draw):
    before = dict(plt.rcParams)
    draw()
    assert dict(plt.rcParams) == before


@figures
def test_a_figure_has_no_title_and_names_its_axes(draw):
    ax = draw()
    assert ax.get_title() == ""
    assert not ax.axison or (ax.get_xlabel() and (ax.get_ylabel() or ax.get_yticklabels()))


@figures
def test_a_figure_drawn_again_is_the_same_file(draw, tmp_path):
    for name in ("once", "again"):
        ax = draw()
        for suffix in (".svg", ".png"):
            plotting.save(ax, tmp_path / (name + suffix))
    for suffix in (".svg", ".png"):
        once, again = ((tmp_path / (name + suffix)).read_bytes() for name in ("once", "again"))
        assert once == again
        assert b"Matplotlib" not in once


@figures
def test_a_figure_stands_on_opaque_ground(draw):
    assert matplotlib.colors.to_rgba(draw().figure.get_facecolor()) == (1, 1, 1, 1)


@figures
def test_no_writing_leaves_the_figure(draw):
    figure = draw().figure
    figure.canvas.draw()
    inches = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert inches.x0 >= 0 and inches.y0 >= 0 and inches.x1 <= width and inches.y1 <= height


@pytest.mark.parametrize("chain", [SupplyChain(), TWO_DCS], ids=["default", "two DCs"])
def test_the_diagram_names_every_stage_once_with_its_capacity_and_lead_time(chain):
    words = [text.get_text() for text in plotting.draw_chain(chain).texts]
    for name in ("Mill", *chain.stage_names):
        assert words.count(name) == 1
    assert words.count("Customers") == chain.n_retailers
    for stage in chain.stages:
        capacities = [other.capacity for other in chain.stages]
        assert words.count(f"holds {stage.capacity}") == capacities.count(stage.capacity)
        times = [other.lead_time for other in chain.stages]
        days = "1 day" if stage.lead_time == 1 else f"{stage.lead_time} days"
        assert words.count(days) == times.count(stage.lead_time)


@pytest.mark.parametrize("n_retailers", [1, 2, 5, 12])
def test_no_words_of_the_diagram_lie_on_each_other(n_retailers):
    centre = DistributionCentre(retailers=[Retailer()] * n_retailers)
    ax = plotting.draw_chain(SupplyChain([centre]))
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    for k, box in enumerate(boxes):
        assert not any(box.shrunk(0.95, 0.95).overlaps(other) for other in boxes[:k])


@pytest.mark.parametrize("chain", [SupplyChain(), TWO_DCS], ids=["default", "two DCs"])
def test_the_diagram_has_goods_and_orders_for_every_stage_and_its_customers(chain):
    arrows = [
        patch
        for patch in plotting.draw_chain(chain).patches
        if isinstance(patch, matplotlib.patches.FancyArrowPatch)
    ]
    goods = [arrow for arrow in arrows if arrow.get_linestyle() == "solid"]
    assert len(goods) == len(arrows) - len(goods) == chain.n_stages + chain.n_retailers


def test_an_episode_shows_stock_capacity_and_the_days_with_an_order():
    played = history()
    lines = plotting.plot_episode(played).lines
    drawn = [line.get_ydata() for line in lines]
    for i in range(3):
        ordered = played["orders"][:, i] > 0
        assert any(np.array_equal(values, played["on_hand"][:, i]) for values in drawn)
        assert any(np.array_equal(values, played["on_hand"][ordered, i]) for values in drawn)
    dashed = [values for line, values in zip(lines, drawn) if line.get_linestyle() == "--"]
    assert {values[0] for values in dashed if len(values)} == {75, 150}


def test_an_episode_of_another_chain_is_refused():
    with pytest.raises(ValueError, match="the chain has 6 stages: give the chain"):
        plotting.plot_episode(history(), chain=TWO_DCS)


def test_the_bars_of_a_ledger_add_up_to_the_profit():
    ax = plotting.plot_ledger(results())
    widths = np.array([[bar.get_width() for bar in bars] for bars in ax.containers[:6]])
    assert widths.sum(axis=0) == pytest.approx([result.mean for result in results().values()])


def test_the_bars_of_a_ledger_stand_side_by_side():
    ax = plotting.plot_ledger(results())
    for policy in range(3):
        costs = [bars[policy] for bars in ax.containers[1:6]]
        ends = np.cumsum([0, *(bar.get_width() for bar in costs)])
        assert [bar.get_x() for bar in costs] == pytest.approx(list(ends[:-1]))


def test_a_ledger_marks_the_profit_with_its_interval():
    errorbar = plotting.plot_ledger(results()).containers[6]
    means, _, (spans,) = errorbar.lines
    for k, result in enumerate(results().values()):
        assert means.get_xdata()[k] == pytest.approx(result.mean)
        assert spans.get_segments()[k][:, 0] == pytest.approx(result.interval)


def test_a_single_episode_is_drawn_without_an_interval():
    one = {"one episode": evaluate(policies.constant([10, 10, 20]), SCENARIOS[:1])}
    for draw in (plotting.plot_ledger, plotting.plot_profit_distributions):
        draw(one).figure.canvas.draw()


def test_policies_stand_in_the_given_order_from_the_top():
    for draw in (plotting.plot_ledger, plotting.plot_profit_distributions):
        ax = draw(results())
        assert [label.get_text() for label in ax.get_yticklabels()] == list(results())
        assert ax.yaxis_inverted()


def test_distributions_mark_the_means():
    ax = plotting.plot_profit_distributions(results())
    (dots,) = (line for line in ax.lines if line.get_marker() == "o")
    assert dots.get_xdata() == pytest.approx([result.mean for result in results().values()])


@pytest.mark.parametrize("draw", [plotting.plot_ledger, plotting.plot_profit_distributions])
@pytest.mark.parametrize("wrong", [{}, [], None, {"(s, S)": 24_860.0}])
def test_what_is_no_result_is_refused(draw, wrong):
    with pytest.raises(ValueError, match="give a dict from names"):
        draw(wrong)


def test_a_learning_curve_averages_the_window_and_then_the_seeds():
    returns = [[0, 2, 4, 6], [0, 4, 8, 12]]
    ax = plotting.plot_learning_curve(returns, window=2, baselines={"best": 9.0})
    line, baseline = ax.lines
    assert line.get_xdata().tolist() == [2, 3, 4]
    assert line.get_ydata().tolist() == [1.5, 4.5, 7.5]
    assert list(baseline.get_ydata()) == [9, 9] and baseline.is_dashed()
    band = ax.collections[0].get_paths()[0].vertices
    # The seeds' last averages are 5 and 10: one standard deviation is 5 / √2.
    assert band[:, 1].max() == pytest.approx(7.5 + 5 / 2**0.5)


def test_one_seed_has_no_band():
    ax = plotting.plot_learning_curve(range(30), window=1)
    assert not ax.collections
    assert ax.lines[0].get_ydata().tolist() == list(range(30))


def test_learners_on_the_same_axes_have_their_own_colours():
    ax = plotting.plot_learning_curve(np.zeros((2, 30)), label="first")
    plotting.plot_learning_curve(np.ones((2, 30)), ax, label="second")
    first, second = ax.lines
    assert first.get_color() != second.get_color()


@pytest.mark.parametrize(
    "returns, window, message",
    [
        (np.zeros((2, 3, 4)), 1, "give finite numbers"),
        ([[1.0, 2.0], [1.0]], 1, "as many episodes for each seed"),
        ([[1.0, float("nan")]], 1, "give finite numbers"),
        (np.zeros((2, 10)), 11, "window is 11, but there are 10 episodes"),
        (np.zeros((2, 10)), 0, "window is 0"),
    ],
)
def test_returns_that_are_no_curve_are_refused(returns, window, message):
    with pytest.raises(ValueError, match=message):
        plotting.plot_learning_curve(returns, window=window)


@pytest.mark.slow
def test_a_notebook_shows_the_figure_of_every_cell():
    nbclient, nbformat = map(pytest.importorskip, ("nbclient", "nbformat"))
    pytest.importorskip("ipykernel")
    first = "from supplychain import plotting\nplotting.draw_chain();"
    second = "plotting.plot_learning_curve(range(30));"
    cells = [nbformat.v4.new_code_cell(source) for source in (first, second)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = nbclient.NotebookClient(notebook, resources={"metadata": {"path": ROOT}})
    client.execute()
    shown = [[list(output.get("data", ())) for output in cell.outputs] for cell in notebook.cells]
    assert shown == [[["text/plain", "image/png"]]] * 2


def test_the_maker_draws_the_files_of_the_site(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "supplychain.diagram", str(tmp_path)], cwd=ROOT, check=True
    )
    for name in ("chain.svg", "chain.png"):
        assert (tmp_path / name).stat().st_size < 100_000
    # Where this fails, the diagram has changed: python -m supplychain.diagram _static
    assert (tmp_path / "chain.svg").read_bytes() == (ROOT / "_static" / "chain.svg").read_bytes()
