// Where the next new step goes, if it was asked for at a certain step: after, before or in parallel with it. Steps added
// one after the other follow each other; if others delete the step, the place moves to one beside it.

import { before, next } from '../core/flow.js';
import { nameOf, rowOf, steps } from '../core/steps.js';
import { canPlaceAt } from './new_step.js';

/** @typedef {'after' | 'before' | 'beside'} Where */
/**
 * @typedef {object} Spot
 * @property {Where} where
 * @property {string[]} anchors the steps it is placed at, newest first
 * @property {{ before: string[], next: string[] }} around the neighbors of the step that it is placed at
 */

const WORDS = { after: 'After', before: 'Before', beside: 'In parallel with' };

/** @param {Where} where @param {string} step @returns {Spot} */
export function spotAt(where, step) {
  return { where, anchors: [step], around: aroundOf(step) };
}

/**
 * The step that the next one is placed at: the newest one that still exists; parallel steps stay with the first one.
 * @param {Spot} spot
 */
export function anchorOf({ where, anchors }) {
  if (where === 'beside') return anchors.at(-1);
  return anchors.find(canPlaceAt) ?? anchors[0];
}

/** The spot of the step after this one. @param {Spot} spot @param {string} id of the step that was added @returns {Spot} */
export function afterAdding({ where, anchors, around }, id) {
  const all = where === 'beside' ? [...anchors.slice(0, -1), id, ...anchors.slice(-1)] : [id, ...anchors];
  // Before a step: the next one comes after the new one, and so before that step as well.
  return { where: where === 'before' ? 'after' : where, anchors: all, around };
}

/**
 * The spot after a frame. `gone`: the name of the step that it was at, if that was deleted.
 * @param {Spot} spot
 * @returns {{ spot: Spot | null, gone: string | null }} no spot: there is no step left
 */
export function afterFrame(spot) {
  const at = anchorOf(spot);
  if (at !== undefined && canPlaceAt(at)) {
    const isSaved = rowOf(at)?.classList.contains('pending-row') === false;
    return { spot: isSaved ? { ...spot, around: aroundOf(at) } : spot, gone: null };
  }
  const ahead = spot.around.before.find(canPlaceAt);
  const behind = spot.around.next.find(canPlaceAt);
  const instead = ahead ?? behind ?? steps().at(-1);
  const gone = nameOf(at ?? null);
  if (instead === undefined) return { spot: null, gone };
  return { spot: spotAt(ahead === undefined && behind !== undefined ? 'before' : 'after', instead), gone };
}

/** `After “Build”`. @param {Spot} spot @param {string} [name] of a step that has no row yet */
export function wordsOf(spot, name = '') {
  return `${WORDS[spot.where]} “${(spot.where === 'beside' ? '' : name) || nameOf(anchorOf(spot) ?? null)}”`;
}

/** @param {string} step */
function aroundOf(step) {
  return { before: before(step), next: next(step) };
}
