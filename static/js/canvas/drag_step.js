// Drags a step to another position in the flow. A copy follows the pointer, and a marker shows the drop position.

import { boxes, canvas, isOver, link, scroller, toDrawing } from './geometry.js';
import { on } from '../core/events.js';
import { isUnchanged, label, placeAt } from '../ui/drop_position.js';
import { stepOf } from './focus.js';
import { before, nameOf, next } from '../core/flow.js';
import { follow } from '../ui/drag_gesture.js';
import { moveTo } from './move_step.js';
import { around, shape } from './overlay.js';
import { select } from '../core/selection.js';
import { dragLabel } from '../ui/drag_label.js';
import { announce } from '../core/announce.js';
import { canEdit } from '../core/page.js';
import { isChoosing } from './connect.js';

/** @typedef {import('../ui/drop_position.js').Place} Place */

export function start() {
  const all = canvas();
  if (!all) return;
  all.addEventListener('pointerdown', (event) => {
    const step = stepOf(event.target);
    if (step === undefined || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || isChoosing() || !canEdit()) return;
    startDrag(step, event, all);
  });
}

/**
 * @param {string} step
 * @param {PointerEvent} event
 * @param {HTMLElement} all
 */
function startDrag(step, event, all) {
  const words = dragLabel();
  /** @type {{x: number, y: number}} */
  let from = { x: 0, y: 0 };
  /** @type {Place | undefined} */
  let place;
  let lastLabel = '';
  /** @type {SVGElement | null} */
  let dragged = null;
  let unhook = () => {};

  follow(event, all, {
    within: scroller,
    begin() {
      const box = boxes().get(step);
      const drawn = link(step);
      if (!box || !drawn) return false;
      from = toDrawing(event);
      select(step, { field: null, from: 'drag' });
      shape('origin', 'rect', around(box, 0));
      dragged = shape('dragged', 'g', { transform: 'translate(0 0)' });
      // Only the content, so that there is no second link to the same step.
      dragged?.replaceChildren(...[...drawn.childNodes].filter((one) => one.nodeName !== 'title').map((one) => one.cloneNode(true)));
      all.classList.add('is-dragging');
      unhook = on('frame', () => {
        const now = boxes().get(step);
        if (now) shape('origin', 'rect', around(now, 0));
      });
      return true;
    },
    move(spot) {
      const at = toDrawing(spot);
      dragged?.setAttribute('transform', `translate(${at.x - from.x} ${at.y - from.y})`);
      place = isOver(spot) ? placeAt(at, boxes(), step) : undefined;
      const stays = place !== undefined && isUnchanged(step, place, { next, before });
      const now = place === undefined ? 'Drop on a step' : stays ? 'Already here' : label(place, nameOf(place.of));
      if (stays) place = undefined;
      words.show(spot, now, place !== undefined);
      if (now === lastLabel) return;
      lastLabel = now;
      mark(place);
      announce(now);
    },
    drop() {
      if (place) moveTo(step, place);
    },
    end() {
      unhook();
      words.end();
      for (const name of /** @type {const} */ (['origin', 'dragged', 'drop', 'beside'])) shape(name, 'g', null);
      all.classList.remove('is-dragging');
    },
  });
}

/** @param {Place | undefined} place */
function mark(place) {
  const box = place && boxes().get(place.of);
  const bar = box && place.where !== 'beside'
    ? { x: place.where === 'before' ? box.x - 16 : box.x + box.width + 10, y: box.y - 10, width: 6, height: box.height + 20, rx: 3 }
    : null;
  shape('drop', 'rect', bar);
  shape('beside', 'rect', box && place.where === 'beside' ? around(box, 8) : null);
}
