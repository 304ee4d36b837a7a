// The panel of the selected step: its fields, its rework, and the suggestions for it. Every field is saved at once.

import { register } from '../core/actions.js';
import { addressOf, addressOfArrow } from '../core/address.js';
import { announce } from '../core/announce.js';
import { button, element, isComposing } from '../core/dom.js';
import { copyText } from '../core/clipboard.js';
import { draftsOf, forgetDraft } from '../core/drafts.js';
import { on } from '../core/events.js';
import { labelOf } from '../core/fields.js';
import { nameOf, order, reworkWait, row, share, sources, value } from '../core/flow.js';
import { page } from '../core/page.js';
import { readShare } from '../core/percent.js';
import { select, selected, selectedField } from '../core/selection.js';
import { toast } from '../core/toast.js';
import { offerDeletedText } from '../ui/deleted_text.js';
import { placeOf } from '../ui/keyboard.js';
import { showUnsaved } from '../ui/save_status.js';
import { sendFromPrompt } from '../canvas/arrows.js';
import { focusStep } from '../canvas/focus.js';
import { setRework } from '../sync/edits.js';
import { openPanel, panel, viewOf } from './panel.js';
import { StepField } from './step_field.js';

/** The drafts of the fields, see core/drafts.js. */
const DRAFTS = 'panel:';

/** @type {StepField[]} */
let fields = [];
/** The step that the fields show, and its name, in case it is deleted. @type {string | null} */
let shown = null;
let name = '';

const form = () => /** @type {HTMLFormElement | null} */ (document.getElementById('step-form'));

/** Focuses a field of the selected step, by default its name. @param {string | null} [wanted] */
export function focusField(wanted = null) {
  const field = fields.find((one) => one.name === wanted) ?? fields[0];
  openPanel();
  const group = field?.box.closest('details');
  if (group) group.open = true;
  field?.focus();
}

/** Is the focus in the fields? */
const isTyping = () => form()?.contains(document.activeElement) ?? false;

function show() {
  const step = selected();
  // The step was deleted: someone who is typing does not go on in the fields of another one.
  if (shown !== null && !row(shown) && step !== null && isTyping()) return warn();
  const note = form()?.querySelector('.conflict-note');
  if (note && shown !== null && step !== shown && isTyping()) {
    // It was restored meanwhile.
    note.remove();
    return select(shown, { field: null, from: 'panel' });
  }
  if (step === null || !row(step)) {
    leave();
    return;
  }
  if (step !== shown) {
    leave();
    shown = step;
    const box = form();
    if (box) box.action = `${page.url}/steps/by-id/${encodeURIComponent(step)}`;
    fields.forEach((field) => field.show(step));
    form()?.closest('.panel-body')?.scrollTo(0, 0);
  } else {
    fields.forEach((field) => field.refresh());
  }
  head(step);
  times(step);
  rework(step);
  suggestions(step);
}

/** What was typed is sent before another step is shown; what was typed for a deleted step can be copied. */
function leave() {
  if (shown === null) return;
  for (const field of fields) {
    const text = field.control.value.trim();
    if (!row(shown) && field.isChanged() && text !== '') offerDeletedText(name, text);
    field.leave();
  }
  shown = null;
  form()?.querySelector('.conflict-note')?.remove();
}

/** Says that the step was deleted, until the fields are left. */
function warn() {
  if (form()?.querySelector('.conflict-note')) return;
  const note = element('p', 'conflict-note');
  note.setAttribute('role', 'alert');
  const copy = () => {
    const text = fields.find((field) => field.isChanged())?.control.value;
    if (text) void copyText(text);
  };
  note.append(`“${name}” was deleted. What you type here won’t be saved. Press Enter or Esc to close. `, button('Copy my text', 'button compact', copy));
  form()?.prepend(note);
}

/** Text that was typed before a reload is shown again; if its step was deleted, it is offered for copying. */
function restore() {
  for (const [key, text] of draftsOf(DRAFTS)) {
    const at = key.lastIndexOf(':');
    const [step, field] = [key.slice(0, at), key.slice(at + 1)];
    if (row(step)) {
      if (selected() === null) select(step, { field, from: 'panel' });
      continue;
    }
    forgetDraft(DRAFTS + key);
    if (text.trim() !== '') offerDeletedText('', text);
  }
}

/** @param {string} step */
function head(step) {
  name = nameOf(step);
  const steps = order();
  const at = steps.indexOf(step);
  const view = viewOf('step');
  view.setAttribute('aria-label', `Step “${name}”`);
  const number = view.querySelector('[data-panel-number]');
  if (number) number.textContent = `Step ${at + 1} of ${steps.length}`;
  const bottleneck = view.querySelector('[data-panel-bottleneck]');
  if (bottleneck instanceof HTMLElement) bottleneck.hidden = !row(step)?.querySelector('.row-number.danger');
  for (const [name, other] of /** @type {const} */ ([['previous', steps[at - 1]], ['next', steps[at + 1]]])) {
    const link = view.querySelector(`[data-go="${name}"]`);
    link?.setAttribute('href', other === undefined ? '?' : addressOf(other));
    link?.setAttribute('aria-disabled', String(other === undefined));
  }
}

