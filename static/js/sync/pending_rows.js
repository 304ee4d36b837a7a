// Rows for steps that were added and are not confirmed yet. They look like the server's rows and can be edited.

import { labelOf } from '../core/fields.js';
import { root } from '../core/page.js';

/** @typedef {import('./expected_values.js').Added} Added */

/** The cells after number and name, with their classes. @type {[string, string][]} */
const CELLS = [['team', ''], ['wait', 'value-cell'], ['work', 'value-cell'], ['complete_accurate', 'value-cell'], ['people', 'value-cell']];

/**
 * @param {Added} step
 * @param {number} columns number of columns of the table
 */
export function pendingRow(step, columns) {
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
  for (const [field, style] of CELLS) {
    const text = step.texts[field] ?? '';
    const made = cell('td', style, text);
    if (!text) made.append(unknown());
    made.dataset.label = labelOf(field);
    made.dataset.field = field;
    made.dataset.value = text;
    row.append(made);
  }
  while (row.cells.length < columns - 1) row.append(cell('td', 'empty', ''));
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
