// Prints how many milliseconds one picture takes with Graphviz as wasm, kept open.

import { readFileSync } from 'node:fs';
import { instance } from '@viz-js/viz';

const dot = readFileSync(process.argv[2], 'utf8');
const viz = await instance();
const took = [];
const until = performance.now() + 8000;
for (let round = 0; round < 12 && performance.now() < until; round += 1) {
  const start = performance.now();
  viz.renderString(dot, { format: 'svg' });
  if (round > 0) took.push(performance.now() - start);
}
took.sort((a, b) => a - b);
console.log(took[took.length >> 1]);
