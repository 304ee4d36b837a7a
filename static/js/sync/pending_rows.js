// Rows for steps that were added and are not confirmed yet. They look like the server's rows and can be edited.

import { labelOf } from '../core/fields.js';
import { root } from '../core/page.js';
import { columns } from '../table/cells.js';

/** @typedef {import('./expected_values.js').Added} Added */

/** Fields that are words; the others are values. */
const WORDS = ['team', 'wait_reason'];

/**
 * @param {Added} step
 * @param {number} width number of columns of the table
 */
export function pendingRow(step, width) {
  const row = document.createElement('tr');
  row.id = `step-${step.id}`;
  row.className = 'pending-row';
  row.dataset.step = step.id;
  row.dataset.part = `row:${step.id}`;
  row.append(cell('td', 'row-number', '…'));
  const name = cell('th', '', '');
  name.setAttribute('scope', 'row');
  const shown = document.createElement('span');
  shown.className = 'step-name';
  shown.textContent = step.texts.name ?? '';
  name.append(shown);
  name.dataset.field = 'name';
  name.dataset.value = step.texts.name ?? '';
  row.append(name);
  for (const field of columns().filter((one) => one !== 'name')) {
    const text = step.texts[field] ?? '';
    const made = cell('td', WORDS.includes(field) ? '' : 'value-cell', text);
    if (!text) made.append(unknown());
    made.dataset.label = labelOf(field);
    made.dataset.field = field;
    made.dataset.value = text;
    row.append(made);
  }
  while (row.cells.length < width - 1) row.append(cell('td', 'empty', ''));
  row.append(cell('td', 'menu-cell', ''));
  const note = document.createElement('small');
  note.textContent = 'Not saved';
  name.append(note);
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {Added['place']} place
 * @param {Map<string, HTMLElement>} rows
 * @param {Element} body
 */
export function placePendingRow(row, { after, before, beside, below }, rows, body) {
  const above = rows.get(after ?? beside ?? below ?? '');
  const under = before === undefined ? undefined : rows.get(before);
  if (above) above.after(row);
  else if (under) under.before(row);
  else body.append(row);
}

/** Without a table, the steps are listed above the form that added them. @param {Added[]} steps */
export function showPendingList(steps) {
  const old = root.querySelector('ul.pending-steps');
  if (!steps.length) return old?.remove();
  const list = old ?? document.createElement('ul');
  list.className = 'pending-steps';
  list.replaceChildren(...steps.map((step) => {
    const line = document.createElement('li');
    line.textContent = `${step.texts.name ?? ''} (not saved)`;
    return line;
  }));
  if (!old) root.querySelector('#quick-add')?.before(list);
}

/** @param {'td' | 'th'} tag @param {string} style @param {string} text */
function cell(tag, style, text) {
  const made = document.createElement(tag);
  made.className = style;
  made.textContent = text;
  return made;
}

function unknown() {
  const made = document.createElement('span');
  made.className = 'unknown';
  made.textContent = 'Unknown';
  return made;
}
