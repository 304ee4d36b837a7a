// Elements laid over the page: input fields, suggestion lists. They are outside the parts that the server replaces, and
// follow their anchor when the page moves.

import { on } from '../core/events.js';
import { root } from '../core/page.js';

/** Within the main landmark. */
const place = () => root.querySelector('main') ?? root;

/** @type {HTMLElement | null} */
let layer = null;
/** @type {Set<() => void>} */
const followers = new Set();

function theLayer() {
  if (layer?.isConnected) return layer;
  if (!layer) watch();
  layer = document.createElement('div');
  layer.className = 'page-overlay no-print';
  place().append(layer);
  return layer;
}

/** Watches everything that can move the anchors. */
function watch() {
  on('frame', reposition);
  // What needs a permission appears or disappears.
  on('permission', () => requestAnimationFrame(reposition));
  window.addEventListener('resize', reposition);
  window.addEventListener('scroll', reposition, { capture: true, passive: true });
  new ResizeObserver(reposition).observe(root);
}

/**
 * Sets the position of an element in window coordinates, and the least size of what is in it.
 * @typedef {(rect: { left: number, top: number, width?: number, height?: number }) => void} Put
 */

/**
 * Lays an element over the page and calls `place` to position it, now and whenever something moves. Returns a function
 * that removes it.
 * @param {HTMLElement} element
 * @param {(at: { put: Put }) => void} place
 * @returns {() => void}
 */
export function anchor(element, place) {
  const over = theLayer();
  over.append(element);
  /** @type {Put} */
  const put = ({ left, top, width, height }) => {
    if (width !== undefined) element.style.setProperty('--least-width', `${width}px`);
    if (height !== undefined) element.style.setProperty('--least-height', `${height}px`);
    const from = over.getBoundingClientRect();
    const room = document.documentElement.clientWidth - 8;
    const fits = Math.max(8, Math.min(left, room - element.offsetWidth));
    element.style.left = `${fits - from.left}px`;
    element.style.top = `${top - from.top}px`;
  };
  const reposition = () => place({ put });
  followers.add(reposition);
  reposition();
  return () => {
    followers.delete(reposition);
    element.remove();
  };
}

/** Positions all elements again. */
export function reposition() {
  for (const one of [...followers]) one();
}
