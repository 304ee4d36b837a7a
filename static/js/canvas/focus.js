// Which step of the drawing has the focus, and whether the drawing is in use.

import { placeOf } from '../ui/keyboard.js';
import { link, canvas } from './geometry.js';

/** Is the drawing in use, and not the table? */
export function isDrawingActive() {
  return placeOf(document.activeElement) === 'drawing' || canvas()?.classList.contains('is-full') === true;
}

/** The step that an event in the drawing is about. @param {EventTarget | null} target */
export function stepOf(target) {
  const found = target instanceof Element ? target.closest('#drawing a.step') : null;
  return /** @type {SVGAElement | null} */ (found)?.dataset.step;
}

/** @param {string} step */
export function focusStep(step) {
  link(step)?.focus({ preventScroll: true });
}
