// What a caption tells of a day, as geo/web/caption.py says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { toldOf } = await script('caption.js');
const { cases } = await data('captions.json');

for (const [what, rows, law, fact] of cases) {
  test(`a caption tells: ${what}`, () => {
    const held = rows.map(([feature, holder, reading, weight], n) => ({ feature, holder, reading, weight, n }));
    const told = toldOf(held, (row) => row.weight);
    assert.deepEqual([told.law, told.fact].map((found) => found.map((row) => row.n)), [law, fact]);
  });
}
