// The card that edits the main fields of a step at its position in the drawing. Each changed field is sent when it
// loses the focus, like a table cell; Escape resets the field.

import { box, toWindow } from './geometry.js';
import { on } from '../core/events.js';
import { CardField, FIELDS } from './step_field.js';
import { focusStep } from './focus.js';
import { nameOf, row, value } from '../core/flow.js';
import { anchor } from '../ui/anchored.js';
import { toast } from '../core/toast.js';
import { isComposing } from '../core/dom.js';

/** @typedef {{ step: string, element: HTMLElement, fields: CardField[], close: () => void }} Card */

/** @type {Card | null} */
let open = null;

/** The step whose card is open. */
export const openStep = () => open?.step ?? null;

/**
 * Opens the card of a step and focuses a field.
 * @param {string} step
 * @param {string} [field]
 */
export function openCard(step, field = 'name') {
  if (open?.step === step) {
    open.fields.find((one) => one.name === field)?.focus();
    return open;
  }
  open?.close();
  if (!row(step)) return null;
  const card = build(step);
  open = card;
  (card.fields.find((one) => one.name === field) ?? card.fields[0])?.focus();
  return card;
}

/** @param {string} step @returns {Card} */
function build(step) {
  const element = document.createElement('div');
  element.className = 'step-editor';
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-label', `Step “${nameOf(step)}”`);
  // A lead time whose split is unknown replaces wait and work.
  const whole = value(step, 'lead') !== undefined;
  const shown = FIELDS.filter(({ name }) => (whole ? name !== 'wait' && name !== 'work' : name !== 'lead'));
  const fields = shown.map((about) => new CardField(step, about, rejected));
  const form = document.createElement('form');
  form.noValidate = true;
  form.append(...fields.map((field) => field.element), foot(step, () => finish()));
  element.append(form);
  // Placed over the step, or as close as the window allows, and then it stays there.
  /** @type {{x: number, y: number} | null} */
  let shift = null;
  const detach = anchor(element, ({ put }) => {
    const at = box(step);
    if (!at) return;
    const there = toWindow(at);
    shift ??= {
      x: clamp(there.left - 8, 8, innerWidth - element.offsetWidth - 8) - there.left,
      y: clamp(there.top - 8, 8, innerHeight - element.offsetHeight - 8) - there.top,
    };
    put({ left: there.left + shift.x, top: there.top + shift.y });
  });
  const unhook = on('frame', () => (row(step) ? fields.forEach((field) => field.refresh()) : close()));
  const close = () => {
    if (open?.element !== element) return;
    open = null;
    unhook();
    fields.forEach((field) => field.leave());
    detach();
  };
  const finish = () => {
    close();
    focusStep(step);
  };
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    finish();
  });
  element.addEventListener('keydown', (event) => pressed(event, fields, finish));
  element.addEventListener('focusout', (event) => {
    const stays = event.relatedTarget instanceof Node && element.contains(event.relatedTarget);
    // Switching to another window doesn't close the card.
    if (!stays && document.hasFocus() && (event.relatedTarget || !element.matches(':hover'))) close();
  });
  return { step, element, fields, close };
}

const clamp = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) => Math.max(low, Math.min(at, high));

/**
 * @param {KeyboardEvent} event
 * @param {CardField[]} fields
 * @param {() => void} finish
 */
function pressed(event, fields, finish) {
  if (isComposing(event)) return;
  const field = fields.find((one) => one.input === event.target);
  if (field?.takes(event)) {
    event.stopPropagation();
    return;
  }
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    if (!field?.reset()) finish();
  }
}

/**
 * @param {string} step
 * @param {() => void} finish
 */
function foot(step, finish) {
  const made = document.createElement('div');
  made.className = 'step-editor-footer';
  const done = document.createElement('button');
  done.className = 'button compact primary';
  done.textContent = 'Done';
  const all = document.createElement('a');
  all.textContent = 'All fields';
  all.href = row(step)?.querySelector('a')?.href ?? '#';
  all.dataset.action = 'open-form';
  // The form opens over the page, and the card would cover it.
  all.addEventListener('click', () => setTimeout(finish));
  made.append(done, all);
  return made;
}

/**
 * A value was rejected. The editor opens again with the text and the error, unless the user types elsewhere.
 * @param {string} step
 * @param {string} name
 * @param {string} text
 * @param {string} sentence
 */
function rejected(step, name, text, sentence) {
  const show = () => {
    const field = openCard(step, name)?.fields.find((one) => one.name === name);
    field?.complain(text, sentence);
    field?.focus();
  };
  const here = document.activeElement;
  const busy = here instanceof HTMLInputElement && !open?.element.contains(here);
  if (open?.step === step || (!open && !busy)) show();
  else toast(`“${nameOf(step)}”: ${sentence}`, { action: { label: 'Show step', run: show }, tone: 'danger', stays: true });
}

export function start() {
  on('select', ({ step }) => {
    if (open && step !== open.step) open.close();
  });
}
