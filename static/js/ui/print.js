// Ctrl+P prints the report. It is fetched into the page for the moment of printing; without a connection, the page itself
// is printed, with its regions one below the other.

import { register } from '../core/actions.js';
import { element } from '../core/dom.js';
import { page } from '../core/page.js';

async function printReport() {
  const place = element('div', 'print-report');
  try {
    const answer = await fetch(`${page.url}/report?upright=no`, { headers: { accept: 'text/html' } });
    const report = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.report') : null;
    if (report) {
      place.append(document.importNode(report, true));
      document.body.append(place);
    }
  } catch {
    // Without a connection.
  }
  const done = () => place.remove();
  addEventListener('afterprint', done, { once: true });
  window.print();
}

export function start() {
  register('print', printReport);
}
