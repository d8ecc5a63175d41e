// Two whole texts side by side: what they have in common is tinted and joined by ribbons. The address holds the state.
"use strict";

const LAYERS = {
  passage: ["in the same words", true], parallel: ["in other words", false], name: ["names and titles", false],
  boilerplate: ["standing wordings", false], formula: ["formulae", false],
};
const SIDES = ["left", "right"];
const place = document.getElementById("reader");
const narrow = matchMedia("(max-width: 760px)");
const view = { left: "", right: "", layers: [], at: 0, common: [], texts: {}, scroll: {}, map: {}, marks: [], spots: [] };

// ---------------------------------------------------------------- what two texts have in common

// What two texts have in common, in the order of the left one.
function inCommon(left, right) {
  const found = left.common.filter((it) => it[1] === right.name).map((it) => ({ number: it[0], layer: it[2], words: it[3], left: it[5], right: it[6] }));
  return [...found, ...formulae(left, right)].sort((one, other) => one.left[0] - other.left[0] || one.left[1] - other.left[1] || one.right[0] - other.right[0]);
}

// Each use of a formula in the left text with the nearest in the right one, and those of the right one that are left.
function formulae(left, right) {
  const spot = ({ paragraph, start, before }) => [paragraph, start, paragraph, start + before.length];
  const share = (text, each) => each.paragraph / text.begun.at(-1);
  const pairs = (one, other) => one.formulae.flatMap((each) => {
    const far = (use) => Math.abs(share(other, use) - share(one, each));
    const there = other.formulae.filter((use) => use.formula === each.formula).sort((a, b) => far(a) - far(b))[0];
    return there ? [[spot(each), spot(there), each.formula]] : [];
  });
  const found = new Map();
  for (const [a, b, name] of pairs(left, right)) found.set(`${a} ${b}`, { layer: "formula", left: a, right: b, name });
  for (const [b, a, name] of pairs(right, left)) found.set(`${a} ${b}`, { layer: "formula", left: a, right: b, name });
  return [...found.values()];
}

function way(side, spot) {
  const text = view.texts[side], line = lineAt(text.paragraphs.find((each) => each?.paragraph === spot[0]), spot[1]);
  return link(text, addressOf(spot), `${text.id}, line ${line}`, line);
}

function wordsOf(side, [first, a, last, b]) {
  const parts = view.texts[side].paragraphs.filter((each) => each.paragraph >= first && each.paragraph <= last);
  return parts.map((each) => each.text.slice(each.paragraph === first ? a : 0, each.paragraph === last ? b : undefined)).join(" \u00b6 ");
}

// ---------------------------------------------------------------- a column

