// The unsaved edits: stored before they are sent, and sent one at a time in order, under the same id until the server
// has answered. Storage, network and clock are injected; see outbox.js.

/** @typedef {import('./edits.js').Edit} Edit */

/**
 * Where an edit is shown while it is unconfirmed: a step, or a cell of its row with its text.
 * @typedef {{ step: string, field?: string, text?: string }} At
 */

/** An error as a sentence. @typedef {{ code: string, message: string, field?: string }} Trouble */

/**
 * An edit on its way.
 * @typedef {object} Item
 * @property {string} id of the edit; sorts by time
 * @property {Edit} edit
 * @property {string} description what it is, such as `wait of “Build”: 3h`
 * @property {At} [at]
 * @property {'waiting' | 'sending' | 'rejected'} state
 * @property {number} tries how often it was sent; after the first time, the server may have it
 * @property {boolean} isStored is it stored, so that it outlives this page?
 * @property {string} [by] its actor, if several people may use this browser
 * @property {boolean} [undoWhenSaved] to be undone as soon as it is saved
 * @property {number} [serverFailures] how often the server or a proxy failed; not stored
 * @property {boolean} [hasLastTry] another edit was saved meanwhile, so one more failure is this edit's own; not stored
 * @property {boolean} [isDoneElsewhere] another tab saved or discarded it while it was being sent from here; not stored
 * @property {boolean} [quiet] the caller shows a rejection itself; here it is only listed
 * @property {Trouble} [error] why it was rejected
 */

/**
 * The result of sending. Without `error` it is saved.
 * @typedef {object} Answer
 * @property {number} [revision]
 * @property {{ from: string, to: string, share: number }[]} [dropped]
 * @property {{ step?: string, field: string, was: unknown, found: unknown, by?: string | null }[]} [overwritten]
 * @property {Trouble} [error]
 */

/**
 * A response of the server, or null if there was none.
 * @typedef {{ status: number, body: any, after?: number } | null} Reply
 */

/**
 * @typedef {object} Dependencies
 * @property {string} map
 * @property {Storage} storage
 * @property {(item: Item) => Promise<Reply>} post
 * @property {() => string | null} [who] the current user, if known and relevant
 * @property {(run: () => void, ms: number) => unknown} later
 * @property {() => void} changed
 * @property {(item: Item, answer: Answer) => void} ended
 */

/**
 * Why nothing can be saved now, although the edit itself is fine.
 * @typedef {Pick<Trouble, 'code' | 'message'>} BlockReason
 */

const FIRST_DELAY = 400;
const MAX_DELAY = 10_000;
/** Statuses that mean: not now. */
const RETRY_STATUSES = [408, 425, 429];
/**
 * Reasons that concern the sender and not the edit. They pass: after signing in or regaining access, the edit can be
 * saved.
 */
const BLOCKING_CODES = ['not_signed_in', 'view_only', 'locked', 'members_only', 'no_workspace', 'not_found', 'somebody_else'];
/** After this many failures on the server's side, an edit lets the next ones pass. */
const MAX_SERVER_FAILURES = 5;
/** The longest edit stored in the browser, in characters; the next constant is the most edits of one map. */
const MAX_LENGTH = 256 * 1024;
const MAX_ITEMS = 2_000;

/** The storage key prefix of the edits of a map; the id of the edit follows. @param {string} map */
export const prefix = (map) => `weir:unsaved:${map}:`;

export class Queue {
  /** @type {Item[]} in the order of their ids */
  items = [];
  /** How many times in a row the server could not be reached or could not save. */
  failures = 0;
  /** Why all edits are blocked. @type {BlockReason | null} */
  blockReason = null;
  /** Edits of other users in this browser, which only they can send. @type {Item[]} */
  others = [];
  #sending = false;
  #turn = 0;
  /** @type {Map<string, (answer: Answer) => void>} */
  #waiting = new Map();

  /** @param {Dependencies} deps */
  constructor(deps) {
    this.deps = deps;
  }

