"""An episode to step through, day by day, under one policy or several on the same demand.

A `Storyboard` is a piece of HTML: drawings of every day, and one button for each. It needs no
script, moves only when asked to, stops when asked to, and does not move at all where the reader's
system says so.
"""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from .model import SupplyChain, chain_or_default

COLUMN, SHELF, CEILING = 100, 60, 140  # width of a stage, height of its capacity and of the picture
BLUE, ORANGE, INK, GREY, RUST = "#0072B2", "#D55E00", "#24292e", "#565b4a", "#B34700"

STYLE = """
.storyboard {border: 0; margin: 1rem 0; padding: 0; min-width: 0; font-size: .875rem}
.storyboard legend {font-size: .875rem; padding: 0}
.storyboard input {position: absolute; opacity: 0}
.storyboard label {display: inline-block; min-width: 1.75rem; padding: .2rem .3rem; margin: .1rem;
  text-align: center; border: 1px solid #6a737d; border-radius: .25rem; cursor: pointer}
.storyboard input:checked + label {background: #24292e; color: #fff}
.storyboard input:focus-visible + label {outline: 3px solid #D55E00; outline-offset: 1px}
.storyboard .days {display: grid; background: #fff; color: #24292e; margin-top: .5rem}
.storyboard .frame {grid-area: 1 / 1; visibility: hidden; display: flex; flex-wrap: wrap; gap: 1rem}
.storyboard .day {flex: 1 0 100%; margin: .4rem .5rem 0; font-weight: bold}
.storyboard svg {flex: 1 1 280px; max-width: 26rem; min-width: 0; height: auto}
@media (prefers-reduced-motion: reduce) {.storyboard .moves {display: none}}
@media print {.storyboard label, .storyboard legend {display: none}}
"""


@dataclass(frozen=True, eq=False, repr=False)
class Storyboard:
    """Drawings of an episode, one per day; shows itself in a notebook and on a page.

    Full bars stand on the shelf at the end of the day, dashed ones are on order, and a line marks
    the capacity. A stage's inventory position is the height of both, less what it owes.

    Parameters
    ----------
    histories : dict of str to dict
        What `supplychain.play_episode` returned for each policy, by the policy's name.
    chain : SupplyChain, optional
        The chain that was played; the default one where not given.
    first_day : int
        The day to show at first.
    seconds : float
        How long a day lasts when it plays by itself [s].
    """

    histories: dict
    chain: SupplyChain | None = None
    first_day: int = 0
    seconds: float = 0.8

    def __post_init__(self) -> None:
        days = {len(history["on_hand"]) for history in self.histories.values()}
        if len(days) != 1:
            raise ValueError(
                f"histories has episodes of {sorted(days)} days: give at least one, all of the "
                "same length"
            )
        if not 0 <= self.first_day < min(days):
            raise ValueError(f"first_day is {self.first_day}: give a day from 0 to {min(days) - 1}")

    def __repr__(self) -> str:
        return f"<Storyboard of {', '.join(self.histories)}>"

    def _repr_html_(self) -> str:
        chain = chain_or_default(self.chain)
        n_days = len(next(iter(self.histories.values()))["on_hand"])
        buttons = [_button("play", "▶ play"), _button("pause", "❚❚ pause")]
        rules, frames = [_playing(n_days, self.seconds)], []
        for day in range(n_days):
            buttons.append(_button(day, day, checked=day == self.first_day))
            rules.append(f"#storyboard-{day}:checked ~ .days .day-{day} {{visibility: visible}}")
            pictures = "".join(
                _picture(name, history, day, chain) for name, history in self.histories.items()
            )
            delay = f"animation-delay: {day * self.seconds:g}s"
            frames.append(
                f'<div class="frame day-{day}" style="{delay}">'
                f'<p class="day">Day {day}</p>{pictures}</div>'
            )
        return (
            f"<style>{STYLE}{' '.join(rules)}</style>"
            '<fieldset class="storyboard"><legend>Day (click, or use the arrow keys)</legend>'
            f'{"".join(buttons)}<div class="days">{"".join(frames)}</div></fieldset>'
        )


def _button(key: object, text: object, checked: bool = False) -> str:
    name = f"storyboard-{key}"
    moves = ' class="moves"' if key in ("play", "pause") else ""
    return (
        f'<input type="radio" name="storyboard" id="{name}"{moves}{" checked" if checked else ""}>'
        f'<label for="{name}"{moves}>{text}</label>'
    )


