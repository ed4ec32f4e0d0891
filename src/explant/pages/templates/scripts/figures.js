// A figure's SVG is in the page itself: it can be saved where the files beside the page are not.

function asSvg(drawing) {
  const copied = drawing.cloneNode(true);
  copied.querySelectorAll(".chosen").forEach((mark) => mark.classList.remove("chosen"));
  const [, , width, height] = copied.getAttribute("viewBox").split(/[\s,]+/);
  copied.setAttribute("width", `${width}pt`);
  copied.setAttribute("height", `${height}pt`);
  copied.removeAttribute("style");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copied)}\n`;
}

document.querySelectorAll("figure a[data-saves]").forEach((link) => {
  const drawing = link.closest("figure").querySelector("svg");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    saveFile(`${link.dataset.saves}.svg`, "image/svg+xml", asSvg(drawing));
  });
});

// Only what is wider than its place needs the keyboard to be moved.
function setReachable() {
  document.querySelectorAll(".scroll, .paper, main pre").forEach((place) => {
    if (place.scrollWidth > place.clientWidth) place.setAttribute("tabindex", "0");
    else place.removeAttribute("tabindex");
  });
}

window.addEventListener("resize", setReachable);
document.addEventListener("toggle", setReachable, true);
setReachable();
