// Adds a step from within the drawing. A prompt at its future position asks for the name.

import { register } from '../core/actions.js';
import { rectOf, sendFromPrompt } from './arrows.js';
import { prompt } from '../ui/prompt.js';
import { focusStep, isDrawingActive } from './focus.js';
import { link, scroller, canvas } from './geometry.js';
import { on } from '../core/events.js';
import { items } from '../sync/outbox.js';
import { expectedValues } from '../sync/expected_values.js';
import { addStep } from '../sync/edits.js';
import { nameOf } from '../core/flow.js';
import { kindOf } from '../ui/suggestions.js';
import { select, selected } from '../core/selection.js';
import { reveal } from './reveal.js';

/** @typedef {'after' | 'before' | 'beside'} Where */

/** A new step that is not drawn after this time is announced as unsaved. */
const ANNOUNCE_DELAY_MS = 700;

const WORDS = { after: 'after', before: 'before', beside: 'in parallel with' };

export function start() {
  // On a phone, the row for new steps is in another view.
  const when = () => selected() !== null && (isDrawingActive() || !document.getElementById('add')?.checkVisibility());
  const here = (/** @type {Where} */ where) => () => askName(/** @type {string} */ (selected()), where);
  register('add-after', here('after'), { when });
  register('add-before', here('before'), { when });
  register('add-parallel', here('beside'), { when });
  showUnsaved();
}

/**
 * Unsaved steps are in the table but not in the drawing, so a corner of the drawing lists their names, also in full
 * screen.
 */
function showUnsaved() {
  const list = document.createElement('ul');
  list.className = 'canvas-unsaved no-print';
  list.setAttribute('aria-label', 'Not saved');
  const show = () => {
    const { added } = expectedValues(items().filter((item) => item.state !== 'rejected' && !item.undoWhenSaved));
    const names = added.filter(({ id }) => !link(id)).map(({ texts }) => texts.name ?? '');
    list.replaceChildren(...names.map((name) => {
      const line = document.createElement('li');
      line.textContent = `${name} (not saved)`;
      return line;
    }));
    if (names.length > 0) canvas()?.append(list);
    else list.remove();
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  on('outbox', () => {
    if (list.isConnected) return show();
    clearTimeout(timer);
    timer = setTimeout(show, ANNOUNCE_DELAY_MS);
  });
  on('frame', () => list.isConnected && show());
}

/**
 * Asks for a name, adds the step and selects it.
 * @param {string} of
 * @param {Where} where
 * @param {() => DOMRect | undefined} [at] position of the prompt, by default the step
 */
export async function askName(of, where, at = () => rectOf(of)) {
  /** @type {string | undefined} */
  let made;
  const added = await prompt({
    title: `New step ${WORDS[where]} “${nameOf(of)}”`,
    label: 'Name',
    ok: 'Add step',
    suggests: 'name',
    at,
    run: (name, pending) => {
      if (name === '') return 'Enter a step name.';
      const kind = kindOf(name);
      const place = where === 'after' ? { after: of } : where === 'before' ? { before: of } : { beside: of };
      const edit = addStep({ name, ...(kind && { kind }) }, place);
      made = edit.step.id;
      return sendFromPrompt(edit, `New step “${name}”`, pending);
    },
  });
  if (!added || made === undefined) {
    focusStep(of);
    return;
  }
  select(made, { field: null, from: 'drawing' });
  reveal(made);
  focusWhenThere(made);
}

/** Focuses a step once it is drawn, unless the focus has moved elsewhere by then. @param {string} step */
function focusWhenThere(step) {
  if (link(step)) {
    focusStep(step);
    return;
  }
  scroller()?.focus({ preventScroll: true });
  const stop = on('frame', () => {
    const waits = document.activeElement === scroller() || document.activeElement === document.body;
    if (waits && !link(step)) return;
    stop();
    if (waits) focusStep(step);
  });
}
