// What another analysis gives: a row of the table of all analyses, by the choices that differ.

const CHOSEN_BY = ["Marker", "Test", "Scale", "Patients", "Below detection"];

function offerChoices(table) {
  const headings = Array.from(table.querySelectorAll("thead th"), textOf);
  const rows = Array.from(table.querySelectorAll("tbody tr"));
  const at = (row, name) => textOf(row.cells[headings.indexOf(name)]);
  const kind = headings.indexOf("Analysis");
  const columns = CHOSEN_BY.filter((name) => (
    headings.includes(name) && new Set(rows.map((row) => at(row, name))).size > 1
  ));
  const start = rows.find((row) => kind >= 0 && textOf(row.cells[kind]) === "plan");
  if (!start || columns.length === 0) return;
  const choosers = columns.map((name) => {
    const chooser = made("select", {});
    new Set(rows.map((row) => at(row, name))).forEach((value) => {
      const option = made("option", {}, value);
      option.selected = value === at(start, name);
      chooser.append(option);
    });
    return chooser;
  });
  const said = made("p", { role: "status" });
  const show = () => {
    const fits = rows.filter((row) => columns.every((name, i) => (
      at(row, name) === choosers[i].value
    )));
    rows.forEach((row) => row.classList.toggle("asked", row === fits[0]));
    said.textContent = fits.length ? sentence(fits[0]) : "These data have no such analysis.";
  };
  const sentence = (row) => {
    const about = at(row, "Analysis");
    const why = textOf(row.cells[row.cells.length - 1]);
    const state = about === "plan" ? "the plan’s analysis" : about;
    return `${at(row, "Estimate [interval]")}, p ${at(row, "p")} (not adjusted), `
      + `n = ${at(row, "n")}: ${state}${why ? ` (${why})` : ""}. Exploratory: the answer of the `
      + "study is that of the plan.";
  };
  choosers.forEach((chooser) => chooser.addEventListener("change", show));
  const labels = columns.map((name, i) => made("label", {}, `${name} `, choosers[i]));
  const box = { class: "what-if", role: "group", "aria-label": `What if: ${captionOf(table)}` };
  table.closest("details").before(made("div", box, made("strong", {}, "What if"), ...labels, said));
  show();
}

function captionOf(table) {
  const section = table.closest("section");
  return textOf(section.querySelector("h3, h2") || table.caption);
}

document.querySelectorAll("#sensitivity details table").forEach(offerChoices);
