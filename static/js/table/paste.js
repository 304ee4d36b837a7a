// Pasting: one value fills the focused cell. Rows from a spreadsheet or plain lines become steps after a preview; a
// block of values can also fill the cells from the focused one on.

import { labelOf } from '../core/fields.js';
import { register } from '../core/actions.js';
import { closePrompt } from '../ui/prompt.js';
import { button } from '../core/dom.js';
import { on } from '../core/events.js';
import { blockOf, isOneValue } from './clipboard.js';
import { commit } from './cell_editor.js';
import { COLUMNS, cellAround, cellOf, fieldOf, isEditable, isValueField, valueIn } from './cells.js';
import { batch, changeStep } from '../sync/edits.js';
import { focusCell } from './grid.js';
import { isTyping } from '../ui/keyboard.js';
import { modal } from '../ui/dialog.js';
import { discard, items, send } from '../sync/outbox.js';
import { canEdit, page } from '../core/page.js';
import { confirmedValue } from '../sync/pending.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { select, selected } from '../core/selection.js';
import { rowOf, steps } from '../core/steps.js';
import { showUnsaved } from '../ui/save_status.js';
import { isDiscarded } from '../sync/undo.js';

/** @typedef {{ step: string, field: string }} At */
/** @typedef {{ edit: import('../sync/edits.js').Edit | null, steps: number, html: string }} Preview */

const PAUSE_MS = 250;
const HINT = 'Paste spreadsheet rows, with or without headings, or type one step per line:';
const EXAMPLE = 'Code review, 1d wait, 2h work, 80%\nBuild, 10m work\nChange board, 1w wait, 1h work';

/** @param {ClipboardEvent} event */
function pasted(event) {
  if (event.defaultPrevented || !canEdit() || document.querySelector('dialog[open]')) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.trim() === '') return;
  if (isTyping(event.target)) {
    // A field for one name would make one step of all rows.
    const field = newName(event.target);
    if (!field || isOneValue(text)) return;
    event.preventDefault();
    closePrompt();
    const below = field.closest('.quick-add');
    open(text, null, '', below ? chosenPlace(below) : selected());
    return;
  }
  event.preventDefault();
  const at = focusedCell();
  if (at && isValueField(at.field) && isOneValue(text)) {
    const cell = cellOf(at.step, at.field);
    void commit({ ...at, text: text.trim(), was: cell ? confirmedValue(cell) : '' });
    announce(`${labelOf(at.field)}: ${text.trim()}`);
    return;
  }
  open(text, at);
}

/** The step after which the row below the table adds new ones; null: at the end. @param {Element} form */
function chosenPlace(form) {
  return form.querySelector(/** @type {'select'} */ ('select[name="after"]'))?.value || null;
}

/**
 * The field for the name of a new step: below the table, between its rows, or in the drawing.
 * @param {EventTarget | null} target
 */
function newName(target) {
  const names = '.quick-add [name="name"], .inline-add [name="name"], .prompt-box[data-suggests="name"] input';
  return target instanceof HTMLInputElement && target.matches(names) ? target : null;
}

/** The focused cell, if it can be edited. @returns {At | null} */
function focusedCell() {
  const found = cellAround(document.activeElement);
  return found && isEditable(found.field) ? { step: found.step, field: found.field } : null;
}

/** What a block of values would change, starting at a cell. @param {string} text @param {At} at */
function filling(text, { step, field }) {
  const order = steps();
  const top = order.indexOf(step);
  const left = COLUMNS.indexOf(field === 'lead' ? 'wait' : field);
  /** @type {import('../sync/edits.js').Edit[]} */
  const edits = [];
  let cells = 0;
  blockOf(text).forEach((values, down) => {
    const row = order[top + down];
    if (row === undefined) return;
    /** @type {Record<string, string>} */
    const texts = {};
    /** @type {Record<string, string>} */
    const was = {};
    values.forEach((value, across) => {
      const name = COLUMNS[left + across];
      const cell = name ? cellOf(row, name) : null;
      // Hidden columns are not filled, and a name is never emptied.
      if (!name || !cell || (name === 'name' && (value === '' || fieldOf(cell) !== name))) return;
      const shown = fieldOf(cell) === name ? valueIn(cell) : '';
      if (!isEditable(fieldOf(cell)) || value === shown) return;
      texts[name] = value;
      was[name] = shown === '' ? '' : confirmedValue(cell);
      cells += 1;
    });
    if (Object.keys(texts).length > 0) edits.push(changeStep(row, texts, was));
  });
  return { edits, cells };
}

/**
 * The dialog: the text, its preview, and what can be done with it.
 * @param {string} text
 * @param {At | null} at
 * @param {string} [wrong]
 * @param {string | null} [after] the step that they come after
 */
