// How the modules of the live page tell each other what happened, without knowing each other.

/**
 * Somebody who has the map open.
 * @typedef {{ viewer: string, actor: string, name: string | null, guest?: boolean, colour: number, step: string | null }} Person
 */

/** Who made all that is new in a frame, if it was one person. @typedef {{ actor: string, name: string | null, colour: number }} Author */

/**
 * What the events carry.
 *
 * - `frame`: the page now shows this revision; the DOM was patched, these parts were put in
 * - `select`: a step (and maybe a cell of its row) was selected, and where: table, drawing, people …
 * - `presence`: who is here, oneself too
 * - `outbox`: the edits that are not saved yet have changed
 * - `link`: the stream from the server is up, or down
 * - `hello`: a stream began: the id of this viewer, and who the server takes us for
 * - `gone`: the map is no longer here for us
 * - `rights`: what we may do with the map now
 * - `lead`: somebody leads everybody to a step
 * - `acted`: an own edit was saved
 * - `undo`: what could be undone and redone now
 * - `advice`: what would help most, and the ideas, were put in anew
 * - `undone`: an own change was undone or done again, and the revision that is
 * @typedef {object} Events
 * @property {{ revision: number, parts: string[], by: Author | null }} frame
 * @property {{ step: string | null, field?: string | null, from?: string }} select
 * @property {{ people: Person[], count: number }} presence
 * @property {{ items: import('../sync/queue.js').Item[] }} outbox
 * @property {{ up: boolean }} link
 * @property {{ viewer: string, me: { actor: string, name: string | null, colour: number } }} hello
 * @property {{ why: string }} gone
 * @property {{ may: string, locked: boolean }} rights
 * @property {{ step: string, by: Author }} lead
 * @property {{ says: string, revision: number, item: import('../sync/queue.js').Item, answer: import('../sync/queue.js').Answer }} acted
 * @property {{ undo: Step, redo: Step }} undo
 * @property {{}} advice
 * @property {{ revision: number, what: 'undo' | 'redo' }} undone
 */

/** @typedef {{ revision: number, sentence: string } | null} Step */

/** @type {Map<string, Set<(detail: any) => void>>} */
const listeners = new Map();

/**
 * Calls `listener` whenever it happens; the function that comes back ends that.
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
 * Tells everybody. A listener that fails keeps no other from hearing it.
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
