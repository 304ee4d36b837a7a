// Rejected values stay in the outbox until they are corrected or discarded. Here they are shown in their cells, with
// the error.

import { labelOf } from '../core/fields.js';
import { on } from '../core/events.js';
import { cellOf } from '../table/cells.js';
import { discard, items } from './outbox.js';
import { nameOf } from '../core/steps.js';

/**
 * `isAboutValue`: the value itself is invalid, and would be rejected again.
 * @typedef {{ id: string, step: string, field: string, text: string, sentence: string, isAboutValue: boolean }} Rejected
 */

/** Error codes that don't concern the value. */
const NON_VALUE_CODES = ['not_signed_in', 'view_only', 'locked', 'members_only', 'no_workspace', 'not_found', 'cross_site', 'trouble'];

/** Would the same value be rejected again? @param {import('./queue.js').Item} item */
export function isAboutValue({ at, edit, error }) {
  return at?.field !== undefined && edit.type === 'change_step' && !NON_VALUE_CODES.includes(error?.code ?? '');
}

/** @returns {Rejected[]} the last one of each cell */
function all() {
  /** @type {Map<string, Rejected>} */
  const found = new Map();
  for (const item of items()) {
    const { id, at, state, error, edit } = item;
    if (state !== 'rejected' || !at?.field || edit.type !== 'change_step') continue;
    const { step, field, text = '' } = at;
    found.set(JSON.stringify([step, field]), {
      id, step, field, text, sentence: error?.message ?? '', isAboutValue: isAboutValue(item),
    });
  }
  return [...found.values()];
}

/** The rejected value of a cell. @param {string} step @param {string} field */
export function rejectedAt(step, field) {
  return all().find((one) => one.step === step && one.field === field) ?? null;
}

/**
 * Was the same cell changed again since? Then only the newer edit counts.
 * @param {string} id of the edit
 * @param {string} step
 * @param {string} field
 */
export function isOutdated(id, step, field) {
  return items().some((one) => one.id > id && one.edit.type === 'change_step' && one.at?.step === step && one.at.field === field);
}

/** Discards the rejected value of a cell. @param {string} step @param {string} field */
export function discardRejected(step, field) {
  for (const { id, at, state } of items()) {
    if (state === 'rejected' && at?.step === step && at.field === field) discard(id);
  }
}

/** Marks the cells with attributes, so that the content of the parts stays as the server rendered it. */
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

/**
 * A rejection as one sentence, for when its cell is not on the page.
 * @param {Omit<Rejected, 'id' | 'isAboutValue'>} rejected
 */
export function rejectionMessage({ step, field, text, sentence }) {
  // The sentence may quote the text already.
  const own = text === '' || sentence.includes(`“${text}”`) ? '' : `Your text: “${text}”. `;
  return `${labelOf(field)} of “${nameOf(step)}” wasn’t saved. ${own}${sentence}`;
}

export function start() {
  // A newer value of the same cell was saved, so the rejected one is obsolete.
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
