// The side panel: which of its views is shown. What is selected decides: a step, an arrow, or nothing; the calculation of
// a metric stays until something is selected.

import { focusOnly } from '../canvas/focus.js';
import { link } from '../canvas/geometry.js';
import { onAddress } from '../core/address.js';
import { on } from '../core/events.js';
import { root } from '../core/page.js';
import { select, selected, selectedArrow } from '../core/selection.js';
import { isSheet, sheetToggled, startSheet } from './sheet.js';

/** @typedef {'nothing' | 'step' | 'arrow' | 'metrics'} View */

/**
 * Who selects a step to see it in the panel. Others don't open a sheet: it would cover the table that is being typed in,
 * or where a dragged step is to go.
 */
const OPENERS = ['drawing', 'link', 'address', 'panel'];

export const panel = () => /** @type {HTMLElement} */ (document.getElementById('panel') ?? document.createElement('aside'));

/** @param {View} view */
export const viewOf = (view) => /** @type {HTMLElement} */ (panel().querySelector(`[data-panel="${view}"]`) ?? document.createElement('section'));

/**
 * @param {View} view
 * @param {{ opens?: boolean, from?: string }} [how] `opens`: on small screens, too
 */
function show(view, { opens = true, from = '' } = {}) {
  panel().dataset.view = view;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (panel().querySelectorAll('[data-panel]'))) {
    one.hidden = one.dataset.panel !== view;
  }
  const isOpen = view !== 'nothing' && opens;
  root.toggleAttribute('data-selection', isOpen);
  sheetToggled(isOpen, from);
}

/** Shows the selected step on small screens, too. */
export function openPanel() {
  if (selected() !== null) show('step');
}

/** The metric that is explained. @type {string | null} */
let explained = null;

/** @param {string} metric */
function explain(metric) {
  explained = metric;
  select(null, { field: null, from: 'panel' });
  show('metrics');
  const details = panel().querySelector(`[data-how="${CSS.escape(metric)}"]`);
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = true;
  details.scrollIntoView({ block: 'nearest' });
  details.querySelector('summary')?.focus({ preventScroll: true });
}

/** The focus returns to what the panel was about. */
function close() {
  const [step, arrow, metric] = [selected(), selectedArrow(), panel().dataset.view === 'metrics' ? explained : null];
  select(null, { field: null, from: 'panel' });
  show('nothing');
  const drawn = (/** @type {(data: DOMStringMap) => boolean} */ isIt) =>
    [...document.querySelectorAll(/** @type {'a'} */ ('#canvas .d-map a'))].find((link) => isIt(link.dataset));
  if (metric !== null) focusOnly(document.querySelector(/** @type {'a'} */ (`[data-metric="${CSS.escape(metric)}"]`)));
  else if (arrow) focusOnly(drawn(({ target, from, to }) => target === arrow.kind && from === arrow.from && to === arrow.to));
  else focusOnly(step === null ? null : link(step));
}

export function start() {
  startSheet(panel(), close);
  onAddress('explain', explain);
  panel().addEventListener('click', (event) => {
    const go = event.target instanceof Element ? event.target.closest('[data-go]') : null;
    const isOff = go?.getAttribute('aria-disabled') === 'true';
    if (go?.getAttribute('data-go') !== 'close' && !isOff) return;
    event.preventDefault();
    if (!isOff) close();
  });
  document.addEventListener('keydown', (event) => {
    const isHere = event.target instanceof Element && event.target.closest('#panel, #canvas') !== null;
    if (event.key === 'Escape' && isHere && !event.defaultPrevented && panel().dataset.view !== 'nothing') close();
  });
  on('select', ({ step, from = '' }) => {
    const opens = !isSheet.matches || OPENERS.includes(from) || root.hasAttribute('data-selection');
    if (selectedArrow()) show('arrow', { opens, from });
    else if (step !== null) show('step', { opens, from });
    else if (panel().dataset.view !== 'metrics' || from !== 'panel') show('nothing');
  });
}
