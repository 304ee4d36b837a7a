// The join code and QR code in a corner of the map page, for a group that looks at a projector.

import { register } from '../core/actions.js';
import { announce } from '../core/announce.js';
import { button, element } from '../core/dom.js';
import { on } from '../core/events.js';
import { isSolo, page, root } from '../core/page.js';
import { toast } from '../core/toast.js';

/** A link can expire, or be revoked from another page: then its code goes from here as well. */
const FRESH_MS = 30_000;

const corner = element('aside', 'join-corner no-print');
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

export function start() {
  if (isSolo) return;
  corner.hidden = true;
  corner.setAttribute('aria-label', 'Join code');
  root.append(corner);
  register('join-code', () => (corner.hidden ? open() : close()), { when: () => page.permission === 'manage' });
  on('permission', ({ permission }) => permission !== 'manage' && close());
  on('access_lost', close);
}

async function open() {
  if (!await refresh()) {
    toast('The join code couldn’t be loaded. Try again.', { tone: 'warning' });
    return;
  }
  corner.hidden = false;
  clearInterval(timer);
  timer = setInterval(() => void refresh(), FRESH_MS);
  announce(corner.querySelector('.join-panel')?.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '');
}

function close() {
  clearInterval(timer);
  const hadFocus = corner.contains(document.activeElement);
  corner.hidden = true;
  corner.replaceChildren();
  if (hadFocus) /** @type {HTMLElement | null} */ (document.querySelector('.drawing'))?.focus({ preventScroll: true });
}

/** Shows the current code. Without a connection, the one that is shown stays. */
async function refresh() {
  try {
    const answer = await fetch(`${page.url}/join-code`, { headers: { accept: 'text/html' } });
    if (!answer.ok) return false;
    const panel = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.join-panel');
    if (!panel) return false;
    if (corner.querySelector('.join-panel')?.outerHTML === panel.outerHTML) return true;
    const closes = button('', 'toast-close', close);
    closes.setAttribute('aria-label', 'Close join code');
    corner.replaceChildren(document.adoptNode(panel), closes);
    return true;
  } catch {
    return false;
  }
}
