// Positions of the steps in drawing coordinates, measured once per frame, so that pointer handlers don't read layout.

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

/** The drawing with its toolbar. @returns {HTMLElement | null} */
export const canvas = () => document.getElementById('canvas');

/** The scroll container of the drawing. @returns {HTMLElement | null} */
export const scroller = () => /** @type {HTMLElement | null} */ (canvas()?.querySelector('.drawing') ?? null);

/** @returns {SVGSVGElement | null} */
export const drawing = () => /** @type {SVGSVGElement | null} */ (canvas()?.querySelector('.sheet > svg') ?? null);

/** The size of the drawing in its own units. */
export function size() {
  const view = drawing()?.viewBox.baseVal;
  return { width: view?.width || 1, height: view?.height || 1 };
}

/** The links of the steps in paint order. @returns {SVGAElement[]} */
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
    // The card itself: other parts of a step, such as the bottleneck label, extend beyond it.
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
 * Converts a point of the window to drawing coordinates.
 * @param {{clientX: number, clientY: number}} point
 */
export function toDrawing(point) {
  const from = drawing()?.getBoundingClientRect();
  if (!from || from.width === 0) return { x: 0, y: 0 };
  const scale = from.width / size().width;
  return { x: (point.clientX - from.left) / scale, y: (point.clientY - from.top) / scale };
}

/**
 * Converts a box to window coordinates.
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
 * @param {number} [around] distance from a box that still counts
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
