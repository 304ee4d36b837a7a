// Short messages at the lower left of the drawing, or of the window. They are announced to screen readers as well. While a dialog is open they are
// shown in it, because everything outside of it is inert.

import { announce, liveRegion, messageParent } from './announce.js';
import { button, element } from './dom.js';
import { clipQuotes } from './text.js';

/** How long a toast stays: long enough to read it, and to reach its button. */
const DURATION_MS = { short: 8_000, warning: 12_000, action: 20_000, long: 60_000 };
/** How many toasts are shown at once. */
const MAX_TOASTS = 2;

/** A function that closes a toast. @typedef {() => void} CloseToast */

/** Toasts that later ones do not push out. @type {WeakSet<Element>} */
const sticky = new WeakSet();
/** Starts the timer of a toast once it is visible. @type {WeakMap<Element, () => void>} */
const timers = new WeakMap();

/** @type {HTMLElement | undefined} */
let stack;

export function start() {
  placeMessages();
  addEventListener('resize', place);
}

/** Moves toasts and live region to where they can be reached: after a dialog has opened, and before it is removed. */
export function placeMessages() {
  liveRegion();
  if (!stack) {
    stack = element('div');
    Object.assign(stack, { id: 'toasts', role: 'region', ariaLabel: 'Messages', popover: 'manual' });
  }
  const parent = messageParent();
  if (stack.parentElement !== parent) parent.append(stack);
  arrange();
  return stack;
}

/**
 * Shows and announces a message. It closes after a while, but not while it has the pointer or the focus.
 * @param {string} text
 * @param {{ action?: { label: string, run: () => void }, tone?: 'plain' | 'warning' | 'danger', stays?: boolean }} [options]
 *   `stays`: for longer, and later messages do not push it out
 * @returns {CloseToast}
 */
export function toast(text, { action, tone = 'plain', stays = false } = {}) {
  const box = element('div', `toast ${tone}`);
  const words = clipQuotes(text);
  box.append(element('p', '', words));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** What had the focus before. @type {HTMLElement | null} */
  let before = null;
  const close = () => {
    clearTimeout(timer);
    const hadFocus = box.contains(document.activeElement);
    box.remove();
    arrange();
    if (hadFocus && before?.isConnected) before.focus({ preventScroll: true });
  };
  if (action) box.append(button(action.label, 'button compact', () => { close(); action.run(); }));
  const closes = button('', 'toast-close', close);
  closes.setAttribute('aria-label', 'Close this message');
  box.append(closes);
  const time = DURATION_MS[stays ? 'long' : action ? 'action' : tone === 'plain' ? 'short' : 'warning'];
  const wait = () => {
    clearTimeout(timer);
    // In a hidden tab it hasn't been read.
    if (!box.hidden) timer = setTimeout(() => (document.visibilityState === 'hidden' ? wait() : close()), time);
  };
  const pause = () => clearTimeout(timer);
  box.addEventListener('pointerenter', pause);
  box.addEventListener('pointerleave', () => !box.contains(document.activeElement) && wait());
  box.addEventListener('focusin', ({ relatedTarget }) => {
    pause();
    if (relatedTarget instanceof HTMLElement && !box.contains(relatedTarget)) before = relatedTarget;
  });
  box.addEventListener('focusout', () => box.isConnected && wait());
  if (stays) sticky.add(box);
  timers.set(box, wait);
  const all = placeMessages();
  all.append(box);
  evict(all);
  arrange(true);
  wait();
  announce(words);
  return close;
}

/** Removes the oldest ones that are not sticky. @param {HTMLElement} all */
function evict(all) {
  for (const one of [...all.children]) {
    if (all.childElementCount <= MAX_TOASTS) return;
    if (!sticky.has(one) && one !== all.lastElementChild) one.remove();
  }
}

/** Over the lower left of the drawing while it is in view: no field and no button is there. */
function place() {
  const drawing = document.getElementById('canvas')?.getBoundingClientRect();
  const below = drawing && drawing.height > 0 ? Math.max(0, innerHeight - drawing.bottom) : 0;
  stack?.style.setProperty('--below-drawing', `${below}px`);
}

/** Shows the newest ones; the popover that is shown last lies above everything that was opened before. */
function arrange(isNew = false) {
  if (!stack?.isConnected) return;
  place();
  const all = [...stack.children];
  all.forEach((one, at) => {
    const wasHidden = one instanceof HTMLElement && one.hidden;
    one.toggleAttribute('hidden', at < all.length - MAX_TOASTS);
    if (wasHidden && !one.hidden) timers.get(one)?.();
  });
  const isOpen = stack.matches(':popover-open');
  const isLower = isOpen && isNew && !stack.contains(document.activeElement);
  if (isOpen && (isLower || !all.length)) stack.hidePopover();
  if (all.length && (isLower || !isOpen)) stack.showPopover?.();
}
