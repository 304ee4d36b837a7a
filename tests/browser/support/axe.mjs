// Runs axe-core on a page. The page needs `bypassCSP`, so that axe itself can run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Fails if axe finds anything on the page in its current state. `place` names the state in the message. `within`:
 * selectors of the parts to check; missing ones are skipped.
 */
export async function axeFindsNothing(page, place = '', within = []) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const { violations } = await page.evaluate((selectors) => window.axe.run(
    selectors.length > 0 ? { include: selectors.filter((one) => document.querySelector(one)).map((one) => [one]) } : document,
    { resultTypes: ['violations'] },
  ), within);
  const found = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 4).map((n) => `${n.target}: ${n.failureSummary}`).join('\n  ')}`);
  assert.equal(found.length, 0, `${place}\n${found.join('\n')}`);
}
