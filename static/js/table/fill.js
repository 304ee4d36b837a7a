// Changes all cells of a range at once: emptied, filled with one value, with those above, or with a pasted block.

import { announce } from '../core/announce.js';
import { steps } from '../core/steps.js';
import { changes, read } from './block.js';
import { sendCells } from './cell_edits.js';
import { columns } from './cells.js';
import { sizeOf } from './range.js';

/** @typedef {import('./range.js').Block} Block */
/** @typedef {import('./block.js').Change} Change */

/** @type {(step: string, field: string) => void} */
let fix = () => {};

/** Sets the function that opens a cell whose value was rejected. @param {(step: string, field: string) => void} opens */
export function onRejectedCells(opens) {
  fix = opens;
}

/** @param {number} count */
export function cellCount(count) {
  return `${count} ${count === 1 ? 'cell' : 'cells'}`;
}

/**
 * Sends changes and announces them.
 * @param {Change[]} all @param {string} verb such as `Filled` @param {string} nothing said if nothing changes
 */
function send(all, verb, nothing) {
  if (all.length === 0) return announce(nothing);
  const description = `${verb} ${cellCount(all.length)}`;
  announce(`${description}.`);
  void sendCells(all, description, fix);
}

/** @param {Block} block @param {string} text */
export function fillRange(block, text) {
  send(changes(block, block.steps.map(() => block.columns.map(() => text))), 'Filled', 'These cells already have this value.');
}

/** Makes all values unknown. Names stay. @param {Block} block @param {string} [verb] */
export function clearCells(block, verb = 'Cleared') {
  const named = block.columns.includes('name');
  const all = changes(block, block.steps.map(() => block.columns.map(() => '')));
  if (all.length === 0) return announce(named ? 'Names can’t be empty. Nothing to clear.' : 'These cells are already unknown.');
  send(all, verb, '');
  if (named) announce('The names stay.');
}

/** Repeats the first row of a range in the others; in a single row, the row above it. @param {Block} block */
export function fillDown(block) {
  const order = steps();
  const first = block.steps[0] ?? '';
  const above = block.steps.length > 1 ? first : order[order.indexOf(first) - 1];
  if (above === undefined) return announce('There is no row above.');
  const below = block.steps.length > 1 ? block.steps.slice(1) : block.steps;
  const [values = []] = read({ steps: [above], columns: block.columns });
  send(changes({ steps: below, columns: block.columns }, below.map(() => values)), 'Filled', 'These cells already have these values.');
}

/**
 * Where a pasted block goes: from the first cell of the range on, and repeated if the range is a multiple of it. What
 * doesn't fit is returned as well.
 * @param {Block} block the range @param {string[][]} texts
 */
export function placeOf(block, texts) {
  const [order, fields] = [steps(), columns()];
  const [top, left] = [order.indexOf(block.steps[0] ?? ''), fields.indexOf(block.columns[0] ?? '')];
  const wide = Math.max(...texts.map((row) => row.length));
  const size = (/** @type {number} */ range, /** @type {number} */ pasted) => (range % pasted === 0 ? range : pasted);
  const height = size(block.steps.length, texts.length);
  const width = size(block.columns.length, wide);
  const target = { steps: order.slice(top, top + height), columns: fields.slice(left, left + width) };
  const rows = target.steps.map((_, down) => {
    const row = texts[down % texts.length] ?? [];
    // A shorter row leaves the cells behind it alone.
    return target.columns.map((__, across) => row[across % wide]);
  });
  return {
    target,
    changes: changes(target, /** @type {string[][]} */ (rows)),
    restRows: texts.slice(target.steps.length),
    restColumns: Math.max(0, wide - target.columns.length),
  };
}

/** Sends a pasted block. @param {ReturnType<typeof placeOf>} place */
export function fillBlock({ target, changes: all }) {
  send(all, 'Pasted', `These cells already have these values: ${sizeOf(target)}.`);
}
