"""What a reader waits for: bytes, requests, first paint and interactivity of the site's pages.

``python -m benchmarks.site_pages [--peer FOLDER] [--rounds 5] [--pages NAME …]`` opens the pages of
``_build/html`` in Chromium, as on a first visit, with a processor that is slowed down six times. By
turns with each, in the same run, it opens its peer: the page of another built site in FOLDER, or,
where none is named, the same page without what this course adds to Jupyter Book's (its own style,
scripts, and figures that answer are refused).
"""

import argparse
import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from statistics import median

from playwright.sync_api import sync_playwright

from autograde.kit.files import CHECKOUT

SLOWER = 6  # times: the processor of a plain phone
PHONE = {"width": 390, "height": 844}
QUIET = 1000  # milliseconds without a long task, after which a page is taken to be at rest
OURS = ["*/_live/*", *(f"*/_static/{name}*" for name in (
    "custom.css", "no-script.css", "progress.js", "report.js", "scrollable.js",
))]  # fmt: skip
FIGURES = ("bytes", "requests", "first paint", "interactive")
LONG_TASKS = """
    window.lastTask = 0;
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) window.lastTask = task.startTime + task.duration;
    }).observe({ type: "longtask", buffered: true });
"""
TIMES = """() => ({
    "first paint": performance.getEntriesByName("first-contentful-paint")[0].startTime,
    interactive: Math.max(
        performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd, window.lastTask),
})"""
AT_REST = f"""() => performance.getEntriesByName("first-contentful-paint").length > 0
    && performance.now() - window.lastTask > {QUIET}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a log line for each."""

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def served(folder):
    """Serve a folder on the loopback interface; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def visit(browser, address, refused=()):
    """Open a page for the first time; return its figures, times in milliseconds.

    Parameters
    ----------
    browser : Browser
        Playwright's.
    address : str
        Of the page.
    refused : iterable of str
        Patterns of addresses that are not loaded.
    """
    context = browser.new_context(viewport=PHONE)  # with an empty cache
    page = context.new_page()
    page.add_init_script(LONG_TASKS)
    tools = context.new_cdp_session(page)
    sizes, answered = [], []
    tools.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    tools.on("Network.responseReceived", lambda told: answered.append(told["requestId"]))
    tools.send("Network.enable")
    tools.send("Network.setBlockedURLs", {"urls": list(refused)})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load", timeout=0)
    # Interactive: scripts have run, and no task holds the processor for long any more.
    page.wait_for_function(AT_REST, timeout=0)
    found = page.evaluate(TIMES) | {"bytes": sum(sizes), "requests": len(answered)}
    context.close()
    return found


def compare(browser, page, peer, rounds):
    """Return medians of a page and of its peer, and of their ratios within a round.

    Parameters
    ----------
    browser : Browser
        Playwright's.
    page, peer : tuple of (str, iterable of str)
        Address, and what is refused.
    rounds : int
        How often each is opened.
    """
    both = [(visit(browser, *page), visit(browser, *peer)) for _ in range(rounds)]
    return {
        figure: {
            "page": median(one[figure] for one, _ in both),
            "peer": median(other[figure] for _, other in both),
            "ratio": median(one[figure] / other[figure] for one, other in both),
        }
        for figure in FIGURES
    }


def show(table):
    """Print the table: of each figure the page's own, and how many times its peer's that is."""
    print(f"{'page':<24}" + "".join(f"{name:>22}" for name in FIGURES))
    for name, figures in table.items():
        cells = []
        for figure, found in figures.items():
            amount = found["page"]
            told = f"{amount / 1000:,.0f} kB" if figure == "bytes" else f"{amount:,.0f}"
            told += " ms" if figure not in ("bytes", "requests") else ""
            cells.append(f"{told:>13} × {found['ratio']:<6.2f}")
        print(f"{name:<24}" + " ".join(cells))


def main():
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--site", type=Path, default=CHECKOUT / "_build" / "html")
    parser.add_argument("--peer", type=Path, help="folder of another built site")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", nargs="+", help="such as index 05_q_learning; all otherwise")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    names = asked.pages or sorted(path.stem for path in (asked.site / "chapters").glob("*.html"))
    program = which("chromium") or which("google-chrome")
    table = {}
    with served(asked.site) as here, served(asked.peer or asked.site) as there:
        with sync_playwright() as tools:
            browser = tools.chromium.launch(executable_path=program, args=["--no-sandbox"])
            refused = () if asked.peer else OURS
            for name in names:
                place = f"chapters/{name}.html"
                pair = (f"{here}/{place}", ()), (f"{there}/{place}", refused)
                table[name] = compare(browser, *pair, asked.rounds)
            browser.close()
    show(table)
    if asked.json:
        asked.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
