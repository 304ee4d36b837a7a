// The dialog for pasted rows. It begins with how many steps there are and what is doubtful about them; then the columns,
// whose meaning can be changed, the steps, and the text itself. The server reads the text and renders the preview.

import { announce } from '../core/announce.js';
import { button, element } from '../core/dom.js';
import { forgetDraft, keepDraft, readDraft, storeDraft } from '../core/drafts.js';
import { on } from '../core/events.js';
import { labelOf } from '../core/fields.js';
import { page } from '../core/page.js';
import { select, selected } from '../core/selection.js';
import { rowOf, steps } from '../core/steps.js';
import { toast } from '../core/toast.js';
import { discard, items, send } from '../sync/outbox.js';
import { isDiscarded } from '../sync/undo.js';
import { modal } from '../ui/dialog.js';
import { isTyping } from '../ui/keyboard.js';
import { showFields, valuesIn } from '../ui/mapping_fields.js';
import { showUnsaved } from '../ui/save_status.js';
import { isValueField } from './cells.js';
import { blockOf } from './clipboard.js';
import { cellCount, placeOf } from './fill.js';
import { focusCell } from './grid.js';
import { rangeOr } from './range.js';

/** @typedef {import('./range.js').At} At */
/** @typedef {import('../sync/edits.js').Edit} Edit */
/** @typedef {{ edit: Edit | null, steps: number, summary: string, html: string }} Preview */
/** Fills cells instead of adding steps. @typedef {(text: string, at: At) => void} Fill */
/**
 * @typedef {object} Pasted
 * @property {string} text
 * @property {At} [at] the current cell, which the text may be meant for
 * @property {Fill} [fill]
 * @property {string | null} [after] the step that the new ones come after; by default the selected one
 * @property {string} [wrong] what is wrong with the text
 */

const PAUSE_MS = 250;
const HINT = 'Paste spreadsheet rows, with or without headings, or type one step per line:';
const EXAMPLE = 'Code review, 1d wait, 2h work, 80%\nBuild, 10m work\nChange board, 1w wait, 1h work';
/** The text, and where it goes, until it is added or discarded. See core/drafts.js. */
const [TEXT, PLACE] = ['paste:text', 'paste:place'];

/** Opens the dialog again with the text from before a reload. @param {Fill} fill */
export function restorePaste(fill) {
  const text = readDraft(TEXT);
  if (!text?.trim()) return;
  const { at, after } = JSON.parse(readDraft(PLACE) ?? '{}');
  const cell = at && rowOf(at.step) ? { at, fill } : {};
  openPaste({ text, after: after ?? null, ...cell, wrong: 'These steps aren’t added yet.' });
}

