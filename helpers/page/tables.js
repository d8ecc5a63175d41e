// Tables: a click on a head sorts, long ones are filtered by typing, and each can be taken home as CSV.
"use strict";

const SCREEN = 20; // rows; a longer table gets a field to filter by
const CELL = 32767; // characters that a spreadsheet takes in a cell
const CUT = " [cut]";

function value(cell) {
  const text = cell ? cell.textContent.trim() : "", number = Number(text.replaceAll(",", ""));
  return cell?.classList.contains("number") && text && !Number.isNaN(number) ? number : text;
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1; // what is missing comes last
  return one.localeCompare(other, undefined, { numeric: true });
}

function guarded(cell) {
  const given = value(cell), text = typeof given === "number" ? String(given) : (/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(given) ? "'" : "") + given;
  const fitting = text.length > CELL ? text.slice(0, CELL - CUT.length) + CUT : text;
  return /[",\n\r]/.test(fitting) ? `"${fitting.replaceAll('"', '""')}"` : fitting;
}

// A table as CSV that a spreadsheet opens as UTF-8 and runs nothing of.
function csv(rows) {
  return `\ufeff${rows.map((row) => [...row].map(guarded).join(",")).join("\r\n")}\r\n`;
}

function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  element("a", { href: address, download: `${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function sortable(table, heads, rows) {
  const order = [...rows];
  heads.forEach((head, n) => {
    if (!head.textContent.trim()) return;
    const button = element("button", { type: "button", className: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const way = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] || "ascending";
      heads.forEach((each) => each.removeAttribute("aria-sort"));
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
  table.classList.add("tabled");
  const plain = heads.length && rows.every((row) => row.cells.length === heads.length && [...row.cells].every((cell) => cell.colSpan === 1 && cell.rowSpan === 1));
  if (plain && rows.length > 2) sortable(table, heads, rows);
  const told = element("span", { role: "status" }), take_home = element("button", { type: "button" }, "CSV");
  take_home.title = "take the table home, for a spreadsheet";
  take_home.addEventListener("click", () => {
    const place_in = [...document.querySelectorAll(".tabled")].indexOf(table) + 1;
    save(`${document.querySelector("h1").textContent.trim()} ${place_in}`.replace(/[^\p{L}\p{N}]+/gu, "-"), csv([heads.length ? heads : [], ...table.tBodies[0].rows].map((row) => row.cells || row)));
  });
  const tools = element("div", { className: "tools" }, ...(rows.length > SCREEN && plain ? [filter(rows, told), told] : []), take_home);
  (table.closest(".table-box") || table).before(tools);
}

addEventListener("boxes", () => document.querySelectorAll("article table").forEach(equip));
