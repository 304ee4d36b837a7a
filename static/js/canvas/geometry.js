// Where the steps are in the drawing, in the drawing's own units, looked up once per frame: nothing that follows the
// pointer has to ask the page.

import { on } from '../core/events.js';

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @type {Map<string, Box> | null} */
let known = null;
let scale = 1;

/** The zoom, 1 for 100%. */
export const zoom = () => scale;

/** @param {number} to */
export function setZoom(to) {
  scale = to;
}

on('frame', () => {
  known = null;
});

/** The drawing with all that lies around it. @returns {HTMLElement | null} */
export const picture = () => document.getElementById('picture');

/** What the drawing scrolls in. @returns {HTMLElement | null} */
export const scroller = () => /** @type {HTMLElement | null} */ (picture()?.querySelector('.drawing') ?? null);

/** @returns {SVGSVGElement | null} */
export const drawing = () => /** @type {SVGSVGElement | null} */ (/** @type {unknown} */ (document.getElementById('drawing')));

/** The size of the drawing in its own units. */
export function size() {
  const view = drawing()?.viewBox.baseVal;
  return { width: view?.width || 1, height: view?.height || 1 };
}

/** The steps' links, in the order in which they are painted. @returns {SVGAElement[]} */
export const links = () => [...(drawing()?.querySelectorAll('a.step') ?? [])].map((link) => /** @type {SVGAElement} */ (link));

/** @param {string} step */
export const link = (step) => links().find((one) => one.dataset.step === step);

/** All boxes. @returns {Map<string, Box>} */
export function boxes() {
  known ??= measure();
  return known;
}

/** @param {string | null | undefined} step */
export const box = (step) => (step === null || step === undefined ? undefined : boxes().get(step));

function measure() {
  /** @type {Map<string, Box>} */
  const found = new Map();
  const svg = drawing();
  const from = svg?.getBoundingClientRect();
  if (!svg || !from || from.width === 0) return found;
  const scale = from.width / size().width;
  for (const one of links()) {
    // The card itself: other parts of a step, such as the word below the bottleneck, stand out of it.
    const card = one.querySelector('rect')?.getBoundingClientRect();
    if (!card || !one.dataset.step) continue;
    found.set(one.dataset.step, {
      x: (card.left - from.left) / scale,
      y: (card.top - from.top) / scale,
      width: card.width / scale,
      height: card.height / scale,
    });
  }
  return found;
}

/**
 * A point of the window in the drawing's units.
 * @param {{clientX: number, clientY: number}} point
 */
export function toDrawing(point) {
  const from = drawing()?.getBoundingClientRect();
  if (!from || from.width === 0) return { x: 0, y: 0 };
  const scale = from.width / size().width;
  return { x: (point.clientX - from.left) / scale, y: (point.clientY - from.top) / scale };
}

/**
 * A box in the window.
 * @param {Box} at
 */
export function toWindow(at) {
  const from = drawing()?.getBoundingClientRect() ?? new DOMRect();
  const scale = from.width / size().width;
  return new DOMRect(from.left + at.x * scale, from.top + at.y * scale, at.width * scale, at.height * scale);
}

/**
 * The step at a point of the drawing.
 * @param {{x: number, y: number}} point
 * @param {number} [around] how far beside a box still counts
 */
export function stepAt(point, around = 0) {
  for (const [step, at] of boxes()) {
    if (
      point.x >= at.x - around && point.x <= at.x + at.width + around &&
      point.y >= at.y - around && point.y <= at.y + at.height + around
    ) return step;
  }
  return undefined;
}

/** Is the pointer over the visible part of the drawing? @param {{clientX: number, clientY: number}} point */
export function isOver({ clientX, clientY }) {
  const at = scroller()?.getBoundingClientRect();
  return at !== undefined && clientX >= at.left && clientX <= at.right && clientY >= at.top && clientY <= at.bottom;
}
