"""Chapters whose cells run in the page, as a learner works with them, in Chromium."""

import json
import re
import shutil
import threading

import pytest

from autograde.course.cells import BY_HAND
from autograde.course.course import Course
from autograde.examination.examiner import examine
from autograde.live import python_pages, serving
from autograde.live.python import files
from tests.support import variants
from tests.support.accessibility import violations
from tests.support.live_python import Chapter, Worker, served

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

CHAPTERS = Course().assignments()
DECISIONS, DYNAMIC = "02_decision_process", "04_dynamic_programming"
# As a portal of ours would send it: nothing runs but what is the site's, and no text as a program.
STRICT = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
}
LOOKS = """frame => [...frame.children].map(one => {
    const look = getComputedStyle(one), { left, top } = one.getBoundingClientRect();
    return [look.fontSize, look.fontFamily, look.lineHeight, look.whiteSpace, look.paddingTop,
        look.paddingLeft, look.letterSpacing, left, top];
})"""
CALLED = """() => (document.activeElement.getAttribute("aria-label")
    || document.activeElement.innerText || "")"""
TO_INDEX = """def to_index(digits, sizes):
    index = 0
    for digit, size in zip(digits, sizes):
        index = index * size + digit
    return index"""


@pytest.fixture(scope="module")
def address(live_site):
    with served(live_site) as address:
        yield address


@pytest.fixture
def context(browser):
    """A browser's window with nothing kept; an error in our script fails the test."""
    context, errors = browser.new_context(viewport={"width": 1280, "height": 900}), []
    context.on("weberror", lambda error: errors.append(f"{error.error.stack} {error.error}"))
    yield context
    context.close()
    # Where storage throws, the theme's own script does.
    assert [error for error in errors if python_pages.FOLDER in error] == []


@pytest.fixture
def opened(context, address):
    """Return a function that opens a chapter in a new tab."""
    return lambda name=DECISIONS: Chapter(context.new_page(), address, name)


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", CHAPTERS)
def test_who_answers_all_exercises_in_the_page_sees_all_figures_and_has_full_marks(
    opened, tmp_path, name
):
    chapter = opened(name)
    for exercise, answer in variants.references(name).items():
        chapter.write(exercise, answer)
        told = chapter.told(exercise)
        assert "The visible test passes" in told, told
        assert chapter.state(exercise) == "kept here"
    cells = json.loads(Course().released(name).read_text(encoding="utf-8"))["cells"]
    figures = [cell for cell in cells if "figure" in cell["metadata"].get("mystnb", {})]
    drawn, failed = _figures_drawn(chapter)
    assert failed == [] and drawn >= len(figures)
    path = tmp_path / f"{name}.ipynb"
    notebook = chapter.downloaded(path)
    plain = json.loads(
        chapter.page.request.get(chapter.page.evaluate("""() => new URL(JSON.parse(document
            .getElementById("page-python").textContent).notebook, document.baseURI).href""")).text()
    )  # fmt: skip
    assert notebook["metadata"] == plain["metadata"]
    assert [one["metadata"] for one in notebook["cells"]] == [
        one["metadata"] for one in plain["cells"]
    ]
    assert {chapter.state(exercise) for exercise in variants.references(name)} == {
        "in your download"
    }
    assignment = variants.assignment(name)
    by_person = {cell.name for cell in assignment.cells if cell.kind in BY_HAND}
    result = examine(path, assignment)
    lost = {
        test.name: test.hint
        for exercise in result.exercises
        for test in exercise.tests
        if test.hint and test.name not in by_person
    }
    assert lost == {} and len(result.exercises) == len(variants.references(name)) + len(by_person)


def _figures_drawn(chapter):
    """Run all cells that have a button; return the number of figures, and what went wrong."""
    page = chapter.page
    drawn, failed = 0, []
    for run in page.locator(".py-tools > button", has_text=re.compile("^Run")).all():
        label = run.get_attribute("aria-label")
        if not label.startswith(("Run this cell", "Run with your answers")):
            continue
        run.evaluate("one => { for (let at = one; (at = at.parentElement?.closest('details'));)"
                     " at.open = true; }")  # fmt: skip
        output = run.locator("xpath=../following-sibling::div[contains(@class, 'py-output')][1]")
        chapter.after(output, run.click)
        drawn += output.locator("img, iframe").count()
        failed += output.locator(".py-error, .py-hint-told").all_inner_texts()
    return drawn, failed


