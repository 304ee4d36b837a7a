// Suggestions and ideas. The server computes them per revision. They cost more than the parts that follow every
// keystroke, so they are fetched a moment after the last change.

import { emit, on } from '../core/events.js';
import { morph } from '../core/morph.js';
import { page, root } from '../core/page.js';

/** They are fetched after this time without a change; the next constant limits how long they may be out of date. */
const QUIET_MS = 250;
const LATEST_MS = 1_500;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** The time of the oldest change that they don't include yet. */
let since = 0;
/** The revision that they show. */
let shown = page.revision;
let isAsking = false;

export function start() {
  if (!root.dataset.adviceUrl) return;
  on('frame', plan);
}

function plan() {
  clearTimeout(timer);
  since ||= Date.now();
  timer = setTimeout(refresh, Math.max(0, Math.min(QUIET_MS, since + LATEST_MS - Date.now())));
}

async function refresh() {
  if (isAsking || page.revision === shown) return;
  isAsking = true;
  since = 0;
  const asked = page.revision;
  try {
    const response = await fetch(root.dataset.adviceUrl ?? '', { headers: { accept: 'text/html' } });
    if (response.ok) {
      putIn(await response.text());
      shown = asked;
      emit('advice', { revision: asked });
    }
  } catch {
    // The stream will reconnect and bring a frame.
  } finally {
    isAsking = false;
  }
  if (page.revision !== asked) plan();
}

/** @param {string} html */
function putIn(html) {
  const fresh = document.createElement('template');
  fresh.innerHTML = html;
  const lever = document.activeElement?.closest('[data-lever]')?.getAttribute('data-lever');
  for (const part of fresh.content.querySelectorAll('[data-advice]')) {
    const place = root.querySelector(`[data-advice="${part.getAttribute('data-advice')}"]`);
    if (place) morph(place, part.innerHTML);
  }
  // The button of a suggestion that was saved is a link now.
  if (lever && document.activeElement === document.body) {
    /** @type {HTMLElement | null} */ (root.querySelector(`[data-lever="${CSS.escape(lever)}"] :is(a, button)`))?.focus({ preventScroll: true });
  }
  // Forms in the list say which revision they were sent from.
  for (const field of root.querySelectorAll(/** @type {'input'} */ ('input[name="revision"]'))) field.value = String(page.revision);
}
