// A range of cells: from the cell where it began to the one it was extended to. The current cell, which has the focus,
// lies within it. Cells are remembered by step and field, so the range follows its steps when rows move.

import { announce } from '../core/announce.js';
import { on } from '../core/events.js';
import { selected, selectedField } from '../core/selection.js';
import { rowOf, steps } from '../core/steps.js';
import { cellIn, columns, columnsOf } from './cells.js';

/** @typedef {{ step: string, field: string }} At */
/** A block of cells: the ids of its steps and the fields of its columns. @typedef {{ steps: string[], columns: string[] }} Block */

/** @type {{ from: At, to: At } | null} */
let range = null;
/** The cells that are marked now. @type {Set<Element>} */
let marked = new Set();

/** The cells of the range; null while only the current cell is selected. @returns {Block | null} */
export function selectedRange() {
  return range && blockBetween(range.from, range.to);
}

/** The range, or else this cell alone. @param {At} at @returns {Block} */
export function rangeOr(at) {
  return selectedRange() ?? { steps: [at.step], columns: columnsOf(at.field) };
}

/** @param {At} from @param {At} to @returns {Block | null} */
function blockBetween(from, to) {
  const [order, fields] = [steps(), columns()];
  const down = [order.indexOf(from.step), order.indexOf(to.step)];
  const across = [from, to].flatMap(({ field }) => columnsOf(field).map((column) => fields.indexOf(column)));
  if (Math.min(...down, ...across) < 0) return null;
  return {
    steps: order.slice(Math.min(...down), Math.max(...down) + 1),
    columns: fields.slice(Math.min(...across), Math.max(...across) + 1),
  };
}

/**
 * Selects from one cell to another.
 * @param {At} from @param {At} to
 */
export function selectRange(from, to) {
  if (range && isSame(range.from, from) && isSame(range.to, to)) return;
  const block = blockBetween(from, to);
  if (!block) return;
  range = { from, to };
  show();
  announce(`${sizeOf(block)} selected`);
}

/**
 * Moves the end of the range, or begins one at the current cell. Returns false if that is no cell of a field.
 * @param {At} at the current cell
 * @param {(end: { row: number, left: number, right: number }) => { row?: number, column?: number }} move from the end, a
 *   cell that may cover several columns; beyond the table counts as its edge
 */
export function extend(at, move) {
  const [order, fields] = [steps(), columns()];
  // After moving within the range, it begins again at the current cell.
  const began = range && isSame(range.from, at) ? range : { from: at, to: at };
  const covered = columnsOf(began.to.field).map((column) => fields.indexOf(column));
  const end = { row: order.indexOf(began.to.step), left: Math.min(...covered), right: Math.max(...covered) };
  if (end.row < 0 || end.left < 0) return false;
  const { row: down = end.row, column = end.left } = move(end);
  const within = (/** @type {number} */ index, /** @type {unknown[]} */ all) => Math.max(0, Math.min(all.length - 1, index));
  const step = order[within(down, order)];
  const field = fields[within(column, fields)];
  if (step === undefined || field === undefined) return false;
  selectRange(began.from, { step, field });
  const row = rowOf(step);
  if (row) cellIn(row, field)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

/** Selects every cell, and keeps the current one. */
export function selectAll() {
  const [order, fields] = [steps(), columns()];
  const [first, last] = [order[0], order[order.length - 1]];
  const [left, right] = [fields[0], fields[fields.length - 1]];
  if (first === undefined || last === undefined || left === undefined || right === undefined) return;
  selectRange({ step: first, field: left }, { step: last, field: right });
}

/** Back to the current cell alone. Returns false if there is no range. */
export function collapse() {
  if (!range) return false;
  range = null;
  show();
  return true;
}

/**
 * The next cell within the range, across its ends: by rows for Tab, by columns for Enter.
 * @param {At} at
 * @param {'down' | 'up' | 'next' | 'previous'} way
 * @returns {At | null} null without a range, or outside of it
 */
export function nextInRange({ step, field }, way) {
  const block = selectedRange();
  if (!block) return null;
  const [height, width] = [block.steps.length, block.columns.length];
  const row = block.steps.indexOf(step);
  const column = block.columns.findIndex((one) => columnsOf(field).includes(one));
  if (row < 0 || column < 0 || height * width < 2) return null;
  const isDown = way === 'down' || way === 'up';
  const by = way === 'down' || way === 'next' ? 1 : -1;
  const count = height * width;
  const place = ((isDown ? column * height + row : row * width + column) + by + count) % count;
  const there = isDown ? { row: place % height, column: Math.floor(place / height) } : { row: Math.floor(place / width), column: place % width };
  const [nextStep, nextField] = [block.steps[there.row], block.columns[there.column]];
  return nextStep === undefined || nextField === undefined ? null : { step: nextStep, field: nextField };
}

/** Is it more than one cell? @param {Block} block */
export function isMany({ steps: rows, columns: fields }) {
  return rows.length * fields.length > 1;
}

/** `3 rows, 2 columns`. @param {Block} block */
export function sizeOf({ steps: rows, columns: fields }) {
  const count = (/** @type {number} */ number, /** @type {string} */ word) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${count(rows.length, 'row')}, ${count(fields.length, 'column')}`;
}

/** @param {At} one @param {At} other */
function isSame(one, other) {
  return one.step === other.step && columnsOf(one.field).some((column) => columnsOf(other.field).includes(column));
}

/** Marks the cells of the range. Only what has changed is touched: a range may be the whole of a large table. */
function show() {
  const block = selectedRange();
  /** @type {Set<Element>} */
  const wanted = new Set();
  for (const step of block?.steps ?? []) {
    const row = rowOf(step);
    for (const column of block?.columns ?? []) {
      const cell = row && cellIn(row, column);
      if (cell) wanted.add(cell);
    }
  }
  for (const cell of marked) if (!wanted.has(cell)) cell.removeAttribute('aria-selected');
  for (const cell of wanted) if (cell.getAttribute('aria-selected') !== 'true') cell.setAttribute('aria-selected', 'true');
  marked = wanted;
}

export function start() {
  // A frame may have removed steps or marks.
  on('frame', () => {
    if (range && !selectedRange()) range = null;
    if (range || marked.size > 0) show();
  });
  // Another cell became the current one; within the range it stays.
  on('select', () => {
    const block = selectedRange();
    if (!block) return;
    const [step, field] = [selected(), selectedField()];
    const isWithin = step !== null && block.steps.includes(step) && columnsOf(field ?? '').some((one) => block.columns.includes(one));
    if (!isWithin) collapse();
  });
}
