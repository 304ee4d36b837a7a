// Opens and closes dialogs, and restores the focus.

import { focusCell } from '../table/grid.js';
import { placeMessages } from '../core/toast.js';
import { selected, selectedField } from '../core/selection.js';
import { rowOf } from '../core/steps.js';

/**
 * Creates a dialog with a heading and a close button. It is removed when it closes.
 * @param {{ title: string, className?: string, onCancel?: () => boolean }} how `onCancel`: false keeps it open
 */
export function modal({ title, className = '', onCancel = () => true }) {
  const opener = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.className = `dialog ${className}`;
  const head = document.createElement('div');
  head.className = 'dialog-head';
  const heading = document.createElement('h2');
  heading.id = 'dialog-title';
  heading.textContent = title;
  const cross = document.createElement('button');
  cross.type = 'button';
  cross.className = 'dialog-close';
  cross.setAttribute('aria-label', 'Close');
  cross.addEventListener('click', () => onCancel() && dialog.close());
  head.append(heading, cross);
  const body = document.createElement('div');
  body.className = 'dialog-body';
  dialog.append(head, body);
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.addEventListener('cancel', (event) => {
    if (event.target === dialog && !onCancel()) event.preventDefault();
  });
  // A click outside the dialog closes it, unless it began inside (selecting text).
  dialog.addEventListener('pointerdown', (event) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const beside = event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
    if (event.target === dialog && beside && onCancel()) dialog.close();
  });
  dialog.addEventListener('close', () => {
    // Messages are shown in the dialog while it is open, and outlive it.
    placeMessages();
    const now = document.activeElement;
    // The close event comes late: by then a quick key press may have moved the focus.
    const hasLeft = now && now !== document.body && now !== opener && !dialog.contains(now);
    dialog.remove();
    if (!hasLeft) restoreFocus(opener);
  });
  document.body.append(dialog);
  dialog.showModal();
  placeMessages();
  return { dialog, body, heading, close: () => dialog.open && dialog.close() };
}

/** Restores the focus; a row that was rendered again is a different element by now. */
function restoreFocus(/** @type {Element | null} */ opener) {
  if (document.querySelector('dialog[open]')) return;
  if (opener instanceof HTMLElement || opener instanceof SVGElement) {
    if (opener.isConnected && opener !== document.body) return opener.focus();
    if (opener === document.body) return;
  }
  if (rowOf(selected())) focusCell(selected(), selectedField());
}
