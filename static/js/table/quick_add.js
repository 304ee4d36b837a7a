// The row for new steps: type, Enter, type the next one. It stays in place and keeps the focus. It is the only form for
// new steps beside the table: “Add step after” and the like say where its next step goes.
//
// The page has it as `form#quick-add` with text fields named like the fields of a step; which of them, and whether it is
// above or below the table, makes no difference here. Where the next step goes is shown in an element with
// `data-add-place`, or else at the form's beginning.

import { register } from '../core/actions.js';
import { announce } from '../core/announce.js';
import { isTouch } from '../core/device.js';
import { button, element, isComposing } from '../core/dom.js';
import { forgetDraft, keepDraft, readDraft, storeDraft } from '../core/drafts.js';
import { on } from '../core/events.js';
import { selected } from '../core/selection.js';
import { nameOf, rowOf, steps } from '../core/steps.js';
import { toast } from '../core/toast.js';
import { displayName } from '../people/presence.js';
import { discard } from '../sync/outbox.js';
import { optionsFor, suggest } from '../ui/suggestions.js';
import { focusCell, setNewRow } from './grid.js';
import { canPlaceAt, fill, inputsOf, isEmpty, sendStep, showError, textsOf } from './new_step.js';
import { afterAdding, afterFrame, anchorOf, spotAt, wordsOf } from './new_step_place.js';

/** @typedef {import('./new_step_place.js').Spot} Spot */
/** @typedef {import('./new_step_place.js').Where} Where */

/** The drafts of its fields, and of the place; see core/drafts.js. */
const [DRAFTS, PLACE] = ['new:', 'new-place'];
const WARNING = 'This step isn’t added yet. Press Esc again to discard it or Enter to add it.';
const RESTORED = 'This step isn’t added yet. Enter adds it, Esc discards it.';
const HINT = 'Enter adds this step and starts the next. Esc cancels.';
/** Columns of the table that have no field here. @type {Record<string, string>} */
const NEAREST = { lead: 'wait' };

/** @type {HTMLFormElement | null} */
let form = null;
/** Shows where the next step goes. @type {HTMLElement} */
let line = element('p');
/** Where the next step goes, if that was asked for. @type {Spot | null} */
let spot = null;
/** The step that was added last, which the next one follows until another position is chosen. */
let last = '';
/** A rejected step that is being edited again. @type {string | null} */
let instead = null;
/** Was the user warned that typed text will be discarded? */
let warned = false;
/** Is the text from before a reload? */
let isRestored = false;
/** @type {import('../core/drafts.js').Draft[]} */
let drafts = [];

/** The row with its fields. Events of the fields reach it, and not the form that they belong to. */
const area = () => form?.elements[0]?.closest('tr') ?? form;

/** Is the focus in one of its fields? */
const isTyping = () => document.activeElement instanceof HTMLInputElement && document.activeElement.form === form;

/** Goes to the row for a new step. @param {string} [field] */
export function focusNew(field = 'name') {
  if (!form) return false;
  const inputs = inputsOf(form);
  const input = inputs.find((one) => one.name === (NEAREST[field] ?? field)) ?? inputs[0];
  input?.focus();
  input?.select();
  area()?.scrollIntoView({ block: 'nearest' });
  return input !== undefined;
}

/** The step after which pasted rows go; null: at the end. */
export function placeOfNext() {
  return spot?.where === 'after' ? (anchorOf(spot) ?? null) : choice()?.value || null;
}

/** Says where the next step goes, and begins it. @param {Where} where */
function begin(where) {
  if (form && !isEmpty(form)) return void focusNew();
  const step = selected();
  setSpot(step !== null && rowOf(step) ? spotAt(where, step) : null);
  focusNew();
}

/** @param {Spot | null} next @param {string} [name] of a step that has no row yet */
function setSpot(next, name) {
  spot = next;
  warned = false;
  if (spot) storeDraft(PLACE, JSON.stringify(spot));
  else forgetDraft(PLACE);
  showSpot(name);
}

/** @param {string} [name] */
function showSpot(name) {
  if (!form) return;
  form.toggleAttribute('data-placed', spot !== null);
  form.dataset.where = spot?.where ?? '';
  line.hidden = spot === null && !warned && !isRestored;
  const hint = warned ? WARNING : isRestored ? RESTORED : HINT;
  const more = isTouch() ? [isRestored ? 'This step isn’t added yet. ' : '', button('Cancel', 'link-button', reset)] : [hint];
  line.replaceChildren(element('b', '', spot ? wordsOf(spot, name) : ''), ' ', ...more);
  if (spot) form.setAttribute('aria-labelledby', line.id);
  else form.removeAttribute('aria-labelledby');
}

/** The choice of the preceding step; a map that is one chain has none. */
function choice() {
  const found = form?.elements.namedItem('after');
  return found instanceof HTMLSelectElement ? found : null;
}

