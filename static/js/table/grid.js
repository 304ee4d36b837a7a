// The table as a grid: one Tab stop, arrow keys inside, editing in place. Pattern: APG grid.

import { labelOf } from '../core/fields.js';
import { register } from '../core/actions.js';
import { on } from '../core/events.js';
import { commit, editedCell, finish, onRejected, startEditing } from './cell_editor.js';
import { cellAround, cellOf, cellsOf, fieldFrom, fieldOf, isEditable, isValueField, nextTyped, stepFrom, valueIn } from './cells.js';
import { clearCells, fillDown, fillRange, onRejectedCells } from './fill.js';
import { collapse, extend, isMany, nextInRange, rangeOr, selectAll, selectedRange } from './range.js';
import { canEdit, root } from '../core/page.js';
import { confirmedValue } from '../sync/pending.js';
import { discardRejected, rejectedAt } from '../sync/rejected.js';
import { select, selected, selectedField } from '../core/selection.js';
import { rows, rowOf, steps } from '../core/steps.js';
import { announce } from '../core/announce.js';
import { isComposing } from '../core/dom.js';

/** @type {(field: string) => boolean} */
let focusNewRow = () => false;
/** Is the row for new steps above the first row, and not below the last one? */
let isNewRowAbove = () => false;
/** Did a cell have the focus at the last check? */
let inside = false;

/**
 * Sets the row for new steps, which arrow keys reach from the table, and Enter after the last row.
 * @param {(field: string) => boolean} focus returns true if it took the focus
 * @param {() => boolean} isAbove
 */
export function setNewRow(focus, isAbove) {
  focusNewRow = focus;
  isNewRowAbove = isAbove;
}

/** The cell that Tab reaches: that of the selection, else the first one. */
function stop() {
  const chosen = cellOf(selected(), selectedField() ?? 'name') ?? cellOf(selected(), 'name');
  return chosen ?? cellOf(steps()[0] ?? null, 'name');
}

/** The element that gets the focus in a cell: its only control, or the cell. @param {HTMLElement} cell */
function focusable(cell) {
  return cell.querySelector(/** @type {'a'} */ (':scope > .row-menu')) ?? cell;
}

