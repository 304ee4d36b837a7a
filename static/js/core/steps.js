// The steps of the map from the rows of the table, and their names, including deleted steps.

import { expectedValues } from '../sync/expected_values.js';
import { items } from '../sync/outbox.js';
import { on } from './events.js';

/** The last known name of each step. @type {Map<string, string>} */
const names = new Map();

export function start() {
  rememberNames();
  on('frame', rememberNames);
}

function rememberNames() {
  for (const row of rows()) {
    const name = nameCell(row)?.dataset.value;
    if (name) names.set(row.dataset.step ?? '', name);
  }
}

/** The rows of all steps in order. @returns {HTMLTableRowElement[]} */
export function rows() {
  return [...document.querySelectorAll(/** @type {'tr'} */ ('table.steps > tbody > tr[data-step]'))];
}

/** The ids of all steps in row order. */
export function steps() {
  return rows().map((row) => row.dataset.step ?? '');
}

/** @param {string | null} step */
export function rowOf(step) {
  const known = document.getElementById(`step-${step}`);
  if (known instanceof HTMLTableRowElement && known.dataset.step === step) return known;
  return rows().find((row) => row.dataset.step === step) ?? null;
}

/** @param {HTMLElement | null} row */
function nameCell(row) {
  return row?.querySelector(/** @type {'th'} */ ('[data-field="name"]'));
}

/** Names of steps that are added but not saved yet. */
function addedNames() {
  return expectedValues(items()).added.map(({ id, texts }) => /** @type {const} */ ([id, texts.name ?? '']));
}

/** The name of a step for sentences, also if it is not saved yet or deleted. @param {string | null} step */
export function nameOf(step) {
  if (step === null) return '';
  const name = nameCell(rowOf(step))?.dataset.value ?? addedNames().find(([id]) => id === step)?.[1];
  if (name) names.set(step, name);
  return name || (names.get(step) ?? '');
}

/** Replaces quoted step ids in a server message by the names of the steps. @param {string} sentence */
export function withNames(sentence) {
  const all = new Map([...names, ...addedNames()]);
  return sentence.replace(/["“]([^"”]+)["”]/g, (quoted, id) => (all.get(id) ? `“${all.get(id)}”` : quoted));
}
