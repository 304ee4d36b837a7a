// The queue of unsaved edits and the creation of edits, without a browser: storage, network and clock are fakes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addStep, batch, changeStep, describe, newId, setRework, valueOf } from '../../static/js/sync/edits.js';
import { Queue, prefix } from '../../static/js/sync/queue.js';
import { clip, clipQuotes } from '../../static/js/core/text.js';
import { sameValue } from '../../static/js/sync/same_value.js';
import { expectedValues } from '../../static/js/sync/expected_values.js';

/** A fake of the browser's storage, which can be full. */
class Shelf {
  kept = new Map();
  isFull = false;
  get length() { return this.kept.size; }
  key(at) { return [...this.kept.keys()][at] ?? null; }
  getItem(key) { return this.kept.get(key) ?? null; }
  removeItem(key) { this.kept.delete(key); }
  setItem(key, value) {
    if (this.isFull) throw new Error('full');
    this.kept.set(key, value);
  }
}

/** A queue whose network returns `replies` in order; the last one repeats. */
function played(replies, storage = new Shelf(), who = () => null) {
  const posted = [];
  const ended = [];
  const pauses = [];
  const queue = new Queue({
    map: 'm',
    storage,
    post: async (item) => {
      posted.push(item.id);
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      return typeof reply === 'function' ? reply(item) : reply;
    },
    later: (run, ms) => pauses.push({ run, ms }),
    who,
    changed: () => {},
    ended: (item, answer) => ended.push({ id: item.id, answer }),
  });
  return { queue, storage, posted, ended, pauses };
}

const edit = changeStep('a', { wait: '3h' });
const saved = { status: 200, body: { revision: 7 } };
const refused = { status: 422, body: { error: { code: 'bad', message: 'That is no time.', field: 'wait' } } };
const of = (id) => ({ id, edit, description: `wait of “${id}”` });

test('edits are sent in order, and saved ones are dropped', async () => {
  const { queue, storage, posted, ended } = played([saved]);
  const answers = await Promise.all([queue.add(of('1')), queue.add(of('2')), queue.add(of('3'))]);
  assert.deepEqual(posted, ['1', '2', '3']);
  assert.deepEqual(answers.map((answer) => answer.revision), [7, 7, 7]);
  assert.equal(storage.length, 0);
  assert.equal(ended.length, 3);
});

test('edits wait while signed out or view only, and are sent later', async () => {
  for (const [status, code] of [[401, 'not_signed_in'], [403, 'locked'], [403, 'view_only'], [404, 'not_found'], [422, 'somebody_else']]) {
    const blocked = { status, body: { error: { code, message: 'Not now.' } } };
    const { queue, posted, ended, pauses } = played([blocked, blocked, saved]);
    const answers = Promise.all([queue.add(of('1')), queue.add(of('2'))]);
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(queue.items.map((item) => item.state), ['waiting', 'waiting'], code);
    assert.equal(queue.blockReason?.code, code);
    assert.deepEqual([ended.length, pauses.length], [0, 0], 'nothing is rejected or retried');
    const { sure } = queue.undoLast() ?? {};
    assert.equal(sure, true, 'an edit that was not accepted can be undone');
    queue.now();
    await new Promise((resolve) => setTimeout(resolve));
    queue.now();
    assert.equal((await answers)[0].revision, 7);
    assert.equal(queue.blockReason, null);
    assert.deepEqual([...new Set(posted)], ['1']);
  }
});

test('edits of another user in this browser are not sent', async () => {
  const storage = new Shelf();
  let who = 'ana';
  const away = played([null], storage, () => who);
  void away.queue.add(of('1'));
  storage.setItem(`${prefix('m')}0`, JSON.stringify({ edit, says: 'from before there were names' }));

  const ben = played([saved], storage, () => 'ben');
  ben.queue.adopt();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(ben.posted, ['0']);
  assert.deepEqual(ben.queue.others.map((item) => item.id), ['1']);

  // On the same page, another user turns out to be signed in: the edits leave the queue but stay in the storage.
  who = 'ben';
  away.queue.userChanged();
  assert.deepEqual(away.queue.items, []);
  assert.equal(storage.length, 1);

  const ana = played([saved], storage, () => 'ana');
  ana.queue.adopt();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(ana.posted, ['1']);
  assert.equal(storage.length, 0);
});

