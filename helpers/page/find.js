// The page of any word: counts of each text, where in it, and all lines. The address holds what was asked.
"use strict";

const STEP = 50; // lines shown at a time
const LONG = 40; // signs of what was found, from which it may go on in a second line
const PAUSE = 30; // milliseconds after a key before the answer: a key that follows at once asks anew
const LONGEST = 10_000; // signs of what is searched for: a page and more; each word costs a list of all words
const BARS = 400; // places of a text that the barcode tells apart
const SORTS = { place: "as they come", left: "by the words before", right: "by the words after" };
const place = document.getElementById("found");
const told = document.getElementById("told");
const WIDE = 25, OPENING = { sort: "place", words: WINDOW }, state = { q: "", text: "", ...OPENING }; // words on either side of a use, few or many
const MANY = 60; // texts; of more, those with most uses are shown first
let shown = 0, running = 0, prose = null;

function address(changed) {
  const given = Object.entries({ ...state, ...changed }).filter(([name, value]) => value && value !== OPENING[name]);
  return `#${new URLSearchParams(Object.fromEntries(given))}`;
}

// Where in the text the uses are; a click leads to the nearest.
function barcode(text, uses) {
  const size = text.code.length || 1, bars = new Set(uses.map(([first]) => Math.floor((first / size) * BARS)));
  const at = (use) => `${Math.round((100 * use[0]) / size)}%`;
  const said = uses.length ? `${plural(uses.length, "use")}, the first at ${at(uses[0])} of the text, the last at ${at(uses.at(-1))}` : "no use";
  const picture = svg("svg", { viewBox: `0 0 ${BARS} 20`, preserveAspectRatio: "none", class: "barcode", role: "img", "aria-label": said },
    svg("path", { d: [...bars].map((bar) => `M${bar + 0.5} 0v20`).join("") }));
  picture.addEventListener("click", (event) => {
    const { left, width } = picture.getBoundingClientRect(), wanted = ((event.clientX - left) / width) * size;
    const nearest = uses.reduce((best, use) => (!best || Math.abs(use[0] - wanted) < Math.abs(best[0] - wanted) ? use : best), null);
    const it = nearest && inContext(text, nearest, false);
    if (it && text.page) go(link(text, it.address, "", it.line).href);
  });
  return picture;
}

function summary(found) {
  const body = element("tbody");
  const all = [...found.texts.keys()], used = all.filter((n) => found.uses[n].length).sort((one, other) => found.uses[other].length - found.uses[one].length);
  const listed = all.length > MANY ? used.slice(0, MANY) : all;
  listed.forEach((n) => {
    const text = found.texts[n], uses = found.uses[n], share = text.words ? ((1000 * uses.length) / text.words).toFixed(2) : "0";
    const count = uses.length ? element("a", { href: address({ text: state.text === text.name ? "" : text.name }), title: "only the lines of this text" }, number(uses.length)) : "0";
    body.append(element("tr", { className: state.text === text.name ? "chosen" : "" },
      element("th", { scope: "row" }, link(text, "", text.id)),
      element("td", { className: "number" }, count), element("td", { className: "number" }, share), element("td", {}, barcode(text, uses))));
  });
  const heads = ["text", "uses", "per 1,000 words", "where in the text"].map((head, n) => element("th", { scope: "col", className: n === 1 || n === 2 ? "number" : "" }, head));
  const more = used.length > MANY && all.length > MANY ? [element("caption", {}, `The ${MANY} texts with most uses, of ${used.length}.`)] : [];
  return element("div", { className: "table-box", tabIndex: 0 }, element("table", { className: "counts" }, ...more, element("thead", {}, element("tr", {}, ...heads)), body));
}

