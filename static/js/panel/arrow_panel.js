// The panel of a selected arrow: a flow can be split by a new step or deleted, rework has a share.

import { focusStep } from '../canvas/focus.js';
import { perform } from '../core/actions.js';
import { addressOf } from '../core/address.js';
import { button, element } from '../core/dom.js';
import { on } from '../core/events.js';
import { nameOf, reworkWait, share } from '../core/flow.js';
import { canEdit } from '../core/page.js';
import { select, selectedArrow } from '../core/selection.js';
import { setRework } from '../sync/edits.js';
import { deleteArrow, sendFromPrompt } from '../canvas/arrows.js';
import { readShare } from '../core/percent.js';
import { viewOf } from './panel.js';

/** @typedef {import('../core/selection.js').Arrow} Arrow */

/** @type {string} */
let key = '';

function show() {
  const arrow = selectedArrow();
  if (!arrow) {
    key = '';
    return;
  }
  const view = viewOf('arrow');
  const now = JSON.stringify([arrow, share(arrow.from, arrow.to), reworkWait(arrow.from, arrow.to), nameOf(arrow.from), nameOf(arrow.to)]);
  if (now === key) return;
  const isSame = key !== '' && JSON.stringify(JSON.parse(key)[0]) === JSON.stringify(arrow);
  if (isSame && view.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement) return;
  key = now;
  const title = view.querySelector('[data-arrow-title]');
  if (title) title.textContent = arrow.kind === 'rework' ? 'Rework' : 'Flow';
  const words = element('p');
  words.append('From ', stepLink(arrow.from), arrow.kind === 'rework' ? ' back to ' : ' to ', stepLink(arrow.to));
  const body = view.querySelector('[data-arrow-body]');
  body?.replaceChildren(words, ...(canEdit() ? [arrow.kind === 'rework' ? shareForm(arrow) : flowButtons(arrow)] : readOnly(arrow)));
  if (!isSame) focusFirst();
}

/** Goes to the share, or to the first button. */
function focusFirst() {
  const first = viewOf('arrow').querySelector('input, .buttons button');
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  if (first instanceof HTMLInputElement) first.select();
}

/** @param {string} step */
function stepLink(step) {
  const link = element('a');
  link.href = addressOf(step);
  link.append(element('bdi', '', nameOf(step)));
  return link;
}

/** @param {Arrow} arrow */
function readOnly({ kind, from, to }) {
  const wait = reworkWait(from, to);
  return kind === 'rework' ? [element('p', '', `${share(from, to) ?? '?'}% of items go back${wait === '' ? '' : `, after ${wait}`}.`)] : [];
}

/** The arrow goes, with what had the focus. @param {string} step */
function back(step) {
  select(step, { field: null, from: 'panel' });
  focusStep(step);
}

/** @param {Arrow} arrow */
function flowButtons({ from, to }) {
  const row = element('div', 'buttons');
  const remove = () => {
    deleteArrow('flow', from, to);
    back(from);
  };
  const insert = () => {
    select(from, { field: null, from: 'drawing' });
    perform('add-after');
  };
  row.append(button('Insert a step', 'button', insert), button('Disconnect', 'button', remove));
  return row;
}

/** @param {Arrow} arrow */
function shareForm({ from, to }) {
  const form = element('form');
  form.noValidate = true;
  const shareField = arrowField('share', 'Share of items sent back, in percent', String(share(from, to) ?? ''));
  const waitField = arrowField('wait', 'Wait before the repeat begins', reworkWait(from, to));
  shareField.input.inputMode = 'decimal';
  waitField.input.placeholder = 'Such as 1h';
  const remove = () => {
    deleteArrow('rework', from, to);
    back(from);
  };
  /** @param {'share' | 'wait'} changed */
  const save = (changed) => {
    if (shareField.input.value.trim() === '') return remove();
    const { percent, error } = readShare(shareField.input.value);
    shareField.complain(error);
    const wait = waitField.input.value.trim();
    if (percent === undefined || (percent === share(from, to) && wait === reworkWait(from, to))) return;
    const after = wait === '' ? '' : `, after ${wait}`;
    const description = `${percent}% of items at “${nameOf(from)}” go back to “${nameOf(to)}”${after}`;
    // Each field sets only itself, so that the other one stays as someone else may have changed it.
    const edit = changed === 'share' ? setRework(from, to, percent) : setRework(from, to, percent, wait);
    const { complain } = changed === 'share' ? shareField : waitField;
    void sendFromPrompt(edit, description, { isOpen: () => form.isConnected }).then(complain);
  };
  shareField.input.addEventListener('change', () => save('share'));
  waitField.input.addEventListener('change', () => save('wait'));
  form.addEventListener('submit', (event) => event.preventDefault());
  const row = element('div', 'buttons');
  row.append(button('Delete arrow', 'button', remove));
  form.append(shareField.field, waitField.field, row);
  return form;
}

/**
 * A labeled input with a place for what is wrong with it.
 * @param {string} name
 * @param {string} words
 * @param {string} value
 */
function arrowField(name, words, value) {
  const field = element('div', 'field');
  const label = element('label', '', words);
  const input = element('input');
  Object.assign(input, { type: 'text', id: `arrow-${name}`, name, autocomplete: 'off', value });
  label.htmlFor = input.id;
  const wrong = element('p', 'field-error');
  wrong.hidden = true;
  wrong.setAttribute('role', 'alert');
  field.append(label, input, wrong);
  const complain = (/** @type {string | undefined} */ sentence) => {
    wrong.hidden = sentence === undefined;
    wrong.textContent = sentence ?? '';
    if (sentence === undefined) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
  input.addEventListener('input', () => complain(undefined));
  return { field, input, complain };
}

export function start() {
  on('select', ({ arrow, from }) => {
    show();
    // A second click on it has moved the focus to the drawing.
    if (arrow && from === 'drawing') focusFirst();
  });
  on('frame', show);
  on('permission', () => {
    key = '';
    show();
  });
  show();
}
