// Exercises answered on the page: an answer is known by the start of its SHA-256, as in `helpers/lessons.py`.
"use strict";

const KINDS = {
  number: "one number, such as 12 or 0.5", text: "one piece of text, such as Yang 2025",
  set: "several things, such as this, that, in any order", list: "several things in order, such as this, that",
};

// A number rounded as Python rounds: a half goes to the even neighbour.
function rounded(number, places) {
  const whole = Math.abs(number), text = whole.toFixed(places), exact = whole.toFixed(Math.min(100, places + 60)), point = exact.indexOf(".");
  let said = text;
  if (/^50*$/.test(exact.slice(point + places + 1))) {
    const down = places ? exact.slice(0, point + places + 1) : exact.slice(0, point);
    if (Number(down.at(-1)) % 2 === 0) said = down;
  }
  return number < 0 && /[1-9]/.test(said) ? `-${said}` : said;
}

function bare(text) {
  const plain = text.trim().replace(/^(["'\u201c\u2018])(.*)["'\u201d\u2019]$/su, "$2").split(/\s+/u).filter(Boolean).join(" ").toLowerCase().replaceAll("\u00df", "ss");
  return /^[\p{L}\p{N}_]+( [\p{L}\p{N}_]+)* \d{4}$/u.test(plain) ? plain.replaceAll(" ", "_") : plain; // the name of a text as its id
}

function asNumber(text) {
  const plain = text.trim().replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace("\u2212", "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

function item(text, places) {
  const number = asNumber(text);
  return number === null ? bare(text) : rounded(number, places);
}

// An answer as one line that is the same for equal answers; null if it is of another kind.
function plainAnswer(text, kind, places) {
  if (kind === "number") return asNumber(text) === null ? null : item(text, places);
  if (kind === "text") return bare(text);
  const items = text.replace(/^\s*[[({]|[\])}]\s*$/g, "").split(",").filter((each) => each.trim()).map((each) => item(each, places));
  return (kind === "set" ? [...new Set(items)].sort() : items).join(" | ");
}

async function fingerprint(plain) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(plain)));
  return [...bytes.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function judge(entry, text) {
  if (!text.trim()) return "Not answered yet: type your answer first.";
  const plain = plainAnswer(text, entry.kind, entry.places);
  if (plain === null) return `This exercise wants ${KINDS[entry.kind]}.`;
  const mark = await fingerprint(plain);
  return mark === entry.answer ? "Right." : `Not yet. ${entry.mistakes[mark] || entry.hint}`;
}

function field(name, entry) {
  const told = element("span", { role: "status" }), id = `answer-${name}`;
  const input = element("input", { id, autocomplete: "off", spellcheck: false, placeholder: KINDS[entry.kind] });
  const form = element("form", { className: "exercise" }, element("label", { htmlFor: id }, "Your answer "), input, element("button", {}, "Check"), told);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = await judge(entry, input.value);
    form.dataset.right = told.textContent === "Right.";
  });
  return form;
}

function exercises(entries) {
  for (const code of document.querySelectorAll(".cell_input pre")) {
    const name = /\bcheck\("(\w+)", answer\)/.exec(code.textContent)?.[1];
    if (!name || !entries[name] || entries[name].kind === "open") continue;
    const cell = code.closest(".cell");
    for (const output of cell.querySelectorAll(".cell_output")) output.hidden = true; // it asks to run the cell
    cell.after(field(name, entries[name]));
  }
}

addEventListener("boxes", () => {
  if (!crypto.subtle || !document.body.textContent.includes('check("')) return;
  document.head.append(element("script", { src: new URL("data/exercises.js", ROOT).href }));
});
