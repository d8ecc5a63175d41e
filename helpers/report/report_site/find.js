// Finds lines of the texts: all are counted, text by text, and a screenful of each is shown at first. Text stays text.
const SHOWN = 50;
const box = document.getElementById("asked");
const told = document.getElementById("told");
const place = document.getElementById("found");

function plain(text) {
  return text.toLowerCase().replace(/[\u2018\u2019\u02bc]/g, "'");
}

function marked(text, wanted) {
  const cell = document.createElement("td");
  cell.dir = "auto";
  const at = plain(text).length === text.length ? plain(text).indexOf(wanted) : -1;
  if (at < 0) {
    cell.append(text);
    return cell;
  }
  const mark = document.createElement("mark");
  mark.append(text.slice(at, at + wanted.length));
  cell.append(text.slice(0, at), mark, text.slice(at + wanted.length));
  return cell;
}

function table(page, lines, wanted) {
  const body = document.createElement("table");
  for (const [number, text] of lines) {
    const link = document.createElement("a");
    link.href = `${page}#line-${number}`;
    link.append(number);
    const head = document.createElement("td");
    head.className = "number";
    head.append(link);
    const row = body.insertRow();
    row.append(head, marked(text, wanted));
  }
  return body;
}

function part(text, lines, wanted) {
  const head = document.createElement("h2");
  head.append(`${text.name}: ${lines.length} ${lines.length === 1 ? "line" : "lines"}`);
  const rest = document.createElement("button");
  rest.append(`Show the other ${lines.length - SHOWN}`);
  rest.addEventListener("click", () => rest.replaceWith(table(text.page, lines.slice(SHOWN), wanted)));
  return [head, table(text.page, lines.slice(0, SHOWN), wanted), ...(lines.length > SHOWN ? [rest] : [])];
}

function find() {
  const wanted = plain(box.value.trim());
  const found = wanted
    ? texts.map((text) => [text, text.lines.filter((line) => plain(line[1]).includes(wanted))]).filter((it) => it[1].length)
    : [];
  const total = found.reduce((sum, it) => sum + it[1].length, 0);
  place.replaceChildren(...found.flatMap(([text, lines]) => part(text, lines, wanted)));
  if (wanted) told.textContent = `${total} ${total === 1 ? "line" : "lines"} in ${found.length} of ${texts.length} texts.`;
}

let waiting;
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 120);
});
box.value = asked();
box.focus();
find();
