// Make an element with properties and children.
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function button(text, act, more = {}) {
  const made = make("button", { type: "button", className: "py-button", textContent: text, ...more });
  made.addEventListener("click", act);
  return made;
}

// The time of a moment, with the day where that is not today.
function moment(at) {
  const then = new Date(at), time = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return then.toDateString() === new Date().toDateString() ? time
    : `${then.toLocaleDateString([], { day: "numeric", month: "short" })}, ${time}`;
}

const megabytes = bytes => (bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0);
