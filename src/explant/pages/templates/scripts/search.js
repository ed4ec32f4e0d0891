// Patients found by anything that stands in their row.

function foundPatients(rows, query) {
  const wanted = query.trim().toLocaleLowerCase();
  const found = rows.filter((row) => textOf(row).toLocaleLowerCase().includes(wanted));
  return new Set(found.map((row) => row.dataset.patient));
}

function showFound(place, query, counter) {
  const all = rowsOf(place.querySelector("table"));
  const found = foundPatients(all, query);
  place.querySelectorAll("tbody tr").forEach((row) => {
    row.hidden = !found.has(row.dataset.patient);
  });
  counter.textContent = query.trim() ? `${found.size} of ${all.length}` : "";
}

document.querySelectorAll("[data-search]").forEach((place, number) => {
  const id = `search-${number + 1}`;
  const input = made("input", { type: "search", id, autocomplete: "off", spellcheck: "false" });
  const counter = made("output", { for: id });
  const label = made("label", { for: id }, place.dataset.search);
  input.addEventListener("input", () => showFound(place, input.value, counter));
  place.prepend(made("p", { class: "search" }, label, input, counter));
});
