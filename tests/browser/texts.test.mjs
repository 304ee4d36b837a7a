// Texts of people within messages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clip, clipQuotes } from '../../static/js/core/text.js';

test('long text is clipped where a message quotes it', () => {
  const long = 'A name that goes on and on, well beyond what anyone can read in a corner of the page';
  assert.equal(clip('short'), 'short');
  assert.equal(clip(long).length, 60);
  assert.equal(clipQuotes(`Someone deleted “${long}” and “Build”.`), `Someone deleted “${clip(long)}” and “Build”.`);
});
