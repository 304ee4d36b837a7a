// Export on the screen: menu, report in print, clipboard.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { downloaded, newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { root, startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

/** All letters of a PDF in sorted order, because readers split words differently. */
function letters(pdf) {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
  return [...text.replaceAll(/\s/g, '')].sort().join('');
}

/** Width and height of the pages in millimeters. */
function pages(pdf) {
  const info = execFileSync('pdfinfo', ['-f', '1', '-l', '99', '-'], { input: pdf }).toString();
  const sizes = info.match(/^Page.*size:\s+[\d.]+ x [\d.]+/gm) ?? [];
  return sizes.map((line) => line.match(/([\d.]+) x ([\d.]+)/).slice(1).map((points) => Math.round(points / 72 * 25.4)));
}

async function openReport(page) {
  await createFromExample(page, EXAMPLES[0]);
  await page.locator('.export-menu > summary').click();
  await navigate(page, () => page.getByRole('link', { name: 'Report' }).click());
  await page.getByRole('heading', { level: 1, name: 'Report' }).waitFor();
}

test('report prints like its PDF on every paper size', async () => {
  const page = await newPage(browser, weir);
  await openReport(page);
  for (const [paper, held, size] of [['A4', 'Landscape', [297, 210]], ['A4', 'Portrait', [210, 297]], ['A3', 'Landscape', [420, 297]], ['A3', 'Portrait', [297, 420]]]) {
    await page.goto(`${new URL(page.url()).pathname}?paper=${paper.toLowerCase()}&upright=no`);
    if (held === 'Portrait') {
      // A choice takes effect at once.
      await navigate(page, () => page.getByLabel('Orientation').selectOption({ label: held }));
      assert.match(page.url(), /upright=yes/);
    }
    await page.evaluate(() => document.fonts.ready);
    const printed = await page.pdf({ preferCSSPageSize: true });
    const { name, bytes } = await downloaded(page, () => page.getByRole('link', { name: 'Download PDF', exact: true }).click());
    assert.match(name, /\.report\.pdf$/);
    assert.deepEqual(pages(printed), pages(bytes));
    assert.ok(pages(printed).every((page) => page.every((side, at) => Math.abs(side - size[at]) <= 1)), `${pages(printed)}`);
    assert.equal(letters(printed), letters(bytes), `${paper} ${held}`);
  }
  assert.deepEqual(page.trouble, []);
});

test('report can be configured, shown and downloaded without scripts', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await openReport(page);
  await page.getByLabel('Paper').selectOption('a3');
  await navigate(page, () => page.getByRole('button', { name: 'Update preview' }).click());
  assert.match(page.url(), /paper=a3/);
  assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
  const { bytes } = await downloaded(page, () => page.getByRole('link', { name: 'Download PDF', exact: true }).click());
  assert.deepEqual(pages(bytes)[0], [420, 297]);
});

test('image, Markdown and link can be copied', async () => {
  const page = await newPage(browser, weir, { permissions: ['clipboard-read', 'clipboard-write'] });
  await createFromExample(page, EXAMPLES[0]);
  const copy = async (name, message) => {
    await page.locator('.export-menu > summary').click();
    await page.getByRole('button', { name }).click();
    await page.getByText(message).first().waitFor();
  };
  await copy('Copy as Markdown', 'Map copied as Markdown');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^# Monthly release with a maintenance window\n/);
  await copy('Copy link', 'Link copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  await copy('Copy image', 'Image copied');
  const size = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const picture = await createImageBitmap(await item.getType('image/png'));
    return picture.width;
  });
  assert.equal(size, 1920);
  assert.deepEqual(page.trouble, []);
});

test('all maps download as one file', async () => {
  const page = await newPage(browser, weir);
  await createFromExample(page, EXAMPLES[1]);
  await page.goto('/');
  const { name, bytes } = await downloaded(page, () => page.getByRole('link', { name: 'Download all (ZIP)' }).click());
  assert.equal(name, 'weir-maps.zip');
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
});

test('Mermaid renders the exported flowchart', async () => {
  const script = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
  const page = await newPage(browser, weir, { bypassCSP: true });
  const awkward = { name: 'end "quoted" # `x` ; %% {a}', steps: ['end', 'a "b" <i>c</i> #35; `d`', 'x --> y', 'graph TD; class', '審査（第二回）', '%% no comment', '1. list *bold*'].map((name) => ({ name, team: 'click href', wait: '1d', work: '2h' })) };
  const texts = [];
  for (const map of [JSON.parse(await readFile(path.join(root, 'crates/vsm/src/samples/monthly.json'), 'utf8')), awkward]) {
    const made = await fetch(`${weir.url}/api/v1/maps`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ format: 'weir-map', version: 1, ...map }),
    });
    texts.push(await (await fetch(`${weir.url}/maps/${(await made.json()).id}.mmd`)).text());
  }
  await page.goto('/help');
  await page.addScriptTag({ path: script });
  for (const text of texts) {
    const drawn = await page.evaluate(async (text) => {
      window.mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
      const parsed = await window.mermaid.parse(text);
      const { svg } = await window.mermaid.render(`m${Math.random().toString(36).slice(2)}`, text);
      const inside = new DOMParser().parseFromString(svg, 'text/html');
      return { type: parsed.diagramType, nodes: inside.querySelectorAll('g.node').length, text: inside.body.textContent };
    }, text);
    const steps = text.match(/^ {2}s\d+\[/gm).length;
    assert.equal(drawn.type, 'flowchart-v2');
    assert.equal(drawn.nodes, steps);
    if (text === texts[1]) {
      for (const step of awkward.steps) {
        const shown = drawn.text.replaceAll(/\s+/g, ' ');
        assert.ok(shown.includes(step.name), `${step.name} in ${shown}`);
      }
    }
  }
});
