// On every page: light or dark as chosen, the box for any word, and addresses that lead to a line or to words of it.
"use strict";

const root = document.documentElement;
const ROOT = new URL("../", document.currentScript.src || root.dataset.root); // the folder of the site
const themes = ["auto", "light", "dark"];
const PLACE = /^p(\d+)\.(\d+)-(\d+)\.(\d+)$/; // from a letter of a paragraph to one of another, or of the same
const SAID = /^line-(\d+)=(.+)$/s; // words of a raw line
const ASIDE = ".line, .note-mark, .removed, .speaker, .elsewhere"; // stands in a paragraph and is no part of its text

function element(name, given = {}, ...inside) {
  const made = Object.assign(document.createElement(name), given);
  made.append(...inside);
  return made;
}

function svg(name, given = {}, ...inside) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

// The colours that were chosen, here or on a page before; some browsers keep nothing for pages opened from disk.
function chosen(mode) {
  try {
    if (mode) localStorage.setItem("mode", mode);
    return localStorage.getItem("mode") || "auto";
  } catch {
    return mode || "auto";
  }
}

function show(mode) {
  root.dataset.mode = mode;
  root.style.colorScheme = mode === "auto" ? "light dark" : mode;
}

// ---------------------------------------------------------------- addresses

// Where a page is and goes, behind its #, with or without being told; a page in a box has other ways (box.js).
// biome-ignore lint/style/useConst: box.js sets them
let hash = () => location.hash, turn = (to) => (location.hash = to), keep = (to) => history.replaceState(null, "", to),
  go = (address) => (location.href = address);

// What stands behind the # of the address; a percent sign that means nothing there stands for itself.
const fragment = () => new URLSearchParams(`=${location.hash.slice(1).replace(/[&+]/g, encodeURIComponent)}`).get("");

// The text of a paragraph as it was read, node by node, without what stands in it besides.
function* textsOf(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(ASIDE)) continue;
    yield [node, at];
    at += node.length;
  }
}

// Wrap the letters from `a` to `b` of a paragraph; returns the elements around them.
function wrap(paragraph, a, b, make) {
  const found = [...textsOf(paragraph)].filter(([node, at]) => at < b && at + node.length > a);
  return found.map(([node, at]) => {
    const part = node.splitText(Math.max(0, a - at));
    if (at + node.length + part.length > b) part.splitText(b - Math.max(a, at));
    const around = make();
    part.replaceWith(around);
    around.append(part);
    return around;
  });
}

// The same from a letter of a paragraph to one of another.
function wrapAll([first, a, last, b], make) {
  const made = [];
  for (let n = first; n <= last; n++) {
    const paragraph = document.getElementById(`p${n}`);
    if (paragraph) made.push(...wrap(paragraph, n === first ? a : 0, n === last ? b : Infinity, make));
  }
  return made;
}

// The address of such a place, as PLACE reads it.
const addressOf = ([first, a, last, b]) => `p${first}.${a}-${last}.${b}`;

// Wrap the words that a raw line says, as often as they begin in it.
function wrapSaid(line, said, make) {
  const piece = document.getElementById(`line-${line}`), host = piece?.closest(".paragraph, p, h1, h2, h3, h4, h5, h6");
  if (!host) return [];
  const nodes = [...textsOf(host)], text = nodes.map(([node]) => node.data).join("");
  const own = nodes.filter(([node]) => piece.contains(node)), from = own.length ? own[0][1] : 0, to = own.length ? own.at(-1)[1] + own.at(-1)[0].length : text.length;
  const pattern = new RegExp(said.trim().split(/\s+/u).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s*"), "gu");
  return [...text.matchAll(pattern)].filter((found) => found.index >= from && found.index < to).flatMap((found) => wrap(host, found.index, found.index + found[0].length, make));
}

function lead() {
  for (const mark of document.querySelectorAll("mark.asked")) {
    const around = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    around.normalize();
  }
  const name = fragment(), place = PLACE.exec(name), said = SAID.exec(name), make = () => element("mark", { className: "asked" });
  const marks = place ? wrapAll(place.slice(1).map(Number), make) : said ? wrapSaid(said[1], said[2], make) : [];
  if (said && !marks.length) return location.replace(`#line-${said[1]}`);
  const goal = marks[0] || document.getElementById(name);
  for (let box = goal; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  if (goal) goal.scrollIntoView({ block: marks.length ? "center" : "start" });
  if (marks.length) {
    goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
  }
}

// ---------------------------------------------------------------- the head of the page

function box() {
  const label = element("label", { className: "unseen", htmlFor: "any-word", textContent: "Any word or phrase, such as secur*" });
  const input = element("input", { id: "any-word", type: "search", placeholder: "Any word, phrase, secur*  ( / )", autocomplete: "off", spellcheck: false });
  const form = element("form", { className: "box", role: "search" }, label, input);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) location.href = new URL(`find.html#${new URLSearchParams({ q: input.value.trim() })}`, ROOT);
  });
  return form;
}

function colours() {
  const button = element("button", { type: "button" });
  const label = () => (button.textContent = `Colours: ${root.dataset.mode}`);
  button.addEventListener("click", () => {
    show(chosen(themes[(themes.indexOf(root.dataset.mode) + 1) % themes.length]));
    label();
  });
  label();
  return button;
}

// The first sign of a reader.
const reader_is_here = new Promise((done) => {
  for (const sign of ["pointermove", "click", "keydown", "wheel", "touchstart", "beforeprint"]) addEventListener(sign, done, { once: true });
});

const isTyping = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

addEventListener("keydown", (event) => {
  const input = document.getElementById("any-word");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !input || (isTyping(event.target) && (event.target !== input || input.value))) return;
  event.preventDefault();
  input.focus();
  input.select();
});
show(chosen());
addEventListener("hashchange", lead);
addEventListener("DOMContentLoaded", () => {
  document.querySelector("body > header").append(box(), colours());
  for (const way of document.querySelectorAll("a[data-at]")) way.setAttribute("href", `${way.getAttribute("href").split("#")[0]}#${encodeURI(way.dataset.at)}`); // to the words of a line
  dispatchEvent(new Event("boxes")); // scripts of a page that use the box
  lead();
});
