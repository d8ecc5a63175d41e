// Words of texts as Python cut them, and what a search finds in them: the rows of `passages.concordance`.
// `data/NAME.js` brings a text, or its first part. Folding and words of what is typed are those of `helpers/characters.py`.
"use strict";

const WINDOW = 8; // words on either side, as in Python
const known = { texts: new Map(), names: [], code: new Map(), printed: new Map(), uses: [], lettered: [], cut: [] };

const SIGNS = [[/[\u2019\u2018\u201b\u00b4\u0060\u2032\u02bc\uff07\u05f3\u02bb\u02bd\u02be\u02bf\ua78c\ua78b\u055a\uff40]/gu, "'"],
  [/[\u2010\u2011\ufe63\uff0d\u05be\u058a\u2e17]/gu, "-"], [/[\u2027\u0387]/gu, "\u00b7"], [/\u05f4/gu, '"'], [/\u2044/gu, "/"], [/\u0130/gu, "i"],
  [/[\uff0e\ufe52\u2024\u066b]/gu, "."], [/[\uff0c\ufe50\u066c\u060c]/gu, ","], [/\uff1a/gu, ":"], [/\uff0f/gu, "/"]];
const PARTED = "[\\u0e00-\\u109f\\u1780-\\u17ff\\u1950-\\u1aaf\\u1b00-\\u1b7f\\ua980-\\uaadf]";
const UNSEEN = new RegExp("[\\u00ad\\u200b\\u2060\\ufeff\\u034f\\u061c\\u0640\\u07fa\\u180b-\\u180d\\u200c-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]"
  + `(?!(?<=${PARTED}\\u200b)|(?<=\\u200b)${PARTED})`, "gu");
const LETTERS = "\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0\u2071\u02b2\u1d4f\u02e1\u1d50\u207f\u1d52\u1d56\u02b3\u02e2\u1d57\u1d58\u1d5b\u02b7\u02e3\u02b8\u1dbb";
const PLAIN = "abcdefghijklmnoprstuvwxyz", DIGITS = "[\\u2070\\u00b9\\u00b2\\u00b3\\u2074-\\u2079]";
const ABOVE = new RegExp(`${DIGITS}|[${LETTERS}]`, "gu");
const RAISED = new RegExp(`[\\u00b2\\u00b3](?<=(?<![\\p{L}\\p{M}])(?:[kKcCdDmM\u00b5\u03bcnN]?[mM]|[fF][tT]|[iI][nN]|[mM][iI]|[yY][dD]).)(?!${DIGITS})`
  + `|(?<note>${DIGITS}|[${LETTERS.slice(0, 7)}](?<=(?:\\p{Ll}{3}|[.,;:!?\u201d\u2019\u00bb)]).)(?![\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]))`
  + `|(?<letter>[${LETTERS}])(?<=[0-9A-Z][${LETTERS}]+)`, "uy");
