// The workbench of lab.structure: each line of a text with its role; keys and clicks settle it, Python works all else out.
const SPOKEN = 70, NAME = 5, PAGE = 10; // characters before a colon that may be a name; words of a name; lines of a leap
const MARKS = ["", "\u00b6", "\u21b3"]; // a line begins a paragraph, or goes on
const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
const PATIENCE = 15000; // milliseconds until the box says that Python has not answered
const DEAF = "Python has not answered for 15 seconds. If the kernel was started again, run the cell of this box once more: what was not saved is lost.";
const HELP = [
  ["n, p", "next and former step"], ["\u2191 \u2193", "line above and below"], ["1 \u2013 6", "heading of that level"],
  ["j", "join to the paragraph above"], ["d", "divide: begin a paragraph"], ["l", "link a note to the line of its marker"],
  ["s", "the name before the colon speaks, or nobody"], ["o", "right as it is"], ["\u21e7 and a role", "all lines that read the same"],
  ["\u232b", "as the rules say"], ["z", "take back"], ["w", "save"], ["?", "this list"],
];

function made(kind, name = "", text = "", more = {}) {
  const node = document.createElement(kind);
  if (name) node.className = `bench-${name}`;
  if (text) node.textContent = text;
  if (more.tabindex || ["button", "select", "summary"].includes(kind)) node.dataset.lmSuppressShortcuts = "true"; // Notebook asks the element itself
  for (const [key, value] of Object.entries(more)) node.setAttribute(key, value);
  return node;
}

function button(text, title, act, name = "") {
  const node = made("button", name, text, { type: "button", title });
  node.addEventListener("click", act);
  return node;
}

const words = (name) => name.replaceAll("_", " "), count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

