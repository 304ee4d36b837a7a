// What is selected: a step, with a field of it, or an arrow. Table, drawing and panel share the selection.

import { emit, on } from './events.js';
import { connected, share } from './flow.js';
import { rowOf, steps } from './steps.js';

/** @typedef {{ kind: 'flow' | 'rework', from: string, to: string }} Arrow */

/**
 * @typedef {object} Selection
 * @property {string | null} step the step's id
 * @property {string | null} field the field of the step, if any
 * @property {Arrow | null} arrow an arrow instead of a step
 * @property {string} from who selected it: 'table', 'drawing', 'frame', …
 */

/** @type {Selection} */
let now = { step: null, field: null, arrow: null, from: 'start' };
/** @type {string[]} the steps as of the last frame */
let before = [];

/** The id of the selected step, or null. */
export function selected() {
  return now.step;
}

/** The selected field, or null. */
export function selectedField() {
  return now.field;
}

/** The selected arrow, or null. */
export function selectedArrow() {
  return now.arrow;
}

/**
 * Selects a step, or nothing, and emits `select`.
 * @param {string | null} step
 * @param {{ field?: string | null, from: string, again?: boolean }} how without `field`, the field stays; `again`: also if
 *   it is selected already, so that a second click goes to the field as the first one did
 */
export function select(step, { field = now.field, from, again = false }) {
  if (step === now.step && field === now.field && now.arrow === null && !again) return;
  change({ step, field, arrow: null, from });
}

/** Selects an arrow instead of a step. @param {Arrow} arrow @param {string} from */
export function selectArrow(arrow, from) {
  change({ step: null, field: null, arrow, from });
}

/** @param {Selection} selection */
function change(selection) {
  now = selection;
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

/** If the selected step is deleted, selects the row that took its place. An arrow that is deleted is no longer selected. */
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
  if (now.arrow && !exists(now.arrow)) select(null, { field: null, from: 'frame' });
  mark();
}

/** @param {Arrow} arrow */
function exists({ kind, from, to }) {
  return kind === 'flow' ? connected(from, to) : share(from, to) !== undefined;
}

export function start() {
  before = steps();
  on('frame', follow);
}