// Forms of letters that Unicode calls the same as these: ligatures, wide, bold, joined; not raised, lowered or circled ones.
const FORMED = /[\u00b5-\uffff\u{1d400}-\u{1d7ff}\u{1ee00}-\u{1f1ff}]/gu;
const UNFORMED = /[\p{Lm}\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u24ff\u2120\u2122\u3131-\u318e\u3192-\u319f\u3244-\u3247\u3251-\u32bf\u32d0-\u32fe\u0e33\u0eb3\u0edc\u0edd\u2116\ufdfc\u00aa\u00ba\u309f\u30ff\u{1f12b}-\u{1f12e}\u{1f16a}-\u{1f16c}]/u;
const OTHERS = { "\u017f": "s", "\u0149": "n", "\u03f2": "\u03a3", "\uff70": "\u30fc", "\uff9e": "\u3099", "\uff9f": "\u309a" };
const MEANT = /^(?![\u1100-\u11ff])[\p{L}\p{N}][\p{L}\p{M}\p{N}\u00b7]*$/u;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const BETWEEN = "(?<=\\p{Script=Latin})\u00b7(?=\\p{Script=Latin})|(?<=[\u05d0-\u05ea])\"(?=[\u05d0-\u05ea])";
const INSIDE = "[\\p{L}\\p{M}\\p{N}]";
const INITIALS = `(?<!${INSIDE})(?:(?:\\p{L}\\.){2,}(?!${INSIDE})|(?<!')(?:\\p{L}\\.)+\\p{L}(?![\\p{L}\\p{M}\\p{N}.]|${BETWEEN}))`;
const RUN = `[\\p{L}\\p{N}]${INSIDE}*(?:(?:(?<=\\p{N})[.,:/\u00b7](?=\\p{N})|${BETWEEN})[\\p{L}\\p{N}]${INSIDE}*)*`;
const WORD = new RegExp(`(?:${INITIALS}|(?:(?<![\\p{L}\\p{M}\\p{N}.])\\.(?=\\p{N}))?${RUN})(?:['-](?:${INITIALS}|${RUN}))*`, "gu");
const ELIDED = new RegExp("^(?:[cdjlmnstv]|(?:jus|lors|puis|quoi)?qu|un|gl|ch|cent|tutt|quest|quell|sant|senz|anch|com|dov"
  + "|(?:d|n|s|c|a|da)(?:e|o|u)?ll)'(?=[aeiouyh\u00e0\u00e2\u00e1\u00e4\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f2\u00f3\u00f4\u00f6\u00f9\u00fa\u00fb\u00fc\u0153\u00e6\\d])", "u");

// ---------------------------------------------------------------- words of what is typed

function formed(sign) {
  if (OTHERS[sign]) return OTHERS[sign];
  if (UNFORMED.test(sign)) return sign;
  const letters = sign.normalize("NFKC").replace(UNSEEN, "").replace(/(?<=m)[23]$/, (power) => (power === "2" ? "\u00b2" : "\u00b3"));
  return letters !== sign.normalize("NFC") && MEANT.test(letters) ? letters : sign;
}

function raised(sign, place, whole) {
  RAISED.lastIndex = place;
  const found = RAISED.exec(whole);
  return found?.groups.note ? " " : found?.groups.letter ? PLAIN[LETTERS.indexOf(sign)] : sign;
}

function fold(text) {
  let plain = text.replace(UNSEEN, "").normalize("NFC").replace(FORMED, formed).normalize("NFC");
  plain = plain.replace(ABOVE, (sign, ...rest) => raised(sign, rest.at(-2), rest.at(-1)));
  plain = plain.replace(/[\u2080-\u2089]/g, (sign) => String(sign.charCodeAt(0) - 0x2080));
  for (const [signs, sign] of SIGNS) plain = plain.replace(signs, sign);
  return plain.toLowerCase();
}

function elided(words, apostrophe) {
  const found = words.flatMap((word) => {
    const head = ELIDED.exec(word);
    return head ? [head[0], word.slice(head[0].length)] : [word];
  });
  if (words.length && apostrophe && ELIDED.test(`${found.at(-1)}'a`)) found[found.length - 1] += "'";
  return found;
}

// The words of a term; those with a star as the list of their pieces. Twice, if the term may be elided.
function typed(term) {
  const whole = [], parted = [];
  for (const part of fold(term).split(/\s+/u).filter(Boolean)) {
    if (part.includes("*")) {
      const bare = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}*](?:.*[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}*.])?/u.exec(part)[0].split("*");
      whole.push(bare);
      parted.push(bare);
    } else {
      const found = part.match(WORD) || [];
      whole.push(...found);
      parted.push(...elided(found, part.endsWith("'")));
    }
  }
  return parted.length === whole.length && whole.every((word, place) => word === parted[place]) ? [whole] : [whole, parted];
}

const isNumber = (word) => /^\P{L}*\p{N}\P{L}*$/u.test([word].flat().join(""));

