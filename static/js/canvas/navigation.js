// Moves between steps by arrow keys: left and right along the flow, up and down between branches.

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {'left' | 'right' | 'up' | 'down'} Way */

/** @type {Record<string, Way>} */
export const WAYS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

const middle = (/** @type {Box} */ box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/**
 * The step that an arrow key moves to: along the flow if the flow goes that way, else the nearest one.
 * @param {string} from
 * @param {Way} way
 * @param {Map<string, Box>} boxes
 * @param {{next: (step: string) => string[], before: (step: string) => string[]}} flow
 * @returns {string | undefined}
 */
export function walk(from, way, boxes, flow) {
  const here = boxes.get(from);
  if (!here) return undefined;
  if (way === 'right' || way === 'left') {
    const along = (way === 'right' ? flow.next(from) : flow.before(from)).filter((step) => boxes.has(step));
    if (along.length > 0) return best(along, boxes, (box) => Math.abs(middle(box).y - middle(here).y));
    // The flow ends here; only steps outside of the flow are reached by position.
    if (flow.next(from).length + flow.before(from).length > 0) return undefined;
  }
  return nearest(here, way, [...boxes.keys()].filter((step) => step !== from), boxes);
}

/**
 * The nearest of some steps in a direction.
 * @param {Box} here
 * @param {Way} way
 * @param {Iterable<string>} steps
 * @param {Map<string, Box>} boxes
 */
export function nearest(here, way, steps, boxes) {
  const from = middle(here);
  const sideways = way === 'left' || way === 'right';
  const sign = way === 'left' || way === 'up' ? -1 : 1;
  const there = [...steps].filter((step) => {
    const box = boxes.get(step);
    if (!box) return false;
    const to = middle(box);
    const [along, across] = sideways ? [to.x - from.x, to.y - from.y] : [to.y - from.y, to.x - from.x];
    // Within the quadrant that the arrow points to.
    return along * sign > 4 && Math.abs(across) <= Math.abs(along) * 1.5 + here.width / 2;
  });
  return best(there, boxes, (box) => {
    const to = middle(box);
    const [along, across] = sideways ? [to.x - from.x, to.y - from.y] : [to.y - from.y, to.x - from.x];
    return Math.abs(along) + 2 * Math.abs(across);
  });
}

/**
 * @param {string[]} steps
 * @param {Map<string, Box>} boxes
 * @param {(box: Box) => number} far
 */
function best(steps, boxes, far) {
  let found;
  let least = Infinity;
  for (const step of steps) {
    const box = boxes.get(step);
    const distance = box ? far(box) : Infinity;
    if (distance < least) [found, least] = [step, distance];
  }
  return found;
}
