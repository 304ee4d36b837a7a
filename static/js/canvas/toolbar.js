// The tools at the corner of the drawing: their keys, and the zoom in percent.

import { list } from '../core/actions.js';
import { isSingle, shown, singleKeys } from '../ui/keyboard.js';
import { canvas, zoom } from './geometry.js';
import { onView } from './viewport.js';

export function start() {
  const bar = canvas()?.querySelector('.view-tools');
  if (!bar) return;
  const actions = list();
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll('[data-action]'))) {
    const action = actions.find(({ id }) => id === one.dataset.action);
    const key = action?.keys.find((each) => singleKeys() || !isSingle(each));
    if (action) one.title = `${action.title}${key ? ` (${shown(key)})` : ''}`;
    // Not every browser focuses a clicked button, but actions depend on where the focus is.
    one.addEventListener('click', () => one.focus());
  }
  const percent = bar.querySelector('.zoom-value');
  const tell = () => {
    const per = `${Math.round(zoom() * 100)}%`;
    if (!percent || percent.textContent === per) return;
    percent.textContent = per;
    percent.setAttribute('aria-label', `Zoom ${per}. Reset to 100%`);
  };
  tell();
  onView(tell);
}