/** @param {Pasted} pasted */
export function openPaste({ text, at, fill, after = at?.step ?? selected(), wrong = '' }) {
  // Typed text is discarded only on the second attempt; pasted text is still on the clipboard.
  let warned = false;
  const confirmClose = () => {
    if (warned || area.value.trim() === '' || area.value === text) return true;
    warned = true;
    state.textContent = 'Your text isn’t added yet. Close again to discard it.';
    return false;
  };
  const { body, close, dialog } = modal({ title: 'Paste steps', className: 'paste-dialog', onCancel: confirmClose });
  const { source, area } = sourceOf(text);
  const summary = element('div', 'paste-summary');
  summary.setAttribute('role', 'status');
  const output = element('div', 'paste-preview');
  output.setAttribute('role', 'region');
  output.setAttribute('aria-label', 'Preview');
  const state = element('p', 'paste-state');
  state.setAttribute('role', 'status');
  const add = button('Add steps', 'button primary');
  const fillButton = button('', 'button');
  const foot = element('div', 'buttons dialog-foot');
  foot.append(state, add, fillButton, button('Cancel', 'button', () => void (confirmClose() && close())));
  body.append(summary, output, source);
  dialog.append(foot);

  const shown = area.value;
  area.value = '';
  const draft = keepDraft(TEXT, area);
  area.value = shown;
  if (text) storeDraft(TEXT, text);
  storeDraft(PLACE, JSON.stringify({ at, after }));
  dialog.addEventListener('close', () => {
    turn += 1;
    draft.end();
    forgetDraft(PLACE);
  });

  /** @type {Preview | null} */
  let seen = null;
  // Until someone changes a field, all of them are guessed from the text.
  let chosen = false;
  let turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const look = async () => {
    const mine = (turn += 1);
    const now = area.value;
    seen = null;
    show();
    if (now.trim() === '') return clear();
    try {
      const answer = await preview(now, after, chosen ? valuesIn(output) : {});
      if (mine !== turn) return;
      seen = answer;
      put(answer);
      state.textContent = '';
    } catch (error) {
      if (mine !== turn) return;
      clear();
      state.textContent = error instanceof Error ? error.message : String(error);
    }
    show();
  };
  const clear = () => {
    summary.replaceChildren();
    output.replaceChildren();
  };
  /** Rendered and escaped by the server, like the parts of the page. */
  const put = (/** @type {Preview} */ answer) => {
    summary.innerHTML = answer.summary;
    showFields(output, answer.html);
  };

  const show = () => {
    const count = seen?.edit ? seen.steps : 0;
    add.disabled = count === 0;
    add.textContent = count === 0 ? 'Add steps' : `Add ${count} ${count === 1 ? 'step' : 'steps'}`;
    const cells = at && fill && area.value.trim() ? placeOf(rangeOr(at), blockOf(area.value)).changes.length : 0;
    fillButton.hidden = cells === 0;
    if (at) fillButton.textContent = `Fill ${cellCount(cells)} instead, starting at row ${steps().indexOf(at.step) + 1}, ${labelOf(at.field)}`;
  };

  const finish = async (/** @type {Edit} */ edit, /** @type {string} */ description) => {
    const sent = area.value;
    close();
    announce(`${description}…`);
    const { error } = await send(edit, { description, quiet: true });
    if (!error || isDiscarded(error)) return;
    const again = () => {
      const left = items().find((item) => item.edit === edit && item.state === 'rejected');
      // It may have been discarded or sent again from the list of unsaved changes.
      if (!left) return showUnsaved();
      discard(left.id);
      openPaste({ text: sent, after, wrong: error.message, ...(at && fill && { at, fill }) });
    };
    // Doesn't open over a field that is in use by now.
    if (!isTyping(document.activeElement) && !document.querySelector('dialog[open]')) again();
    else toast(`Not saved: ${description}. ${error.message}`, { tone: 'danger', stays: true, action: { label: 'Fix', run: again } });
  };

  add.addEventListener('click', () => {
    if (!seen?.edit) return;
    void finish(seen.edit, `Pasted ${seen.steps} ${seen.steps === 1 ? 'step' : 'steps'}`);
    goTo(firstAdded(seen.edit));
  });
  fillButton.addEventListener('click', () => {
    if (!at || !fill) return;
    const sent = area.value;
    close();
    focusCell(at.step, at.field);
    fill(sent, at);
  });
  area.addEventListener('input', () => {
    clearTimeout(timer);
    warned = false;
    turn += 1;
    // The preview doesn't show this text.
    seen = null;
    show();
    timer = setTimeout(() => void look(), PAUSE_MS);
  });
  output.addEventListener('input', () => {
    chosen = true;
    clearTimeout(timer);
    turn += 1;
    seen = null;
    show();
    timer = setTimeout(() => void look(), PAUSE_MS);
  });
  show();
  if (text === '') area.focus();
  void look().then(() => {
    if (wrong) state.textContent = wrong;
    body.scrollTop = 0;
    // Pasted text needs only a confirmation.
    const fills = !fillButton.hidden && (add.disabled || (at !== undefined && isValueField(at.field)));
    const likely = fills ? fillButton : add;
    if (text && !likely.disabled && !isTyping(document.activeElement)) likely.focus();
    else if (text && add.disabled) source.open = true;
  });
}

/** The text, open while there is none to preview. @param {string} text */
function sourceOf(text) {
  const source = element('details', 'paste-source');
  source.open = text === '';
  const label = document.createElement('label');
  label.htmlFor = 'paste-text';
  label.textContent = 'Rows or text';
  const hint = element('p', 'hint', `${HINT} `);
  hint.id = 'paste-hint';
  hint.append(element('code', '', EXAMPLE.split('\n')[0]));
  const area = document.createElement('textarea');
  area.id = 'paste-text';
  area.rows = 6;
  area.spellcheck = false;
  area.wrap = 'off';
  area.placeholder = EXAMPLE;
  area.setAttribute('aria-describedby', hint.id);
  area.value = text;
  source.append(element('summary', '', 'Edit text'), label, hint, area);
  return { source, area };
}

/** The first step that an edit adds. @param {Edit} edit @returns {string | null} */
function firstAdded(edit) {
  const all = edit.type === 'batch' ? edit.edits : [edit];
  return all.find((one) => one.type === 'add_step')?.step.id ?? null;
}

/** Goes to a step as soon as it has a row, unless the focus moves elsewhere meanwhile. @param {string | null} step */
function goTo(step) {
  if (step === null) return;
  const had = document.activeElement;
  const look = () => {
    const now = document.activeElement;
    if (now !== had && now !== document.body && now?.isConnected) return stop();
    if (!rowOf(step)) return;
    stop();
    focusCell(step, 'name');
  };
  const stops = [on('frame', look), on('outbox', () => setTimeout(look))];
  const stop = () => stops.forEach((one) => one());
  select(step, { from: 'new' });
  look();
}

/** @param {string} text @param {string | null} after @param {Record<string, string>} form @returns {Promise<Preview>} */
async function preview(text, after, form) {
  let answer;
  try {
    answer = await fetch(`${page.url}/paste`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ text, ...(after && rowOf(after) ? { after } : {}), form }),
    });
  } catch {
    throw new Error('No connection, so there’s no preview yet. Your text is still here.');
  }
  const output = await answer.json().catch(() => null);
  if (!answer.ok || typeof output?.html !== 'string') throw new Error(output?.error?.message ?? 'Couldn’t read this text. Check it and try again.');
  return output;
}