def _playing(n_days: int, seconds: float) -> str:
    return (
        "@keyframes storyboard {0% {visibility: visible} "
        f"{100 / n_days:.3f}%, 100% {{visibility: hidden}}}} "
        ":is(#storyboard-play, #storyboard-pause):checked ~ .days .frame "
        f"{{animation: storyboard {n_days * seconds:g}s step-end infinite}} "
        # The same animation under another button: it stands still on the day that it has reached.
        "#storyboard-pause:checked ~ .days .frame {animation-play-state: paused}"
    )


def _picture(name: str, history: dict[str, npt.NDArray], day: int, chain: SupplyChain) -> str:
    """Return the drawing of one policy's day."""
    width, height = COLUMN * chain.n_stages, CEILING + 70
    profit = float(np.sum(history["profit"][: day + 1]))
    units = [_units(history, day, i, chain) for i in range(chain.n_stages)]
    words = [f"{name}, day {day}: profit so far {profit:,.0f}."]
    parts = [
        _text(4, 13, name, weight="bold", anchor="start"),
        _text(width - 4, 13, f"profit so far {profit:,.0f}", anchor="end"),
    ]
    for i, (stage, label) in enumerate(zip(chain.stages, chain.stage_names)):
        parts += _stage(COLUMN * (i + 0.5), units[i], stage.capacity, label)
        on_hand, on_order, ordered, missing = units[i]
        words.append(f"{label}: {on_hand} on the shelf, {on_order} on order, ordered {ordered}")
        words[-1] += f", {missing}." if missing else "."
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(" ".join(words))}">'
        f"{''.join(parts)}</svg>"
    )


def _units(
    history: dict[str, npt.NDArray], day: int, i: int, chain: SupplyChain
) -> tuple[int, int, int, str]:
    """Return what a stage has, has on order, ordered, and what it lost or owes, in words."""
    on_order, missing = int(history["in_transit"][day][i]), ""
    if i < chain.n_retailers:
        on_order += int(history["owed"][day][i])
        lost = int(history["lost"][day][i])
        missing = f"lost {lost}" if lost else ""
    elif chain.n_dcs == 1 and (owes := int(np.sum(history["owed"][day]))):
        missing = f"owes {owes}"
    return int(history["on_hand"][day][i]), on_order, int(history["orders"][day][i]), missing


def _stage(x: float, units: tuple[int, int, int, str], capacity: int, label: str) -> list[str]:
    """Return the parts of one stage: bars on the floor, numbers beside, words below."""
    on_hand, on_order, ordered, missing = units
    floor = CEILING + 18
    full = min(SHELF * on_hand / capacity, CEILING - 12)
    within = min(full, SHELF)
    more = min(SHELF * on_order / capacity, CEILING - 12 - full)
    bar = f'x="{x - 17:g}" width="34"'
    parts = [
        f'<rect {bar} y="{floor - full:.1f}" height="{full:.1f}" fill="{ORANGE}"/>',
        f'<rect {bar} y="{floor - within:.1f}" height="{within:.1f}" fill="{BLUE}"/>',
        f'<path d="M{x - 26:g} {floor - SHELF}h52" stroke="{RUST}" stroke-width="1.5"/>',
        f'<path d="M{x - 38:g} {floor}h76" stroke="{INK}"/>',
        _text(x + 20, floor - 3, on_hand, anchor="start"),
        _text(x, floor + 15, label, weight="bold"),
        _text(x, floor + 30, f"orders {ordered}" if ordered else "no order", GREY),
        _text(x, floor + 45, missing, RUST, weight="bold"),
    ]
    if on_order:
        top = floor - full - more
        look = f'fill="#e8f1f7" stroke="{BLUE}" stroke-dasharray="3 2"'
        parts.append(f'<rect {bar} y="{top:.1f}" height="{more:.1f}" {look}/>')
        parts.append(_text(x + 20, min(top + 8, floor - 16), f"+{on_order}", GREY, "start"))
    return parts


def _text(
    x: float,
    y: float,
    text: object,
    color: str = INK,
    anchor: str = "middle",
    weight: str = "normal",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" '
        f'font-weight="{weight}" fill="{color}">{escape(str(text))}</text>'
    )
