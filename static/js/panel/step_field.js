// One field of the panel of a step: its value, the typed text and the response of the server. A changed field is sent
// when it loses the focus, like a cell of the table; Escape resets it.

import { element } from '../core/dom.js';
import { hasNoKeys } from '../core/device.js';
import { keepDraft } from '../core/drafts.js';
import { labelOf, valueWords } from '../core/fields.js';
import { nameOf, row, value } from '../core/flow.js';
import { canEdit } from '../core/page.js';
import { changeStep } from '../sync/edits.js';
import { send } from '../sync/outbox.js';
import { pendingText } from '../sync/pending.js';
import { discardRejected, rejectedAt } from '../sync/rejected.js';
import { optionsFor, suggest } from '../ui/suggestions.js';

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

const NOT_SAVED = hasNoKeys() ? 'Not saved yet. It’s saved when you leave the field.' : 'Not saved yet. Press Enter to save it, or Esc to discard it.';
const LOCKED = `You can’t edit this map now. Your text stays here until you can.${hasNoKeys() ? '' : ' Press Esc to discard it.'}`;

export class StepField {
  /**
   * @param {Control} control
   * @param {(step: string, name: string, text: string, sentence: string) => void} onRejected
   */
  constructor(control, onRejected) {
    this.control = control;
    this.name = control.name;
    this.onRejected = onRejected;
    this.step = '';
    /** The text that the server rejected. @type {string | null} */
    this.rejectedText = null;
    /** The value that the page shows, or that is being sent. */
    this.saved = '';
    /** What is typed survives a reload. @type {import('../core/drafts.js').Draft | null} */
    this.draft = null;
    /** The kind that comes with a suggested name. @type {{ name: string, kind: string } | null} */
    this.brings = null;
    /** What an empty field shows while it can be edited. */
    this.hint = control instanceof HTMLSelectElement ? '' : control.placeholder;
    this.box = /** @type {HTMLElement} */ (control.closest('.field'));
    this.wrong = /** @type {HTMLElement} */ (this.box.querySelector('.field-error'));
    /** Why the typed text isn't saved yet. */
    this.note = element('p', 'field-note');
    this.note.setAttribute('role', 'status');
    this.note.hidden = true;
    this.box.append(this.note);
    const options = () => optionsFor(this.name);
    this.suggestions = control instanceof HTMLInputElement && (this.name === 'name' || this.name === 'team')
      ? suggest(control, {
          box: this.box, options, choose: (option) => this.chose(option),
          label: this.name === 'name' ? 'Common steps' : 'Teams in this map',
        })
      : null;
    control.removeAttribute('list');
    control.addEventListener('change', () => this.commit());
    // Text from before a reload is no change for the browser. Another window takes the focus only for a while.
    control.addEventListener('blur', () => document.hasFocus() && this.commit());
  }

  /** Shows the field of a step. @param {string} step */
  show(step) {
    this.forget(false);
    this.suggestions?.close();
    this.step = step;
    this.brings = null;
    this.showSaved(this.current());
    this.keep();
    this.mark();
    if (this.draft?.restored) this.say(NOT_SAVED);
    this.allow();
    // An earlier rejected text is shown again, to be corrected, unless it was.
    const before = rejectedAt(step, this.name);
    if (before && (!this.draft?.restored || this.control.value.trim() === before.text.trim())) this.complain(before.text, before.sentence);
  }

  /** The field will show another step, or none. What can't be sent is kept for when this one is shown again. */
  leave() {
    this.commit();
    if (!canEdit() && this.isChanged()) this.draft?.leave();
    else this.draft?.end();
    this.draft = null;
    this.step = '';
  }

  /** @param {string} text */
  showSaved(text) {
    this.saved = text;
    this.control.value = text;
    // Tells text that is not saved from what the page shows anyway.
    if (!(this.control instanceof HTMLSelectElement)) this.control.defaultValue = text;
  }

  /** Opens or closes the field. One with unsent text stays open, so that it can be read and copied. */
  allow() {
    const isKept = !canEdit() && this.isChanged();
    this.control.disabled = !canEdit() && !isKept;
    // An example in a field that can't be edited would read as its value.
    if (!(this.control instanceof HTMLSelectElement)) this.control.placeholder = this.control.disabled ? '–' : this.hint;
    if (isKept) this.say(LOCKED);
    else if (this.note.textContent === LOCKED) this.say('');
  }

