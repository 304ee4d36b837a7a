// Drags a row of the table by its number to another position in the flow, before or after the row where it is dropped.

import { isUnchanged, label } from '../ui/drop_position.js';
import { dragLabel } from '../ui/drag_label.js';
import { before, nameOf, next, order, row } from '../core/flow.js';
import { follow } from '../ui/drag_gesture.js';
import { moveTo } from '../canvas/move_step.js';
import { canEdit, page, root } from '../core/page.js';
import { announce } from '../core/announce.js';

/** @typedef {import('../ui/drop_position.js').Place} Place */

export function start() {
  root.addEventListener('pointerdown', (event) => {
    const cell = event.target instanceof Element ? event.target.closest('tr[data-step] > .row-number') : null;
    const step = cell?.parentElement?.dataset.step;
    if (step === undefined || event.button !== 0 || !page.id || !canEdit()) return;
    // Prevents text selection while dragging.
    if (event.pointerType !== 'touch') event.preventDefault();
    startDrag(step, event);
  });
}

/**
 * @param {string} step
 * @param {PointerEvent} event
 */
function startDrag(step, event) {
  const words = dragLabel();
  const line = document.createElement('div');
  line.className = 'row-mark';
  /** @type {{step: string, top: number, bottom: number}[]} */
  let rows = [];
  let scrolled = 0;
  let left = 0;
  let width = 0;
  /** @type {Place | undefined} */
  let place;
  let lastLabel = '';

  follow(event, root, {
    within: () => row(step)?.closest('.table-scroll') ?? null,
    begin() {
      rows = order().map((one) => {
        const { top, bottom } = row(one)?.getBoundingClientRect() ?? new DOMRect();
        return { step: one, top, bottom };
      });
      scrolled = scrollY;
      const table = row(step)?.closest('.table-scroll')?.getBoundingClientRect() ?? new DOMRect();
      [left, width] = [table.left, table.width];
      row(step)?.classList.add('is-dragged');
      root.append(line);
    },
    move(spot) {
      const moved = scrollY - scrolled;
      const y = spot.clientY + moved;
      const over = rows.find((one) => y >= one.top && y < one.bottom);
      place = undefined;
      if (over && over.step !== step) {
        place = { where: y < (over.top + over.bottom) / 2 ? 'before' : 'after', of: over.step };
        if (isUnchanged(step, place, { next, before })) place = undefined;
      }
      line.hidden = place === undefined;
      if (over && place) {
        line.style.transform = `translate(${left}px, ${(place.where === 'before' ? over.top : over.bottom) - moved - 2}px)`;
        line.style.width = `${width}px`;
      }
      const now = place ? label(place, nameOf(place.of)) : 'Drop on another row';
      words.show(spot, now, place !== undefined);
      if (now !== lastLabel) announce(now);
      lastLabel = now;
    },
    drop() {
      if (place) moveTo(step, place);
    },
    end() {
      words.end();
      line.remove();
      row(step)?.classList.remove('is-dragged');
    },
  });
}
