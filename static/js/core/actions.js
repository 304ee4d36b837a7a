// The list of actions. Titles and keys come with the page, from the list that the help page shows too; modules register
// what the actions do. Some are a link or a form of the page, and available where the server has written it.

import { canEdit, isForUs, page, root } from './page.js';
import { select } from './selection.js';

/** Actions that change nothing, and so are available in view only mode. */
const VIEW_ONLY_ACTIONS = [
  'open-form', 'history', 'about', 'go-levers', 'go-ideas', 'go-drawing', 'go-table', 'zoom-in', 'zoom-out', 'zoom-actual',
  'fit', 'one-row', 'wall', 'palette', 'keys', 'print', 'copy-image', 'copy-markdown', 'copy-link', 'previous-step', 'next-step',
  'go-checks', 'follow',
];

/**
 * @typedef {object} Action
 * @property {string} id
 * @property {string} title
 * @property {string[]} keys such as `Ctrl+Shift+Z`, `Alt+ArrowUp`, `n`; Ctrl means Cmd on a Mac
 * @property {string} group
 * @property {'step' | 'map' | 'drawing'} where its keys work
 * @property {string} words other words that people look for it by
 * @property {string} [address] of the link or form that it is; `~` is the address of the map
 *
 * @typedef {{ run: () => unknown, when: (() => boolean) | null }} ActionHandler
 */

const [DOUBLE_MS, DOUBLE_PX] = [600, 30];
/** What changes the map without asking, and is followed by the next of its kind at the same place. */
const CHANGES_AT_ONCE = '[data-action="remove"], form[data-edit] button, form[data-idea] button';
/** The last click. */
let last = { clientX: 0, clientY: 0, timeStamp: -DOUBLE_MS };

/** @type {Action[]} */
const known = read();
/** @type {Map<string, ActionHandler[]>} */
const handlers = new Map();

/** @returns {Action[]} */
function read() {
  try {
    return JSON.parse(document.getElementById('actions')?.textContent || '[]');
  } catch {
    return [];
  }
}

/**
 * Registers what an action does. Several modules may register: those with a `when` are tried first, in the order of
 * registration; the one without is the fallback.
 * @param {string} id
 * @param {() => unknown} run
 * @param {{ when?: () => boolean }} [options]
 */
export function register(id, run, { when } = {}) {
  const list = handlers.get(id) ?? [];
  list.push({ run, when: when ?? null });
  handlers.set(id, list);
}

/** May this visitor do it, when there is something to do it to? @param {string} id */
export function isAllowed(id) {
  return canEdit() || VIEW_ONLY_ACTIONS.includes(id);
}

/** What a module has registered for it. @param {string} id */
function handlerFor(id) {
  if (!isAllowed(id)) return undefined;
  const list = handlers.get(id) ?? [];
  return list.find(({ when }) => when !== null && when()) ?? list.find(({ when }) => when === null);
}

/** The link or button of the page that it is. @param {string} id @returns {HTMLElement | null} */
function elementFor(id) {
  const address = known.find((action) => action.id === id)?.address?.replace('~', page.url);
  if (!address) return null;
  const written = CSS.escape(address);
  const found = root.ownerDocument.querySelectorAll(/** @type {'a'} */ (`a[href="${written}"], form[action="${written}"] button`));
  return [...found].find((element) => !element.closest('[hidden]') && isForUs(element)) ?? null;
}

/** Is it available now? @param {string} id */
export function can(id) {
  return handlerFor(id) !== undefined || elementFor(id) !== null;
}

/**
 * Runs an action, for the selected step or the given one. Returns false if there is nothing to do.
 * @param {string} id
 * @param {{ step?: string | null, from?: string }} [at]
 */
export function perform(id, { step, from = 'action' } = {}) {
  if (step) select(step, { from });
  const [found, element] = [handlerFor(id), elementFor(id)];
  if (found) void found.run();
  else element?.click();
  return found !== undefined || element !== null;
}

/** All actions, with whether they are available now. @returns {(Action & { enabled: boolean })[]} */
export function list() {
  return known.map((action) => ({ ...action, enabled: can(action.id) }));
}

/** Runs the action of a button or link with `data-action="id"`; in a step's row, for that step. */
function clicked(/** @type {MouseEvent} */ event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target.closest('[data-action]') : null;
  if (!(target instanceof HTMLElement || target instanceof SVGElement)) return;
  const owner = target.closest('[data-step]');
  const step = owner instanceof HTMLElement || owner instanceof SVGElement ? owner.dataset.step : undefined;
  const id = target.dataset.action ?? '';
  if (step) select(step, { from: 'menu' });
  // A link or form without a script does what it does.
  if (!handlerFor(id)) return;
  event.preventDefault();
  const menu = target.closest('details.menu');
  if (menu instanceof HTMLDetailsElement) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
  perform(id);
}

/**
 * A second tap at the same place that belongs to the first: by now, something else lies under the finger, such as the
 * bin of the next step.
 * @param {MouseEvent} event
 */
function repeated(event) {
  const { clientX, clientY, timeStamp } = event;
  const isSame = timeStamp - last.timeStamp < DOUBLE_MS && Math.hypot(clientX - last.clientX, clientY - last.clientY) < DOUBLE_PX;
  last = { clientX, clientY, timeStamp };
  if (!isSame || !(event.target instanceof Element) || !event.target.closest(CHANGES_AT_ONCE)) return;
  event.preventDefault();
  event.stopPropagation();
}

export function start() {
  document.addEventListener('click', repeated, true);
  document.addEventListener('click', clicked);
}