  /**
   * Stores an edit and sends it. The promise resolves when the edit is saved, rejected or discarded; it never rejects.
   * @param {Pick<Item, 'id' | 'edit' | 'description' | 'at' | 'quiet'>} given
   * @returns {Promise<Answer>}
   */
  add(given) {
    /** @type {Item} */
    const item = { ...given, ...this.#mine(), state: 'waiting', tries: 0, isStored: false };
    this.#store(item);
    this.items.push(item);
    this.#sort();
    const ended = new Promise((/** @type {(answer: Answer) => void} */ resolve) => this.#waiting.set(item.id, resolve));
    this.deps.changed();
    void this.pump();
    return ended;
  }

  /** Adopts the edits that an earlier page, or another tab that was closed, has left in the storage. */
  adopt(olderThan = Infinity) {
    const known = new Set(this.items.map((item) => item.id));
    this.others = [];
    for (const key of this.#keys()) {
      const id = key.slice(prefix(this.deps.map).length);
      if (known.has(id) || id >= newest(olderThan)) continue;
      const item = parsed(this.#read(key), id);
      // A rejection was reported when it arrived.
      if (item && !this.#isMine(item)) this.others.push(item);
      else if (item) this.items.push({ ...item, quiet: item.state === 'rejected' });
    }
    if (this.items.length === known.size) return;
    this.#sort();
    this.deps.changed();
    void this.pump();
  }

  /**
   * The current user has become known, or has changed. Edits from before that belong to them; edits of others stay in
   * the storage for their owners.
   */
  userChanged() {
    const mine = this.#mine();
    for (const item of this.items) {
      if (item.by !== undefined || mine.by === undefined || item.state === 'rejected') continue;
      item.by = mine.by;
      this.#store(item);
    }
    const theirs = this.items.filter((item) => !this.#isMine(item));
    if (!theirs.length) return;
    this.items = this.items.filter((item) => this.#isMine(item));
    for (const item of theirs) this.#settle(item, { error: { code: 'discarded', message: 'Another user has signed in.' } });
    this.deps.changed();
  }

  /**
   * Another tab has changed the stored edit; null: it was saved or discarded there.
   * @param {string} id
   * @param {string | null} text
   */
  follow(id, text) {
    const mine = this.items.find((item) => item.id === id);
    if (!mine) return;
    const theirs = text === null ? null : parsed(text, id);
    if (theirs) merge(mine, theirs);
    // An edit that is being sent from here gets its own response, if there is one. An edit that was never sent from here
    // may have been saved there, so its sender gets no error.
    else if (mine.state === 'sending') mine.isDoneElsewhere = true;
    else this.#drop(mine, {});
    this.deps.changed();
  }

  /** Tries now instead of after the pause. */
  now() {
    this.#turn += 1;
    void this.pump();
  }

  /** Sends a rejected edit again. @param {string} id */
  retry(id) {
    const item = this.items.find((one) => one.id === id && one.state === 'rejected');
    if (!item) return;
    item.state = 'waiting';
    delete item.error;
    item.serverFailures = 0;
    item.hasLastTry = false;
    // Its sender has had a response and doesn't get another one.
    item.quiet = false;
    this.#store(item);
    this.deps.changed();
    this.now();
  }

  /** Discards an edit. @param {string} id */
  discard(id) {
    const item = this.items.find((one) => one.id === id);
    if (!item) return;
    this.#drop(item, { error: { code: 'discarded', message: 'This change was discarded.' } });
    this.deps.changed();
  }

  /**
   * Undoes the last own change that is not saved yet. One that was never sent is simply gone (`sure`); one whose
   * response is missing may have been saved, and is undone as soon as that is known.
   * @returns {{ item: Item, sure: boolean } | null}
   */
  undoLast() {
    let item;
    while (!item) {
      const last = this.items.findLast((one) => one.state !== 'rejected' && !one.undoWhenSaved);
      if (!last) return null;
      // Another tab may have sent or discarded it, without this tab knowing yet.
      if (last.isStored && last.state === 'waiting' && !this.#catchUp(last)) this.#drop(last, {});
      else if (last.state !== 'rejected' && !last.undoWhenSaved) item = last;
    }
    if (item.state === 'waiting' && item.tries === 0) {
      this.#drop(item, { error: { code: 'undone', message: 'This change was undone.' } });
      this.deps.changed();
      return { item, sure: true };
    }
    item.undoWhenSaved = true;
    this.#store(item);
    this.deps.changed();
    return { item, sure: false };
  }

  /** Sends the waiting edits one by one until none is left or one fails. */
  async pump() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let item = this.#next(); item; item = this.#next()) {
        if (!(await this.#send(item))) break;
      }
    } finally {
      this.#sending = false;
    }
  }

  /** The oldest edit; one that failed repeatedly on the server's side lets the others pass. */
  #next() {
    const waiting = this.items.filter((item) => item.state === 'waiting');
    return waiting.find((item) => item.hasLastTry) ?? waiting.sort((a, b) => timesPassed(a) - timesPassed(b)).at(0);
  }

  /** Takes over what another tab has stored. Returns false if the edit is gone. @param {Item} item */
  #catchUp(item) {
    const text = this.#read(prefix(this.deps.map) + item.id);
    if (text === null) return false;
    const theirs = parsed(text, item.id);
    if (theirs) merge(item, theirs);
    return true;
  }

  /** @param {Item} item @returns {Promise<boolean>} can the next one be sent? */
  async #send(item) {
    if (item.isStored) this.#catchUp(item);
    if (item.state !== 'waiting') return true;
    item.state = 'sending';
    item.tries += 1;
    this.#store(item);
    this.deps.changed();
    const reply = await this.deps.post(item);
    if (!this.items.includes(item)) return true;
    const verdict = this.#classify(item, reply);
    if (item.isDoneElsewhere && (verdict === 'blocked' || verdict === 'later')) {
      this.#drop(item, {});
      this.deps.changed();
      return true;
    }
    if (verdict === 'blocked') {
      item.state = 'waiting';
      // It was rejected, so it counts as never sent.
      item.tries -= 1;
      this.#store(item);
      this.blockReason = { code: reply?.body?.error?.code, message: String(reply?.body?.error?.message ?? '') };
      this.deps.changed();
      return false;
    }
    if (verdict === 'later') {
      item.state = 'waiting';
      this.failures += 1;
      const next = this.#next();
      const isPassed = next !== undefined && next !== item && !next.serverFailures && isServerFailure(reply);
      if (!isPassed) this.#pause(reply?.after ?? 0);
      this.deps.changed();
      return isPassed;
    }
    this.failures = 0;
    this.blockReason = null;
    if (verdict.error) {
      item.state = 'rejected';
      item.error = verdict.error;
      this.#store(item);
      this.#settle(item, verdict);
    } else {
      this.#drop(item, verdict);
      // The server can save again. Edits that failed before are tried again.
      for (const one of this.items) one.hasLastTry = timesPassed(one) > 0;
    }
    this.deps.ended(item, verdict);
    this.deps.changed();
    return true;
  }

  /** @returns {{ by?: string }} */
  #mine() {
    const who = this.deps.who?.();
    return who ? { by: who } : {};
  }

  /** Edits without an owner were stored by an earlier version and belong to the current user. @param {Item} item */
  #isMine(item) {
    const who = this.deps.who?.();
    return !item.by || !who || item.by === who;
  }

  /** @param {Item} item @param {Reply} reply @returns {Answer | 'later' | 'blocked'} */
  #classify(item, reply) {
    const verdict = classifyReply(reply);
    if (verdict !== 'later' || !isServerFailure(reply)) return verdict;
    item.serverFailures = (item.serverFailures ?? 0) + 1;
    if (!item.hasLastTry) return 'later';
    return { error: { code: 'trouble', message: `The server couldn’t save this change (error ${reply?.status}).` } };
  }

