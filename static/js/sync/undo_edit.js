// Taking back one change of one's own: that very one, whatever was done since.

import { perform } from '../core/actions.js';
import { items } from './outbox.js';
import { ask } from './undo.js';

/** @typedef {import('./queue.js').Answer} Answer */

/** Was it given up on purpose? Then nobody needs to be told that it is not saved. @param {Answer['error']} error */
export function isGivenUp(error) {
  return error?.code === 'taken_back' || error?.code === 'discarded';
}

/**
 * Takes an edit back, saved or not.
 * @param {import('./edits.js').Edit} edit
 * @param {Promise<Answer>} sent
 * @param {string} says
 */
export async function takeBack(edit, sent, says) {
  const last = items().findLast((item) => item.state !== 'refused' && !item.back);
  if (last?.edit === edit) {
    perform('undo');
    return;
  }
  const { revision } = await sent;
  if (revision !== undefined) await ask('undo', revision, says);
}
