// What the pages do beyond HTML: times in the reader's own zone, the token out of the link's
// fragment, and parts that change while a worker works. All of them work without it.
"use strict";

const EVERY = 3000; // [ms] between two looks, until the server says otherwise
const SLOWEST = 30000;

function ownTimes(root) {
  const form = new Intl.DateTimeFormat(undefined, {
    weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short",
  });
  for (const one of root.querySelectorAll("time[datetime]")) {
    one.title = one.textContent;
    one.textContent = form.format(new Date(one.dateTime));
  }
}

function left() {
  for (const one of document.querySelectorAll("[data-until]")) {
    const seconds = Math.floor((new Date(one.dataset.until) - Date.now()) / 1000);
    if (seconds < 0) { one.textContent = ", over"; continue; }
    const [days, hours, minutes] = [seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60].map(Math.floor);
    const text = days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
    one.textContent = `, ${text} left`;
  }
}

function tokenFromLink() {
  const field = document.querySelector("[data-from-fragment]");
  const token = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[a-z-]{20,60}$/.test(token)) return;
  field.value = token;
  history.replaceState(null, "", location.pathname); // out of the history and of a shared screen
}

async function watch(part) {
  let etag = "", wait = EVERY, next = EVERY;
  for (;;) {
    await new Promise((done) => setTimeout(done, wait * (0.8 + 0.4 * Math.random())));
    if (document.hidden) continue;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(part.dataset.live, { headers, credentials: "same-origin", cache: "no-store", redirect: "error" });
      next = 1000 * Number(answer.headers.get("X-Look-Again")) || next;
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") || "";
        const text = await answer.text();
        if (!part.contains(document.activeElement) || document.activeElement === document.body) {
          part.innerHTML = text; // made and escaped by the server
          ownTimes(part);
        } else { etag = ""; } // somebody is about to press a button in it
      } else if (answer.status !== 304) { wait = Math.min(2 * wait, SLOWEST); continue; }
      wait = next;
    } catch { wait = Math.min(2 * wait, SLOWEST); }
  }
}

function uploads() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      const files = form.querySelector("input[type=file]");
      const large = [...files.files].find((file) => file.size > Number(files.dataset.largest));
      if (large) {
        event.preventDefault();
        files.setCustomValidity("This file is too large: clear the notebook's outputs first.");
        files.reportValidity();
        return;
      }
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes"; // the server would take a second one for the same, too
    });
    form.addEventListener("change", (event) => event.target.setCustomValidity(""));
    addEventListener("pageshow", () => delete form.dataset.sent);
  }
}

tokenFromLink();
ownTimes(document);
left();
setInterval(left, 1000);
uploads();
document.querySelectorAll("[data-live]").forEach(watch);
