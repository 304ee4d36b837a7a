// Adds an arrow by dragging: from the handle at the edge of the selected step to another step, or to an empty spot for
// a new one.

import { perform } from '../core/actions.js';
import { askShare, leadsBack, toggleFlow } from './arrows.js';
import { box, boxes, isOver, canvas, scroller, stepAt, toDrawing, zoom } from './geometry.js';
import { on } from '../core/events.js';
import { dragLabel } from '../ui/drag_label.js';
import { connected, nameOf } from '../core/flow.js';
import { follow } from '../ui/drag_gesture.js';
import { askName } from './add_step.js';
import { around, pin, shape } from './overlay.js';
import { select, selected } from '../core/selection.js';
import { onView } from './viewport.js';

/** At a smaller zoom, the handle would cover the boxes. */
const SMALLEST = 0.2;
/** An arrow that ends this close to a box counts as on it. */
const AROUND = 14;

const handle = document.createElement('button');
handle.type = 'button';
handle.tabIndex = -1;
handle.className = 'arrow-handle needs-edit';

export function start() {
  const all = canvas();
  if (!all) return;
  handle.addEventListener('pointerdown', (event) => {
    const step = selected();
    if (event.button !== 0 || step === null) return;
    event.preventDefault();
    draw(step, event, all);
  });
  // A click starts the two-click mode instead of dragging.
  handle.addEventListener('click', () => perform('connect'));
  on('select', place);
  on('frame', place);
  onView(place);
  place();
}

function place() {
  const step = selected();
  const at = box(step);
  pin(handle, at && zoom() >= SMALLEST ? { x: at.x + at.width, y: at.y + at.height / 2 } : null);
  if (step === null) return;
  handle.title = 'Drag to a step to connect, or to empty space to add a step';
  handle.setAttribute('aria-label', `Add arrow from “${nameOf(step)}”`);
}

/**
 * Describes what dropping the arrow at this point would do.
 * @param {string} from
 * @param {string | undefined} to
 */
function outcome(from, to) {
  if (to === undefined) return `New step after “${nameOf(from)}”`;
  if (leadsBack(from, to)) return `Rework to “${nameOf(to)}”…`;
  if (connected(from, to)) return `“${nameOf(to)}” already follows`;
  return `Connect to “${nameOf(to)}”`;
}

/**
 * @param {string} from
 * @param {PointerEvent} event
 * @param {HTMLElement} all
 */
function draw(from, event, all) {
  const words = dragLabel();
  /** @type {string | undefined} */
  let to;
  follow(event, all, {
    within: scroller,
    atOnce: true,
    begin() {
      all.classList.add('is-dragging');
    },
    move(spot) {
      const start = boxes().get(from);
      if (!start) return;
      const end = toDrawing(spot);
      const found = stepAt(end, AROUND);
      // The own box counts only once the arrow has left it and returned.
      to = found === from && end.x > start.x + start.width / 2 ? undefined : found;
      const near = found === from && to === undefined;
      const [x, y] = [start.x + start.width, start.y + start.height / 2];
      const bend = Math.max(30, Math.abs(end.x - x) / 2);
      shape('rubber', 'path', { d: `M${x} ${y}C${x + bend} ${y} ${end.x - bend} ${end.y} ${end.x} ${end.y}` });
      const target = to === undefined ? undefined : boxes().get(to);
      shape('target', 'rect', target ? around(target, 6) : null);
      words.show(spot, isOver(spot) && !near ? outcome(from, to) : 'Drop on a step or in empty space', isOver(spot) && !near);
    },
    drop(spot) {
      if (!isOver(spot)) return;
      const at = toDrawing(spot);
      if (to === undefined) {
        if (stepAt(at, AROUND) === from) return;
        void askName(from, 'after', () => new DOMRect(spot.clientX, spot.clientY, 0, 0));
      } else if (leadsBack(from, to)) {
        void askShare(from, to);
      } else if (!connected(from, to)) {
        toggleFlow(from, to);
      }
      select(from, { field: null, from: 'drawing' });
    },
    end() {
      words.end();
      shape('rubber', 'path', null);
      shape('target', 'rect', null);
      all.classList.remove('is-dragging');
    },
  });
}
