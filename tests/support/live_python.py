"""A chapter whose cells run in the page, as a learner works with it, and its Python without one."""

import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from tests.support.variants import NO_MESSAGE

PATIENCE = 240_000  # [ms] on a busy machine, for what takes seconds on a quiet one

# Starts the worker of a page under the name `tried`.
START = """settings => new Promise((resolve, reject) => {
    const worker = self.tried = new Worker(settings.worker);
    worker.onmessage = ({ data }) => {
        if (data.type === "ready") resolve();
        if (data.type === "failed") reject(JSON.stringify(data));
    };
    worker.postMessage({ type: "boot", settings });
})"""
# Runs cells in it one by one, whatever comes of the one before, until there are none or it ends.
RUN = """jobs => new Promise(resolve => {
    const said = [];
    let shown = "";
    const next = () => {
        if (said.length === jobs.length) { resolve(said); return; }
        shown = "";
        self.tried.postMessage({ type: "run", jobs: [{ ...jobs[said.length], quiet: false }] });
    };
    self.tried.onmessage = ({ data }) => {
        if (data.type === "shown") shown += data.text;
        if (data.type === "ended") { said.push({ ...data, shown }); next(); }
        if (data.type === "fatal") { said.push({ ...data, shown }); resolve(said); }
    };
    next();
})"""
SETTINGS = """() => {
    const found = JSON.parse(document.getElementById("page-python").textContent);
    const whole = address => new URL(address, document.baseURI).href;
    for (const name of ["core", "worker"]) found[name] = whole(found[name]);
    for (const file of found.files) file.address = whole(file.address);
    return found;
}"""


@contextmanager
def served(*folders, headers=None, types=None, missing=()):
    """Serve folders on the loopback interface, the first one that has a file; yield the address.

    Parameters
    ----------
    *folders : Path
    headers, types : dict, optional
        Of every answer; media types by the end of a name.
    missing : collection of str
        Names of files that are answered with 404; it may be changed while the server runs.
    """

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = SimpleHTTPRequestHandler.extensions_map | (types or {})

        def translate_path(self, path):
            for folder in folders:
                self.directory = str(folder)
                found = super().translate_path(path)
                if folder is folders[-1] or (folder / path.split("?")[0].lstrip("/")).is_file():
                    return found

        def do_GET(self):
            if self.path.rpartition("/")[2].split("?")[0] in missing:
                self.send_error(404)
                return
            super().do_GET()

        def end_headers(self):
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *arguments):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Chapter:
    """A page of a chapter, and what a learner does on it.

    Parameters
    ----------
    page : Page
        Of Playwright.
    address : str
        Where the site is served.
    name : str
        The chapter.
    """

    def __init__(self, page, address, name):
        self.page, self.name = page, name
        self.address = f"{address}/chapters/{name}.html"
        page.set_default_timeout(PATIENCE)
        page.goto(self.address)
        page.locator(".py-panel").wait_for()

    def box(self, exercise):
        return self.page.locator(f'[data-exercise="{exercise}"]')

    def field(self, exercise):
        return self.box(exercise).locator("textarea")

    def write(self, exercise, text):
        """Write an answer into its field, which is opened if it is not."""
        if not self.field(exercise).count():
            self.box(exercise).get_by_role("button", name=f"Edit {exercise}").click()
        self.field(exercise).fill(text)

    def state(self, exercise):
        return self.box(exercise).locator(".py-state").inner_text()

    def press(self, exercise, what):
        self.box(exercise).get_by_role("button", name=f"{what} {exercise}", exact=True).click()

    def output(self, exercise):
        return self.box(exercise).locator(".py-output")

    def told(self, exercise, what="Test"):
        """Press a button of an exercise and return what is shown when that has ended."""
        return self.after(self.output(exercise), lambda: self.press(exercise, what))

    def after(self, output, act):
        """Return what an output shows when the run that `act` begins has ended."""
        element = output.element_handle()
        before = element.get_attribute("data-finished") or "0"
        act()
        self.page.wait_for_function(
            "([output, before]) => (output.dataset.finished || '0') !== before",
            arg=[element, before],
        )
        return output.inner_text()

    def stop(self):
        self.page.locator(".py-bar").get_by_role("button", name="Stop").click()

    def downloaded(self, path):
        """Press the button and save the notebook under a path; return it as JSON has it."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Download my notebook").click()
        assert download.value.suggested_filename == f"{self.name}.ipynb"
        download.value.save_as(path)
        return json.loads(path.read_text(encoding="utf-8"))


class Worker:
    """The Python of a page without its buttons.

    Parameters
    ----------
    page : Page
        Of Playwright, at a chapter.
    first : sequence of str
        Cells that each new worker runs: one takes the place of another that has ended, or whose
        memory is full, as on the page.
    figures : bool
        Whether the packages for figures come at once.
    """

    def __init__(self, page, first=(), *, figures=False):
        self.page, self.first, self.figures = page, first, figures
        self.is_there = False

    def run(self, sources):
        """Run cells that belong together; return what is said of each.

        Returns
        -------
        list of dict
            With ``message`` ("" where nothing failed) and ``shown``.
        """
        if not self.is_there:
            self.page.evaluate(START, self.page.evaluate(SETTINGS) | {"figures": self.figures})
            self.is_there = True
            self._told(self.first)
        told = self._told(sources)
        ended = [one["type"] == "fatal" or one.get("worn", False) for one in told]
        if any(ended) or len(told) < len(sources):
            self.end()
        missing = len(sources) - len(told)
        told += [{"message": "Python has ended before", "shown": ""}] * missing
        return [
            one | {"message": "" if one.get("ok") else one.get("message") or NO_MESSAGE}
            for one in told
        ]

    def _told(self, sources):
        jobs = [{"cell": str(k), "name": str(k), "source": text} for k, text in enumerate(sources)]
        return self.page.evaluate(RUN, jobs)

    def end(self):
        """End it; the next run begins with a new one."""
        self.page.evaluate("() => self.tried?.terminate()")
        self.is_there = False
