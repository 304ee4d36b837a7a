// Starts everything on a map's page. Whoever comes first hears first: what is pending is shown again after each frame
// before anybody looks at the rows; the stream begins when everybody listens.

import * as actions from './actions.js';
import * as advice from './advice.js';
import * as card from './card.js';
import * as cell from './cell.js';
import * as connect from './connect.js';
import * as copy from './copy.js';
import * as dialog from './dialog.js';
import * as draft from './draft.js';
import * as drag from './drag.js';
import * as drawing from './drawing.js';
import * as grid from './grid.js';
import * as ideas from './ideas.js';
import * as keys from './keys.js';
import * as keysHelp from './keys_help.js';
import * as lead from './lead.js';
import * as live from './live.js';
import * as menus from './menus.js';
import * as names from './names.js';
import * as outbox from './outbox.js';
import { canEdit, isLive } from './page.js';
import * as palette from './palette.js';
import * as paper from './paper.js';
import * as paste from './paste.js';
import * as pending from './pending.js';
import * as people from './people.js';
import * as quickAdd from './quick_add.js';
import * as refused from './refused.js';
import * as remove from './remove.js';
import * as rights from './rights.js';
import * as say from './say.js';
import * as selection from './selection.js';
import * as status from './status.js';
import * as told from './told.js';
import * as undo from './undo.js';
import * as undoButtons from './undo_buttons.js';
import * as view from './view.js';

const MODULES = [
  say, pending, names, paper, selection, status, people, undo, undoButtons, told, outbox,
  actions, keys, refused, cell, grid, quickAdd, draft, remove, menus, palette, keysHelp, dialog, paste, copy, advice, ideas,
  view, drawing, card, drag, connect,
  lead, rights, live,
];

/** What only those need who may change the map. */
const EDITING = [undo, undoButtons, quickAdd, draft, remove, paste, card, drag, connect];

document.documentElement.classList.add('js');
if (isLive) MODULES.filter((module) => canEdit() || !EDITING.includes(module)).forEach(begin);

/** One part that fails must not take the others with it. @param {{ start(): unknown }} module */
function begin(module) {
  try {
    module.start();
  } catch (error) {
    console.error(error);
  }
}
