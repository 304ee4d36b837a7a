// The colors of people who view a map: told apart, readable, and the same for everyone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap } from './support/maps.mjs';
import { root, startWeir } from './support/server.mjs';
import { until } from './support/wait.mjs';

const PEOPLE = 12;
/** WCAG asks for 3 : 1 of graphics; names of people are text in their color, which needs more. */
const MIN_CONTRAST = 4.5;
/** The distance of two colors in Oklab at which they are told apart at a glance: an eighth of that from black to white. */
const MIN_DISTANCE = 0.12;

const weir = await startWeir();
const browser = await startBrowser();

/** The two tones of a custom property, light and dark, as linear red, green and blue. */
function tones(css, name) {
  const pair = css.match(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`));
  assert.ok(pair, name);
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return pair.slice(1).map((hex) => [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)));
}

function contrast(one, other) {
  const [light, dark] = [one, other].map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05).sort((a, b) => b - a);
  return light / dark;
}

/** Björn Ottosson’s Oklab, in which distances are as people see them. */
function oklab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

test('12 colors are readable and told apart, light and dark', async () => {
  const [css, tokens] = await Promise.all(['map/people.css', 'base/tokens.css'].map((file) => readFile(path.join(root, 'static/css', file), 'utf8')));
  const people = Array.from({ length: PEOPLE }, (_, number) => tones(css, `person-${number}`));
  const surfaces = ['surface', 'paper'].map((name) => tones(tokens, name));
  for (const scheme of [0, 1]) {
    for (const [number, person] of people.entries()) {
      for (const surface of surfaces) assert.ok(contrast(person[scheme], surface[scheme]) >= MIN_CONTRAST, `${number} in scheme ${scheme}`);
      for (const other of people.slice(0, number)) {
        const distance = Math.hypot(...oklab(person[scheme]).map((value, at) => value - oklab(other[scheme])[at]));
        assert.ok(distance >= MIN_DISTANCE, `${number} and ${people.indexOf(other)} in scheme ${scheme}: ${distance}`);
      }
    }
  }
});

test('people have colors in the order of their arrival, the same for everyone', async () => {
  const id = await createMap(weir, { name: 'Colors', steps: [{ name: 'Build' }] });
  const open = async () => {
    // Each with their own cookies.
    const page = await newPage(browser, weir);
    await page.goto(`/maps/${id}`);
    await page.locator('#people .is-me').waitFor();
    return page;
  };
  const ana = await open();
  assert.match(await ana.locator('#people .is-me').innerText(), /You$/);
  const pages = [ana, await open(), await open()];
  const colors = (page) => page.locator('#people .person').evaluateAll((all) => Object.fromEntries(all.map((one) => [one.dataset.who, one.dataset.color])));
  for (const page of pages) await until(async () => Object.keys(await colors(page)).length, pages.length);
  const seen = await colors(ana);
  assert.deepEqual(Object.values(seen).sort(), ['0', '1', '2']);
  for (const page of pages) assert.deepEqual(await colors(page), seen);
  const shown = await ana.locator('#people .person-initial').evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
  assert.equal(new Set(shown).size, pages.length);
});