  /** @param {number} asked seconds that the server asked to wait */
  #pause(asked) {
    const turn = (this.#turn += 1);
    const delay = Math.min(FIRST_DELAY * 2 ** (this.failures - 1), MAX_DELAY) * (0.5 + Math.random() / 2);
    this.deps.later(() => {
      if (turn === this.#turn) void this.pump();
    }, Math.max(delay, Math.min(asked, 30) * 1000));
  }

  /** @param {Item} item @param {Answer} answer */
  #drop(item, answer) {
    this.items = this.items.filter((one) => one !== item);
    // With nothing left to send, nothing fails.
    if (!this.#next()) [this.failures, this.blockReason] = [0, null];
    try {
      this.deps.storage.removeItem(prefix(this.deps.map) + item.id);
    } catch {
      // What could not be stored doesn't need to be removed.
    }
    this.#settle(item, answer);
  }

  /** @param {Item} item @param {Answer} answer */
  #settle(item, answer) {
    this.#waiting.get(item.id)?.(answer);
    this.#waiting.delete(item.id);
  }

  /** Stores an edit, so that it outlives the page. If that fails, `isStored` says so. @param {Item} item */
  #store(item) {
    // The page that would report it is gone by then.
    const {
      id, undoWhenSaved: back, isStored: _, quiet: _quiet, serverFailures: _failures, hasLastTry: _try, isDoneElsewhere: _done,
      ...rest
    } = item;
    // Pages of earlier versions know `undoWhenSaved` as `back`.
    const text = JSON.stringify({ ...rest, back });
    try {
      if (text.length > MAX_LENGTH || this.items.length >= MAX_ITEMS) throw new RangeError('too much to keep');
      this.deps.storage.setItem(prefix(this.deps.map) + id, text);
      item.isStored = true;
    } catch {
      // An older text of the same edit may still be stored. It is as good, because what is sent doesn't change.
      item.isStored = this.#read(prefix(this.deps.map) + id) !== null;
    }
  }

  /** @param {string} key */
  #read(key) {
    try {
      return this.deps.storage.getItem(key);
    } catch {
      return null;
    }
  }

  #keys() {
    const start = prefix(this.deps.map);
    try {
      const { storage } = this.deps;
      const all = Array.from({ length: storage.length }, (_, at) => storage.key(at));
      return all.filter((key) => key !== null && key.startsWith(start)).map(String);
    } catch {
      return [];
    }
  }

  #sort() {
    this.items.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** How often an edit has let the others pass. @param {Item} item */
