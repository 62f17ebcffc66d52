// An exercise on the page: its stub becomes a field, and its answer is kept as it is typed.
const KEYS = [["⇥", "Indent", editor => editor.shift(1)], ["⇤", "Outdent", editor => editor.shift(-1)],
  ...[":", "=", "(", ")", "[", "]", "_", "\"", "#", "*"].map(sign =>
    [sign, sign, editor => editor.type(sign)])];

class Exercise {
  constructor(cell, tests, page) {
    Object.assign(this, { cell, tests, page, editor: null, typed: false, undone: null });
    this.cell.element.id ||= `cell-${cell.name}`;
    this.editButton = button("Edit", () => this.edit(true));
    this.testButton = button("Test", () => page.test(this), { className: "py-button py-first" });
    this.runButton = button("Run", () => page.runAnswer(this));
    this.overButton = button("Start over", () => this.startOver(), { hidden: true });
    this.state = make("span", { className: "py-state" });
    this.cell.known = make("span", { className: "py-known" });
    this.tools = make("div", { className: "py-tools" },
      this.testButton, this.runButton, this.editButton, this.overButton, this.state, this.cell.known);
    for (const [one, what] of [[this.testButton, "Test"], [this.runButton, "Run"],
      [this.editButton, "Edit"], [this.overButton, "Start over with"]]) {
      one.setAttribute("aria-label", `${what} ${cell.name}`);
    }
    this.notes = make("div", { className: "py-notes" });
    this.output = make("div", { className: "py-output" });
    const shown = cell.element.closest(".cell");
    shown.after(this.notes, this.tools, this.output);
    this.restore();
  }

  get source() { return this.editor ? this.editor.text : this.cell.source; }

  get isAnswered() { return this.source.trim() !== this.cell.source.trim(); }

  restore() {
    const entry = this.page.answers.read(this.cell.name);
    if (entry && entry.source.trim() !== this.cell.source.trim()) {
      this.edit(false);
      this.editor.text = entry.source;
      this.isOld = entry.version !== this.cell.version;
    }
    this.tell(entry);
  }

  edit(focus) {
    if (!this.editor) {
      this.editor = new Editor(this.cell.source, `Your answer ${this.cell.name}`,
        text => this.keep(text), () => this.page.test(this));
      const hint = make("p", { className: "py-hint" }, "Tab indents; ", make("kbd", { textContent: "Esc" }),
        ", then ", make("kbd", { textContent: "Tab" }), " leaves; ",
        make("kbd", { textContent: "Ctrl" }), "+", make("kbd", { textContent: "Enter" }), " tests.");
      hint.id = `hint-${this.cell.name}`;
      this.editor.area.setAttribute("aria-describedby", hint.id);
      this.cell.element.hidden = true;
      const keys = make("div", { className: "py-keys" }, ...KEYS.map(([sign, name, act]) => {
        const key = button(sign, () => act(this.editor), { className: "py-key" });
        key.setAttribute("aria-label", name);
        key.addEventListener("pointerdown", event => event.preventDefault()); // the field keeps its keyboard
        return key;
      }));
      this.cell.element.after(this.editor.frame, keys, hint);
      this.editButton.hidden = true;
      this.overButton.hidden = false;
    }
    if (focus) {
      this.page.use();
      this.editor.enter();
    }
  }

  keep(text) {
    this.typed = true;
    this.undone = null;
    this.callOver("Start over");
    this.tell(this.page.answers.write(this.cell.name, text, this.cell.version));
  }

  callOver(words) {
    this.overButton.textContent = words;
    this.overButton.setAttribute("aria-label", `${words} with ${this.cell.name}`);
  }

  startOver() {
    const back = this.undone ?? this.cell.source;
    this.undone = this.undone === null ? this.editor.text : null;
    this.editor.text = back;
    const entry = this.page.answers.write(this.cell.name, back, this.cell.version);
    this.callOver(this.undone === null ? "Start over" : "Undo start over");
    this.tell(entry);
    this.page.say(this.undone === null ? "Your answer is back." : "This is the empty exercise again.");
  }

  take(text) {
    this.edit(false);
    this.editor.text = text;
    this.keep(text);
    this.editor.enter();
  }

  // Another tab wrote: its text comes here unless something was typed here.
  hear() {
    const before = this.source;
    const stored = this.page.answers.load(this.page.answers.key(this.cell.name));
    if (!this.typed) {
      this.page.answers.read(this.cell.name);
      if (stored && stored.source !== before) {
        this.edit(false);
        this.editor.text = stored.source;
      } else if (!stored && this.editor) {
        this.editor.text = this.cell.source;
      }
    }
    this.tell(stored, this.typed && stored && stored.source !== before ? [stored] : []);
  }

  tell(entry, more = []) {
    const { answers } = this.page, parts = [];
    let state = "not answered yet";
    if (this.isAnswered) {
      if (!answers.isKept(this.cell.name)) state = "not kept";
      else if (entry?.handedIn?.source === this.source) state = `handed in ${moment(entry.handedIn.at)}`;
      else if (entry?.downloaded === this.source) state = "in your download";
      else state = "kept here";
    }
    this.state.textContent = state;
    if (state === "not kept") {
      parts.push(make("p", {}, "This browser keeps nothing for this page. Download your notebook before you close it."));
    }
    if (this.isOld && this.isAnswered) {
      parts.push(make("p", {}, "This exercise has changed since you answered it. Its text is now:"),
        make("pre", { translate: false, textContent: this.cell.source }));
    }
    const others = [...(entry?.others || []), ...more].filter(one => one.source !== this.source);
    for (const one of others) {
      parts.push(make("details", {}, make("summary", {},
        `Another text of yours is kept too${one.at ? `, of ${new Date(one.at).toLocaleString()}` : ""}`),
      make("pre", { translate: false, textContent: one.source }),
      button("Take this one", () => this.take(one.source))));
    }
    this.notes.replaceChildren(...parts);
  }
}
