// Short messages: to those who listen (a polite live region), and to those who look (a toast in the corner). Both stand
// ready from the start, for a region that comes with its first words is often not read; and while a dialog is open they
// stand in it, for everything outside of it is out of reach.

/** How long a toast stays: long enough to read it, and to reach its button. */
const STAYS_MS = { short: 8_000, warns: 12_000, action: 20_000, long: 60_000 };
/** How many toasts are shown at once. */
const MOST_TOASTS = 3;

/**
 * A toast: closes it, as a function or by its name.
 * @typedef {(() => void) & { close: () => void }} Toast
 */

/** Toasts that are to be kept until their time has come, whatever comes after them. @type {WeakSet<Element>} */
const lasting = new WeakSet();
/** Starts the time of a toast, once it is seen. @type {WeakMap<Element, () => void>} */
const starts = new WeakMap();

/** @type {HTMLElement | undefined} */
let region;
/** @type {HTMLElement | undefined} */
let stack;

export function start() {
  stand();
}

/** Where messages can be reached: in the dialog that was opened last, else in the page. */
function home() {
  return [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
}

/** Puts the region and the stack where they can be reached now: after a dialog was opened, and before it is taken away. */
export function stand() {
  region ??= made('div', { className: 'unseen', id: 'said', role: 'status' });
  stack ??= made('div', { id: 'toasts', role: 'region', ariaLabel: 'Messages', popover: 'manual' });
  const at = home();
  for (const one of [region, stack]) if (one.parentElement !== at) at.append(one);
  arrange();
  return { region, stack };
}

/**
 * Says it to screen readers, once they have finished their sentence.
 * @param {string} text
 */
export function say(text) {
  const { region: place } = stand();
  const line = made('p', { textContent: text });
  // The last few stay, so that a second message does not cut off the first; each is a new node and so is read.
  place.append(line);
  while (place.childElementCount > 3) place.firstElementChild?.remove();
  setTimeout(() => line.remove(), 8_000);
}

/**
 * Shows a message, and says it. It goes by itself, later while somebody points at it or has the focus in it.
 * @param {string} text
 * @param {{ action?: { label: string, run: () => void }, tone?: 'plain' | 'warns' | 'hurts', stays?: boolean }} [options]
 *   `stays`: for a good while, and no later message pushes it out
 * @returns {Toast} closes it
 */
export function toast(text, { action, tone = 'plain', stays = false } = {}) {
  const box = made('div', { className: `toast ${tone}` });
  box.append(made('p', { textContent: text }));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Where the focus was before it came here. @type {HTMLElement | null} */
  let before = null;
  const close = () => {
    clearTimeout(timer);
    const hadFocus = box.contains(document.activeElement);
    box.remove();
    arrange();
    if (hadFocus && before?.isConnected) before.focus({ preventScroll: true });
  };
  if (action) box.append(button(action.label, 'button slim', () => { close(); action.run(); }));
  const closes = button('', 'toast-close', close);
  closes.setAttribute('aria-label', 'Close this message');
  box.append(closes);
  const time = STAYS_MS[stays ? 'long' : action ? 'action' : tone === 'plain' ? 'short' : 'warns'];
  const wait = () => {
    clearTimeout(timer);
    // Nobody has read it in a tab that nobody sees.
    if (!box.hidden) timer = setTimeout(() => (document.visibilityState === 'hidden' ? wait() : close()), time);
  };
  const holds = () => clearTimeout(timer);
  box.addEventListener('pointerenter', holds);
  box.addEventListener('pointerleave', () => !box.contains(document.activeElement) && wait());
  box.addEventListener('focusin', ({ relatedTarget }) => {
    holds();
    if (relatedTarget instanceof HTMLElement && !box.contains(relatedTarget)) before = relatedTarget;
  });
  box.addEventListener('focusout', () => box.isConnected && wait());
  if (stays) lasting.add(box);
  starts.set(box, wait);
  const { stack: all } = stand();
  all.append(box);
  evict(all);
  arrange(true);
  wait();
  say(text);
  return Object.assign(() => close(), { close });
}

/** The older ones make room, except those that stay. @param {HTMLElement} all */
function evict(all) {
  for (const one of [...all.children]) {
    if (all.childElementCount <= MOST_TOASTS) return;
    if (!lasting.has(one) && one !== all.lastElementChild) one.remove();
  }
}

/** Shows the newest ones; a popover shown last lies above everything that was opened before. */
function arrange(isNew = false) {
  if (!stack?.isConnected) return;
  const all = [...stack.children];
  all.forEach((one, at) => {
    const wasHidden = one instanceof HTMLElement && one.hidden;
    one.toggleAttribute('hidden', at < all.length - MOST_TOASTS);
    if (wasHidden && !one.hidden) starts.get(one)?.();
  });
  const isOpen = stack.matches(':popover-open');
  const isLower = isOpen && isNew && !stack.contains(document.activeElement);
  if (isOpen && (isLower || !all.length)) stack.hidePopover();
  if (all.length && (isLower || !isOpen)) stack.showPopover?.();
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Partial<HTMLElementTagNameMap[T]>} properties
 */
function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/**
 * @param {string} label
 * @param {string} className
 * @param {() => void} run
 */
function button(label, className, run) {
  const one = made('button', { type: 'button', className, textContent: label });
  one.addEventListener('click', run);
  return one;
}