  /** Says below the field why the typed text isn't saved yet. @param {string} words */
  say(words) {
    this.note.hidden = words === '';
    this.note.textContent = words;
  }

  /** From now on, what is typed beyond the present text survives a reload. What was typed before is forgotten. */
  keep() {
    this.draft?.end();
    this.draft = keepDraft(`panel:${this.step}:${this.name}`, this.control);
  }

  /** @param {{ value: string, kind: string | null }} option */
  chose({ value: name, kind }) {
    this.brings = kind === null ? null : { name, kind };
    this.commit();
  }

  focus() {
    this.control.focus();
    if (this.control instanceof HTMLInputElement) this.control.select();
  }

  /** Do the suggestions handle this key? @param {KeyboardEvent} event */
  takes(event) {
    return this.suggestions?.takes(event) ?? false;
  }

  isChanged() {
    return this.control.value.trim() !== this.saved.trim();
  }

  /** Resets the field. Returns false if it is unchanged. */
  reset() {
    if (!this.isChanged() && this.wrong.hidden) return false;
    this.showSaved(this.saved);
    this.keep();
    if (this.control instanceof HTMLInputElement) this.control.select();
    this.forget();
    return true;
  }

  /** Shows a newer value, unless the user is typing. */
  refresh() {
    this.mark();
    const now = this.current();
    // The rejected value was discarded elsewhere.
    if (this.rejectedText !== null && this.control.value.trim() === this.rejectedText.trim() && !rejectedAt(this.step, this.name)) {
      this.forget(false);
      this.showSaved(now);
      this.keep();
      return;
    }
    // While the user is typing, the value they saw stays the expected one, so that replacing a newer value is reported.
    if (this.isChanged() || !this.wrong.hidden || now === this.saved) return;
    this.showSaved(now);
  }

  current() {
    return pendingText(this.step, this.name) ?? value(this.step, this.name);
  }

  /** Marks a value that isn't saved yet. */
  mark() {
    this.box.classList.toggle('is-pending', pendingText(this.step, this.name) !== undefined);
  }

  /** Sends the typed text if it has changed. */
  commit() {
    // A deleted step is not changed any more.
    if (!this.step || !row(this.step)) return;
    if (!this.isChanged()) {
      this.forget();
      return;
    }
    if (!canEdit()) return;
    const [text, was] = [this.control.value.trim(), this.saved];
    // The same text would be rejected again: the error stays.
    const before = rejectedAt(this.step, this.name);
    if (before?.isAboutValue && text === before.text.trim()) return;
    this.keep();
    /** @type {Record<string, string>} */
    const texts = { [this.name]: text };
    if (this.brings?.name === text) texts.kind = this.brings.kind;
    const { step, name } = this;
    const edit = changeStep(step, texts, { [name]: was });
    this.forget();
    // Only the newest text counts.
    discardRejected(step, name);
    this.saved = text;
    if (!(this.control instanceof HTMLSelectElement)) this.control.defaultValue = text;
    const label = labelOf(name);
    const description = `${label} of “${nameOf(step)}”: ${valueWords(name, text)}`;
    void send(edit, { description, at: { step, field: name, text }, quiet: true }).then(({ error }) => {
      if (!error || error.code === 'undone' || error.code === 'discarded') return;
      if (this.step === step && this.saved === text) this.saved = was;
      this.onRejected(step, name, text, error.message);
    });
  }

  /** @param {string} text @param {string} sentence */
  complain(text, sentence) {
    this.say('');
    this.control.value = text;
    this.control.setAttribute('aria-invalid', 'true');
    this.control.setAttribute('aria-describedby', this.wrong.id);
    this.wrong.hidden = false;
    this.wrong.textContent = sentence;
    this.rejectedText = text;
    this.box.scrollIntoView({ block: 'nearest' });
  }

  /** Clears the error, and usually discards the rejected edit. */
  forget(discards = true) {
    if (this.rejectedText !== null && discards) discardRejected(this.step, this.name);
    this.rejectedText = null;
    this.control.removeAttribute('aria-invalid');
    this.control.removeAttribute('aria-describedby');
    this.wrong.hidden = true;
    this.wrong.textContent = '';
    this.say('');
  }
}
