// A field for code: a textarea, with the same text in colours under it. The browser does all of the
// typing; only Tab, Shift+Tab and Enter do more, and Escape gives Tab back to whoever wants to leave.
const WORDS = new Set(("False None True and as assert async await break class continue def del elif " +
  "else except finally for from global if import in is lambda nonlocal not or pass raise return " +
  "try while with yield match case").split(" "));
const PIECES = new RegExp([
  /(?<comment>#[^\n]*)/, /(?<string>[rbfuRBFU]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
  /(?<number>\b(?:0[xob][\da-fA-F_]+|\d[\d_]*\.?[\d_]*(?:e[+-]?\d+)?)\b)/, /(?<word>[^\W\d]\w*)/,
].map(piece => piece.source).join("|"), "gu");
const CLASSES = { comment: "c1", string: "s2", number: "mi" };

function colour(text) {
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(PIECES)) {
    const kind = Object.keys(found.groups).find(name => found.groups[name] !== undefined);
    const style = kind === "word" ? (WORDS.has(found[0]) ? "k" : null) : CLASSES[kind];
    if (!style) continue;
    const span = document.createElement("span");
    span.className = style;
    span.textContent = found[0];
    parts.append(text.slice(done, found.index), span);
    done = found.index + found[0].length;
  }
  parts.append(text.slice(done), "\n");
  return parts;
}

class Editor {
  constructor(text, label, onChange, onTest) {
    this.frame = make("div", { className: "py-editor highlight notranslate", translate: false });
    this.under = make("pre", { ariaHidden: "true" });
    this.area = make("textarea", {
      value: text, spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off",
    });
    this.area.setAttribute("autocorrect", "off");
    this.area.setAttribute("aria-label", label);
    this.frame.append(this.under, this.area);
    this.leaving = false;
    this.area.addEventListener("input", () => { this.paint(); onChange(this.area.value); });
    this.area.addEventListener("keydown", event => this.press(event, onTest));
    // Whoever only comes by with the tab key goes on with it.
    this.area.addEventListener("focus", () => { this.leaving = true; });
    this.area.addEventListener("pointerdown", () => { this.enter(); });
    this.paint();
  }

  enter() {
    this.area.focus();
    this.leaving = false;
  }

  get text() { return this.area.value; }

  set text(value) {
    if (value === this.area.value) return;
    this.area.value = value;
    this.paint();
  }

  paint() {
    this.under.replaceChildren(colour(this.area.value));
    this.area.rows = Math.max(3, this.area.value.split("\n").length);
  }

  press(event, onTest) {
    if (event.isComposing) return; // a keyboard that makes words out of several keys
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (key === "Escape") { this.leaving = true; return; }
    if (key === "Enter" && (ctrlKey || metaKey)) { event.preventDefault(); onTest(); return; }
    if (ctrlKey || metaKey || altKey) return;
    if (key === "Tab" && !this.leaving) {
      event.preventDefault();
      this.shift(shiftKey ? -1 : 1);
    } else if (key === "Enter" && !shiftKey) {
      event.preventDefault();
      this.breakLine();
    }
    if (key !== "Shift" && key !== "Tab") this.leaving = false;
  }

  // Put a text where the cursor is, as if it were typed: the browser can undo it.
  type(text) {
    this.enter();
    const done = text ? document.execCommand("insertText", false, text)
      : document.execCommand("delete");
    if (!done) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  breakLine() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const deeper = /:\s*(#.*)?$/.test(line) ? "    " : "";
    this.type(`\n${/^ */.exec(line)[0]}${deeper}`);
  }

  shift(direction) {
    const { value, selectionStart: start, selectionEnd: end } = this.area;
    if (start === end && direction > 0) {
      const column = start - value.lastIndexOf("\n", start - 1) - 1;
      this.type(" ".repeat(4 - column % 4));
      return;
    }
    const first = value.lastIndexOf("\n", start - 1) + 1;
    const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
    const stop = value.indexOf("\n", last) < 0 ? value.length : value.indexOf("\n", last);
    const lines = value.slice(first, stop).split("\n");
    const moved = lines.map(line => direction > 0 ? (line ? `    ${line}` : line)
      : line.replace(/^ {1,4}/, ""));
    const text = moved.join("\n");
    if (text === lines.join("\n")) return;
    this.area.setSelectionRange(first, stop);
    this.type(text);
    if (start === end) {
      const at = Math.max(first, start + moved[0].length - lines[0].length);
      this.area.setSelectionRange(at, at);
    } else {
      this.area.setSelectionRange(first, first + text.length);
    }
  }
}
