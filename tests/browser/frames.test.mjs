// Patching a part results in what the server sent, whatever was there before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { setTimeout as pause } from 'node:timers/promises';
import { chain, openMap } from './support/canvas.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { arranged, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

test('patched part equals a freshly rendered one', async () => {
  const id = await createMap(weir, { name: 'Parts', steps: [{ name: 'Build' }] });
  const page = await newPage(browser, weir);
  await page.goto(`/maps/${id}`);
  const wrong = await page.evaluate(async () => {
    const main = document.querySelector('script[type="module"][src*="main.js"]').src;
    const { morph } = await import(main.replace('main.js', 'core/morph.js'));
    let seed = 7;
    const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
    const attributes = () => {
      const all = [`data-step="s${random(9)}"`, `data-part="p${random(6)}"`, `class="c${random(3)}"`, 'hidden', `id="x${random(6)}"`];
      return all.filter(() => random(4) === 0).map((one) => ` ${one}`).join('');
    };
    const tree = (depth, tags) => Array.from({ length: random(6) }, () => {
      if (depth === 0 || random(3) === 0) return ['text', ' ', 'more &amp; more', '<!-- note -->'][random(4)];
      const tag = tags[random(tags.length)];
      return `<${tag}${attributes()}>${tree(depth - 1, tags)}</${tag}>`;
    }).join('');
    for (const [space, tags] of [['div', ['div', 'span', 'ul', 'b']], ['svg', ['g', 'a', 'text']], ['tr', ['td', 'th']]]) {
      const table = document.createElement('table');
      table.innerHTML = '<tbody><tr></tr></tbody>';
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      const element = { div: document.createElement('div'), svg, tr: table.rows[0] }[space];
      const same = element.cloneNode(false);
      document.body.append(space === 'tr' ? table : element);
      for (let round = 0; round < 400; round += 1) {
        const html = space === 'tr' ? tree(1, tags).replaceAll('text', '').replaceAll('more &amp; more', '') : tree(4, tags);
        same.innerHTML = html;
        morph(element, html);
        if (!element.isEqualNode(same)) return { html, found: element.innerHTML, wanted: same.innerHTML };
      }
      (space === 'tr' ? table : element).remove();
    }
    return null;
  });
  assert.deepEqual(wrong, null);
});

test('details stay open, and generated elements are removed', async () => {
  const id = await createMap(weir, { name: 'Open', steps: [{ name: 'Build' }] });
  const page = await newPage(browser, weir);
  await page.goto(`/maps/${id}`);
  const seen = await page.evaluate(async () => {
    const main = document.querySelector('script[type="module"][src*="main.js"]').src;
    const { morph } = await import(main.replace('main.js', 'core/morph.js'));
    const box = document.createElement('div');
    document.body.append(box);
    morph(box, '<details><summary>a</summary>1</details><p data-step="a">x</p><p data-step="b">y</p>');
    box.querySelector('details').open = true;
    const [a, b] = box.querySelectorAll('p');
    a.insertAdjacentHTML('beforeend', '<i data-generated>Ana</i>');
    a.tabIndex = 0;
    a.focus();
    morph(box, '<details class="n"><summary>a</summary>2</details><p data-step="b">y</p><p data-step="a" tabindex="0">z</p>');
    const [first, second] = box.querySelectorAll('p');
    return [box.querySelector('details').open, first === b, second === a, a.textContent, document.activeElement === a];
  });
  assert.deepEqual(seen, [true, true, true, 'z', true]);
});

test('selected option stays selected while others add options', async () => {
  const id = await createMap(weir, { name: 'Chosen', steps: [{ name: 'Build' }] });
  const page = await newPage(browser, weir);
  await page.goto(`/maps/${id}`);
  const seen = await page.evaluate(async () => {
    const main = document.querySelector('script[type="module"][src*="main.js"]').src;
    const { morph } = await import(main.replace('main.js', 'core/morph.js'));
    const box = document.createElement('div');
    document.body.append(box);
    const list = (...values) => `<select id="x">${values.map((value) => `<option value="${value}">${value}</option>`).join('')}</select>`;
    morph(box, list('a', 'b', ''));
    const select = box.querySelector('select');
    const after = [];
    for (const [chosen, ...values] of [['a', 'c', 'a', 'b', ''], ['b', 'c', 'd', 'a', 'b', ''], ['', 'c', 'b', ''], ['b', 'c', 'a', '']]) {
      select.value = chosen;
      morph(box, list(...values));
      after.push(select.value);
    }
    return after;
  });
  assert.deepEqual(seen, ['a', 'b', '', 'c']);
});

