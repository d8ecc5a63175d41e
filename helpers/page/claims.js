// Claims: the choices behind a number are switches; what is chosen is ringed in the strip, and said.
"use strict";

function switchable(strip) {
  const choices = JSON.parse(strip.dataset.choices), marks = [...strip.querySelectorAll(".mark")];
  const options = marks.map((mark) => JSON.parse(mark.dataset.options)), first = marks.findIndex((mark) => mark.matches(".told"));
  const said = element("output"), ring = strip.querySelector(".ring");
  const selects = choices.map((_, n) => {
    const known = new Set([options[first][n], ...options.map((each) => each[n])]);
    return element("select", {}, ...[...known].map((option) => element("option", { value: option }, option)));
  });
  const choose_setting = () => {
    const at = options.findIndex((each) => each.every((option, n) => option === selects[n].value));
    ring.toggleAttribute("hidden", at < 0);
    said.textContent = at < 0 ? "was not tried" : `${marks[at].dataset.number}: it ${marks[at].matches(".holds") ? "holds" : "does not hold"}${at === first ? ", as it is told" : ""}`;
    if (at >= 0) marks[at].append(ring);
  };
  marks.forEach((mark, at) => {
    mark.append(svg("title", {}, `${choices.map((choice, n) => `${choice} ${options[at][n]}`).join(", ")}: ${mark.dataset.number}`));
    mark.addEventListener("click", () => {
      for (const [n, select] of selects.entries()) select.value = options[at][n];
      choose_setting();
    });
  });
  for (const select of selects) select.addEventListener("change", choose_setting);
  const labels = selects.map((select, n) => element("label", { hidden: select.options.length < 2 }, `${choices[n]} `, select));
  strip.before(element("p", { className: "switches" }, ...labels, said));
  choose_setting();
}

addEventListener("boxes", () => document.querySelectorAll(".strip").forEach(switchable));