// The text of a paragraph in segments, cut where a passage begins or ends; each knows the passages it belongs to.
function segments(side, paragraph) {
  const here = view.spots.filter((n) => view.common[n][side][0] <= paragraph.paragraph && view.common[n][side][2] >= paragraph.paragraph);
  const reach = (n) => {
    const [first, a, last, b] = view.common[n][side];
    return [paragraph.paragraph === first ? a : 0, paragraph.paragraph === last ? b : paragraph.text.length];
  };
  const cuts = [...new Set([0, paragraph.text.length, ...here.flatMap(reach)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((a, n) => {
    const b = cuts[n + 1], of = here.filter((each) => reach(each)[0] <= a && reach(each)[1] >= b), text = paragraph.text.slice(a, b);
    if (!of.length) return document.createTextNode(text);
    const begins = of.some((each) => view.common[each][side][0] === paragraph.paragraph && reach(each)[0] === a);
    const mark = element("mark", { className: [...new Set(of.map((each) => view.common[each].layer))].join(" ") }, text);
    mark.dataset.of = of.join(" ");
    return begins ? Object.assign(mark, { tabIndex: 0, role: "button" }) : mark;
  });
}

function column(side) {
  const text = view.texts[side], made = element("div", { className: `text ${side}`, tabIndex: 0, role: "region", ariaLabel: text.id });
  made.append(element("h2", {}, link(text, "", text.id)), ...text.begun.slice(1).map(() => element("div", { className: "part" })));
  return made;
}

// A part of a text: its paragraphs, each behind the headings above it.
function inside(side, n) {
  const text = view.texts[side], made = [], sections = text.sections.filter((it) => partOf([...text.sheets, 0], it[3]) === n);
  const heading = ([, level, said]) => element("p", { className: `heading level-${Math.min(level, 3)}`, dir: "auto", role: "heading", ariaLevel: Math.min(level + 2, 6) }, said);
  for (const paragraph of text.paragraphs.slice(text.begun[n], text.begun[n + 1])) {
    while (sections.length && sections[0][0] <= paragraph.section) made.push(heading(sections.shift()));
    const line = Object.assign(link(text, `line-${paragraph.places[1]}`, String(paragraph.places[1]), paragraph.places[1]), { className: "line" });
    made.push(element("div", { className: paragraph.quote ? "paragraph quote" : "paragraph", dir: "auto" }, line, ...segments(side, paragraph)));
  }
  return [...made, ...sections.map(heading)];
}

// Show a part that was not shown. Until then it takes the room that its words will need, as the first part needs it.
async function fill(side, n) {
  const parts = view.scroll[side].querySelectorAll(".part"), { rows } = view.texts[side];
  if (parts[n].hasChildNodes()) return;
  await load(view.texts[side].name, n);
  if (!parts[n].isConnected || parts[n].hasChildNodes()) return;
  parts[n].replaceChildren(...inside(side, n));
  parts[n].style.height = "";
  const each = parts[n].getBoundingClientRect().height / (rows[n + 1] - rows[n] || 1);
  for (const [later, part] of parts.entries()) if (!part.hasChildNodes()) part.style.height ||= `${each * (rows[later + 1] - rows[later])}px`;
  measure();
}

// Show all parts by and by, while these texts are read.
async function fillAll(drawn) {
  const parts = SIDES.flatMap((side) => [...drawn[side].querySelectorAll(".part").keys()].map((n) => [n, side]));
  for (const [n, side] of parts.sort(([one], [other]) => one - other)) if (view.scroll[side] === drawn[side]) await fill(side, n);
}

// ---------------------------------------------------------------- ribbons and maps

function measure() {
  if (narrow.matches) return; // one column, without ribbons and maps
  for (const side of SIDES) {
    const box = view.scroll[side], from = box.getBoundingClientRect().top - box.scrollTop;
    for (const each of view.marks) each[side] = null;
    for (const mark of box.querySelectorAll("mark")) {
      const { top, bottom } = mark.getBoundingClientRect();
      for (const n of mark.dataset.of.split(" ")) {
        view.marks[n][side] ??= [top - from, bottom - from];
        view.marks[n][side][1] = Math.max(view.marks[n][side][1], bottom - from);
      }
    }
    const parts = box.querySelectorAll(".part"), { begun } = view.texts[side];
    for (const n of view.spots.filter((n) => !view.marks[n][side])) { // in a part that comes later: about there
      const at = view.common[n][side][0] - 1, part = partOf(begun, at), { top, height } = parts[part].getBoundingClientRect();
      const y = top - from + (height * (at - begun[part])) / (begun[part + 1] - begun[part]);
      view.marks[n][side] = [y, y];
    }
  }
  maps();
  ribbons();
}

function ribbons() {
  const { width, height } = view.ribbons.getBoundingClientRect(), made = [];
  const inView = (span, side) => span[1] > view.scroll[side].scrollTop && span[0] < view.scroll[side].scrollTop + height;
  const near = (y) => Math.max(-height, Math.min(2 * height, y));
  for (const n of view.spots) {
    const { left, right } = view.marks[n];
    const both = left && right && inView(left, "left") && inView(right, "right"), chosen = n === view.current;
    if (!left || !right || !(both || chosen || (view.common[n].layer !== "formula" && (inView(left, "left") || inView(right, "right"))))) continue;
    const [a, b, c, d] = [...left.map((y) => near(y - view.scroll.left.scrollTop)), ...right.map((y) => near(y - view.scroll.right.scrollTop))];
    const path = `M0 ${a}C${width / 2} ${a} ${width / 2} ${c} ${width} ${c}V${d}C${width / 2} ${d} ${width / 2} ${b} 0 ${b}Z`;
    made.push(svg("path", { d: path, class: `${view.common[n].layer}${chosen ? " current" : both ? "" : " far"}`, "data-of": n }));
  }
  view.ribbons.replaceChildren(...made);
  for (const side of SIDES) {
    const box = view.scroll[side], seen = view.map[side].lastElementChild;
    seen.setAttribute("y", (1000 * box.scrollTop) / (box.scrollHeight || 1));
    seen.setAttribute("height", (1000 * box.clientHeight) / (box.scrollHeight || 1));
  }
}

function maps() {
  for (const side of SIDES) {
    const box = view.scroll[side], scale = 1000 / (box.scrollHeight || 1), from = box.getBoundingClientRect().top - box.scrollTop;
    const heads = [...box.querySelectorAll(".heading")].map((head) => svg("line", { x1: 0, x2: 20, y1: (head.getBoundingClientRect().top - from) * scale, y2: (head.getBoundingClientRect().top - from) * scale }));
    const bars = view.spots.filter((n) => view.marks[n][side]).map((n) => {
      const [top, bottom] = view.marks[n][side];
      return svg("rect", { x: 4, width: 12, y: top * scale, height: Math.max(3, (bottom - top) * scale), class: `${view.common[n].layer}${n === view.current ? " current" : ""}`, "data-of": n });
    });
    view.map[side].replaceChildren(...heads, ...bars, svg("rect", { class: "seen", x: 0.5, width: 19 }));
  }
}

// ---------------------------------------------------------------- what is chosen

function shared(given) {
  const usual = Object.keys(LAYERS).filter((name) => LAYERS[name][1]).join(" ");
  const state = { left: view.left, right: view.right, layers: view.layers.join(" "), at: view.at || "", ...given };
  if (state.layers === usual) delete state.layers;
  if (!state.at) delete state.at;
  return `#${new URLSearchParams(state)}`;
}

// Choose a passage: it is brought into view on both sides, at the height it has on the side where it was chosen.
async function choose_passage(n, from = "left") {
  for (const side of SIDES) for (const at of [0, 2]) await fill(side, partOf(view.texts[side].begun, view.common[n][side][at] - 1));
  const other = SIDES.find((side) => side !== from);
  view.current = n;
  view.at = view.spots.indexOf(n) + 1;
  for (const mark of place.querySelectorAll("mark")) mark.classList.toggle("current", mark.dataset.of.split(" ").includes(String(n)));
  const it = view.common[n], what = it.layer === "formula" ? `formula \u201c${it.name}\u201d` : `${it.words} words in common`;
  view.told.replaceChildren(`${view.at} of ${view.spots.length}: ${what}, `, way("left", it.left), " and ", way("right", it.right));
  keep(shared({}));
  dispatchEvent(new Event("drawn"));
  if (narrow.matches) return fold_in(n);
  const marks = view.marks[n], box = view.scroll[from], top = marks[from][0] - box.scrollTop;
  if (top < 0 || marks[from][1] > box.scrollTop + box.clientHeight) box.scrollTop = marks[from][0] - box.clientHeight / 3;
  view.scroll[other].scrollTop = marks[other][0] - (marks[from][0] - box.scrollTop);
  maps();
  ribbons();
}

// On a phone, which shows the left text: the twin is folded in beneath the paragraph.
function fold_in(n) {
  const it = view.common[n];
  for (const twin of place.querySelectorAll(".twin")) twin.remove();
  const twin = element("div", { className: `twin ${it.layer}`, dir: "auto" }, element("p", {}, wordsOf("right", it.right)), way("right", it.right));
  const marks = [...view.scroll.left.querySelectorAll("mark.current")];
  if (!marks.length) return;
  marks.at(-1).closest(".paragraph").after(twin);
  marks[0].scrollIntoView({ block: "start" });
}

async function step(by) {
  if (!view.spots.length) return;
  const at = view.at ? view.at - 1 + by : by > 0 ? 0 : -1, n = view.spots.at(at % view.spots.length);
  await choose_passage(n);
  if (!narrow.matches) place.querySelector(`.text.left mark[tabindex][data-of~="${n}"]`)?.focus({ preventScroll: true });
}

function clicked(event) {
  const mark = event.target.closest("[data-of]");
  if (!mark || String(getSelection()).trim()) return;
  const of = mark.dataset.of.split(" ").map(Number);
  const size = (n) => view.common[n].words ?? 1, smallest = [...of].sort((one, other) => size(one) - size(other));
  const next = of.includes(view.current) ? smallest[(smallest.indexOf(view.current) + 1) % smallest.length] : smallest.at(-1);
  choose_passage(next, mark.closest(".right") ? "right" : "left");
}

// ---------------------------------------------------------------- the whole

function chooser(side) {
  const select = element("select", { id: `choose-${side}` }, ...texts.map((text) => element("option", { value: text.name, selected: text.name === view[side] }, text.id)));
  select.addEventListener("change", () => turn(shared({ [side]: select.value, at: "" })));
  return element("label", {}, `${side} `, select);
}

function switches() {
  const size = (name) => view.common.filter((each) => each.layer === name).length;
  return Object.entries(LAYERS).filter(([name]) => size(name) || name === place.dataset.unsought).map(([name, [said]]) => {
    const input = element("input", { type: "checkbox", checked: view.layers.includes(name), disabled: !size(name) });
    input.addEventListener("change", () => {
      const layers = Object.keys(LAYERS).filter((each) => (each === name ? input.checked : view.layers.includes(each)));
      turn(shared({ layers: layers.join(" "), at: "" }));
    });
    return element("label", { className: `layer ${name}` }, input, ` ${said} (${name === place.dataset.unsought ? "not looked for" : size(name)})`);
  });
}

async function draw() {
  const button = (said, by, key) => {
    const way = by > 0 ? "the next passage" : "the passage before", made = element("button", { type: "button", ariaLabel: way, title: `${way}: key ${key}` }, said);
    made.addEventListener("click", () => step(by));
    return made;
  };
  view.told = element("span", { className: "told", role: "status" }, view.spots.length ? `${plural(view.spots.length, "passage")} in the order of the left text. A click, or n and p, leads from one to the next.` : "Nothing in common in these layers.");
  for (const side of SIDES) {
    view.scroll[side] = column(side);
    view.map[side] = svg("svg", { class: `map ${side}`, viewBox: "0 0 20 1000", preserveAspectRatio: "none", role: "img", "aria-label": `where in ${view.texts[side].id}` });
    view.scroll[side].addEventListener("scroll", () => requestAnimationFrame(ribbons));
    view.map[side].addEventListener("click", (event) => {
      const { top, height } = view.map[side].getBoundingClientRect(), box = view.scroll[side];
      if (!event.target.dataset.of) box.scrollTop = ((event.clientY - top) / height) * box.scrollHeight - box.clientHeight / 2;
    });
  }
  view.ribbons = svg("svg", { class: "ribbons", "aria-hidden": "true" });
  view.marks = view.common.map(() => ({}));
  const columns = element("div", { className: "columns-of-text" }, view.map.left, view.scroll.left, view.ribbons, view.scroll.right, view.map.right);
  columns.addEventListener("click", clicked);
  place.replaceChildren(element("div", { className: "controls" }, chooser("left"), chooser("right"), ...switches()),
    element("div", { className: "bar" }, button("\u2190", -1, "p"), button("\u2192", 1, "n"), view.told), columns);
  for (const side of SIDES) await fill(side, 0);
  dispatchEvent(new Event("drawn"));
}

async function open_texts() {
  const given = new URLSearchParams(hash().slice(1)), names = texts.map((text) => text.name);
  const known_name = (name, usual) => (names.includes(name) ? name : usual);
  view.left = known_name(given.get("left"), place.dataset.left);
  view.right = known_name(given.get("right"), view.left === place.dataset.right ? place.dataset.left : place.dataset.right);
  view.layers = given.has("layers") ? given.get("layers").split(" ").filter((name) => name in LAYERS) : Object.keys(LAYERS).filter((name) => LAYERS[name][1]);
  view.current = null;
  try {
    for (const side of SIDES) view.texts[side] = await load(view[side], 0);
  } catch (fault) {
    place.replaceChildren(element("p", {}, `${fault.message} The folder of the report is not whole.`));
    return;
  }
  view.common = inCommon(view.texts.left, view.texts.right);
  view.spots = [...view.common.keys()].filter((n) => view.layers.includes(view.common[n].layer));
  view.at = 0;
  await draw();
  const at = Number(given.get("at"));
  if (at >= 1 && at <= view.spots.length) choose_passage(view.spots[at - 1]);
  reader_is_here.then(() => fillAll({ ...view.scroll }));
}

addEventListener("boxes", () => {
  document.body.classList.add("wide");
  addEventListener("hashchange", open_texts);
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => view.ribbons && measure(), 150);
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
    if (["Enter", " "].includes(event.key) && event.target.matches("mark[tabindex]")) {
      event.preventDefault();
      clicked(event);
    }
  });
  open_texts();
});