def test_what_a_cell_shows_as_html_is_whole_and_no_part_of_the_page(opened):
    chapter = opened()
    made = "<p style='height: 50px'>seen</p><script>parent.ran = 1</script>"
    made += "<img src=x onerror='parent.ran = 1'>"
    chapter.write(
        "to_index", f"class Board:\n    def _repr_html_(self):\n        return {made!r}\nBoard()"
    )
    chapter.told("to_index", "Run")
    frame = chapter.output("to_index").locator("iframe")
    frame.content_frame.get_by_text("seen").wait_for()
    chapter.page.wait_for_function("one => one.clientHeight >= 50", arg=frame.element_handle())
    assert chapter.page.evaluate("self.ran") is None


def test_answers_right_and_wrong_get_the_verdict_and_hint_of_a_notebook(opened):
    """All chapters: `python -m benchmarks.page_verdicts`."""
    from benchmarks.page_verdicts import KINDS, answers, faults, tried

    rows = list(tried(opened(DECISIONS).page, DECISIONS, answers(DECISIONS, every=4)))
    assert faults(rows) == []
    assert {row["kind"] for row in rows} == set(KINDS)
    said = {kind: [any(row["hints"].values()) for row in rows if row["kind"] == kind]
            for kind in KINDS}  # fmt: skip
    assert not any(said["reference"] + said["right"]) and all(said["stub"] + said["wrong"])


def test_seeded_numbers_and_a_learned_table_are_those_of_a_readers_own_python(opened):
    source = """
import hashlib
import numpy as np
from supplychain import SupplyChain, TabularEnv, poisson_scenarios

def drawn():
    child = np.random.SeedSequence(7).spawn(2)[1]
    rng = np.random.default_rng(child)
    parts = [rng.random(99), rng.integers(0, 27, 99), rng.poisson(5.5, 99), rng.normal(size=99)]
    parts += [rng.permutation(50), rng.choice(5, 20, p=[0.1, 0.2, 0.3, 0.2, 0.2])]
    parts.append(poisson_scenarios(SupplyChain(), n=20, seed=3))
    env, table, met = TabularEnv(), np.zeros((64, 27)), []
    for episode in range(5):
        state, _ = env.reset(seed=episode)
        done = False
        while not done:
            action = int(rng.integers(27))
            following, reward, ended, cut, _ = env.step(action)
            table[state, action] += 0.1 * (reward + 0.9 * table[following].max()
                                           - table[state, action])
            met.append((state, action, following))
            state, done = following, ended or cut
    parts.append(met)
    streams = [hashlib.sha256(np.asarray(part, dtype=float).tobytes()).hexdigest()
               for part in parts]
    return streams, table.ravel().tolist()
"""
    names = {}
    exec(source, names)
    (_, said) = Worker(opened().page).run([source, "import json; print(json.dumps(drawn()))"])
    streams, table = json.loads(said["shown"])
    expected, learned = names["drawn"]()
    assert streams == expected
    # A reward holds a tanh, of which each library of mathematics rounds the last bit in its way.
    assert table == pytest.approx(learned, rel=1e-12)


def test_nothing_is_loaded_and_nothing_of_the_learner_runs_before_a_click(opened, context):
    chapter, asked = opened(), []
    assert not context.service_workers  # who only reads loads nothing more
    chapter.write("to_index", "while True:\n    pass")
    context.on("request", lambda request: asked.append(request.url))
    page = chapter.page
    page.reload()
    page.wait_for_load_state("networkidle")
    assert chapter.field("to_index").input_value() == "while True:\n    pass"
    assert page.workers == [] and not [url for url in asked if "pyodide" in url or ".zip" in url]


