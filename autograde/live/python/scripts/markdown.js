// The Markdown that a cell shows: what the course's cells use, as elements. Formulas are MathJax's.
const SPANS = /(?<code>`[^`]+`)|(?<math>\$[^$\n]+\$)|\*\*(?<bold>[^]+?)\*\*|\*(?<slant>[^*]+?)\*/g;

function spans(text) {
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(SPANS)) {
    const { code, math, bold, slant } = found.groups;
    parts.append(text.slice(done, found.index));
    if (code) parts.append(make("code", { textContent: code.slice(1, -1) }));
    else if (math) parts.append(make("span", { className: "math", textContent: `\\(${math.slice(1, -1)}\\)` }));
    else parts.append(make(bold ? "strong" : "em", {}, spans(bold || slant)));
    done = found.index + found[0].length;
  }
  parts.append(text.slice(done));
  return parts;
}

const isTable = lines => lines.length > 1 && /^\s*\|?[\s:|-]+\|?\s*$/.test(lines[1]) && lines[1].includes("-");
const row = (line, kind) => make("tr", {}, ...line.trim().replace(/^\||\|$/g, "").split("|")
  .map(cell => make(kind, {}, spans(cell.trim()))));

function markdown(text) {
  const parts = document.createDocumentFragment();
  for (const block of text.trim().split(/\n\s*\n/)) {
    const lines = block.split("\n");
    if (/^\$\$[^]*\$\$$/.test(block.trim())) {
      parts.append(make("div", { className: "math", textContent: `\\[${block.trim().slice(2, -2)}\\]` }));
    } else if (isTable(lines)) {
      parts.append(make("table", { className: "table" }, make("thead", {}, row(lines[0], "th")),
        make("tbody", {}, ...lines.slice(2).map(line => row(line, "td")))));
    } else if (lines.every(line => /^\s*[*-] /.test(line))) {
      parts.append(make("ul", {}, ...lines.map(line => make("li", {}, spans(line.replace(/^\s*[*-] /, ""))))));
    } else {
      parts.append(make("p", {}, spans(lines.join(" "))));
    }
  }
  return parts;
}
