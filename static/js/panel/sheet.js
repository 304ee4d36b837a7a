// The panel as a sheet over the drawing, on smaller screens: the Back button closes it, on phones it is dragged by its
// head, and the field with the focus stays in view when the window becomes lower, as with a keyboard on the screen.

import { followSelection, goTo } from '../core/address.js';
import { element } from '../core/dom.js';
import { root } from '../core/page.js';

/** On narrower screens, the panel lies over the drawing. */
export const isSheet = matchMedia('(max-width: 1099px)');
const phone = matchMedia('(max-width: 819px)');

/** How far it is dragged to be closed or to get another height, in px. */
const FAR = 64;

let isOpen = false;
/** Was the history entry of the sheet left because the sheet was closed? */
let isLeaving = false;

const push = () => history.pushState({ sheet: true }, '');

/**
 * An open sheet has an entry in the history, so that Back closes it.
 * @param {boolean} opens @param {string} from an address that opens it has its entry already
 */
export function sheetToggled(opens, from) {
  if (opens === isOpen) return;
  isOpen = opens;
  if (opens && isSheet.matches && from !== 'address' && !history.state?.sheet) push();
  // Something else may be shown at once.
  if (!opens) queueMicrotask(leaveEntry);
}

function leaveEntry() {
  if (isOpen || isLeaving || !history.state?.sheet) return;
  isLeaving = true;
  history.back();
}

/** @param {() => void} close */
function moved(close) {
  const wasLeft = isLeaving;
  isLeaving = false;
  if (history.state?.sheet) goTo(new URL(location.href), 'address');
  else if (wasLeft && isOpen) push();
  else if (isOpen) close();
  followSelection();
}

/** @param {HTMLElement} sheet @param {() => void} close */
function draggable(sheet, close) {
  sheet.prepend(element('div', 'sheet-grabber no-print'));
  sheet.addEventListener('pointerdown', (event) => {
    const at = event.target instanceof Element ? event.target : null;
    if (!phone.matches || event.button !== 0 || !at?.closest('.sheet-grabber, .panel-head') || at.closest('a, button')) return;
    sheet.setPointerCapture(event.pointerId);
    const listeners = new AbortController();
    const { signal } = listeners;
    const distance = (/** @type {PointerEvent} */ now) => now.clientY - event.clientY;
    sheet.addEventListener('pointermove', (now) => {
      sheet.style.translate = `0 ${Math.max(0, distance(now))}px`;
    }, { signal });
    const end = (/** @type {number} */ by) => {
      listeners.abort();
      sheet.style.translate = '';
      const isTall = sheet.classList.contains('is-tall');
      if (by > (isTall ? 3 * FAR : FAR)) close();
      if (Math.abs(by) > FAR) sheet.classList.toggle('is-tall', by < 0);
    };
    sheet.addEventListener('pointerup', (now) => end(distance(now)), { signal });
    sheet.addEventListener('pointercancel', () => end(0), { signal });
  });
}

/** @param {HTMLElement} sheet */
function keepInView(sheet) {
  const view = window.visualViewport;
  const show = () => {
    // Where the keyboard covers the window instead of making it lower.
    const covered = view && view.scale < 1.05 ? innerHeight - view.height - view.offsetTop : 0;
    root.style.setProperty('--keyboard', `${Math.max(0, Math.round(covered))}px`);
    const field = document.activeElement;
    if (field && sheet.contains(field)) (field.closest('.field') ?? field).scrollIntoView({ block: 'nearest' });
  };
  addEventListener('resize', show);
  view?.addEventListener('resize', show);
}

/** @param {HTMLElement} sheet @param {() => void} close */
export function startSheet(sheet, close) {
  addEventListener('popstate', () => moved(close));
  draggable(sheet, close);
  keepInView(sheet);
}
