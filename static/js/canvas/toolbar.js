// The toolbar above the drawing: actions on the selected step for pointer users, and view options.

import { list } from '../core/actions.js';
import { canvas, zoom } from './geometry.js';
import { on } from '../core/events.js';
import { nameOf } from '../core/flow.js';
import { isSingle, shown, singleKeys } from '../ui/keyboard.js';
import { selected } from '../core/selection.js';
import { onView } from './viewport.js';

/** Short labels for narrow screens, and icons for some. */
const STEP_TOOLS = [
  ['edit', 'Edit'],
  ['add-after', 'Add after'],
  ['add-parallel', 'Add parallel'],
  ['move-earlier', '←', 'Move earlier'],
  ['move-later', '→', 'Move later'],
  ['rework', 'Rework'],
  ['connect', 'Connect'],
  ['remove', 'Delete'],
];

const VIEW_TOOLS = [
  ['zoom-out', '−', 'Zoom out'],
  ['zoom-actual', '100%'],
  ['zoom-in', '+', 'Zoom in'],
  ['fit', 'Fit'],
  ['full-screen', 'Full screen'],
];

export function start() {
  const bar = canvas()?.querySelector('.view-tools');
  if (!(bar instanceof HTMLElement)) return;
  const forStep = group('step-tools', 'Selected step', STEP_TOOLS);
  const forView = group('zoom-tools', 'View', VIEW_TOOLS);
  bar.replaceChildren(forStep, forView);
  const name = document.createElement('span');
  name.className = 'step-tools-name';
  const hint = document.createElement('span');
  hint.className = 'step-tools-hint';
  hint.textContent = 'Select a step. Select it again to edit it.';
  forStep.prepend(name, hint);
  const percent = forView.querySelector('[data-action="zoom-actual"]');
  const tellZoom = () => {
    const per = `${Math.round(zoom() * 100)}%`;
    if (!percent || percent.textContent === per) return;
    percent.textContent = per;
    percent.setAttribute('aria-label', `Zoom ${per}. Reset to 100%`);
  };
  const tellStep = () => {
    const step = selected();
    for (const one of /** @type {Iterable<HTMLElement>} */ (forStep.children)) one.hidden = (step === null) !== (one === hint);
    name.textContent = step === null ? '' : nameOf(step);
    name.title = name.textContent;
  };
  tellZoom();
  tellStep();
  onView(tellZoom);
  on('select', tellStep);
  on('frame', tellStep);
  on('outbox', tellStep);
}

/**
 * @param {string} className
 * @param {string} label
 * @param {string[][]} tools
 */
function group(className, label, tools) {
  const made = document.createElement('div');
  made.className = className;
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', label);
  const actions = list();
  for (const [id, words, name] of tools) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button compact';
    button.dataset.action = id;
    button.textContent = words ?? '';
    if (name) button.setAttribute('aria-label', name);
    const action = actions.find((one) => one.id === id);
    const key = action?.keys.find((one) => singleKeys() || !isSingle(one));
    button.title = `${action?.title ?? name ?? words}${key ? ` (${shown(key)})` : ''}`;
    // Not every browser focuses a clicked button, but actions depend on where the focus is.
    button.addEventListener('click', () => button.focus());
    made.append(button);
  }
  return made;
}
