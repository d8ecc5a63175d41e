// A page in a box of JupyterLab. Its frame lets it run these scripts and nothing else; its texts come with it. What is
// shown and taken along is told to Python, which answers with the line of code that gives the same.
"use strict";

{
  const given = JSON.parse(document.getElementById("given").textContent), along = new Map(); // lines taken along: text, position
  let at = "", before = {}, begun = false; // where the page is, what it asked before, whether it was told where to be
  const say = (message) => parent.postMessage(message, "*");
  function tell() {
    const { q, sort, text, words } = document.getElementById("found") ? state : {}, { left, right } = q === undefined ? view.texts : {};
    const asked = left ? { left: left.id, right: right.id, layers: view.layers } : { q, sort, text: texts.find((each) => each.name === text)?.id || "", words };
    if (!begun) return;
    if (asked.q !== before.q || asked.text !== before.text) along.clear();
    if (String(Object.values(asked)) !== String(Object.values(before))) document.getElementById("code").textContent = ""; // until Python answers
    before = asked;
    const chosen = !left ? [...along.values()] : view.current === null ? [] : [view.common[view.current].number];
    say({ asked, chosen, address: at });
  }

  // A line of the word box with its section and what takes it along; a click anywhere on the line does it too.
  const withTick = (make) => ([text, use], numbers) => {
    const made = make([text, use], numbers), one = [text.id, use[0] + 1], name = String(one), place = made.cells[0];
    const tick = element("input", { type: "checkbox", checked: along.has(name), ariaLabel: `take ${place.textContent} along` });
    tick.addEventListener("change", () => {
      along.delete(name);
      if (tick.checked) along.set(name, one);
      tell();
    });
    made.addEventListener("click", (event) => event.target.closest("a, input") || String(getSelection()).trim() || tick.click());
    place.prepend(tick, " ");
    place.append(` \u00a7\u00a0${text.paragraphs[text.paragraph[use[0]]].section}`);
    return made;
  };
  // It has no address of its own: where it is stands here, and what leads out of it opens a tab.
  [hash, keep, go] = [() => at, (to) => (at = to), (to) => say({ way: new URL(to, ROOT).href })];
  turn = (to) => keep(to) !== undefined && dispatchEvent(new Event("hashchange"));
  addEventListener("click", (event) => {
    const goal = event.target.closest("a[href]")?.getAttribute("href");
    if (goal) (goal.startsWith("#") ? turn : go)(goal, event.preventDefault());
  });
  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    if (data.mode) show(data.mode);
    for (const name of ["code", "written"]) if (data[name] !== undefined) document.getElementById(name).textContent = data[name];
    if (begun || data.address === undefined) return;
    [begun, before] = [true, data.asked]; // of that the code is there already
    turn(data.address);
  });
  addEventListener("drawn", tell);
  for (const button of document.querySelectorAll("[data-save]")) button.addEventListener("click", () => say({ save: button.dataset.save }));
  list(given.filter((part) => part.id));
  given.forEach(take);
  if (document.getElementById("found")) [prose, row] = [[], withTick(row)]; // no notebooks here
}
