// Sorts the table by the column whose button is pressed; pressed again, the other way round.
for (const table of document.querySelectorAll(".board table.sortable")) {
  const heads = [...table.querySelectorAll("thead th")];
  for (const button of table.querySelectorAll("thead button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th"), column = heads.indexOf(head), body = table.tBodies[0];
      const down = head.getAttribute("aria-sort") === head.dataset.first
        ? head.dataset.first === "ascending" : head.dataset.first !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[column].dataset.value;
      const key = (text) => (text === "" || isNaN(text) ? text : Number(text));
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [key(value(a)), key(value(b))];
        if (x === "" || y === "") return (x === "") - (y === "");  // what has no value stays below
        const order = typeof x === "number" && typeof y === "number"
          ? x - y : String(x).localeCompare(String(y));
        return down ? -order : order;
      });
      body.append(...rows);
    });
  }
}