function timesPassed({ serverFailures = 0 }) {
  return Math.floor(serverFailures / MAX_SERVER_FAILURES);
}

/** Merges what another tab knows about the same edit. @param {Item} mine @param {Item} theirs */
function merge(mine, theirs) {
  mine.tries = Math.max(mine.tries, theirs.tries);
  if (theirs.undoWhenSaved) mine.undoWhenSaved = true;
  if (mine.state === 'sending' || mine.state === theirs.state) return;
  mine.state = theirs.state;
  if (theirs.error) mine.error = theirs.error;
  else delete mine.error;
}

/** Ids created before this time sort before this text. @param {number} time */
function newest(time) {
  return time === Infinity ? '\uffff' : time.toString(36).padStart(9, '0');
}

/** @param {string | null} text @param {string} id @returns {Item | null} */
function parsed(text, id) {
  try {
    // Earlier versions stored `says` and `refused`.
    const { edit, says, description = says, at, state, tries, back, error, by } = JSON.parse(text ?? '');
    if (typeof edit?.type !== 'string') return null;
    const rejected = ['rejected', 'refused'].includes(state) && typeof error?.message === 'string';
    return {
      id, edit, description: String(description), ...(at && { at }), ...(typeof by === 'string' && { by }), ...(back && { undoWhenSaved: true }), ...(rejected && { error }),
      state: rejected ? 'rejected' : 'waiting', tries: Number(tries) || 0, isStored: true,
    };
  } catch {
    return null;
  }
}

/** A failure of the server or of a proxy. Rate limiting doesn't count. @param {Reply} reply */
function isServerFailure(reply) {
  return reply !== null && !RETRY_STATUSES.includes(reply.status);
}

/**
 * Classifies a reply: saved, rejected for good, to be tried again, or blocked until the cause is gone.
 * @param {Reply} reply
 * @returns {Answer | 'later' | 'blocked'}
 */
function classifyReply(reply) {
  if (!reply) return 'later';
  const { status, body } = reply;
  // A proxy, such as the sign-in page of a network, may also return 200.
  if (status === 200) return typeof body?.revision === 'number' ? body : 'later';
  if (status < 400 || status >= 500 || RETRY_STATUSES.includes(status)) return 'later';
  const { code, message = 'The server rejected this change.', field } = body?.error ?? {};
  // Errors of Weir have a code; a reply without one comes from a proxy or a sign-in page.
  if (!code) return 'later';
  if (BLOCKING_CODES.includes(String(code))) return 'blocked';
  return { error: { code: String(code), message: String(message), ...(field && { field: String(field) }) } };
}
