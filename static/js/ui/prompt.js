// A prompt with one field, at its place in the drawing: the rework share, the name of a new step. If the server rejects the
// value, the prompt shows why and keeps the text.

import { scroller } from '../canvas/geometry.js';
import { anchor } from './anchored.js';
import { optionsFor, suggest } from './suggestions.js';
import { element, isComposing } from '../core/dom.js';

/** Without an answer after this time the prompt closes; the save status shows what becomes of the edit. */
const ANSWER_TIMEOUT_MS = 1500;

/** @type {(() => void) | null} */
let closeLast = null;
let count = 0;

/** Cancels the open prompt, if there is one. */
export const closePrompt = () => closeLast?.();

/**
 * @typedef {object} Prompt
 * @property {string} title
 * @property {string} label of the field
 * @property {string} [hint]
 * @property {string} [value] the initial text
 * @property {string} [unit] after the field
 * @property {string} ok on the button
 * @property {boolean} [isNumber]
 * @property {string} [suggests] a field whose common values are suggested
 * @property {() => DOMRect | undefined} at the rectangle that it is about, in window coordinates
 * @property {(text: string, going: PendingAnswer) => string | Promise<string | undefined> | undefined} run returns
 *   the error, if any
 */

/**
 * An answer on its way to the server.
 * @typedef {object} PendingAnswer
 * @property {() => boolean} isOpen can the prompt still show an error?
 * @property {() => void} [onCancel] called when the prompt is canceled meanwhile
 */

/**
 * Shows a prompt. Resolves to true when it was answered, to false when it was canceled.
 * @param {Prompt} question
 * @returns {Promise<boolean>}
 */
export function prompt(question) {
  closeLast?.();
  return new Promise((resolve) => {
    const { box, input } = createForm(question);
    const suggestions = question.suggests === undefined ? null : suggest(input, {
      box: /** @type {HTMLElement} */ (input.parentElement),
      options: () => optionsFor(question.suggests ?? ''),
      choose: () => {},
      label: 'Common steps',
    });
    const detach = anchor(box, ({ put }) => place(question, box, put));
    const end = (/** @type {boolean} */ answered) => {
      if (closeLast !== cancel) return;
      closeLast = null;
      document.removeEventListener('pointerdown', outside, true);
      suggestions?.end();
      detach();
      resolve(answered);
    };
    /** @type {PendingAnswer | null} */
    let pending = null;
    const cancel = () => {
      const given = pending;
      end(false);
      given?.onCancel?.();
    };
    const outside = (/** @type {PointerEvent} */ event) => {
      const inside = event.target instanceof Node && box.contains(event.target);
      if (!inside && !pending && input.value === (question.value ?? '')) cancel();
    };
    closeLast = cancel;
    document.addEventListener('pointerdown', outside, true);
    box.addEventListener('submit', (event) => {
      event.preventDefault();
      // One answer at a time, however often Enter is pressed.
      if (pending) return;
      pending = { isOpen: () => closeLast === cancel };
      box.setAttribute('aria-busy', 'true');
      void answer(question, box, input, pending).then((done) => {
        pending = null;
        box.removeAttribute('aria-busy');
        if (done) end(true);
      });
    });
    box.addEventListener('keydown', (event) => {
      if (suggestions?.takes(event)) {
        event.stopPropagation();
      } else if (event.key === 'Escape' && !isComposing(event)) {
        event.preventDefault();
        event.stopPropagation();
        cancel();
      }
    });
    box.querySelector('.prompt-cancel')?.addEventListener('click', cancel);
    input.focus();
    input.select();
  });
}

/** @param {Prompt} question */
function createForm({ title, label, hint, value, unit, ok, isNumber, suggests }) {
  count += 1;
  const id = `prompt-${count}`;
  const box = document.createElement('div');
  box.className = 'prompt-box';
  const form = document.createElement('form');
  form.noValidate = true;
  box.append(form);
  if (suggests) box.dataset.suggests = suggests;
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-labelledby', `${id}-title`);
  const heading = element('p', 'prompt-title', title);
  heading.id = `${id}-title`;
  const name = document.createElement('label');
  name.textContent = label;
  name.htmlFor = id;
  const input = document.createElement('input');
  input.type = 'text';
  input.id = id;
  input.autocomplete = 'off';
  input.value = value ?? '';
  if (isNumber) input.inputMode = 'decimal';
  const row = element('div', 'prompt-row');
  const field = element('div', 'prompt-field');
  field.append(input);
  row.append(field);
  if (unit) row.append(element('span', '', unit));
  const words = element('p', 'hint', hint);
  words.id = `${id}-hint`;
  const wrong = element('p', 'field-error');
  wrong.id = `${id}-wrong`;
  wrong.hidden = true;
  wrong.setAttribute('role', 'alert');
  input.setAttribute('aria-describedby', `${words.id} ${wrong.id}`);
  input.addEventListener('input', () => {
    wrong.hidden = true;
    input.removeAttribute('aria-invalid');
  });
  const buttons = element('div', 'buttons');
  const send = element('button', 'button compact primary', ok);
  const cancel = element('button', 'button compact prompt-cancel', 'Cancel');
  cancel.setAttribute('type', 'button');
  buttons.append(send, cancel);
  form.append(heading, name, row, wrong, ...(hint ? [words] : []), buttons);
  return { box, input };
}

/**
 * @param {Prompt} question
 * @param {HTMLElement} box
 * @param {HTMLInputElement} input
 * @param {PendingAnswer} pending
 * @returns {Promise<boolean>} is it done?
 */
async function answer(question, box, input, pending) {
  const result = question.run(input.value.trim(), pending);
  const late = new Promise((/** @type {(nothing: undefined) => void} */ resolve) => setTimeout(() => resolve(undefined), ANSWER_TIMEOUT_MS));
  const trouble = typeof result === 'string' ? result : await Promise.race([result, late]);
  if (!pending.isOpen()) return false;
  const wrong = /** @type {HTMLElement} */ (box.querySelector('.field-error'));
  wrong.hidden = trouble === undefined;
  wrong.textContent = trouble ?? '';
  input.toggleAttribute('aria-invalid', false);
  if (trouble === undefined) return true;
  input.setAttribute('aria-invalid', 'true');
  input.focus();
  return false;
}

/**
 * Below the rectangle, else above it, within the window.
 * @param {Prompt} question
 * @param {HTMLElement} box
 * @param {(rect: {left: number, top: number}) => void} put
 */
function place(question, box, put) {
  const at = question.at() ?? scroller()?.getBoundingClientRect();
  if (!at) return;
  const below = at.bottom + 10;
  const fits = below + box.offsetHeight < innerHeight || at.top - 10 - box.offsetHeight < 0;
  put({ left: at.left, top: fits ? below : at.top - 10 - box.offsetHeight });
}
