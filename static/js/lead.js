// Somebody leads everybody to a step: the facilitator of a workshop, whose guests look elsewhere.

import { register } from './actions.js';
import { on } from './bus.js';
import { page } from './page.js';
import { calledName } from './people.js';
import { nameOf, rowOf, select, selected } from './selection.js';
import { toast } from './say.js';

export function start() {
  register('lead', () => void send(), { when: () => page.may === 'manage' && selected() !== null });
  register('lead', () => toast('Select the step first that everybody should see.', { tone: 'warns' }));
  on('lead', ({ step, by }) => {
    if (!rowOf(step)) return;
    select(step, { from: 'people' });
    rowOf(step)?.scrollIntoView({ block: 'center' });
    toast(`${calledName(by)} leads to “${nameOf(step)}”.`);
  });
}

async function send() {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ step: selected() });
  try {
    const { ok } = await fetch(`${page.url}/lead`, { method: 'POST', headers, body });
    if (ok) return;
  } catch {
    // Told below.
  }
  toast('Nobody was led there: the server did not take it.', { tone: 'warns' });
}
