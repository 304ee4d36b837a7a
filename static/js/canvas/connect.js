// Adds arrows by keys or by two clicks: `c` and `r` wait for a second step, selected by arrow keys and Enter, or by a
// click.

import { register } from '../core/actions.js';
import { askShare, leadsBack, toggleFlow } from './arrows.js';
import { boxes, canvas } from './geometry.js';
import { on } from '../core/events.js';
import { focusStep, stepOf } from './focus.js';
import { before, connected, nameOf, next, order, share, sources } from '../core/flow.js';
import { around, shape } from './overlay.js';
import { announce } from '../core/announce.js';
import { isTouch } from '../core/device.js';
import { selected } from '../core/selection.js';
import { reveal } from './reveal.js';
import { WAYS, nearest, walk } from './navigation.js';
import { isComposing } from '../core/dom.js';

/** @typedef {{kind: 'rework' | 'connect', from: string, to: string | null, banner: HTMLElement}} Choice */

/** @type {Choice | null} */
let choice = null;

/** Is the drawing waiting for a second step? */
export const isChoosing = () => choice !== null;

export function start() {
  const all = canvas();
  if (!all) return;
  const when = () => selected() !== null;
  register('rework', () => begin('rework'), { when });
  register('connect', () => begin('connect'), { when });
  all.addEventListener('click', clicked, true);
  document.addEventListener('keydown', pressed, true);
  all.addEventListener('focusin', (event) => {
    const step = stepOf(event.target);
    if (choice && step !== undefined && step !== choice.to && isOffered(step)) setTarget(step);
  });
  on('frame', () => choice && (boxes().has(choice.from) ? show() : end()));
  on('select', ({ step }) => choice && step !== choice.from && end());
}

/** @param {'rework' | 'connect'} kind */
function begin(kind) {
  const from = selected();
  const all = canvas();
  const again = choice?.kind === kind;
  end();
  if (from === null || !all || again) return;
  const banner = document.createElement('div');
  banner.className = 'canvas-banner no-print';
  const words = document.createElement('p');
  const cancel = document.createElement('button');
  cancel.type = 'button';
  cancel.className = 'button compact';
  cancel.textContent = 'Cancel';
  cancel.addEventListener('click', () => end(true));
  banner.append(words, cancel);
  all.prepend(banner);
  all.classList.add('is-choosing');
  choice = { kind, from, to: null, banner };
  show();
  announce(words.textContent ?? '');
  reveal(from);
  focusStep(from);
}

/** @param {boolean} [back] returns the focus to where it was */
function end(back = false) {
  if (!choice) return;
  const { from, banner } = choice;
  choice = null;
  banner.remove();
  canvas()?.classList.remove('is-choosing');
  for (const name of /** @type {const} */ (['dimmed', 'preview', 'target'])) shape(name, 'path', null);
  if (back) focusStep(from);
}

/** Can the arrow end there? @param {string} step */
function isOffered(step) {
  if (!choice) return false;
  return choice.kind === 'connect' ? step !== choice.from : leadsBack(choice.from, step);
}

/** Why not. @param {string} step */
function whyNot(step) {
  const name = nameOf(step);
  if (choice?.kind === 'connect') return 'A step can’t follow itself. To repeat its work, add a rework arrow.';
  return `“${name}” doesn’t lead to “${nameOf(choice?.from ?? '')}”, so there is no way back.`;
}

/** Shows which steps can be selected, and the current target. */
function show() {
  if (!choice) return;
  const { kind, from, to, banner } = choice;
  const name = nameOf(from);
  const all = boxes();
  const dim = kind === 'connect' ? [] : [...all].filter(([step]) => !isOffered(step)).map(([, box]) => box);
  shape('dimmed', 'path', { d: dim.map((box) => `M${box.x - 2} ${box.y - 2}h${box.width + 4}v${box.height + 4}h${-box.width - 4}z`).join('') });
  const [a, b] = [all.get(from), to === null ? undefined : all.get(to)];
  shape('target', 'rect', b ? around(b, 6) : null);
  shape('preview', 'path', a && b && a !== b ? { d: preview(a, b, leadsBack(from, to ?? '')) } : null);
  const words = /** @type {HTMLElement} */ (banner.firstElementChild);
  const description = `${kind === 'rework' ? `Rework from “${name}” back to` : `From “${name}” to`} ${to === null ? '…' : targetLabel(from, to)}`;
  const text = `${description}: ${isTouch() ? 'tap a step.' : 'select a step with the arrow keys and Enter, or click it. Esc cancels.'}`;
  if (words.textContent !== text) words.textContent = text;
}