def test_two_tabs_keep_what_each_of_them_wrote(opened, context):
    older, newer = opened(), opened()
    older.write("to_index", "older")
    newer.write("to_digits", "newer")
    newer.page.close()
    older.write("to_index", "older, later")
    older.page.close()
    again = opened()
    assert again.field("to_index").input_value() == "older, later"
    assert again.field("to_digits").input_value() == "newer"
    # The same exercise in two tabs: one text stands in the field, the other is kept beside it.
    other = opened()
    again.write("returns_to_go", "mine")
    other.page.wait_for_function(
        "() => [...document.querySelectorAll('textarea')].some(one => one.value === 'mine')"
    )
    other.write("returns_to_go", "yours")
    again.page.wait_for_function(
        "() => [...document.querySelectorAll('textarea')].some(one => one.value === 'mine')"
    )
    again.write("returns_to_go", "mine again")
    last = opened()
    assert last.field("returns_to_go").input_value() == "mine again"
    kept = last.box("returns_to_go").locator(".py-notes pre").all_text_contents()
    assert "yours" in kept
    last.box("returns_to_go").locator("summary", has_text="Another text").last.click()
    last.box("returns_to_go").get_by_role("button", name="Take this one").last.click()
    assert last.field("returns_to_go").input_value() in kept


def test_storage_that_throws_is_told_and_the_download_holds_the_answer(context, address, tmp_path):
    page = context.new_page()
    page.add_init_script("""for (const name of ["getItem", "setItem", "removeItem", "key"])
        Storage.prototype[name] = () => { throw new DOMException("no", "QuotaExceededError"); };""")
    chapter = Chapter(page, address, DECISIONS)
    chapter.write("to_index", TO_INDEX)
    assert chapter.state("to_index") == "not kept"
    assert "keeps nothing" in chapter.box("to_index").locator(".py-notes").inner_text()
    notebook = chapter.downloaded(tmp_path / "mine.ipynb")
    assert TO_INDEX in ["".join(cell["source"]) for cell in notebook["cells"]]


def test_answers_move_to_another_browser_and_can_be_cleared(browser, opened, address, tmp_path):
    chapter = opened()
    chapter.write("to_index", TO_INDEX)
    page = chapter.page
    page.locator(".py-more > summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "answers.json")
    told = json.loads((tmp_path / "answers.json").read_text())
    assert str(tmp_path) not in json.dumps(told) and "http" not in json.dumps(told)
    with browser.new_context() as elsewhere:
        other = Chapter(elsewhere.new_page(), address, DECISIONS)
        other.write("to_index", "another answer")
        other.page.locator(".py-more > summary").click()
        read = other.page.locator("input[type=file]")
        read.set_input_files(tmp_path / "answers.json")
        other.page.get_by_text("1 answers were read").first.wait_for()
        assert other.field("to_index").input_value() == TO_INDEX
        kept = other.box("to_index").locator(".py-notes pre").all_text_contents()
        assert kept == ["another answer"]
        (tmp_path / "broken.json").write_text('{"kind": "answers of a course", "format": 9}')
        read.set_input_files(tmp_path / "broken.json")
        other.page.get_by_text("its format is 9, not 1").first.wait_for()
    clear = page.get_by_role("button", name="Clear")
    clear.click()
    assert chapter.field("to_index").input_value() == TO_INDEX  # it is asked once more
    clear.click()
    page.reload()
    assert chapter.field("to_index").count() == 0
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('answers'))") == []


def test_a_corrected_exercise_is_shown_beside_the_kept_answer(opened):
    chapter = opened()
    chapter.write("to_index", TO_INDEX)
    chapter.page.evaluate("""() => { for (const key of Object.keys(localStorage)) {
        if (!key.startsWith("answers/")) continue;
        const entry = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify({ ...entry, version: "old" }); } }""")
    chapter.page.reload()
    notes = chapter.box("to_index").locator(".py-notes")
    assert "has changed" in notes.inner_text() and "raise NotWritten" in notes.inner_text()
    assert chapter.field("to_index").input_value() == TO_INDEX
    chapter.press("to_index", "Start over with")
    assert "raise NotWritten" in chapter.field("to_index").input_value()
    chapter.press("to_index", "Undo start over with")
    assert chapter.field("to_index").input_value() == TO_INDEX


