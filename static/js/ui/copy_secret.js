// Copies links and tokens, each with a button beside its field.

import { writeClipboard } from '../core/clipboard.js';
import { button, element } from '../core/dom.js';

for (const field of document.querySelectorAll(/** @type {'input'} */ ('[data-secret] input, input[data-copy]'))) {
  const status = element('span', 'hint');
  status.setAttribute('role', 'status');
  const copy = button('Copy', 'button compact', async () => {
    const isCopied = await writeClipboard(field.value);
    field.select();
    status.textContent = isCopied ? 'Copied.' : 'This browser doesn’t allow copying. Press Ctrl+C.';
  });
  const row = element('div', 'buttons copy-row');
  row.append(copy, status);
  field.after(row);
}