/** Sets an attribute only if it differs, because every frame does this for the whole table. */
function set(/** @type {Element | null | undefined} */ element, /** @type {string} */ name, /** @type {string} */ value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Makes the table a grid, again after each frame, because new rows lack the attributes. */
function applyRoles() {
  const table = document.querySelector('table.steps');
  if (!table) return;
  const all = rows();
  const reached = stop();
  set(table, 'role', 'grid');
  set(table, 'aria-multiselectable', 'true');
  set(table, 'aria-rowcount', String(all.length + 1));
  set(table.querySelector('thead > tr'), 'aria-rowindex', '1');
  all.forEach((row, at) => {
    set(row, 'aria-rowindex', String(at + 2));
    set(row, 'aria-selected', String(row.dataset.step === selected()));
    for (const cell of cellsOf(row)) {
      set(focusable(cell), 'tabindex', cell === reached ? '0' : '-1');
      if (!isEditable(fieldOf(cell))) set(cell, 'aria-readonly', 'true');
      set(cell.querySelector('.step-name'), 'tabindex', '-1');
    }
  });
  // A cell that was rendered again has lost the focus.
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (inside && lost && reached) focusable(reached).focus({ preventScroll: true });
}

/**
 * Someone else deleted the focused row: the focus moves to a cell of the next one in which keys change nothing, because
 * the user may be about to type.
 */
function focusNextRow() {
  const step = selected();
  if (!focusCell(step, 'share') && !focusCell(step, 'menu')) focusNewRow('name');
}

/** The Tab stop follows the selection. */
function moved(/** @type {{ from?: string }} */ { from }) {
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (from === 'frame' && inside && lost && editedCell() === null) return focusNextRow();
  const reached = stop();
  const target = reached && focusable(reached);
  for (const other of document.querySelectorAll('table.steps > tbody [tabindex="0"]')) if (other !== target) set(other, 'tabindex', '-1');
  set(target, 'tabindex', '0');
  const row = reached?.parentElement;
  for (const other of document.querySelectorAll('table.steps > tbody > tr[aria-selected="true"]')) if (other !== row) set(other, 'aria-selected', 'false');
  set(row, 'aria-selected', String(selected() !== null));
}

/**
 * Moves to a cell. Returns false if there is none.
 * @param {string | null} step
 * @param {string | null} [field]
 */
export function focusCell(step, field = selectedField()) {
  const cell = cellOf(step, field ?? 'name') ?? cellOf(step, 'name');
  if (!cell || step === null) return false;
  select(step, { field: fieldOf(cell) === field ? field : fieldToKeep(field, cell), from: 'table' });
  const target = focusable(cell);
  if (!target.hasAttribute('tabindex')) set(target, 'tabindex', '0');
  target.focus({ preventScroll: true });
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

/** Moving over a cell that covers two columns keeps the current column. */
function fieldToKeep(/** @type {string | null} */ field, /** @type {Element} */ cell) {
  return fieldOf(cell) === 'lead' && (field === 'wait' || field === 'work') ? field : fieldOf(cell);
}

/**
 * Edits a cell.
 * @param {string | null} step
 * @param {string | null} field
 * @param {{ text?: string, mode?: 'replace' | 'change' }} [how]
 */
function editCell(step, field, { text, mode } = {}) {
  if (step === null || !rowOf(step) || !canEdit()) return false;
  const into = isEditable(field) ? /** @type {string} */ (field) : 'name';
  const cell = cellOf(step, into);
  if (!cell) return false;
  select(step, { field: into, from: 'table' });
  return startEditing(step, into, {
    ...(text === undefined ? {} : { text }), ...(mode && { mode }), then: (ended) => moveAfterEdit(step, into, ended),
  });
}

/** Where to go after editing a cell. */
function moveAfterEdit(/** @type {string} */ step, /** @type {string} */ field, /** @type {import('./cell_editor.js').Ended} */ { exit, text, event }) {
  if (exit === 'away') return;
  if (exit === 'gone') return focusNextRow();
  if (exit === 'left' || exit === 'right') {
    focusCell(step, fieldFrom(step, field, exit === 'left' ? -1 : 1) ?? field);
    return;
  }
  if (exit === 'stay' || exit === 'fill' || exit === 'key') {
    focusCell(rowOf(step) ? step : selected(), field);
    if (exit === 'fill') fillRange(rangeOr({ step, field }), text);
    if (event && exit === 'key') handle(event, step, field);
    return;
  }
  // As in a spreadsheet, what is typed next replaces the next value.
  const go = (/** @type {{ step: string, field: string }} */ next) => editCell(next.step, next.field, { mode: 'replace' }) || focusCell(next.step, next.field);
  const within = nextInRange({ step, field }, exit);
  if (within) return void go(within);
  collapse();
  if (exit === 'down' || exit === 'up') {
    const other = stepFrom(step, exit === 'down' ? 1 : -1);
    if (other !== null) go({ step: other, field });
    else if (exit === 'up' || !focusNewRow(field)) focusCell(step, field);
    return;
  }
  const there = nextTyped(step, field, exit === 'next' ? 1 : -1);
  if (there) go(there);
  else if (exit === 'previous' || !focusNewRow('name')) focusCell(step, field);
}

/** @param {KeyboardEvent} event */
function keyPressed(event) {
  if (event.defaultPrevented || isComposing(event)) return;
  const at = cellAround(event.target);
  if (!at || event.target instanceof HTMLInputElement || event.altKey) return;
  const { step, field } = at;
  const column = selectedField() && cellOf(step, selectedField()) === at.cell ? /** @type {string} */ (selectedField()) : field;
  handle(event, step, column);
}

/** @param {KeyboardEvent} event @param {string} step @param {string} field */
function handle(event, step, field) {
  const does = widen(event, step, field) || withinRange(event, step, field) || walk(event, step, field) || change(event, step, field);
  if (!does) return;
  event.preventDefault();
  if (event.key === 'Escape') event.stopPropagation();
}

/** Keys that extend the range, select everything, or go back to one cell. */
function widen(/** @type {KeyboardEvent} */ event, /** @type {string} */ step, /** @type {string} */ field) {
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.key === 'Escape' && !ctrl && !event.shiftKey) return collapse();
  if (ctrl && !event.shiftKey && event.key.toLowerCase() === 'a') {
    selectAll();
    return true;
  }
  if (!event.shiftKey) return false;
  const at = { step, field };
  const far = Infinity;
  switch (event.key) {
    case 'ArrowDown': return extend(at, ({ row }) => ({ row: ctrl ? far : row + 1 }));
    case 'ArrowUp': return extend(at, ({ row }) => ({ row: ctrl ? 0 : row - 1 }));
    case 'ArrowRight': return extend(at, ({ right }) => ({ column: ctrl ? far : right + 1 }));
    case 'ArrowLeft': return extend(at, ({ left }) => ({ column: ctrl ? 0 : left - 1 }));
    case 'Home': return extend(at, () => ({ column: 0, ...(ctrl && { row: 0 }) }));
    case 'End': return extend(at, () => ({ column: far, ...(ctrl && { row: far }) }));
    case 'PageDown': return extend(at, ({ row }) => ({ row: row + 10 }));
    case 'PageUp': return extend(at, ({ row }) => ({ row: row - 10 }));
    default: return false;
  }
}

/** In a range, Enter and Tab walk through its cells. */
function withinRange(/** @type {KeyboardEvent} */ event, /** @type {string} */ step, /** @type {string} */ field) {
  if (event.ctrlKey || event.metaKey || (event.key !== 'Enter' && event.key !== 'Tab')) return false;
  const [back, on] = event.key === 'Enter' ? /** @type {const} */ (['up', 'down']) : /** @type {const} */ (['previous', 'next']);
  const next = nextInRange({ step, field }, event.shiftKey ? back : on);
  return next !== null && focusCell(next.step, next.field);
}

/** Arrow keys, Home, End, Page Up and Page Down. */
function walk(/** @type {KeyboardEvent} */ event, /** @type {string} */ step, /** @type {string} */ field) {
  if (event.shiftKey) return false;
  const all = steps();
  const ctrl = event.ctrlKey || event.metaKey;
  const row = rowOf(step);
  const fields = row ? cellsOf(row).map(fieldOf) : [];
  const rowAt = (/** @type {number} */ by) => all[Math.max(0, Math.min(all.length - 1, all.indexOf(step) + by))] ?? step;
  const to = (/** @type {string} */ there, /** @type {string} */ column) => {
    collapse();
    return focusCell(there, column);
  };
  switch (event.key) {
    case 'ArrowDown': {
      const below = ctrl ? (all[all.length - 1] ?? step) : stepFrom(step, 1);
      return below === null ? isNewRowAbove() || focusNewRow(field) : to(below, field);
    }
    case 'ArrowUp': {
      const above = ctrl ? (all[0] ?? step) : stepFrom(step, -1);
      return above === null ? !isNewRowAbove() || focusNewRow(field) : to(above, field);
    }
    case 'ArrowRight': return to(step, ctrl ? (fields[fields.length - 1] ?? field) : (fieldFrom(step, field, 1) ?? field));
    case 'ArrowLeft': return to(step, ctrl ? (fields[0] ?? field) : (fieldFrom(step, field, -1) ?? field));
    case 'Home': return to(ctrl ? (all[0] ?? step) : step, fields[0] ?? field);
    case 'End': return to(ctrl ? (all[all.length - 1] ?? step) : step, fields[fields.length - 1] ?? field);
    case 'PageDown': return to(rowAt(10), field);
    case 'PageUp': return to(rowAt(-10), field);
    default: return false;
  }
}

/** On values: Delete makes them unknown, Ctrl+D repeats those above, a character starts editing. */
function change(/** @type {KeyboardEvent} */ event, /** @type {string} */ step, /** @type {string} */ field) {
  const held = event.ctrlKey || event.metaKey;
  const range = rangeOr({ step, field });
  if (held && !event.shiftKey && event.key.toLowerCase() === 'd' && isEditable(field)) {
    fillDown(range);
    return true;
  }
  const clears = event.key === 'Delete' || event.key === 'Backspace';
  if (clears && !held && canEdit() && isMany(range) && selectedRange()) {
    clearCells(range);
    return true;
  }
  if (held || field === 'name') return false;
  if (clears) {
    // In cells that can't be emptied, the key that would delete the step does nothing either.
    if (isValueField(field)) makeUnknown(step, field);
    return true;
  }
  if (!isValueField(field)) return false;
  // A character is one code point; named keys are longer.
  if ([...event.key].length !== 1 || event.key === ' ') return false;
  return editCell(step, field, { text: event.key, mode: 'replace' });
}

function makeUnknown(/** @type {string} */ step, /** @type {string} */ field) {
  const cell = cellOf(step, field);
  const was = cell ? valueIn(cell) : '';
  if (rejectedAt(step, field)) {
    // A rejected value is not in the map, so it is discarded first.
    discardRejected(step, field);
    announce(`Unsaved change discarded. ${labelOf(field)} is ${was || 'unknown'}.`);
    return;
  }
  if (was === '') return;
  void commit({ step, field, text: '', was: cell ? confirmedValue(cell) : was });
  announce(`${labelOf(field)} is now unknown.`);
}

/** A click edits the cell; controls in it keep their own clicks, and a link with a modifier key opens as usual. */
function clicked(/** @type {MouseEvent} */ event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!(event.target instanceof Element)) return;
  const at = cellAround(event.target);
  if (at) collapse();
  if (!at) {
    const row = event.target.closest('table.steps > tbody > tr[data-step]');
    if (row instanceof HTMLElement && event.target.closest('.row-number')) focusCell(row.dataset.step ?? null, 'name');
    return;
  }
  const own = event.target.closest('a, button, summary, input, select');
  if (own && !own.matches('.step-name')) return;
  // Selected text is probably about to be copied.
  if (String(getSelection() ?? '').length > 0 && !own) return;
  event.preventDefault();
  if (isEditable(at.field)) editCell(at.step, at.field);
  else focusCell(at.step, at.field);
}

