// The side panel: which of its views is shown. What is selected decides: a step, an arrow, or nothing; the calculation of
// a metric stays until something is selected.

import { focusOnly } from '../canvas/focus.js';
import { link } from '../canvas/geometry.js';
import { onAddress } from '../core/address.js';
import { on } from '../core/events.js';
import { root } from '../core/page.js';
import { select, selected, selectedArrow } from '../core/selection.js';

/** @typedef {'nothing' | 'step' | 'arrow' | 'metrics'} View */

/** On narrower screens, the panel lies over the drawing. */
const over = matchMedia('(max-width: 1099px)');

export const panel = () => /** @type {HTMLElement} */ (document.getElementById('panel') ?? document.createElement('aside'));

/** @param {View} view */
export const viewOf = (view) => /** @type {HTMLElement} */ (panel().querySelector(`[data-panel="${view}"]`) ?? document.createElement('section'));

/** @param {View} view @param {boolean} [opens] shows the panel on small screens */
function show(view, opens = true) {
  panel().dataset.view = view;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (panel().querySelectorAll('[data-panel]'))) {
    one.hidden = one.dataset.panel !== view;
  }
  root.toggleAttribute('data-selection', view !== 'nothing' && opens);
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
  on('select', ({ step, from }) => {
    // Over the drawing, it opens only on request: not while typing in the table or following someone.
    const opens = !over.matches || (from !== 'table' && from !== 'people') || root.hasAttribute('data-selection');
    if (selectedArrow()) show('arrow', opens);
    else if (step !== null) show('step', opens);
    else if (panel().dataset.view !== 'metrics' || from !== 'panel') show('nothing');
  });
}
