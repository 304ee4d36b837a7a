// Labels of the step fields, from the catalog in the page of a map.

import { clip } from './text.js';

/** `label` stands alone; `noun` follows “the”. @typedef {{ label: string, noun: string }} FieldNames */

/** @type {Record<string, FieldNames>} */
const catalog = JSON.parse(document.getElementById('field-catalog')?.textContent || '{}').step ?? {};

/** A value in a message: clipped, or a word if it is empty. @param {string} field @param {string} text */
export const valueWords = (field, text) => clip(text) || (field === 'name' ? 'empty' : 'unknown');

/** @param {string} field */
export const labelOf = (field) => catalog[field]?.label ?? field;

/** @param {string} field */
export const nounOf = (field) => catalog[field]?.noun ?? field;
