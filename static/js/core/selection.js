// Which step is selected, and in which field of the table. Table and drawing share it: what is selected in one is
// selected in the other.

import { emit, on } from './events.js';
import { items } from '../sync/outbox.js';
import { wanted } from '../sync/expected_values.js';

/**
 * @typedef {object} Selection
 * @property {string | null} step the step's id
 * @property {string | null} field the field of the table, when one is meant
 * @property {string} from who selected it: 'table', 'drawing', 'frame', …
 */

/** @type {Selection} */
let now = { step: null, field: null, from: 'start' };
/** @type {string[]} the rows as they were when we last looked */
let before = [];

/** The id of the selected step, or null. */
export function selected() {
  return now.step;
}

/** The field in which the selection stands in the table, or null. */
export function selectedField() {
  return now.field;
}

/**
 * Selects a step, or nothing, and tells it on the bus as `select`.
 * @param {string | null} step
 * @param {{ field?: string | null, from: string }} how without a field, that of before stays
 */
export function select(step, { field = now.field, from }) {
  if (step === now.step && field === now.field) return;
  now = { step, field, from };
  mark();
  emit('select', { ...now });
}

/** The rows of the table, of all steps, in their order. @returns {HTMLTableRowElement[]} */
export function rows() {
  return [...document.querySelectorAll(/** @type {'tr'} */ ('table.steps > tbody > tr[data-step]'))];
}

/** The ids of all steps in the order of the rows. */
export function steps() {
  return rows().map((row) => row.dataset.step ?? '');
}

/** The row of a step. @param {string | null} step */
export function rowOf(step) {
  const known = document.getElementById(`step-${step}`);
  if (known instanceof HTMLTableRowElement && known.dataset.step === step) return known;
  return rows().find((row) => row.dataset.step === step) ?? null;
}

/** What steps were called when we last looked, for those that are gone. @type {Map<string, string>} */
const called = new Map();

/** The name of a step, for sentences; also of one that is not saved yet, or is gone. @param {string | null} step */
export function nameOf(step) {
  if (step === null) return '';
  const cell = rowOf(step)?.querySelector(/** @type {'th'} */ ('[data-field="name"]'));
  const name = cell?.dataset.value ?? wanted(items()).added.find(({ id }) => id === step)?.texts.name;
  if (name) called.set(step, name);
  return name || (called.get(step) ?? '');
}

function mark() {
  const row = rowOf(now.step);
  for (const other of document.querySelectorAll('table.steps tr.is-selected')) {
    if (other !== row) other.classList.remove('is-selected');
  }
  row?.classList.add('is-selected');
}

/** What was selected and is gone hands over to the row that took its place. */
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

/** An address may name a step: `#step-…`. */
function fromAddress() {
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
  window.addEventListener('hashchange', fromAddress);
  fromAddress();
}
