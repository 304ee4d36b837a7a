// Sending a new step, and the fields of the form it was typed into.

import { announce } from '../core/announce.js';
import { element } from '../core/dom.js';
import { on } from '../core/events.js';
import { addStep } from '../sync/edits.js';
import { discard, items, send } from '../sync/outbox.js';
import { select, selected } from '../core/selection.js';
import { rowOf } from '../core/steps.js';
import { anchor } from '../ui/anchored.js';
import { kindOf } from '../ui/suggestions.js';

/** @typedef {import('../sync/edits.js').Place} Place */
/** The typed text by field. @typedef {Record<string, string>} Texts */
/**
 * Why a step was rejected. `id`: of the edit, which is stored until the corrected one is sent.
 * @typedef {{ texts: Texts, field: string, sentence: string, id: string, step: string }} Trouble
 */

/** Removes the error of an input. @type {WeakMap<HTMLInputElement, () => void>} */
const errors = new WeakMap();
/** The positions of rejected steps: steps that were to follow them go there instead. @type {Map<string, Place>} */
const rejected = new Map();
/** Steps added here that no frame has contained yet. @type {Set<string>} */
const unseen = new Set();

on('frame', () => {
  for (const id of unseen) if (rowOf(id)?.classList.contains('pending-row') === false) unseen.delete(id);
});

/** Can a step be placed at this one? It is in the table, or about to be. @param {string} step */
export function canPlaceAt(step) {
  return unseen.has(step) || rowOf(step) !== null;
}

/**
 * Sends a new step and selects it. Calls `failed` with the typed text if the step is rejected. `instead`: the rejected
 * edit that this one corrects.
 * @param {Texts} texts
 * @param {Place} place
 * @param {{ failed: (trouble: Trouble) => void, added: () => void }} then
 * @param {string | null} [instead]
 * @returns {string} the id of the step
 */
export function sendStep(texts, place, { failed, added }, instead = null) {
  const name = (texts.name ?? '').trim();
  const kind = kindOf(name);
  const edit = addStep({ ...texts, name, ...(kind ? { kind } : {}) }, place);
  const { id } = edit.step;
  unseen.add(id);
  if (instead !== null) discard(instead);
  const before = selected();
  void sent(edit, name, place, added).then((trouble) => {
    if (!trouble) return;
    if (selected() === id) select(before !== null && rowOf(before) ? before : null, { field: null, from: 'new' });
    failed({ ...trouble, step: id, texts });
  });
  select(id, { from: 'new' });
  return id;
}

/** @returns {Promise<Omit<Trouble, 'texts' | 'step'> | null>} */
async function sent(/** @type {ReturnType<typeof addStep>} */ edit, /** @type {string} */ name, /** @type {Place} */ place, /** @type {() => void} */ added) {
  const { error } = await send(edit, { description: `New step “${name}”`, quiet: true });
  const { id } = edit.step;
  const item = items().find((one) => one.state === 'rejected' && one.edit.type === 'add_step' && one.edit.step.id === id);
  if (error) unseen.delete(id);
  else added();
  if (!error || !item) return null;
  const [next] = Object.values(place);
  const instead = next === undefined ? undefined : rejected.get(next);
  if (instead) {
    discard(item.id);
    unseen.add(id);
    const { after: _a, before: _b, beside: _c, below: _d, ...rest } = edit;
    return sent(/** @type {ReturnType<typeof addStep>} */ ({ ...rest, ...instead }), name, instead, added);
  }
  rejected.set(id, place);
  return { id: item.id, field: fieldOf(error.field), sentence: error.message };
}

/** The field of an error, by its name in forms. @param {string | undefined} field */
function fieldOf(field) {
  return (field ?? 'name').replace(/^step\./, '');
}

/** The inputs of a form for a new step. They may lie outside of it, in a row of the table. @param {HTMLFormElement} box */
export function inputsOf(box) {
  return [...box.elements].filter((one) => one instanceof HTMLInputElement && one.type === 'text' && one.name !== '')
    .map((one) => /** @type {HTMLInputElement} */ (one));
}

/** @param {HTMLFormElement} box @returns {Texts} */
export function textsOf(box) {
  return Object.fromEntries(inputsOf(box).filter((one) => one.value.trim() !== '').map((one) => [one.name, one.value.trim()]));
}

/** @param {HTMLFormElement} box */
export function isEmpty(box) {
  return Object.keys(textsOf(box)).length === 0;
}

/**
 * Fills the inputs, empties those without a value, and clears the errors.
 * @param {HTMLFormElement} box @param {Texts} texts
 */
export function fill(box, texts) {
  delete box.dataset.typed;
  for (const input of inputsOf(box)) {
    input.value = texts[input.name] ?? '';
    clearError(input);
  }
}

/**
 * Shows an error at its input.
 * @param {HTMLFormElement} box
 * @param {string} field
 * @param {string} sentence
 */
export function showError(box, field, sentence) {
  const inputs = inputsOf(box);
  // A range may have a field of its own, or be typed behind its time.
  const named = (/** @type {string} */ name) => inputs.find((one) => one.name === name);
  const input = named(field) ?? named(field.replace(/_range$/, '')) ?? inputs[0];
  if (!input) return;
  clearError(input);
  const line = element('p', 'field-error new-step-error', sentence);
  line.id = `new-${input.name}-wrong`;
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', line.id);
  // Above the row, over the drawing: a low list has no room below it.
  errors.set(input, anchor(line, ({ put }) => {
    const at = input.getBoundingClientRect();
    line.hidden = at.width === 0;
    put({ left: at.left, top: at.top - line.offsetHeight - 4 });
  }));
  announce(sentence);
  input.addEventListener('input', () => clearError(input), { once: true });
  input.focus();
  input.select();
}

/** @param {HTMLInputElement} input */
function clearError(input) {
  input.removeAttribute('aria-invalid');
  input.removeAttribute('aria-describedby');
  errors.get(input)?.();
  errors.delete(input);
}
