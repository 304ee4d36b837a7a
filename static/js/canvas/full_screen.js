// The drawing over the whole screen, with its tools above it and the headline figures below it. The page covers itself
// rather than making the drawing its only element, so that messages and dialogs still lie above.

import { register } from '../core/actions.js';
import { picture } from './geometry.js';
import { on } from '../core/events.js';
import { refit } from './viewport.js';

const isOn = () => picture()?.classList.contains('is-full') ?? false;

/** What lies behind, out of reach meanwhile. @type {Element[]} */
let behind = [];

export function start() {
  register('full-screen', () => (isOn() ? leave() : enter()));
  document.addEventListener('fullscreenchange', () => {
    if (!document.fullscreenElement && isOn()) leave();
  });
  // Where the browser has no full screen of its own, Escape leaves as well.
  picture()?.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && isOn()) leave();
  });
  on('frame', figures);
}

function enter() {
  const shown = picture();
  if (!shown) return;
  shown.classList.add('is-full');
  document.documentElement.classList.add('has-full');
  behind = outside(shown);
  behind.forEach((one) => one.setAttribute('inert', ''));
  figures();
  mark();
  refit();
  document.documentElement.requestFullscreen?.().then(refit, () => {});
}

function leave() {
  picture()?.classList.remove('is-full');
  document.documentElement.classList.remove('has-full');
  behind.forEach((one) => one.removeAttribute('inert'));
  behind = [];
  picture()?.querySelector('.full-screen-metrics')?.remove();
  mark();
  refit();
  if (document.fullscreenElement) void document.exitFullscreen();
}

/** Everything beside the drawing, up to the body; messages and dialogs stay in reach. @param {Element} shown */
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
  picture()?.querySelector('[data-action="full-screen"]')?.setAttribute('aria-pressed', String(isOn()));
}

/** The headline figures, as the summary says them. */
function figures() {
  const shown = picture();
  if (!shown || !isOn()) return;
  const strip = document.createElement('dl');
  strip.className = 'full-screen-metrics';
  for (const figure of document.querySelectorAll('.metrics > .metric')) {
    const [term, value] = [figure.querySelector('dt'), figure.querySelector('.value')];
    if (!term || !value) continue;
    const [dt, dd, both] = [document.createElement('dt'), document.createElement('dd'), document.createElement('div')];
    dt.textContent = term.textContent;
    dd.textContent = value.textContent;
    dd.className = value.className;
    both.append(dt, dd);
    strip.append(both);
  }
  shown.querySelector('.full-screen-metrics')?.remove();
  shown.append(strip);
}
