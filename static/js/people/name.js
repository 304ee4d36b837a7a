// Asks for a name once, in a small non-modal dialog: after the first edit of someone without a name on a map that others
// view, too. Someone who works alone is never asked. The name can be changed at any time.

import { on } from '../core/events.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { button, element } from '../core/dom.js';

const PROMPTED_KEY = 'weir:asked-name';

const form = element('form', 'name-form');
const field = element('input');
const trouble = element('p', 'name-form-error');
/** @type {Element | null} */
let before = null;

/** @param {Element} place */
export function startNaming(place) {
  const label = element('label', '', 'Your name, visible to others');
  field.id = 'my-name';
  label.htmlFor = field.id;
  field.type = 'text';
  field.addEventListener('focus', ({ relatedTarget }) => {
    if (relatedTarget instanceof Element && !form.contains(relatedTarget)) before ??= relatedTarget;
  });
  field.maxLength = 60;
  field.required = true;
  field.setAttribute('autocomplete', 'nickname');
  field.setAttribute('aria-describedby', 'my-name-trouble');
  trouble.id = 'my-name-trouble';
  trouble.setAttribute('role', 'alert');
  const line = element('div', 'name-form-row');
  const submit = element('button', 'button primary compact', 'Save name');
  line.append(label, field, submit, button('Not now', 'button compact', close));
  form.append(line, trouble);
  form.setAttribute('role', 'dialog');
  form.setAttribute('aria-label', 'Your name');
  form.hidden = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void save();
  });
  form.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') close();
  });
  place.append(form);
  on('access_lost', () => {
    form.hidden = true;
  });
}

/** Asks, unless it was asked before. The focus stays where someone is working. */
export function askName() {
  if (wasPrompted() || !form.hidden) return;
  form.hidden = false;
  announce('Others view this map, too. You can enter your name, so that they see who you are.');
}

/** Opens the form on request. @param {string | null} name */
export function openNameForm(name) {
  before = document.activeElement;
  field.value = name ?? '';
  form.hidden = false;
  field.focus();
  field.select();
}

function close() {
  const hadFocus = form.contains(document.activeElement);
  remember();
  form.hidden = true;
  trouble.textContent = '';
  if (hadFocus) restoreFocus();
  before = null;
}

/** Returns the focus; the button with the old name may have been replaced meanwhile. */
function restoreFocus() {
  const to = before?.isConnected ? before : document.querySelector('#people .is-me') ?? document.querySelector('.drawing');
  if (to instanceof HTMLElement || to instanceof SVGElement) to.focus({ preventScroll: true });
}

async function save() {
  try {
    const response = await fetch('/me', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ name: field.value }),
    });
    const body = await response.json();
    if (!response.ok) {
      trouble.textContent = body?.error?.message ?? 'This name wasn’t accepted. Enter another name.';
      field.focus();
      return;
    }
    announce(`Others see you as ${body.name}.`);
    close();
  } catch {
    toast('Your name wasn’t saved: no connection.', { tone: 'warning' });
  }
}

function remember() {
  try {
    localStorage.setItem(PROMPTED_KEY, 'yes');
  } catch {
    // Then it is asked again on the next page.
  }
}

function wasPrompted() {
  try {
    return localStorage.getItem(PROMPTED_KEY) !== null;
  } catch {
    return false;
  }
}
