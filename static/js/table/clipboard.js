// What spreadsheets put on the clipboard: rows on lines, cells separated by tabs, a cell in quotes if it contains either;
// and the same as an HTML table. Independent of the page.

/** A spreadsheet takes such text for a formula; a leading apostrophe makes it text, there and here. */
const FORMULA = /^[=+\-@＝＋－＠]/;

/** @param {string} text @returns {string[][]} */
export function blockOf(text) {
  /** @type {string[][]} */
  const found = [[]];
  const last = () => /** @type {string[]} */ (found[found.length - 1]);
  const cells = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*))(\t|\n|$)/gy;
  for (let match = pattern.exec(cells); match; match = pattern.exec(cells)) {
    const [, quoted, plain = '', end] = match;
    const value = quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"').replace(/\s+/g, ' ').trim();
    last().push(value.startsWith('\'') && FORMULA.test(value.slice(1)) ? value.slice(1) : value);
    if (end === '\n') found.push([]);
    if (end === '' || pattern.lastIndex > cells.length) break;
  }
  return found;
}

/** Is it one value, without rows and columns? @param {string} text */
export function isOneValue(text) {
  return !/[\t\n]/.test(text.trim());
}

/** @param {string[][]} block */
export function textOf(block) {
  const cell = (/** @type {string} */ value) => (/[\t\n"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return block.map((row) => row.map((value) => cell(asText(value))).join('\t')).join('\n');
}

/** @param {string[][]} block */
export function htmlOf(block) {
  const cell = (/** @type {string} */ value) => `<td>${escaped(asText(value))}</td>`;
  return `<table><tbody>${block.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</tbody></table>`;
}

/** @param {string} value */
function asText(value) {
  return FORMULA.test(value) ? `'${value}` : value;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
