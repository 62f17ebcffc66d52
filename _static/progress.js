// A reader ticks exercises; what is done stays in this browser, and the sidebar and the syllabus
// say how far each chapter is.
(() => {
  const KEY = "exercises-done";
  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
  };
  const chapter = decodeURI(location.pathname).split("/").pop().replace(/\.html$/, "");

  function letTick(box, number, boxes) {
    const name = box.dataset.exercise;
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = (read()[chapter]?.done || []).includes(name);
    const label = document.createElement("label");
    label.className = "done-tick";
    label.append(tick, " done");
    tick.setAttribute("aria-label", `Exercise ${number + 1} is done`);
    box.append(label);
    tick.addEventListener("change", () => {
      const all = read();
      const done = new Set(all[chapter]?.done || []);
      if (tick.checked) done.add(name); else done.delete(name);
      all[chapter] = { done: [...done], of: boxes.length };
      try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { return; }
      tell();
    });
  }

  function tell() {
    const all = read();
    document.querySelectorAll(".progress-told").forEach(told => told.remove());
    const links = document.querySelectorAll(
      ".bd-links__title ~ ul a, .bd-links a.reference, .bd-article table td:first-child a");
    for (const link of links) {
      const page = (link.getAttribute("href") || "").split("#")[0];
      const name = page === "" && link.closest(".bd-links") ? chapter
        : page.split("/").pop().replace(/\.html$/, "");
      const { done, of } = all[name] || {};
      if (!done?.length) continue;
      const told = document.createElement("span");
      told.className = "progress-told";
      told.textContent = done.length === of ? "✓ done" : `${done.length}/${of}`;
      told.title = `${done.length} of ${of} exercises ticked as done`;
      link.append(" ", told);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const boxes = [...document.querySelectorAll("[data-exercise]")];
    boxes.forEach(letTick);
    tell();
  });
})();
