// The reading edition: what stands in other texts too is underlined and says where; #w12-20 leads to words by position.
"use strict";

const WORDS_AT = /^w(\d+)(?:-(\d+)|\+(.+))$/s; // from a word to another by their positions, or what is said from a word on
const LED_TO = /^(?:line-(\d+)|p(\d+)\.)/;
const reading = document.querySelector(".reading[data-name]");
const said_of = element("p", { className: "about" }, "What stands in other texts too is underlined as soon as you move or touch: a click says where."); // holds its line

async function toWords() {
  const [asked_for, first, last, said] = WORDS_AT.exec(fragment()) || [];
  if (!asked_for) return;
  const text = await load(reading.dataset.name, 0), [a, b] = [first, last ?? first].map((n) => Math.min(Math.max(1, n), text.code.length));
  for (const n of [a, b]) await load(text.name, partOf(text.rows, n - 1));
  const place = placeOf(text, a, b), own = text.paragraphs[text.paragraph[a - 1]].text;
  const at = said ? own.indexOf(said, place[1]) : -1;
  if (at >= 0) [place[1], place[3]] = [at, at + said.length];
  history.replaceState(null, "", `#${addressOf(place)}`);
  lead();
  toPage();
}

// A long text has several pages: what the address names may stand on another.
async function toPage() {
  const [, line, n] = LED_TO.exec(fragment()) || [], text = texts.find((each) => each.name === reading.dataset.name);
  if (!(line || n) || document.getElementById(line ? `line-${line}` : `p${n}`)) return;
  const goal = link(text, fragment(), "", line ? Number(line) : text.sheets[partOf((await load(text.name, 0)).begun, n - 1)]);
  if (goal.pathname !== location.pathname) location.replace(goal.href);
}

function underline(text) {
  const same = text.common.filter((it) => (it[2] === "passage" || it[2] === "boilerplate") && document.getElementById(`p${it[5][0]}`)); // a long text has several pages
  for (const it of same) {
    const made = wrapAll(it[5], () => element("span", { className: "common" }));
    for (const span of made) span.dataset.of = it[0];
    if (made.length && !made[0].parentElement.closest(".common[role]")) Object.assign(made[0], { tabIndex: 0, role: "button" });
  }
  said_of.replaceChildren(same.length ? `${same.length} ${same.length === 1 ? "passage stands" : "passages stand"} in another text too, underlined here: a click says where.` : "");
}

// Say behind a passage where else it stands: all passages that hold the place that was clicked.
function tell(text, at) {
  const known_of = [];
  for (let span = at; span && span !== reading; span = span.parentElement) if (span.classList.contains("common")) known_of.push(Number(span.dataset.of));
  for (const span of at.querySelectorAll(".common")) known_of.push(Number(span.dataset.of));
  const spans = [...reading.querySelectorAll(`.common[data-of="${known_of[0]}"]`)], open = spans.at(-1).nextElementSibling;
  const again = open?.classList.contains("elsewhere");
  for (const each of reading.querySelectorAll(".elsewhere")) each.remove();
  if (again) return;
  const places = text.common.filter((it) => known_of.includes(it[0])).map(([, name, , words, line, , there]) => {
    const other = texts.find((each) => each.name === name), both = new URLSearchParams({ left: text.name, right: name });
    return element("span", {}, link(other, addressOf(there), `${other.id}, line ${line}`, line), ` (${words} words, `,
      element("a", { href: new URL(`reader.html#${both}`, ROOT).href }, "side by side"), ")");
  });
  spans.at(-1).after(element("span", { className: "elsewhere" }, "also in ", ...places.flatMap((each, n) => [n ? "; " : "", each])));
}

// On a wide screen the notes of a paragraph stand beside it too.
function notesBeside() {
  for (const mark of reading.querySelectorAll(".paragraph .note-mark")) {
    const note = document.getElementById(mark.hash.slice(1)), block = mark.closest("blockquote") || mark.closest(".paragraph");
    if (!note) continue;
    let aside = block.previousElementSibling;
    if (!aside?.matches(".beside")) {
      aside = element("div", { className: "beside", role: "note", ariaLabel: "Notes" });
      block.before(aside);
    }
    aside.append(element("span", { className: "note", dir: "auto" }, `${mark.textContent}. `, [...textsOf(note)].map(([node]) => (node.parentElement.closest(".role") ? "" : node.data)).join("")));
  }
}

addEventListener("boxes", () => {
  notesBeside();
  for (const way of [toWords, toPage]) addEventListener("hashchange", way, way());
  const begin = () => load(reading.dataset.name, 0).then((text) => {
    underline(text);
    const open_it = (event) => {
      const at = event.target.closest("a") ? null : event.target.closest(".common");
      if (at) tell(text, at);
      return at;
    };
    reading.addEventListener("click", (event) => String(getSelection()) || open_it(event));
    reading.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && open_it(event) && event.preventDefault());
  });
  if (!("common" in reading.dataset)) return;
  reading.before(said_of);
  reader_is_here.then(begin); // a first view is light: the words come then
});
