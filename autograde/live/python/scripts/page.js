// A chapter whose cells run. Nothing is loaded before the first click, and nothing of a learner's
// ever runs by itself; the course's own cells run where another one needs them.
const WORDS_OF = {
  fatal: "Python has ended: this called itself too deeply, or needed more memory than a browser " +
    "gives. It begins anew at the next click.",
  worn: "The memory was full, so Python begins anew at the next click.",
};

class Page {
  constructor(settings) {
    this.settings = settings;
    // Where the portal shows this page, it says where the page's notebook goes.
    const place = document.querySelector("meta[name=hand-in]")?.content;
    this.portal = place && new URL(place, document.baseURI).href;
    this.answers = new Answers(settings.course, settings.chapter, () => localStorage);
    this.cells = new Map([...document.querySelectorAll("[data-cell]")].map(element => {
      const { cell: name, part, needs, version } = element.dataset;
      const source = element.querySelector("pre").textContent.replace(/\n+$/, "");
      return [name, { name, part, version, element, source, needs: needs ? needs.split(" ") : [] }];
    }));
    this.kernel = new Kernel(settings, this);
    this.ranText = new Map(); // of a stub: the answer that ran last
    this.lost = []; // cells that ran in a worker that has ended
    this.buildBar();
    this.buildPanel();
    this.openTheLabels();
    this.exercises = new Map();
    for (const cell of this.cells.values()) {
      if (cell.part === "stub") this.addExercise(cell);
      else if (cell.part === "demo" && !this.isSetup(cell)) this.addRun(cell);
    }
    const last = this.portal && this.answers.receipt();
    if (last) {
      this.panelNote.replaceChildren(`Handed in ${moment(last.at)}. `, ...this.receiptOf(last));
    }
    addEventListener("storage", event => this.hearStorage(event));
  }

  // The label of each stub leads to the notebook; now there is another place to write as well.
  openTheLabels() {
    for (const label of document.querySelectorAll("p.write-here")) {
      const comma = label.querySelector("b")?.nextSibling;
      if (comma?.nodeType === Node.TEXT_NODE) comma.textContent = ", or in ";
    }
  }

  // Cells of one fold with others only prepare: they run where they are needed.
  isSetup(cell) {
    const fold = cell.element.closest("details");
    return Boolean(fold) && /^\s*Setup/.test(fold.querySelector("summary").textContent);
  }

  addExercise(cell) {
    const box = cell.element.closest(".your-turn") || cell.element.closest("section");
    const tests = [...this.cells.values()].filter(one => one.part === "test" &&
      one.needs.includes(cell.name) && box.contains(one.element));
    this.exercises.set(cell.name, new Exercise(cell, tests, this));
  }

  addRun(cell) {
    const output = make("div", { className: "py-output" });
    const run = button("Run", () => this.run(cell));
    const known = make("span", { className: "py-known" });
    const tools = make("div", { className: "py-tools" }, run, known);
    const fold = cell.element.closest("details");
    const uses = cell.needs.some(name => this.cells.get(name)?.part === "stub");
    if (fold && !uses) {
      cell.element.closest(".cell_input").append(tools, output);
    } else {
      if (fold) run.textContent = "Run with your answers";
      (fold || cell.element.closest(".cell_input")).after(tools, output);
    }
    const what = run.textContent === "Run" ? "Run this cell" : run.textContent;
    run.setAttribute("aria-label", `${what}: ${cell.source.split("\n")[0].slice(0, 60)}`);
    Object.assign(cell, { output, known });
  }

  // From the first use on the page works without a network: who only reads loads nothing more.
  use() {
    if (this.used || !navigator.serviceWorker) return;
    this.used = true;
    navigator.serviceWorker.register(this.settings.serviceWorker).catch(() => {});
    navigator.serviceWorker.ready.then(({ active }) => {
      const seen = performance.getEntriesByType("resource").map(entry => entry.name);
      const { notebook, worker, plainNotebook } = this.settings;
      const keep = [location.href.split("#")[0], notebook, plainNotebook, worker, ...seen];
      active.postMessage({ keep });
    });
  }

