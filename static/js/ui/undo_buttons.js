// Undo and redo buttons beside the save status, for pointer users; their labels say what would happen.

import { perform } from '../core/actions.js';
import { on } from '../core/events.js';
import { button, element } from '../core/dom.js';
import { nextSteps } from '../sync/undo.js';

const BUTTONS = /** @type {const} */ ([
  ['undo', 'Undo', 'M5.5 4 2.5 7l3 3M3 7h6.5a3.5 3.5 0 0 1 0 7H7'],
  ['redo', 'Redo', 'M10.5 4l3 3-3 3M13 7H6.5a3.5 3.5 0 0 0 0 7H9'],
]);

export function start() {
  const group = element('div', 'undo-buttons');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', 'Your changes');
  const made = BUTTONS.map(([id, label, path]) => {
    const one = button('', 'icon-button', () => perform(id));
    one.append(icon(path));
    group.append(one);
    return { id, label, one };
  });
  document.getElementById('status')?.append(group);
  const show = () => {
    const next = nextSteps();
    for (const { id, label, one } of made) {
      const sentence = next[id];
      one.setAttribute('aria-disabled', String(sentence === null));
      one.setAttribute('aria-label', sentence ? `${label}: ${sentence}` : `${label} (nothing to ${id})`);
      one.title = one.getAttribute('aria-label') ?? '';
    }
  };
  show();
  on('undo_steps', show);
  on('outbox', show);
}

/** @param {string} path */
function icon(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
