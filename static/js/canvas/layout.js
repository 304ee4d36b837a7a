// How the drawing is arranged: in as many steps per row as show the map largest, or from top to bottom on a phone. The
// server draws; the page only says which layout it wants, of those that the server offers for the map.

import { canvas } from './geometry.js';
import { before, columnCounts, order } from '../core/flow.js';
import { FIRST_LAYOUT, ONE_ROW, VERTICAL, page } from '../core/page.js';

/** About how large a row is at 100%: its ends, a step with its wait, its height with one step or more beside each other. */
const ENDS = 125;
const STEP = 234;
const ROW = 129;
const BRANCH = 104;
const END = 50;

const phone = matchMedia('(max-width: 819px)');

/**
 * The page comes with the drawing in rows and with the vertical one, for browsers without scripts. One of them stays.
 */
export function keepOneSheet() {
  const narrow = canvas()?.querySelector('.sheet.narrow');
  const sheet = canvas()?.querySelector('.sheet:not(.narrow)');
  if (phone.matches && narrow && sheet) {
    sheet.replaceChildren(...narrow.childNodes);
    page.drawn = VERTICAL;
    page.layout = VERTICAL;
  }
  narrow?.remove();
}

/** How many steps each position in the flow has beside each other. @returns {number[]} */
function columns() {
  /** @type {Map<string, number>} */
  const depth = new Map();
  /** @type {number[]} */
  const widths = [];
  // The order of the rows follows the flow, so those before are known.
  for (const step of order()) {
    const at = Math.max(-1, ...before(step).map((one) => depth.get(one) ?? -1)) + 1;
    depth.set(step, at);
    widths[at] = (widths[at] ?? 0) + 1;
  }
  return widths;
}

/**
 * The layout that shows the map largest in a space, but not smaller than the given zoom if it can't be shown whole.
 * @param {{ width: number, height: number }} space
 * @param {number} least
 */
export function layoutFor({ width, height }, least) {
  if (phone.matches) return VERTICAL;
  const all = columns();
  if (all.length < 2) return [VERTICAL, ONE_ROW].includes(page.layout) ? FIRST_LAYOUT : page.layout;
  const counts = columnCounts();
  const fewest = counts[0] ?? FIRST_LAYOUT;
  let best = { layout: fewest, scale: 0 };
  let widest = fewest;
  for (const count of counts) {
    const used = Math.min(count, all.length);
    const across = width / (ENDS + STEP * used);
    if (across >= least) widest = count;
    const down = height / heightOf(all, count);
    const scale = Math.min(across, down);
    // Of nearly the same sizes, the one with fewer rows is easier to read.
    if (scale > best.scale * 0.95) best = { layout: count, scale };
    if (count >= all.length) break;
  }
  return best.scale >= least ? best.layout : widest;
}

/** @param {number[]} all @param {number} count */
function heightOf(all, count) {
  // The end of the scope takes a row of its own behind a full one.
  let sum = 38 + (all.length % count === 0 ? END : 0);
  for (let at = 0; at < all.length; at += count) {
    sum += ROW + BRANCH * (Math.max(...all.slice(at, at + count)) - 1);
  }
  return sum;
}
