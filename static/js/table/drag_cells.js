// Selects cells with the mouse: dragging from one cell to another, and Shift with a click. On a touch screen, dragging
// scrolls.

import { root } from '../core/page.js';
import { selected, selectedField } from '../core/selection.js';
import { follow } from '../ui/drag_gesture.js';
import { editedCell, finish } from './cell_editor.js';
import { cellAround } from './cells.js';
import { focusCell } from './grid.js';
import { collapse, selectRange } from './range.js';

/** @typedef {import('./range.js').At} At */

/** The cell of a field around an element. @param {EventTarget | null} target @returns {At | null} */
function cellAt(target) {
  const at = cellAround(target);
  return at && at.cell.dataset.field ? { step: at.step, field: at.field } : null;
}

/** @param {PointerEvent} event */
function pressed(event) {
  if (event.button !== 0 || event.pointerType === 'touch' || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = cellAt(event.target);
  if (!at) return;
  if (event.shiftKey) return extendTo(at, event);
  const within = (/** @type {import('../ui/drag_gesture.js').Spot} */ { clientX, clientY }) => cellAt(document.elementFromPoint(clientX, clientY));
  let to = at;
  follow(event, root, {
    // Within one cell, dragging selects its text.
    begins(spot) {
      const there = within(spot);
      return there !== null && (there.step !== at.step || there.field !== at.field);
    },
    within: () => document.querySelector('table.steps')?.closest('.table-scroll') ?? null,
    begin() {
      finish('away');
      collapse();
      focusCell(at.step, at.field);
      getSelection()?.removeAllRanges();
      root.classList.add('selects-cells');
    },
    move(spot) {
      to = within(spot) ?? to;
      selectRange(at, to);
    },
    drop() {},
    end() {
      root.classList.remove('selects-cells');
    },
  });
}

/** @param {At} at @param {PointerEvent} event */
function extendTo(at, event) {
  const [step, field] = [editedCell()?.step ?? selected(), editedCell()?.field ?? selectedField()];
  if (step === null) return;
  // Neither text nor a link is meant.
  event.preventDefault();
  root.addEventListener('click', (click) => click.preventDefault(), { capture: true, once: true });
  const from = { step, field: field ?? 'name' };
  finish('away');
  focusCell(from.step, from.field);
  selectRange(from, at);
}

export function start() {
  root.addEventListener('pointerdown', pressed);
  // The focus stays in the current cell, and no text is selected up to the other one.
  root.addEventListener('mousedown', (event) => {
    if (event.shiftKey && event.button === 0 && selected() !== null && cellAt(event.target)) event.preventDefault();
  });
}