test('edits made before the user is known belong to the user', async () => {
  let who = null;
  const { queue, storage } = played([null], new Shelf(), () => who);
  void queue.add(of('1'));
  who = 'ana';
  queue.userChanged();
  assert.equal(queue.items[0].by, 'ana');
  assert.equal(JSON.parse(storage.getItem(`${prefix('m')}1`)).by, 'ana');
});

test('edit is stored before it is sent', async () => {
  const storage = new Shelf();
  let whileSending = 0;
  const { queue } = played([() => { whileSending = storage.length; return saved; }], storage);
  await queue.add(of('1'));
  assert.equal(whileSending, 1);
});

test('unanswered edit is sent again with growing pauses', async () => {
  const strange = { status: 200, body: null };
  const { queue, posted, pauses } = played([null, { status: 503, body: null, after: 3 }, strange, saved]);
  const answer = queue.add(of('1'));
  void queue.add(of('2'));
  for (let round = 1; round <= 3; round += 1) {
    await settled();
    assert.equal(pauses.length, round);
    assert.equal(queue.failures, round);
    pauses.at(-1).run();
  }
  assert.equal((await answer).revision, 7);
  await settled();
  assert.deepEqual(posted, ['1', '1', '1', '1', '2']);
  assert.ok(pauses[1].ms >= 3000, 'the server asked for three seconds');
  assert.equal(queue.failures, 0);
});

test('rejected edit stays with its error and blocks nothing', async () => {
  const { queue, storage, posted } = played([refused, saved, saved]);
  const [first, second] = await Promise.all([queue.add(of('1')), queue.add(of('2'))]);
  assert.equal(first.error.message, 'That is no time.');
  assert.equal(second.revision, 7);
  assert.deepEqual(queue.items.map(({ id, state }) => [id, state]), [['1', 'rejected']]);
  assert.equal(storage.length, 1);
  queue.retry('1');
  await settled();
  assert.deepEqual(posted, ['1', '2', '1']);
  assert.equal(storage.length, 0);
});

test('edits left by a page are sent by the next one, and rejected ones are shown', async () => {
  const storage = new Shelf();
  const before = played([refused, null], storage);
  void before.queue.add(of('1'));
  void before.queue.add(of('2'));
  void before.queue.add(of('3'));
  await settled();
  storage.setItem(`${prefix('m')}0`, 'no json');
  storage.setItem('weir:unsaved:other:9', '{}');
  const { queue, posted } = played([saved], storage);
  queue.adopt();
  await settled();
  assert.deepEqual(posted, ['2', '3']);
  assert.deepEqual(queue.items.map(({ id, state }) => [id, state]), [['1', 'rejected']]);
  assert.equal(queue.items[0].error.message, 'That is no time.');
});

test('edit is sent although the storage is full', async () => {
  const storage = new Shelf();
  storage.isFull = true;
  let isStored;
  const { queue } = played([(item) => { isStored = item.isStored; return saved; }], storage);
  assert.equal((await queue.add(of('1'))).revision, 7);
  assert.equal(isStored, false);
});

test('unsent edit is dropped by undo, and one that may be saved is undone later', async () => {
  const { queue, posted, storage } = played([null]);
  void queue.add(of('1'));
  const second = queue.add(of('2'));
  await settled();
  assert.deepEqual([queue.undoLast().item.id, queue.undoLast().sure, queue.undoLast()], ['2', false, null]);
  assert.equal((await second).error.code, 'undone');
  assert.deepEqual(posted, ['1']);
  assert.equal(JSON.parse(storage.getItem(`${prefix('m')}1`)).back, true);
});