function fits(word, pieces) {
  const last = pieces.at(-1);
  let at = pieces[0].length;
  if (!word.startsWith(pieces[0])) return false;
  for (const piece of pieces.slice(1, -1)) {
    const found = word.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return word.length - last.length >= at && word.endsWith(last);
}

// ---------------------------------------------------------------- texts

let texts = []; // all of the site, as `data/index.js` lists them: name, id and page

const list = (found) => (texts = found);

function link(text, goal, inside, line = 0) {
  const made = element("a", {}, inside), n = text.sheets?.findLastIndex((first) => first <= line) || 0; // of its pages
  if (text.page) made.href = new URL(n > 0 ? text.page.replace(/html$/, `${n + 1}.html`) : text.page, ROOT).href + (goal && `#${goal}`); // in a box there may be no page
  return made;
}

const number = new Intl.NumberFormat("en").format; // made once: it is slow to make
const plural = (n, word) => `${number(n)} ${word}${n === 1 ? "" : "s"}`;

// Take a part of a text, the first before any other: each word gets a number that holds for all texts, and its place.
function take(data) {
  if (data.id) {
    const [code, start, end, paragraph] = [0, 0, 0, 0].map(() => new Int32Array(data.rows.at(-1)));
    known.texts.set(data.name, { ...data, code, start, end, paragraph, paragraphs: [], others: [], words: 0, cut: false });
  }
  const text = known.texts.get(data.name), { code, start, end, paragraph } = text;
  let row = text.rows[data.part], n = text.begun[data.part], at = 0;
  const next = () => {
    let sign = data.ends.charCodeAt(at++), more = -35;
    for (; sign === 126; sign = data.ends.charCodeAt(at++)) more += 90;
    return sign + more;
  };
  for (const own of data.paragraphs) {
    for (let last = row + own.words, before = 0; row < last; row++) {
      start[row] = before + next();
      end[row] = before = start[row] + next();
      paragraph[row] = n;
      code[row] = numberOf(own.text.slice(start[row], before), data.named[row]);
      known.uses[code[row]]++;
      if (known.lettered[code[row]]) text.words++;
      text.cut ||= known.cut[code[row]]; // into less than is printed as one
    }
    text.paragraphs[n++] = own;
  }
  text.others[data.part] = data.others;
}

// The number of a word as it is printed, or as it is named.
function numberOf(printed, named) {
  const found = named ? known.code.get(named) : known.printed.get(printed);
  if (found !== undefined) return found;
  const name = named ?? fold(printed);
  if (!known.code.has(name)) {
    known.code.set(name, known.names.push(name) - 1);
    known.lettered.push(/\p{L}/u.test(name));
    known.cut.push(UNSPACED.test(name) || name.endsWith("'"));
    known.uses.push(0);
  }
  if (!named) known.printed.set(printed, known.code.get(name));
  return known.code.get(name);
}

const asked = new Map();

// Load a text once, whole or a part of it; resolves to the text.
async function load(name, part) {
  if (!known.texts.has(name)) await loaded(name, 0);
  const text = known.texts.get(name), parts = part === undefined ? [...text.begun.keys()].slice(1) : [part + 1];
  await Promise.all(parts.map((n) => text.others[n - 1] || loaded(name, n - 1)));
  return text;
}

// The part that holds a row or a paragraph, from where each part begins.
const partOf = (begun, n) => begun.slice(0, -1).findLastIndex((first) => first <= n);

function loaded(name, part) {
  const file = part ? `${name}.${part + 1}` : name;
  if (!asked.has(file)) {
    const script = element("script", { src: new URL(`data/${encodeURIComponent(file)}.js`, ROOT).href });
    asked.set(file, Promise.withResolvers());
    script.addEventListener("error", () => asked.get(file).reject(new Error(`data/${file}.js is not there.`)));
    document.head.append(script);
  }
  return asked.get(file).promise;
}

// What the file of a part calls; what is packed in it is data.
function packed([file, text]) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  asked.get(file).resolve(new Response(plain).json().then(take));
}

// ---------------------------------------------------------------- what a search finds

// For each number of a word whether it is meant.
function wanted(word, numbers) {
  const found = new Uint8Array(known.names.length);
  if (typeof word === "string") {
    if (known.code.has(word)) found[known.code.get(word)] = 1;
  } else for (let code = 0; code < found.length; code++) found[code] = fits(known.names[code], word);
  if (!numbers) for (let code = 0; code < found.length; code++) if (!known.lettered[code]) found[code] = 0;
  return found;
}

