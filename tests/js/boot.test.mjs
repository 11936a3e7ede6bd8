// Opening the letters of geo/web/encode.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { bytesOf } = await script('boot.js');
const opened = (text) => new TextDecoder().decode(bytesOf(text));

test('two letters are 13 bits', () => {
  // "Man": 0100110101100 = 2476 = 27 * 91 + 19, 00101101110 and two bits of nothing = 1464 = 16 * 91 + 8.
  assert.equal(opened('>52*'), 'Man');
  assert.equal(opened(''), '');
});

test('at the end a letter is up to six bits', () => {
  // 1111111111111 = 8191 = 90 * 91 + 1, 111 and three bits of nothing = 56.
  assert.deepEqual([...bytesOf('~#[')], [255, 255]);
  // 0000000000000, 000.
  assert.deepEqual([...bytesOf('!!!')], [0, 0]);
});
