// What this page shows: which map, at which revision, painted by which server.

const found = document.getElementById('map');

/** Does the page show a map that can change? Maps in the bin and past revisions do not. */
export const isLive = Boolean(found?.dataset.id);

/** Are there no accounts on this server, so that nobody else can sign in here? */
export const isAlone = found?.dataset.alone !== undefined;

/** The element around everything of the map; an empty one where there is no live map. */
export const root = found ?? document.createElement('div');

/**
 * `epoch` and `revision` follow what is shown; a restore of the database begins a new epoch. `may` is what one may do with
 * the map: `view`, `edit` or `manage`; the server refuses the rest whatever stands here.
 * @type {{ readonly id: string, readonly url: string, readonly api: string, readonly build: string, epoch: string, revision: number, may: string }}
 */
export const page = {
  id: root.dataset.id ?? '',
  url: root.dataset.url ?? '',
  api: root.dataset.api ?? '',
  build: root.dataset.build ?? '',
  epoch: root.dataset.epoch ?? '',
  revision: Number(root.dataset.revision ?? 0),
  may: root.dataset.may ?? 'manage',
};

/** May the map be changed from here? */
export function canEdit() {
  return page.may !== 'view';
}
