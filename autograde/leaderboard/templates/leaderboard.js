// Sorts a table by the column whose button is pressed; pressed again, the other way round.
for (const table of document.querySelectorAll(".board table.sortable")) {
  const heads = [...table.querySelectorAll("thead th")];
  for (const button of table.querySelectorAll("thead button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th"), column = heads.indexOf(head);
      const down = head.getAttribute("aria-sort") === head.dataset.first
        ? head.dataset.first === "ascending" : head.dataset.first !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (body) => body.rows[0].cells[column].dataset.value;
      const key = (text) => (text === "" || isNaN(text) ? text : Number(text));
      const bodies = [...table.tBodies].sort((a, b) => {
        const [x, y] = [key(value(a)), key(value(b))];
        if (x === "" || y === "") return (x === "") - (y === "");  // what has no value stays below
        const order = typeof x === "number" && typeof y === "number"
          ? x - y : String(x).localeCompare(String(y));
        return down ? -order : order;
      });
      table.append(...bodies);
    });
  }
}

// "This is me" marks a row and a lane. The name stays in this browser, and where it may keep
// nothing, the choice holds until the page is left.
{
  const board = document.querySelector(".board"), key = "supplychain-board-me";
  const select = board.querySelector(".me select");
  const kept = () => { try { return localStorage.getItem(key) ?? ""; } catch { return ""; } };
  const keep = (name) => { try { localStorage.setItem(key, name); } catch { /* not allowed */ } };
  const show = (name) => {
    for (const part of board.querySelectorAll("tbody[data-name]:not(.beside), .lane")) {
      const is = name !== "" && part.dataset.name === name;
      part.classList.toggle("me", is);
      if (is) part.setAttribute("aria-current", "true"); else part.removeAttribute("aria-current");
    }
  };
  if (select && select.options.length > 1) {
    select.closest(".me").hidden = false;
    select.value = [...select.options].some((one) => one.value === kept()) ? kept() : "";
    show(select.value);
    select.addEventListener("change", () => { keep(select.value); show(select.value); });
  }
}
