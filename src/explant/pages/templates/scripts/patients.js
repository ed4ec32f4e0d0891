// A patient pointed at, focused or tapped stands out in every figure and table; a click pins.

const marksOf = new Map();
let pinned = null;
let lit = null;

// A row belongs to its patient if it names one and no other.
function markRows() {
  document.querySelectorAll("tbody tr").forEach((row) => {
    const names = new Set(Array.from(row.querySelectorAll("[data-patient]"), patientOf));
    if (names.size === 1) row.dataset.patient = names.values().next().value;
  });
}

function makeButtons() {
  document.querySelectorAll("bdi[data-patient]").forEach((name) => {
    const pin = made("button", { type: "button", class: "pin", "aria-pressed": "false" });
    pin.append(...name.childNodes);
    name.append(pin);
  });
}

function collectMarks() {
  document.querySelectorAll("[data-patient]").forEach((mark) => {
    const patient = patientOf(mark);
    if (!marksOf.has(patient)) marksOf.set(patient, []);
    marksOf.get(patient).push(mark);
  });
}

function patientOf(mark) {
  return mark.getAttribute("data-patient");
}

function patientAt(target) {
  const mark = target instanceof Element ? target.closest("[data-patient]") : null;
  return mark ? patientOf(mark) : null;
}

function light(patient) {
  if (patient === lit) return;
  if (lit !== null) marksOf.get(lit).forEach((mark) => mark.classList.remove("chosen"));
  lit = patient;
  if (lit !== null) marksOf.get(lit).forEach((mark) => mark.classList.add("chosen"));
  document.body.classList.toggle("choosing", lit !== null);
  showStatus();
}

function pressed(patient, state) {
  if (patient === null) return;
  for (const mark of marksOf.get(patient)) {
    const pin = mark.querySelector(":scope > .pin");
    if (pin) pin.setAttribute("aria-pressed", String(state));
  }
}

function pin(patient) {
  pressed(pinned, false);
  const released = pinned;
  pinned = patient;
  pressed(pinned, true);
  light(pinned);
  showStatus();
  if (pinned !== null) announce(`${pinned} is pinned. Escape releases.`);
  else if (released !== null) announce(`${released} is released.`);
}

// The table that has every patient's properties and differences.
function overview() {
  return document.querySelector(":is(#patients, #single-patients) [data-search] table");
}

// What the table says of a patient, with the headings of its columns.
function cardOf(patient) {
  const table = overview();
  const row = table && Array.from(table.tBodies[0].rows).find((r) => r.dataset.patient === patient);
  if (!row) return "";
  const headings = Array.from(table.querySelectorAll("thead th"), textOf);
  const parts = Array.from(row.cells, (cell, i) => [headings[i], textOf(cell), cell]);
  const known = parts.slice(1, -1).filter(([, text]) => text && text !== "–");
  const isChange = ([, , cell]) => cell.querySelector('[data-table="differences"]') !== null;
  const words = (part) => part.slice(0, 2).join(" ");
  const changes = known.filter(isChange).map(words).join(", ");
  const properties = known.filter((part) => !isChange(part)).map(words).join(", ");
  return [properties, changes && `change: ${changes}`].filter(Boolean).join("; ");
}

const statusName = made("bdi", { dir: "auto" });
const statusHint = made("span", {});
const release = button("Release", () => pin(null));
const place = { class: "pinned", "aria-label": document.body.dataset.chosen, hidden: "" };
const statusCard = made("span", { class: "card", dir: "auto" });
const statusLine = made("aside", place, statusName, statusHint, release, statusCard);
document.body.append(statusLine);

function showStatus() {
  statusLine.hidden = lit === null;
  statusName.textContent = lit || "";
  statusCard.textContent = lit === null ? "" : cardOf(lit);
  statusHint.textContent = pinned === null ? "" : " is pinned; Escape releases.";
  release.hidden = pinned === null;
}

function point(event) {
  if (pinned === null) light(patientAt(event.target));
}

// Selecting text in a row, and following a link in it, is not pinning.
function click(event) {
  const patient = patientAt(event.target);
  if (patient === null || event.target.closest("a, button:not(.pin)")) return;
  if (!window.getSelection().isCollapsed) return;
  pin(patient === pinned ? null : patient);
}

markRows();
makeButtons();
collectMarks();
document.addEventListener("pointerover", point);
document.addEventListener("focusin", point);
document.addEventListener("click", click);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || lit === null) return;
  pin(null);
});
