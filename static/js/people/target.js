// What someone can be shown in the drawing: a step, or another object at a step by the query of its link, such as
// `wait=build` or `step=build&field=work`. Showing something moves the drawing. It never moves the focus or the table,
// and takes nothing away from someone who is typing.

import { reveal } from '../canvas/reveal.js';
import { addressOf, addressOfArrow, goTo } from '../core/address.js';
import { root } from '../core/page.js';
import { select } from '../core/selection.js';
import { nameOf, rowOf } from '../core/steps.js';
import { isTyping } from '../ui/keyboard.js';

/** @typedef {{ step: string, object: string | null }} Target */

/**
 * What is selected, as others can be shown it.
 * @param {{ step: string | null, field?: string | null, arrow?: import('../core/selection.js').Arrow | null }} selection
 * @returns {Target | null}
 */
export function targetOf({ step, field, arrow }) {
  if (arrow) return { step: arrow.from, object: addressOfArrow(arrow).slice(1) };
  if (step === null) return null;
  if (field === 'wait') return { step, object: `wait=${encodeURIComponent(step)}` };
  return { step, object: field && field !== 'name' ? addressOf(step, field).slice(1) : null };
}

/** The target in words. @param {Target} target */
export function describe({ step, object }) {
  const name = `“${nameOf(step)}”`;
  const all = new URLSearchParams(object ?? '');
  if (all.has('wait')) return `the wait before ${name}`;
  if (all.has('rework')) return `the rework from ${name}`;
  if (all.has('flow')) return `the arrow from ${name}`;
  return name;
}

/** Moves the drawing to a target and marks it. Returns false if the step is not there. @param {Target} target */
export function show(target) {
  if (!rowOf(target.step)) return false;
  const isBusy = isTyping(document.activeElement) || document.querySelector('dialog[open]') !== null;
  if (!isBusy) choose(target);
  reveal(target.step);
  mark(target);
  return true;
}

/** Selects a target; the step, if this version of Weir doesn't know the object. @param {Target} target */
function choose({ step, object }) {
  const named = new URLSearchParams(object ?? '');
  const url = new URL(location.pathname, location.href);
  // Others choose what is selected here, and nothing else that an address can do.
  for (const key of ['wait', 'step', 'field', 'flow', 'rework']) {
    const value = named.get(key);
    if (value !== null) url.searchParams.set(key, value);
  }
  if (!goTo(url, 'people')) select(step, { field: null, from: 'people' });
}

/** Marks a target in the drawing, or nothing. @param {Target | null} target */
export function mark(target) {
  for (const old of root.querySelectorAll('.is-spotlit')) old.classList.remove('is-spotlit');
  if (!target) return;
  // The same object may be written with other characters encoded.
  const wanted = new URLSearchParams(target.object ?? '').toString();
  for (const link of root.querySelectorAll(/** @type {'a'} */ ('#canvas svg a'))) {
    const isIt = target.object
      ? new URLSearchParams(link.getAttribute('href')?.split('?')[1]).toString() === wanted
      : link.matches('.step') && link.dataset.step === target.step;
    if (isIt) link.classList.add('is-spotlit');
  }
}
