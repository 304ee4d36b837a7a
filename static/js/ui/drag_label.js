// A label that follows the pointer during a drag.

import { canvas } from '../canvas/geometry.js';

export function dragLabel() {
  const element = document.createElement('div');
  element.className = 'drag-label';
  element.setAttribute('aria-hidden', 'true');
  return {
    /**
     * @param {import('./drag_gesture.js').Spot} spot
     * @param {string} text
     * @param {boolean} good can it be dropped here?
     */
    show({ clientX, clientY }, text, good) {
      if (!element.isConnected) (canvas() ?? document.body).append(element);
      if (element.textContent !== text) element.textContent = text;
      element.classList.toggle('is-good', good);
      const left = Math.min(clientX + 16, innerWidth - 24 - element.offsetWidth);
      element.style.transform = `translate(${Math.max(8, left)}px, ${clientY + 20}px)`;
    },
    end() {
      element.remove();
    },
  };
}
