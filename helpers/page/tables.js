// Tables: a click on a head sorts, long ones are filtered by typing, and each can be taken home as CSV.
"use strict";

const FEW = 6; // rows; what a table of no more can be asked is shown when it is pointed at
const PHRASE = 40, COLUMNS = 6; // signs of a cell, columns; a table with more stands cell below cell on a phone
const SCREEN = 20; // rows; a longer table gets a field to filter by
const CELL = 32767; // characters that a spreadsheet takes in a cell
const CUT = " [cut]";
const TEXT = "text/plain;charset=utf-8", BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const NOTE = "what it is, how and with which version it was made";
const FORMS = { PNG: ["image/png", "take the picture home"], SVG: ["image/svg+xml", "take it home as a drawing, to be changed or printed in any size"] };

function value(cell) {
  const text = cell ? cell.textContent.trim() : "", number = Number(text.replaceAll(",", ""));
  return cell?.classList.contains("number") && text && !Number.isNaN(number) ? number : text;
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1; // what is missing comes last
  return one.localeCompare(other, undefined, { numeric: true });
}

const fitted = (text) => (text.length > CELL ? text.slice(0, CELL - CUT.length) + CUT : text);

function guarded(cell) {
  const given = value(cell), text = typeof given === "number" ? String(given) : (/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(given) ? "'" : "") + given;
  const fitting = fitted(text);
  return /[",\n\r]/.test(fitting) ? `"${fitting.replaceAll('"', '""')}"` : fitting;
}

// A table as CSV that a spreadsheet opens as UTF-8 and runs nothing of.
function csv(rows) {
  return `\ufeff${rows.map((row) => [...row].map(guarded).join(",")).join("\r\n")}\r\n`;
}

function save(name, data, type) {
  const address = URL.createObjectURL(new Blob([data], { type }));
  element("a", { href: address, download: name.replace(/[^\p{L}\p{N}]+(?!\w+$)/gu, "-") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function button(label, title, done) {
  const made = element("button", { type: "button", title }, label);
  made.addEventListener("click", done);
  return made;
}

const noted = (rows) => rows.map((row) => `${row.join(": ")}\r\n`).join("");

function sortable(heads, rows) {
  const order = [...rows];
  heads.forEach((head, n) => {
    if (!head.textContent.trim()) return;
    const button = element("button", { type: "button", className: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const way = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] || "ascending";
      for (const each of heads) each.removeAttribute("aria-sort");
      if (way !== "none") head.setAttribute("aria-sort", way);
      const turn = way === "descending" ? -1 : 1, missing = (row) => ["", "\u2013"].includes(row.cells[n]?.textContent.trim());
      const sorted_rows = way === "none" ? order : [...order].sort((one, other) => missing(one) - missing(other) || turn * compare(value(one.cells[n]), value(other.cells[n])));
      order[0].parentNode.append(...sorted_rows);
    });
  });
}

function filter(rows, told) {
  const input = element("input", { type: "search", placeholder: "only rows with \u2026", ariaLabel: "only rows that hold", autocomplete: "off", spellcheck: false });
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = Boolean(wanted) && !row.textContent.toLowerCase().includes(wanted);
    told.textContent = wanted ? `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows` : "";
  });
  return input;
}

function equip(table) {
  const rows = [...(table.tBodies[0]?.rows || [])], heads = [...(table.tHead?.rows.length === 1 ? table.tHead.rows[0].cells : [])];
  if (!rows.length || table.closest(".tabled") || table.matches(".side-by-side")) return;
  const plain = heads.length && rows.every((row) => row.cells.length === heads.length && [...row.cells].every((cell) => cell.colSpan === 1 && cell.rowSpan === 1));
  const long = plain && table.matches(":not(.uses, .counts)") && (heads.length > COLUMNS || rows.some((row) => [...row.cells].some((cell) => cell.textContent.length > PHRASE)));
  table.classList.add(...(long ? ["tabled", "stacked"] : ["tabled"]));
  for (const row of long ? rows : []) for (const [n, head] of heads.entries()) row.cells[n].dataset.head = head.textContent.trim();
  if (plain && rows.length > 2) sortable(heads, rows);
  const told = element("span", { role: "status" }), title = document.querySelector("h1").textContent.trim();
  const given = () => [heads.length ? heads : [], ...table.tBodies[0].rows].map((row) => [...(row.cells || row)]);
  const name = (kind) => `${title} ${[...document.querySelectorAll(".tabled")].indexOf(table) + 1}.${kind}`;
  const take_home = [
    button("CSV", "take the table home, for a spreadsheet", () => save(name("csv"), csv(given()), "text/csv;charset=utf-8")),
    button("XLSX", "take it home as a workbook, with a note of what it is and which version made it", () => save(name("xlsx"), workbook({ Table: given().map((row) => row.map(value)), About: about(table, title) }), BOOK)),
    button("Note", NOTE, () => save(name("txt"), noted(about(table, title)), TEXT)),
  ];
  const tools = element("div", { className: rows.length > FEW ? "tools" : "tools small" }, ...(rows.length > SCREEN && plain ? [filter(rows, told), told] : []), ...take_home);
  (table.closest(".table-box") || table.closest(".output") || table).before(tools);
}

// What a table is, for whoever meets it without its page.
function about(table, title) {
  const before = [...document.querySelectorAll("article :is(h1, h2, h3, p)")].filter((each) => !each.closest("table, .tools, nav") && each.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
  const last = (kind) => before.filter((each) => each.matches(kind)).at(-1)?.textContent.trim() || "";
  const page = decodeURIComponent(location.pathname.split("/").slice(-2).join("/"));
  return [["page", title], ["address in the report", page], ["under", last("h1, h2, h3")], ["what is said before it", last("p")], ["method", "notebooks/methods.html in the report"], ["made with", document.querySelector("meta[name=generator]").content]];
}

let picture = null; // what is done with the picture that was asked for: its data call it

function frame(image, n) {
  const title = document.querySelector("h1").textContent.trim(), name = `${title} figure ${n + 1}`, whole = image.closest("figure");
  const buttons = image.dataset.kinds.split(" ").map((kind) => button(kind, FORMS[kind][1], () => {
    picture = (data) => save(`${name}.${kind.toLowerCase()}`, Uint8Array.from(atob(data[kind]), (sign) => sign.charCodeAt(0)), FORMS[kind][0]);
    document.head.append(element("script", { src: image.src.replace(/png$/, "js") }));
  }));
  const note = () => noted([...about(image, title), ["caption", whole.querySelector("figcaption").textContent.trim()]]);
  whole.append(element("p", { className: "tools home" }, ...buttons, button("Note", NOTE, () => save(`${name}.txt`, note(), TEXT))));
}

addEventListener("boxes", () => {
  for (const table of document.querySelectorAll("article table")) equip(table);
  for (const [n, image] of document.querySelectorAll("article figure img[data-kinds]").entries()) frame(image, n);
});
