// Pasting. Into cells: one value fills the range, a block fills the cells from the current one on. Elsewhere, and on the
// name of a step, rows become new steps after a preview.

import { announce } from '../core/announce.js';
import { register } from '../core/actions.js';
import { labelOf } from '../core/fields.js';
import { canEdit } from '../core/page.js';
import { selected } from '../core/selection.js';
import { toast } from '../core/toast.js';
import { isTyping } from '../ui/keyboard.js';
import { closePrompt } from '../ui/prompt.js';
import { cancel, editedCell, finish, isUntouched } from './cell_editor.js';
import { cellAround, columns, isEditable } from './cells.js';
import { blockOf, isOneValue } from './clipboard.js';
import { fillBlock, placeOf } from './fill.js';
import { openPaste, restorePaste } from './paste_dialog.js';
import { placeOfNext } from './quick_add.js';
import { isMany, rangeOr, selectRange } from './range.js';

/** @typedef {import('./range.js').At} At */

/** @param {ClipboardEvent} event */
function pasted(event) {
  if (event.defaultPrevented || !canEdit() || document.querySelector('dialog[open]')) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.trim() === '') return;
  if (isTyping(event.target)) return intoField(event, text);
  event.preventDefault();
  const at = focusedCell();
  if (!at) return openPaste({ text });
  // Rows on a name may be new steps or new values: the preview offers both.
  const range = rangeOr(at);
  if (at.field === 'name' && !isMany(range) && !isOneValue(text)) return openPaste({ text, at, fill });
  fill(text, at);
}

/** A field for text takes one value; a block is meant for the cells, or for new steps. */
function intoField(/** @type {ClipboardEvent} */ event, /** @type {string} */ text) {
  if (isOneValue(text)) return;
  const cell = editedCell();
  const field = newName(event.target);
  if (cell) {
    event.preventDefault();
    if (isUntouched()) cancel();
    else finish('stay');
    if (cell.field === 'name') openPaste({ text, at: cell, fill });
    else fill(text, cell);
  } else if (field) {
    event.preventDefault();
    closePrompt();
    openPaste({ text, after: field.form?.id === 'quick-add' ? placeOfNext() : selected() });
  }
}

/**
 * The field for the name of a new step: in the row for new steps, or in the drawing.
 * @param {EventTarget | null} target
 */
function newName(target) {
  const names = '[form="quick-add"][name="name"], .prompt-box[data-suggests="name"] input';
  return target instanceof HTMLInputElement && target.matches(names) ? target : null;
}

/** The focused cell, if it can be edited. @returns {At | null} */
function focusedCell() {
  const found = cellAround(document.activeElement);
  return found && isEditable(found.field) ? { step: found.step, field: found.field } : null;
}

/**
 * Fills cells from one on, or the range, and says what didn't fit.
 * @param {string} text @param {At} at
 */
function fill(text, at) {
  const place = placeOf(rangeOr(at), blockOf(text));
  const { target, restRows, restColumns } = place;
  fillBlock(place);
  const [first, last] = [target.steps[0], target.steps[target.steps.length - 1]];
  const [left, right] = [target.columns[0], target.columns[target.columns.length - 1]];
  if (isMany(target) && first && last && left && right) selectRange({ step: first, field: left }, { step: last, field: right });
  if (restColumns > 0) {
    const lost = restColumns === 1 ? 'One column was left out' : `${restColumns} columns were left out`;
    toast(`${lost}: the table ends at ${labelOf(columns().at(-1) ?? '')}.`, { tone: 'warning' });
  }
  if (restRows.length > 0) offerSteps(restRows, target.columns);
}

/** Rows behind the last step can become new steps. The headings say what their values are. @param {string[][]} rows @param {string[]} fields */
function offerSteps(rows, fields) {
  const named = fields.includes('name');
  const line = (/** @type {string[]} */ cells) => [...(named ? [] : ['']), ...cells.slice(0, fields.length)].join('\t');
  const headings = [...(named ? [] : ['Step']), ...fields.map((field) => (field === 'name' ? 'Step' : labelOf(field)))].join('\t');
  const text = [headings, ...rows.map(line)].join('\n');
  const count = rows.length === 1 ? 'One row doesn’t fit' : `${rows.length} rows don’t fit`;
  const run = () => openPaste({ text, after: null, ...(named ? {} : { wrong: 'Type a name in front of each row.' }) });
  toast(`${count}: the table ends here.`, { tone: 'warning', stays: true, action: { label: 'Add as steps', run } });
  announce(count);
}

export function start() {
  document.addEventListener('paste', pasted);
  register('paste', () => {
    const at = focusedCell();
    openPaste({ text: '', ...(at && { at, fill }) });
  });
  restorePaste(fill);
}
