// The flow of the map as the page knows it: flows, rework arrows and step names. The server writes it into #flows-data
// with every frame; without it, the rows form a chain.

import { on } from './events.js';
import { nameOf as named } from './steps.js';

/**
 * @typedef {object} Flow
 * @property {string[]} order ids in the order of the rows
 * @property {Map<string, string[]>} next
 * @property {Map<string, string[]>} before
 * @property {Map<string, Map<string, {share: number, wait: string}>>} rework percent and wait, by source and target
 * @property {Map<string, HTMLElement>} rows
 * @property {number[]} columns the numbers of columns that the drawing can have, in ascending order
 */

/** @type {Flow | null} */
let known = null;

on('frame', forget);

/** Clears the cache. */
export function forget() {
  known = null;
}

/** @returns {Flow} */
function flow() {
  known ??= read();
  return known;
}

/** @returns {Flow} */
function read() {
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('tr[data-step]'))) {
    if (row.dataset.step) rows.set(row.dataset.step, row);
  }
  const order = [...rows.keys()];
  /** @type {Flow} */
  const made = { order, next: new Map(), before: new Map(), rework: new Map(), rows, columns: [] };
  const data = document.getElementById('flows-data')?.textContent;
  /** @type {{flows?: [string, string][], rework?: [string, string, number, string | null][], columns?: number[]}} */
  const parsed = data ? JSON.parse(data) : { flows: order.slice(1).map((to, at) => [order[at], to]) };
  made.columns = parsed.columns ?? [];
  for (const [from, to] of parsed.flows ?? []) {
    push(made.next, from, to);
    push(made.before, to, from);
  }
  for (const [from, to, share, wait] of parsed.rework ?? []) {
    const there = made.rework.get(from) ?? new Map();
    made.rework.set(from, there.set(to, { share, wait: wait ?? '' }));
  }
  return made;
}

/**
 * @param {Map<string, string[]>} into
 * @param {string} key
 * @param {string} value
 */
function push(into, key, value) {
  const there = into.get(key);
  if (there) there.push(value);
  else into.set(key, [value]);
}

/** The steps in the order of the rows. */
export const order = () => flow().order;

/** The numbers of columns that the server offers for the drawing, in ascending order. */
export const columnCounts = () => flow().columns;

/** @param {string} step */
export const next = (step) => flow().next.get(step) ?? [];

/** @param {string} step */
export const before = (step) => flow().before.get(step) ?? [];

/** @param {string} step */
export const row = (step) => flow().rows.get(step);

/**
 * The share of rework in percent; undefined without an arrow.
 * @param {string} from
 * @param {string} to
 */
export const share = (from, to) => flow().rework.get(from)?.get(to)?.share;

/**
 * How long rework waits before it begins; empty if that isn’t known.
 * @param {string} from
 * @param {string} to
 */
export const reworkWait = (from, to) => flow().rework.get(from)?.get(to)?.wait ?? '';

/**
 * Is there a flow from one step directly to the other?
 * @param {string} from
 * @param {string} to
 */
export const connected = (from, to) => next(from).includes(to);

/**
 * All steps from which this one can be reached, including itself: possible targets of its rework.
 * @param {string} step
 * @returns {Set<string>}
 */
export function sources(step) {
  const found = new Set([step]);
  for (const one of found) before(one).forEach((earlier) => found.add(earlier));
  return found;
}

/** The name of a step for headings and sentences, never its id. @param {string} step */
export const nameOf = (step) => named(step) || 'this step';

/**
 * The value of a step's field as it would be typed; empty if it is unknown.
 * @param {string} step
 * @param {string} field
 */
export function value(step, field) {
  /** @type {HTMLElement | null | undefined} */
  const cell = row(step)?.querySelector(`[data-field="${field}"]`);
  if (cell) return cell.dataset.value ?? '';
  // Fields without a column are in the row as JSON.
  /** @type {HTMLElement | null | undefined} */
  const more = row(step)?.querySelector('[data-more]');
  return String(JSON.parse(more?.dataset.more ?? '{}')[field] ?? '');
}
