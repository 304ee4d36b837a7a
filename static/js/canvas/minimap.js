// A small overview of a large map in the corner of the drawing: the boxes, and the part of the drawing that is in view.
// A click or a drag moves there. The arrow keys of the drawing do the same, so it isn't reachable by keyboard.

import { on } from '../core/events.js';
import { boxes, canvas, scroller, size, zoom } from './geometry.js';
import { onView } from './viewport.js';

/** Smaller maps need no overview. */
const MIN_STEPS = 20;
const MAX_WIDTH = 180;
const MAX_HEIGHT = 120;
/** Below this height, such as of a long row, it would show nothing. */
const MIN_HEIGHT = 24;
const SVG = 'http://www.w3.org/2000/svg';

const map = document.createElementNS(SVG, 'svg');
const steps = document.createElementNS(SVG, 'path');
const view = document.createElementNS(SVG, 'rect');

export function start() {
  map.setAttribute('class', 'minimap no-print');
  map.setAttribute('aria-hidden', 'true');
  view.setAttribute('class', 'minimap-view');
  map.append(steps, view);
  map.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    map.setPointerCapture(event.pointerId);
    go(event);
  });
  map.addEventListener('pointermove', (event) => event.buttons === 1 && go(event));
  on('frame', draw);
  onView(draw);
  let due = 0;
  canvas()?.addEventListener('scroll', () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(showView);
  }, { passive: true, capture: true });
  draw();
}

function draw() {
  const around = scroller();
  const { width, height } = size();
  const all = boxes();
  const isWhole = !around || (around.scrollWidth <= around.clientWidth + 1 && around.scrollHeight <= around.clientHeight + 1);
  const scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height);
  if (all.size < MIN_STEPS || isWhole || height * scale < MIN_HEIGHT) {
    map.remove();
    return;
  }
  map.setAttribute('viewBox', `0 0 ${width} ${height}`);
  map.setAttribute('width', String(Math.round(width * scale)));
  map.setAttribute('height', String(Math.round(height * scale)));
  const path = [...all.values()].map((box) => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`).join('');
  if (steps.getAttribute('d') !== path) steps.setAttribute('d', path);
  if (!map.isConnected) canvas()?.append(map);
  showView();
}

function showView() {
  const around = scroller();
  if (!around || !map.isConnected) return;
  const shown = { x: around.scrollLeft, y: around.scrollTop, width: around.clientWidth, height: around.clientHeight };
  for (const [name, px] of Object.entries(shown)) view.setAttribute(name, String(px / zoom()));
}

/** Moves the middle of the view to the pointer. @param {PointerEvent} event */
function go(event) {
  const around = scroller();
  const at = map.getBoundingClientRect();
  if (!around || at.width === 0) return;
  const [x, y] = [(event.clientX - at.left) / at.width * size().width, (event.clientY - at.top) / at.height * size().height];
  around.scrollTo(x * zoom() - around.clientWidth / 2, y * zoom() - around.clientHeight / 2);
}