/** Where the next step goes: as asked for; else after the last added step; else at the chosen position. @returns {import('../sync/edits.js').Place} */
function place() {
  if (spot) return { [spot.where]: anchorOf(spot) };
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

/** A rejected step is no place for the next one. @param {string} step */
function withoutOption(step) {
  [...(choice()?.options ?? [])].find((option) => option.value === step)?.remove();
}

/** @param {Event} event */
function submitted(event) {
  event.preventDefault();
  const box = /** @type {HTMLFormElement} */ (form);
  const texts = textsOf(box);
  if (isEmpty(box) && spot) return leave();
  if (!texts.name) {
    if (isEmpty(box)) announce('Enter a step name.');
    showError(box, 'name', 'Enter a step name.');
    return;
  }
  const here = spot;
  const id = sendStep(texts, place(), { failed: (trouble) => failed(here, trouble), added: () => announce(`“${texts.name}” added.`) }, instead);
  instead = null;
  empty();
  if (spot) setSpot(afterAdding(spot, id), texts.name);
  else {
    last = id;
    showSpot();
  }
  showPlace();
  focusNew();
}

/** Empties the fields and forgets what was typed. */
function empty() {
  if (!form) return;
  isRestored = false;
  fill(form, {});
  drafts.forEach((draft) => draft.end());
  keep();
}

function keep() {
  drafts = form ? inputsOf(form).map((input) => keepDraft(DRAFTS + input.name, input)) : [];
}

/** A rejected step is edited again where it was typed. @param {Spot | null} there @param {import('./new_step.js').Trouble} trouble */
function failed(there, { id, step: stepId, texts, field, sentence }) {
  const box = /** @type {HTMLFormElement} */ (form);
  const back = () => {
    if (there && there.anchors.some(canPlaceAt)) setSpot(there);
    if (last === stepId) last = '';
    withoutOption(stepId);
    fill(box, texts);
    for (const [name, text] of Object.entries(texts)) storeDraft(DRAFTS + name, text);
    instead = id;
    showError(box, field, sentence);
  };
  if (isEmpty(box)) back();
  else toast(`“${texts.name}” wasn’t added: ${sentence}`, { tone: 'danger', stays: true, action: { label: 'Fix', run: back } });
}

/** After a frame, the next step still goes where it was to go, and the row stays in view. */
function framed(/** @type {{ by: import('../core/events.js').Author | null }} */ { by }) {
  showPlace();
  if (spot) {
    const { spot: next, gone } = afterFrame(spot);
    spot = next;
    if (gone === null) showSpot();
    else setSpot(next);
    if (gone !== null && next) {
      const who = by ? displayName(by) : 'Someone';
      const words = next.where === 'before' ? 'before' : 'after';
      toast(`${who} deleted ${gone ? `“${gone}”` : 'the step'}. The new step now goes ${words} “${nameOf(anchorOf(next) ?? null)}”.`, { tone: 'warning' });
    }
  }
  if (isTyping()) area()?.scrollIntoView({ block: 'nearest' });
}

/** Discards what was typed, or rejected, and where it was to go. */
function reset() {
  if (instead !== null) discard(instead);
  instead = null;
  empty();
  setSpot(null);
}

/** Back to the table. Typed text is discarded only on the second attempt. */
function cancel() {
  if (form && !isEmpty(form) && !warned) {
    warned = true;
    showSpot();
    return announce(WARNING);
  }
  leave();
}

function leave() {
  const anchors = spot?.anchors ?? [];
  reset();
  focusCell([selected() ?? '', ...anchors, ...steps().slice(-1)].find((one) => rowOf(one)) ?? null, 'name');
}

/** The focus has moved elsewhere: an empty row forgets where its next step was to go. */
function left() {
  if (!spot || !form || !document.hasFocus() || isTyping() || !isEmpty(form)) return;
  if (document.activeElement !== document.body) setSpot(null);
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
          storeDraft(DRAFTS + input.name, input.value);
          const inputs = form ? inputsOf(form) : [];
          if (by === 'enter') form?.requestSubmit();
          else inputs[inputs.indexOf(input) + 1]?.focus();
        },
      })
    : null;
  if (list) {
    box?.classList.add('has-suggestions');
    input.removeAttribute('list');
  }
  input.addEventListener('keydown', (event) => {
    if (isComposing(event) || list?.takes(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const beside = isAbove() ? 'ArrowDown' : 'ArrowUp';
    if (event.key === 'ArrowDown' && list) list.open();
    else if (event.key === 'Escape' && list?.isOpen()) list.close();
    else if (event.key === beside) focusCell((isAbove() ? steps()[0] : steps().at(-1)) ?? null, input.name);
    else if (event.key === 'Escape') cancel();
    else return;
    if (event.key !== 'ArrowDown') list?.close();
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Is it above the table? */
function isAbove() {
  const table = document.querySelector('table.steps');
  return Boolean(table && form && form.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** What was typed before a reload is in the fields again; so is the place, if its step still exists. */
function restore() {
  keep();
  if (!form || !drafts.some((draft) => draft.restored)) return forgetDraft(PLACE);
  form.dataset.typed = '';
  isRestored = true;
  /** @type {Spot | null} */
  const there = JSON.parse(readDraft(PLACE) ?? 'null');
  setSpot(there && there.anchors.some((step) => rowOf(step)) ? afterFrame(there).spot : null);
  announce('Your new step isn’t added yet.');
}

export function start() {
  form = document.querySelector(/** @type {'form'} */ ('form#quick-add'));
  if (!form) return;
  form.noValidate = true;
  const own = form.querySelector(/** @type {'p'} */ ('[data-add-place]'));
  line = own ?? element('p', 'hint add-place');
  line.id ||= 'add-place';
  // Beside the place that steps go to otherwise, so that it stays in view however low the list is.
  if (!own) (document.querySelector('.drawer .place') ?? form.firstChild ?? form).after(line);
  showSpot();
  form.addEventListener('submit', submitted);
  area()?.addEventListener('focusout', () => setTimeout(left));
  document.addEventListener('change', ({ target }) => {
    if (target === choice()) last = '';
  });
  area()?.addEventListener('input', ({ target }) => {
    if (form && target instanceof HTMLInputElement) form.dataset.typed = '';
    if (warned) {
      warned = false;
      showSpot();
    }
    if (form && isEmpty(form)) instead = null;
  });
  inputsOf(form).forEach(prepare);
  setNewRow(focusNew, isAbove);
  on('frame', framed);
  register('go-new-row', () => focusNew());
  register('add-after', () => begin('after'));
  register('add-before', () => begin('before'));
  register('add-parallel', () => begin('beside'));
  restore();
}
