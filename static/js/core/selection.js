// The selected step, and the selected field of the table. Table and drawing share the selection.

import { emit, on } from './events.js';
import { rowOf, rows, steps } from './steps.js';

/**
 * @typedef {object} Selection
 * @property {string | null} step the step's id
 * @property {string | null} field the field of the table, if any
 * @property {string} from who selected it: 'table', 'drawing', 'frame', …
 */

/** @type {Selection} */
let now = { step: null, field: null, from: 'start' };
/** @type {string[]} the steps as of the last frame */
let before = [];

/** The id of the selected step, or null. */
export function selected() {
  return now.step;
}

/** The selected field of the table, or null. */
export function selectedField() {
  return now.field;
}

/**
 * Selects a step, or nothing, and emits `select`.
 * @param {string | null} step
 * @param {{ field?: string | null, from: string }} how without `field`, the field stays
 */
export function select(step, { field = now.field, from }) {
  if (step === now.step && field === now.field) return;
  now = { step, field, from };
  mark();
  emit('select', { ...now });
}

function mark() {
  const row = rowOf(now.step);
  for (const other of document.querySelectorAll('table.steps tr.is-selected')) {
    if (other !== row) other.classList.remove('is-selected');
  }
  row?.classList.add('is-selected');
}

/** If the selected step is deleted, selects the row that took its place. */
function follow() {
  const order = steps();
  const gone = now.step !== null && before.includes(now.step) && !order.includes(now.step);
  if (gone) {
    const at = before.indexOf(/** @type {string} */ (now.step));
    const stayed = [...before.slice(at), ...before.slice(0, at).reverse()].find((step) => order.includes(step));
    before = order;
    select(stayed ?? null, { from: 'frame' });
  }
  before = order;
  mark();
}

/** Selects the step in the URL (`#step-…`). */
function selectFromUrl() {
  let anchor = '';
  try {
    anchor = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const row = rows().find((one) => one.id === anchor);
  if (row?.dataset.step) select(row.dataset.step, { from: 'address' });
}

export function start() {
  before = steps();
  on('frame', follow);
  window.addEventListener('hashchange', selectFromUrl);
  selectFromUrl();
}