function rows(text, sets, weights) {
  const { code, paragraph } = text, size = sets.length, found = [];
  if (!size || weights.some((weight) => !weight)) return found;
  const rare = weights.indexOf(Math.min(...weights)), set = sets[rare];
  for (let row = rare; row < code.length - (size - 1 - rare); row++) {
    if (set[code[row]]) {
      const first = row - rare;
      let step = 0;
      while (step < size && sets[step][code[first + step]]) step++;
      if (step === size && paragraph[first] === paragraph[first + size - 1]) found.push([first, first + size - 1, 0, 0]);
    }
  }
  return found;
}

// In a script without spaces: wherever the letters stand, whatever words they were cut into.
function byLetters(text, term, numbers) {
  const kept = [], begin = [], found = [];
  let letters = "";
  for (let row = 0; row < text.code.length; row++) {
    if (!numbers && !known.lettered[text.code[row]]) continue;
    const last = kept.at(-1), name = known.names[text.code[row]];
    if (last !== undefined) {
      const follows = text.paragraph[last] === text.paragraph[row] && row === last + 1;
      letters += follows ? (text.start[row] === text.start[last] + known.names[text.code[last]].length ? "" : " ") : "\n";
    }
    kept.push(row);
    begin.push(letters.length);
    letters += name;
  }
  const edge = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u, joins = (sign) => sign && edge.test(sign) && !UNSPACED.test(sign);
  const signs = [...term], inside = (row) => begin[row] + known.names[text.code[kept[row]]].length;
  const pattern = new RegExp(term.split(/\s+/u).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join(" ?"), "gu");
  for (let hit = pattern.exec(letters), row = 0; hit; pattern.lastIndex = hit.index + 1, hit = pattern.exec(letters)) {
    const at = hit.index, end = at + hit[0].length, before = [...letters.slice(Math.max(0, at - 2), at)].at(-1), behind = [...letters.slice(end, end + 2)][0];
    const cut = (!UNSPACED.test(signs[0]) && joins(before)) || (!UNSPACED.test(signs.at(-1)) && joins(behind));
    if (cut || (behind && /\p{M}/u.test(behind))) continue;
    while (inside(row) <= at) row++;
    let last = row;
    while (last + 1 < begin.length && begin[last + 1] < end) last++;
    found.push([kept[row], kept[last], at - begin[row], inside(last) - end]);
  }
  return found;
}

// Find a term in texts that are loaded: for each its uses, [first row, last row, letters before, letters behind].
function find(term, texts) {
  let all = typed(term);
  const last_word = all.at(-1).at(-1), strings = all[0].filter((word) => typeof word === "string");
  const unspaced = strings.some((word) => UNSPACED.test(word));
  const numbers = all.at(-1).some(isNumber) || (unspaced && /\p{Nd}/u.test(term));
  let uses;
  if (unspaced) {
    uses = texts.map((text) => (strings.length === all[0].length ? byLetters(text, strings.join(" "), numbers) : []));
  } else {
    if (typeof last_word === "string" && last_word.endsWith("'") && known.code.has(last_word)) all = all.slice(-1); // n' is no n
    const sets = all.map((words) => words.map((word) => wanted(word, numbers)));
    const weights = sets.map((each) => each.map((set) => set.reduce((sum, is, code) => (is ? sum + known.uses[code] : sum), 0)));
    uses = texts.map((text) => {
      const found = sets.map((each, way) => rows(text, each, weights[way]));
      return found.length === 1 ? found[0] : found.flat().sort((one, other) => one[0] - other[0]);
    });
  }
  return { term, numbers, uses, words: all[0], texts };
}

// The row `most` words from a row, or the last one there is in its paragraph.
function reach(text, row, most, numbers) {
  const step = Math.sign(most), { code, paragraph } = text;
  let reached = row;
  for (let left = Math.abs(most), next = row + step; left && paragraph[next] === paragraph[row]; next += step) {
    if (numbers || known.lettered[code[next]]) {
      reached = next;
      left--;
    }
  }
  return reached;
}

