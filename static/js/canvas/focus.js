// Which step of the drawing has the focus, and whether the drawing is in use.

import { placeOf } from '../ui/keyboard.js';
import { link, scroller } from './geometry.js';

/** Is the drawing in use, and not the table? */
export function isDrawingActive() {
  return placeOf(document.activeElement) === 'drawing' || document.documentElement.classList.contains('is-wall');
}

/** The step that an event in the drawing is about. @param {EventTarget | null} target */
export function stepOf(target) {
  const found = target instanceof Element ? target.closest('.sheet a.step') : null;
  return /** @type {SVGAElement | null} */ (found)?.dataset.step;
}

/** @param {string} step */
export function focusStep(step) {
  link(step)?.focus({ preventScroll: true });
}

let isOnlyFocus = false;

/** Is a step given the focus without being selected? */
export const keepsSelection = () => isOnlyFocus;

/** Moves the focus without selecting a step; to the drawing if there is nothing else. @param {HTMLElement | SVGElement | null | undefined} element */
export function focusOnly(element) {
  isOnlyFocus = true;
  (element ?? scroller())?.focus({ preventScroll: true });
  isOnlyFocus = false;
}