const TWELVE = chain(Array.from({ length: 12 }, (_, at) => `s${at}`));

/** Where the steps are drawn, in the drawing's own units. */
const positions = (page) => page.evaluate(() => [...document.querySelectorAll('#canvas .drawing a.step')].map((step) => {
  const box = step.querySelector('rect');
  return [step.dataset.step, box.getAttribute('x'), box.getAttribute('y')].join(' ');
}));
/** The paths of the requests of a page from now on. */
const requestsOf = (page) => {
  const paths = [];
  page.on('request', (request) => paths.push(`${request.method()} ${new URL(request.url()).pathname.split('/').at(-1)}`));
  return paths;
};

test('another layout comes through the open stream', async () => {
  const { page } = await openMap(browser, weir, TWELVE);
  await arranged(page);
  const first = await positions(page);
  const requests = requestsOf(page);
  await page.setViewportSize({ width: 700, height: 900 });
  await until(async () => (await positions(page)).join() !== first.join(), true);
  await page.setViewportSize({ width: 1280, height: 720 });
  await until(() => positions(page), first);
  await page.locator('[data-action="one-row"]').click();
  await arranged(page);
  await until(async () => new Set((await positions(page)).map((at) => at.split(' ')[2])).size, 1);
  const again = requests.filter((path) => ['GET live', 'POST presence'].includes(path));
  assert.deepEqual([again, requests.includes('POST layout')], [[], true]);
  assert.deepEqual(page.trouble, []);
});

test('layout switched back before it is drawn ends with the one that is wanted', async () => {
  const { page } = await openMap(browser, weir, TWELVE);
  const id = page.url().split('/').at(-1);
  await arranged(page);
  const first = await positions(page);
  const requests = requestsOf(page);
  let revision = 1;
  const edit = () => fetch(`${weir.url}/api/v1/maps/${id}/edits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: `layout-${revision += 1}`, edit: { type: 'change_step', step: 's3', set: { wait: `${revision}h` } } }),
  });
  // The answers take a while, so that a switch back meets each stage of the one before.
  for (const wait of [0, 5, 20, 60, 150]) {
    await page.route('**/layout', async (route) => {
      await pause(wait);
      await route.continue();
    });
    for (const rest of [0, 10, wait, 2 * wait]) {
      const toggle = () => page.evaluate(() => document.querySelector('[data-action="one-row"]').click());
      await toggle();
      await Promise.all([pause(rest), edit()]);
      await toggle();
      await edit();
    }
    await page.unrouteAll({ behavior: 'wait' });
  }
  await page.locator(`#map[data-revision="${revision}"]`).waitFor();
  await arranged(page);
  await until(() => positions(page), first);
  const texts = await page.locator('#canvas .drawing [data-step="s3"]').allTextContents();
  assert.match(texts.join(' '), new RegExp(`\\b${revision}h\\b`));
  assert.ok(!requests.includes('GET live'), 'the stream stays open');
});

test('layout that could not be asked for beside the stream comes with a new one', async () => {
  const { page } = await openMap(browser, weir, TWELVE);
  await arranged(page);
  const requests = requestsOf(page);
  await page.route('**/layout', (route) => route.fulfill({ status: 503 }));
  await page.locator('[data-action="one-row"]').click();
  await until(async () => new Set((await positions(page)).map((at) => at.split(' ')[2])).size, 1);
  await arranged(page);
  assert.deepEqual(requests.filter((path) => /live|layout/.test(path)), ['POST layout', 'GET live']);
});

test('title of the page is the name of the map also after it was renamed', async () => {
  const id = await createMap(weir, { name: 'Monthly', steps: [{ name: 'Build' }] });
  const page = await newPage(browser, weir);
  await page.goto(`/maps/${id}`);
  await page.locator('#people .is-me').waitFor();
  assert.equal(await page.title(), 'Monthly · Weir');
  await fetch(`${weir.url}/api/v1/maps/${id}/edits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'rename', edit: { type: 'change_map', set: { name: 'Weekly $& · Weir' } } }),
  });
  await until(() => page.title(), 'Weekly $& · Weir · Weir');
});
