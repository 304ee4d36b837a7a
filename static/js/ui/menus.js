// Menus: page menus close when the user clicks elsewhere; the menu of a row holds the actions on its step.

import { list, perform } from '../core/actions.js';
import { on } from '../core/events.js';
import { focusCell } from '../table/grid.js';
import { shown } from './keyboard.js';
import { select } from '../core/selection.js';
import { nameOf, rowOf } from '../core/steps.js';
import { root } from '../core/page.js';

/** The actions on a step in groups; the titles come from the list of actions. */
const OF_A_STEP = [
  ['open-form'],
  ['add-after', 'add-before', 'add-parallel'],
  ['move-earlier', 'move-later', 'move-parallel', 'move-form'],
  ['connect', 'rework'],
  ['remove'],
];

const menu = document.createElement('div');
/** @type {{ step: string, opener: HTMLElement } | null} */
let opened = null;

/** @param {string} step @param {HTMLElement} opener */
function open(step, opener) {
  select(step, { field: 'menu', from: 'menu' });
  opened = { step, opener };
  const known = new Map(list().map((action) => [action.id, action]));
  const groups = OF_A_STEP.map((ids) => ids.flatMap((id) => known.get(id) ?? []).filter((action) => action.enabled));
  menu.replaceChildren(...groups.filter((group) => group.length > 0).map(groupOf));
  menu.setAttribute('aria-label', `Actions for ${nameOf(step)}`);
  opener.setAttribute('aria-expanded', 'true');
  menu.showPopover();
  place();
  items()[0]?.focus();
}

/** @param {(import('../core/actions.js').Action)[]} actions */
function groupOf(actions) {
  const group = document.createElement('div');
  group.setAttribute('role', 'group');
  group.append(...actions.map(itemOf));
  return group;
}

/** @param {import('../core/actions.js').Action} action */
function itemOf({ id, title, keys }) {
  const item = document.createElement('button');
  item.type = 'button';
  item.className = 'menu-item';
  item.setAttribute('role', 'menuitem');
  item.tabIndex = -1;
  const words = document.createElement('span');
  words.textContent = title;
  item.append(words);
  if (keys[0]) {
    const key = document.createElement('kbd');
    key.textContent = shown(keys[0]);
    key.setAttribute('aria-hidden', 'true');
    item.append(key);
  }
  item.addEventListener('click', () => {
    const step = opened?.step ?? '';
    menu.hidePopover();
    focusCell(step, 'name');
    perform(id, { step, from: 'menu' });
  });
  return item;
}

/** @returns {HTMLElement[]} */
function items() {
  return [...menu.querySelectorAll(/** @type {'button'} */ ('[role="menuitem"]'))];
}

/** Below its button, or above if there is no space. */
function place() {
  const at = opened?.opener.getBoundingClientRect();
  if (!at) return;
  const { clientWidth, clientHeight } = document.documentElement;
  const below = at.bottom + 4 + menu.offsetHeight <= clientHeight;
  menu.style.left = `${Math.max(8, Math.min(at.right - menu.offsetWidth, clientWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - menu.offsetHeight)}px`;
}

/** Moves the focus among the items of a menu. Returns false if the key does something else. @param {string} key @param {HTMLElement[]} all */
function walk(key, all) {
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: all.length - 1 }[key];
  if (to === undefined) return false;
  all[(to + all.length) % all.length]?.focus();
  return true;
}

/** @param {KeyboardEvent} event */
function menuKeyPressed(event) {
  const all = items();
  if (event.key === 'Tab') menu.hidePopover();
  else if (event.key.length === 1) all.find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else if (!walk(event.key, all)) return;
  event.preventDefault();
}

function toggled(/** @type {Event} */ event) {
  if (/** @type {ToggleEvent} */ (event).newState !== 'closed' || !opened) return;
  const { step, opener } = opened;
  opened = null;
  opener.setAttribute('aria-expanded', 'false');
  if (document.activeElement === document.body || menu.contains(document.activeElement)) focusCell(step, 'menu');
}

/** The links at the ends of the rows become buttons for this menu. */
function applyRoles() {
  for (const link of document.querySelectorAll('a[data-menu]')) {
    link.setAttribute('role', 'button');
    link.setAttribute('aria-haspopup', 'menu');
    if (!link.hasAttribute('aria-expanded')) link.setAttribute('aria-expanded', 'false');
  }
}

/** The page’s own menus show the keys of their actions. */
function showKeys() {
  const keys = new Map(list().map((action) => [action.id, action.keys[0]]));
  for (const item of document.querySelectorAll(/** @type {'button'} */ ('.head .menu-list [data-action]'))) {
    const key = keys.get(item.dataset.action ?? '');
    if (!key) continue;
    const shows = document.createElement('kbd');
    shows.textContent = shown(key);
    shows.setAttribute('aria-hidden', 'true');
    item.append(shows);
  }
}

function clicked(/** @type {MouseEvent} */ event) {
  const target = event.target instanceof Element ? event.target : null;
  for (const other of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('details.menu[open]'))) {
    if (!target || !other.contains(target)) other.open = false;
  }
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = target?.closest('a[data-menu]');
  const row = /** @type {HTMLElement | null} */ (link?.closest('tr[data-step]') ?? null);
  if (!(link instanceof HTMLElement) || !row?.dataset.step) return;
  event.preventDefault();
  open(row.dataset.step, link);
}

/** The arrow keys open a menu of the page from its button, and move within it. @param {KeyboardEvent} event @param {HTMLElement} target */
function pageMenuKeyPressed(event, target) {
  const details = target.closest('details.menu');
  const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  if (!(details instanceof HTMLDetailsElement) || isHeld) return;
  if (!details.open && !(event.key === 'ArrowDown' || event.key === 'ArrowUp')) return;
  details.open = true;
  const all = /** @type {NodeListOf<HTMLElement>} */ (details.querySelectorAll('.menu-list :is(a[href], button)'));
  if (walk(event.key, [...all].filter((item) => item.checkVisibility()))) event.preventDefault();
}

/**
 * Escape closes a menu of the page and returns to its button; Space activates buttons that are links without scripts.
 */
function pressed(/** @type {KeyboardEvent} */ event) {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (event.key === ' ' && target?.matches('a[data-menu]')) {
    event.preventDefault();
    target.click();
  }
  if (target) pageMenuKeyPressed(event, target);
  const details = target?.closest('details.menu[open]');
  if (event.key !== 'Escape' || !(details instanceof HTMLDetailsElement)) return;
  event.preventDefault();
  details.open = false;
  details.querySelector('summary')?.focus();
}

export function start() {
  menu.className = 'menu-list row-actions';
  menu.setAttribute('role', 'menu');
  menu.popover = 'auto';
  menu.addEventListener('keydown', menuKeyPressed);
  menu.addEventListener('toggle', toggled);
  (root.querySelector('main') ?? root).append(menu);
  document.addEventListener('click', clicked);
  document.addEventListener('keydown', pressed);
  on('frame', () => {
    applyRoles();
    if (opened && !rowOf(opened.step)) menu.hidePopover();
  });
  applyRoles();
  showKeys();
}
