// The contents mark the section that is being read.

const contents = document.querySelector(".contents");
const entries = Array.from(contents.querySelectorAll("a[href^='#']"), (link) => ({
  link,
  section: document.getElementById(decodeURIComponent(link.hash.slice(1))),
})).filter((entry) => entry.section);
let current = null;

// The last section that begins above the upper third of the window.
function sectionBeingRead() {
  const line = window.innerHeight / 3;
  return entries.filter((entry) => entry.section.getBoundingClientRect().top < line).pop() || null;
}

function markCurrent() {
  const entry = sectionBeingRead();
  if (entry === current) return;
  if (current) current.link.removeAttribute("aria-current");
  current = entry;
  if (!current) return;
  current.link.setAttribute("aria-current", "true");
  keepInView(current.link);
}

function keepInView(link) {
  const box = contents.getBoundingClientRect();
  const place = link.getBoundingClientRect();
  if (place.top < box.top + 40) contents.scrollTop -= box.top + 40 - place.top;
  if (place.bottom > box.bottom - 40) contents.scrollTop += place.bottom - box.bottom + 40;
}

let markingSoon = false;
window.addEventListener("scroll", () => {
  if (markingSoon) return;
  markingSoon = true;
  requestAnimationFrame(() => {
    markingSoon = false;
    markCurrent();
  });
}, { passive: true });
markCurrent();
