// What is too wide for the window scrolls inside itself, so the keyboard must be able to reach it.
function letTheKeyboardScroll() {
  const wide = ".bd-article :is(table.table, div.math, mjx-container[display], pre, .cell_output)";
  for (const element of document.querySelectorAll(wide)) {
    const overflow = getComputedStyle(element).overflowX;
    const scrolls = element.scrollWidth > element.clientWidth && overflow !== "visible";
    if (scrolls) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}
window.addEventListener("load", () => {
  letTheKeyboardScroll();
  window.MathJax?.startup?.promise?.then(letTheKeyboardScroll);
});
window.addEventListener("resize", letTheKeyboardScroll);
