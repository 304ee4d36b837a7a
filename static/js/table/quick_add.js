// The row below the table: type, Enter, type the next one. It stays in place and keeps the focus.

import { register } from '../core/actions.js';
import { on } from '../core/events.js';
import { focusCell, setFocusBelow } from './grid.js';
import { canPlaceAt, fill, inputsOf, isEmpty, sendStep, showError, textsOf } from './new_step.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { nameOf, steps } from '../core/steps.js';
import { optionsFor, suggest } from '../ui/suggestions.js';
import { isComposing } from '../core/dom.js';

/** @type {HTMLFormElement | null} */
let form = null;
/** The step that was added last, which the next one follows until another position is chosen. */
let last = '';
/** A rejected step that is being edited again. @type {string | null} */
let instead = null;
/** Columns of the table that have no field here. @type {Record<string, string>} */
const NEAREST = { lead: 'wait' };

/** Goes to the row for a new step. @param {string} [field] */
export function focusNew(field = 'name') {
  if (!form) return false;
  const inputs = inputsOf(form);
  const input = inputs.find((one) => one.name === (NEAREST[field] ?? field)) ?? inputs[0];
  input?.focus();
  input?.select();
  form.scrollIntoView({ block: 'nearest' });
  return input !== undefined;
}

/** The choice of the preceding step; a map that is one chain has none. */
function choice() {
  return form?.querySelector(/** @type {'select'} */ ('select[name="after"]')) ?? null;
}

/** After the last added step, saved or not; else at the chosen position. @returns {import('../sync/edits.js').Place} */
function place() {
  const chosen = choice();
  if (!chosen) return {};
  if (last && canPlaceAt(last)) return { after: last };
  return chosen.value ? { after: chosen.value } : {};
}

/** Shows that the next step comes after the last one, even before the server has it. */
function showPlace() {
  const chosen = choice();
  if (!chosen || !last || !canPlaceAt(last)) return;
  if (![...chosen.options].some((option) => option.value === last)) chosen.add(new Option(nameOf(last), last));
  chosen.value = last;
}

/** @param {Event} event */
function submitted(event) {
  event.preventDefault();
  const box = /** @type {HTMLFormElement} */ (form);
  const texts = textsOf(box);
  if (!texts.name) {
    if (isEmpty(box)) announce('Enter a step name.');
    showError(box, 'name', 'Enter a step name.');
    return;
  }
  last = sendStep(texts, place(), failed, instead);
  instead = null;
  fill(box, {});
  showPlace();
  announce(`“${texts.name}” added. Type the next step.`);
  focusNew();
}

/** @param {import('./new_step.js').Trouble} trouble */
function failed({ id, texts, field, sentence }) {
  const box = /** @type {HTMLFormElement} */ (form);
  const back = () => {
    fill(box, texts);
    instead = id;
    showError(box, field, sentence);
  };
  if (isEmpty(box)) back();
  else toast(`“${texts.name}” wasn’t added: ${sentence}`, { tone: 'danger', stays: true, action: { label: 'Fix', run: back } });
}

/** After a frame, the next step still goes after the last one if there is a choice, and the row stays in view. */
function framed() {
  showPlace();
  if (form?.contains(document.activeElement)) form.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLInputElement} input */
function clear(input) {
  input.value = '';
  if (form && isEmpty(form)) instead = null;
}

/** @param {HTMLInputElement} input */
function prepare(input) {
  const box = input.parentElement;
  const suggests = input.name === 'name' || input.name === 'team';
  const list = suggests && box
    ? suggest(input, {
        box,
        options: () => optionsFor(input.name),
        label: input.name === 'name' ? 'Common steps' : 'Teams in this map',
        choose: (_, by) => {
          if (by === 'enter') form?.requestSubmit();
          else focusNew(input.name === 'name' ? 'team' : 'wait');
        },
      })
    : null;
  if (list) {
    box?.classList.add('has-suggestions');
    input.removeAttribute('list');
  }
  input.addEventListener('keydown', (event) => {
    if (isComposing(event) || list?.takes(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'ArrowDown') list?.open();
    else if (event.key === 'Escape' && list?.isOpen()) list.close();
    else if (event.key === 'ArrowUp') focusCell(steps().at(-1) ?? null, input.name);
    else if (event.key === 'Escape' && input.value) clear(input);
    else if (event.key === 'Escape') focusCell(steps().at(-1) ?? null, input.name);
    else return;
    if (event.key !== 'ArrowDown') list?.close();
    event.preventDefault();
  });
}

export function start() {
  form = document.querySelector(/** @type {'form'} */ ('form.quick-add'));
  if (!form) return;
  form.noValidate = true;
  form.addEventListener('submit', submitted);
  form.addEventListener('change', ({ target }) => {
    if (target === choice()) last = '';
  });
  form.addEventListener('input', ({ target }) => {
    if (form && target instanceof HTMLInputElement) form.dataset.typed = '';
    if (form && isEmpty(form)) instead = null;
  });
  inputsOf(form).forEach(prepare);
  setFocusBelow(focusNew);
  on('frame', framed);
  register('go-new-row', () => focusNew());
}
