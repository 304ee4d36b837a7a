// What we may do with the map can change while it is open: a role, a lock, a link. The server enforces it; here the page
// follows and says so. Text that is being typed stays.

import { on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { toast } from '../core/toast.js';

export function start() {
  on('permission', ({ permission, locked }) => {
    if (permission === page.permission) return;
    const [couldEdit, canEdit] = [page.permission !== 'view', permission !== 'view'];
    page.permission = permission;
    root.dataset.permission = permission;
    // Between editing and managing only menus differ; they come with the next page load.
    if (couldEdit === canEdit) return;
    const why = locked ? 'This map is now locked for guests. You can view it.' : 'Your access is now view only.';
    const action = { label: 'Reload', run: () => location.reload() };
    toast(canEdit ? 'You can now edit this map.' : why, { tone: 'warning', action });
  });
}