function row([text, use], numbers) {
  const it = inContext(text, use, numbers, state.words);
  const cell = (given, inside) => element("td", { dir: "auto", ...given }, inside);
  return element("tr", {},
    element("td", { className: "place" }, link(text, it.address, `${text.id}, ${it.line}`, it.line)),
    cell({ className: "before" }, it.before), cell({ className: it.term.length > LONG ? "hit" : "hit short" }, element("b", {}, it.term)), cell({ className: /^[\p{L}\p{N}(]/u.test(it.after) ? "after" : "after tight" }, it.after));
}

// All lines in the order that is chosen, a screenful at a time.
function lines(found) {
  const only = state.text ? found.texts.map((text, n) => (text.name === state.text ? found.uses[n] : [])) : found.uses;
  const all = sorted({ ...found, uses: only }, state.sort, state.words), body = element("tbody");
  const heads = [["text and line", "place"], ["before", "before"], ["", "hit"], ["after", "after"]].map(([head, kind]) => element("th", { scope: "col", className: kind }, head || element("span", { className: "unseen" }, "word")));
  const table = element("table", { className: "uses kwic" }, element("thead", {}, element("tr", {}, ...heads)), body);
  const more = element("button", { type: "button" });
  shown = 0;
  const add = (most) => {
    body.append(...all.slice(shown, shown + most).map((each) => row(each, found.numbers)));
    shown = Math.min(all.length, shown + most);
    more.textContent = `Show the next ${number(Math.min(STEP * 10, all.length - shown))} of ${number(all.length - shown)} more lines`;
    if (shown === all.length) more.remove();
  };
  more.addEventListener("click", () => add(STEP * 10));
  add(STEP);
  const choices = Object.entries(SORTS).map(([name, said]) => element("a", { href: address({ sort: name }), className: "choice", ariaCurrent: name === state.sort ? "true" : null }, said));
  const ways = element("p", { className: "sorts" }, element("span", {}, `${plural(all.length, "line")}${state.text ? ` of ${state.text}` : ""}, `), ...choices.flatMap((each, n) => [n ? " \u00b7 " : "", each]));
  const other = state.words === WIDE ? WINDOW : WIDE;
  ways.append(" \u00b7 ", element("a", { href: address({ words: other }), className: "choice" }, `${other} words on either side`));
  if (state.text) ways.append(" \u00b7 ", element("a", { href: address({ text: "" }), className: "choice" }, "lines of all texts"));
  return [ways, element("div", { className: "table-box", tabIndex: 0 }, table), ...(shown < all.length ? [more] : [])];
}

// What stands beside the texts: headings, notes, lines that were left out. It is found as typed and not counted.
function beside(plain, read) {
  const body = element("tbody");
  for (const text of plain ? read : []) {
    for (const other of text.others.flat()) {
      if (!other.plain.includes(plain)) continue;
      body.append(element("tr", {}, element("td", { className: "place" }, link(text, `line-${other.line}`, `${text.id}, ${other.line}`, other.line)), element("td", {}, other.role), element("td", { dir: "auto" }, other.text)));
    }
  }
  if (!body.rows.length) return [];
  const said = `Beside the texts, not counted: ${plural(body.rows.length, "line")} in headings, notes, front matter or what was left out`;
  return [element("details", { open: body.rows.length < 6 }, element("summary", {}, said), element("div", { className: "table-box", tabIndex: 0 }, element("table", { className: "beside" }, body)))];
}

function told_in(found) {
  prose = found.map(([goal, label, text]) => ({ goal, label, text, plain: fold(text) }));
  if (state.q) answer();
}

// What notebooks and pages of prose say of it: loaded with the first answer, and found as typed.
function inProse(plain) {
  if (!prose) {
    prose = [];
    document.head.append(element("script", { src: new URL("data/prose.js", ROOT).href }));
  }
  const held = plain ? prose.filter((each) => each.plain.includes(plain)) : [];
  if (!held.length) return [];
  const items = held.map(({ goal, label, text, plain: own }) => {
    const at = Math.max(0, own.indexOf(plain) - 60);
    return element("li", {}, element("a", { href: new URL(goal, ROOT).href }, label), ` \u2026${text.slice(at, at + 160)}\u2026`);
  });
  return [element("details", { open: items.length < 6 }, element("summary", {}, `In the notebooks: ${plural(items.length, "part")} with these letters`), element("ul", {}, ...items))];
}

function say(found) {
  const uses = count(found), held = found.uses.filter((each) => each.length).length;
  const kinds = uses && state.q.includes("*") ? forms(found) : 1;
  told.textContent = uses ? `${plural(uses, "use")}${kinds > 1 ? ` in ${plural(kinds, "form")}` : ""} of ${state.q}, in ${held} of ${plural(texts.length, "text")}. ` : `No use of ${state.q} in ${plural(texts.length, "text")}. `;
  if (uses) return;
  const others = near(state.q, found.texts);
  if (others.length) told.append("Near: ", ...others.flatMap((each, n) => [n ? ", " : "", element("a", { href: address({ q: each.term, text: "" }) }, each.term), ` (${plural(count(each), "use")})`]), ".");
}

function answer() {
  const found = find(state.q, texts.map((text) => known.texts.get(text.name)));
  const plain = fold(state.q).replaceAll("*", "").trim();
  say(found);
  place.replaceChildren(...(count(found) ? [summary(found), ...lines(found)] : []), ...beside(plain, found.texts), ...inProse(plain));
  dispatchEvent(new Event("drawn"));
}

// Ask for what the address holds; the texts are loaded with the first question.
async function ask() {
  const own = ++running, given = new URLSearchParams(hash().slice(1));
  Object.assign(state, { q: (given.get("q") || "").trim(), sort: given.get("sort") in SORTS ? given.get("sort") : "place", text: given.get("text") || "", words: Number(given.get("words")) === WIDE ? WIDE : WINDOW });
  const box = document.getElementById("any-word");
  if (document.activeElement !== box) box.value = state.q;
  document.title = `${state.q || "Any word"} \u2014 ${document.title.split(" \u2014 ").at(-1)}`;
  if (state.q.length > LONGEST || !typed(state.q)[0].length) {
    place.replaceChildren();
    told.textContent = state.q.length > LONGEST ? `These are more than ${number(LONGEST)} signs: search for fewer.` : told.dataset.help;
    return dispatchEvent(new Event("drawn"));
  }
  let done = known.texts.size;
  await Promise.all(texts.map((text) => load(text.name).then(({ others }) => {
    for (const other of others.flat()) other.plain ??= fold(other.text);
    if (own === running && ++done < texts.length && done % 10 === 0) told.textContent = `Reading: ${done} of ${plural(texts.length, "text")} \u2026`;
  }))).then(() => own === running && answer(), (fault) => (told.textContent = `${fault.message} The folder of the report is not whole.`));
}

addEventListener("boxes", () => {
  const box = document.getElementById("any-word");
  let waiting;
  told.dataset.help = told.textContent;
  box.form.addEventListener("submit", () => clearTimeout(waiting));
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      keep(address({ q: box.value.trim(), text: "" }));
      ask();
    }, PAUSE);
  });
  addEventListener("hashchange", ask);
  if (!location.hash && self === top) box.focus(); // a box among others takes no key
  ask();
});
