// Events between the modules of the live page.

/**
 * Someone who has the map open.
 * @typedef {{ viewer: string, actor: string, name: string | null, guest?: boolean, colour: number, step: string | null, follows?: boolean }} Person
 */

/**
 * The author of everything new in a frame, if it was one person.
 * @typedef {{ actor: string, name: string | null, colour: number }} Author
 */

/**
 * Who brings everyone where: a step, or another object of the drawing at it. `viewer` is the page that leads, null if
 * this is shown once; `bring`: also those who no longer follow.
 * @typedef {{ step: string, object: string | null, viewer: string | null, bring: boolean, by: Author }} Lead
 */

/**
 * What the events carry.
 *
 * - `frame`: the page now shows this revision; the DOM was patched with these parts
 * - `layout`: the drawing should be arranged differently
 * - `select`: a step (and maybe a cell of its row) was selected, and where: table, drawing, people …
 * - `presence`: who is viewing, including oneself
 * - `outbox`: the edits that are not saved yet have changed
 * - `connection`: the stream from the server is up or down
 * - `hello`: a stream began, with the id of this viewer and the identity that the server knows us by
 * - `access_lost`: the map can no longer be viewed
 * - `permission`: what we may do with the map now
 * - `spotlight`: someone brings everyone to a place in the drawing, or no longer does (no step)
 * - `edit_saved`: an own edit was saved
 * - `edit_undone`: an own change was undone or redone, with its revision and what had the focus when it was requested
 * - `undo_steps`: what can be undone and redone now
 * - `advice`: suggestions and ideas were refreshed and show this revision or a later one
 * @typedef {object} Events
 * @property {{ revision: number, parts: string[], by: Author | null }} frame
 * @property {{}} layout
 * @property {{ step: string | null, field?: string | null, from?: string, arrow?: import('./selection.js').Arrow | null }} select
 * @property {{ people: Person[], count: number }} presence
 * @property {{ items: import('../sync/queue.js').Item[] }} outbox
 * @property {{ up: boolean }} connection
 * @property {{ viewer: string, me: { actor: string, name: string | null, colour: number }, lead?: Lead | null }} hello
 * @property {{ why: string }} access_lost
 * @property {{ permission: string, locked: boolean }} permission
 * @property {Lead | { step: null }} spotlight
 * @property {{ description: string, revision: number, item: import('../sync/queue.js').Item, answer: import('../sync/queue.js').Answer }} edit_saved
 * @property {{ revision: number, what: 'undo' | 'redo', focused: Element | null }} edit_undone
 * @property {{ undo: Step, redo: Step }} undo_steps
 * @property {{ revision: number }} advice
 */

/** @typedef {{ revision: number, sentence: string } | null} Step */

/** @type {Map<string, Set<(detail: any) => void>>} */
const listeners = new Map();

/**
 * Calls `listener` with every event of a type. Returns a function that unsubscribes.
 * @template {keyof Events} T
 * @param {T} type
 * @param {(detail: Events[T]) => void} listener
 * @returns {() => void}
 */
export function on(type, listener) {
  const all = listeners.get(type) ?? new Set();
  listeners.set(type, all.add(listener));
  return () => all.delete(listener);
}

/**
 * Calls all listeners. One that throws doesn't stop the others.
 * @template {keyof Events} T
 * @param {T} type
 * @param {Events[T]} detail
 */
export function emit(type, detail) {
  for (const listener of [...(listeners.get(type) ?? [])]) {
    try {
      listener(detail);
    } catch (error) {
      console.error(error);
    }
  }
}
