// A figure that answers stands where its static picture was; that one stays for paper, and for
// readers without script.
function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// The button that was pressed keeps the focus: only what has changed is written anew.
function put(place, ...children) {
  place.replaceChildren(...children);
}

function enliven(id, build, data) {
  const figure = document.getElementById(id);
  const place = html("div", { class: "live" });
  figure.insertBefore(place, figure.querySelector("figcaption"));
  build(place, data);
  figure.classList.add("has-live");
}

// What takes long is done in pieces, so that the page can draw and answer in between.
function inPieces(work) {
  let waiting;
  const go = () => {
    const until = performance.now() + 6;
    while (performance.now() < until) if (work.next().done) return;
    waiting = setTimeout(go, 0);
  };
  go();
  return () => clearTimeout(waiting);
}

// A range with its name and its value, both of which a screen reader tells.
function slider(name, { min, max, step = 1, value, told = name, as }, changed = () => {}) {
  const shown = html("output");
  const input = html("input", {
    type: "range", min, max, step, value, "aria-label": told,
    oninput: () => { tell(); changed(); },
  });
  const row = html("label", { class: "live-slider" }, html("span", {}, name), input, shown);
  // `as` writes the value in another way, for the eye and for a screen reader.
  function tell() {
    shown.textContent = as ? as(Number(input.value)) : input.value;
    if (as) input.setAttribute("aria-valuetext", shown.textContent);
  }
  const set = number => { input.value = number; tell(); };
  set(value);
  return { row, input, set, get: () => Number(input.value) };
}

const button = (text, pressed, kind = "") =>
  html("button", { type: "button", class: `live-button ${kind}`, onclick: pressed }, text);

const toTry = text => html("p", { class: "live-try" }, html("b", {}, "Try: "), text);

const write = (text, x, y, attributes = {}) => svg("text", { x, y, ...attributes }, text);
