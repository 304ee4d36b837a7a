// Permissions can change while a map is open: by a role, a lock or a link. The server enforces them; here the page
// adapts and shows a message. Text that is being typed stays.

import { on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { toast } from '../core/toast.js';

export function start() {
  on('permission', ({ permission, locked }) => {
    if (permission === page.permission) return;
    const [couldEdit, canEdit] = [page.permission !== 'view', permission !== 'view'];
    page.permission = permission;
    root.dataset.permission = permission;
    // Editing and managing differ in menus only, which come with the next page load.
    if (couldEdit === canEdit) return;
    const why = locked ? 'This map is now locked for guests. You can view it.' : 'Your access is now view only.';
    const action = { label: 'Reload', run: () => location.reload() };
    toast(canEdit ? 'You can now edit this map.' : why, { tone: 'warning', action });
  });
}