test('edit that another tab saved or discarded is not sent again', async () => {
  const { queue, posted } = played([null]);
  void queue.add(of('1'));
  const second = queue.add(of('2'));
  await settled();
  queue.follow('2', null);
  assert.deepEqual(await second, {});
  assert.deepEqual([queue.items.map((item) => item.id), posted], [['1'], ['1']]);
});

test('edit that another tab saved while it was being sent here is not sent again', async () => {
  const locked = { status: 403, body: { error: { code: 'locked', message: 'Not now.' } } };
  for (const lost of [null, { status: 502, body: null }, locked]) {
    let arrive;
    const { queue, posted, storage } = played([() => new Promise((resolve) => { arrive = resolve; }), null]);
    const first = queue.add(of('1'));
    await settled();
    storage.removeItem(`${prefix('m')}1`);
    queue.follow('1', null);
    arrive(lost);
    assert.deepEqual(await first, {});
    assert.deepEqual([queue.items, posted, queue.failures, queue.blockReason, storage.length], [[], ['1'], 0, null, 0]);
  }
});

test('edit that the server fails at lets others pass and is rejected once others are saved', async () => {
  const broken = { status: 500, body: { error: { code: 'internal', message: 'x' } } };
  const { queue, posted, pauses, ended } = played([(item) => (item.id === '1' ? broken : saved)]);
  const first = queue.add(of('1'));
  const second = queue.add(of('2'));
  for (let round = 1; round <= 4; round += 1) {
    await settled();
    pauses.at(-1).run();
  }
  assert.equal((await second).revision, 7);
  assert.match((await first).error.message, /couldn’t save this change.*500/);
  assert.deepEqual(posted, ['1', '1', '1', '1', '1', '2', '1']);
  assert.deepEqual(queue.items.map(({ id, state }) => [id, state]), [['1', 'rejected']]);
  assert.deepEqual(ended.map(({ id }) => id), ['2', '1']);
  queue.discard('1');
  assert.equal(queue.failures, 0);
});

test('nothing is rejected while the server fails at everything', async () => {
  const { queue, pauses, posted } = played([{ status: 502, body: null }]);
  void queue.add(of('1'));
  void queue.add(of('2'));
  for (let round = 1; round <= 30; round += 1) {
    await settled();
    pauses.at(-1).run();
  }
  assert.deepEqual(queue.items.map(({ state }) => state).includes('rejected'), false);
  assert.deepEqual([...new Set(posted)], ['1', '2']);
});

test('proxy cannot reject an edit', async () => {
  const signIn = { status: 403, body: null };
  const { queue, pauses } = played([signIn, { status: 404, body: { message: 'no route' } }, saved]);
  const answer = queue.add(of('1'));
  for (let round = 1; round <= 2; round += 1) {
    await settled();
    assert.equal(queue.items[0].state, 'waiting');
    pauses.at(-1).run();
  }
  assert.equal((await answer).revision, 7);
});

test('changes of an edit by another tab are taken over', async () => {
  const storage = new Shelf();
  const { queue } = played([null], storage);
  void queue.add(of('1'));
  void queue.add(of('2'));
  const third = queue.add(of('3'));
  await settled();
  const write = (id, more) => {
    const text = JSON.stringify({ ...JSON.parse(storage.getItem(prefix('m') + id)), ...more });
    storage.setItem(prefix('m') + id, text);
    return text;
  };
  queue.follow('1', write('1', { back: true, tries: 4 }));
  assert.deepEqual([queue.items[0].undoWhenSaved, queue.items[0].tries], [true, 4]);
  // Without an event: the storage is read before an edit counts as gone for sure.
  write('2', { tries: 1, state: 'sending' });
  storage.removeItem(`${prefix('m')}3`);
  assert.deepEqual([queue.undoLast().sure, await third], [false, {}]);
  assert.deepEqual(queue.items.map(({ id, undoWhenSaved }) => [id, undoWhenSaved]), [['1', true], ['2', true]]);
});

