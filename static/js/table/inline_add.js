// New steps inside the table: a row that opens after, before or in parallel with the selected step. Enter adds the step
// and opens the next row, so that names can be typed in quick succession.

import { labelOf } from '../core/fields.js';
import { register } from '../core/actions.js';
import { on } from '../core/events.js';
import { focusCell } from './grid.js';
import { anchor, reposition } from '../ui/anchored.js';
import { before, next } from '../core/flow.js';
import { canPlaceAt, fill, inputsOf, isEmpty, sendStep, showError, textsOf } from './new_step.js';
import { focusNew } from './quick_add.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { displayName } from '../people/presence.js';
import { selected } from '../core/selection.js';
import { nameOf, rowOf, steps } from '../core/steps.js';
import { button, element, isComposing } from '../core/dom.js';
import { optionsFor, suggest } from '../ui/suggestions.js';

/** @typedef {'after' | 'before' | 'beside'} Where */
/**
 * @typedef {object} Draft
 * @property {Where} where
 * @property {string[]} anchors the steps it is placed at, newest first
 * @property {{ before: string[], next: string[] }} around the neighbors of the step that it is placed at
 * @property {string | null} instead a rejected step that is being edited again
 * @property {boolean} warned was the user warned that typed text will be discarded?
 * @property {HTMLFormElement} box
 * @property {HTMLElement} head
 * @property {() => void} detach
 */

const FIELDS = ['name', 'team', 'wait', 'work', 'complete_accurate'];
/** @type {Record<string, string>} */
const EXAMPLES = { team: 'Unknown', wait: '2d', work: '4h', complete_accurate: '80' };
const WORDS = { after: 'After', before: 'Before', beside: 'In parallel with' };

/** @type {Draft | null} */
let draft = null;
/** An empty row that makes space for the form. */
const gap = document.createElement('tr');

/** @param {Where} where @param {import('./new_step.js').Texts} [texts] @param {string | null} [at] */
function open(where, texts = {}, at = selected()) {
  if (draft && !isEmpty(draft.box)) return void inputsOf(draft.box)[0]?.focus();
  if (draft) close();
  if (at === null || !rowOf(at)) return void focusNew();
  const { box, head } = form();
  draft = { where, anchors: [at], around: aroundOf(at), instead: null, warned: false, box, head, detach: () => {} };
  draft.detach = anchor(box, ({ put }) => put(formPosition()));
  fill(box, texts);
  retitle();
  reposition();
  inputsOf(box)[0]?.focus({ preventScroll: true });
  box.scrollIntoView({ block: 'nearest' });
}

/** The form itself. */
function form() {
  const box = document.createElement('form');
  box.className = 'inline-add';
  box.noValidate = true;
  const head = document.createElement('p');
  head.className = 'inline-add-head';
  head.id = 'inline-add-head';
  box.setAttribute('aria-labelledby', head.id);
  const cells = document.createElement('div');
  cells.className = 'inline-add-cells';
  cells.append(...FIELDS.map(cell));
  const buttons = document.createElement('div');
  buttons.className = 'inline-add-buttons';
  buttons.append(element('button', 'button compact primary', 'Add step'), button('Done', 'button compact', () => void (confirmClose() && end())));
  box.append(head, cells, buttons);
  box.addEventListener('submit', submitted);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (confirmClose()) end();
  });
  box.addEventListener('input', () => {
    box.dataset.typed = '';
    if (draft) draft.warned = false;
  });
  box.addEventListener('focusout', () => setTimeout(closeIfEmpty));
  return { box, head };
}

/** Typed text is discarded only on the second attempt to close. */
function confirmClose() {
  if (!draft || draft.warned || isEmpty(draft.box)) return true;
  draft.warned = true;
  draft.head.replaceChildren('This step isn’t added yet. Press Esc again to discard it or Enter to add it.');
  announce('This step isn’t added yet. Press Esc again to discard it or Enter to add it.');
  reposition();
  return false;
}

/** @param {string} field */
function cell(field) {
  const made = document.createElement('div');
  made.className = 'inline-add-field has-suggestions';
  made.dataset.column = field;
  const label = document.createElement('label');
  label.htmlFor = `draft-${field}`;
  label.textContent = labelOf(field);
  const input = document.createElement('input');
  input.type = 'text';
  input.id = label.htmlFor;
  input.name = field;
  input.autocomplete = 'off';
  input.placeholder = EXAMPLES[field] ?? '';
  made.append(label, input);
  const suggests = field === 'name' || field === 'team';
  const list = suggests
    ? suggest(input, {
        box: made,
        options: () => optionsFor(field),
        label: field === 'name' ? 'Common steps' : 'Teams in this map',
        choose: (_, by) => {
          if (by === 'enter') draft?.box.requestSubmit();
          else inputsOf(/** @type {HTMLElement} */ (draft?.box))[FIELDS.indexOf(field) + 1]?.focus();
        },
      })
    : null;
  input.addEventListener('keydown', (event) => {
    if (list?.takes(event)) return;
    if (event.key === 'ArrowDown' && list && !event.altKey) {
      event.preventDefault();
      list.open();
    }
  });
  return made;
}

/** @param {Event} event */
function submitted(event) {
  event.preventDefault();
  if (!draft) return;
  const { box, where, anchors } = draft;
  const texts = textsOf(box);
  if (isEmpty(box)) return end();
  if (!texts.name) return showError(box, 'name', 'Enter a step name.');
  const place = { [where]: anchorOf(draft) };
  const id = sendStep(texts, place, (trouble) => failed(where, anchors, trouble), draft.instead);
  draft.instead = null;
  draft.warned = false;
  announce(`“${texts.name}” added. Type the next step or press Esc.`);
  // Before a step: the next one comes after the new one, and so before that step as well.
  if (where === 'before') draft.where = 'after';
  draft.anchors = where === 'beside' ? [...anchors.slice(0, -1), id, ...anchors.slice(-1)] : [id, ...anchors];
  fill(box, {});
  retitle(texts.name);
  reposition();
  inputsOf(box)[0]?.focus({ preventScroll: true });
}

