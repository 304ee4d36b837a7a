// What steps are called, also those that are gone: for sentences about them.

import { on } from './events.js';
import { items } from '../sync/outbox.js';
import { rows } from './selection.js';
import { wanted } from '../sync/expected_values.js';

/** The last name that each step was seen under. @type {Map<string, string>} */
const known = new Map();

export function start() {
  look();
  on('frame', look);
}

function look() {
  for (const row of rows()) {
    const name = row.querySelector(/** @type {'th'} */ ('[data-field="name"]'))?.dataset.value;
    if (name) known.set(row.dataset.step ?? '', name);
  }
}

/** What a step is called, or was called last. @param {string} step */
export function lastName(step) {
  return known.get(step) ?? '';
}

/** A sentence of the server with the ids of steps in it: each replaced by the name of the step. @param {string} sentence */
export function withNames(sentence) {
  const added = wanted(items()).added.map(({ id, texts }) => /** @type {const} */ ([id, texts.name ?? '']));
  const all = new Map([...known, ...added]);
  return sentence.replace(/["“]([^"”]+)["”]/g, (quoted, id) => (all.get(id) ? `“${all.get(id)}”` : quoted));
}
