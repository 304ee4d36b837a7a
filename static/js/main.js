// Starts everything on the page of a map. The order matters: modules receive events in the order in which they start.
// Pending edits are shown again after each frame before others look at the rows; the stream starts when all are
// listening. All of them start whatever the permission is, because it can change while the page is open.

import * as addStep from './canvas/add_step.js';
import * as connect from './canvas/connect.js';
import * as dragArrow from './canvas/drag_arrow.js';
import * as dragStep from './canvas/drag_step.js';
import * as drawing from './canvas/drawing.js';
import * as minimap from './canvas/minimap.js';
import * as moveStep from './canvas/move_step.js';
import * as overlay from './canvas/overlay.js';
import * as pan from './canvas/pan.js';
import * as toolbar from './canvas/toolbar.js';
import * as viewport from './canvas/viewport.js';
import * as wall from './canvas/wall.js';
import * as actions from './core/actions.js';
import * as address from './core/address.js';
import { isLive } from './core/page.js';
import * as selection from './core/selection.js';
import * as steps from './core/steps.js';
import * as toast from './core/toast.js';
import * as advice from './ideas/advice.js';
import * as ideas from './ideas/ideas.js';
import * as arrowPanel from './panel/arrow_panel.js';
import * as drawer from './panel/drawer.js';
import * as panel from './panel/panel.js';
import * as stepPanel from './panel/step_panel.js';
import * as joinPanel from './people/join_panel.js';
import * as presence from './people/presence.js';
import * as spotlight from './people/spotlight.js';
import * as conflicts from './sync/conflicts.js';
import * as outbox from './sync/outbox.js';
import * as pending from './sync/pending.js';
import * as permission from './sync/permission.js';
import * as rejected from './sync/rejected.js';
import * as stream from './sync/stream.js';
import * as undo from './sync/undo.js';
import * as cellEditor from './table/cell_editor.js';
import * as copy from './table/copy.js';
import * as deleteStep from './table/delete_step.js';
import * as dragCells from './table/drag_cells.js';
import * as dragRow from './table/drag_row.js';
import * as grid from './table/grid.js';
import * as paste from './table/paste.js';
import * as quickAdd from './table/quick_add.js';
import * as range from './table/range.js';
import * as commandPalette from './ui/command_palette.js';
import * as copyMap from './ui/copy_map.js';
import * as formDialog from './ui/form_dialog.js';
import * as keyboard from './ui/keyboard.js';
import * as menus from './ui/menus.js';
import * as print from './ui/print.js';
import * as saveStatus from './ui/save_status.js';
import * as shortcutsHelp from './ui/shortcuts_help.js';
import * as undoButtons from './ui/undo_buttons.js';

const MODULES = [
  toast, pending, steps, print, selection, saveStatus, presence, undo, undoButtons, conflicts, outbox,
  actions, keyboard, rejected, cellEditor, range, grid, copy, quickAdd, deleteStep, menus, commandPalette, shortcutsHelp,
  formDialog, paste, copyMap, advice, ideas,
  panel, viewport, toolbar, pan, wall, minimap, overlay, moveStep, addStep, drawing, dragArrow, dragRow, dragCells, dragStep, connect,
  permission, stepPanel, arrowPanel, drawer, address,
  spotlight, joinPanel, stream,
];

document.documentElement.classList.add('js');
if (isLive) MODULES.forEach(begin);

/** A module that fails must not prevent the others from starting. @param {{ start(): unknown }} module */
function begin(module) {
  try {
    module.start();
  } catch (error) {
    console.error(error);
  }
}
