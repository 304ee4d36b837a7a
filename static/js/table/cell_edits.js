// Sends what is typed or pasted into cells. Many cells are one edit, so that they are saved together and undone at once.
// If some values are invalid, the others are saved all the same; those stay in their cells as text to be corrected.

import { labelOf, valueWords } from '../core/fields.js';
import { page } from '../core/page.js';
import { nameOf, rowOf } from '../core/steps.js';
import { toast } from '../core/toast.js';
import { batch, changeStep, valueOf } from '../sync/edits.js';
import { discard, items, send } from '../sync/outbox.js';
import { discardRejected } from '../sync/rejected.js';
import { showUnsaved } from '../ui/save_status.js';

/** @typedef {import('../sync/edits.js').Edit} Edit */
/** @typedef {import('./block.js').Change} Change */
/** @typedef {{ step: string, field: string, message: string }} Problem */

/** So many problems are named in a message; all of them are marked in the table. */
const NAMED = 4;

/**
 * The edit for texts typed into cells of one step. Where a range has its own cell, a time without one leaves it alone.
 * @param {string} step
 * @param {Record<string, string>} texts by field
 * @param {Record<string, string>} was
 */
export function cellEdit(step, texts, was) {
  const edit = changeStep(step, texts, was);
  if (edit.type !== 'change_step') return edit;
  for (const field of ['wait', 'work']) {
    const range = `${field}_range`;
    if (texts[field] === undefined || !rowOf(step)?.querySelector(`[data-field="${range}"]`)) continue;
    for (const values of [edit.set, edit.was ?? {}]) {
      const own = values === edit.set ? texts[range] : was[range];
      if (own !== undefined) Object.assign(values, valueOf(range, own));
      else if (values[range] === null || values !== edit.set) delete values[range];
    }
  }
  return edit;
}

/**
 * Sends changes of cells as one edit.
 * @param {Change[]} changes
 * @param {string} description what it is, such as `Pasted 6 cells`
 * @param {(step: string, field: string) => void} fix opens a cell whose value was rejected
 */
export async function sendCells(changes, description, fix) {
  if (changes.length === 0) return;
  for (const { step, field } of changes) discardRejected(step, field);
  const edit = editOf(changes);
  const [only] = changes;
  const at = changes.length === 1 && only ? { step: only.step, field: only.field, text: only.text } : undefined;
  const { error } = await send(edit, { description, quiet: true, ...(at && { at }) });
  const item = items().find((one) => one.edit === edit && one.state === 'rejected');
  // An edit that was undone or discarded on purpose was not rejected.
  if (!error || !item) return;
  const problems = await problemsIn(changes);
  if (problems.length === 0) {
    toast(`Not saved: ${description}. ${error.message}`, { tone: 'danger', stays: true, action: { label: 'Show', run: showUnsaved } });
    return;
  }
  const isBad = (/** @type {Change} */ { step, field }) => problems.some((one) => one.step === step && one.field === field);
  if (!at) {
    discard(item.id);
    const good = changes.filter((change) => !isBad(change));
    if (good.length > 0) void sendCells(good, description, fix);
    for (const change of changes.filter(isBad)) void sendAlone(change);
  }
  report(problems, changes.filter(isBad), fix);
}

/** @param {Change[]} changes @returns {Edit} */
function editOf(changes) {
  /** @type {Map<string, { texts: Record<string, string>, was: Record<string, string> }>} */
  const steps = new Map();
  for (const { step, field, text, was } of changes) {
    const one = steps.get(step) ?? { texts: {}, was: {} };
    one.texts[field] = text;
    one.was[field] = was;
    steps.set(step, one);
  }
  const edits = [...steps].map(([step, { texts, was }]) => cellEdit(step, texts, was));
  return edits.length === 1 && edits[0] ? edits[0] : batch(edits);
}

/** The server rejects it again, and so it stays in its cell, with the error, until it is corrected. @param {Change} change */
function sendAlone({ step, field, text, was }) {
  const description = `${labelOf(field)} of “${nameOf(step)}”: ${valueWords(field, text)}`;
  return send(cellEdit(step, { [field]: text }, { [field]: was }), { description, at: { step, field, text }, quiet: true });
}

/** Which of the values are invalid. @param {Change[]} changes @returns {Promise<Problem[]>} */
async function problemsIn(changes) {
  const asked = changes.map(({ step, field, text, was }) => {
    const edit = cellEdit(step, { [field]: text }, { [field]: was });
    return { step, field, set: edit.type === 'change_step' ? edit.set : {} };
  });
  try {
    const answer = await fetch(`${page.url}/cells`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ cells: asked }),
    });
    const { problems } = await answer.json();
    return Array.isArray(problems) ? problems : [];
  } catch {
    return [];
  }
}

/** @param {Problem[]} problems @param {Change[]} bad @param {(step: string, field: string) => void} fix */
function report(problems, bad, fix) {
  const named = problems.slice(0, NAMED).map(({ step, field, message }) => {
    const text = bad.find((one) => one.step === step && one.field === field)?.text ?? '';
    const typed = message.includes(text) ? '' : ` “${text}”.`;
    return `${labelOf(field)} of “${nameOf(step)}”:${typed} ${message}`;
  });
  const more = problems.length - named.length;
  const count = problems.length === 1 ? 'One cell wasn’t saved.' : `${problems.length} cells weren’t saved.`;
  const rest = more > 0 ? ` ${more} more ${more === 1 ? 'is' : 'are'} marked in the table.` : '';
  const [first] = problems;
  toast(`${count} ${named.join(' ')}${rest}`, {
    tone: 'danger', stays: true, ...(first && { action: { label: 'Fix', run: () => fix(first.step, first.field) } }),
  });
}
