// The drawer below the drawing: its tabs with their counts, whether it is open, and its height.

import { register } from '../core/actions.js';
import { addressOf, onAddress } from '../core/address.js';
import { element } from '../core/dom.js';
import { on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { select } from '../core/selection.js';
import { rows } from '../core/steps.js';
import { focusNew } from '../table/quick_add.js';

/** @typedef {'steps' | 'suggestions' | 'ideas' | 'checks'} Tab */

const KEY = `weir-drawer:${page.id}`;
const MIN_HEIGHT = 98;
/** Below this width, the drawer is closed until a list is chosen. */
const narrow = matchMedia('(max-width: 1099px)');
const phone = matchMedia('(max-width: 819px)');

const drawer = () => document.querySelector('.drawer');

/** @param {Tab} tab */
const listOf = (tab) => document.querySelector(`[data-list="${tab}"]`);

/** Shows a list, without moving the focus; nothing if there is none of this name. @param {string} tab */
function openTab(tab) {
  if (!document.querySelector(`[data-tab-link="${CSS.escape(tab)}"]`)) return;
  root.dataset.tab = tab;
  root.dataset.drawer = 'open';
  for (const link of document.querySelectorAll('[data-tab-link]')) {
    if (link.getAttribute('data-tab-link') === tab) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  views();
}

const isOpen = () => (root.dataset.drawer === 'auto' ? !narrow.matches : root.dataset.drawer === 'open');

function close() {
  root.dataset.drawer = 'closed';
  views();
}

/** On phones, the bar at the bottom shows which view is open. */
function views() {
  const now = !isOpen() ? 'map' : root.dataset.tab;
  for (const link of document.querySelectorAll('[data-view]:is(a)')) {
    if (link.getAttribute('data-view') === now) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.querySelector('[data-drawer-toggle]')?.setAttribute('aria-expanded', String(isOpen()));
}

function counts() {
  const of = {
    steps: rows().length,
    suggestions: document.querySelectorAll('[data-advice="levers"] [data-lever]').length,
    ideas: document.querySelectorAll('[data-advice="ideas"] [data-idea]:is(li)').length,
    checks: document.querySelectorAll('[data-list="checks"] .findings > li').length,
  };
  for (const [tab, count] of Object.entries(of)) {
    const place = document.querySelector(`[data-count="${tab}"]`);
    if (place) place.textContent = count ? String(count) : '';
  }
}

/** Goes to a list, with the focus. @param {Tab} tab @param {string} first */
function goTo(tab, first) {
  openTab(tab);
  const list = listOf(tab);
  const found = list?.querySelector(first) ?? list;
  if (!(found instanceof HTMLElement)) return;
  if (found === list) found.tabIndex = -1;
  found.focus();
}

/** Scrolls to the first idea of a step, and marks it for a moment. @param {string} step @param {boolean} takesFocus */
function showIdeaOf(step, takesFocus) {
  const wanted = addressOf(step);
  const found = [...listOf('ideas')?.querySelectorAll(/** @type {'li'} */ ('li[data-idea]')) ?? []]
    .find((idea) => idea.querySelector('.idea-meta a')?.getAttribute('href')?.endsWith(wanted));
  if (!found) return;
  const closed = found.closest('details');
  if (closed) closed.open = true;
  found.scrollIntoView({ block: 'nearest' });
  found.classList.remove('is-shown');
  // Read, so that the animation begins again.
  void found.offsetWidth;
  found.classList.add('is-shown');
  found.addEventListener('animationend', () => found.classList.remove('is-shown'), { once: true });
  if (takesFocus) /** @type {HTMLElement | null} */ (found.querySelector('[data-idea-link]'))?.focus({ preventScroll: true });
}

/** @param {MouseEvent} event */
function clicked(event) {
  const link = event.target instanceof Element ? event.target.closest('[data-tab-link], [data-drawer-toggle], [data-view]:is(a)') : null;
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { tabLink, view } = link.dataset;
  if (link.dataset.drawerToggle !== undefined) isOpen() ? close() : openTab(root.dataset.tab ?? 'steps');
  else if (tabLink) openTab(tabLink);
  else if (view === 'map') close();
  else if (view === 'add') {
    openTab('steps');
    focusNew();
  } else if (view) {
    select(null, { field: null, from: 'panel' });
    openTab(view);
  }
}

/** The height can be dragged at the upper edge, or changed by the arrow keys there. */
function resizable() {
  const handle = element('div', 'drawer-handle no-print');
  handle.tabIndex = 0;
  handle.setAttribute('role', 'separator');
  handle.setAttribute('aria-orientation', 'horizontal');
  handle.setAttribute('aria-label', 'Height of the lists');
  const set = (/** @type {number} */ height) => {
    const most = Math.max(MIN_HEIGHT, innerHeight * 0.7);
    const px = Math.round(Math.min(most, Math.max(MIN_HEIGHT, height)));
    root.style.setProperty('--drawer', `${px}px`);
    handle.setAttribute('aria-valuenow', String(px));
    store(px);
  };
  handle.setAttribute('aria-valuemin', String(MIN_HEIGHT));
  handle.setAttribute('aria-valuenow', String(Math.round(drawer()?.clientHeight ?? MIN_HEIGHT)));
  handle.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const [from, height] = [event.clientY, drawer()?.clientHeight ?? 0];
    const move = (/** @type {PointerEvent} */ now) => set(height + from - now.clientY);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  });
  handle.addEventListener('keydown', (event) => {
    const by = { ArrowUp: 34, ArrowDown: -34 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set((drawer()?.clientHeight ?? 0) + by);
  });
  drawer()?.prepend(handle);
  const stored = Number(readStored());
  if (stored && !narrow.matches) set(stored);
  narrow.addEventListener('change', () => narrow.matches && root.style.removeProperty('--drawer'));
}

/** @param {number} height */
function store(height) {
  try {
    sessionStorage.setItem(KEY, String(height));
  } catch {
    // The browser has no storage.
  }
}

function readStored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function start() {
  document.addEventListener('click', clicked);
  onAddress('panel', (tab, all) => {
    // A key that follows the link takes the focus along; a click leaves it.
    const byKey = document.activeElement?.matches('#canvas a:focus-visible') ?? false;
    openTab(tab);
    const step = all.get('step');
    if (step === null) return;
    select(step, { field: null, from: 'table' });
    if (tab === 'ideas') showIdeaOf(step, byKey);
  });
  register('go-levers', () => goTo('suggestions', '[data-lever] button, [data-lever] a'));
  register('go-ideas', () => goTo('ideas', '#idea-title'));
  register('go-checks', () => goTo('checks', '.findings a'));
  // On small screens, the table is closed when something asks for it.
  on('select', ({ from }) => {
    if (phone.matches && from === 'drawing') close();
  });
  on('frame', counts);
  on('advice', counts);
  counts();
  views();
  resizable();
}