/**
 * @param {string} from
 * @param {string} to
 */
function targetLabel(from, to) {
  const name = `“${nameOf(to)}”`;
  if (leadsBack(from, to)) {
    const known = share(from, to);
    return `${name}${choice?.kind === 'connect' ? ' (as rework because it comes earlier)' : ''}${known === undefined ? '' : `, currently ${known}%`}`;
  }
  return connected(from, to) ? `${name} (deletes the existing arrow)` : name;
}

/**
 * @param {import('./geometry.js').Box} a
 * @param {import('./geometry.js').Box} b
 * @param {boolean} back
 */
function preview(a, b, back) {
  const [fromX, fromY] = back ? [a.x + a.width / 2, a.y] : [a.x + a.width, a.y + a.height / 2];
  const [toX, toY] = back ? [b.x + b.width / 2, b.y] : [b.x, b.y + b.height / 2];
  if (back) {
    const top = Math.min(fromY, toY) - 46;
    return `M${fromX} ${fromY}C${fromX} ${top} ${toX} ${top} ${toX} ${toY}`;
  }
  const bend = Math.max(40, Math.abs(toX - fromX) / 2);
  return `M${fromX} ${fromY}C${fromX + bend} ${fromY} ${toX - bend} ${toY} ${toX} ${toY}`;
}

/** @param {string} step */
function setTarget(step) {
  if (!choice) return;
  if (!isOffered(step)) {
    announce(whyNot(step));
    return;
  }
  choice.to = step;
  show();
  announce(targetLabel(choice.from, step));
  reveal(step);
  focusStep(step);
}

/** @param {string} step */
function choose(step) {
  if (!choice) return;
  if (!isOffered(step)) {
    showWhyNot(step);
    return;
  }
  const { from, kind } = choice;
  end(true);
  if (kind === 'rework' || leadsBack(from, step)) void askShare(from, step).then(() => focusStep(from));
  else toggleFlow(from, step);
}

/** @param {string} step */
function showWhyNot(step) {
  const words = choice?.banner.firstElementChild;
  if (!words) return;
  words.textContent = `${whyNot(step)} ${isTouch() ? 'Tap another step.' : 'Select another step or press Esc.'}`;
  announce(words.textContent);
}

/** @param {MouseEvent} event */
function clicked(event) {
  const step = stepOf(event.target);
  if (!choice || step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  choose(step);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!choice || event.altKey || event.ctrlKey || event.metaKey || isComposing(event)) return;
  if (event.target instanceof Element && event.target.closest('dialog, button, input')) {
    if (event.key !== 'Escape' || event.target.closest('dialog, input')) return;
  }
  const way = WAYS[event.key];
  if (event.key === 'Escape') end(true);
  else if (event.key === 'Enter' && choice.to !== null) choose(choice.to);
  else if (way) step(way);
  else if (event.key !== 'Enter') return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * Moves to another selectable step along the flow, past those that can't be selected.
 * @param {import('./navigation.js').Way} way
 */
function step(way) {
  if (!choice) return;
  const all = boxes();
  const at = choice.to ?? choice.from;
  const rework = choice.kind === 'rework';
  const offered = rework ? sources(choice.from) : new Set(order().filter(isOffered));
  const along = walk(at, way, all, { next, before });
  const here = all.get(at);
  if (along !== undefined && (offered.has(along) || along === choice.from)) setTargetOrClear(along);
  else if (here) {
    const found = nearest(here, way, [...offered].filter((one) => one !== at), all);
    if (found !== undefined) setTarget(found);
  }
}

/** @param {string} to */
function setTargetOrClear(to) {
  if (!choice) return;
  if (to !== choice.from || choice.kind === 'rework') {
    setTarget(to);
    return;
  }
  choice.to = null;
  show();
  focusStep(to);
}
