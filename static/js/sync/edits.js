// Creates the edits that the server understands from typed text. Independent of the page.

/** @typedef {string | number | boolean | null} Value */
/** @typedef {{ after: string } | { before: string } | { beside: string } | { below: string } | {}} Place */
/**
 * @typedef {{ type: 'add_step', step: Record<string, Value> & { id: string }, after?: string, before?: string, beside?: string, below?: string }
 *   | { type: 'change_step', step: string, set: Record<string, Value>, was?: Record<string, Value> }
 *   | { type: 'move_step', step: string, after?: string, before?: string, beside?: string, below?: string }
 *   | { type: 'remove_step', step: string }
 *   | { type: 'connect', from: string, to: string }
 *   | { type: 'disconnect', from: string, to: string }
 *   | { type: 'set_rework', from: string, to: string, share: number | null, wait?: string | null }
 *   | { type: 'change_map', set: Record<string, any>, was?: Record<string, any> }
 *   | { type: 'add_idea', idea: Record<string, any> & { id: string, title: string } }
 *   | { type: 'change_idea', idea: string, set: Record<string, any>, was?: Record<string, any> }
 *   | { type: 'remove_idea', idea: string }
 *   | { type: 'vote_idea', idea: string, votes: number }
 *   | { type: 'apply_idea', idea: string }
 *   | { type: 'batch', edits: any[] }} Edit
 */

let lastTime = 0;
let sameTime = 0;

/** A unique id; ids sort by time, also within one millisecond. */
export function newId() {
  const now = Math.max(Date.now(), lastTime);
  sameTime = now === lastTime ? sameTime + 1 : 0;
  lastTime = now;
  const random = crypto.getRandomValues(new Uint8Array(8));
  const tail = [...random].map((byte) => (byte % 36).toString(36)).join('');
  return `${now.toString(36).padStart(9, '0')}${sameTime.toString(36).padStart(2, '0')}${tail}`;
}

/** Fields whose text may carry a range behind the typical value: `2d (1d–3w)`. */
const WITH_RANGE = new Set(['wait', 'work']);

/** Texts that people type for an unknown value. */
const UNKNOWN = new Set(['', '?', '-', '–', '—', 'unknown', 'n/a', 'don\'t know', 'null']);

/** Fields in which a dash or a question mark is ordinary text. */
const TEXTS = new Set(['name', 'team', 'wait_reason', 'note']);

/**
 * The values to set for the text typed into a field. An empty text means unknown. A time may be typed with its range,
 * which has a field of its own.
 * @param {string} field
 * @param {string} text
 * @returns {Record<string, Value>}
 */
export function valueOf(field, text) {
  const typed = text.trim();
  if (field === 'name') return { name: typed };
  if (TEXTS.has(field)) return { [field]: typed === '' ? null : typed };
  const unknown = UNKNOWN.has(typed.toLowerCase());
  if (!WITH_RANGE.has(field)) return { [field]: unknown ? null : typed };
  if (unknown) return { [field]: null };
  const range = `${field}_range`;
  const split = typed.match(/^([^([]*)[([](.*?)[)\]]?$/);
  if (split) return { [field]: orNull(split[1] ?? ''), [range]: orNull(split[2] ?? '') };
  // A range alone has no typical value; the server tells it from a single time.
  return isRange(typed) ? { [field]: null, [range]: typed } : { [field]: typed };
}

/** @param {string} text */
function orNull(text) {
  return UNKNOWN.has(text.trim().toLowerCase()) ? null : text.trim();
}

/** @param {string} text */
function isRange(text) {
  return /\d\s*[a-z]*\s*(?:[-–—]|\.\.|…|\bto\b)\s*\d/i.test(text);
}

/**
 * @param {Record<string, string>} texts
 * @returns {Record<string, Value>}
 */
function valuesOf(texts) {
  return Object.assign({}, ...Object.entries(texts).map(([field, text]) => valueOf(field, text)));
}

/**
 * Changes fields of a step. `was` holds the values that the person saw before, as texts of the same fields.
 * @param {string} step
 * @param {Record<string, string>} texts
 * @param {Record<string, string>} [was]
 * @returns {Edit}
 */
export function changeStep(step, texts, was) {
  const set = valuesOf(texts);
  if (!was) return { type: 'change_step', step, set };
  return { type: 'change_step', step, set, was: valuesOf(was) };
}

/**
 * Adds a step. Its id is created here, so that later edits can refer to it (`edit.step.id`).
 * @param {string | Record<string, string>} fields its name, or all that is known as texts
 * @param {Place} [place] without one: at the end, if the map is one chain
 * @returns {Edit & { type: 'add_step' }}
 */
export function addStep(fields, place = {}) {
  const texts = typeof fields === 'string' ? { name: fields } : fields;
  const known = Object.entries(valuesOf(texts)).filter(([, value]) => value !== null);
  return { type: 'add_step', step: { ...Object.fromEntries(known), id: newId() }, ...place };
}

/**
 * @param {string} step
 * @param {Place} place
 * @returns {Edit}
 */
export function moveStep(step, place) {
  return { type: 'move_step', step, ...place };
}

/** @param {string} step @returns {Edit} */
export function removeStep(step) {
  return { type: 'remove_step', step };
}

/** @param {string} from @param {string} to @returns {Edit} */
export function connect(from, to) {
  return { type: 'connect', from, to };
}

/** @param {string} from @param {string} to @returns {Edit} */
export function disconnect(from, to) {
  return { type: 'disconnect', from, to };
}

/**
 * Sets a share in percent; null deletes the arrow. Without a wait, that of the arrow stays; an empty one makes it unknown.
 * @param {string} from
 * @param {string} to
 * @param {number | null} share
 * @param {string} [wait]
 * @returns {Edit}
 */
export function setRework(from, to, share, wait) {
  /** @type {Edit} */
  const edit = { type: 'set_rework', from, to, share };
  return wait === undefined ? edit : { ...edit, wait: wait === '' ? null : wait };
}

/**
 * Several edits as one: applied all or none, one history entry, one undo.
 * @param {Edit[]} edits
 * @returns {Edit}
 */
export function batch(edits) {
  return { type: 'batch', edits };
}

/**
 * Describes an edit with all its values.
 * @param {{ description: string, edit: Edit }} item
 * @param {(field: string) => string} labelOf
 */
export function describe({ description, edit }, labelOf) {
  return [description, ...details(edit, labelOf).map((line) => `  ${line}`)].join('\n');
}

/** @param {Edit} edit @param {(field: string) => string} labelOf @returns {string[]} */
function details(edit, labelOf) {
  if (edit.type === 'batch') return edit.edits.flatMap((one) => details(one, labelOf));
  const values = edit.type === 'add_step' ? edit.step : 'set' in edit ? edit.set : {};
  const known = Object.entries(values).filter(([field]) => field !== 'id');
  return known.length ? [known.map(([field, value]) => `${labelOf(field)}: ${value ?? 'unknown'}`).join(', ')] : [];
}
