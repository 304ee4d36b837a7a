// What axe-core finds on a page. The page needs `bypassCSP`, so that axe itself may run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails if axe finds anything on the page as it is now; `place` says where, in the message. */
export async function axeFindsNothing(page, place = '') {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 4).map((n) => `${n.target}: ${n.failureSummary}`).join('\n  ')}`);
  assert.equal(told.length, 0, `${place}\n${told.join('\n')}`);
}
