// What this page shows: the map, its revision and the build of the server.

const found = document.getElementById('map');

/** Does the page show a map that can change? Maps in the trash and older versions can't. */
export const isLive = Boolean(found?.dataset.id);

/** Does this server have no accounts, so that no one else can sign in here? */
export const isSolo = found?.dataset.solo !== undefined;

/** The element around the whole map; an empty one if there is no live map. */
export const root = found ?? document.createElement('div');

/** The numbers of the layouts of the drawing without columns; the others are numbers of columns, from 2. */
export const VERTICAL = Number(root.dataset.vertical);
export const ONE_ROW = Number(root.dataset.oneRow);
/** The layout that the page comes with. */
export const FIRST_LAYOUT = Number(root.dataset.layout);

/**
 * `epoch` and `revision` follow what is shown; restoring the database starts a new epoch. `permission` is `view`,
 * `edit` or `manage`; the server enforces it in any case. `layout` is how the drawing should be arranged and `drawn` how
 * it is.
 * @type {{ layout: number, drawn: number, readonly id: string, readonly url: string, readonly api: string, readonly build: string, epoch: string, revision: number, permission: string }}
 */
export const page = {
  layout: FIRST_LAYOUT,
  drawn: FIRST_LAYOUT,
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

/** Is an element of the page, maybe in a closed menu, for those with our permission? @param {Element} element */
export function isForUs(element) {
  if (element.closest('.needs-manage') && page.permission !== 'manage') return false;
  return canEdit() || !element.closest('.needs-edit');
}
