// Permissions can change while a map is open: by a role, a lock or a link. The server enforces them; here the page
// follows at once, in both directions and without a reload. What needs a permission is always part of the page, with the
// class `needs-edit` or `needs-manage`, and styles hide it (accounts.css) by the attribute `data-permission` of `#map`.
// Scripts ask `canEdit()` when something is done, not when they start. Text that is being typed stays.

import { canEdit, page, root } from '../core/page.js';
import { emit, on } from '../core/events.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';

/** Closes the message about the last change. */
let closeLast = () => {};

export function start() {
  on('permission', ({ permission, locked }) => {
    const [couldEdit, wasLocked] = [canEdit(), root.dataset.locked !== undefined];
    page.permission = permission;
    root.dataset.permission = permission;
    showLock(locked);
    if (couldEdit !== canEdit()) {
      const why = locked ? 'This map is now locked for guests. You can view it.' : 'Your access is now view only.';
      closeLast();
      closeLast = toast(canEdit() ? 'You can now edit this map.' : why, { tone: canEdit() ? 'plain' : 'warning' });
    } else if (locked !== wasLocked && permission === 'manage') {
      announce(locked ? 'The map is locked for guests.' : 'The map is unlocked for guests.');
    }
  });
  document.addEventListener('submit', submitted, true);
}

/** The lock as this page shows it. @param {boolean} locked */
function showLock(locked) {
  root.toggleAttribute('data-locked', locked);
  for (const tag of root.querySelectorAll('.tag.locked')) tag.toggleAttribute('hidden', !locked);
  for (const button of root.querySelectorAll(/** @type {'button'} */ ('form[data-lock] button'))) {
    button.textContent = locked ? 'Unlock for guests' : 'Lock for guests';
    if (locked) button.removeAttribute('name');
    else Object.assign(button, { name: 'locked', value: 'yes' });
  }
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  if (!form || event.defaultPrevented) return;
  if (form.closest('.needs-edit') && !canEdit()) {
    // The form was in use when the map was locked.
    event.preventDefault();
    event.stopPropagation();
    toast('You can’t edit this map now. Your text stays here.', { tone: 'warning' });
  } else if (form.matches('[data-lock]')) {
    event.preventDefault();
    void lock(form, event.submitter);
  }
}

/** Locks or unlocks without leaving the page. @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function lock(form, submitter) {
  const menu = form.closest('details');
  if (menu) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
  const locks = submitter instanceof HTMLButtonElement && submitter.name === 'locked';
  const body = new URLSearchParams(locks ? { locked: 'yes' } : {});
  try {
    // The answer is a redirect to the page that is here already.
    const { ok, type } = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    if (!ok && type !== 'opaqueredirect') throw new Error('refused');
    // The stream says the same, maybe later.
    emit('permission', { permission: page.permission, locked: locks });
  } catch {
    toast(`The map couldn’t be ${locks ? 'locked' : 'unlocked'}. Try again.`, { tone: 'warning' });
  }
}