  buildPanel() {
    const { files } = this.settings;
    const size = files.filter(one => one.group !== "figures").reduce((sum, one) => sum + one.size, 0);
    this.clearButton = button("Clear my answers", () => this.clear());
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
    file.addEventListener("change", () => this.importFrom(file));
    this.panelNote = make("p", { className: "py-panel-note" });
    const panel = make("section", { className: "py-panel" },
      make("p", {}, make("b", { textContent: "Answer right here." }), " The cells of this chapter run in " +
        "this page, with nothing to install. Press Edit in an exercise to write your answer, then " +
        "Test. Python comes at the first click on Run or Test " +
        `(${megabytes(size)} MB, once). What you write is kept in this browser.`),
      make("div", { className: "py-tools" },
        ...(this.portal ? [button("Hand in", () => this.handIn(), { className: "py-button py-first" })] : []),
        button("Download my notebook", () => this.download(),
          { className: this.portal ? "py-button" : "py-button py-first" }),
        make("details", { className: "py-more" }, make("summary", { textContent: "My answers" }),
          make("div", { className: "py-tools" },
            button("Export", () => this.export()), button("Import", () => file.click()), file,
            this.clearButton),
          make("p", {}, "Export and import carry the answers of all chapters to another browser. " +
            "On a machine that others use, clear them when you have downloaded your notebooks."))),
      this.panelNote);
    panel.setAttribute("aria-label", "Python in this page");
    document.querySelector(".bd-article h1").after(panel);
  }

  buildBar() {
    this.status = make("p", { className: "py-status" });
    this.status.setAttribute("role", "status"); // read aloud once, when it changes
    this.amount = make("span", { className: "py-amount" });
    this.stopButton = button("Stop", () => this.kernel.stop(), { hidden: true });
    this.bar = make("div", { className: "py-bar" }, this.status, this.amount, this.stopButton);
    document.body.append(this.bar);
  }

  say(text, { busy = false, retry = null } = {}) {
    this.status.textContent = text;
    this.amount.textContent = "";
    this.bar.classList.toggle("py-open", busy || Boolean(retry));
    this.stopButton.hidden = !busy;
    this.bar.querySelector(".py-retry")?.remove();
    if (retry) {
      this.bar.append(make("span", { className: "py-retry" }, button("Retry", retry), " or work in ",
        make("a", { href: this.settings.plainNotebook, download: "", textContent: "the notebook" })));
    }
  }

  // What must run before some cells can, in the notebook's order; answers only if they are asked for.
  plan({ targets, asked, quiet = false }) {
    const jobs = [], missing = [], planned = new Set();
    const add = (cell, isQuiet) => {
      if (planned.has(cell.name)) return;
      for (const name of cell.needs) {
        const needed = this.cells.get(name);
        if (needed.part === "stub" && !asked.has(name)) {
          const same = this.ranText.get(name) === this.exercises.get(name).source;
          if (!(this.kernel.ran.has(name) && same)) missing.push(name);
        } else if (needed.part === "stub" || !this.kernel.isFresh(name, needed.needs) ||
            needed.needs.some(other => planned.has(other))) {
          add(needed, true);
        }
      }
      planned.add(cell.name);
      const source = cell.part === "stub" ? this.exercises.get(cell.name).source : cell.source;
      jobs.push({ cell: cell.name, name: cell.name, source, quiet: isQuiet });
    };
    for (const cell of targets) add(cell, quiet);
    return { jobs, missing: [...new Set(missing)] };
  }

  // A task: which cells to run, where what they show goes, which answers the learner asked for, and
  // whose test it is, if it is one.
  start(task) {
    this.use();
    if (this.kernel.running) {
      this.say(`Python is busy with ${this.task.purpose}. Wait for it, or stop it.`, { busy: true });
      return;
    }
    const { jobs, missing } = this.plan(task);
    task.output.replaceChildren();
    if (missing.length) {
      const names = missing.join(", ");
      const more = { ...task, asked: new Set([...task.asked, ...missing]) };
      task.output.append(make("p", { className: "py-note" },
        `This uses your ${missing.length > 1 ? "answers" : "answer"} ${names}, which did not run yet. `,
        button(`Run ${names}, then this`, () => this.start(more))));
      this.say(`This uses ${names}, which did not run yet.`);
      return;
    }
    this.task = task;
    this.output = task.output;
    this.sources = new Map(jobs.map(job => [job.cell, job.source]));
    this.failure = null;
    this.output.append(make("p", { className: "py-note py-running", textContent: "Running…" }));
    this.say(`Running ${task.purpose}…`, { busy: true });
    const figures = jobs.some(job => /\bmatplotlib\b|\bplotting\b/.test(job.source));
    this.kernel.run(jobs, figures);
  }

