// Starts everything on a map's page. Whoever comes first hears first: what is pending is shown again after each frame
// before anybody looks at the rows; the stream begins when everybody listens.

import * as actions from './core/actions.js';
import * as advice from './ideas/advice.js';
import * as card from './canvas/step_editor.js';
import * as cell from './table/cell_editor.js';
import * as connect from './canvas/connect.js';
import * as copy from './ui/copy_map.js';
import * as dialog from './ui/form_dialog.js';
import * as draft from './table/inline_add.js';
import * as drag from './canvas/drag_step.js';
import * as drawing from './canvas/drawing.js';
import * as grid from './table/grid.js';
import * as ideas from './ideas/ideas.js';
import * as keys from './ui/keyboard.js';
import * as keysHelp from './ui/shortcuts_help.js';
import * as lead from './people/spotlight.js';
import * as live from './sync/stream.js';
import * as menus from './ui/menus.js';
import * as names from './core/step_names.js';
import * as outbox from './sync/outbox.js';
import { canEdit, isLive } from './core/page.js';
import * as palette from './ui/command_palette.js';
import * as paper from './ui/print.js';
import * as paste from './table/paste.js';
import * as pending from './sync/pending.js';
import * as people from './people/presence.js';
import * as quickAdd from './table/quick_add.js';
import * as refused from './sync/rejected.js';
import * as remove from './table/delete_step.js';
import * as rights from './sync/permission.js';
import * as say from './core/toast.js';
import * as selection from './core/selection.js';
import * as status from './ui/save_status.js';
import * as told from './sync/conflicts.js';
import * as undo from './sync/undo.js';
import * as undoButtons from './ui/undo_buttons.js';
import * as view from './canvas/viewport.js';

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
