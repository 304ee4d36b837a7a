// When two people change the same cell, the later value wins and both are notified: the later one by the response to
// the edit, the earlier one here, when a frame brings a value other than theirs.

import { nounOf } from '../core/fields.js';
import { on } from '../core/events.js';
import { items, send } from './outbox.js';
import { page, root } from '../core/page.js';
import { displayName } from '../people/presence.js';
import { confirmedValue } from './pending.js';
import { sameValue } from './same_value.js';
import { toast } from '../core/toast.js';
import { nameOf, rows } from '../core/steps.js';
import { expectedValues } from './expected_values.js';

/** A replaced value is reported for this time. */
const REPORT_WINDOW_MS = 10 * 60_000;

/**
 * Own values of the last minutes. `seen`: the value as the server formats it, once a frame has shown it.
 * @type {Map<string, { step: string, field: string, text: string, seen: string | null, revision: number, when: number }>}
 */
const mine = new Map();

/** The steps of the previous frame and their names. @type {Map<string, string>} */
let steps = new Map();
/** Steps that were deleted since. @type {Set<string>} */
const deleted = new Set();
/** Steps that this user deleted. @type {Set<string>} */
const deletedByMe = new Set();

/**
 * The author of everything since the previous frame, and the user's own actor.
 * @type {import('../core/events.js').Author | null}
 */
let by = null;
let me = '';
/** What `look` and `reportSteps` have to say. @type {{ text: string, tone: 'plain' | 'warning' }[]} */
let messages = [];

export function start() {
  on('hello', (conflict) => {
    me = conflict.me.actor;
  });
  on('edit_saved', ({ item, revision, answer }) => {
    for (const [key, text] of expectedValues([item]).cells) {
      const [step = '', field = ''] = key.split('\n');
      mine.set(key, { step, field, text, seen: null, revision, when: Date.now() });
    }
    void reports(page.revision, () => look(page.revision));
    for (const step of expectedValues([item]).deleted) deletedByMe.add(step);
    const all = answer.overwritten ?? [];
    for (const one of all) overwritten(one, all, item.edit);
    answer.dropped?.forEach(({ from, to }) => {
      toast(`The rework arrow from “${nameOf(from)}” to “${nameOf(to)}” was deleted too.`, { tone: 'warning' });
    });
  });
  // Values that undo has reverted were not changed by others.
  on('edit_undone', ({ revision }) => {
    for (const [key, one] of mine) if (one.revision >= revision) mine.delete(key);
  });
  on('frame', (frame) => {
    by = frame.by;
    void reports(frame.revision, () => {
      look(frame.revision);
      reportSteps();
    });
  });
  steps = shown();
}

/** @returns {Map<string, string>} the names of all steps that the server has shown */
function shown() {
  const all = rows().filter((row) => !row.classList.contains('pending-row'));
  return new Map(all.map((row) => [row.dataset.step ?? '', nameOf(row.dataset.step ?? '')]));
}

/**
 * Shows the messages about a revision. Someone who undoes all changes of a person replaces many values at once: that is
 * one message.
 * @param {number} revision @param {() => void} collect
 */
async function reports(revision, collect) {
  messages = [];
  collect();
  const [all, who] = [messages, by ? displayName(by) : 'Someone'];
  if (all.length > 1 && await hasUndoneMine(revision)) toast(`${who} undid your changes.`, { tone: 'warning' });
  else for (const { text, tone } of all) toast(text, { tone });
}

/** Does this revision undo everything by this user? @param {number} revision */
async function hasUndoneMine(revision) {
  try {
    const answer = await fetch(`${page.api}/history?before=${revision + 1}&limit=1`);
    const { lines } = await answer.json();
    return String(lines?.[0]?.edit.id).startsWith(`undo-by:${me}:`);
  } catch {
    return false;
  }
}

/** Reports steps that others have deleted or restored. */
function reportSteps() {
  const before = steps;
  steps = shown();
  const expectedDeletions = new Set([...deletedByMe, ...expectedValues(items()).deleted]);
  const removed = [...before].filter(([step]) => !steps.has(step));
  const back = [...steps].filter(([step]) => deleted.has(step));
  for (const [step] of removed) deleted.add(step);
  for (const [step] of back) {
    deleted.delete(step);
    deletedByMe.delete(step);
  }
  if (by && by.actor === me) return;
  const who = by ? displayName(by) : 'Someone';
  const missed = removed.filter(([step]) => !expectedDeletions.has(step)).map(([, name]) => name);
  if (missed.length) messages.push({ text: `${who} deleted ${named(missed)}.`, tone: 'warning' });
  if (back.length) messages.push({ text: `${who} restored ${named(back.map(([, name]) => name))}.`, tone: 'plain' });
}

