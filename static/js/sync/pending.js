// Shows typed values at once, marked until the server has confirmed them: values in their cells, rows of added steps,
// rows of steps that are being deleted. A frame may overwrite them, so they are applied again after each frame.

import { on } from '../core/events.js';
import { writtenLead } from '../core/lead_time.js';
import { showPendingList, pendingRow, placePendingRow } from './pending_rows.js';
import { items } from './outbox.js';
import { page, root } from '../core/page.js';
import { expectedValues } from './expected_values.js';

/** @typedef {import('./queue.js').Item} Item */

/**
 * How long a saved edit waits for its frame while the stream is connected: longer than stream.js takes to notice a dead
 * one. While it is disconnected, typed values stay.
 */
const FRAME_TIMEOUT_MS = 45_000;

/** Saved edits whose frame has not arrived yet. @type {{ item: Item, revision: number }[]} */
let confirming = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isUp = false;

/**
 * The content of a cell before, to be restored when the typed value is discarded.
 * @type {WeakMap<Element, { nodes: Node[], value: string }>}
 */
const originals = new WeakMap();

/** The values of the unconfirmed edits, by step and field. @type {Map<string, string>} */
let expected = new Map();

/** The text of a field that isn't confirmed yet. @param {string} step @param {string} field */
export const pendingText = (step, field) => expected.get(`${step}\n${field}`);

/** The confirmed value of the cell, whatever it shows now. @param {HTMLElement} cell */
export function confirmedValue(cell) {
  const known = cell.classList.contains('pending') ? originals.get(cell) : undefined;
  return known?.value ?? cell.dataset.value ?? '';
}

export function start() {
  on('edit_saved', ({ item, revision }) => {
    if (revision <= page.revision || item.undoWhenSaved) return;
    confirming.push({ item, revision });
    wait();
  });
  on('connection', ({ up }) => {
    isUp = up;
    wait();
  });
  on('frame', ({ revision }) => {
    confirming = confirming.filter((one) => one.revision > revision);
    show();
  });
  on('outbox', show);
}

/** Starts the timeout for frames that are due. */
function wait() {
  clearTimeout(timer);
  if (!isUp || !confirming.length) return;
  timer = setTimeout(() => {
    confirming = [];
    show();
  }, FRAME_TIMEOUT_MS);
}

function show() {
  const going = items().filter((item) => item.state !== 'rejected' && !item.undoWhenSaved);
  const { cells, added, deleted } = expectedValues([...confirming.map((one) => one.item), ...going]);
  expected = cells;

  const rows = new Map([...rowsOf(root)].map((row) => [row.dataset.step ?? '', row]));
  const missing = added.filter((step) => !rows.has(step.id) || rows.get(step.id)?.classList.contains('pending-row'));
  showPendingRows(missing, rows);
  for (const [step, row] of rows) {
    row.classList.toggle('deleting', deleted.has(step));
    const textOf = (/** @type {string} */ field) => cells.get(`${step}\n${field}`);
    const lead = row.querySelector('[data-field="lead"]') ? '' : textOf('lead');
    for (const cell of row.querySelectorAll(/** @type {'td'} */ ('[data-field]'))) {
      const text = lead && cell.dataset.field === 'wait' ? writtenLead(lead) : textOf(cell.dataset.field ?? '');
      if (text !== undefined) overlay(cell, text);
      else restore(cell);
    }
  }
}

/** @param {import('./expected_values.js').Added[]} steps @param {Map<string, HTMLTableRowElement>} rows */
function showPendingRows(steps, rows) {
  const ids = new Set(steps.map((step) => step.id));
  for (const [id, row] of rows) {
    if (!row.classList.contains('pending-row') || ids.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  const body = root.querySelector('table.steps > tbody');
  for (const step of body ? steps : []) {
    if (rows.has(step.id)) continue;
    const row = pendingRow(step, body?.closest('table')?.tHead?.rows[0]?.cells.length ?? 9);
    placePendingRow(row, step.place, rows, /** @type {Element} */ (body));
    rows.set(step.id, row);
  }
  showPendingList(body ? [] : steps);
}

/** @param {Element} within @returns {NodeListOf<HTMLTableRowElement>} */
function rowsOf(within) {
  return within.querySelectorAll('table.steps > tbody > tr[data-step]');
}

/** The element that holds the text of a cell: for a name, its link. @param {HTMLElement} cell */
function holder(cell) {
  return cell.querySelector('.step-name') ?? cell;
}

/** @param {HTMLElement} cell @param {string} text */
function overlay(cell, text) {
  const place = holder(cell);
  const isNew = !cell.classList.contains('pending');
  if (!isNew && cell.dataset.value === text) return;
  if (isNew) originals.set(cell, { nodes: [...place.childNodes], value: cell.dataset.value ?? '' });
  const shown = document.createElement(text ? 'b' : 'span');
  if (!text) shown.className = 'unknown';
  shown.textContent = text || 'Unknown';
  const note = document.createElement('span');
  note.className = 'visually-hidden';
  note.textContent = ' (not saved)';
  place.replaceChildren(shown, note);
  cell.dataset.value = text;
  cell.classList.add('pending');
}

/** @param {HTMLElement} cell */
function restore(cell) {
  if (!cell.classList.contains('pending')) return;
  const was = originals.get(cell);
  originals.delete(cell);
  cell.classList.remove('pending');
  if (!was) return;
  holder(cell).replaceChildren(...was.nodes);
  cell.dataset.value = was.value;
}