def test_what_never_ends_or_takes_too_much_leaves_a_page_that_goes_on(opened):
    chapter = opened()
    chapter.write("to_index", "while True: print(1)")
    assert "more than 200,000 signs" in chapter.told("to_index", "Run")
    chapter.write("to_index", "for k in range(10_000): print('line', k)")
    assert "line 9999" in chapter.told("to_index", "Run")
    chapter.write("to_index", "while True: pass")
    chapter.press("to_index", "Run")
    chapter.page.get_by_text("Running to_index").first.wait_for()
    assert "Stopped" in chapter.after(chapter.output("to_index"), chapter.stop)
    chapter.write("to_digits", "def to_digits(index, sizes):\n    return []")
    wrong = chapter.told("to_digits")
    assert "passes" not in wrong and "Traceback" not in wrong
    for greedy, words in (
        ("def to_index(d, s):\n    return to_index(d, s)\nto_index(1, 2)", "RecursionError"),
        ("import functools\n@functools.cache\ndef f(n):\n    return f(n + 1)\nf(0)", ""),
        ("import numpy as np\nnp.ones(10**10)", "Maximum allowed dimension exceeded"),
        ("raise MemoryError", "begins anew"),
        ("input('How many? ')", "does not work in this page"),
    ):
        chapter.write("to_index", greedy)
        told = chapter.told("to_index", "Run")
        assert words in told and "passes" not in told, told
    chapter.write("to_index", TO_INDEX)
    assert "The visible test passes" in chapter.told("to_index")


def test_where_stop_ends_python_what_is_gone_is_said_and_runs_again_when_asked(opened):
    chapter = opened()
    box, page = chapter.box("to_index"), chapter.page
    chapter.write("to_index", TO_INDEX)
    assert "passes" in chapter.told("to_index")
    chapter.write("to_digits", "kept = 41\ndef to_digits(index, sizes):\n    return []")
    chapter.told("to_digits", "Run")
    known = page.locator(".py-known:not(:empty)")
    assert known.count() == 0
    chapter.write("returns_to_go", "while True: pass")
    output = chapter.output("returns_to_go")
    stopped = _stopped(chapter, "returns_to_go")
    assert "begins anew" in stopped and "forgotten: to_index, to_digits." in stopped
    assert box.locator(".py-known").inner_text() == "forgotten since it ran"
    assert known.count() == 2  # what shows what it has made says that it is gone
    # Only what is still as it ran may run again, and only when it is asked for.
    again = output.get_by_role("button", name="Run them again")
    assert "It has run again" in chapter.after(output, again.click)
    assert known.count() == 0
    chapter.write("returns_to_go", "print(kept + 1, to_index([1, 1], [2, 2]))")
    assert "42 3" in chapter.told("returns_to_go", "Run")


def _stopped(chapter, exercise):
    """Run an answer that never ends, stop it, and return what is said then."""
    chapter.press(exercise, "Run")
    chapter.page.get_by_text(f"Running {exercise}").first.wait_for()
    return chapter.after(chapter.output(exercise), chapter.stop)


