// The event stream from the server: connects, and reconnects when it breaks. The event `connection` reports its state.

import { emit, on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { forget, receive } from './frames.js';
import { outdated } from './upgrade.js';

const FIRST_DELAY = 500;
const MAX_DELAY = 10_000;
/** A hidden tab closes its stream after this time, to save connections. */
const HIDDEN_MS = 30_000;
/** A stream that has not begun after this time never will. */
const CONNECT_TIMEOUT_MS = 15_000;
/** How often to check whether the computer has slept, and the gap that counts as sleep. */
const LOOK_MS = 5_000;
const SLEPT_MS = 20_000;
/**
 * The server sends something every 15 seconds. After this long a silence, the connection is dead even without an error.
 */
const SILENT_MS = 40_000;

/** @type {EventSource | null} */
let stream = null;
let isUp = false;
let isGone = false;
let failures = 0;
/** The time of the last event. */
let heard = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;

/** Opens the stream, and reopens it whenever it may have been lost. */
export function start() {
  connect();
  on('layout', reconnect);
  seen();
  addEventListener('online', () => reconnect());
  addEventListener('pageshow', (event) => event.persisted && reconnect());
  addEventListener('pagehide', () => drop());
  document.addEventListener('visibilitychange', seen);
  addEventListener('focus', seen);
  let looked = Date.now();
  setInterval(() => {
    const now = Date.now();
    // A connection from before the sleep may look alive for minutes.
    const hasSlept = now - looked > SLEPT_MS;
    const isSilent = isUp && now - heard > SILENT_MS;
    looked = now;
    if (hasSlept || isSilent) reconnect();
  }, LOOK_MS);
}

function seen() {
  clearTimeout(hiding);
  if (document.visibilityState === 'hidden') hiding = setTimeout(drop, HIDDEN_MS);
  // The user may have signed in in another tab, or the map may have been restored.
  else if (isGone) void look();
  else if (!stream) reconnect();
}

/** Reconnects at once; a hidden tab waits until it is visible. */
function reconnect() {
  if (document.visibilityState === 'hidden') return;
  failures = 0;
  connect();
}

function connect() {
  drop();
  if (isGone) return;
  const have = `${page.epoch}.${page.revision}.${page.build}`;
  const { drawn, layout } = page;
  const mine = new EventSource(`${page.url}/live?have=${encodeURIComponent(have)}&drawn=${drawn}&layout=${layout}`);
  stream = mine;
  timer = setTimeout(() => stream === mine && later(), CONNECT_TIMEOUT_MS);
  /** @param {string} type @param {(data: any) => void} take */
  const hear = (type, take) => mine.addEventListener(type, (event) => {
    if (stream !== mine) return;
    heard = Date.now();
    take(JSON.parse(/** @type {MessageEvent} */ (event).data));
  });
  hear('hello', hello);
  hear('frame', (frame) => receive(frame, layout));
  hear('presence', ({ people, count }) => emit('presence', { people, count: Number(count) || people.length }));
  hear('beat', () => {});
  hear('rights', ({ may, locked }) => emit('permission', { permission: may, locked }));
  hear('lead', (event) => emit('spotlight', event));
  hear('gone', gone);
  hear('restart', ({ in_ms: ms }) => later(Number(ms) || FIRST_DELAY));
  // The browser reconnects by itself only after some errors, and then asks for an old revision.
  mine.addEventListener('error', () => {
    if (stream !== mine) return;
    const isRefused = mine.readyState === EventSource.CLOSED;
    later();
    if (isRefused) void look();
  });
}

/**
 * The stream was refused or ended for good: checks whether the map can be viewed again. If the check fails, it is
 * repeated.
 */
async function look() {
  try {
    const { status, type } = await fetch(page.url, { method: 'HEAD', redirect: 'manual' });
    if (status === 401 || type === 'opaqueredirect') gone({ why: 'signed_out' });
    else if (status === 404) gone({ why: 'closed' });
    else if (status === 200 && isGone) {
      isGone = false;
      reconnect();
    }
  } catch {
    // The server can't be reached.
  }
}

/** @param {{ build: string, epoch: string, viewer: string, may: string, locked: boolean, me: { actor: string, name: string | null, colour: number }, lead?: import('../core/events.js').Lead | null }} data */
function hello({ build, epoch, viewer, may, locked, me, lead = null }) {
  clearTimeout(timer);
  failures = 0;
  if (epoch !== page.epoch) {
    // The database is another one or was restored, with revisions of its own. All parts follow.
    page.epoch = epoch;
    page.revision = 0;
    forget();
    root.dataset.epoch = epoch;
  }
  if (build !== page.build) outdated(build);
  isUp = true;
  emit('connection', { up: true });
  emit('hello', { viewer, me, lead });
  emit('permission', { permission: may, locked });
}

/** @param {{ why: string }} data */
function gone({ why }) {
  isGone = true;
  drop();
  emit('access_lost', { why });
}

function drop() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
  if (!isUp) return;
  isUp = false;
  emit('connection', { up: false });
}

/** Reconnects later; without a given time, after growing, randomized pauses. @param {number} [ms] */
function later(ms) {
  drop();
  const pause = ms ?? Math.min(FIRST_DELAY * 2 ** failures, MAX_DELAY) * (0.5 + Math.random() / 2);
  failures += 1;
  timer = setTimeout(() => document.visibilityState === 'visible' && connect(), pause);
}

// As soon as an edit gets through, the stream will too.
on('edit_saved', () => {
  if (!isUp && !stream && document.visibilityState === 'visible') reconnect();
});
