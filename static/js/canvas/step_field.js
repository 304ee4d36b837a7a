// One field of a step's card: its value, the typed text and the response of the server.

import { labelOf } from '../core/fields.js';
import { changeStep } from '../sync/edits.js';
import { nameOf, value } from '../core/flow.js';
import { send } from '../sync/outbox.js';
import { discardRejected, rejectedAt } from '../sync/rejected.js';
import { optionsFor, suggest } from '../ui/suggestions.js';

/** @typedef {{ name: string, wide?: boolean, number?: boolean, placeholder?: string, tone?: string }} About */

/** @type {About[]} */
export const FIELDS = [
  { name: 'name', wide: true },
  { name: 'team', wide: true },
  { name: 'wait', placeholder: '2d', tone: 'wait' },
  { name: 'work', placeholder: '4h', tone: 'work' },
  { name: 'lead', placeholder: '3d', wide: true },
  { name: 'complete_accurate', placeholder: '80', number: true },
  { name: 'people', placeholder: '2', number: true },
  { name: 'downtime', placeholder: '30m' },
];

let made = 0;

export class CardField {
  /**
   * @param {string} step
   * @param {About} about
   * @param {(step: string, name: string, text: string, sentence: string) => void} onRejected
   */
  constructor(step, about, onRejected) {
    made += 1;
    this.step = step;
    this.name = about.name;
    this.onRejected = onRejected;
    /** The text that the server rejected. @type {string | null} */
    this.rejectedText = null;
    /** The value that the page shows, or that is being sent. */
    this.saved = value(step, about.name) ?? '';
    this.element = document.createElement('div');
    this.element.className = `step-editor-field${about.wide ? ' wide' : ''}`;
    const id = `card-${made}`;
    const label = document.createElement('label');
    label.htmlFor = id;
    label.textContent = this.label = labelOf(about.name);
    if (about.tone) label.className = about.tone;
    this.input = document.createElement('input');
    this.input.type = 'text';
    this.input.id = id;
    this.input.autocomplete = 'off';
    this.input.value = this.saved;
    this.input.placeholder = about.placeholder ?? '';
    if (about.number) this.input.inputMode = 'decimal';
    this.wrong = document.createElement('p');
    this.wrong.className = 'field-error';
    this.wrong.id = `${id}-wrong`;
    this.wrong.hidden = true;
    this.wrong.setAttribute('role', 'alert');
    this.element.append(label, this.input, this.wrong);
    const options = () => optionsFor(about.name);
    const listed = about.name === 'name' ? 'Common steps' : 'Teams in this map';
    this.suggestions = options().length === 0 ? null
      : suggest(this.input, { box: this.element, options, choose: (option) => this.chose(option), label: listed });
    this.input.addEventListener('change', () => this.commit());
    // An earlier rejected text is shown again, to be corrected.
    const before = rejectedAt(step, about.name);
    if (before) this.complain(before.text, before.sentence);
  }

  /** @param {{value: string, kind: string | null}} option */
  chose({ value: name, kind }) {
    this.brings = kind === null ? null : { name, kind };
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  /** Do the suggestions handle this key? @param {KeyboardEvent} event */
  takes(event) {
    return this.suggestions?.takes(event) ?? false;
  }

  isChanged() {
    return this.input.value.trim() !== this.saved.trim();
  }

  /** Resets the field. Returns false if it is unchanged. */
  reset() {
    if (!this.isChanged() && this.wrong.hidden) return false;
    this.input.value = this.saved;
    this.input.select();
    this.forget();
    return true;
  }

  /** Shows a newer value, unless the user is typing. */
  refresh() {
    const now = value(this.step, this.name) ?? '';
    // While the user is typing, the value they saw stays the expected one, so that replacing a newer value is reported.
    if (this.isChanged() || !this.wrong.hidden) return;
    this.input.value = now;
    this.saved = now;
  }

  /** Sends the typed text if it has changed. */
  commit() {
    if (!this.isChanged()) {
      this.forget();
      return;
    }
    const [text, was] = [this.input.value.trim(), this.saved];
    // The same text was rejected before: the error stays.
    if (text === this.rejectedText) return;
    /** @type {Record<string, string>} */
    const texts = { [this.name]: text };
    if (this.brings?.name === text) texts.kind = this.brings.kind;
    const edit = changeStep(this.step, texts, { [this.name]: was });
    this.forget();
    this.saved = text;
    const description = `${this.label} of “${nameOf(this.step)}”: ${text || 'unknown'}`;
    void send(edit, { description, at: { step: this.step, field: this.name, text } }).then(({ error }) => {
      if (!error || error.code === 'undone' || error.code === 'discarded') return;
      if (this.saved === text) this.saved = was;
      this.onRejected(this.step, this.name, text, error.message);
    });
  }

  /** The card closes. */
  leave() {
    this.commit();
    this.suggestions?.end();
  }

  /**
   * @param {string} text
   * @param {string} sentence
   */
  complain(text, sentence) {
    this.input.value = text;
    this.input.setAttribute('aria-invalid', 'true');
    this.input.setAttribute('aria-describedby', this.wrong.id);
    this.wrong.hidden = false;
    this.wrong.textContent = sentence;
    this.rejectedText = text;
  }

  /** Clears the error and discards the rejected edit. */
  forget() {
    if (this.rejectedText !== null) discardRejected(this.step, this.name);
    this.rejectedText = null;
    this.input.removeAttribute('aria-invalid');
    this.input.removeAttribute('aria-describedby');
    this.wrong.hidden = true;
    this.wrong.textContent = '';
  }
}