def test_where_memory_can_be_shared_stop_interrupts_and_nothing_is_lost(context, live_site):
    with serving.server(live_site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chapter = Chapter(context.new_page(), f"http://127.0.0.1:{server.server_port}", DECISIONS)
        chapter.write("to_index", "kept = 41\n" + TO_INDEX)
        assert "passes" in chapter.told("to_index")
        chapter.write("returns_to_go", "while True: pass")
        stopped = _stopped(chapter, "returns_to_go")
        assert "still known" in stopped and "line 1" in stopped and "anew" not in stopped
        chapter.write("returns_to_go", "print(kept + 1)")
        assert "42" in chapter.told("returns_to_go", "Run")
        # What does not heed it is ended all the same, and what is gone is said.
        deaf = "import time\ntime.sleep(600)"
        chapter.write("returns_to_go", deaf)
        assert "forgotten: to_index" in _stopped(chapter, "returns_to_go")
        server.shutdown()


def test_it_works_under_a_strict_policy_with_wrong_types_and_names_a_missing_file(
    browser, live_site, context
):
    (numpy,) = [file.name for file in files.table() if file.needed_for == "numpy"]
    wrong = {".wasm": "application/octet-stream", ".whl": "text/plain", ".zip": "text/plain"}
    missing, asked = {numpy}, []
    with served(live_site, headers=STRICT, types=wrong, missing=missing) as address:
        context.on("request", lambda request: asked.append(request.url))
        chapter = Chapter(context.new_page(), address, DECISIONS)
        chapter.write("to_index", TO_INDEX)
        told = chapter.told("to_index")
        assert f"{numpy} did not come (the server answers 404)" in told
        bar = chapter.page.locator(".py-bar")
        assert bar.get_by_role("link", name="the notebook").is_visible()
        missing.clear()
        retry = bar.get_by_role("button", name="Retry")
        assert "The visible test passes" in chapter.after(chapter.output("to_index"), retry.click)
        assert {re.match(r"\w+://[^/]+", url)[0] for url in asked} == {address}
        assert not [url for url in asked if "matplotlib" in url]  # figures on demand


def test_a_page_runs_what_it_came_with_and_nothing_that_comes_later(context, address):
    page, complaints = context.new_page(), []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.add_init_script("window.print = () => { window.printed = true; }")
    Chapter(page, address, DYNAMIC)
    page.locator("mjx-container").first.wait_for(state="attached")
    assert complaints == []
    assert page.evaluate("document.querySelector('[onclick]').click(), window.printed")
    ran = page.evaluate("""async () => {
        const ran = [];
        Object.assign(self, { ran });
        const script = document.createElement("script");
        script.textContent = "ran.push('a script')";
        document.body.append(script);
        const button = document.createElement("button");
        button.setAttribute("onclick", "ran.push('a button')");
        document.body.append(button);
        button.click();
        // Later, as what a browser's tools evaluate themselves may do so.
        await new Promise(end => setTimeout(() => {
            try { new Function("ran.push('a text')")(); } catch { /* refused */ }
            end();
        }));
        return ran;
    }""")
    assert ran == [] and len(complaints) >= 2


def test_it_works_without_a_network_and_a_new_version_comes_at_once(context, live_site, tmp_path):
    newer = tmp_path / "newer"
    with served(newer, live_site) as address:
        chapter = Chapter(context.new_page(), address, DECISIONS)
        chapter.write("to_index", TO_INDEX)
        assert "passes" in chapter.told("to_index")
        page = chapter.page
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.wait_for_function("""async () => {
            const { worker, notebook } = JSON.parse(
                document.getElementById("page-python").textContent);
            const needed = [location.href, worker, notebook,
                document.querySelector("script[src*='page.js']").src];
            const kept = await Promise.all(needed.map(one =>
                caches.match(new URL(one, document.baseURI))));
            return kept.every(Boolean);
        }""")
        context.set_offline(True)
        page.reload()
        assert "passes" in chapter.told("to_index")
        chapter.downloaded(tmp_path / "offline.ipynb")
        context.set_offline(False)
        (old,) = (live_site / python_pages.FOLDER).glob("course-*")
        new = f"course-{'0' * 12}"
        shutil.copytree(old, newer / python_pages.FOLDER / new)
        for name in (f"chapters/{DECISIONS}.html", "service-worker.js"):
            text = (live_site / name).read_text(encoding="utf-8").replace(old.name, new)
            (newer / name).parent.mkdir(parents=True, exist_ok=True)
            (newer / name).write_text(text, encoding="utf-8")
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        page.reload()
        assert "passes" in chapter.told("to_index")
        assert [url for url in asked if new in url] and not [
            url for url in asked if old.name in url
        ]


@pytest.mark.parametrize(("size", "scheme"), [((1280, 900), "dark"), ((390, 844), "light")])
def test_a_chapter_with_its_boxes_open_can_be_used_by_everybody(browser, address, size, scheme):
    view = {"width": size[0], "height": size[1]}
    with browser.new_context(viewport=view, color_scheme=scheme) as context:
        chapter = Chapter(context.new_page(), address, DECISIONS)
        page = chapter.page
        assert "not written yet" in chapter.told("to_index")
        chapter.output("to_index").get_by_role("button", name="Write it here").click()
        chapter.field("to_index").fill(TO_INDEX)
        assert "passes" in chapter.told("to_index")
        chapter.write(
            "to_digits", "type Digits = list\ndef to_digits(index, sizes):\n    return []"
        )
        assert "Python 3.11" in chapter.told("to_digits")
        chapter.write("returns_to_go", "1 / 0")
        assert "ZeroDivisionError" in chapter.told("returns_to_go", "Run")
        chapter.write("returns_to_go", "while True: pass")
        assert "forgotten" in _stopped(chapter, "returns_to_go")
        page.evaluate("""() => { for (const one of document.querySelectorAll("details"))
            one.open = true; }""")
        # Another text of the same exercise, as from a second tab.
        other = Chapter(context.new_page(), address, DECISIONS)
        other.write("to_index", "another")
        chapter.write("to_index", "one more")
        chapter.box("to_index").locator(".py-notes details").first.wait_for()
        assert violations(page, impacts=("serious", "critical")) == {}
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("print(f'{'nested'}')", "f-string"),
        ("print(f'{f\"{1}\"}')", ""),
        ("type X = int", "`type` statement"),
        ("def first[T](xs: list[T]) -> T: return xs[0]", "type parameter"),
        ("print(f'{1:>{2}}', type(1))", ""),
    ],
)
def test_syntax_that_the_grader_may_not_read_is_told_in_the_page(syntax_chapter, text, what):
    syntax_chapter.write("to_index", text)
    told = syntax_chapter.told("to_index", "Run")
    assert ("it is an error in Python 3.11" in told) == bool(what) and what in told
    assert "SyntaxError" not in told


