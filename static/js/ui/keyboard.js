// Maps keys to actions. A single letter works where nothing is typed: on a step in the drawing, on the name of a step
// in the table, or where nothing in particular has the focus. Single keys can be switched off (WCAG 2.1.4).

import { can, list, perform } from '../core/actions.js';
import { isComposing } from '../core/dom.js';

const OFF = 'weir-single-keys';
/** Actions that repeat while the key is held; all others run once per press. */
const REPEATS = new Set(['move-earlier', 'move-later', 'zoom-in', 'zoom-out', 'undo', 'redo']);
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Are single keys enabled? */
export function singleKeys() {
  try {
    return localStorage.getItem(OFF) !== 'off';
  } catch {
    return true;
  }
}

/** @param {boolean} on */
export function setSingleKeys(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, 'off');
  } catch {
    // Without storage, they stay on.
  }
}

/** Is this a single key: one character without modifiers except Shift? @param {string} key */
export function isSingle(key) {
  const { ctrl, alt, main } = parse(key);
  return !ctrl && !alt && main.length === 1;
}

/** @typedef {{ ctrl: boolean, alt: boolean, shift: boolean, main: string }} Chord */

/** Parses `Ctrl+Shift+Z`; the plus sign can be the key itself. @param {string} key @returns {Chord} */
export function parse(key) {
  const parts = key === '+' ? ['+'] : key.endsWith('++') ? [...key.slice(0, -2).split('+'), '+'] : key.split('+');
  const main = parts.pop() ?? '';
  return {
    ctrl: parts.includes('Ctrl'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
    main: main.length === 1 ? main.toLowerCase() : main,
  };
}

/** The label of a key: `⌘K` on a Mac, `Ctrl+K` elsewhere; arrows as symbols. @param {string} key */
export function shown(key) {
  const { ctrl, alt, shift, main } = parse(key);
  /** @type {Record<string, string>} */
  const names = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Delete: isMac ? '⌫' : 'Delete', Escape: 'Esc' };
  const held = isMac
    ? [ctrl && '⌘', alt && '⌥', shift && '⇧']
    : [ctrl && 'Ctrl+', alt && 'Alt+', shift && 'Shift+'];
  const single = main.length === 1 && (ctrl || alt || shift) ? main.toUpperCase() : main;
  return held.filter(Boolean).join('') + (names[main] ?? single);
}

/** Does the event match this key? @param {KeyboardEvent} event @param {string} key */
export function matches(event, key) {
  const chord = parse(key);
  const ctrl = isMac ? event.metaKey : event.ctrlKey;
  // Combinations with the other one of Ctrl and Cmd belong to the system.
  const other = isMac ? event.ctrlKey : event.metaKey;
  if (ctrl !== chord.ctrl || event.altKey !== chord.alt || other) return false;
  const letter = /^[a-z]$/.test(chord.main);
  // The position of a character, and whether it needs Shift, differ by keyboard layout. Shift matters only for letters
  // and named keys.
  if ((letter || chord.main.length > 1) && event.shiftKey !== chord.shift) return false;
  if (chord.main === 'Delete' && event.key === 'Backspace') return isMac;
  if (!letter) return event.key === chord.main;
  const typed = event.key.toLowerCase();
  // Alt changes the character, and other scripts have no such letter: then the position of the key counts.
  const latin = /^[a-z]$/.test(typed);
  return latin ? typed === chord.main : event.code === `Key${chord.main.toUpperCase()}`;
}

/** Can text be typed there? @param {EventTarget | null} target */
export function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(target.type);
}

/** The kind of place that has the focus. @param {EventTarget | null} target */
export function placeOf(target) {
  if (isTyping(target)) return 'typing';
  if (!(target instanceof Element)) return 'map';
  if (target.closest('dialog, [popover]')) return 'dialog';
  if (target.closest('#canvas')) return 'drawing';
  const cell = target.closest('[role="grid"] [data-field], [role="grid"] .share-cell');
  if (cell) return cell.matches('[data-field="name"]') ? 'name' : 'cell';
  return target.closest('[role="grid"]') ? 'grid' : 'map';
}

/** Do the keys of an action with this `where` work at that place? */
function counts(/** @type {string} */ where, /** @type {string} */ place, /** @type {string} */ key) {
  if (place === 'dialog') return false;
  if (isSingle(key) && (place === 'cell' || !singleKeys())) return false;
  if (where === 'drawing') return place === 'drawing' || place === 'map';
  return true;
}

/** Enter and Space activate the focused control. @param {KeyboardEvent} event */
function presses(event) {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return event.target instanceof Element && event.target.matches('a[href]:not(.step), button, summary, input');
}

/**
 * While text is typed, keys belong to the field, except for the palette. In the empty row for new steps, undo and redo
 * apply to the map, because the field itself has nothing to undo.
 * @param {string} id @param {EventTarget | null} target
 */
function interrupts(id, target) {
  if (id === 'palette') return true;
  if (id !== 'undo' && id !== 'redo') return false;
  // The fields lie in a row of the table, outside of their form.
  const form = target instanceof HTMLInputElement ? target.form : null;
  return form?.id === 'quick-add' && form.dataset.typed === undefined
    && [...form.elements].every((one) => !(one instanceof HTMLInputElement) || one.type === 'hidden' || one.value === '');
}

function pressed(/** @type {KeyboardEvent} */ event) {
  if (event.defaultPrevented || isComposing(event) || event.getModifierState('AltGraph') || presses(event)) return;
  const place = placeOf(event.target);
  for (const action of list()) {
    // The browser provides the pasted content only if the key is not handled.
    if (action.id === 'paste') continue;
    const key = action.keys.find((one) => matches(event, one));
    const does = place === 'typing' ? interrupts(action.id, event.target) : counts(action.where, place, key ?? '');
    if (key === undefined || !does || !can(action.id)) continue;
    event.preventDefault();
    if (event.repeat && !REPEATS.has(action.id)) return;
    perform(action.id, { from: 'key' });
    return;
  }
}

export function start() {
  document.addEventListener('keydown', pressed);
}
