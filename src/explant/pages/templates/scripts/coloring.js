// The dots of patients in the color of their group, by a property that the table of patients has.

const GROUP_COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

// Group of each patient by property: what stands in parentheses, or else the cell's own words.
function groupings() {
  const table = overview();
  if (!table) return [];
  const headings = Array.from(table.querySelectorAll("thead th"));
  return headings.flatMap((heading, place) => {
    if (!heading.matches(".whole:not(.numeric)")) return [];
    const groups = new Map();
    table.querySelectorAll("tbody tr").forEach((row) => {
      const text = textOf(row.cells[place]);
      const group = /\(([^()]+)\)$/u.exec(text)?.[1] || text;
      if (group && group !== "–") groups.set(row.dataset.patient, group);
    });
    const count = new Set(groups.values()).size;
    return count > 1 && count <= GROUP_COLORS.length ? [[textOf(heading), groups]] : [];
  });
}

function paint(element, color) {
  for (const property of ["fill", "stroke"]) {
    const kept = `usual_${property}`;
    if (!(kept in element.dataset)) element.dataset[kept] = element.style[property];
    const usual = element.dataset[kept];
    // White and hollow parts stay so: they say what a mark is, and not whose.
    const own = usual !== "none" && !/^(#fff(fff)?|white|rgb\(255, 255, 255\))$/u.test(usual);
    element.style[property] = color && own && (usual || property === "fill") ? color : usual;
  }
}

function colorBy(groups, colors) {
  document.querySelectorAll("main svg [data-patient]").forEach((mark) => {
    const color = groups ? colors.get(groups.get(patientOf(mark))) : "";
    if (mark.localName === "circle") paint(mark, color);
    mark.querySelectorAll("use, path").forEach((part) => {
      if (!part.closest("defs")) paint(part, color);
    });
  });
}

function offerColors() {
  const place = document.querySelector(".wide-picture");
  const known = groupings();
  if (!place || known.length === 0) return;
  const chooser = made("select", {}, made("option", { value: "" }, "what the plan says"));
  known.forEach(([name], i) => chooser.append(made("option", { value: i }, name)));
  const legend = made("span", { class: "legend", role: "status" });
  chooser.addEventListener("change", () => {
    const [, groups] = known[chooser.value] || [];
    const names = groups ? Array.from(new Set(groups.values())).sort() : [];
    const colors = new Map(names.map((name, i) => [name, GROUP_COLORS[i]]));
    colorBy(groups, colors);
    legend.replaceChildren(...names.map((name) => {
      const count = Array.from(groups.values()).filter((group) => group === name).length;
      const dot = made("span", { class: "dot", "aria-hidden": "true" });
      dot.style.background = colors.get(name);
      return made("span", {}, dot, made("bdi", { dir: "auto" }, name), ` (${count}) `);
    }));
  });
  const label = made("label", {}, "Color dots by ", chooser);
  place.after(made("p", { class: "coloring" }, label, " ", legend));
}

offerColors();