/** A lead time whose split is unknown replaces wait and work. @param {string} step */
function times(step) {
  const isWhole = Boolean(value(step, 'lead'));
  for (const name of ['wait', 'work']) {
    const field = fields.find((one) => one.name === name);
    if (!field) continue;
    field.hint = isWhole ? 'In the lead time' : name === 'wait' ? 'Such as 2d' : 'Such as 45m';
    field.allow();
  }
}

/** @param {string} step */
function rework(step) {
  const list = viewOf('step').querySelector('[data-rework-list]');
  const arrows = order().map((to) => ({ to, percent: share(step, to) })).filter(({ percent }) => percent !== undefined);
  const lines = arrows.map(({ to, percent }) => {
    const line = element('li');
    const words = element('span');
    const wait = reworkWait(step, to);
    const text = wait === '' ? `${percent}%` : `${percent}% after ${wait}`;
    words.append(element('b', '', text), ' back to ', element('bdi', '', nameOf(to)));
    const link = element('a', '', 'Change');
    link.href = addressOfArrow({ kind: 'rework', from: step, to });
    link.setAttribute('aria-label', `Change rework to ${nameOf(to)}`);
    line.append(words, link);
    return line;
  });
  if (list && !list.contains(document.activeElement)) list.replaceChildren(...lines);
  const box = viewOf('step').querySelector('[data-rework-form]');
  if (!(box instanceof HTMLFormElement)) return;
  const [to, percent] = [box.elements.namedItem('to'), box.elements.namedItem('share')];
  const from = box.elements.namedItem('from');
  if (!(to instanceof HTMLSelectElement) || !(percent instanceof HTMLInputElement) || !(from instanceof HTMLInputElement)) return;
  const isWrong = percent.getAttribute('aria-invalid') === 'true';
  if (box.contains(document.activeElement) || (isWrong && from.value === step)) return;
  if (isWrong) complainAboutShare(box);
  const back = sources(step);
  const options = order().filter((one) => back.has(one));
  to.replaceChildren(...options.map((one) => new Option(nameOf(one), one)));
  // Most rework goes back to the step before.
  to.value = options.at(-2) ?? options.at(-1) ?? '';
  const quality = Number(value(step, 'complete_accurate') || Number.NaN);
  percent.defaultValue = Number.isFinite(quality) && quality < 100 && lines.length === 0 ? String(Math.round((100 - quality) * 10) / 10) : '';
  percent.value = percent.defaultValue;
  percent.classList.add('is-offered');
  from.value = step;
}

/** @param {SubmitEvent} event */
function addRework(event) {
  const box = event.target;
  if (!(box instanceof HTMLFormElement) || box.dataset.reworkForm === undefined || shown === null) return;
  event.preventDefault();
  const data = new FormData(box);
  const to = String(data.get('to') ?? '');
  const { percent, error } = readShare(String(data.get('share') ?? ''));
  complainAboutShare(box, error);
  if (percent === undefined || to === '') return;
  const from = shown;
  const [a, b] = [nameOf(from), nameOf(to)];
  void sendFromPrompt(setRework(from, to, percent), `${percent}% of items at “${a}” go back to “${b}”`, { isOpen: () => shown === from })
    .then((refusal) => refusal && complainAboutShare(box, refusal));
}

/** @param {HTMLFormElement} box @param {string} [sentence] */
function complainAboutShare(box, sentence) {
  const [input, wrong] = [box.elements.namedItem('share'), box.querySelector('.field-error')];
  if (!(input instanceof HTMLInputElement) || !(wrong instanceof HTMLElement)) return;
  wrong.hidden = sentence === undefined;
  wrong.textContent = sentence ?? '';
  input.toggleAttribute('aria-invalid', false);
  if (sentence === undefined) return;
  input.setAttribute('aria-invalid', 'true');
  input.focus();
  wrong.scrollIntoView({ block: 'nearest' });
  input.addEventListener('input', () => complainAboutShare(box), { once: true });
}

