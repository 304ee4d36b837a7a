// Values that the server refused stay in the outbox until they are put right or given up. Here they are shown at their
// cells: what was typed, and the sentence.

import { labelOf } from '../core/fields.js';
import { on } from '../core/events.js';
import { cellOf } from '../table/cells.js';
import { discard, items } from './outbox.js';
import { nameOf } from '../core/steps.js';

/**
 * `isAboutValue`: the value itself is wrong, and will be as wrong the next time.
 * @typedef {{ id: string, step: string, field: string, text: string, sentence: string, isAboutValue: boolean }} Rejected
 */

/** Why something was refused that had nothing wrong with it. */
const NOT_THE_VALUE = ['not_signed_in', 'view_only', 'locked', 'members_only', 'no_workspace', 'not_found', 'cross_site', 'trouble'];

/** @returns {Rejected[]} the last one of each cell */
function all() {
  /** @type {Map<string, Rejected>} */
  const found = new Map();
  for (const { id, at, state, error, edit } of items()) {
    if (state !== 'rejected' || !at?.field || edit.type !== 'change_step') continue;
    const { step, field, text = '' } = at;
    found.set(JSON.stringify([step, field]), {
      id, step, field, text, sentence: error?.message ?? '', isAboutValue: !NOT_THE_VALUE.includes(error?.code ?? ''),
    });
  }
  return [...found.values()];
}

/** What was refused in a cell. @param {string} step @param {string} field */
export function rejectedAt(step, field) {
  return all().find((one) => one.step === step && one.field === field) ?? null;
}

/**
 * Has the same cell been changed once more since? Then that counts, whatever became of this one.
 * @param {string} id of the edit
 * @param {string} step
 * @param {string} field
 */
export function isOutdated(id, step, field) {
  return items().some((one) => one.id > id && one.edit.type === 'change_step' && one.at?.step === step && one.at.field === field);
}

/** Gives up what was refused in a cell. @param {string} step @param {string} field */
export function discardRejected(step, field) {
  for (const { id, at, state } of items()) {
    if (state === 'rejected' && at?.step === step && at.field === field) discard(id);
  }
}

/** Shows them in their cells: as attributes, so that the parts of the page stay what the server painted. */
function mark() {
  for (const cell of document.querySelectorAll('.steps [data-rejected]')) {
    for (const name of ['data-rejected', 'aria-invalid', 'aria-description']) cell.removeAttribute(name);
  }
  for (const { step, field, text, sentence } of all()) {
    const cell = cellOf(step, field);
    cell?.setAttribute('data-rejected', text);
    cell?.setAttribute('aria-invalid', 'true');
    cell?.setAttribute('aria-description', `Not saved: ${text}. ${sentence}`);
  }
}

/** A refusal as one sentence, for where its cell is not at hand. @param {Omit<Rejected, 'id' | 'isAboutValue'>} rejected */
export function rejectionMessage({ step, field, text, sentence }) {
  return `${labelOf(field)} of “${nameOf(step)}” wasn’t saved. Your text: “${text}”. ${sentence}`;
}

export function start() {
  // A newer value of the same cell is saved: what was refused before it is of no use to anybody.
  on('edit_saved', ({ item: { id, at, edit } }) => {
    if (edit.type !== 'change_step' || !at?.field) return;
    for (const one of items()) {
      const same = one.edit.type === 'change_step' && one.at?.step === at.step && one.at.field === at.field;
      if (same && one.state === 'rejected' && one.id < id) discard(one.id);
    }
  });
  on('frame', mark);
  on('outbox', mark);
  mark();
}
