// Where other viewers are: their outline and name at the row and at the box of the step.

import { root } from '../core/page.js';
import { element } from '../core/dom.js';

/** @typedef {{ step: string, name: string, color: number }} Mark */

const SVG = 'http://www.w3.org/2000/svg';

/** Marks exactly these steps. @param {Mark[]} marks */
export function mark(marks) {
  /** @type {Map<string, Mark[]>} */
  const at = new Map();
  for (const one of marks) at.set(one.step, [...(at.get(one.step) ?? []), one]);
  for (const old of root.querySelectorAll('.person-flags, .person-boxes')) old.remove();
  for (const row of root.querySelectorAll(/** @type {'tr'} */ ('table.steps tr[data-step]'))) {
    const here = at.get(row.dataset.step ?? '');
    row.classList.toggle('has-people', here !== undefined);
    if (here) flag(row, here);
    else delete row.dataset.color;
  }
  const drawing = root.querySelector('.sheet > svg');
  if (drawing instanceof SVGSVGElement && at.size) boxes(drawing, at);
}

/** @param {HTMLElement} row @param {Mark[]} marks */
function flag(row, marks) {
  row.dataset.color = String(marks[0]?.color ?? 0);
  const flags = element('span', 'person-flags');
  flags.dataset.generated = '';
  // The list of people has the same information as text.
  flags.setAttribute('aria-hidden', 'true');
  for (const { name, color } of marks) {
    const one = element('span', 'person-flag', name);
    one.dataset.color = String(color);
    flags.append(one);
  }
  row.querySelector('[data-field="name"]')?.append(flags);
}

/** @param {SVGSVGElement} drawing @param {Map<string, Mark[]>} at */
function boxes(drawing, at) {
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', 'person-boxes');
  group.setAttribute('data-generated', '');
  group.setAttribute('aria-hidden', 'true');
  for (const step of drawing.querySelectorAll(/** @type {'a'} */ ('a.step[data-step]'))) {
    const marks = at.get(step.getAttribute('data-step') ?? '');
    const shape = /** @type {SVGGraphicsElement} */ (/** @type {unknown} */ (step));
    if (marks) group.append(...box(drawing, shape, marks));
  }
  drawing.append(group);
}

/** @param {SVGSVGElement} drawing @param {SVGGraphicsElement} step @param {Mark[]} marks */
function box(drawing, step, marks) {
  const { x, y, width, height } = step.getBBox();
  const from = drawing.getScreenCTM()?.inverse();
  const to = step.getScreenCTM();
  const origin = from && to ? new DOMPoint(x, y).matrixTransform(from.multiply(to)) : { x, y };
  const color = String(marks[0]?.color ?? 0);
  const frame = document.createElementNS(SVG, 'rect');
  const around = { x: origin.x - 4, y: origin.y - 4, width: width + 8, height: height + 8, rx: 5 };
  for (const [name, value] of Object.entries(around)) frame.setAttribute(name, String(value));
  frame.setAttribute('class', 'person-box');
  frame.setAttribute('data-color', color);
  const text = document.createElementNS(SVG, 'text');
  text.setAttribute('class', 'person-label');
  // On the line of the frame: above it there can be the label of a rework arrow.
  text.setAttribute('x', String(origin.x + 6));
  text.setAttribute('y', String(origin.y));
  text.setAttribute('data-color', color);
  text.textContent = marks.map(({ name }) => name).join(', ');
  return [frame, text];
}
