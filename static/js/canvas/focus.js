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

/** Returns to a step of the drawing, or to the drawing, without selecting anything. @param {string | null} step */
export function focusWithoutSelecting(step) {
  isOnlyFocus = true;
  const found = step === null ? undefined : link(step);
  (found ?? scroller())?.focus({ preventScroll: true });
  isOnlyFocus = false;
}
