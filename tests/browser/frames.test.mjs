// Patching a part results in what the server sent, whatever was there before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { until } from './support/wait.mjs';

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
