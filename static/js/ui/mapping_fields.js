// The fields that say how a table is read, in the import preview and in the dialog for pasted rows.

import { morph } from '../core/morph.js';

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {Element} root @returns {Field[]} */
const fieldsOf = (root) => [...root.querySelectorAll(/** @type {'input'} */ ('input[name], select[name]'))];

/** The values by name, as a form sends them. @param {Element} root @returns {Record<string, string>} */
export function valuesIn(root) {
  const sent = fieldsOf(root).filter((field) => field.type !== 'checkbox' || /** @type {HTMLInputElement} */ (field).checked);
  return Object.fromEntries(sent.map((field) => [field.name, field.value]));
}

/**
 * Shows what the server answered. Its values replace those of the person: it may have guessed the columns again. The field
 * in use keeps the focus, and what is being typed.
 * @param {Element} root @param {string} html
 */
export function showFields(root, html) {
  morph(root, html);
  for (const field of fieldsOf(root)) {
    if (field instanceof HTMLSelectElement) {
      const selected = [...field.options].findIndex((option) => option.defaultSelected);
      field.selectedIndex = Math.max(selected, 0);
    } else if (field.type === 'checkbox') {
      field.checked = field.defaultChecked;
    } else if (field !== document.activeElement) {
      field.value = field.defaultValue;
    }
  }
}
