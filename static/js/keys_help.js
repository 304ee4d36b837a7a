// `?`: all keys, from the list of actions; and the switch for those who do not want single keys.

import { list, register } from './actions.js';
import { setSingleKeys, shown, singleKeys } from './keys.js';
import { modal } from './modal.js';

/** The keys of the table itself, which are no actions. */
const IN_THE_TABLE = [
  [['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], 'Walk through the cells'],
  [['Home', 'End'], 'First and last cell of a row; with Ctrl, of the table'],
  [['Enter', 'F2'], 'Type into the cell; any character does so in a cell with a figure'],
  [['Tab', 'Shift+Tab'], 'While typing: keep it, and type into the next or the previous cell'],
  [['Enter', 'Shift+Enter'], 'While typing: keep it, and go down or up'],
  [['Escape'], 'While typing: take back what was typed'],
  [['Delete'], 'In a cell with a figure: make it unknown'],
];

function open() {
  const { body } = modal({ title: 'All keys', className: 'keys-dialog' });
  const groups = new Map();
  for (const action of list()) {
    if (action.keys.length > 0) groups.set(action.group, [...(groups.get(action.group) ?? []), [action.keys, action.title]]);
  }
  const parts = document.createElement('div');
  parts.className = 'keys-groups';
  for (const [title, lines] of groups) parts.append(group(title, lines));
  parts.append(group('In the table', /** @type {[string[], string][]} */ (IN_THE_TABLE)));
  body.append(switches(), parts);
}

/** @param {string} title @param {[string[], string][]} lines */
function group(title, lines) {
  const section = document.createElement('section');
  const heading = document.createElement('h3');
  heading.textContent = title;
  const all = document.createElement('dl');
  for (const [keys, does] of lines) {
    const line = document.createElement('div');
    const term = document.createElement('dt');
    keys.forEach((key, at) => {
      const cap = document.createElement('kbd');
      cap.textContent = shown(key);
      term.append(...(at > 0 ? [' ', cap] : [cap]));
    });
    const words = document.createElement('dd');
    words.textContent = does;
    line.append(term, words);
    all.append(line);
  }
  section.append(heading, all);
  return section;
}

function switches() {
  const label = document.createElement('label');
  label.className = 'check';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = singleKeys();
  box.addEventListener('change', () => setSingleKeys(box.checked));
  label.append(box, 'Single keys such as n, p and ? are commands');
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.textContent = 'Switch them off if they get in your way, for example with speech input. Everything is in the palette as well.';
  const part = document.createElement('div');
  part.className = 'keys-switch';
  part.append(label, hint);
  return part;
}

export function start() {
  register('keys', open);
}