function open(text, at, wrong = '', after = at?.step ?? selected()) {
  // Typed text is discarded only on the second attempt; pasted text is still on the clipboard.
  let warned = false;
  const confirmClose = () => {
    if (warned || area.value.trim() === '' || area.value === text) return true;
    warned = true;
    state.textContent = 'Your text isn’t added yet. Close again to discard it.';
    return false;
  };
  const { body, close, dialog } = modal({ title: 'Paste steps', className: 'paste-dialog', onCancel: confirmClose });
  const label = document.createElement('label');
  label.htmlFor = 'paste-text';
  label.textContent = 'Rows or text';
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.id = 'paste-hint';
  const example = document.createElement('code');
  example.textContent = EXAMPLE.split('\n')[0] ?? '';
  hint.append(HINT, ' ', example);
  const area = document.createElement('textarea');
  area.id = 'paste-text';
  area.rows = 5;
  area.spellcheck = false;
  area.wrap = 'off';
  area.placeholder = EXAMPLE;
  area.setAttribute('aria-describedby', hint.id);
  area.value = text;
  const output = document.createElement('div');
  output.className = 'paste-preview';
  output.setAttribute('role', 'region');
  output.setAttribute('aria-label', 'Preview');
  const state = document.createElement('p');
  state.className = 'paste-state';
  state.setAttribute('role', 'status');
  const add = button('Add steps', 'button primary');
  const fill = button('', 'button');
  const buttons = document.createElement('div');
  buttons.className = 'buttons dialog-foot';
  buttons.append(add, fill, button('Cancel', 'button', () => void (confirmClose() && close())));
  body.append(label, hint, area, state, output, buttons);

  /** @type {Preview | null} */
  let seen = null;
  let turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const look = async () => {
    const mine = (turn += 1);
    const now = area.value;
    seen = null;
    show();
    if (now.trim() === '') return output.replaceChildren();
    try {
      const answer = await preview(now, after);
      if (mine !== turn) return;
      seen = answer;
      // Rendered and escaped by the server, like the parts of the page.
      output.innerHTML = answer.html;
      state.textContent = '';
    } catch (error) {
      if (mine !== turn) return;
      output.replaceChildren();
      state.textContent = error instanceof Error ? error.message : String(error);
    }
    show();
  };

  const show = () => {
    const count = seen?.edit ? seen.steps : 0;
    add.disabled = count === 0;
    add.textContent = count === 0 ? 'Add steps' : `Add ${count} ${count === 1 ? 'step' : 'steps'}`;
    const cells = at && area.value.trim() ? filling(area.value, at).cells : 0;
    fill.hidden = cells === 0;
    if (at) fill.textContent = `Fill ${cells} ${cells === 1 ? 'cell' : 'cells'} instead, starting at row ${steps().indexOf(at.step) + 1}, ${labelOf(at.field)}`;
  };

  const finish = async (/** @type {import('../sync/edits.js').Edit} */ edit, /** @type {string} */ description) => {
    close();
    announce(`${description}…`);
    const { error } = await send(edit, { description, quiet: true });
    if (!error || isDiscarded(error)) return;
    const again = () => {
      const left = items().find((item) => item.edit === edit && item.state === 'rejected');
      // It may have been discarded or sent again from the list of unsaved changes.
      if (!left) return showUnsaved();
      discard(left.id);
      open(area.value, at, error.message, after);
    };
    // Doesn't open over a field that is in use by now.
    if (!isTyping(document.activeElement) && !document.querySelector('dialog[open]')) again();
    else toast(`Not saved: ${description}. ${error.message}`, { tone: 'danger', stays: true, action: { label: 'Fix', run: again } });
  };

  add.addEventListener('click', () => {
    if (!seen?.edit) return;
    void finish(seen.edit, `Pasted ${seen.steps} ${seen.steps === 1 ? 'step' : 'steps'}`);
    goTo(firstAdded(seen.edit));
  });
  fill.addEventListener('click', () => {
    if (!at) return;
    const { edits, cells } = filling(area.value, at);
    if (edits.length > 0) void finish(edits.length === 1 && edits[0] ? edits[0] : batch(edits), `Filled ${cells} ${cells === 1 ? 'cell' : 'cells'}`);
  });
  area.addEventListener('input', () => {
    clearTimeout(timer);
    warned = false;
    turn += 1;
    // The preview doesn't show this text.
    seen = null;
    show();
    timer = setTimeout(() => void look(), PAUSE_MS);
  });
  dialog.addEventListener('close', () => { turn += 1; });
  show();
  area.focus();
  void look().then(() => {
    if (wrong) state.textContent = wrong;
    // Pasted text needs only a confirmation.
    const fills = !fill.hidden && (add.disabled || (at !== null && isValueField(at.field)));
    const likely = fills ? fill : add;
    if (text && !likely.disabled && document.activeElement === area) likely.focus();
  });
}

/** The first step that an edit adds. @param {import('../sync/edits.js').Edit} edit @returns {string | null} */
function firstAdded(edit) {
  const all = edit.type === 'batch' ? edit.edits : [edit];
  return all.find((one) => one.type === 'add_step')?.step.id ?? null;
}

/** Goes to a step as soon as it has a row, unless the focus moves elsewhere meanwhile. @param {string | null} step */
function goTo(step) {
  if (step === null) return;
  const had = document.activeElement;
  const look = () => {
    const now = document.activeElement;
    if (now !== had && now !== document.body && now?.isConnected) return stop();
    if (!rowOf(step)) return;
    stop();
    focusCell(step, 'name');
  };
  const stops = [on('frame', look), on('outbox', () => setTimeout(look))];
  const stop = () => stops.forEach((one) => one());
  select(step, { from: 'new' });
  look();
}

/** @param {string} text @param {string | null} after @returns {Promise<Preview>} */
async function preview(text, after) {
  let answer;
  try {
    answer = await fetch(`${page.url}/paste`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ text, ...(after && rowOf(after) ? { after } : {}) }),
    });
  } catch {
    throw new Error('No connection, so there’s no preview yet. Your text is still here.');
  }
  const output = await answer.json().catch(() => null);
  if (!answer.ok || typeof output?.html !== 'string') throw new Error(output?.error?.message ?? 'Couldn’t read this text. Check it and try again.');
  return output;
}

export function start() {
  document.addEventListener('paste', pasted);
  register('paste', () => open('', focusedCell()));
}
