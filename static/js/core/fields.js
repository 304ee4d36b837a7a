// Labels of the step fields, from the catalog in the page of a map.

/** `label` stands alone; `noun` follows “the”. @typedef {{ label: string, noun: string }} FieldNames */

/** @type {Record<string, FieldNames>} */
const catalog = JSON.parse(document.getElementById('field-catalog')?.textContent || '{}').step ?? {};

/** @param {string} field */
export const labelOf = (field) => catalog[field]?.label ?? field;

/** @param {string} field */
export const nounOf = (field) => catalog[field]?.noun ?? field;
