// Dragging by mouse, pen or finger: starts once the pointer has moved far enough or a finger has rested long enough,
// follows the pointer once per animation frame, scrolls at the edges; Escape cancels.

import { cancelEvent } from '../canvas/pan.js';

/** @typedef {{clientX: number, clientY: number}} Spot */

/**
 * @typedef {object} Drag
 * @property {() => boolean | void} begin false cancels the drag
 * @property {(spot: Spot) => void} move
 * @property {(spot: Spot) => void} drop
 * @property {() => void} end always, at last
 * @property {() => Element | null} within what scrolls when the pointer comes near its edge
 * @property {boolean} [atOnce] a finger need not rest first: the element is there to be dragged
 * @property {(spot: Spot) => boolean} [begins] whether it has moved far enough, if not by the distance
 */

const DRAG_DISTANCE = 6;
const REST_MS = 420;
/** A finger is never completely still. */
const TOUCH_SLOP = 9;
const EDGE_SIZE = 56;
const MAX_SCROLL_SPEED = 18;
/** A finger covers what scrolls in from the edge. */
const MAX_TOUCH_SCROLL_SPEED = 7;

let active = false;

/** Must be registered before a touch starts, or the browser scrolls. */
document.addEventListener('touchmove', (event) => {
  if (active && event.cancelable) event.preventDefault();
}, { passive: false });

/**
 * Follows a pointer that was just pressed.
 * @param {PointerEvent} event
 * @param {Element} holder keeps the pointer; it has to outlive frames
 * @param {Drag} drag
 */
export function follow(event, holder, drag) {
  const from = { clientX: event.clientX, clientY: event.clientY };
  const rests = event.pointerType === 'touch' && !drag.atOnce;
  const listeners = new AbortController();
  const { signal } = listeners;
  let last = from;
  let began = false;
  let due = 0;

  const begin = () => {
    clearTimeout(timer);
    began = true;
    if (drag.begin() === false) {
      finish();
      return;
    }
    active = true;
    // The pointer may already be up when a long press ends.
    try {
      holder.setPointerCapture(event.pointerId);
    } catch {
      finish();
      return;
    }
    due = requestAnimationFrame(paint);
  };
  const paint = () => {
    drag.move(last);
    scrollAtEdge(last, drag.within(), event.pointerType === 'touch' ? MAX_TOUCH_SCROLL_SPEED : MAX_SCROLL_SPEED);
    due = requestAnimationFrame(paint);
  };
  const finish = () => {
    clearTimeout(timer);
    cancelAnimationFrame(due);
    listeners.abort();
    if (began) {
      drag.end();
      // The click at the end of a drag doesn't count.
      addEventListener('click', cancelEvent, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', cancelEvent, { capture: true }));
    }
    active = false;
  };
  const timer = rests ? setTimeout(begin, REST_MS) : undefined;

  addEventListener('pointermove', (now) => {
    if (now.pointerId !== event.pointerId) return;
    last = { clientX: now.clientX, clientY: now.clientY };
    const far = Math.hypot(last.clientX - from.clientX, last.clientY - from.clientY);
    if (began || (drag.begins ? !drag.begins(last) : far < (rests ? TOUCH_SLOP : DRAG_DISTANCE))) return;
    if (rests) finish();
    else begin();
  }, { signal });
  addEventListener('pointerup', (now) => {
    if (now.pointerId !== event.pointerId) return;
    if (active) drag.drop({ clientX: now.clientX, clientY: now.clientY });
    finish();
  }, { signal });
  addEventListener('pointercancel', (now) => now.pointerId === event.pointerId && finish(), { signal });
  // A second finger means zooming.
  addEventListener('pointerdown', (now) => now.pointerId !== event.pointerId && !began && finish(), { signal });
  addEventListener('contextmenu', (menu) => (began || rests) && menu.preventDefault(), { signal, capture: true });
  addEventListener('blur', finish, { signal });
  addEventListener('keydown', (key) => {
    if (key.key !== 'Escape' || !began) return;
    cancelEvent(key);
    finish();
  }, { signal, capture: true });
}

/**
 * Scrolls when the pointer is near an edge: the container, and the page if the container extends beyond the window.
 * @param {Spot} spot
 * @param {Element | null} within
 * @param {number} maxSpeed
 */
function scrollAtEdge({ clientX, clientY }, within, maxSpeed) {
  const at = within?.getBoundingClientRect();
  if (!within || !at) return;
  if (clientY > at.top - EDGE_SIZE && clientY < at.bottom + EDGE_SIZE) {
    within.scrollLeft += scrollSpeed(clientX, Math.max(at.left, 0), Math.min(at.right, innerWidth), maxSpeed);
    within.scrollTop += scrollSpeed(clientY, at.top, at.bottom, maxSpeed);
  }
  const down = scrollSpeed(clientY, 0, innerHeight, maxSpeed);
  if ((down > 0 && at.bottom > innerHeight) || (down < 0 && at.top < 0)) scrollBy(0, down);
}

/** The scroll speed: higher toward the edge. */
function scrollSpeed(/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ maxSpeed) {
  const edge = Math.min(EDGE_SIZE, (high - low) / 4);
  if (at < low + edge) return -Math.ceil(maxSpeed * Math.min(1, (low + edge - at) / edge));
  if (at > high - edge) return Math.ceil(maxSpeed * Math.min(1, (at - high + edge) / edge));
  return 0;
}
