// Edits a cell in a field laid over it. The field belongs to no part of the page, so changes by others don't disturb
// it.

import { labelOf, valueWords } from '../core/fields.js';
import { on } from '../core/events.js';
import { cellEdit } from './cell_edits.js';
import { cellOf, valueIn } from './cells.js';
import { draftsOf, forgetDraft, keepDraft } from '../core/drafts.js';
import { hasNoKeys } from '../core/device.js';
import { canEdit } from '../core/page.js';
import { isTyping } from '../ui/keyboard.js';
import { reposition, anchor } from '../ui/anchored.js';
import { items, send } from '../sync/outbox.js';
import { confirmedValue } from '../sync/pending.js';
import { displayName } from '../people/presence.js';
import { discardRejected, isOutdated, rejectedAt, rejectionMessage } from '../sync/rejected.js';
import { sameValue } from '../sync/same_value.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { nameOf, rowOf } from '../core/steps.js';
import { copyText } from '../core/clipboard.js';
import { button, element, isComposing } from '../core/dom.js';
import { offerDeletedText } from '../ui/deleted_text.js';
import { showUnsaved } from '../ui/save_status.js';
import { optionsFor, suggest } from '../ui/suggestions.js';

/**
 * How editing ended and where to go next. `fill`: the text goes into the whole range; `left` and `right`: to the cell
 * beside it; `key`: the key belongs to the table.
 * @typedef {'down' | 'up' | 'next' | 'previous' | 'left' | 'right' | 'stay' | 'away' | 'gone' | 'fill' | 'key'} Exit
 */
/** @typedef {{ exit: Exit, text: string, event?: KeyboardEvent }} Ended */
/**
 * @typedef {object} CellEdit
 * @property {string} step
 * @property {string} field
 * @property {string} name the name of the step when editing began, in case it is deleted
 * @property {string} was the value that the cell showed when editing began
 * @property {string} shown the text of the field when editing began
 * @property {string} confirmed the value confirmed by the server
 * @property {boolean} orphan was the row deleted? Then the field stays where it is until it is closed
 * @property {string | null} kind of the chosen suggestion
 * @property {'replace' | 'change'} mode as in a spreadsheet: while a value is replaced, arrow keys leave the cell; while
 *   it is changed, they move within the text
 * @property {HTMLElement} box
 * @property {HTMLInputElement} input
 * @property {ReturnType<typeof suggest> | null} list
 * @property {() => void} detach
 * @property {import('../core/drafts.js').Draft} draft
 * @property {(ended: Ended) => void} then
 */

/** The drafts of cells, see core/drafts.js. */
const DRAFTS = 'cell:';
const NUMBERS = ['complete_accurate', 'people', 'people_per_item', 'batch', 'queue'];

/** @type {CellEdit | null} */
let editing = null;

/** The cell that is being edited, if any. */
export function editedCell() {
  return editing && { step: editing.step, field: editing.field };
}

/** Is the text of the open cell as it was when editing began? */
export function isUntouched() {
  return editing !== null && editing.input.value === editing.shown;
}

/**
 * Starts editing a cell. Returns false if there is no such cell.
 * @param {string} step
 * @param {string} requestedField the field
 * @param {{ text?: string, mode?: CellEdit['mode'], then: (ended: Ended) => void }} how `text` replaces what the cell holds
 */
