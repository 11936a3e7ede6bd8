// Opening the letters of geo/web/encode.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { bytesOf } = await script('boot.js');
const opened = (text) => new TextDecoder().decode(bytesOf(text));

test('five letters are four bytes', () => {
  // "Man " is 9jqo^ in Ascii85: digits 24, 73, 80, 78, 61.
  assert.equal(opened('O,`^z'), 'Man ');
  assert.equal(opened('O,`^zO,`^z'), 'Man Man ');
});

test('at the end two letters are one byte', () => {
  // 0x4D000000 = 24 * 85**4 + 63 * 85**3 + ...
  assert.equal(opened('O,`^zO#'), 'Man M');
  assert.equal(opened(''), '');
});

test('the greatest number of four bytes is read whole', () => assert.deepEqual([...bytesOf('|NsC0')], [255, 255, 255, 255]));
