// Pan and zoom: mouse and pen drag everything but the steps, fingers scroll natively; the wheel with Ctrl, and two
// fingers, zoom at the point under them. A click on nothing deselects.

import { select } from '../core/selection.js';
import { canvas, scroller, zoom } from './geometry.js';
import { leastPinch, zoomTo } from './viewport.js';

/** The farthest that the pointer may move in a click, in px. */
const CLICK_SLOP = 4;
/** A paste within this time after the middle button was released in the drawing comes from that button. */
const MIDDLE_PASTE_MS = 300;

let middleReleased = 0;

export function start() {
  const all = canvas();
  if (!all) return;
  all.addEventListener('pointerdown', (event) => begin(event, all));
  all.addEventListener('click', (event) => {
    if (event.defaultPrevented || !inDrawing(event) || onSomething(event.target) || all.classList.contains('is-choosing')) return;
    select(null, { field: null, from: 'drawing' });
  });
  // With the middle button, Linux pastes what is selected anywhere, long after the drag.
  addEventListener('paste', (event) => {
    if (Date.now() - middleReleased > MIDDLE_PASTE_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  all.addEventListener('wheel', wheel, { passive: false });
  pinch(all);
}

/** Did the event happen in the drawing, and not in its toolbar? @param {Event} event */
function inDrawing(event) {
  return event.target instanceof Element && event.target.closest('.drawing') !== null;
}

/**
 * @param {PointerEvent} event
 * @param {HTMLElement} all an element that survives when the drawing is replaced meanwhile
 */
function begin(event, all) {
  const around = scroller();
  if (!around || !inDrawing(event)) return;
  const grabs = event.button === 1 || (event.button === 0 && !hasOwnDrag(event.target));
  if (event.pointerType === 'touch' || !grabs || onScrollbar(event, around)) return;
  if (event.button === 1) event.preventDefault();
  const from = { x: event.clientX, y: event.clientY, left: around.scrollLeft, top: around.scrollTop };
  let moving = false;
  const listeners = new AbortController();
  const move = (/** @type {PointerEvent} */ now) => {
    if (now.pointerId !== event.pointerId) return;
    // The button was released outside, such as over another window.
    if (now.buttons === 0) return end();
    const [dx, dy] = [now.clientX - from.x, now.clientY - from.y];
    if (!moving && Math.hypot(dx, dy) < CLICK_SLOP) return;
    if (!moving) {
      moving = true;
      all.setPointerCapture(event.pointerId);
      all.classList.add('is-panning');
    }
    around.scrollLeft = from.left - dx;
    around.scrollTop = from.top - dy;
  };
  const end = () => {
    listeners.abort();
    if (event.button === 1) middleReleased = Date.now();
    all.classList.remove('is-panning');
    // The click at the end of a drag doesn't count.
    if (moving) addEventListener('click', cancelEvent, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', cancelEvent, { capture: true }));
  };
  const { signal } = listeners;
  all.addEventListener('pointermove', move, { signal });
  for (const type of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
    addEventListener(type, (now) => now.pointerId === event.pointerId && end(), { signal });
  }
  addEventListener('blur', end, { signal });
}

/** @param {Event} event */
export function cancelEvent(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Steps and the handles of arrows are moved themselves. @param {EventTarget | null} target */
function hasOwnDrag(target) {
  return target instanceof Element && target.closest('a.step, button, input') !== null;
}

/** @param {EventTarget | null} target */
function onSomething(target) {
  return target instanceof Element && target.closest('a, button, input') !== null;
}

/**
 * @param {PointerEvent} event
 * @param {HTMLElement} around
 */
function onScrollbar(event, around) {
  const at = around.getBoundingClientRect();
  return event.clientX - at.left - around.clientLeft > around.clientWidth ||
    event.clientY - at.top - around.clientTop > around.clientHeight;
}

/**
 * Zooms once per animation frame, however many events arrive in between.
 * @type {{factor: number, spot: import('./viewport.js').Spot} | null}
 */
let due = null;

/**
 * @param {number} factor
 * @param {import('./viewport.js').Spot} spot
 */
function zoomBy(factor, spot) {
  if (due) {
    due = { factor: due.factor * factor, spot };
    return;
  }
  due = { factor, spot };
  requestAnimationFrame(() => {
    if (due) zoomTo(zoom() * due.factor, due.spot);
    due = null;
  });
}

/** @param {WheelEvent} event */
function wheel(event) {
  if (!inDrawing(event)) return;
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  const around = scroller();
  // A pinch on a touchpad arrives as a wheel event with Ctrl.
  if (!event.ctrlKey && !event.metaKey) {
    const isOneRow = around && around.scrollHeight <= around.clientHeight + 1 && around.scrollWidth > around.clientWidth;
    if (!isOneRow || event.shiftKey || event.deltaX !== 0) return;
    event.preventDefault();
    around.scrollLeft += event.deltaY * lines;
    return;
  }
  event.preventDefault();
  const turned = Math.max(-120, Math.min(120, event.deltaY * lines));
  zoomBy(Math.exp(-turned / 300), { clientX: event.clientX, clientY: event.clientY });
}

/** @param {HTMLElement} all */
function pinch(all) {
  /** @type {{far: number, zoom: number} | null} */
  let from = null;
  const read = (/** @type {TouchEvent} */ event) => {
    const [a, b] = [event.touches[0], event.touches[1]];
    if (!a || !b) return null;
    return {
      far: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
      spot: { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 },
    };
  };
  all.addEventListener('touchstart', (event) => {
    const now = event.touches.length === 2 && inDrawing(event) ? read(event) : null;
    from = now && { far: now.far, zoom: zoom() };
  }, { passive: true });
  all.addEventListener('touchmove', (event) => {
    const now = from && event.touches.length === 2 ? read(event) : null;
    if (!from || !now || from.far === 0) return;
    event.preventDefault();
    const wanted = Math.max(leastPinch(), from.zoom * now.far / from.far);
    zoomBy(wanted / (zoom() * (due?.factor ?? 1)), now.spot);
  }, { passive: false });
  for (const type of /** @type {const} */ (['touchend', 'touchcancel'])) {
    all.addEventListener(type, () => { from = null; }, { passive: true });
  }
}
