// Copies text, also on pages without TLS, where browsers have no clipboard API.

import { announce } from './announce.js';
import { element } from './dom.js';

/** @param {string} text */
export async function copyText(text) {
  announce((await writeClipboard(text)) ? 'Copied.' : 'This browser doesn’t allow copying.');
}

/** @param {string} text @returns {Promise<boolean>} whether it worked */
export async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element('textarea', 'visually-hidden');
    field.value = text;
    document.body.append(field);
    const focus = document.activeElement;
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    if (focus instanceof HTMLElement) focus.focus();
    return isCopied;
  }
}
