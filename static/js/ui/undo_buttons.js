// Undo and redo in the header, for pointer users; their labels say what would happen.

import { on } from '../core/events.js';
import { nextSteps } from '../sync/undo.js';

const LABELS = /** @type {const} */ ({ undo: 'Undo', redo: 'Redo' });

export function start() {
  const group = document.querySelector('.undo-buttons');
  const show = () => {
    const next = nextSteps();
    for (const id of /** @type {const} */ (['undo', 'redo'])) {
      const one = group?.querySelector(`[data-action="${id}"]`);
      const sentence = next[id];
      one?.setAttribute('aria-disabled', String(sentence === null));
      one?.setAttribute('aria-label', sentence ? `${LABELS[id]}: ${sentence}` : `${LABELS[id]} (nothing to ${id})`);
      one?.setAttribute('title', one.getAttribute('aria-label') ?? '');
    }
  };
  // With nothing to undo, the form isn't sent either.
  group?.addEventListener('submit', (event) => event.preventDefault());
  show();
  on('undo_steps', show);
  on('outbox', show);
}