/** Suggestions from the list in the drawer that are about this step. @param {string} step */
function suggestions(step) {
  const list = viewOf('step').querySelector('[data-step-suggestions]');
  const section = list?.closest('section');
  if (!list || !section) return;
  const found = [...document.querySelectorAll('[data-advice="levers"] [data-lever]')].filter((lever) => {
    const idea = lever.querySelector(/** @type {'form'} */ ('form[data-idea]'))?.dataset.idea;
    return idea !== undefined && JSON.parse(idea).step === step;
  });
  section.hidden = found.length === 0;
  const had = [...list.querySelectorAll('button')].findIndex((one) => one === document.activeElement);
  list.replaceChildren(...found.slice(0, 3).map((lever) => {
    const line = element('li');
    const saving = lever.querySelector('.idea-saving b')?.textContent ?? '';
    const go = element('button', 'link-button needs-edit', lever.querySelector('form[data-edit]') ? 'Apply' : 'Save as idea');
    go.type = 'button';
    const title = lever.querySelector('.lever-title')?.textContent ?? '';
    go.setAttribute('aria-label', `${go.textContent}: ${title}`);
    go.addEventListener('click', () => lever.querySelector(/** @type {'button'} */ ('form[data-edit] button, form[data-idea] button'))?.click());
    line.append(element('span', '', title), element('b', 'saving', saving), go);
    return line;
  }));
  if (had < 0) return;
  // The one that was used may be gone.
  const buttons = list.querySelectorAll('button');
  if (buttons.length > 0) buttons[Math.min(had, buttons.length - 1)]?.focus({ preventScroll: true });
  else focusStep(step);
}

/**
 * A value was rejected. It is shown with the error, unless the user types elsewhere.
 * @param {string} step @param {string} of the field @param {string} text @param {string} sentence
 */
function rejected(step, of, text, sentence) {
  // The field is gone, so the value can't be corrected there; the list of unsaved changes has it.
  if (!row(step)) {
    toast(`Not saved: “${text || 'unknown'}”. ${sentence}`, { action: { label: 'Show', run: showUnsaved }, tone: 'danger', stays: true });
    return;
  }
  const reveal = () => {
    if (!row(step)) return showUnsaved();
    select(step, { field: of, from: 'panel' });
    fields.find((one) => one.name === of)?.complain(text, sentence);
    focusField(of);
  };
  const field = fields.find((one) => one.name === of);
  if (step !== shown || !field || !panel().checkVisibility()) {
    toast(`“${nameOf(step)}”: ${sentence}`, { action: { label: 'Show step', run: reveal }, tone: 'danger', stays: true });
    return;
  }
  field.complain(text, sentence);
  announce(`${labelOf(of)}: ${sentence}`);
  // Someone who types elsewhere goes on.
  if (!isInField(document.activeElement)) focusField(of);
}

/** Is something typed here? @param {Element | null} element */
const isInField = (element) => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (isComposing(event)) return;
  const field = fields.find((one) => one.control === event.target);
  if (field?.takes(event)) {
    event.stopPropagation();
    return;
  }
  if (!field || (event.key !== 'Escape' && !(event.key === 'Enter' && field.control instanceof HTMLInputElement))) return;
  event.preventDefault();
  event.stopPropagation();
  // Enter saves, the first Escape resets the field; then the focus goes back to the step.
  if (event.key === 'Enter') field.commit();
  else if (field.reset()) return;
  const step = selected();
  if (step !== null) focusStep(step);
  // A deleted step isn't drawn; leaving its fields closes them.
  if (isTyping()) field.control.blur();
}

/** @param {1 | -1} by */
function walk(by) {
  const steps = order();
  const at = steps.indexOf(selected() ?? '');
  const other = at < 0 ? steps[0] : steps[at + by];
  if (other === undefined) return;
  const field = isTyping() ? fields.find((one) => one.control === document.activeElement)?.name : null;
  select(other, { field: null, from: 'panel' });
  if (field) focusField(field);
}

export function start() {
  const box = form();
  if (!box) return;
  const controls = /** @type {NodeListOf<import('./step_field.js').Control>} */ (box.querySelectorAll('input:not([type="hidden"]), select, textarea'));
  fields = [...controls].map((control) => new StepField(control, rejected));
  box.addEventListener('submit', (event) => {
    event.preventDefault();
    fields.forEach((field) => field.commit());
  });
  box.addEventListener('keydown', pressed);
  box.addEventListener('focusout', ({ relatedTarget }) => {
    const isInside = relatedTarget instanceof Node && box.contains(relatedTarget);
    if (shown !== null && !row(shown) && !isInside && document.hasFocus()) show();
  });
  viewOf('step').addEventListener('submit', addRework);
  viewOf('step').addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement) target.classList.remove('is-offered');
  });
  register('previous-step', () => walk(-1));
  register('next-step', () => walk(1));
  // In the table, it belongs to the cell; one that can't be edited is left alone.
  register('edit', () => focusField(selectedField()), { when: () => selected() !== null && placeOf(document.activeElement) !== 'cell' });
  register('open-form', () => focusField(selectedField()), { when: () => selected() !== null });
  on('select', ({ field, from }) => {
    show();
    // A click on a time in the drawing means to change it.
    if (field && (from === 'drawing' || from === 'link' || from === 'address') && selected() !== null) focusField(field);
  });
  on('frame', show);
  const all = box.querySelector('fieldset');
  if (all) all.disabled = false;
  on('permission', () => fields.forEach((field) => field.allow()));
  on('outbox', () => shown !== null && fields.forEach((field) => field.refresh()));
  on('advice', () => shown !== null && suggestions(shown));
  show();
  // Once all modules have started.
  setTimeout(restore);
}
