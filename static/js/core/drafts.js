// Keeps half-typed text through a reload: in the storage of this tab, by map and field.
//
//   const draft = keepDraft('panel:s1:wait', input);
//   if (draft.restored) …       the input has the text from before the reload; say that it isn't saved yet
//   draft.end();                on save or cancel: the text is forgotten
//   draft.leave();              the input shows something else now: the text is kept
//
// The input has to show its saved value when it is given here: typing that value again forgets the draft. Passwords are
// never stored. An editor that is not on the page after a reload finds what was typed with `draftsOf('panel:')`, opens
// itself, and calls `keepDraft`. What is not an input, such as the position of a new step, is stored with `storeDraft`
// and forgotten with `forgetDraft`. Keys begin with the name of the editor: `panel:`, `cell:`, `new:`, `form:`.

import { on } from './events.js';
import { page } from './page.js';

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
/** @typedef {{ restored: boolean, end: () => void, leave: () => void }} Draft */

const PREFIX = `weir:draft:${page.id}:`;
/** Who typed the drafts of this map: they are of no concern to the next person who signs in here. */
const AUTHOR = `weir:draft-author:${page.id}`;

/**
 * Stores what is typed into a field until `end`, and puts back what was typed before a reload.
 * @param {string} key unique within the map
 * @param {Field} field
 * @returns {Draft}
 */
export function keepDraft(key, field) {
  if (isSecret(field)) return { restored: false, end() {}, leave() {} };
  const saved = contentOf(field);
  const typed = readDraft(key);
  const restored = typed !== null && typed !== saved;
  if (restored) fill(field, typed);
  else forgetDraft(key);
  const changed = () => {
    const now = contentOf(field);
    if (now === saved) forgetDraft(key);
    else storeDraft(key, now);
  };
  const events = new AbortController();
  field.addEventListener('input', changed, events);
  field.addEventListener('change', changed, events);
  return {
    restored,
    leave: () => events.abort(),
    end() {
      events.abort();
      forgetDraft(key);
    },
  };
}

/** @param {string} key @param {string} text */
export function storeDraft(key, text) {
  attempt((storage) => storage.setItem(PREFIX + key, text));
}

/** @param {string} key @returns {string | null} */
export function readDraft(key) {
  return attempt((storage) => storage.getItem(PREFIX + key)) ?? null;
}

/** @param {string} key */
export function forgetDraft(key) {
  attempt((storage) => storage.removeItem(PREFIX + key));
}

/**
 * What was typed into the fields of an editor. Keys are without the editor's prefix.
 * @param {string} prefix such as `cell:`
 * @returns {Map<string, string>}
 */
export function draftsOf(prefix) {
  const start = PREFIX + prefix;
  const keys = attempt((storage) => Object.keys(storage).filter((key) => key.startsWith(start))) ?? [];
  return new Map(keys.map((key) => [key.slice(start.length), readDraft(key.slice(PREFIX.length)) ?? '']));
}

/** @param {string} prefix */
export function forgetDrafts(prefix) {
  for (const key of draftsOf(prefix).keys()) forgetDraft(prefix + key);
}

/** @param {Field} field */
function isSecret(field) {
  return field.type === 'password' || /password|one-time-code/.test(field.autocomplete);
}

/** @param {Field} field */
function isChoice(field) {
  return field.type === 'checkbox' || field.type === 'radio';
}

/** @param {Field} field */
function contentOf(field) {
  return isChoice(field) ? String(/** @type {HTMLInputElement} */ (field).checked) : field.value;
}

/** @param {Field} field @param {string} content */
function fill(field, content) {
  if (isChoice(field)) /** @type {HTMLInputElement} */ (field).checked = content === 'true';
  else field.value = content;
}

/**
 * Storage may be forbidden or full: then drafts live as long as the page.
 * @template T
 * @param {(storage: Storage) => T} use
 * @returns {T | undefined}
 */
function attempt(use) {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

on('hello', ({ me }) => {
  const author = attempt((storage) => storage.getItem(AUTHOR));
  if (author && author !== me.actor) forgetDrafts('');
  attempt((storage) => storage.setItem(AUTHOR, me.actor));
});
