// Undo and redo of the user's own edits, also across reloads. Unsaved edits are undone here, saved ones by the server.

import { perform, register } from '../core/actions.js';
import { emit, on } from '../core/events.js';
import { items, send, undoUnsent } from './outbox.js';
import { withNames } from '../core/steps.js';
import { canEdit, page } from '../core/page.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';

/** @typedef {import('../core/events.js').Step} Step */
/** @typedef {import('./queue.js').Answer} Answer */
/** @typedef {{ undo: Step, redo: Step, revision?: number }} Steps */
/**
 * Why an edit was not undone: its revision, and the user's next older change.
 * @typedef {{ of: number, next: Step }} UndoConflict
 */

/** Storage key of the revisions that undo skips. */
const SKIPPED_KEY = `weir:left:${page.id}`;

/** Pauses before asking what can be undone: after own edits, and after those of others. */
const SOON_MS = 250;
const LATER_MS = 5_000;
const TRIES = 3;

/** @type {Steps} */
let steps = { undo: null, redo: null };
/** Own changes that others have built on. Undo skips them and continues with older ones. */
const skipped = new Set(readSkipped());
/** The next older change before each of them. @type {Map<number, Step>} */
const older = new Map();
let me = '';
/** Edits that were undone before they were sent; the last one is redone first. @type {import('./queue.js').Item[]} */
let unsent = [];
/** Edits that redo has sent again. @type {WeakSet<object>} */
const again = new WeakSet();
/** The id of the newest known edit. */
let newest = '';
/** One request at a time, in the order of the key presses. */
let turn = Promise.resolve();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let shown = page.revision;

export function start() {
  register('undo', () => inTurn(undo));
  register('redo', () => inTurn(redo));
  // A new edit clears redo.
  on('outbox', ({ items: all }) => {
    const last = all.at(-1);
    if (last && last.id > newest && !again.has(last.edit)) unsent = [];
    if (last && last.id > newest) newest = last.id;
  });
  on('edit_saved', ({ item, revision }) => {
    if (item.undoWhenSaved) void undoRevision('undo', revision, item.description);
    refresh(SOON_MS);
  });
  on('connection', ({ up }) => up && refresh(SOON_MS));
  on('permission', ({ permission }) => permission !== 'view' && permission !== page.permission && refresh(SOON_MS));
  on('hello', (state) => {
    me = state.me.actor;
  });
  // The user may have edited in a form or in another tab, or others may have built on an edit. Before anything is
  // undone, the server is asked in any case.
  on('frame', ({ by, revision }) => {
    // Only another layout of the drawing.
    if (revision === shown) return;
    shown = revision;
    if (by?.actor === me) refresh(SOON_MS);
    else if (timer === undefined && (steps.undo || steps.redo)) refresh(LATER_MS);
  });
  document.addEventListener('close', () => refresh(SOON_MS), true);
  on('edit_undone', ({ what }) => {
    // The page has an undo button for the edit that led to it. This undo may be for that edit, or for a later one that
    // the button doesn't cover.
    if (what === 'undo') document.querySelector('main .flash[role="status"] form')?.closest('.flash')?.remove();
  });
}

/** What undo and redo would do now, for labels. */
export function nextSteps() {
  const waiting = items().findLast((item) => item.state !== 'rejected' && !item.undoWhenSaved);
  return {
    undo: waiting?.description ?? sentenceOf(next()),
    redo: unsent.at(-1)?.description ?? steps.redo?.sentence ?? null,
  };
}

/** What undo would undo, after the skipped ones. @returns {Step | undefined} undefined: not known */
function next() {
  let step = /** @type {Step | undefined} */ (steps.undo);
  while (step && skipped.has(step.revision)) step = older.get(step.revision);
  return step;
}

/** @param {Step | undefined} step */
function sentenceOf(step) {
  if (step === undefined) return 'an earlier change';
  return step?.sentence ?? null;
}

/**
 * Runs one after the other, and tells what had the focus when this was requested.
 * @param {(focused: Element | null) => Promise<void>} run
 */
function inTurn(run) {
  const focused = document.activeElement;
  const next = () => run(focused);
  turn = turn.then(next, next);
  return turn;
}

/** @param {Element | null} focused */
async function undo(focused) {
  const unsaved = undoUnsent();
  if (unsaved) {
    if (unsaved.sure) unsent.push(unsaved.item);
    const { description } = unsaved.item;
    toast(unsaved.sure ? `Undone: ${description}` : `Undo pending: ${description}`);
    emit('undo_steps', steps);
    return;
  }
  await fetchSteps();
  let step = steps.undo;
  while (step) {
    const conflict = await request('undo', step.revision, step.sentence, focused);
    if (!conflict) return;
    if (!skipped.has(conflict.of)) return offer(conflict);
    older.set(conflict.of, conflict.next);
    step = conflict.next;
  }
  toast(steps.undo ? 'Nothing more to undo.' : 'You have nothing to undo.');
}

/**
 * Others have built on the last own change, so undo offers to skip it.
 * @param {UndoConflict & { why: string }} conflict
 */