/** A rejected step is edited again where it was typed. */
function failed(/** @type {Where} */ where, /** @type {string[]} */ anchors, /** @type {import('./new_step.js').Trouble} */ { id, texts, field, sentence }) {
  const back = () => {
    if (!draft) open(where, {}, anchors.find((step) => rowOf(step)) ?? steps().at(-1) ?? null);
    if (!draft) return;
    if (anchors.some(canPlaceAt)) Object.assign(draft, { where, anchors });
    draft.instead = id;
    retitle();
    fill(draft.box, texts);
    showError(draft.box, field, sentence);
  };
  if (draft && isEmpty(draft.box)) back();
  else toast(`“${texts.name}” wasn’t added: ${sentence}`, { tone: 'danger', stays: true, action: { label: 'Fix', run: back } });
}

/**
 * The step that the next one is placed at: the newest one that still exists; parallel steps stay with the first one.
 */
function anchorOf(/** @type {Draft} */ { where, anchors }) {
  if (where === 'beside') return anchors.at(-1);
  return anchors.find(canPlaceAt) ?? anchors[0];
}

/** The neighbors of a step in the flow, for when that step is deleted. @param {string} step */
function aroundOf(step) {
  return { before: before(step), next: next(step) };
}

/** If others have deleted the step that the form is placed at, the form moves to that position and shows a note. */
function framed(/** @type {{ by: import('../core/events.js').Author | null }} */ { by }) {
  if (!draft) return;
  const at = anchorOf(draft);
  if (at !== undefined && canPlaceAt(at)) draft.around = rowOf(at)?.classList.contains('pending-row') === false ? aroundOf(at) : draft.around;
  else {
    const gone = nameOf(at ?? null);
    const ahead = draft.around.before.find(canPlaceAt);
    const behind = draft.around.next.find(canPlaceAt);
    const instead = ahead ?? behind ?? steps().at(-1);
    if (instead === undefined) return void close();
    draft.where = ahead === undefined && behind !== undefined ? 'before' : 'after';
    draft.anchors = [instead];
    draft.around = aroundOf(instead);
    const words = draft.where === 'before' ? 'before' : 'after';
    toast(`${by ? displayName(by) : 'Someone'} deleted ${gone ? `“${gone}”` : 'the step'}. The new step now goes ${words} “${nameOf(instead)}”.`, { tone: 'warning' });
  }
  retitle();
  reposition();
}

/** Shows where the next step goes. @param {string} [name] of a step that has no row yet */
function retitle(name) {
  if (!draft) return;
  const { where, head, box } = draft;
  const place = document.createElement('b');
  place.textContent = `${WORDS[where]} “${(where === 'beside' ? '' : name) || nameOf(anchorOf(draft) ?? null)}”`;
  head.replaceChildren(place, ' Enter adds this step and starts the next. Esc cancels.');
  box.classList.toggle('is-beside', where === 'beside');
}

/** The position in window coordinates; inserts the row that makes space in the table. */
function formPosition() {
  const { box, anchors, where } = /** @type {Draft} */ (draft);
  makeRoom(box, anchors.map(rowOf).find(Boolean) ?? null, where);
  const { left, top, width } = gap.getBoundingClientRect();
  return { left, top, width };
}

/** An empty row as high as the form over it; the columns of the form follow those of the table. */
function makeRoom(/** @type {HTMLElement} */ box, /** @type {HTMLElement | null} */ row, /** @type {Where} */ where) {
  if (!row) return;
  const wanted = where === 'before' ? row : row.nextElementSibling;
  if (gap !== wanted && (where === 'before' ? gap.nextElementSibling !== row : gap.previousElementSibling !== row)) {
    row.parentElement?.insertBefore(gap, wanted);
  }
  const heads = [...(row.closest('table')?.tHead?.rows[0]?.cells ?? [])];
  const wide = heads[1] ? heads[1].getBoundingClientRect().width > 1 && !matchMedia('(max-width: 56rem)').matches : false;
  const columns = wide ? heads.slice(0, 6).map((head) => `${head.getBoundingClientRect().width}px`).join(' ') : '';
  box.style.setProperty('--columns', columns);
  box.classList.toggle('in-columns', wide);
  const height = `${box.offsetHeight}px`;
  if (gap.firstElementChild instanceof HTMLElement && gap.firstElementChild.style.height !== height) gap.firstElementChild.style.height = height;
}

/** Closes the form and goes to the last step that was added. */
function end() {
  if (!draft) return;
  const { anchors } = draft;
  close();
  const step = [selected() ?? '', ...anchors].find((one) => rowOf(one)) ?? null;
  focusCell(step, 'name');
}

/** The focus has moved elsewhere: an empty form closes, a form with text stays. */
function closeIfEmpty() {
  if (!draft || !document.hasFocus() || draft.box.contains(document.activeElement) || !isEmpty(draft.box)) return;
  if (document.activeElement !== document.body) close();
}

function close() {
  const ended = draft;
  draft = null;
  ended?.detach();
  gap.remove();
  reposition();
}

export function start() {
  gap.className = 'inline-add-space';
  gap.setAttribute('role', 'presentation');
  gap.append(document.createElement('td'));
  gap.cells[0]?.setAttribute('colspan', '20');
  gap.cells[0]?.setAttribute('aria-hidden', 'true');
  on('frame', framed);
  register('add-after', () => open('after'));
  register('add-before', () => open('before'));
  register('add-parallel', () => open('beside'));
}
