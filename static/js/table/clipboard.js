// Parses what a spreadsheet puts on the clipboard: rows on lines, cells separated by tabs, a cell in quotes if it
// contains either.

/** @param {string} text @returns {string[][]} */
export function blockOf(text) {
  /** @type {string[][]} */
  const found = [[]];
  const last = () => /** @type {string[]} */ (found[found.length - 1]);
  const cells = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*))(\t|\n|$)/gy;
  for (let match = pattern.exec(cells); match; match = pattern.exec(cells)) {
    const [, quoted, plain = '', end] = match;
    last().push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"').replace(/\s+/g, ' ').trim());
    if (end === '\n') found.push([]);
    if (end === '' || pattern.lastIndex > cells.length) break;
  }
  return found;
}

/** Is it one value, without rows and columns? @param {string} text */
export function isOneValue(text) {
  return !/[\t\n]/.test(text.trim());
}
