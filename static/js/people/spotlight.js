// The spotlight: brings everyone to a step, for the facilitator of a workshop.

import { register } from '../core/actions.js';
import { canvas } from '../canvas/geometry.js';
import { on } from '../core/events.js';
import { editedCell } from '../table/cell_editor.js';
import { cellAround } from '../table/cells.js';
import { isDrawingActive } from '../canvas/focus.js';
import { focusCell } from '../table/grid.js';
import { reveal } from '../canvas/reveal.js';
import { page } from '../core/page.js';
import { displayName } from './presence.js';
import { select, selected } from '../core/selection.js';
import { nameOf, rowOf } from '../core/steps.js';
import { toast } from '../core/toast.js';

export function start() {
  register('spotlight', () => void send(), { when: () => page.permission === 'manage' && selected() !== null });
  register('spotlight', () => toast('Select the step to show to everyone.', { tone: 'warning' }));
  on('spotlight', ({ step, by }) => {
    if (!rowOf(step)) return;
    const before = document.activeElement;
    select(step, { from: 'people' });
    // Shown in the drawing or in the table, whichever is in use.
    if (isDrawingInUse()) reveal(step, { page: true });
    else rowOf(step)?.scrollIntoView({ block: 'center' });
    // The focus follows the selection, except while typing.
    if (editedCell() === null && cellAround(before)) focusCell(step);
    toast(`${displayName(by)} brought everyone to “${nameOf(step)}”.`);
  });
}

/** Is the drawing in use, or does it fill most of the window? */
function isDrawingInUse() {
  if (cellAround(document.activeElement) || editedCell()) return false;
  return isDrawingActive() || shown(canvas()) > shown(document.querySelector('table.steps'));
}

/** The share of the window height that an element takes. @param {Element | null} element */
function shown(element) {
  const { top, bottom } = element?.getBoundingClientRect() ?? new DOMRect();
  return Math.min(bottom, innerHeight) - Math.max(top, 0);
}

async function send() {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ step: selected() });
  try {
    const { ok } = await fetch(`${page.url}/lead`, { method: 'POST', headers, body });
    if (ok) return;
  } catch {
    // Reported below.
  }
  toast('Couldn’t bring others here. Try again.', { tone: 'warning' });
}
