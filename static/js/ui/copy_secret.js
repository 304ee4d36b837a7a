// Copies a link or token that is shown only once.

import { writeClipboard } from '../core/clipboard.js';
import { button, element } from '../core/dom.js';

const field = document.querySelector('[data-secret]')?.querySelector('input');

if (field) {
  const status = element('span', 'hint');
  status.setAttribute('role', 'status');
  const copy = button('Copy', 'button compact', async () => {
    const isCopied = await writeClipboard(field.value);
    field.select();
    status.textContent = isCopied ? 'Copied.' : 'This browser doesn’t allow copying. Press Ctrl+C.';
  });
  const row = element('div', 'buttons');
  row.append(copy, status);
  field.after(row);
}
