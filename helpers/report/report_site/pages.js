// Light or dark, as chosen on any page of the site, and folded lines that open when an address leads to them.
const root = document.documentElement;
const themes = ["auto", "light", "dark"];
const dark = matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem("mode") || "auto";
  } catch {
    return "auto"; // a browser that keeps nothing for pages opened from disk
  }
}

function show(mode) {
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
}

function choose(mode) {
  show(mode);
  try {
    localStorage.setItem("mode", mode);
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // the choice holds for this page
  }
}

function asked() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // an address with a percent sign that means nothing
  }
}

function open() {
  const goal = document.getElementById(asked());
  for (let box = goal; box; box = box.parentElement) {
    if (box.tagName === "DETAILS") box.open = true;
  }
  if (goal) goal.scrollIntoView();
}

show(stored());
dark.addEventListener("change", () => show(stored()));
addEventListener("hashchange", open);
addEventListener("DOMContentLoaded", () => {
  const button = document.createElement("button");
  const label = () => (button.textContent = `Colours: ${root.dataset.mode}`);
  button.addEventListener("click", () => {
    choose(themes[(themes.indexOf(root.dataset.mode) + 1) % themes.length]);
    label();
  });
  label();
  document.querySelector("header").append(button);
  open();
});