/** Focusing a cell selects it. */
function focused(/** @type {FocusEvent} */ event) {
  const at = cellAround(event.target);
  inside = at !== null;
  if (!at) return;
  const same = at.step === selected() && cellOf(at.step, selectedField()) === at.cell;
  if (!same) select(at.step, { field: at.field, from: 'table' });
}

/** Did the user leave on purpose? A cell that is removed from the page loses the focus just before. */
function focusMovedOut(/** @type {FocusEvent} */ { target }) {
  setTimeout(() => {
    if (target instanceof Element && target.isConnected && document.hasFocus() && !cellAround(document.activeElement)) inside = false;
  });
}

/** Is the focus in the table, or in the row for new steps below it? */
export function isAtTable() {
  return cellAround(document.activeElement) !== null || editedCell() !== null;
}

export function start() {
  root.addEventListener('keydown', keyPressed);
  root.addEventListener('click', clicked);
  document.addEventListener('focusin', focused);
  document.addEventListener('focusout', focusMovedOut);
  on('frame', applyRoles);
  on('select', moved);
  onRejected((step, field) => editCell(step, field));
  onRejectedCells((step, field) => editCell(step, field));
  register('edit', () => editCell(selected(), selectedField()), { when: () => isAtTable() && isEditable(selectedField() ?? 'name') });
  // The bar of a row can't be edited; everywhere else, the name is edited.
  register('edit', () => (isAtTable() && selectedField() === 'share' ? false : editCell(selected(), 'name')));
  register('go-table', () => {
    finish('away');
    if (!focusCell(selected() ?? steps()[0] ?? null)) focusNewRow('name');
  });
  applyRoles();
}
