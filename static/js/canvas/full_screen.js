// The drawing in full screen, with its toolbar above and the headline metrics below. The whole page goes full screen,
// not the drawing element, so that messages and dialogs still appear above it.

import { register } from '../core/actions.js';
import { canvas } from './geometry.js';
import { on } from '../core/events.js';
import { refit } from './viewport.js';

const isOn = () => canvas()?.classList.contains('is-full') ?? false;

/** Elements behind the drawing, which are inert meanwhile. @type {Element[]} */
let behind = [];

export function start() {
  register('full-screen', () => (isOn() ? leave() : enter()));
  document.addEventListener('fullscreenchange', () => {
    if (!document.fullscreenElement && isOn()) leave();
  });
  // Escape also leaves full screen in browsers without a full screen mode.
  canvas()?.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && isOn()) leave();
  });
  on('frame', figures);
}

function enter() {
  const shown = canvas();
  if (!shown) return;
  shown.classList.add('is-full');
  document.documentElement.classList.add('has-full');
  behind = outside(shown);
  behind.forEach((one) => one.setAttribute('inert', ''));
  figures();
  mark();
  refit();
  document.documentElement.requestFullscreen?.().then(() => (isOn() ? refit() : document.exitFullscreen())).catch(() => {});
}

function leave() {
  canvas()?.classList.remove('is-full');
  document.documentElement.classList.remove('has-full');
  behind.forEach((one) => one.removeAttribute('inert'));
  behind = [];
  canvas()?.querySelector('.full-screen-metrics')?.remove();
  mark();
  refit();
  if (document.fullscreenElement) void document.exitFullscreen();
}

/** All elements beside the drawing, up to the body, except messages and dialogs. @param {Element} shown */
function outside(shown) {
  /** @type {Element[]} */
  const found = [];
  for (let one = shown; one !== document.body && one.parentElement; one = one.parentElement) {
    for (const sibling of one.parentElement.children) {
      if (sibling !== one && !sibling.matches('dialog, [popover], [role="status"], [aria-live], .page-overlay, script, [inert]')) found.push(sibling);
    }
  }
  return found;
}

function mark() {
  canvas()?.querySelector('[data-action="full-screen"]')?.setAttribute('aria-pressed', String(isOn()));
}

/** The headline metrics from the summary. */
function figures() {
  const shown = canvas();
  if (!shown || !isOn()) return;
  const bar = document.createElement('dl');
  bar.className = 'full-screen-metrics';
  for (const figure of document.querySelectorAll('.metrics > .metric')) {
    const [term, value] = [figure.querySelector('dt'), figure.querySelector('.value')];
    if (!term || !value) continue;
    const [dt, dd, both] = [document.createElement('dt'), document.createElement('dd'), document.createElement('div')];
    dt.textContent = term.textContent;
    dd.textContent = value.textContent;
    dd.className = value.className;
    both.append(dt, dd);
    bar.append(both);
  }
  shown.querySelector('.full-screen-metrics')?.remove();
  shown.append(bar);
}
