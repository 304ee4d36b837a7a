// The cells of the table: their fields and positions.

import { canEdit } from '../core/page.js';
import { rowOf, rows } from '../core/steps.js';

/** The fields that can be typed into a cell, whichever of them the table shows. */
const EDITABLE = new Set([
  'name', 'team', 'wait', 'wait_range', 'wait_reason', 'work', 'work_range', 'lead', 'complete_accurate', 'people',
  'people_per_item', 'batch', 'every', 'queue', 'downtime', 'note',
]);
/** A lead time without a split stands in the place of these. */
const PARTS_OF_LEAD = ['wait', 'work'];

/** @param {string | null} field */
export function isEditable(field) {
  return canEdit() && field !== null && EDITABLE.has(field);
}

/** The fields of the table in column order: wait and work time even where a row has one cell for both. */
export function columns() {
  /** @type {string[]} */
  let found = [];
  for (const row of rows()) {
    const fields = [...row.cells].flatMap((cell) => cell.dataset.field ?? []);
    if (!fields.includes('lead') && !row.classList.contains('pending-row')) return fields;
    if (found.length === 0) found = fields.flatMap((field) => (field === 'lead' ? PARTS_OF_LEAD : field));
  }
  return found;
}

/** The columns that a cell covers. @param {string} field */
export function columnsOf(field) {
  return field === 'lead' ? PARTS_OF_LEAD : [field];
}

/**
 * The cell of a row in a column.
 * @param {HTMLTableRowElement} row @param {string} column
 * @returns {HTMLTableCellElement | null}
 */
export function cellIn(row, column) {
  const named = (/** @type {string} */ field) => row.querySelector(/** @type {'td'} */ (`[data-field="${field}"]`));
  return named(column) ?? (PARTS_OF_LEAD.includes(column) ? named('lead') : null);
}

/** Can the field be unknown? All can but the name. @param {string | null} field */
export function isValueField(field) {
  return isEditable(field) && field !== 'name';
}

/** The field of a cell, including cells that can't be edited. @param {Element} cell */
export function fieldOf(cell) {
  if (!(cell instanceof HTMLElement)) return null;
  if (cell.dataset.field) return cell.dataset.field;
  if (cell.matches('.share-cell')) return 'share';
  return cell.matches('.menu-cell') ? 'menu' : null;
}

/** The cells of a row that arrow keys can reach, from left to right. @param {HTMLTableRowElement} row */
export function cellsOf(row) {
  return [...row.cells].filter((cell) => fieldOf(cell) !== null);
}

/** The cell around an element, with its step. @param {EventTarget | null} target */
export function cellAround(target) {
  if (!(target instanceof Element)) return null;
  const cell = target.closest('table.steps > tbody > tr[data-step] > *');
  if (!(cell instanceof HTMLTableCellElement)) return null;
  const step = /** @type {HTMLElement} */ (cell.parentElement).dataset.step ?? '';
  const field = fieldOf(cell);
  return field === null ? null : { cell, step, field };
}

/**
 * The cell of a step's field. If wait and work share a cell, it serves for both.
 * @param {string | null} step
 * @param {string | null} field
 */
export function cellOf(step, field) {
  const row = rowOf(step);
  if (!row) return null;
  const cells = cellsOf(row);
  const named = (/** @type {string} */ name) => cells.find((cell) => fieldOf(cell) === name);
  if (field === 'wait' || field === 'work') return named(field) ?? named('lead') ?? null;
  if (field === 'lead') return named(field) ?? named('wait') ?? null;
  return named(field ?? 'name') ?? null;
}

/**
 * The position some rows on in the same column; null past the ends.
 * @param {string} step
 * @param {number} by
 */
export function stepFrom(step, by) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.step === step);
  return at < 0 ? null : (all[at + by]?.dataset.step ?? null);
}

/**
 * The field some columns on; null past the ends.
 * @param {string} step
 * @param {string} field
 * @param {number} by
 * @param {{ editable?: boolean }} [only]
 */
export function fieldFrom(step, field, by, { editable = false } = {}) {
  const row = rowOf(step);
  const cell = cellOf(step, field);
  if (!row || !cell) return null;
  const fields = cellsOf(row).map(fieldOf).filter((one) => !editable || isEditable(one));
  const at = fields.indexOf(fieldOf(cell));
  return fields[at + by] ?? null;
}

/**
 * The next editable position, across the ends of rows; null past the last one.
 * @param {string} step
 * @param {string} field
 * @param {1 | -1} by
 * @returns {{ step: string, field: string } | null}
 */
export function nextTyped(step, field, by) {
  const beside = fieldFrom(step, field, by, { editable: true });
  if (beside) return { step, field: beside };
  const other = stepFrom(step, by);
  const row = rowOf(other);
  if (other === null || !row) return null;
  const fields = cellsOf(row).map(fieldOf).filter(isEditable);
  const first = by > 0 ? fields[0] : fields[fields.length - 1];
  return first ? { step: other, field: first } : null;
}

/** The value of a cell as it would be typed. @param {HTMLElement} cell */
export function valueIn(cell) {
  return cell.dataset.value ?? '';
}
