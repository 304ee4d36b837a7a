// Helpers for tests of the map page as a workspace: its sizes, maps of several lengths, and what is seen of them.

import { newPage } from './browser.mjs';
import { connected, status } from './live.mjs';
import { createMap } from './maps.mjs';
import { arranged } from './wait.mjs';

/** The screens that the page is made for. `share`: how much of it the drawing takes at least. */
export const SIZES = [
  { width: 1440, height: 900, share: 0.5 },
  { width: 1920, height: 1080, share: 0.5 },
  { width: 1280, height: 720, share: 0.45 },
  { width: 1024, height: 768, share: 0.45 },
  { width: 390, height: 844, share: 0.55, isMobile: true, hasTouch: true },
];

/** The options of a browser context for a screen. */
export const screenOf = ({ width, height, isMobile, hasTouch }) => ({ viewport: { width, height }, ...(isMobile && { isMobile, hasTouch }) });

const flow = (...ids) => ids.slice(1).map((to, at) => ({ from: ids[at], to }));

/** The map of the mock: 12 steps, parallel branches, unknown times, rework, cadences, a bottleneck. */
export const LEDGER = {
  name: 'Ledger service release',
  starts_with: 'Code done',
  steps: [
    { id: 'review', name: 'Code review', team: 'Ledger team', kind: 'review', wait: '1d', wait_reason: 'reviewers busy', queue: 6, work: '45m', complete_accurate: 80 },
    { id: 'merge', name: 'Merge and build', team: 'Ledger team', kind: 'build', work: '35m', complete_accurate: 95 },
    { id: 'scan', name: 'Security scan', team: 'Security', kind: 'test', wait: '2d', wait_reason: 'scanner queue', queue: 3, work: '2h' },
    { id: 'integration', name: 'Integration test', team: 'QA', kind: 'test', wait: '1d', work: '6h', complete_accurate: 85 },
    { id: 'translate', name: 'Translate notes', team: 'Docs' },
    { id: 'regression', name: 'Manual regression', team: 'QA', kind: 'test', wait: '3d', wait_reason: 'testers busy', queue: 4, work: '2d', complete_accurate: 70 },
    { id: 'change', name: 'Change request', team: 'Ledger team', wait: '4h', work: '1h' },
    { id: 'board', name: 'Change board', team: 'Operations', kind: 'approval', wait: '2d 4h', wait_reason: 'meets on Tuesdays', queue: 9, work: '30m', every: '1w' },
    { id: 'sign', name: 'Package and sign', team: 'Platform', kind: 'build', work: '20m' },
    { id: 'staging', name: 'Deploy to staging', team: 'Platform', kind: 'deploy', wait: '1d', work: '40m' },
    { id: 'window', name: 'Maintenance window', team: 'Operations', kind: 'deploy', wait: '2w', wait_range: ['3d', '4w'], wait_reason: 'monthly window', queue: 12, work: '1h 30m', every: '4w' },
    { id: 'smoke', name: 'Smoke test', team: 'QA', kind: 'verify', wait: '0', work: '30m' },
  ],
  flows: [
    ...flow('review', 'merge', 'scan', 'translate', 'regression'), ...flow('merge', 'integration', 'translate'),
    ...flow('regression', 'change', 'board', 'sign', 'staging', 'window', 'smoke'),
  ],
  rework: [{ from: 'regression', to: 'review', share: 30 }],
  ideas: [{ id: 'weekly', title: 'Rolling upgrade', step: 'window' }],
};

/** A map with this many steps; with 12, that of the mock. */
export function mapOf(count) {
  if (count === LEDGER.steps.length) return LEDGER;
  const of = (at) => LEDGER.steps[at % LEDGER.steps.length];
  const steps = Array.from({ length: count }, (_, at) => ({ ...of(at), id: `s${at}`, name: at < 12 ? of(at).name : `${of(at).name} ${Math.floor(at / 12) + 1}` }));
  // Every tenth step is in parallel with the one before.
  const flows = [];
  for (let at = 1; at < count; at += 1) {
    const isBeside = at % 10 === 4;
    const isJoin = at % 10 === 5;
    flows.push({ from: `s${at - (isBeside ? 2 : 1)}`, to: `s${at}` });
    if (isJoin) flows.push({ from: `s${at - 2}`, to: `s${at}` });
  }
  return { name: `${count} steps`, steps, flows };
}

