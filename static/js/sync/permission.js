// What we may do with the map can change while it is open: a role, a lock, a link. The server refuses what we may not do
// anyway; here the page follows, and says so. What somebody is typing stays where it is.

import { on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { toast } from '../core/toast.js';

export function start() {
  on('rights', ({ may, locked }) => {
    if (may === page.may) return;
    const could = page.may !== 'view';
    const can = may !== 'view';
    page.may = may;
    root.dataset.may = may;
    // Between editing and managing, menus differ; they come with the next page.
    if (could === can) return;
    const why = locked ? 'This map is now locked for guests. You can view it.' : 'Your access is now view only.';
    const action = { label: 'Reload', run: () => location.reload() };
    toast(can ? 'You can now edit this map.' : why, { tone: 'warns', action });
  });
}
