"""Which figures answer, and what a page loads for them: one script, made when the site is built."""

import json
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from autograde.kit.files import write_whole
from autograde.live.duels import duels
from autograde.live.levels import levels
from autograde.live.month import month
from autograde.live.rules import rules
from autograde.live.sweeps import sweeps
from autograde.live.training import training, turning
from autograde.live.updates import updates

SCRIPTS = Path(__file__).with_name("scripts")
FOLDER = "_live"  # not `_static`: jupyter-book adds each script in there to every page
SHARED = ("numbers.js", "figure.js")


class Explorable(NamedTuple):
    """A figure that answers."""

    build: str  # the JavaScript function that makes it
    scripts: tuple  # the files in `scripts/` that it needs
    data: Callable  # returns what it knows, for JSON


RUN = Explorable("runTheChain", ("lines.js", "chain.js", "run.js"), month)
SEARCH = Explorable("searchByHand", ("lines.js", "months.js", "levels.js"), levels)
STEP = Explorable("stepUpdates", ("updates.js",), updates)
SWEEP = Explorable("watchSweeps", ("lines.js", "sweeps.js"), sweeps)
DUEL = Explorable("duel", ("lines.js", "months.js", "duels.js"), duels)
TRAIN = Explorable("trainIt", ("lines.js", "training.js"), training)
TURN = TRAIN._replace(data=turning)
# The name of a static figure → what takes its place where scripts run.
EXPLORABLES = {
    "fig-chain": RUN,
    "fig-race": RUN,
    "fig-by-hand": SEARCH,
    "fig-identical": DUEL,
    "fig-one-update": STEP,
    "fig-sweeps": SWEEP,
    "fig-learners": TRAIN,
    "fig-shop-knobs": TURN,
}
FIGURE = re.compile(r'<figure[^>]* id="([^"]+)"')
OURS = re.compile(rf'<(?:script|link)[^>]*"\.\./{FOLDER}/[^>]*>(?:</script>)?\n')


def script(figures: Iterable[str]) -> str:
    """Return the script of a page with these figures: rules, drawing, data."""
    chosen = {name: EXPLORABLES[name] for name in figures}
    files = dict.fromkeys([*SHARED, *(file for one in chosen.values() for file in one.scripts)])
    parts = [(SCRIPTS / file).read_text(encoding="utf-8") for file in files]
    calls = [
        f"enliven({json.dumps(name)}, {one.build}, {_data(one)});" for name, one in chosen.items()
    ]
    return "\n".join(["(() => {", '"use strict";', rules(), *parts, *calls, "})();", ""])


def _data(explorable: Explorable) -> str:
    return json.dumps(explorable.data(), separators=(",", ":"), ensure_ascii=False)


def enliven(page: str, site: Path) -> str:
    """Return a page with its script added, and write that script; a page without is as it was.

    Parameters
    ----------
    page : str
        HTML, one folder below `site`; Sphinx leaves an unchanged page as the build before made it,
        with what that one added.
    site : Path
        The folder of the site.
    """
    page = OURS.sub("", page)
    figures = tuple(name for name in FIGURE.findall(page) if name in EXPLORABLES)
    if not figures:
        return page
    tags = []
    for name, text in (
        (f"{'-'.join(figures)}.js", script(figures)),
        ("live.css", (SCRIPTS / "live.css").read_text(encoding="utf-8")),
    ):
        (site / FOLDER).mkdir(exist_ok=True)
        write_whole(site / FOLDER / name, text)
        address = f"../{FOLDER}/{name}?v={sha256(text.encode()).hexdigest()[:8]}"
        css = f'<link rel="stylesheet" href="{address}">'
        tags.append(f'<script defer src="{address}"></script>' if name.endswith("js") else css)
    return page.replace("</head>", "\n".join([*tags, "</head>"]), 1)
