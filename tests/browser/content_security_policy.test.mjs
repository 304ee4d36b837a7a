// No page violates its own content security policy, logs an error or requests something that doesn't exist.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

test('linked pages log no errors and violate no policy', async () => {
  const page = await newPage(browser, weir);
  page.on('response', (response) => {
    if (response.status() >= 400) page.trouble.push(`${response.status()}: ${response.url()}`);
  });
  await createFromExample(page, EXAMPLES[0]);
  const seen = new Set();
  const open = ['/', new URL(page.url()).pathname];
  while (open.length > 0 && seen.size < 60) {
    const address = open.shift();
    // One selected step is like another.
    const { pathname, searchParams } = new URL(address, weir.url);
    const kind = `${pathname}?${[...searchParams.keys()]}`;
    if (seen.has(kind)) continue;
    seen.add(kind);
    const answer = await page.goto(address);
    const policy = (await answer.allHeaders())['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'/, address);
    assert.ok(!policy.includes('unsafe'), address);
    // Links to other sites are marked as external and send no referrer.
    const away = await page.locator('a[rel~="external"]').evaluateAll((all) => all.map((link) => link.rel));
    for (const rel of away) assert.match(rel, /noopener noreferrer/, address);
    const links = await page.locator('a[href]:not([download], [rel~="external"])').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    for (const link of links.map((href) => new URL(href, page.url()))) {
      if (link.origin === weir.url) open.push(link.pathname + link.search);
      else assert.fail(`${address} links to ${link.origin}`);
    }
  }
  assert.ok(seen.size > 20, `${seen.size} pages were visited`);
  assert.deepEqual(page.trouble, []);
});

test('error page logs no errors and links on', async () => {
  const page = await newPage(browser, weir);
  const answer = await page.goto('/maps/no-such-map');
  assert.equal(answer.status(), 404);
  await navigate(page, () => page.getByRole('main').getByRole('link').first().click());
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The browser itself logs every page with status 404.
  assert.deepEqual(page.trouble.filter((message) => !message.includes('status of 404')), []);
});
