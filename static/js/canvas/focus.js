// Which step of the drawing has the focus, and whether the drawing is in use at all.

import { placeOf } from '../ui/keyboard.js';
import { link, picture } from './geometry.js';

/** Is the drawing in use now, rather than the table? */
export function isDrawingActive() {
  return placeOf(document.activeElement) === 'drawing' || picture()?.classList.contains('is-full') === true;
}

/** The step of the drawing that an event is about. @param {EventTarget | null} target */
export function stepOf(target) {
  const found = target instanceof Element ? target.closest('#drawing a.step') : null;
  return /** @type {SVGAElement | null} */ (found)?.dataset.step;
}

/** @param {string} step */
export function focusStep(step) {
  link(step)?.focus({ preventScroll: true });
}
