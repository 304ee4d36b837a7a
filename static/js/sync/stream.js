// The event stream from the server: connects, and reconnects when it breaks. The event `connection` reports its state.
//
// Each frame is the difference to what the stream sent before, at first to what the page said it shows. So a new stream
// begins when everything of the one before is shown, and the page then shows the drawing in the layout that the last
// frame names. Another layout is asked for beside the stream, which goes on with the whole drawing in it.

import { emit, on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { receive, settle } from './frames.js';
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
/** The id of the stream. */
let viewer = '';
/** The layout that the stream was last asked for, and the one that it last sent. */
let asked = page.layout;
let sent = page.drawn;
let isAsking = false;
/** The time of the last event. */
let heard = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;

/** Opens the stream, and reopens it whenever it may have been lost. */
export function start() {
  connect();
  on('layout', () => (stream ? void ask() : reconnect()));
  on('frame', () => {
    // A frame that was older than what is shown was left out, and this one continues it.
    if (page.drawn !== sent) reconnect();
    else void ask();
  });
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
  settle();
  drop();
  if (isGone) return;
  const have = `${page.epoch}.${page.revision}.${page.build}`;
  const { drawn, layout } = page;
  const mine = new EventSource(`${page.url}/live?have=${encodeURIComponent(have)}&drawn=${drawn}&layout=${layout}`);
  stream = mine;
  asked = layout;
  sent = drawn;
  timer = setTimeout(() => stream === mine && later(), CONNECT_TIMEOUT_MS);
  /** @param {string} type @param {(data: any) => void} take */
  const hear = (type, take) => mine.addEventListener(type, (event) => {
    if (stream !== mine) return;
    heard = Date.now();
    take(JSON.parse(/** @type {MessageEvent} */ (event).data));
  });
  hear('hello', hello);
  hear('frame', (data) => {
    // A server from before this build names no layout.
    const frame = { layout, ...data };
    sent = frame.layout;
    receive(frame);
  });
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
function hello({ build, epoch, viewer: mine, may, locked, me, lead = null }) {
  clearTimeout(timer);
  failures = 0;
  if (epoch !== page.epoch) {
    // The database is another one or was restored, with revisions of its own. All parts follow.
    page.epoch = epoch;
    page.revision = 0;
    root.dataset.epoch = epoch;
  }
  if (build !== page.build) outdated(build);
  isUp = true;
  viewer = mine;
  emit('connection', { up: true });
  emit('hello', { viewer, me, lead });
  emit('permission', { permission: may, locked });
  void ask();
}

/**
 * Asks the stream for the drawing in the layout that is wanted now, unless it was asked already. There is one request at
 * a time: the last one to arrive must be the last one that was sent. Without an answer, a new stream asks.
 */
async function ask() {
  const { layout } = page;
  if (!isUp || isAsking || asked === layout) return;
  isAsking = true;
  const mine = stream;
  const isHeard = await post({ viewer, layout });
  isAsking = false;
  if (!stream) return;
  if (stream === mine) {
    if (!isHeard) return reconnect();
    asked = layout;
  }
  void ask();
}

/** @param {object} body */
async function post(body) {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  try {
    return (await fetch(`${page.url}/layout`, { method: 'POST', headers, body: JSON.stringify(body), signal })).ok;
  } catch {
    return false;
  }
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
