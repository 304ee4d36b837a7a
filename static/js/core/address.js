// What the addresses of the map page select: `?step=…`, `?wait=…`, `?flow=…`, `?rework=…`, `?explain=…`, `?panel=…`.
// The same links work without scripts. Modules register what a key does, a link then needs no request; the address of
// the page follows the selection, so that a reload keeps it.

import { on } from './events.js';
import { page } from './page.js';
import { select, selectArrow, selected, selectedArrow } from './selection.js';
import { rowOf } from './steps.js';

/** @type {Map<string, (value: string, all: URLSearchParams) => void>} */
const takers = new Map();

/** Does something for links with this key. @param {string} key @param {(value: string, all: URLSearchParams) => void} run */
export function onAddress(key, run) {
  takers.set(key, run);
}

/** The address of a step's field. @param {string} step @param {string} [field] */
export const addressOf = (step, field) => `?step=${encodeURIComponent(step)}${field ? `&field=${field}` : ''}`;

/** @param {string} value the two ids of an arrow @returns {{ from: string, to: string }} */
function ends(value) {
  const [from = '', to = ''] = value.split('~').map(decoded);
  return { from, to };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {{ kind: 'flow' | 'rework', from: string, to: string }} arrow */
export function addressOfArrow({ kind, from, to }) {
  const [a, b] = [from, to].map((id) => id.replace(/[%~]/g, encodeURIComponent).replaceAll('~', '%7E'));
  return `?${kind}=${encodeURIComponent(`${a}~${b}`)}`;
}

/**
 * Does what an address of this page stands for. Returns false if it stands for nothing.
 * @param {URL} url @param {string} from
 */
export function goTo(url, from) {
  const all = url.searchParams;
  const [step, wait] = [all.get('step'), all.get('wait')];
  const panel = all.get('panel');
  if (panel !== null) takers.get('panel')?.(panel, all);
  else if (wait !== null) selectStep(wait, 'wait', from);
  else if (step !== null) selectStep(step, all.get('field'), from);
  else {
    for (const kind of /** @type {const} */ (['flow', 'rework'])) {
      const value = all.get(kind);
      if (value === null) continue;
      const arrow = { kind, ...ends(value) };
      // An arrow from the start or to the end belongs to its step.
      if (arrow.from && arrow.to) selectArrow(arrow, from);
      else selectStep(arrow.from || arrow.to, null, from);
      return true;
    }
    const key = [...all.keys()].find((one) => takers.has(one));
    if (key === undefined) return false;
    takers.get(key)?.(all.get(key) ?? '', all);
  }
  return true;
}

/** A step that doesn't exist is not selected. @param {string} step @param {string | null} field @param {string} from */
function selectStep(step, field, from) {
  if (rowOf(step)) select(step, { field, from, again: true });
}

/** @param {Event} event the link that it is about, if it leads to something on this page */
function linkOf(event) {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!link) return null;
  const url = new URL(link.getAttribute('href') ?? '', location.href);
  return url.origin === location.origin && url.pathname === page.url && url.search !== '' ? { link, url } : null;
}

/** @param {MouseEvent} event */
function clicked(event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const closes = event.target instanceof Element ? event.target.closest('[data-close]') : null;
  if (closes) {
    event.preventDefault();
    closes.closest('.flash')?.remove();
    followSelection();
    return;
  }
  const found = linkOf(event);
  if (!found || !goTo(found.url, found.link.closest('#canvas') ? 'drawing' : 'link')) return;
  event.preventDefault();
  const place = found.url.hash ? document.getElementById(decoded(found.url.hash.slice(1))) : null;
  place?.scrollIntoView({ block: 'nearest' });
  if (found.link.matches('.skip')) place?.focus({ preventScroll: true });
}

/** The address of the page says what is selected. */
export function followSelection() {
  const [step, arrow] = [selected(), selectedArrow()];
  const address = arrow ? addressOfArrow(arrow) : step === null ? location.pathname : addressOf(step);
  const wanted = new URL(address, location.href);
  if (wanted.href !== location.href) history.replaceState(history.state, '', wanted);
}

export function start() {
  document.addEventListener('click', clicked);
  goTo(new URL(location.href), 'address');
  on('select', followSelection);
}
