// Copies and cuts cells: as text for spreadsheets, and as an HTML table for documents.

import { announce } from '../core/announce.js';
import { read } from './block.js';
import { cellAround, isEditable } from './cells.js';
import { htmlOf, textOf } from './clipboard.js';
import { clearCells } from './fill.js';
import { rangeOr, sizeOf } from './range.js';

/** @param {ClipboardEvent} event */
function copied(event) {
  const at = cellAround(document.activeElement);
  if (event.defaultPrevented || !at?.cell.dataset.field || !event.clipboardData) return;
  // Selected text, such as a sentence of the page, is copied as usual.
  if (String(getSelection() ?? '') !== '') return;
  event.preventDefault();
  const range = rangeOr(at);
  const block = read(range);
  event.clipboardData.setData('text/plain', textOf(block));
  event.clipboardData.setData('text/html', htmlOf(block));
  if (event.type === 'cut' && range.columns.some(isEditable)) clearCells(range, 'Cut');
  else announce(`Copied ${sizeOf(range)}.`);
}

export function start() {
  document.addEventListener('copy', copied);
  document.addEventListener('cut', copied);
}