function offer({ of, next: before, why }) {
  const skip = () => {
    skipped.add(of);
    older.set(of, before);
    try {
      sessionStorage.setItem(SKIPPED_KEY, JSON.stringify([...skipped]));
    } catch {
      // Then it is offered again after a reload.
    }
    void inTurn(undo);
  };
  const action = before ? { action: { label: 'Skip and undo the previous change', run: skip } } : {};
  toast(why, { tone: 'warning', ...action });
}

/** @returns {number[]} */
function readSkipped() {
  try {
    return JSON.parse(sessionStorage.getItem(SKIPPED_KEY) ?? '[]');
  } catch {
    return [];
  }
}

/** @param {Element | null} focused */
async function redo(focused) {
  const item = unsent.pop();
  if (item) {
    again.add(item.edit);
    void send(item.edit, { description: item.description, ...(item.at && { at: item.at }) });
    toast(`Redone: ${item.description}`);
    return;
  }
  await fetchSteps();
  if (steps.redo) showConflict(await request('redo', steps.redo.revision, steps.redo.sentence, focused));
  else toast('You have nothing to redo.');
}

/**
 * Undoes or redoes exactly this revision; shows a message if that fails.
 * @param {'undo' | 'redo'} what
 * @param {number} of the revision
 * @param {string} [sentence] what it was
 */
export function undoRevision(what, of, sentence = '') {
  return inTurn(async (focused) => showConflict(await request(what, of, sentence, focused)));
}

/**
 * Closes a message that offers to undo a revision as soon as it is undone in another way.
 * @param {import('../core/toast.js').CloseToast} close
 * @param {number} revision
 */
export function closeWhenUndone(close, revision) {
  const stop = on('edit_undone', (undone) => {
    if (undone.revision !== revision) return;
    stop();
    close();
  });
}

/**
 * Sends an edit and offers to undo exactly this one.
 * @param {import('./edits.js').Edit} edit @param {string} description such as `Disconnected “Build” from “Test”`
 */
export async function sendUndoable(edit, description) {
  const sent = send(edit, { description });
  const close = toast(`${description}.`, { action: { label: 'Undo', run: () => void undoEdit(edit, sent, description) } });
  const { error, revision } = await sent;
  if (error || revision === undefined) close();
  else closeWhenUndone(close, revision);
}

/** @param {{ why: string } | null} conflict */
function showConflict(conflict) {
  if (conflict) toast(conflict.why, { tone: 'warning' });
}

/**
 * Asks the server, again with the same revision if the response is lost, so that it is done once. Null: the result was
 * reported; otherwise others have built on the change.
 * @param {'undo' | 'redo'} what
 * @param {number} of
 * @param {string | null} sentence
 * @param {Element | null} focused what had the focus when it was requested
 * @returns {Promise<(UndoConflict & { why: string }) | null>}
 */
async function request(what, of, sentence, focused) {
  for (let tries = 1; ; tries += 1) {
    const reply = await post(`${page.api}/${what}`, { of });
    if (reply && reply.status < 400) {
      emit('edit_undone', { revision: of, what, focused });
      take(reply.body);
      const done = what === 'undo' ? 'Undone' : 'Redone';
      toast(sentence ? `${done}: ${sentence}` : `${done}.`);
      return null;
    }
    if (reply && reply.status < 500 && reply.status !== 429) {
      const { code, message, next: before = null } = reply.body?.error ?? {};
      const why = withNames(String(message ?? `This change couldn’t be ${what === 'undo' ? 'undone' : 'redone'}.`));
      if (code === 'built_on') return { of, next: before, why };
      toast(why, { tone: 'warning' });
      await fetchSteps();
      return null;
    }
    if (tries >= TRIES) break;
    await new Promise((resolve) => setTimeout(resolve, 600 * tries));
  }
  toast(`Couldn’t ${what}: no connection. Try again later.`, { tone: 'warning' });
  return null;
}

/** @param {string} url @param {unknown} body */
async function post(url, body) {
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const response = await fetch(url, {
      method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}

/** @param {number} ms */
function refresh(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = undefined;
    void fetchSteps();
  }, ms);
}

async function fetchSteps() {
  // In view only mode, there is nothing to undo.
  if (!canEdit()) return;
  try {
    const response = await fetch(`${page.api}/undo`, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
    if (response.ok) take(await response.json());
  } catch {
    // The known state stays; the server is asked again before anything is undone.
  }
}

/** @param {Partial<Steps> | null} state */
function take(state) {
  if (!state) return;
  steps = { undo: state.undo ?? null, redo: state.redo ?? null };
  emit('undo_steps', steps);
}

/** Was it undone or discarded on purpose? Then no message is needed. @param {Answer['error']} error */
export function isDiscarded(error) {
  return error?.code === 'undone' || error?.code === 'discarded';
}

/**
 * Undoes an edit, saved or not.
 * @param {import('./edits.js').Edit} edit
 * @param {Promise<Answer>} sent
 * @param {string} description
 */
export async function undoEdit(edit, sent, description) {
  const last = items().findLast((item) => item.state !== 'rejected' && !item.undoWhenSaved);
  if (last?.edit === edit) {
    perform('undo');
    return;
  }
  const { revision } = await sent;
  if (revision !== undefined) await undoRevision('undo', revision, description);
}
