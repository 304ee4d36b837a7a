// `?`: all keys, from the list of actions; and the setting that disables single keys.

import { list, register } from '../core/actions.js';
import { setSingleKeys, shown, singleKeys } from './keyboard.js';
import { modal } from './dialog.js';

/** The keys of the drawing itself, which are not actions. */
const IN_THE_DRAWING = [
  [['ArrowLeft', 'ArrowRight'], 'Select the step before or after'],
  [['ArrowUp', 'ArrowDown'], 'Select the step above or below'],
  [['Tab'], 'Go to the wait, times and arrows of the selected step'],
  [['Escape'], 'Close the panel'],
];

/** The keys of the table. */
const IN_THE_TABLE = [
  [['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], 'Move between cells'],
  [['Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+ArrowLeft', 'Shift+ArrowRight'], 'Select a range of cells'],
  [['Ctrl+A'], 'Select all cells'],
  [['Home', 'End'], 'First or last cell of the row; with Ctrl, of the table'],
  [['Enter', 'F2'], 'Edit the cell; in a value cell, just start typing'],
  [['Ctrl+C', 'Ctrl+X', 'Ctrl+V'], 'Copy, cut or paste cells'],
  [['Ctrl+D'], 'Fill down: repeat the cell above, or the first row of the range'],
  [['Ctrl+Enter'], 'While editing: write the value into all selected cells'],
  [['Tab', 'Shift+Tab'], 'While editing: save and go to the next or previous cell'],
  [['Enter', 'Shift+Enter'], 'While editing: save and go down or up'],
  [['Escape'], 'While editing: cancel'],
  [['Delete'], 'Set the selected cells to unknown'],
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
  parts.append(group('In the drawing', /** @type {[string[], string][]} */ (IN_THE_DRAWING)));
  parts.append(group('In the table', /** @type {[string[], string][]} */ (IN_THE_TABLE)));
  body.append(switches(), parts);
  // Page Down scrolls at once.
  body.tabIndex = -1;
  body.focus();
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
