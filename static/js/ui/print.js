// For print, the drawing is cut into rows: each row is the whole drawing seen through a window. On the screen, the
// browser would copy all of it with every change although it is invisible, so the copies exist only while printing.

import { on } from '../core/events.js';
import { root } from '../core/page.js';

const DRAWING = '#drawing';

export function start() {
  const paper = matchMedia('print');
  const show = () => copies(paper.matches);
  paper.addEventListener('change', show);
  addEventListener('beforeprint', () => copies(true));
  addEventListener('afterprint', () => copies(false));
  on('frame', show);
  show();
}

/** @param {boolean} wanted */
function copies(wanted) {
  for (const copy of root.querySelectorAll('.paper use')) {
    if (wanted) copy.setAttribute('href', DRAWING);
    else copy.removeAttribute('href');
  }
}