  run(cell) {
    this.start({ targets: [cell], output: cell.output, asked: new Set(), purpose: "a cell" });
  }

  runAnswer({ cell, output }) {
    this.start({ targets: [cell], output, asked: new Set([cell.name]), purpose: cell.name });
  }

  test({ cell, tests, output }) {
    this.start({ targets: [cell, ...tests], output, asked: new Set([cell.name]),
      purpose: `the test of ${cell.name}`, tested: cell.name });
  }

  // A worker's end takes what its cells had made: each says so until it runs again.
  forgot(names) {
    this.lost = names.map(name => this.cells.get(name)).filter(cell => cell.known);
    for (const { known } of this.lost) known.textContent = "forgotten since it ran";
  }

  // What is gone in words, and the button that runs it once more: nothing of it runs by itself.
  gone() {
    const lost = this.lost, parts = [];
    this.lost = [];
    if (!lost.length) return parts;
    const called = cells => cells.map(({ name, part, source }) => part === "stub" ? name
      : `the cell “${source.split("\n").at(-1).trim().slice(0, 40)}”`).join(", ");
    parts.push(` What these had made is forgotten: ${called(lost)}.`);
    // What has changed since never ran; it may be what was stopped just now.
    const same = lost.filter(({ name, part }) => part !== "stub" ||
      this.ranText.get(name) === this.exercises.get(name).source);
    if (same.length) {
      const asked = new Set(same.filter(({ part }) => part === "stub").map(({ name }) => name));
      const targets = [...this.cells.values()].filter(cell => same.includes(cell));
      const { output } = this;
      parts.push(" ", button(same.length < lost.length ? `Run ${called(same)} again` : "Run them again",
        () => this.start({ targets, asked, output, quiet: true, purpose: "what had run before" })));
    }
    return parts;
  }

  // What the worker reports.
  state(text) { this.say(text, { busy: true }); }

  progress({ loaded, total, done }) {
    this.amount.textContent = done ? "all is here" : `${megabytes(loaded)} of ${megabytes(total)} MB`;
  }

  begun(name, quiet) {
    const what = quiet ? "what this needs" : this.task.purpose;
    const text = `Running ${what}…`;
    if (this.status.textContent !== text) this.say(text, { busy: true });
  }

