// Zoom, fit and scroll position of the drawing. The drawing stays as the server sent it: the sheet that holds it is
// scaled, which needs no new text layout. The element around the sheet has the scaled size and scrolls.

import { register } from '../core/actions.js';
import { box, boxes, canvas, drawing, scroller, setZoom, size, toWindow, zoom } from './geometry.js';
import { emit, on } from '../core/events.js';
import { keepOneSheet, layoutFor } from './layout.js';
import { rememberPosition, restorePosition, reveal, revealAwaited } from './reveal.js';
import { ONE_ROW, page } from '../core/page.js';
import { select, selected } from '../core/selection.js';

/** @typedef {{clientX: number, clientY: number}} Spot */

const MAX_ZOOM = 3;
const MIN_ZOOM = 0.05;
/** Small maps aren't enlarged beyond this. */
const MAX_AUTO = 1.6;
/** At this zoom, the smallest text (11 px) is 10 px high. */
const READABLE = 10 / 11;
/** At this zoom, a group can read a projector of 1,920 px from six meters; on one with fewer pixels they are larger. */
const WALL = 1.6 / 1920;
const STOPS = [0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.25, 1.5, 2, 2.5, 3];
const KEY = `weir-view:${page.id}`;

/**
 * `auto` until the user zooms: as large as fits in the width, or in the window if the text stays readable. `fit` shows
 * all of it, whatever its size; `row` in one row.
 * @type {'auto' | 'fit' | 'row' | 'own'}
 */
let mode = 'auto';

const phone = matchMedia('(max-width: 819px)');

/** @type {Set<() => void>} */
const watchers = new Set();

/** Calls `watcher` when the zoom, size or position of the drawing has changed. @param {() => void} watcher */
export function onView(watcher) {
  watchers.add(watcher);
}

/**
 * Sets the zoom. The point of the drawing under `spot` stays in place, by default the center.
 * @param {number} wanted
 * @param {Spot} [spot]
 */
export function zoomTo(wanted, spot) {
  mode = 'own';
  resize(wanted, spot ?? middle());
  keep();
}

/** Fingers zoom out until a little more than the whole drawing is visible: beyond that, it would only get lost. */
export const leastPinch = () => Math.min(1, 0.8 * fitting());

/** @param {1 | -1} way */
function zoomStep(way) {
  const next = way > 0 ? STOPS.find((stop) => stop > zoom() * 1.02) : STOPS.findLast((stop) => stop < zoom() / 1.02);
  zoomTo(next ?? zoom());
}

/** Shows the whole drawing; on a phone, where that may be too small to read, it leads back to the first view. */
export function fit() {
  mode = mode === 'fit' && phone.matches ? 'auto' : 'fit';
  arrange();
  resize(mode === 'fit' ? fitting() : first());
  const step = selected();
  if (step) reveal(step);
  else scroller()?.scrollTo(0, 0);
  keep();
}

/** Shows the map in one row, or wrapped again. */
function toggleRow() {
  mode = mode === 'row' ? 'auto' : 'row';
  arrange();
  resize(first());
  keep();
}

function middle() {
  const at = scroller()?.getBoundingClientRect() ?? new DOMRect();
  const chosen = box(selected());
  const spot = chosen && center(toWindow(chosen));
  if (spot && spot.clientX > at.left && spot.clientX < at.right && spot.clientY > at.top && spot.clientY < at.bottom) return spot;
  return center(at);
}

const center = (/** @type {DOMRect} */ at) => ({ clientX: at.left + at.width / 2, clientY: at.top + at.height / 2 });

/** The space for the drawing, without its padding. */
export function available() {
  const around = scroller();
  if (!around) return { width: 1, height: 1 };
  const style = getComputedStyle(around);
  const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  const down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  return { width: around.clientWidth - across, height: around.clientHeight - down - 1 };
}

/** The zoom at which the whole drawing is visible. */
function fitting() {
  const { width, height } = size();
  const at = available();
  return Math.min(MAX_AUTO, Math.max(MIN_ZOOM, Math.min(at.width / width, at.height / height)));
}

/** The least zoom at which the text can be read. */
function readable() {
  const isWall = document.documentElement.classList.contains('is-wall');
  return isWall ? Math.min(MAX_AUTO, Math.max(READABLE, WALL * innerWidth)) : READABLE;
}

/** The zoom at first: all of it if it is readable then, else as wide as the window. */
function first() {
  const least = readable();
  // One row gives an overview: it is never enlarged.
  if (mode === 'row') return Math.max(least, Math.min(1, available().height / size().height));
  const whole = fitting();
  if (whole >= least) return whole;
  return Math.min(MAX_AUTO, Math.max(least, available().width / size().width));
}

/** Asks for another arrangement of the drawing if that would show the map larger. */
function arrange() {
  const wanted = mode === 'row' ? ONE_ROW : layoutFor(available(), mode === 'fit' ? 0 : readable());
  document.querySelector('[data-action="one-row"]')?.setAttribute('aria-pressed', String(mode === 'row'));
  const isNew = wanted !== page.layout;
  page.layout = wanted;
  // Until the drawing in the new arrangement arrives.
  scroller()?.setAttribute('aria-busy', String(page.drawn !== wanted));
  if (isNew) emit('layout', {});
}

