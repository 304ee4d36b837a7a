// Applies new parts of the map to the page: drawing, summary, table and their inner parts. Parts nest and are found by
// name.

import { emit } from '../core/events.js';
import { morph } from '../core/morph.js';
import { page, root } from '../core/page.js';

/** @typedef {import('../core/events.js').Author} Author */
/** @typedef {{ revision: number, parts: Record<string, string>, by?: Author | null, layout: number }} Frame */

/**
 * Elements by the names of their parts. Names contain step ids, which can be any text, so selectors can't find them.
 */
/** @type {Map<string, Element>} */
let places = new Map();

/** Frames that arrived since the last one was applied. @type {Frame[]} */
let arrived = [];
let isPlanned = false;

/**
 * Queues a frame. If several arrive within one animation frame, only the last text of a part is applied.
 * @param {Frame} frame
 */
export function receive(frame) {
  if (frame.revision < (arrived.at(-1)?.revision ?? page.revision)) return;
  arrived.push(frame);
  if (isPlanned) return;
  isPlanned = true;
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    settle();
  };
  requestAnimationFrame(once);
  // A hidden tab is never painted.
  setTimeout(once, 60);
}

/** Applies all frames that have arrived. */
export function settle() {
  const frames = arrived;
  arrived = [];
  isPlanned = false;
  const last = frames.at(-1);
  if (!last) return;
  // Without those that only change the layout of the drawing.
  const edits = frames.filter((frame, at) => frame.revision > (frames[at - 1]?.revision ?? page.revision));
  const names = new Set(frames.flatMap((frame) => Object.keys(frame.parts)));
  const newest = new Map([...names].map((name) => [name, frames.findLastIndex((frame) => name in frame.parts)]));
  const focus = focused();
  frames.forEach((frame, at) => {
    if ('drawing' in frame.parts) page.drawn = frame.layout;
    // Parts of a drawing in another layout than the one here have the same names but other positions.
    const isOther = page.drawn !== frame.layout;
    const parts = Object.entries(frame.parts).filter(([name]) => newest.get(name) === at && !(isOther && isDrawn(name)));
    put(Object.fromEntries(parts));
  });
  shows(last.revision);
  focus();
  emit('frame', { revision: last.revision, parts: [...names], by: author(edits) });
  focus();
}

/** The author of all frames, if it was one person. @param {Frame[]} frames @returns {Author | null} */
function author(frames) {
  const by = frames.at(-1)?.by ?? null;
  return frames.every((frame) => frame.by?.actor === by?.actor) ? by : null;
}

/**
 * Applies parts at once, without announcing another revision.
 * @param {Record<string, string>} parts
 */
export function put(parts) {
  const given = Object.entries(parts).map(([name, html]) => ({ name, html, depth: depth(place(name)) }));
  // Outer parts first: they contain the inner ones.
  given.sort((a, b) => a.depth - b.depth);
  /** @type {Element[]} */
  const done = [];
  for (const { name, html } of given) {
    const element = place(name);
    if (!element || done.some((outer) => outer !== element && outer.contains(element))) continue;
    morph(element, html);
    done.push(element);
  }
  // A name may contain `$&`, which has a meaning in a replacement string.
  if ('head' in parts) document.title = document.title.replace(/^.*(?= · Weir$)/s, () => root.querySelector('h1 bdi')?.textContent ?? '');
}

/** @param {string} name @returns {Element | undefined} */
function place(name) {
  const known = places.get(name);
  if (known?.isConnected && known.getAttribute('data-part') === name) return known;
  places = new Map([...root.querySelectorAll('[data-part]')].map((one) => [one.getAttribute('data-part') ?? '', one]));
  return places.get(name);
}

/** @param {string} name */
function isDrawn(name) {
  return Boolean(place(name)?.closest('[data-part="drawing"]'));
}

/** The number of parts around it. Parts that aren't on the page yet come last. @param {Element | undefined} element */
function depth(element) {
  if (!element) return Infinity;
  let count = 0;
  for (let outer = element.parentElement; outer && outer !== root; outer = outer.parentElement) {
    if (outer.hasAttribute('data-part')) count += 1;
  }
  return count;
}

/** @param {number} revision */
function shows(revision) {
  page.revision = revision;
  root.dataset.revision = String(revision);
  // Forms outside the parts say which revision they were sent from.
  for (const field of root.querySelectorAll(/** @type {'input'} */ ('input[name="revision"]'))) field.value = String(revision);
}

/**
 * Remembers the focus. The returned function restores it: to the same element, or to the one that now shows the
 * same step and field.
 */
function focused() {
  const had = document.activeElement;
  if (!had || !root.contains(had)) return () => {};
  const { id } = had;
  const step = had.closest('[data-step]')?.getAttribute('data-step');
  const field = had.closest('[data-field]')?.getAttribute('data-field');
  const isDrawn = had instanceof SVGElement;
  const find = () => {
    if (had.isConnected) return had;
    if (id && document.getElementById(id)) return document.getElementById(id);
    if (step == null) return null;
    const all = [...root.querySelectorAll('[data-step]')].filter((one) => one.getAttribute('data-step') === step);
    const same = all.find((one) => one instanceof SVGElement === isDrawn);
    return field ? same?.querySelector(`[data-field="${CSS.escape(field)}"]`) : same;
  };
  return () => {
    const now = document.activeElement;
    // Something else, such as a dialog, has taken the focus on purpose.
    if (now && now !== document.body && now !== document.documentElement) return;
    const element = find();
    if (element instanceof HTMLElement || element instanceof SVGElement) element.focus({ preventScroll: true });
  };
}
