// `?`: all keys, from the list of actions; and the setting that disables single keys.

import { list, register } from '../core/actions.js';
import { setSingleKeys, shown, singleKeys } from './keyboard.js';
import { modal } from './dialog.js';

/** The keys of the table itself, which are not actions. */
const IN_THE_TABLE = [
  [['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], 'Move between cells'],
  [['Home', 'End'], 'First or last cell of the row; with Ctrl, of the table'],
  [['Enter', 'F2'], 'Edit the cell; in a value cell, just start typing'],
  [['Tab', 'Shift+Tab'], 'While editing: save and go to the next or previous cell'],
  [['Enter', 'Shift+Enter'], 'While editing: save and go down or up'],
  [['Escape'], 'While editing: cancel'],
  [['Delete'], 'In a value cell: set to unknown'],
];

function open() {
  const { body } = modal({ title: 'Keyboard shortcuts', className: 'keys-dialog' });
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
  label.append(box, 'Use single-letter shortcuts such as n, p and ?');
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.textContent = 'Turn them off if they get in your way, for example with speech input. Every action is also in the command palette.';
  const part = document.createElement('div');
  part.className = 'keys-switch';
  part.append(label, hint);
  return part;
}

export function start() {
  register('keys', open);
}
