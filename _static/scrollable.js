// What is too wide for the window scrolls inside itself, so the keyboard must be able to reach it,
// and a reader must see that a table goes on.
function letTheKeyboardScroll() {
  const wide = ".bd-article :is(table.table, div.math, mjx-container[display], pre, .cell_output)";
  for (const element of document.querySelectorAll(wide)) {
    const overflow = getComputedStyle(element).overflowX;
    const scrolls = element.scrollWidth > element.clientWidth && overflow !== "visible";
    if (scrolls) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
    if (element.matches("table")) {
      showThatItGoesOn(element);
      element.onscroll = () => showThatItGoesOn(element);
    }
  }
}
function showThatItGoesOn(table) {
  const hidden = table.scrollWidth - table.clientWidth - table.scrollLeft;
  table.classList.toggle("goes-on", hidden > 1);
}
window.addEventListener("load", () => {
  letTheKeyboardScroll();
  window.MathJax?.startup?.promise?.then(letTheKeyboardScroll);
});
window.addEventListener("resize", letTheKeyboardScroll);
