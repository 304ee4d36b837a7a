// The map page on paper, as the browser's own menu prints it, and in the colors of the system (contrast themes).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { LEDGER, mapOf, openOn, ready } from './support/workspace.mjs';

const weir = await startWeir();
const browser = await startBrowser();

/** The width of an A4 page within its margins, in CSS pixels. */
const PAPER = 703;

/** Shows the page as it is printed on A4. */
async function onPaper(page) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: PAPER, height: 1000 });
}

/** What of the printed page lies beyond its right edge, and which words are broken. */
function printed(page) {
  return page.evaluate((width) => {
    const whole = (/** @type {Element} */ one) => one.getBoundingClientRect().right <= width + 1;
    const steps = [...document.querySelectorAll('#canvas .sheet:not(.narrow) a.step')];
    const broken = [...document.querySelectorAll('table.steps thead th, table.steps .value-cell > *')].filter((cell) => {
      const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = text.nextNode(); node; node = text.nextNode()) {
        for (const word of node.data.matchAll(/[\w%]+/g)) {
          const range = document.createRange();
          range.setStart(node, word.index);
          range.setEnd(node, word.index + word[0].length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) return true;
        }
      }
      return false;
    });
    const shown = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
    const sentence = document.querySelector('.bottleneck > span');
    return {
      steps: steps.filter((step) => step.checkVisibility() && whole(step)).length,
      drawing: Math.round(document.querySelector('#canvas .sheet .d-map').getBoundingClientRect().width),
      sideways: document.documentElement.scrollWidth - width,
      broken: broken.map((cell) => cell.textContent),
      words: shown('.findings a') + shown('.lever-text a'),
      labels: shown('.d-strip .d-ow text'),
      cut: sentence ? sentence.scrollHeight - sentence.clientHeight : 0,
      highlight: getComputedStyle(document.querySelector('table.steps tbody tr > *')).backgroundColor,
      rejected: getComputedStyle(document.querySelector('table.steps tbody [data-field="work"]'), '::after').display,
    };
  }, PAPER);
}

test('page is printed whole with scripts, however it was shown', async () => {
  const { page } = await openOn(browser, weir, mapOf(15), { width: 1920, height: 1080 });
  await page.locator('table.steps tbody tr [data-field="team"]').first().click();
  for (const shows of [async () => {}, () => page.locator('[data-action="one-row"]').click()]) {
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await shows();
    await ready(page);
    await page.locator('table.steps tbody [data-field="work"]').first().evaluate((cell) => cell.setAttribute('data-rejected', 'soon'));
    await onPaper(page);
    const { steps, drawing, broken, ...now } = await printed(page);
    assert.deepEqual({ steps, broken }, { steps: 15, broken: [] });
    assert.ok(drawing > PAPER - 20 && drawing <= PAPER, `the drawing is ${drawing} px wide`);
    assert.ok(now.labels > 0, 'the timeline has labels');
    assert.ok(now.cut <= 1, 'the bottleneck’s sentence is whole');
    assert.ok(now.sideways <= 0, `${now.sideways} px beyond the page`);
    assert.deepEqual([now.words, now.highlight, now.rejected], [0, 'rgba(0, 0, 0, 0)', 'none']);
  }
});

test('page is printed whole without scripts', async () => {
  const id = await createMap(weir, mapOf(15));
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await page.goto(`/maps/${id}?step=s3`);
  await onPaper(page);
  const now = await printed(page);
  assert.deepEqual([now.steps, now.broken, now.words], [15, [], 0]);
  assert.ok(now.labels > 0 && now.cut <= 1 && now.sideways <= 0, JSON.stringify(now));
});

test('workspace stays one screen where the system sets the colors', async () => {
  const id = await createMap(weir, LEDGER);
  const page = await newPage(browser, weir, { viewport: { width: 1440, height: 900 } });
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`/maps/${id}`);
  await ready(page);
  await page.locator('#drawing a.step, #canvas a.step').first().click();
  const panel = await page.locator('#panel').boundingBox();
  assert.ok(panel.x > 1000 && panel.y < 100 && panel.y + panel.height <= 900, JSON.stringify(panel));
  assert.equal(await page.locator('#panel [name="name"]').inputValue(), 'Code review');
  const colors = await page.evaluate(() => {
    const end = (/** @type {string} */ selector) => getComputedStyle(document.querySelector(selector)).borderBlockEndColor;
    const probe = document.createElement('i');
    probe.style.color = 'Highlight';
    document.body.append(probe);
    return {
      highlight: getComputedStyle(probe).color,
      open: end('.drawer-tabs a[aria-current]'),
      other: end('.drawer-tabs a:not([aria-current])'),
      row: getComputedStyle(document.querySelector('tr.is-selected')).outlineColor,
      frame: getComputedStyle(document.querySelector('.canvas-selected')).stroke,
    };
  });
  assert.deepEqual([colors.open, colors.row, colors.frame], [colors.highlight, colors.highlight, colors.highlight]);
  assert.notEqual(colors.other, colors.open);
});
