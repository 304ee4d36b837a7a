// The values of a block of cells, as they would be typed: reading them, and what writing others changes.

import { leadIn, writtenLead } from '../core/lead_time.js';
import { rowOf } from '../core/steps.js';
import { confirmedValue } from '../sync/pending.js';
import { cellIn, fieldOf, isEditable, valueIn } from './cells.js';

/** @typedef {import('./range.js').Block} Block */
/** One cell to change. `was`: its confirmed value. @typedef {{ step: string, field: string, text: string, was: string }} Change */

/** @param {HTMLTableRowElement} row @param {string} column */
function textIn(row, column) {
  const cell = cellIn(row, column);
  if (!cell) return '';
  if (fieldOf(cell) === column) return valueIn(cell);
  return column === 'wait' && valueIn(cell) ? writtenLead(valueIn(cell)) : '';
}

/** @param {Block} block @returns {string[][]} */
export function read({ steps, columns }) {
  return steps.map((step) => {
    const row = rowOf(step);
    return columns.map((column) => (row ? textIn(row, column) : ''));
  });
}

/**
 * What changes if these texts are written into a block: the first row of texts into the first step. A name is never
 * emptied.
 * @param {Block} block @param {string[][]} texts
 * @returns {Change[]}
 */
export function changes({ steps, columns }, texts) {
  return steps.flatMap((step, down) => {
    const row = rowOf(step);
    if (!row) return [];
    /** @type {Map<string, string>} */
    const wanted = new Map();
    columns.forEach((column, across) => {
      const text = texts[down]?.[across];
      const cell = cellIn(row, column);
      if (text === undefined || !cell || !isEditable(fieldOf(cell)) || text === textIn(row, column)) return;
      if (column !== 'name' || text !== '') wanted.set(column, text);
    });
    return inRow(row, step, wanted);
  });
}

/** @param {HTMLTableRowElement} row @param {string} step @param {Map<string, string>} wanted @returns {Change[]} */
function inRow(row, step, wanted) {
  const named = (/** @type {string} */ field) => row.querySelector(/** @type {'td'} */ (`[data-field="${field}"]`));
  const lead = leadIn(wanted.get('wait') ?? '');
  const wait = named('wait');
  const isWhole = Boolean(named('lead')) || (wait !== null && leadIn(valueIn(wait)) !== undefined);
  if (lead !== undefined) {
    wanted.set('lead', lead);
    for (const part of ['wait', 'work']) {
      if (named(part)) wanted.set(part, '');
      else wanted.delete(part);
    }
  } else if (isWhole && wanted.get('wait') === '') {
    wanted.set('lead', '');
    wanted.delete('wait');
  }
  return [...wanted].map(([field, text]) => {
    const cell = named(field);
    return { step, field, text, was: cell ? confirmedValue(cell) : '' };
  });
}