function render({ model, el }) {
  const root = made("div", "root", "", { "data-lm-suppress-shortcuts": "true", role: "group", "aria-label": "Workbench of the structure of a text" });
  const choice = made("select", "", "", { "aria-label": "Text" });
  const facts = made("span", "facts"), told = made("p", "told", "", { role: "status" });
  const steps = made("ol", "steps", "", { "aria-label": "Steps, least certain first" });
  const stepHead = made("h3"), about = made("p", "about"), tools = made("div", "tools", "", { role: "toolbar", "aria-label": "Settle the chosen line" });
  const lines = made("div", "lines", "", { role: "listbox", tabindex: "0", "aria-label": "Lines of the text" });
  const outline = made("nav", "outline", "", { "aria-label": "Sections" }), ledger = made("div", "ledger");
  const help = made("dl", "help"), code = made("pre", "code", "", { tabindex: "0" });
  const state = { at: 0, step: null, linking: 0, rows: [], nodes: [], drawn: "" };
  const own = () => model.get("fixed");
  const seen = () => ({ steps: [], words: [], ...model.get("seen"), ...(model.get("beside").doc === own().doc ? model.get("beside") : {}) });
  const say = (text) => { told.textContent = text; }, heard = () => { clearTimeout(state.due); if (told.textContent === DEAF) say(""); };
  const ask = (what, ...given) => { heard(); state.due = setTimeout(say, PATIENCE, DEAF); model.send({ do: what, given }); };

  // ---------------------------------------------------------------- what is seen

  function drawText() {
    const { doc, texts, lines: raw, roles } = own();
    choice.replaceChildren(...texts.map((text) => made("option", "", text, { value: text })));
    choice.value = doc;
    state.nodes = raw.map((text, n) => {
      const blank = !text.trim();
      const node = made("div", blank ? "blank" : "line", "", blank ? { "aria-hidden": "true" } : { role: "option", id: `${model.cid ?? "bench"}-${n + 1}`, "aria-selected": "false", "data-line": n + 1 });
      if (!blank) node.append(made("span", "number", String(n + 1)), made("span", "role"), made("span", "mark"), made("span", "text", text));
      return node;
    });
    lines.replaceChildren(...state.nodes);
    tools.replaceChildren(
      ...roles.map(([role, key, about]) => { const node = button(`${key.toUpperCase()} ${words(role)}`, `${about} (key ${key})`, () => settle({ role })); node.dataset.role = role; return node; }),
      ...[1, 2, 3].map((level) => button(`${level} level`, `heading of level ${level} (key ${level})`, () => settle({ role: "heading", level }))),
      button("J join", "to the paragraph above (key j)", () => act("j")), button("D divide", "begin a paragraph (key d)", () => act("d")),
      button("L link", "link a note to the line of its marker (key l)", () => act("l")), button("S speaker", "the name before the colon speaks, or nobody (key s)", () => act("s")),
      button("O as it is", "right as it is (key o)", () => act("o")), button("\u232b rules", "as the rules say (key Backspace)", () => act("Backspace")),
    );
    Object.assign(state, { at: 0, step: null, linking: 0, rows: [], drawn: "" });
    lines.scrollTop = 0;
    draw();
  }

  function draw() {
    const { rows, steps: found, sections, words: kept, notes, settled, unfit, paragraphs, message, unsaved, code: lineOfCode } = seen();
    if (rows.length !== state.nodes.length) return; // the text is still on its way
    const levels = new Map(sections.map(([level, , line]) => [line, level]));
    const links = new Map(notes.map(([, line, marker]) => [line, marker]));
    const hand = new Set(settled);
    rows.forEach((row, n) => {
      const more = [levels.get(n + 1) ?? "", links.get(n + 1) ?? "", hand.has(n + 1)];
      const now = JSON.stringify([row, more]);
      if (state.rows[n] !== now && state.nodes[n].dataset.line) drawLine(state.nodes[n], row, more);
      state.rows[n] = now;
    });
    const body = kept.find(([role]) => role === "body")?.[1] ?? 0;
    facts.textContent = [count(body, "word"), count(paragraphs, "paragraph"), count(sections.length, "section"), `${notes.filter(([, , to]) => to > 0).length} of ${count(notes.length, "note")} linked`, count(hand.size, "line") + " by hand"].join(" \u00b7 ");
    save.textContent = unsaved ? "Save (not saved yet)" : "Save";
    say([message, unfit.length ? `No line reads any more: ${unfit.map((text) => `\u201c${text}\u201d`).join(", ")}` : ""].filter(Boolean).join(" "));
    code.textContent = lineOfCode;
    const now = JSON.stringify([found, sections, kept]);
    if (state.drawn !== now) drawBeside(found, sections, kept);
    state.drawn = now;
    root.dataset.answers = Number(root.dataset.answers ?? 0) + 1;
    if (state.at || kept.length) choose(state.at || (found[0]?.[1] ?? Number(state.nodes.find((node) => node.dataset.line)?.dataset.line ?? 0)), false);
  }

  function drawLine(node, [role, , sure, , speaker, part], [level, link, byHand]) {
    const [, badge, mark] = node.children;
    const key = own().roles.find(([name]) => name === role)?.[1].toUpperCase() ?? "";
    node.dataset.role = role;
    badge.textContent = `${key} ${words(role)}${role === "heading" && level ? ` ${level}` : ""}`;
    const said = [speaker && `speaks: ${speaker}`, link > 0 && `marker: line ${link}`, link === -1 && "no marker", sure < 0.85 && "?", byHand && "\u270e"];
    mark.textContent = [role === "body" ? MARKS[part] : "", ...said.filter(Boolean)].filter(Boolean).join(" ");
  }

  function drawBeside(found, sections, kept) {
    stepHead.textContent = found.length ? `${count(found.length, "place")} to look at, least certain first` : "No place is left to look at";
    steps.replaceChildren(...found.map(([sure, line, what, detail]) => {
      const item = made("li", "", "", { "data-line": line });
      item.append(button(`line ${line}: ${what}`, detail, () => { toStep([sure, line]); lines.focus(); }), made("span", "", ` ${detail}`));
      return item;
    }));
    outline.replaceChildren(made("h3", "", "Sections"), ...sections.map(([level, heading, line]) => {
      const node = button(heading || "(no words)", `line ${line}, level ${level}`, () => { choose(line); lines.focus(); });
      node.style.paddingInlineStart = `${0.4 + level * 0.9}em`;
      return node;
    }));
    const rows = kept.map(([role, n, many]) => { const row = made("tr"); row.append(made("td", "", words(role)), made("td", "", n.toLocaleString("en")), made("td", "", many.toLocaleString("en"))); return row; });
    const head = made("tr"), table = made("table");
    head.append(...["role", "words", "lines"].map((name) => made("th", "", name, { scope: "col" })));
    table.append(head, ...rows);
    ledger.replaceChildren(made("h3", "", "Words of each role"), table);
  }

  // ---------------------------------------------------------------- what is chosen

  function choose(line, follow = true) {
    const node = state.nodes[line - 1];
    if (!node?.dataset.line) return;
    lines.querySelector("[aria-selected='true']")?.setAttribute("aria-selected", "false");
    node.setAttribute("aria-selected", "true");
    lines.setAttribute("aria-activedescendant", node.id);
    if (follow || state.at !== line) lines.scrollTop += node.getBoundingClientRect().top - lines.getBoundingClientRect().top - lines.clientHeight / 3;
    state.at = line;
    const [role, rule, sure] = seen().rows[line - 1];
    const finding = seen().steps.find(([, at]) => at === line);
    about.replaceChildren(made("b", "", `Line ${line}: ${words(role)}. `), `Rule ${words(rule)}: ${seen().reasons[`${rule} ${role}`]}. ${sure < 1 ? `Right in ${Math.round(100 * sure)} of 100 cases. ` : ""}`, made("b", "", finding ? `${finding[2]}: ` : ""), finding ? finding[3] : "");
    for (const node of tools.children) node.setAttribute("aria-pressed", String(node.dataset.role === role));
    for (const item of steps.children) {
      const here = Number(item.dataset.line) === line;
      item.classList.toggle("bench-here", here);
      if (here) steps.scrollTop = item.offsetTop - steps.offsetTop;
    }
  }

  function move(by) {
    const there = state.nodes.filter((node) => node.dataset.line).map((node) => Number(node.dataset.line));
    const place = there.indexOf(state.at);
    if (there.length) choose(there[Math.max(0, Math.min(there.length - 1, place + by))]);
  }

  function toStep([sure, line]) {
    state.step = [sure, line];
    choose(line);
  }

  function walk(forward) {
    const found = seen().steps.map(([sure, line]) => [sure, line]);
    const later = ([a, b], [c, d]) => a > c || (a === c && b > d);
    const from = state.step;
    const ahead = !from ? found : forward ? found.filter((one) => later(one, from)) : found.filter((one) => later(from, one)).reverse();
    if (!found.length) return say("No place is left to look at.");
    return toStep(ahead[0] ?? (forward ? found[0] : found.at(-1)));
  }

  // ---------------------------------------------------------------- what is settled

  const settle = (said, line = state.at) => {
    if (said.role && seen().rows[line - 1]) drawLine(state.nodes[line - 1], [said.role, "", 1, 0, "", 0], [said.level ?? "", "", true]); // until Python answers
    state.rows[line - 1] = "";
    ask("settle", line, said);
  };

  function link() {
    const number = seen().notes.find(([, line]) => line === state.at)?.[0];
    if (seen().rows[state.at - 1][0] !== "footnote") return say("Only a note has a marker: press f first.");
    const raised = [...String(number ?? "")].map((digit) => RAISED[digit]).join("");
    const marker = new RegExp(number ? `${raised}|[\\p{L}.,;:!?\u201d"\\])(\\[]${number}(?!\\d)` : "[*\u2020\u2021]", "u");
    state.linking = state.at;
    for (let line = state.at - 1; line > 0; line -= 1) {
      if (!["footnote", "blank", "boilerplate"].includes(seen().rows[line - 1][0]) && marker.test(own().lines[line - 1])) { choose(line); break; }
    }
    return say(`The note of line ${state.linking} belongs to the chosen line? Arrows choose another; l or Enter links, Escape leaves it.`);
  }

  function speak() {
    const text = own().lines[state.at - 1].trim();
    const name = (/^([^:\uff1a]{1,70})[:\uff1a]/u.exec(text)?.[1] ?? (text.split(/\s+/u).length <= NAME && text.length < SPOKEN ? text : "")).replace(/^[*_[(<"\u201c]+|[*_\])>]+$/gu, "").trim();
    if (seen().rows[state.at - 1][4]) return settle({ role: "body", speaker: "" });
    return name ? settle({ role: "body", speaker: name }) : say("There is no name before a colon in this line.");
  }

  const ACTS = {
    n: () => walk(true), p: () => walk(false), ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(PAGE), PageUp: () => move(-PAGE), Home: () => move(-1e9), End: () => move(1e9),
    j: () => settle({ role: "body", joins: true }), d: () => settle({ role: "body", joins: false }), l: link, s: speak, Backspace: () => settle({}), z: () => ask("undo"), w: () => ask("save"),
    o: () => settle({ role: seen().rows[state.at - 1][0] }), "?": () => { help.hidden = !help.hidden; },
  };

  function act(key) {
    if (state.linking && ["l", "Enter", "Escape"].includes(key)) {
      const note = state.linking, to = state.at;
      state.linking = 0;
      choose(note);
      return key === "Escape" ? say("") : settle({ role: "footnote", marker: to }, note);
    }
    if (ACTS[key]) return ACTS[key]();
    const role = own().roles.find(([, letter]) => letter === key.toLowerCase())?.[0];
    if (/^[1-6]$/u.test(key)) return settle({ role: "heading", level: Number(key) });
    return role ? settle(key === key.toLowerCase() ? { role } : { role, nth: 0 }) : false;
  }

  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); ask("save"); }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === choice || event.key === "Tab") return;
    if (event.target.tagName === "BUTTON" && ["Enter", " "].includes(event.key)) return;
    if (act(event.key) !== false) event.preventDefault();
    event.stopPropagation();
  });
  lines.addEventListener("click", (event) => choose(Number(event.target.closest("[data-line]")?.dataset.line), false));
  choice.addEventListener("change", () => ask("choose", choice.value));

  const save = button("Save", "write rules.toml (key w)", () => ask("save"), "save");
  const top = made("div", "top"), main = made("div", "main"), beside = made("div", "beside"), shown = made("details", "shown");
  help.hidden = true;
  help.append(...HELP.flatMap(([key, what]) => [made("dt", "", key), made("dd", "", what)]));
  shown.append(made("summary", "", "Show the code"), code);
  top.append(choice, save, button("Undo", "take the last step back (key z)", () => ask("undo")), button("Keys ?", "what the keys do", () => ACTS["?"]()), facts);
  beside.append(outline, ledger);
  main.append(lines, beside);
  root.append(top, told, help, stepHead, steps, about, tools, main, shown);
  el.append(root);
  model.on("change:fixed", drawText);
  model.on("change:seen change:beside", draw);
  model.on("msg:custom", heard);
  drawText();
  return () => { heard(); model.off("change:fixed", drawText); model.off("change:seen change:beside", draw); model.off("msg:custom", heard); };
}

export default { render };