export function startEditing(step, requestedField, { text, mode = 'change', then }) {
  if (editing) finish('away');
  const cell = cellOf(step, requestedField);
  if (!cell) return false;
  const field = cell.dataset.field ?? requestedField;
  const rejected = rejectedAt(step, field);
  const [was, confirmed] = [valueIn(cell), confirmedValue(cell)];
  const { box, input, wrong } = fieldFor(step, field, rejected?.sentence);
  input.value = was;
  const draft = keepDraft(`${DRAFTS}${step}:${field}`, input);
  const shown = text ?? (draft.restored ? input.value : (rejected?.text ?? was));
  input.value = shown;
  if (cell.matches('.value-cell')) box.classList.add('is-number');
  const list = field === 'name' || field === 'team' ? suggestions(field, input, box) : null;
  /** The last position: if the row is deleted, the field stays there. @type {DOMRect | null} */
  let last = null;
  const place = (/** @type {{ put: import('../ui/anchored.js').Put }} */ { put }) => {
    const now = cellOf(step, field);
    last = now?.getBoundingClientRect() ?? last;
    if (!last) return;
    box.classList.toggle('is-away', now !== null && isScrolledAway(last, now));
    // What is said about the value is below it, or above if the window ends there.
    const more = box.offsetHeight - input.offsetHeight;
    const isAbove = more > 0 && last.bottom + more > innerHeight;
    box.classList.toggle('above', isAbove);
    put({ left: last.left, top: isAbove ? last.top - more : last.top, width: last.width, height: last.height });
  };
  // Within the list: nothing else scrolls.
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const detach = anchor(box, place);
  editing = { step, field, name: nameOf(step), was, shown, confirmed, orphan: false, kind: null, mode, box, input, list, detach, draft, then };
  input.focus({ preventScroll: true });
  if (text === undefined && !draft.restored) input.select();
  else input.setSelectionRange(shown.length, shown.length);
  if (text !== undefined) input.dispatchEvent(new Event('input'));
  if (wrong) announce(wrong);
  if (draft.restored) note(box, hasNoKeys() ? 'Not saved yet. It’s saved when you leave the cell.' : 'Not saved yet. Press Enter to save it, or Esc to discard it.');
  return true;
}

/** Is a cell out of the part of the list that is in view? @param {DOMRect} at @param {Element} cell */
function isScrolledAway(at, cell) {
  const seen = cell.closest('.drawer-body')?.getBoundingClientRect();
  return seen !== undefined && (at.bottom <= seen.top || at.top >= seen.bottom || at.right <= seen.left || at.left >= seen.right);
}

/** Text that was typed before a reload is in its cell again; if its step was deleted, it is offered for copying. */
function restore() {
  for (const [key, text] of draftsOf(DRAFTS)) {
    const at = key.lastIndexOf(':');
    const [step, field] = [key.slice(0, at), key.slice(at + 1)];
    if (canEdit() && cellOf(step, field)) return reopen(step, field);
    forgetDraft(DRAFTS + key);
    if (text.trim() !== '') offerDeletedText(nameOf(step), text);
  }
}

/** A suggestion that is chosen is saved at once. */
function suggestions(/** @type {string} */ field, /** @type {HTMLInputElement} */ input, /** @type {HTMLElement} */ box) {
  return suggest(input, {
    box,
    options: () => optionsFor(field),
    label: field === 'name' ? 'Common steps' : 'Teams in this map',
    choose: (option, by) => {
      if (!editing) return;
      editing.kind = option.kind;
      finish(by === 'enter' ? 'down' : by === 'tab' ? 'next' : 'stay');
    },
  });
}

/** The field itself, with the error if its value was rejected. */
function fieldFor(/** @type {string} */ step, /** @type {string} */ field, /** @type {string | undefined} */ wrong) {
  const box = document.createElement('div');
  box.className = 'cell-field';
  const input = document.createElement('input');
  input.type = 'text';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.enterKeyHint = 'next';
  if (NUMBERS.includes(field)) input.inputMode = 'decimal';
  input.setAttribute('aria-label', `${labelOf(field)}, ${nameOf(step)}`);
  if (field !== 'name') input.placeholder = 'Unknown';
  box.append(input);
  if (wrong) {
    const line = document.createElement('p');
    line.className = 'field-error';
    line.id = 'cell-wrong';
    line.textContent = wrong;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', line.id);
    box.append(line);
  }
  input.addEventListener('keydown', pressed);
  input.addEventListener('pointerdown', () => {
    if (editing) editing.mode = 'change';
  });
  input.addEventListener('input', () => {
    if (editing) editing.kind = null;
    input.removeAttribute('aria-invalid');
    if (editing?.box.classList.contains('is-away')) cellOf(editing.step, editing.field)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    reposition();
  });
  input.addEventListener('blur', () => {
    // Switching to another window doesn't end editing.
    if (editing?.input === input && !editing.orphan && document.hasFocus()) finish('away');
  });
  box.addEventListener('focusout', ({ relatedTarget }) => {
    const stays = relatedTarget instanceof Node && box.contains(relatedTarget);
    if (editing?.box === box && editing.orphan && !stays && document.hasFocus()) finish('away');
  });
  box.addEventListener('keydown', (event) => {
    if (event.target === input || event.key !== 'Escape' || isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  });
  return { box, input, wrong };
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!editing || isComposing(event) || editing.list?.takes(event)) return;
  // In a deleted row, Tab moves to the copy button.
  if (editing.orphan && event.key === 'Tab') return;
  if (event.key === 'F2') editing.mode = 'change';
  const exit = event.key === 'Escape' ? 'stay' : exitOf(event, editing);
  if (!exit) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === 'Escape') cancel();
  else finish(exit, event);
}

