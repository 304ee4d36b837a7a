// Reloads the page after a server update, once nothing would be lost.

import { items } from './outbox.js';
import { toast } from '../core/toast.js';

const LOOK_MS = 2_000;
/** Storage key: the build for which the page was last reloaded. */
const TRIED = 'weir:reloaded-for';

/** After a key press, the user counts as active for this time. */
const QUIET_MS = 20_000;

let isWaiting = false;
let lastKey = 0;

/**
 * The server's build differs from that of this page.
 * @param {string} build
 */
export function outdated(build) {
  if (isWaiting) return;
  isWaiting = true;
  lastKey = Date.now();
  addEventListener('keydown', () => { lastKey = Date.now(); }, true);
  // While two servers with different builds run in parallel, every reload may reach the other one, so try only once.
  if (tried() === build) {
    toast('Weir was updated. Reload to get the new version.', { action: { label: 'Reload', run: () => location.reload() } });
    return;
  }
  const look = setInterval(() => {
    if (isBusy()) return;
    clearInterval(look);
    try {
      sessionStorage.setItem(TRIED, build);
    } catch {
      return;
    }
    location.reload();
  }, LOOK_MS);
}

/** Would a reload lose text or disturb the user? */
function isBusy() {
  const isIn = document.activeElement?.matches('input, textarea, select') && Date.now() - lastKey < QUIET_MS;
  const isOpen = document.querySelector('dialog[open]') !== null;
  const fields = [...document.querySelectorAll(/** @type {'input'} */ (':is(main, .panel) :is(input:not([type="hidden"]), textarea)'))];
  return isIn || isOpen || items().length > 0 || fields.some((field) => field.value !== field.defaultValue);
}

function tried() {
  try {
    return sessionStorage.getItem(TRIED);
  } catch {
    return null;
  }
}
