"use strict";
(function () {
  // One patient's marks stand out in every figure while the pointer rests on one of them.
  const marks = new Map();
  document.querySelectorAll("[data-patient]").forEach(function (mark) {
    const patient = mark.getAttribute("data-patient");
    if (!marks.has(patient)) marks.set(patient, []);
    marks.get(patient).push(mark);
  });
  let shown = null;

  function show(patient) {
    if (patient === shown) return;
    if (shown !== null) marks.get(shown).forEach((mark) => mark.classList.remove("chosen"));
    shown = patient;
    document.body.classList.toggle("choosing", patient !== null);
    if (patient !== null) marks.get(patient).forEach((mark) => mark.classList.add("chosen"));
  }

  function patientAt(target) {
    const mark = target instanceof Element ? target.closest("[data-patient]") : null;
    return mark ? mark.getAttribute("data-patient") : null;
  }

  document.addEventListener("pointerover", (event) => show(patientAt(event.target)));
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") show(null);
  });

  // On a narrow screen the contents start closed.
  const contents = document.querySelector(".contents details");
  if (contents && !window.matchMedia("(min-width: 72rem)").matches) contents.open = false;

  // A printed page shows what is folded on screen.
  let folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.from(document.querySelectorAll("main details:not([open])"));
    folded.forEach((element) => { element.open = true; });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach((element) => { element.open = false; });
  });
}());
