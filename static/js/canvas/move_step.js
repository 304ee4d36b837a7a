// Moves the selected step along the flow by keys, as dragging does.

import { register } from '../core/actions.js';
import { on } from '../core/events.js';
import { moveStep } from '../sync/edits.js';
import { before, nameOf, next, order } from '../core/flow.js';
import { send } from '../sync/outbox.js';
import { announce } from '../core/announce.js';
import { selected } from '../core/selection.js';
import { reveal } from './reveal.js';
import { inSentence } from '../ui/drop_position.js';

/** @typedef {import('../ui/drop_position.js').Place} Place */

export function start() {
  register('move-earlier', () => step(earlier), { when: hasStep });
  register('move-later', () => step(later), { when: hasStep });
  register('move-parallel', () => step(parallel), { when: hasStep });
}

const hasStep = () => selected() !== null;

/** @param {(step: string) => void} run */
function step(run) {
  const chosen = selected();
  if (chosen) run(chosen);
}

/**
 * Moves a step to another position in the flow.
 * @param {string} moved
 * @param {Place} place
 */
export function moveTo(moved, place) {
  const description = `Moved “${nameOf(moved)}” ${inSentence(place, nameOf(place.of))}`;
  const at = place.where === 'after' ? { after: place.of } : place.where === 'before' ? { before: place.of } : { beside: place.of };
  // Selects the step at its new position, unless another one is selected by then.
  void send(moveStep(moved, at), { description }).then(({ error }) => {
    if (error) return;
    announce(`${description}.`);
    const show = () => selected() === moved && reveal(moved);
    // The frame may arrive before or after the response.
    show();
    setTimeout(on('frame', show), 1_000);
  });
}

/** Of several predecessors or successors, the closest in the table. @param {string} moved */
function earlier(moved) {
  const ahead = last(before(moved));
  if (ahead !== undefined) moveTo(moved, { where: 'before', of: ahead });
  else if (next(moved).length === 0) reorder(moved, -1);
  else announce(`“${nameOf(moved)}” is already first.`);
}

/** @param {string} moved */
function later(moved) {
  const behind = first(next(moved));
  if (behind !== undefined) moveTo(moved, { where: 'after', of: behind });
  else if (before(moved).length === 0) reorder(moved, 1);
  else announce(`“${nameOf(moved)}” is already last.`);
}

/** @param {string} moved */
function parallel(moved) {
  const ahead = last(before(moved));
  if (ahead !== undefined) moveTo(moved, { where: 'beside', of: ahead });
  else announce(`“${nameOf(moved)}” has no previous step to run in parallel with.`);
}

/**
 * A step outside of the flow has no position but its row.
 * @param {string} moved
 * @param {1 | -1} by
 */
function reorder(moved, by) {
  const rows = order();
  const to = rows.indexOf(moved) + by;
  if (to < 0 || to >= rows.length) {
    announce(`“${nameOf(moved)}” is already the ${by < 0 ? 'first' : 'last'} row.`);
    return;
  }
  // Directly below the row that is then above it; an empty id is the top of the table.
  const below = rows.filter((one) => one !== moved)[to - 1] ?? '';
  const description = `Moved “${nameOf(moved)}” ${by < 0 ? 'up' : 'down'}`;
  void send(moveStep(moved, { below }), { description });
}

/** @param {string[]} steps */
const first = (steps) => sorted(steps)[0];

/** @param {string[]} steps */
const last = (steps) => sorted(steps).at(-1);

/** @param {string[]} steps */
function sorted(steps) {
  const rows = order();
  return [...steps].sort((a, b) => rows.indexOf(a) - rows.indexOf(b));
}