// Places are letters and lines by turns: from that letter on the words are those of that raw line.
const lineAt = ({ places }, offset) => places[places.findLastIndex((at, n) => n % 2 === 0 && at <= offset) + 1];

// From a word of a text to another, by their positions: paragraph, letter, last paragraph, letter behind the last.
function placeOf(text, first, last) {
  const [a, b] = [text.paragraph[first - 1], text.paragraph[last - 1]];
  return [text.paragraphs[a].paragraph, text.start[first - 1], text.paragraphs[b].paragraph, text.end[last - 1]];
}

// A use in its context: what stands before it, the use, what stands behind it, its line and the address of its words.
function inContext(text, [first, last, skip, trim], numbers, most = WINDOW) {
  const own = text.paragraphs[text.paragraph[first]], from = reach(text, first, -most, numbers), to = reach(text, last, most, numbers);
  const [a, b, c] = [text.start[from], text.start[first] + skip, text.end[last] - trim];
  const whole = reach(text, from, -1, numbers) === from, toEnd = reach(text, to, 1, numbers) === to;
  return {
    before: own.text.slice(whole ? 0 : a, b).trim(), term: own.text.slice(b, c),
    after: own.text.slice(c, toEnd ? own.text.length : text.end[to]).trim(),
    line: lineAt(own, text.start[first]), section: own.section, paragraph: own.paragraph, position: first + 1,
    address: addressOf([own.paragraph, b, own.paragraph, c]),
  };
}

// The words beside a use, the nearest first.
function key([text, use], step, numbers, most) {
  const found = [], edge = step < 0 ? use[0] : use[1];
  for (let row = edge + step, left = most; left && text.paragraph[row] === text.paragraph[edge]; row += step) {
    if (numbers || known.lettered[text.code[row]]) left--;
    if (known.lettered[text.code[row]]) found.push(known.names[text.code[row]]);
  }
  return found;
}

// The same, as they are printed.
function printedKey([text, use], by, numbers, most) {
  const it = inContext(text, use, numbers, most), found = fold(by === "left" ? it.before : it.after).match(WORD) || [];
  return (by === "left" ? found.reverse() : found).filter((word) => /\p{L}/u.test(word));
}

// All uses as [text, use], sorted by place, or by the words to the left or right, as `passages.sort_concordance` does.
function sorted({ uses, texts, numbers }, by, most = WINDOW) {
  const all = [];
  for (const [n, each] of uses.entries()) for (const use of each) all.push([texts[n], use]);
  if (by === "place") return all;
  const keys = all.some(([text]) => text.cut) ? all.map((each) => printedKey(each, by, numbers, most)) : all.map((each) => key(each, by === "left" ? -1 : 1, numbers, most));
  const order = [...all.keys()].sort((one, other) => {
    const [a, b] = [keys[one], keys[other]];
    for (let n = 0; n < a.length && n < b.length; n++) if (a[n] !== b[n]) return a[n] < b[n] ? -1 : 1;
    return a.length - b.length || one - other;
  });
  return order.map((place) => all[place]);
}

const count = (found) => found.uses.reduce((sum, uses) => sum + uses.length, 0);

function forms(found) {
  const seen = new Set();
  for (const [n, uses] of found.uses.entries()) {
    const { code } = found.texts[n];
    for (const use of uses) seen.add(use[0] === use[1] ? code[use[0]] : code.slice(use[0], use[1] + 1).join(" "));
  }
  return seen.size;
}

// What to search for where nothing is found: the words of a phrase, or what begins with a word, else holds it.
function near(term, texts) {
  const words = [...new Set(fold(term.replaceAll("*", " ")).match(WORD) || [])].filter((word) => /\p{L}/u.test(word));
  const wider = (word) => [[word], [word, ""], ["", word, ""]].find((pieces) => known.names.some((name, code) => known.lettered[code] && (pieces.length === 1 ? name === word : name !== word && fits(name, pieces))));
  return words.map(wider).filter(Boolean).map((pieces) => find(pieces.join("*"), texts)).filter(count);
}