/** @param {KeyboardEvent} event @param {CellEdit} edit @returns {Exit | null} */
function exitOf({ key, shiftKey, ctrlKey, metaKey, altKey }, { mode }) {
  if (altKey) return null;
  const isArrow = key.startsWith('Arrow');
  if (ctrlKey || metaKey) return key === 'Enter' ? 'fill' : key.toLowerCase() === 'd' && isUntouched() ? 'key' : null;
  if (key === 'Enter') return shiftKey ? 'up' : 'down';
  if (key === 'Tab') return shiftKey ? 'previous' : 'next';
  if (shiftKey) return isArrow && mode === 'replace' && isUntouched() ? 'key' : null;
  if (key === 'ArrowDown' || key === 'ArrowUp') return key === 'ArrowDown' ? 'down' : 'up';
  if (mode === 'change' || !isArrow) return null;
  return key === 'ArrowLeft' ? 'left' : 'right';
}

/**
 * Ends editing, and sends the text if it has changed.
 * @param {Exit} exit @param {KeyboardEvent} [event] the key that ends it
 */
export function finish(exit, event) {
  if (!editing) return;
  const { step, field, was, confirmed, kind, input, orphan, name, then } = editing;
  const text = input.value.trim();
  if (!canEdit() && !orphan && text !== was.trim()) return keepText(editing.box, input);
  const rejected = rejectedAt(step, field);
  close();
  const end = (/** @type {Exit} */ how) => then({ exit: how, text, ...(event && { event }) });
  if (orphan) {
    if (text !== '' && text !== was.trim()) offerDeletedText(name, text);
    return end(exit === 'away' ? 'away' : 'gone');
  }
  // It is sent with the other cells of the range.
  if (exit === 'fill') return end(exit);
  // The text that was rejected is not sent again; it stays in its cell with the error.
  const again = rejected !== null && rejected.isAboutValue && text === rejected.text.trim() && kind === null;
  if (again) return end(exit);
  if (text !== was.trim() || kind !== null) void commit({ step, field, text, was: confirmed, kind });
  else if (rejected) discardRejected(step, field);
  end(exit);
}

/** Discards the typed text. */
export function cancel() {
  if (!editing) return;
  const { step, field, was, orphan, then } = editing;
  close();
  if (!orphan) discardRejected(step, field);
  then({ exit: orphan ? 'gone' : 'stay', text: was });
}

function close() {
  const ended = editing;
  editing = null;
  ended?.draft.end();
  ended?.list?.end();
  ended?.detach();
}

/**
 * Sends a new value of a cell. If it is rejected, the cell can be edited again.
 * @param {{ step: string, field: string, text: string, was: string, kind?: string | null }} change `was`: as confirmed
 */
export async function commit({ step, field, text, was, kind = null }) {
  /** @type {Record<string, string>} */
  const texts = { [field]: text };
  if (kind) texts.kind = kind;
  const edit = cellEdit(step, texts, { [field]: was });
  const description = `${labelOf(field)} of “${nameOf(step)}”: ${valueWords(field, text)}`;
  discardRejected(step, field);
  const { error } = await send(edit, { description, at: { step, field, text }, quiet: true });
  // An edit that was undone or discarded on purpose was not rejected; and newer text of the cell wins.
  const item = items().find((one) => one.edit === edit && one.state === 'rejected');
  if (error && item && !isOutdated(item.id, step, field)) showRejection({ step, field, text, sentence: error.message });
}