test('edits of other tabs are adopted only when they are old', async () => {
  const storage = new Shelf();
  const id = newId();
  storage.setItem(prefix('m') + id, JSON.stringify({ edit, description: 'x', state: 'waiting', tries: 1 }));
  const { queue, posted } = played([saved], storage);
  queue.adopt(Date.now() - 30_000);
  await settled();
  assert.deepEqual(posted, []);
  queue.adopt(Date.now() + 1000);
  await settled();
  assert.deepEqual(posted, [id]);
});

test('edit ids sort by time and never repeat', () => {
  const ids = Array.from({ length: 2000 }, newId);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('typed text becomes values for the server', () => {
  assert.deepEqual(valueOf('wait', ' 2d (1d–3w) '), { wait: '2d', wait_range: '1d–3w' });
  assert.deepEqual(valueOf('wait', '2d'), { wait: '2d' });
  assert.deepEqual(valueOf('work', '? (1h-2h'), { work: null, work_range: '1h-2h' });
  assert.deepEqual(valueOf('wait', '1d–3w'), { wait: null, wait_range: '1d–3w' });
  assert.deepEqual(valueOf('wait', '1 to 3d'), { wait: null, wait_range: '1 to 3d' });
  assert.deepEqual(valueOf('wait', ''), { wait: null });
  assert.deepEqual(valueOf('complete_accurate', '80%'), { complete_accurate: '80%' });
  assert.deepEqual(valueOf('people', '?'), { people: null });
  assert.deepEqual(valueOf('team', '-'), { team: '-' });
  assert.deepEqual(valueOf('name', ''), { name: '' });
  const added = addStep({ name: 'Build', team: '' }, { after: 'a' });
  assert.deepEqual({ ...added, step: { ...added.step, id: '' } }, { type: 'add_step', step: { id: '', name: 'Build' }, after: 'a' });
  assert.deepEqual(setRework('a', 'b', null), { type: 'set_rework', from: 'a', to: 'b', share: null });
});

test('copied text has the labels of the fields', () => {
  const edit = batch([changeStep('a', { complete_accurate: '80', people: '' }), setRework('a', 'b', 20)]);
  const labelOf = (field) => ({ complete_accurate: '%C/A', people: 'People' })[field];
  assert.equal(describe({ description: 'Filled 2 cells', edit }, labelOf), 'Filled 2 cells\n  %C/A: 80, People: unknown');
});

test('pending values come from the edits, and later edits override earlier ones', () => {
  const step = addStep('Build', { after: 'a' });
  const items = [step, changeStep('a', { wait: '2d (1d–3d)' }), changeStep('a', { work: '1h' }), changeStep('a', { work: '2h' })];
  const seen = expectedValues(items.map((one, at) => ({ id: String(at), edit: one, description: '', state: 'waiting', tries: 0, isStored: true })));
  assert.deepEqual([...seen.cells], [['a\nwait', '2d'], ['a\nwait_range', '1d–3d'], ['a\nwork', '2h']]);
  assert.deepEqual(seen.added.map(({ texts, place }) => [texts.name, place.after]), [['Build', 'a']]);
});

test('equal values in different notation are the same', () => {
  for (const [a, b] of [['90m', '1h 30m'], ['80%', '80'], ['0,5d', '0.5 d'], ['2d (1d-3w)', '2d (1d–3w)']]) {
    assert.ok(sameValue(a, b), `${a} = ${b}`);
  }
  for (const [a, b] of [['3h', '4h'], ['1d', '1w'], ['', '0s'], ['2d', '2d (1d–3w)']]) assert.ok(!sameValue(a, b), `${a} ≠ ${b}`);
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('long quotes are clipped between whole characters', () => {
  assert.equal(clip('a'.repeat(60)), 'a'.repeat(60));
  assert.equal(clip('🚀'.repeat(61)), `${'🚀'.repeat(59)}…`);
  assert.equal(clipQuotes(`“${'b'.repeat(70)}” isn’t a time.`), `“${'b'.repeat(59)}…” isn’t a time.`);
});
