// Adds arrows, however they were pointed out: a flow to a later step, a rework arrow to an earlier one.

import { announce } from '../core/announce.js';
import { readShare } from '../core/percent.js';
import { prompt } from '../ui/prompt.js';
import { box, toWindow } from './geometry.js';
import { connect, disconnect, setRework } from '../sync/edits.js';
import { connected, nameOf, share, sources } from '../core/flow.js';
import { discard, items, send } from '../sync/outbox.js';
import { toast } from '../core/toast.js';
import { showUnsaved } from '../ui/save_status.js';
import { sendUndoable, undoEdit } from '../sync/undo.js';

/** @typedef {import('../sync/edits.js').Edit} Edit */

/**
 * Sends an edit for a prompt. While the prompt is open, it shows a rejection, which is then removed from the unsaved
 * changes. After that, a rejection is listed there and shown as a message.
 * @param {Edit} edit
 * @param {string} description
 * @param {import('../ui/prompt.js').PendingAnswer} pending
 * @returns {Promise<string | undefined>} the error
 */
export async function sendFromPrompt(edit, description, pending) {
  const sent = send(edit, { description, quiet: true });
  pending.onCancel = () => undoEdit(edit, sent, description);
  const { error } = await sent;
  const left = items().find((item) => item.edit === edit && item.state === 'rejected');
  if (!error) announce(`Saved: ${description}.`);
  if (!error || !left) return undefined;
  if (!pending.isOpen()) {
    toast(`Not saved: ${description}. ${error.message}`, { tone: 'danger', stays: true, action: { label: 'Show', run: showUnsaved } });
    return undefined;
  }
  discard(left.id);
  return error.message;
}

/**
 * Would an arrow lead back?
 * @param {string} from
 * @param {string} to
 */
export const leadsBack = (from, to) => sources(from).has(to);

/**
 * Adds a flow, or deletes it if it exists.
 * @param {string} from
 * @param {string} to
 */
export function toggleFlow(from, to) {
  if (connected(from, to)) deleteArrow('flow', from, to);
  else void send(connect(from, to), { description: `Connected “${nameOf(from)}” to “${nameOf(to)}”` });
}

/**
 * Deletes an arrow, and offers undo.
 * @param {'flow' | 'rework'} kind
 * @param {string} from
 * @param {string} to
 */
export function deleteArrow(kind, from, to) {
  const [a, b] = [nameOf(from), nameOf(to)];
  const edit = kind === 'flow' ? disconnect(from, to) : setRework(from, to, null);
  const description = kind === 'flow' ? `Disconnected “${a}” from “${b}”` : `Deleted the rework arrow from “${a}” to “${b}”`;
  void sendUndoable(edit, description);
}

/**
 * Asks for the share, and adds, changes or deletes the rework arrow.
 * @param {string} from
 * @param {string} to
 */
export function askShare(from, to) {
  const known = share(from, to);
  const [a, b] = [nameOf(from), nameOf(to)];
  return prompt({
    title: from === to ? `Rework at “${a}”` : `Rework from “${a}” to “${b}”`,
    label: 'Rework share',
    unit: '%',
    isNumber: true,
    value: known === undefined ? '' : String(known),
    hint: `Percent of items at “${a}” that go back to “${b}”.${known === undefined ? '' : ' Leave empty to delete the arrow.'}`,
    ok: known === undefined ? 'Add arrow' : 'Save',
    at: () => rectOf(from),
    run: (text, pending) => {
      if (text === '') {
        if (known === undefined) return readShare(text).error;
        return sendFromPrompt(setRework(from, to, null), `Deleted the rework arrow from “${a}” to “${b}”`, pending);
      }
      const { percent, error } = readShare(text);
      if (percent === undefined) return error;
      return sendFromPrompt(setRework(from, to, percent), `${percent}% of items at “${a}” go back to “${b}”`, pending);
    },
  });
}

/** The rectangle of a step in window coordinates. @param {string} step */
export function rectOf(step) {
  const at = box(step);
  return at && toWindow(at);
}