@pytest.fixture(scope="module")
def syntax_chapter(browser, address):
    """One page, so that Python starts once."""
    with browser.new_context() as context:
        yield Chapter(context.new_page(), address, DECISIONS)


def test_from_start_to_download_with_the_keyboard_alone(opened):
    chapter = opened()
    page, keys = chapter.page, chapter.page.keyboard
    chapter.page.evaluate("document.querySelector('.bd-article h1').tabIndex = -1,"
                          "document.querySelector('.bd-article h1').focus()")  # fmt: skip

    def tab_to(label, key="Tab"):
        for _ in range(400):
            keys.press(key)
            if page.evaluate(CALLED).strip() == label:
                return
        raise AssertionError(f"the tab key does not come to {label}")

    tab_to("Edit to_index")
    keys.press("Enter")
    hint = page.evaluate("""() => document.getElementById(
        document.activeElement.getAttribute("aria-describedby")).textContent""")
    assert "Esc" in hint and "Tab" in hint
    keys.press("Control+a")
    for line in TO_INDEX.splitlines()[:-1]:
        keys.type(line.strip())
        keys.press("Enter")
    keys.press("Shift+Tab")
    keys.type("return index")
    assert chapter.field("to_index").input_value() == TO_INDEX
    keys.press("Escape")
    keys.press("Tab")
    assert page.evaluate(CALLED) == "Test to_index"
    assert "passes" in chapter.after(chapter.output("to_index"), lambda: keys.press("Enter"))
    said = page.locator("[role=status]").all_inner_texts()
    assert said.count("to_index: the visible test passes.") == 1
    tab_to("Download my notebook", "Shift+Tab")
    with page.expect_download():
        keys.press("Enter")


def test_on_a_phone_the_cursor_stays_and_the_buttons_are_in_reach_above_the_keyboard(
    browser, address
):
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as phone:
        chapter = Chapter(phone.new_page(), address, DECISIONS)
        page = chapter.page
        chapter.write("returns_to_go", "\n".join(f"line_{k} = {k}" for k in range(60)))
        # What is typed lies over the coloured text: both are set alike, whatever the theme says.
        looks = page.locator(".py-editor").first.evaluate(LOOKS)
        assert looks[0] == looks[1] and looks[0][0] == "16px"
        page.set_viewport_size({"width": 390, "height": 400})  # what a keyboard leaves
        field = chapter.field("returns_to_go")
        field.tap(position={"x": 60, "y": 600})
        field.evaluate("one => one.setSelectionRange(200, 200)")
        for sign in "abc":
            page.keyboard.insert_text(sign)  # as a phone's keyboard does: without a key
        assert field.evaluate("one => one.selectionStart") == 203
        assert field.input_value()[200:203] == "abc"
        chapter.box("returns_to_go").get_by_role("button", name="Indent").tap()
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        field.evaluate("one => one.scrollIntoView({ block: 'center' })")
        test = chapter.box("returns_to_go").get_by_role("button", name="Test returns_to_go")
        place = test.bounding_box()
        assert 0 <= place["y"] and place["y"] + place["height"] <= 400
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        untranslated = page.locator(".py-editor, [data-cell]").evaluate_all(
            "all => all.every(one => one.getAttribute('translate') === 'no')"
        )
        assert untranslated