/**
 * @param {number} wanted
 * @param {Spot} [spot]
 */
function resize(wanted, spot) {
  const svg = drawing();
  const around = scroller();
  if (!svg || !around) return;
  const before = spot && svg.getBoundingClientRect();
  const old = before ? before.width / size().width : zoom();
  setZoom(Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, wanted)));
  paint();
  if (spot && before) {
    const after = svg.getBoundingClientRect();
    const grown = zoom() / old;
    around.scrollLeft += after.left + (spot.clientX - before.left) * grown - spot.clientX;
    around.scrollTop += after.top + (spot.clientY - before.top) * grown - spot.clientY;
  }
  changed();
}

const room = document.createElement('div');
room.className = 'canvas-sizer';

/** The element with the scaled size; what lies over the drawing is inside it. */
export const overDrawing = () => room;

function paint() {
  const sheet = scroller()?.querySelector('.sheet');
  if (!(sheet instanceof HTMLElement)) return;
  if (sheet.parentElement !== room) {
    sheet.before(room);
    room.prepend(sheet);
  }
  const { width, height } = size();
  room.style.width = `${width * zoom()}px`;
  room.style.height = `${height * zoom()}px`;
  sheet.style.transform = `scale(${zoom()})`;
}

function changed() {
  canvas()?.classList.toggle('is-zoomed', mode !== 'auto');
  watchers.forEach((watcher) => watcher());
  rememberPosition();
}

/** The arrangement at the last frame, and whether all of it was visible then. */
let drawnBefore = page.drawn;
let wasWhole = false;

function isWhole() {
  const at = available();
  return size().width * zoom() <= at.width + 1 && size().height * zoom() <= at.height + 1;
}

/** A frame doesn't change the visible part. */
function follow() {
  // The scaled size of a drawing that is gone takes up no space.
  room.hidden = !drawing();
  if (room.hidden) return;
  arrange();
  if (mode === 'fit') setZoom(fitting());
  // An edit doesn't change the zoom, unless the drawing grows out of view.
  else if (mode !== 'own' && (page.drawn !== drawnBefore || wasWhole)) setZoom(first());
  const isSame = page.drawn === drawnBefore;
  drawnBefore = page.drawn;
  paint();
  const step = selected();
  if (isSame && mode !== 'fit') restorePosition();
  else if (step) reveal(step);
  wasWhole = isWhole();
  changed();
  revealAwaited();
}

function keep() {
  try {
    const around = scroller();
    sessionStorage.setItem(KEY, JSON.stringify({ scale: zoom(), mode, left: around?.scrollLeft, top: around?.scrollTop }));
  } catch {
    // The browser has no storage.
  }
}

function restore() {
  /** @type {{scale: number, mode: 'auto' | 'fit' | 'row' | 'own', left: number, top: number} | null} */
  let stored = null;
  try {
    stored = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  } catch {
    stored = null;
  }
  // A zoom at which the text is too small to read is not remembered.
  if (stored && stored.mode === 'own' && stored.scale < READABLE) stored = null;
  mode = stored?.mode === 'fit' ? 'auto' : stored?.mode ?? 'auto';
  arrange();
  resize(mode === 'own' ? stored?.scale ?? 1 : first());
  wasWhole = isWhole();
  if (stored) scroller()?.scrollTo(stored.left ?? 0, stored.top ?? 0);
}

/** The window or the available space has changed its size. */
export function refit() {
  if (mode === 'own') return changed();
  arrange();
  resize(mode === 'fit' ? fitting() : first());
  wasWhole = isWhole();
  // Its sheet may cover more of the drawing now.
  const step = selected();
  if (step) reveal(step);
}

export function start() {
  const all = canvas();
  if (!all) return;
  keepOneSheet();
  restore();
  let known = `${all.clientWidth} ${all.clientHeight}`;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resized;
  new ResizeObserver(() => {
    const now = `${all.clientWidth} ${all.clientHeight}`;
    if (now === known) return;
    known = now;
    clearTimeout(resized);
    resized = setTimeout(refit, 80);
  }).observe(all);
  let due = 0;
  all.addEventListener('scroll', () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(rememberPosition);
  }, { passive: true, capture: true });
  window.addEventListener('pagehide', keep);
  on('frame', follow);
  on('select', ({ step, from }) => {
    // Nothing scrolls below a step that is being dragged.
    if (step && from !== 'drag') reveal(step);
  });
  register('zoom-in', () => zoomStep(1));
  register('zoom-out', () => zoomStep(-1));
  register('zoom-actual', () => zoomTo(1));
  register('fit', fit);
  register('one-row', toggleRow);
  register('go-drawing', goDrawing);
}

/** Moves the focus to the drawing: to the selected step, or the first one. */
function goDrawing() {
  const step = selected() ?? boxes().keys().next().value;
  if (!step) {
    scroller()?.focus();
    return;
  }
  select(step, { from: 'drawing' });
  const link = [...(drawing()?.querySelectorAll('a.step') ?? [])].find((one) => one.getAttribute('data-step') === step);
  /** @type {SVGElement | undefined} */ (link)?.focus({ preventScroll: true });
  reveal(step);
}
