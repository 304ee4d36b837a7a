// Where a step would be dropped: before, after or in parallel with another one, by the position of the pointer.

/** @typedef {import('../canvas/geometry.js').Box} Box */
/** @typedef {{where: 'before' | 'after' | 'beside', of: string}} Place */

/** The distance from a box at which the pointer still counts, in drawing coordinates. */
const AROUND = { x: 62, y: 44 };

/**
 * @param {{x: number, y: number}} point
 * @param {Map<string, Box>} boxes
 * @param {string} moved the step that is dragged
 * @returns {Place | undefined}
 */
export function placeAt(point, boxes, moved) {
  let found;
  let least = Infinity;
  for (const [step, box] of boxes) {
    if (step === moved) continue;
    const dx = Math.max(box.x - point.x, point.x - box.x - box.width, 0);
    const dy = Math.max(box.y - point.y, point.y - box.y - box.height, 0);
    if (dx > AROUND.x || dy > AROUND.y) continue;
    const distance = Math.hypot(dx, dy);
    if (distance < least) [found, least] = [{ step, box }, distance];
  }
  if (!found) return undefined;
  const part = (point.x - found.box.x) / found.box.width;
  // Above and below a box means in parallel, also near its corners.
  const over = point.y < found.box.y || point.y > found.box.y + found.box.height;
  const edge = over ? 0 : 0.3;
  const where = part < edge ? 'before' : part > 1 - edge ? 'after' : 'beside';
  return { where, of: found.step };
}

/**
 * Whether a step is already there, so that dropping it would change nothing.
 * @param {string} moved
 * @param {Place} place
 * @param {{next: (step: string) => string[], before: (step: string) => string[]}} flow
 */
export function isUnchanged(moved, place, flow) {
  const only = (/** @type {string[]} */ steps, /** @type {string} */ step) => steps.length === 1 && steps[0] === step;
  if (place.where === 'after') return only(flow.next(place.of), moved) && only(flow.before(moved), place.of);
  if (place.where === 'before') return only(flow.before(place.of), moved) && only(flow.next(moved), place.of);
  const same = (/** @type {string[]} */ a, /** @type {string[]} */ b) => a.length === b.length && a.every((step) => b.includes(step));
  return same(flow.next(moved), flow.next(place.of)) && same(flow.before(moved), flow.before(place.of)) &&
    flow.next(moved).length + flow.before(moved).length > 0;
}

/**
 * The position as a label of its own.
 * @param {Place} place
 * @param {string} name of the step there
 */
export function label(place, name) {
  const words = { before: 'Before', after: 'After', beside: 'In parallel with' };
  return `${words[place.where]} “${name}”`;
}

/**
 * The position as part of a sentence.
 * @param {Place} place
 * @param {string} name of the step there
 */
export function inSentence(place, name) {
  const words = { before: 'before', after: 'after', beside: 'in parallel with' };
  return `${words[place.where]} “${name}”`;
}
