// "Report a mistake" says by itself on which page and in which section the reader is.
document.addEventListener("DOMContentLoaded", () => {
  const link = document.querySelector("a.report");
  if (!link) return;
  const plain = link.href;
  const fill = () => {
    const shown = [...document.querySelectorAll(".bd-article :is(h1, h2, h3)")]
      .filter(heading => heading.getBoundingClientRect().top < innerHeight / 2).pop();
    const section = shown ? shown.textContent.replace(/#$/, "").trim() : "";
    link.href = plain
      .replace("Page%3A%20", `Page%3A%20${encodeURIComponent(location.pathname)}`)
      .replace("Section%3A%20", `Section%3A%20${encodeURIComponent(reached || section)}`);
  };
  // The foot stands below everything: what counts is the section that was read before it.
  let reached = "";
  addEventListener("scroll", () => {
    const inView = [...document.querySelectorAll(".bd-article :is(h2, h3)")]
      .filter(heading => {
        const { top } = heading.getBoundingClientRect();
        return top > 0 && top < innerHeight;
      })[0];
    if (inView) reached = inView.textContent.replace(/#$/, "").trim();
  }, { passive: true });
  for (const event of ["focus", "pointerdown", "mouseenter"]) link.addEventListener(event, fill);
});