  shown({ kind, text }) {
    if (kind === "stdout" || kind === "stderr") {
      let last = this.output.lastElementChild;
      if (!last?.matches(`pre.py-${kind}`)) {
        last = make("pre", { className: `py-text py-${kind}`, translate: false });
        this.output.append(last);
      }
      last.append(text);
    } else if (kind === "image/png") {
      this.output.append(make("img", { src: `data:image/png;base64,${text}`, alt: this.altText() }));
    } else if (kind === "text/html") {
      // In a frame of its own, where no script runs: a cell's text never becomes part of the page.
      const frame = make("iframe", { className: "py-html", title: this.altText(), srcdoc: text });
      frame.setAttribute("sandbox", "allow-same-origin"); // so that its height can be read
      frame.addEventListener("load", () => {
        frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`;
      });
      this.output.append(frame);
    } else if (kind === "text/markdown") {
      const shown = make("div", { className: "py-markdown" }, markdown(text));
      this.output.append(shown);
      window.MathJax?.typesetPromise?.([shown]);
    } else {
      this.output.append(make("pre", { className: "py-text", translate: false, textContent: text }));
    }
  }

  altText() {
    const cell = this.task.targets[0].element.closest(".cell");
    const told = cell?.querySelector("figure img, .cell_output img")?.alt;
    return told ? `Made by this cell just now. ${told}` : "The figure that this cell made just now.";
  }

  ended({ cell, quiet, ok, lines, message, kind, warning }) {
    const one = this.cells.get(cell);
    if (ok && one.part === "stub") this.ranText.set(cell, this.sources.get(cell));
    if (ok && one.known) one.known.textContent = "";
    if (warning && one.part === "stub") {
      this.output.append(make("p", { className: "py-note py-warning", textContent: warning }));
    }
    if (ok) return;
    this.failure = message || kind;
    const text = quiet && one.part !== "stub" ? ["A cell above stopped:", ...lines] : lines;
    const isHint = one.part === "test" || kind === "NotWritten";
    this.output.append(make("pre", {
      className: `py-text ${isHint ? "py-hint-told" : "py-error"}`, translate: false,
      textContent: text.join("\n"),
    }));
    const exercise = this.exercises.get(message?.split(" ")[0]);
    if (kind === "NotWritten" && exercise && !exercise.editor) {
      this.output.append(make("p", { className: "py-note" },
        button("Write it here", () => exercise.edit(true))));
    }
  }

  finished(worn) {
    this.output.querySelector(".py-running")?.remove();
    const { failure, task: { purpose, tested, quiet } } = this;
    let text = `Done: ${purpose}.`;
    if (failure) text = `${purpose} stopped: ${failure.split("\n")[0]}`;
    else if (tested) {
      text = `${tested}: the visible test passes.`;
      this.output.append(make("p", { className: "py-passed" },
        "✓ The visible test passes. ", make("small", { textContent: "Hidden tests run when your work is graded." })));
    } else if (quiet) {
      this.output.append(make("p", { className: "py-note",
        textContent: "It has run again; what it shows stands where it did." }));
    } else if (!this.output.childElementCount) {
      this.output.append(make("p", { className: "py-note", textContent: "Done; it shows nothing." }));
    }
    if (worn) {
      this.output.append(make("p", { className: "py-note" }, WORDS_OF.worn, ...this.gone()));
      text += ` ${WORDS_OF.worn}`;
    }
    this.output.dataset.finished = String(Number(this.output.dataset.finished || 0) + 1);
    this.say(text);
  }

  stopped() { this.endEarly("Stopped. Python begins anew at the next click."); }

  fatal() { this.endEarly(WORDS_OF.fatal); }

  failed({ file, cause }) {
    const text = `Python could not start: ${file ? `${file} did not come (${cause})` : cause}.`;
    this.endEarly(text, () => this.start(this.task));
  }

  endEarly(text, retry) {
    this.output.querySelector(".py-running")?.remove();
    this.output.append(make("p", { className: "py-note py-warning" }, text, ...this.gone()));
    this.output.dataset.finished = String(Number(this.output.dataset.finished || 0) + 1);
    this.say(text, { retry });
  }

  // The chapter's notebook with the learner's answers, as text; null, and a word, where it does not come.
  async whole() {
    const { settings } = this, name = `${settings.chapter}.ipynb`;
    let notebook;
    try {
      const answer = await fetch(settings.notebook);
      if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
      notebook = await answer.json();
    } catch (error) {
      this.note(`${name} could not be fetched: ${error.message}. Your answers are still here.`);
      return null;
    }
    const mine = new Map();
    for (const [cell, exercise] of this.exercises) {
      if (exercise.isAnswered) mine.set(cell, exercise.source);
    }
    const text = `${JSON.stringify(withAnswers(notebook, mine), null, 1)}\n`;
    return { name, text, mine, count: `${mine.size} of ${this.exercises.size} answers` };
  }

  async download() {
    const whole = await this.whole(), { answers } = this;
    if (!whole) return;
    offer(whole.text, whole.name, "application/x-ipynb+json");
    for (const [cell, source] of whole.mine) {
      answers.markDownloaded(cell, source);
      this.exercises.get(cell).tell(answers.load(answers.key(cell)));
    }
    const all = whole.mine.size === this.exercises.size;
    this.note(`${whole.name} holds ${whole.count}. ${all ? "Hand it in as it is."
      : "You can hand it in as it is, or answer the others first."}`);
  }

  // To the portal that shows this page, as if its form were used. A try that broke off is taken up
  // under the same number, so the portal takes it in once.
  async handIn() {
    if (this.sending) return;
    const whole = await this.whole(), { answers, portal } = this;
    if (!whole) return;
    if (!whole.mine.size) {
      this.note("There is no answer to hand in yet.");
      return;
    }
    this.sending = true;
    this.note("Handing in…");
    try {
      const state = await this.asked({});
      if (!state.may) {
        this.note(`Nothing was handed in. ${state.why} Your answers stay here. `,
          make("a", { href: state.enter, textContent: "Sign in" }));
        return;
      }
      const body = new FormData();
      body.append("form", this.form ??= state.form);
      body.append("files", new File([whole.text], whole.name));
      const made = await this.asked({ method: "POST", body, headers: { "X-CSRFToken": state.token } });
      if (!made.receipt) {
        this.note(`Nothing was handed in: ${made.why}. Your answers stay here.`);
        return;
      }
      this.form = null;
      for (const [cell, source] of whole.mine) {
        answers.markHandedIn(cell, source, made.at, made.receipt);
        this.exercises.get(cell).tell(answers.load(answers.key(cell)));
      }
      this.note(`Handed in ${moment(made.at)}: ${whole.count}. `, ...this.receiptOf(made));
    } catch (error) {
      this.note(`It may not have come: ${error.message}. Press again; it is taken in once. ` +
        "Your answers stay here.");
    } finally {
      this.sending = false;
    }
  }

  async asked(how) {
    let answer;
    try {
      answer = await fetch(this.portal, { cache: "no-store", redirect: "error", ...how });
    } catch {
      throw new Error("the portal does not answer");
    }
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      throw new Error(`the portal answers ${answer.status}`);
    }
    return answer.json();
  }

  receiptOf({ receipt }) {
    return ["Receipt ", make("a", { href: new URL(`../../../hand-in/${receipt}/`, this.portal).href,
      textContent: receipt }), "."];
  }

  export() {
    const text = JSON.stringify(this.answers.exported(), null, 1);
    offer(text, `answers-${this.settings.course}.json`, "application/json");
    this.note("The file holds your answers of all chapters.");
  }

  async importFrom(file) {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    try {
      const count = this.answers.imported(await chosen.text());
      for (const exercise of this.exercises.values()) {
        exercise.typed = false;
        exercise.hear();
      }
      this.note(`${count} answers were read; where you had another, both are kept.`);
    } catch (error) {
      this.note(`${chosen.name} was not read: ${error.message}.`);
    }
  }

  clear() {
    if (this.clearButton.dataset.sure !== "yes") {
      this.clearButton.dataset.sure = "yes";
      this.clearButton.textContent = "Clear the answers of all chapters for good";
      this.clearButton.addEventListener("blur", () => this.unsure(), { once: true });
      return;
    }
    this.unsure();
    this.answers.clear();
    for (const exercise of this.exercises.values()) {
      exercise.typed = false;
      exercise.undone = null;
      exercise.hear();
    }
    this.note("All answers are cleared from this browser.");
  }

  unsure() {
    this.clearButton.dataset.sure = "";
    this.clearButton.textContent = "Clear my answers";
  }

  note(text, ...more) {
    this.panelNote.replaceChildren(text, ...more);
    this.say(this.panelNote.textContent);
  }

  hearStorage({ key }) {
    if (key === null) {
      for (const exercise of this.exercises.values()) exercise.hear();
      return;
    }
    for (const [cell, exercise] of this.exercises) {
      if (key === this.answers.key(cell)) exercise.hear();
    }
  }
}

// Without a server neither a worker nor a download can begin; the page is then as it ever was.
if (location.protocol.startsWith("http") && window.Worker && window.WebAssembly) {
  const given = JSON.parse(document.getElementById("page-python").textContent);
  const whole = address => new URL(address, document.baseURI).href;
  for (const name of ["core", "worker", "notebook", "plainNotebook", "serviceWorker"]) given[name] = whole(given[name]);
  for (const file of given.files) file.address = whole(file.address);
  new Page(given);
  const view = document.querySelector("meta[name=viewport]");
  if (view) view.content += ", interactive-widget=resizes-content"; // what stands below stays in sight
}
