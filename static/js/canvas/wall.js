// The wall view, for a group that looks at a projector: header, summary, drawing and timeline, all large. The page goes
// full screen where the browser allows it.

import { register } from '../core/actions.js';
import { scroller } from './geometry.js';
import { refit } from './viewport.js';

const page = document.documentElement;
const isOn = () => page.classList.contains('is-wall');

export function start() {
  // A phone has no room for it.
  const phone = matchMedia('(max-width: 819px), (max-height: 500px)');
  register('wall', () => (isOn() ? leave() : enter()), { when: () => isOn() || !phone.matches });
  document.addEventListener('fullscreenchange', () => {
    if (!document.fullscreenElement && isOn()) leave();
  });
  // Escape also leaves the view in browsers without full screen.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && isOn() && !document.querySelector('dialog[open], :popover-open:not(#toasts)')) leave();
  });
}

function enter() {
  page.classList.add('is-wall');
  mark();
  refit();
  focusDrawing();
  page.requestFullscreen?.().then(() => (isOn() ? refit() : document.exitFullscreen())).catch(() => {});
}

/** The arrow keys scroll the drawing. A frame around it would only distract the group. */
function focusDrawing() {
  const drawing = scroller();
  if (!drawing) return;
  drawing.classList.add('has-quiet-focus');
  drawing.addEventListener('blur', () => drawing.classList.remove('has-quiet-focus'), { once: true });
  drawing.focus({ preventScroll: true });
}

function leave() {
  page.classList.remove('is-wall');
  mark();
  refit();
  if (document.fullscreenElement) void document.exitFullscreen();
}

function mark() {
  for (const one of document.querySelectorAll('[data-action="wall"]')) one.setAttribute('aria-pressed', String(isOn()));
}