/** @type {(step: string, field: string) => void} */
let reopen = () => {};

/**
 * Sets the function that reopens a cell when its value was rejected.
 * @param {(step: string, field: string) => void} opens
 */
export function onRejected(opens) {
  reopen = opens;
}

/** @param {Omit<import('../sync/rejected.js').Rejected, 'id' | 'isAboutValue'>} rejected */
function showRejection(rejected) {
  const { step, field, text, sentence } = rejected;
  if (!rowOf(step)) {
    // The cell is gone, so the value can't be corrected there; the list of unsaved changes has it.
    toast(`Not saved: “${text || 'unknown'}”. ${sentence}`, { tone: 'danger', stays: true, action: { label: 'Show', run: showUnsaved } });
    return;
  }
  // The focus stays if the user has moved on, or the next value would land in the wrong row.
  const here = document.activeElement;
  const hasGone = isTyping(here) || (here !== document.body && here?.closest('table.steps') && here !== cellOf(step, field));
  if (editing || hasGone || document.querySelector('dialog[open]')) toast(rejectionMessage(rejected), { tone: 'danger', stays: true, action: { label: 'Fix', run: () => reopen(step, field) } });
  else {
    announce(sentence);
    reopen(step, field);
  }
}

/**
 * Shows below the field what others have changed meanwhile.
 * @param {HTMLElement} box @param {string} sentence @param {Node[]} more
 */
function note(box, sentence, ...more) {
  const line = box.querySelector('.conflict-note') ?? element('p', 'conflict-note');
  line.replaceChildren(sentence, ...more);
  line.removeAttribute('data-locked');
  box.append(line);
  announce(sentence);
  reposition();
}

/**
 * After a frame, the field follows its cell. If the row was deleted, the field stays open where it was, so that a user
 * who is typing doesn't end up in another row. If the value has changed, the new one is shown beside it.
 * @param {{ by: import('../core/events.js').Author | null }} frame
 */
function framed({ by }) {
  if (!editing || editing.orphan) return;
  const { step, field, name, box, input } = editing;
  const who = by ? displayName(by) : 'Someone';
  if (!rowOf(step)) {
    editing.orphan = true;
    editing.list?.close();
    const offer = button('Copy', 'button compact', () => void copyText(input.value));
    note(box, `${who} deleted ${name ? `“${name}”` : 'this step'}. Your text here won’t be saved. Press Enter or Esc to close. `, offer);
    return;
  }
  const cell = cellOf(step, field);
  if (!cell || cell.dataset.field !== field) return;
  const now = confirmedValue(cell);
  if (now === editing.confirmed) return;
  editing.confirmed = now;
  // The user's own earlier value has arrived.
  if (sameValue(now, editing.was)) return;
  if (input.value === editing.was) {
    input.value = now;
    input.select();
  }
  editing.was = now;
  note(box, `${who} changed it to ${now || 'unknown'}.`);
}

/** The map has become view only: closes the field, unless something was typed, which stays until it can be saved. */
function locked() {
  if (!editing) return;
  const { was, input, box, then } = editing;
  if (input.value.trim() !== was.trim()) return keepText(box, input);
  close();
  then({ exit: 'stay', text: input.value.trim() });
}

/** Says that the text stays here. @param {HTMLElement} box @param {HTMLInputElement} input */
function keepText(box, input) {
  const copy = button('Copy my text', 'button compact', () => void copyText(input.value));
  note(box, 'You can’t edit this map now. Your text stays here until you can. Press Esc to discard it. ', copy);
  box.querySelector('.conflict-note')?.toggleAttribute('data-locked', true);
}

/** The map can be edited again: the text is saved as usual. */
function unlocked() {
  editing?.box.querySelector('[data-locked]')?.remove();
}

export function start() {
  on('frame', framed);
  on('permission', ({ permission }) => (permission === 'view' ? locked() : unlocked()));
  // Once all modules have started: the table has to be a grid, and typed text that is not saved yet has to be shown.
  setTimeout(restore);
}
