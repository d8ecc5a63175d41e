// A workbook (XLSX): sheets of text and numbers in a zip that is not packed; text is never a formula in it.
"use strict";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", OF = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006", KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const TABLE_OF_CRC = Uint32Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));

function escaped(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for these signs
  const plain = fitted(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replace(/_(?=x[\da-f]{4}_)/gi, "_x005F_");
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function sheet(rows) {
  const cell = (given) => (typeof given === "number" ? `<c><v>${given}</v></c>` : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(given)}</t></is></c>`);
  return `<worksheet xmlns="${MAIN}"><sheetData>${rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`;
}

// Sheets by name, each as rows of numbers and text.
function workbook(sheets) {
  const names = Object.keys(sheets), each = (make) => names.map((name, n) => make(name, n + 1)).join("");
  const parts = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${KIND}.worksheet+xml"/>`)}</Types>`,
    "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OF}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OF}"><sheets>${each((name, n) => `<sheet name="${name}" sheetId="${n}" r:id="r${n}"/>`)}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships">${each((_, n) => `<Relationship Id="r${n}" Type="${OF}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
  };
  for (const [n, name] of names.entries()) parts[`xl/worksheets/sheet${n + 1}.xml`] = sheet(sheets[name]);
  return zipped(parts);
}

function zipped(parts) {
  const bytes = (text) => new TextEncoder().encode(text), little = (number, size) => Array.from({ length: size }, (_, n) => (number >>> (8 * n)) & 255);
  const files = [], list = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = bytes(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`), label = bytes(name);
    const crc = ~data.reduce((c, byte) => TABLE_OF_CRC[(c ^ byte) & 255] ^ (c >>> 8), ~0);
    const head = [20, 0, 0, 8, 0, 0, 0, 0, 33, 0, ...little(crc, 4), ...little(data.length, 4), ...little(data.length, 4), ...little(label.length, 4)]; // names in UTF-8, not packed, 1980
    files.push(Uint8Array.of(80, 75, 3, 4, ...head), label, data);
    list.push(Uint8Array.of(80, 75, 1, 2, 20, 0, ...head, ...little(0, 10), ...little(at, 4)), label);
    at += 30 + label.length + data.length;
  }
  const size = list.reduce((sum, each) => sum + each.length, 0), n = little(list.length / 2, 2);
  return new Blob([...files, ...list, Uint8Array.of(80, 75, 5, 6, 0, 0, 0, 0, ...n, ...n, ...little(size, 4), ...little(at, 4), 0, 0)]);
}
