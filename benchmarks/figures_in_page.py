"""How heavy the figures that answer are, and whether they stutter on a slow processor.

``python -m benchmarks.figures_in_page [--site FOLDER] [--rounds N] [--json FILE]`` opens the pages
of the built site in Chromium, from disk, moves the handles of every figure as fast as the page
draws, and prints a table: once as it is, once with the processor slowed down sixfold.

Frames are counted by the page itself, up to 60 a second. A task is what keeps a reader from
scrolling: Chromium tells those of 50 ms and more. Both go by the wall clock: other programs can
only slow a page down, so the best of some rounds stands in the table. `work` is what the page's
main thread computes for a frame, painting included, by the processor's clock: a busy machine
disturbs it least, and the slower processor takes that many times as long. `opening` is the longest
stretch that the figures' script takes while the page opens.
"""

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograde.course.course import Course

SLOWER = (1, 6)
GOALS = {"frames": 20, "task": 200}  # a second, and milliseconds; at the slower of both
SECONDS = 2.0  # that a handle is moved
PHONE = {"width": 390, "height": 844}
# Page → figure → the handle or button that is asked for the most, and until what it is watched.
MOVE, PRESS, WAIT = "move", "press", "wait"
DRIVEN = {
    "index": {"fig-chain": (PRESS, "Open the shops")},
    "01_supply_chain": {"fig-race": (PRESS, "Start again")},
    "03_policies": {
        "fig-by-hand": (MOVE, "S of the DC, order-up-to level"),
        "fig-identical": (MOVE, "scenarios"),
    },
    "04_dynamic_programming": {"fig-sweeps": (MOVE, "sweep")},
    "05_q_learning": {
        "fig-one-update": (PRESS, "Ten updates"),
        "fig-learners": (WAIT, "20 learners"),
    },
    "06_learning_well": {"fig-shop-knobs": (WAIT, "20 learners")},
}
WATCH = """
window.tasks = [];
window.opening = [0];
new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(one => one.duration)))
  .observe({ type: "longtask" });
new PerformanceObserver(list => list.getEntries().forEach(({ scripts }) => scripts.forEach(one => {
  if (one.sourceURL.includes("/_live/")) window.opening.push(one.duration);
}))).observe({ type: "long-animation-frame", buffered: true });
"""
DRIVE = """
([id, way, name, seconds]) => new Promise(done => {
  const figure = document.getElementById(id);
  const named = [...figure.querySelectorAll("input, button")].find(one =>
    (one.getAttribute("aria-label") ?? one.textContent) === name);
  const said = figure.querySelector("[aria-live]");
  const steps = {
    move(frame) {
      const [least, most] = [Number(named.min), Number(named.max)];
      named.value = least + frame * Math.ceil((most - least) / 60) % (most - least + 1);
      named.dispatchEvent(new Event("input", { bubbles: true }));
    },
    press() {
      const pressed = named.disabled
        ? [...figure.querySelectorAll("button")].find(one => one.textContent === "Start again")
        : named;
      pressed.click();
    },
    wait(frame) {
      if (frame) return said.textContent.startsWith(name);
      const days = figure.querySelectorAll("input[type=range]")[3];
      days.value = days.max;
      days.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };
  figure.scrollIntoView();
  window.tasks.length = 0;
  let frames = 0;
  const start = performance.now();
  const draw = now => {
    const over = steps[way](frames) || (way !== "wait" && now - start > 1000 * seconds);
    frames += 1;
    if (over) setTimeout(() => done({ frames: 1000 * (frames - 1) / (now - start),
      seconds: (now - start) / 1000, task: Math.max(0, ...window.tasks) }), 100);
    else requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
})
"""


def weight(site, page):
    """Return the bytes of script, data and style that a page loads for its figures."""
    text = (site / "chapters" / f"{page}.html").read_text(encoding="utf-8")
    files = re.findall(r'"\.\./(_live/[^"?]+)', text)
    return sum((site / file).stat().st_size for file in files)


def opened(browser, site, page, slower):
    """Return a page whose figures have come to rest, on a processor so many times slower."""
    shown = browser.new_page(viewport=PHONE)
    shown.add_init_script(WATCH)
    shown.context.new_cdp_session(shown).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    shown.goto((site / "chapters" / f"{page}.html").as_uri(), wait_until="load")
    for name in DRIVEN[page]:
        shown.locator(f"#{name} [aria-live]:not([aria-busy=true])").filter(
            has_not_text=re.compile("Training|Playing")
        ).wait_for(timeout=120_000)
    shown.wait_for_timeout(500)
    return shown


def driven(page, name, way, what):
    """Return frames a second, the longest task [ms], and the work for a frame [ms]."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy():
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    before = busy()
    found = page.evaluate(DRIVE, [name, way, what, SECONDS])
    return found | {"work": (busy() - before) / (found["frames"] * found["seconds"])}


def measure(browser, site, rounds):
    """Return one row for each figure and processor."""
    rows = []
    for page, figures in DRIVEN.items():
        for slower in SLOWER:
            found = {name: [] for name in figures}
            openings = []
            for _ in range(rounds):
                shown = opened(browser, site, page, slower)
                openings.append(max(shown.evaluate("window.opening")))
                for name, (way, what) in figures.items():
                    found[name].append(driven(shown, name, way, what))
                shown.close()
            for name, runs in found.items():
                rows.append({
                    "page": page, "figure": name, "slower": slower,
                    "frames": max(run["frames"] for run in runs),
                    "task": min(run["task"] for run in runs),
                    "opening": min(openings),
                    "work": min(run["work"] for run in runs),
                })  # fmt: skip
                print(".", end="", file=sys.stderr, flush=True)
    return rows


def table(rows, weights):
    """Return lines of Markdown."""
    yield (
        "| page | bytes | figure | slower | frames a second | work a frame [ms] "
        "| longest task [ms] | opening [ms] |"
    )
    yield "|---|--:|---|--:|--:|--:|--:|--:|"
    for row in rows:
        task, opening = (f"{row[key]:.0f}" if row[key] else "< 50" for key in ("task", "opening"))
        yield (
            f"| {row['page']} | {weights[row['page']]:,} | {row['figure']} | {row['slower']} × "
            f"| {row['frames']:.0f} | {row['work']:.1f} | {task} | {opening} |"
        )
    slow = [row for row in rows if row["slower"] == max(SLOWER)]
    stutter = [
        row["figure"]
        for row in slow
        if row["frames"] < GOALS["frames"] or max(row["task"], row["opening"]) > GOALS["task"]
    ]
    yield ""
    yield f"Below {GOALS['frames']} frames or above {GOALS['task']} ms at {max(SLOWER)} ×: " + (
        ", ".join(stutter) or "none."
    )


def main():
    """Measure, print, and write what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures_in_page")
    parser.add_argument("--site", type=Path, default=Course().root / "_build" / "html")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        rows = measure(browser, given.site.resolve(), given.rounds)
        browser.close()
    print(*table(rows, {page: weight(given.site, page) for page in DRIVEN}), sep="\n")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