/** `“A”, “B” and 3 more` @param {string[]} names */
function named(names) {
  const [last, ...others] = names.slice(0, 3).map((name) => `“${name}”`).reverse();
  if (names.length > 3) return `${names.slice(0, 2).map((name) => `“${name}”`).join(', ')} and ${names.length - 2} more`;
  return others.length ? `${others.reverse().join(', ')} and ${last}` : String(last);
}

/** Checks which own values were replaced. @param {number} revision */
function look(revision) {
  if (!mine.size) return;
  const rows = new Map([...root.querySelectorAll(/** @type {'tr'} */ ('table.steps tr[data-step]'))]
    .map((row) => [row.dataset.step, row]));
  const unsaved = expectedValues(items()).cells;
  for (const [key, one] of mine) {
    if (Date.now() - one.when > REPORT_WINDOW_MS) mine.delete(key);
    if (revision < one.revision) continue;
    const cell = /** @type {HTMLElement | null} */ (rows.get(one.step)?.querySelector(`[data-field="${CSS.escape(one.field)}"]`) ?? null);
    if (!cell) continue;
    const value = confirmedValue(cell);
    // At its own revision, the frame shows the text as the server formats it: `90m` becomes `1h 30m`.
    if (one.seen === null && (revision === one.revision || sameValue(value, one.text))) {
      one.seen = value;
    } else if (!sameValue(value, one.seen ?? one.text)) {
      mine.delete(key);
      // No message about own changes, here or in another tab.
      if (!unsaved.has(key) && by?.actor !== me) replaced(one, value);
    }
  }
}

/** @param {{ step: string, field: string, text: string, seen: string | null }} one @param {string} value */
function replaced(one, value) {
  const had = one.seen ?? one.text;
  const what = `the ${nounOf(one.field)} of “${one.field === 'name' ? had : nameOf(one.step)}”`;
  const did = value === '' ? `set ${what} to unknown` : `changed ${what} to ${value}`;
  messages.push({ text: `${by ? displayName(by) : 'Someone'} ${did} (yours: ${had || 'unknown'}).`, tone: 'warning' });
}

/** @typedef {{ step?: string, field: string, was: unknown, found: unknown, by?: string | null }} Overwritten */

/** @param {Overwritten} conflict @param {Overwritten[]} all of the same edit @param {import('./edits.js').Edit} edit */
function overwritten(conflict, all, edit) {
  const { step, field, was, found, by: who } = conflict;
  if (field.endsWith('_range')) return;
  const words = (/** @type {unknown} */ value) => (value === null || value === '' ? 'unknown' : String(value));
  const of = step === undefined ? 'of this map' : `of “${nameOf(step)}”`;
  const what = `${nounOf(field)} ${of}`;
  const action = step === undefined || field === 'kind' ? {} : {
    action: { label: `Use theirs (${words(found)})`, run: () => useTheirs(step, conflict, all, edit, `${what}: ${words(found)}`) },
  };
  toast(`${who ?? 'Someone'} changed the ${what} from ${words(was)} to ${words(found)}. Your value replaced it.`, {
    tone: 'warning', ...action,
  });
}

/**
 * Restores the value that the edit has replaced, with its range.
 * @param {string} step
 * @param {Overwritten} conflict
 * @param {Overwritten[]} all
 * @param {import('./edits.js').Edit} edit
 * @param {string} description
 */
function useTheirs(step, { field, found }, all, edit, description) {
  const ours = changes(edit).find((one) => one.step === step && field in one.set);
  const range = `${field}_range`;
  const theirs = all.find((one) => one.step === step && one.field === range);
  const set = { [field]: found, ...(ours && range in ours.set && { [range]: theirs ? theirs.found : ours.was?.[range] ?? null }) };
  const was = Object.fromEntries(Object.keys(set).map((name) => [name, ours?.set[name] ?? null]));
  const at = range in set && set[range] ? undefined : { step, field, text: String(found ?? '') };
  void send({ type: 'change_step', step, set: /** @type {any} */ (set), was }, { description, ...(at && { at }) });
}

/** @param {import('./edits.js').Edit} edit @returns {(import('./edits.js').Edit & { type: 'change_step' })[]} */
function changes(edit) {
  if (edit.type === 'batch') return edit.edits.flatMap(changes);
  return edit.type === 'change_step' ? [edit] : [];
}
