// Small things that several modules make: elements, buttons, copies.

import { say } from './toast.js';

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** @param {string} label @param {string} className @param {() => void} run */
export function button(label, className, run) {
  const made = element('button', className, label);
  made.type = 'button';
  made.addEventListener('click', run);
  return made;
}

/** Puts a text into the clipboard, also on pages without TLS. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    const field = element('textarea', 'unseen');
    field.value = text;
    document.body.append(field);
    const focus = document.activeElement;
    field.select();
    say(document.execCommand('copy') ? 'Copied.' : 'This browser doesn’t allow copying.');
    field.remove();
    if (focus instanceof HTMLElement) focus.focus();
  }
}

/** An edit in words, with all its values. @param {Pick<import('../sync/queue.js').Item, 'says' | 'edit'>} item */
export function inWords({ says, edit }) {
  return [says, ...details(edit).map((line) => `  ${line}`)].join('\n');
}

/** @param {import('../sync/edits.js').Edit} edit @returns {string[]} */
function details(edit) {
  if (edit.type === 'batch') return edit.edits.flatMap(details);
  const values = edit.type === 'add_step' ? edit.step : 'set' in edit ? edit.set : {};
  const known = Object.entries(values).filter(([field]) => field !== 'id');
  return known.length ? [known.map(([field, value]) => `${field}: ${value ?? 'unknown'}`).join(', ')] : [];
}

/**
 * Is this key part of a text that is still being put together, as Japanese or an accent is? Then it is nobody's command.
 * Some browsers say so only by the number 229.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
