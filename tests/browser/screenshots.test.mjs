// Screenshots of the examples at three widths, light and dark, for people to look at; and layout checks.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { root, startWeir } from './support/server.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const shots = path.join(root, 'tests/browser/shots');
await mkdir(shots, { recursive: true });

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 820, 1440]) {
    test(`examples fit the screen at ${width} px, ${colorScheme}`, async () => {
      const page = await newPage(browser, weir, { colorScheme, viewport: { width, height: 900 } });
      await page.goto('/');
      await keep(page, `home-${width}-${colorScheme}`);
      for (const example of EXAMPLES) {
        await createFromExample(page, example);
        await keep(page, `${example.split(/[ ']/)[0].toLowerCase()}-${width}-${colorScheme}`);
      }
      assert.deepEqual(page.trouble, []);
    });
  }
}

async function keep(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${name} is ${wider} px wider than the screen`);
}
