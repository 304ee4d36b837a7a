// The layer over the drawing: the frame of the selected step, markers, lines, the dragged step. It is inside the scroll
// container, so it scrolls along, and it uses drawing coordinates.

import { size, zoom } from './geometry.js';
import { on } from '../core/events.js';
import { onView, overDrawing } from './viewport.js';

const SVG = 'http://www.w3.org/2000/svg';

const layer = document.createElement('div');
layer.className = 'canvas-layer';
const marks = document.createElementNS(SVG, 'svg');
marks.setAttribute('aria-hidden', 'true');
layer.append(marks);

/** @type {Map<string, SVGElement>} */
const shapes = new Map();
/** Elements at a point of the drawing that don't scale with it. @type {Map<HTMLElement, {x: number, y: number}>} */
const pinned = new Map();

export function start() {
  attach();
  onView(attach);
  on('frame', attach);
}

/** Places the layer over the drawing and gives it the current size. */
function attach() {
  const over = overDrawing();
  if (layer.parentNode !== over) over.append(layer);
  marks.setAttribute('viewBox', `0 0 ${size().width} ${size().height}`);
  for (const [element, point] of pinned) place(element, point);
}

/** @typedef {'selected' | 'origin' | 'dragged' | 'drop' | 'beside' | 'rubber' | 'target' | 'preview' | 'dimmed'} ShapeName */

/**
 * Draws or changes the shape with this name; without attributes, removes it.
 * @param {ShapeName} name also its class
 * @param {'rect' | 'path' | 'g'} kind
 * @param {Record<string, string | number> | null} attributes
 * @returns {SVGElement | null}
 */
export function shape(name, kind, attributes) {
  let found = shapes.get(name);
  if (!attributes) {
    found?.remove();
    shapes.delete(name);
    return null;
  }
  if (!found) {
    found = document.createElementNS(SVG, kind);
    found.setAttribute('class', `canvas-${name}`);
    shapes.set(name, found);
    marks.append(found);
  }
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, String(value));
  return found;
}

/**
 * A box slightly larger than that of a step.
 * @param {import('./geometry.js').Box} box
 * @param {number} [by] in the drawing's units
 */
export const around = (box, by = 4) => ({
  x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by, rx: 5 + by,
});

/**
 * Pins an element to a point of the drawing, or removes it.
 * @param {HTMLElement} element
 * @param {{x: number, y: number} | null} point
 */
export function pin(element, point) {
  if (!point) {
    pinned.delete(element);
    element.remove();
    return;
  }
  pinned.set(element, point);
  place(element, point);
  if (element.parentNode !== layer) layer.append(element);
}

/**
 * @param {HTMLElement} element
 * @param {{x: number, y: number}} point
 */
function place(element, point) {
  element.style.left = `${point.x * zoom()}px`;
  element.style.top = `${point.y * zoom()}px`;
}
