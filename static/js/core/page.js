// What this page shows: which map, at which revision, rendered by which server.

const found = document.getElementById('map');

/** Does the page show a map that can change? Maps in the trash and older versions do not. */
export const isLive = Boolean(found?.dataset.id);

/** Does this server have no accounts, so that no one else can sign in here? */
export const isSolo = found?.dataset.solo !== undefined;

/** The element around everything of the map; an empty one where there is no live map. */
export const root = found ?? document.createElement('div');

/**
 * `epoch` and `revision` follow what is shown; a restore of the database begins a new epoch. `permission` is `view`, `edit`
 * or `manage`; the server enforces it whatever it says here.
 * @type {{ readonly id: string, readonly url: string, readonly api: string, readonly build: string, epoch: string, revision: number, permission: string }}
 */
export const page = {
  id: root.dataset.id ?? '',
  url: root.dataset.url ?? '',
  api: root.dataset.api ?? '',
  build: root.dataset.build ?? '',
  epoch: root.dataset.epoch ?? '',
  revision: Number(root.dataset.revision ?? 0),
  permission: root.dataset.permission ?? 'manage',
};

export function canEdit() {
  return page.permission !== 'view';
}
