// Keeps the visible part of the drawing in place: the same step stays at the same position when the drawing changes
// around it. Scrolls to a step that is selected.

import { box, boxes, drawing, scroller, toWindow, zoom } from './geometry.js';
import { selected } from '../core/selection.js';

/**
 * The step that keeps its position when the drawing changes.
 * @type {{step: string, left: number, top: number} | null}
 */
let anchor = null;
/** A step to scroll to as soon as it is drawn. @type {string | null} */
let awaited = null;

/** Remembers the position of the selected step if it is in view, else of the one nearest to the center. */
export function rememberPosition() {
  const around = scroller();
  if (!around || !drawing()) return;
  const at = around.getBoundingClientRect();
  const corner = toWindow({ x: 0, y: 0, width: 0, height: 0 });
  const spot = { x: (at.left + at.width / 2 - corner.left) / zoom(), y: (at.top + at.height / 2 - corner.top) / zoom() };
  let found = null;
  let least = Infinity;
  for (const [step, one] of boxes()) {
    const far = Math.hypot(one.x + one.width / 2 - spot.x, one.y + one.height / 2 - spot.y);
    const bonus = step === selected() && isInView(one) ? -Infinity : far;
    if (bonus < least) [found, least] = [step, bonus];
  }
  const one = box(found);
  anchor = found && one ? { step: found, left: one.x * zoom() - around.scrollLeft, top: one.y * zoom() - around.scrollTop } : null;
}

/** @param {import('./geometry.js').Box} one */
function isInView(one) {
  const at = scroller()?.getBoundingClientRect() ?? new DOMRect();
  const there = toWindow(one);
  return there.right > at.left && there.left < at.right && there.bottom > at.top && there.top < at.bottom;
}

/** Scrolls so that the remembered step is where it was. */
export function restorePosition() {
  const around = scroller();
  const one = anchor && box(anchor.step);
  if (!around || !anchor || !one) return;
  around.scrollLeft = one.x * zoom() - anchor.left;
  around.scrollTop = one.y * zoom() - anchor.top;
}

/** Scrolls to a step that was not drawn when it was requested. */
export function revealAwaited() {
  if (awaited && box(awaited)) reveal(awaited);
}

/** Scrolls a step into view. A step that is not drawn yet is revealed when it is. @param {string} step */
export function reveal(step) {
  const around = scroller();
  const one = box(step);
  awaited = one ? null : step;
  if (!around || !one) return;
  const at = uncovered(around);
  const there = toWindow(one);
  const margin = Math.min(64, at.width / 8);
  around.scrollLeft += scrollDistance(there.left - margin, there.right + margin, at.left, at.right);
  around.scrollTop += scrollDistance(there.top - 24, there.bottom + 24, at.top, at.bottom);
}

/** The part of the scroll container that the panel doesn't cover: on smaller screens it comes from the right or from below. */
function uncovered(/** @type {HTMLElement} */ around) {
  const { left, top, right, bottom, width } = around.getBoundingClientRect();
  const over = document.getElementById('panel')?.getBoundingClientRect();
  if (!over || over.width === 0 || over.left >= right || over.top >= bottom) return { left, top, right, bottom, width };
  if (over.left <= left) return { left, top, right, bottom: Math.max(top, over.top), width };
  return { left, top, right: over.left, bottom, width: over.left - left };
}

/** The distance to scroll so that one range lies within another; if it is too long, its beginning counts. */
function scrollDistance(/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ low, /** @type {number} */ high) {
  if (from >= low && to <= high) return 0;
  return from < low || to - from > high - low ? from - low : to - high;
}
