// Selection in the drawing: a click or the arrow keys select a step, a second click or Enter opens it.

import { boxes, drawing, link, links, canvas } from './geometry.js';
import { on } from '../core/events.js';
import { focusField } from '../panel/step_panel.js';
import { before, next, order } from '../core/flow.js';
import { focusOnly, focusStep, isDrawingActive, keepsSelection, stepOf } from './focus.js';
import { isChoosing } from './connect.js';
import { around, shape } from './overlay.js';
import { onView } from './viewport.js';
import { select, selected, selectedArrow, selectedField } from '../core/selection.js';
import { WAYS, walk } from './navigation.js';

/** The selected step when the pointer went down, because pressing already moves the focus. @type {string | null} */
let held = null;
/** The step that was selected in the drawing itself: a second click opens it. @type {string | null} */
let chosenHere = null;
/** Is the pointer down? It may become a click or a drag, so nothing may move below it. */
let isPressed = false;

export function start() {
  const all = canvas();
  if (!all) return;
  describe(all);
  all.addEventListener('pointerdown', () => {
    held = chosenHere;
    isPressed = true;
  }, true);
  for (const type of ['pointerup', 'pointercancel']) addEventListener(type, () => { isPressed = false; }, true);
  all.addEventListener('click', clicked);
  all.addEventListener('keydown', pressed);
  all.addEventListener('focusin', focused);
  // The browser would drag the link; steps are dragged by drag_step.js.
  all.addEventListener('dragstart', (event) => event.preventDefault());
  on('select', ({ step, from }) => {
    mark();
    chosenHere = from === 'drawing' ? step : null;
    // When someone else deletes the step, the focus moves along only if it was on a step.
    const elsewhere = from === 'frame' && document.activeElement?.closest('button, a:not(.step), input') != null;
    if (step && from !== 'table' && isDrawingActive() && !elsewhere) focusStep(step);
  });
  on('frame', () => {
    mark();
    stayFocused();
  });
  onView(mark);
  mark();
}

/** The element of the drawing that has the focus, or had it until it was removed. @type {Element | null} */
let last = null;

/** What was focused in the drawing may be gone: the focus stays in it. */
function stayFocused() {
  if (last === null || last.isConnected || document.activeElement !== document.body) return;
  last = null;
  const step = selected();
  focusOnly(step === null ? null : link(step));
}

/** @param {MouseEvent} event */
function clicked(event) {
  const step = stepOf(event.target);
  if (step === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const again = step === held;
  select(step, { field: null, from: 'drawing' });
  chosenHere = step;
  focusStep(step);
  // Enter also arrives as a click, with a detail of 0.
  if (again || event.detail === 0) focusField();
}

/** @param {FocusEvent} event */
function focused(event) {
  last = event.target instanceof Element ? event.target : null;
  const step = stepOf(event.target);
  if (step !== undefined && step !== selected() && !isPressed && !isChoosing() && !keepsSelection()) select(step, { field: null, from: 'drawing' });
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const from = stepOf(event.target);
  if (from === undefined || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const way = WAYS[event.key];
  const steps = order();
  const to = way ? walk(from, way, boxes(), { next, before })
    : event.key === 'Home' ? steps[0] : event.key === 'End' ? steps.at(-1) : undefined;
  if (!way && to === undefined) return;
  event.preventDefault();
  if (to === undefined) return;
  select(to, { field: null, from: 'drawing' });
  focusStep(to);
}

/** Frames the selected step. One step is reachable by Tab, the others from there by arrow keys. */
function mark() {
  const step = selected();
  const box = step === null ? undefined : boxes().get(step);
  shape('selected', 'rect', step !== null && box ? around(withTag(step, box)) : null);
  const reached = step !== null && box ? step : order().find((one) => boxes().has(one));
  for (const one of links()) {
    const tab = one.dataset.step === reached ? '0' : '-1';
    if (one.getAttribute('tabindex') !== tab) one.setAttribute('tabindex', tab);
    if (one.dataset.step === step) one.setAttribute('aria-current', 'step');
    else one.removeAttribute('aria-current');
  }
  objects(reached);
}

/** The box of a step with the tag of the bottleneck, which hangs below it. @param {string} step @param {import('./geometry.js').Box} box */
function withTag(step, box) {
  const tag = drawing()?.querySelector(`[data-target="bottleneck"][data-step="${CSS.escape(step)}"]`);
  if (!(tag instanceof SVGGraphicsElement)) return box;
  const { y, height } = tag.getBBox();
  return { ...box, height: Math.max(box.height, y + height - box.y) };
}

/**
 * Marks the selected value or arrow. Behind the reached step, Tab reaches what belongs to it: its times and figures, and
 * the arrows that leave it.
 * @param {string | undefined} reached
 */
function objects(reached) {
  const [step, field, arrow] = [selected(), selectedField(), selectedArrow()];
  for (const one of /** @type {NodeListOf<SVGAElement>} */ (drawing()?.querySelectorAll('a.d-o') ?? [])) {
    const { target, step: of, field: named, from, to } = one.dataset;
    const isValue = step !== null && of === step && field !== null && (named ?? target) === field;
    const isArrow = arrow !== null && target === arrow.kind && from === arrow.from && to === arrow.to;
    one.classList.toggle('is-chosen', isValue || isArrow);
    if (one.getAttribute('aria-hidden') === 'true') continue;
    const tab = isArrow || (reached !== undefined && (of === reached || from === reached)) ? '0' : '-1';
    if (one.getAttribute('tabindex') !== tab) one.setAttribute('tabindex', tab);
  }
}

/** Describes the keys to screen readers. @param {HTMLElement} all */
function describe(all) {
  const words = document.createElement('p');
  words.id = 'drawing-keys';
  words.className = 'visually-hidden';
  words.textContent = 'Use the arrow keys to move between steps, Enter to edit and ? for all shortcuts.';
  all.append(words);
  const tell = () => drawing()?.parentElement?.setAttribute('aria-describedby', words.id);
  tell();
  on('frame', tell);
}
