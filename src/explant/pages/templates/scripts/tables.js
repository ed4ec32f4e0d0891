// Every table: sorted by any column, copied, downloaded.

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function rowsOf(table) {
  return Array.from(table.tBodies[0].rows);
}

function isEmpty(cell) {
  return ["", "–"].includes(textOf(cell));
}

// The number that a cell begins with, in full where the page knows more digits than it shows.
function numberOf(cell) {
  const number = cell.querySelector(".number");
  const before = textOf(cell).split(number ? textOf(number) : "", 1)[0];
  if (!number || /[^<>×≤≥±\s]/u.test(before)) return null;
  const text = number.dataset.value || textOf(number).replace("−", "-").replace(/^×/, "");
  const value = text.includes("∞") ? Infinity * (text.includes("-") ? -1 : 1) : parseFloat(text);
  return Number.isNaN(value) ? null : value;
}

function compared(cells) {
  const numbers = cells.map(numberOf);
  if (numbers.every((number, place) => number !== null || isEmpty(cells[place]))) {
    return (one, other) => numbers[one] - numbers[other];
  }
  const texts = cells.map(textOf);
  return (one, other) => collator.compare(texts[one], texts[other]);
}

// Places of the rows in their new order; what has no value stays at the end.
function order(cells, direction) {
  const places = cells.map((_, place) => place);
  if (direction === "none") return places;
  const compare = compared(cells);
  const sign = direction === "ascending" ? 1 : -1;
  const known = places.filter((place) => !isEmpty(cells[place]));
  const unknown = places.filter((place) => isEmpty(cells[place]));
  return [...known.sort((one, other) => sign * compare(one, other)), ...unknown];
}

const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

function sortBy(table, original, heading) {
  const direction = NEXT[heading.getAttribute("aria-sort")];
  table.querySelectorAll("thead [aria-sort]").forEach((h) => h.setAttribute("aria-sort", "none"));
  heading.setAttribute("aria-sort", direction);
  const cells = original.map((row) => row.cells[heading.cellIndex]);
  table.tBodies[0].append(...order(cells, direction).map((place) => original[place]));
}

function isPlain(table) {
  const rows = [...table.tHead?.rows ?? [], ...table.tBodies[0]?.rows ?? []];
  const width = rows[0]?.cells.length;
  return table.tHead?.rows.length === 1
    && rows.every((row) => row.cells.length === width
      && Array.from(row.cells).every((cell) => cell.colSpan === 1 && cell.rowSpan === 1));
}

function makeSortable(table) {
  const original = rowsOf(table);
  // The rows of the matrix have units of their own, so its columns have no order.
  if (original.length < 2 || table.matches(".matrix") || !isPlain(table)) return;
  for (const heading of table.tHead.querySelectorAll("th")) {
    const sort = button("", () => sortBy(table, original, heading));
    sort.className = "sort";
    sort.append(...heading.childNodes);
    heading.append(sort);
    heading.setAttribute("aria-sort", "none");
  }
}

// Cells as they are shown, but for the minus sign, which other programs know as a hyphen.
function contentOf(table) {
  return Array.from(table.rows, (row) => Array.from(row.cells, (cell) => {
    const text = textOf(cell);
    return /^[<>]?\s?−[\d.]/u.test(text) ? text.replace("−", "-") : text;
  }));
}

function asTabs(table) {
  return contentOf(table).map((cells) => cells.join("\t")).join("\n");
}

// RFC 4180, with the mark by which spreadsheet programs know UTF-8.
function asCsv(table) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\uFEFF${contentOf(table).map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;
}

async function copy(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    answer(element, "Copied");
  } catch {
    answer(element, copiedTheOldWay(text) ? "Copied" : "Not copied");
  }
}

function copiedTheOldWay(text) {
  const area = made("textarea", { class: "unseen", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

function addTools(table) {
  const name = fileName(table.caption ? textOf(table.caption) : document.title, "csv");
  const tools = made("p", { class: "tools" },
    button("Copy table", (element) => copy(asTabs(table), element)),
    button("Download CSV", () => saveFile(name, "text/csv", asCsv(table))));
  (table.closest(".scroll") || table).after(tools);
}

document.querySelectorAll("main table:not(.picture)").forEach((table) => {
  makeSortable(table);
  addTools(table);
});