/** Opens a new map on a screen; when this returns, it is live and arranged for the screen. */
export async function openOn(browser, weir, map, size, options = {}) {
  const id = await createMap(weir, map);
  const page = await newPage(browser, weir, { ...screenOf(size), ...options });
  page.who = `${size.width} × ${size.height}`;
  await page.goto(`/maps/${id}`);
  await ready(page);
  return { page, id };
}

/** Waits until the page is live, and everything that was to come has come. */
export async function ready(page) {
  await connected(page);
  await status(page, 'Saved');
  await arranged(page);
  await page.evaluate(() => document.fonts.ready);
}

/**
 * What is seen of the page now. Points of the drawing's region count as seen if nothing lies over them.
 * @returns {Promise<{ top: number, region: number, seen: number, sideways: number, steps: { id: string, whole: boolean }[],
 *   smallest: { px: number, text: string }, drawn: { px: number, text: string } }>}
 */
export function look(page) {
  return page.evaluate(() => {
    const canvas = document.getElementById('canvas');
    const region = canvas.querySelector('.drawing').getBoundingClientRect();
    const [left, top] = [Math.max(0, region.left), Math.max(0, region.top)];
    const [right, bottom] = [Math.min(innerWidth, region.right), Math.min(innerHeight, region.bottom)];
    const area = Math.max(0, right - left) * Math.max(0, bottom - top) / (innerWidth * innerHeight);
    let hits = 0;
    for (let x = 0; x < 40; x += 1) {
      for (let y = 0; y < 40; y += 1) {
        const at = document.elementFromPoint(left + (right - left) * (x + 0.5) / 40, top + (bottom - top) * (y + 0.5) / 40);
        if (at && canvas.contains(at)) hits += 1;
      }
    }
    const inRegion = (box) => box.left >= left - 1 && box.right <= right + 1 && box.top >= top - 1 && box.bottom <= bottom + 1;
    const steps = [...canvas.querySelectorAll('#canvas .d-map a.step')].map((step) => {
      const box = step.querySelector('rect').getBoundingClientRect();
      const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return { id: step.dataset.step, whole: inRegion(box) && step.contains(middle) };
    });
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const of = node.parentElement;
      if (!node.data.trim() || !of || of.closest('.visually-hidden, script, style, option, datalist, title, .skip') || !of.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) continue;
      const [x, y] = [Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)), Math.min(innerHeight - 1, Math.max(0, box.top + box.height / 2))];
      const over = document.elementFromPoint(x, y);
      const isDrawn = of.closest('.d-map') !== null;
      // Scrolled out of its region, or below something else.
      if (!over || !(over.contains(of) || of.contains(over) || (isDrawn && canvas.contains(over)))) continue;
      const grown = of instanceof SVGGraphicsElement ? Math.abs(of.getScreenCTM()?.d ?? 1) : 1;
      const px = Number.parseFloat(getComputedStyle(of).fontSize) * grown;
      if (px > 0) texts.push({ px: Math.round(px * 100) / 100, text: node.data.trim(), isDrawn });
    }
    const least = (all) => all.reduce((a, b) => (b.px < a.px ? b : a), { px: Infinity, text: '' });
    return {
      top: region.top,
      region: area,
      seen: area * hits / 1600,
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      down: document.documentElement.scrollHeight - document.documentElement.clientHeight,
      steps,
      smallest: least(texts),
      drawn: least(texts.filter((one) => one.isDrawn)),
    };
  });
}

/** The positions of all steps on the screen. */
export function positions(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll('#canvas .d-map a.step')].map((step) => {
    const { left, top, width, height } = step.querySelector('rect').getBoundingClientRect();
    return [step.dataset.step, [left, top, width, height]];
  })));
}

/** The largest difference of positions in pixels, of the steps in both. */
export function shift(before, after) {
  const common = Object.keys(before).filter((step) => step in after);
  return Math.max(0, ...common.flatMap((step) => before[step].map((value, at) => Math.abs(value - after[step][at]))));
}

/** A user who counts what they do: every click, and every key. */
export function counting(page) {
  const done = { clicks: 0, keys: 0 };
  return {
    done,
    async click(locator) {
      done.clicks += 1;
      await locator.click();
    },
    async press(...keys) {
      done.keys += keys.length;
      for (const key of keys) await page.keyboard.press(key);
    },
    async type(text) {
      done.keys += text.length;
      await page.keyboard.type(text);
    },
  };
}
