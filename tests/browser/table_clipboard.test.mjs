// What spreadsheets put on the clipboard, read and written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockOf, htmlOf, isOneValue, textOf } from '../../static/js/table/clipboard.js';

test('clipboard table is parsed with quotes, empty cells and any line break', () => {
  assert.deepEqual(blockOf('1d\t30m\r\n2d\t1h\r\n'), [['1d', '30m'], ['2d', '1h']]);
  assert.deepEqual(blockOf('a\t\tc\n\tb'), [['a', '', 'c'], ['', 'b']]);
  assert.deepEqual(blockOf('"two\nlines"\t"say ""go"""\n3'), [['two lines', 'say "go"'], ['3']]);
  assert.deepEqual(blockOf('a "quoted" word\tb'), [['a "quoted" word', 'b']]);
  assert.deepEqual(blockOf('"open\tb'), [['"open', 'b']]);
  assert.deepEqual(blockOf('x'), [['x']]);
});

test('single value is not a table', () => {
  assert.equal(isOneValue(' 2d (1d–3w)\n'), true);
  assert.equal(isOneValue('1d\t2d'), false);
  assert.equal(isOneValue('1d\n2d'), false);
});

test('copied block is read again as it was, and is no formula elsewhere', () => {
  const block = [['=1+1', 'a "quoted" word', '2h (1h–3d)'], ['', '-5', 'it’s'], ['\'quoted\'', '<b>', '@team']];
  assert.deepEqual(blockOf(textOf(block)), block);
  for (const cell of textOf(block).split(/[\t\n]/)) assert.doesNotMatch(cell, /^"?[=+@-]/);
  assert.match(htmlOf(block), /^<table><tbody><tr><td>'=1\+1<\/td>.*<td>&lt;b&gt;<\/td><td>'@team<\/td><\/tr><\/tbody><\/table>$/);
});
