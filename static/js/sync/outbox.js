// Sends every edit to the server, with the browser's storage and network. The logic is in queue.js.

import { emit, on } from '../core/events.js';
import { labelOf } from '../core/fields.js';
import { newId, describe } from './edits.js';
import { canEdit, isSolo, page } from '../core/page.js';
import { Queue, prefix } from './queue.js';
import { toast } from '../core/toast.js';
import { copyText } from '../core/clipboard.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {import('./queue.js').Answer} Answer */

/**
 * A request without a response after this time counts as lost. It is sent again under the same id, so it is applied
 * once.
 */
const REQUEST_TIMEOUT_MS = 15_000;
/** An edit that another tab has not sent after this time is sent from here as well. */
const ORPHAN_MS = 30_000;

/**
 * The actor that the server knows this page by. Without accounts, all edits of this browser belong to one person.
 * @type {string | null}
 */
let me = null;

const queue = new Queue({
  map: page.id,
  storage: storage(),
  post,
  who: () => me,
  later: (run, ms) => setTimeout(run, ms),
  changed: () => emit('outbox', { items: items() }),
  ended(item, answer) {
    if (answer.revision !== undefined) emit('edit_saved', { description: item.description, revision: answer.revision, item, answer });
  },
});

/**
 * Stores an edit in this browser and sends it as soon as the server can be reached.
 * @param {import('./edits.js').Edit} edit
 * @param {{ description: string, at?: import('./queue.js').At, quiet?: boolean }} about
 *   `description`: what it is, such as `wait of “Build”: 3h`; `at`: the cell that shows it meanwhile, and its text;
 *   `quiet`: the caller shows a rejection itself, so there is no message here
 * @returns {Promise<Answer>} never rejects; `error` is set if the edit was rejected or discarded
 */
export function send(edit, { description, at, quiet = false }) {
  if (!canEdit()) {
    const error = { code: 'view_only', message: 'You don’t have permission to edit this map.' };
    // It isn't stored, so the message is shown here for every caller, and offers to copy the text.
    const typed = at?.text || describe({ description, edit }, labelOf);
    toast(`Not saved: ${description}. ${error.message}`, {
      tone: 'warning', stays: true, action: { label: 'Copy my text', run: () => void copyText(typed) },
    });
    return Promise.resolve({ error });
  }
  return queue.add({ id: newId(), edit, description, quiet, ...(at && { at }) });
}

/** The unsaved edits, in order. @returns {Item[]} */
export function items() {
  return [...queue.items];
}

/** How many times in a row the server could not be reached or could not save. */
export function failures() {
  return queue.failures;
}

/** Why all edits wait although the server can be reached. */
export function blockReason() {
  return queue.blockReason;
}

/** Sends a rejected edit again. @param {string} id */
export function retry(id) {
  queue.retry(id);
}

/** Tries now instead of after the pause. */
export function retryNow() {
  queue.now();
}

/** Discards an edit. @param {string} id */
export function discard(id) {
  queue.discard(id);
}

/**
 * Undoes the last own change that is not saved yet. `sure`: it was never sent and is gone; otherwise it may have been
 * saved, and is undone as soon as that is known.
 * @returns {{ item: Item, sure: boolean } | null}
 */
export function undoUnsent() {
  return queue.undoLast();
}

/** Sends what an earlier visit left, and tries again whenever it may work. */
export function start() {
  // If several people may use this browser, the current user must be known first; `hello` identifies them.
  const adopt = (/** @type {number} */ olderThan = Infinity) => {
    if (canEdit() && (isSolo || me !== null)) queue.adopt(olderThan);
  };
  adopt();
  const retryAll = () => {
    adopt(Date.now() - ORPHAN_MS);
    queue.now();
  };
  on('hello', ({ me: { actor } }) => {
    if (isSolo || actor === me) return;
    me = actor;
    queue.userChanged();
    adopt();
    reportOthers();
  });
  on('permission', ({ permission }) => {
    if (permission === 'view') return;
    // page.permission is updated by the same event, maybe after this handler.
    setTimeout(retryAll);
  });
  addEventListener('focus', () => queue.blockReason && retryAll());
  on('connection', ({ up }) => up && retryAll());
  addEventListener('online', retryAll);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && retryAll());
  setInterval(() => adopt(Date.now() - ORPHAN_MS), ORPHAN_MS);
  addEventListener('storage', ({ key, newValue }) => {
    if (key?.startsWith(prefix(page.id))) queue.follow(key.slice(prefix(page.id).length), newValue);
  });
  addEventListener('beforeunload', (event) => {
    if (queue.items.some((item) => !item.isStored)) event.preventDefault();
  });
}

/** Unsent edits of another user are not sent. The current user is informed and can copy them. */
function reportOthers() {
  const { others } = queue;
  if (!others.length) return;
  const words = others.map((item) => describe(item, labelOf)).join('\n');
  toast('This browser has unsaved changes by another user. They’ll be sent when that person signs in here again.', {
    action: { label: 'Copy changes', run: () => void copyText(words) },
  });
}

/** @param {Item} item @returns {Promise<import('./queue.js').Reply>} */
async function post({ id, edit, by }) {
  try {
    const response = await fetch(`${page.api}/edits`, {
      method: 'POST',
      // Another user may be signed in by the time it arrives, so the server compares.
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(by && { 'weir-as': by }) },
      body: JSON.stringify({ id, edit }),
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const after = Number(response.headers.get('retry-after')) || 0;
    return { status: response.status, body: await response.json().catch(() => null), after };
  } catch {
    return null;
  }
}

/**
 * The browser may forbid storage altogether. Then nothing can be stored, which save_status.js reports.
 * @returns {Storage}
 */
function storage() {
  try {
    return localStorage;
  } catch {
    const forbidden = () => { throw new DOMException('forbidden'); };
    return { length: 0, key: () => null, getItem: () => null, removeItem() {}, clear() {}, setItem: forbidden };
  }
}
