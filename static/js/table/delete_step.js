// Deletes the selected step at once, and offers undo.

import { register } from '../core/actions.js';
import { on } from '../core/events.js';
import { page } from '../core/page.js';
import { editedCell } from './cell_editor.js';
import { cellAround, stepFrom } from './cells.js';
import { removeStep } from '../sync/edits.js';
import { focusCell, isAtTable } from './grid.js';
import { send } from '../sync/outbox.js';
import { toast } from '../core/toast.js';
import { select, selected } from '../core/selection.js';
import { nameOf, rowOf } from '../core/steps.js';
import { isDiscarded, undoEdit } from '../sync/undo.js';

async function remove() {
  const step = selected();
  if (step === null) return;
  const name = nameOf(step);
  const next = stepFrom(step, 1) ?? stepFrom(step, -1);
  const [edit, description] = [removeStep(step), `Deleted “${name}”`];
  // Asked before: the row of a step that isn't saved yet goes at once, with the focus.
  const inTable = isAtTable();
  const sent = send(edit, { description });
  if (inTable) focusCell(next, 'name');
  else select(next, { from: 'remove' });
  const run = () => void undoEdit(edit, sent, description);
  const close = toast(`“${name}” was deleted.`, { action: { label: 'Undo', run } });
  const { error, revision } = await sent;
  if (error) close();
  if (error?.code === 'undone') restored(step, inTable, document.activeElement);
  // However it is undone: by this message, by a key or from a menu.
  const stop = on('edit_undone', (undone) => {
    if (undone.what !== 'undo' || undone.revision !== revision) return;
    stop();
    close();
    restored(step, inTable, undone.focused, revision);
  });
  if (error && !isDiscarded(error)) toast(`“${name}” wasn’t deleted: ${error.message}`, { tone: 'danger' });
}

/**
 * Selects a restored step and focuses it, unless the user has moved on since the undo was requested.
 * @param {string} step @param {boolean} inTable @param {Element | null} focused what had the focus then
 * @param {number} [deleted] the revision without the step: until the page shows it, the row is still the old one
 */
function restored(step, inTable, focused, deleted = 0) {
  const show = () => {
    if (page.revision < deleted || !rowOf(step)) return false;
    stop();
    const here = document.activeElement;
    const isFree = here === null || here === document.body;
    const hasStayed = here === focused;
    if (inTable && (isFree || (hasStayed && cellAround(here) !== null && editedCell() === null))) focusCell(step, 'name');
    else if (isFree || hasStayed) select(step, { from: 'remove' });
    return true;
  };
  const stop = on('frame', show);
  // It may never arrive if others have built on the deletion.
  if (!show()) setTimeout(stop, 10_000);
}

export function start() {
  register('remove', remove, { when: () => selected() !== null });
}
