// What changed between two days, as geo/scene.py says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { changesOf } = await script('changes.js');
const { cases } = await data('changes.json');

const listed = (name, text) => text && { [name]: text.split(', ') };
const rowsOf = (rows) => rows.map(([feature, tenure, holder, bound, benefits, article]) => ({
  feature, tenure, holder, article, ...listed('bound', bound), ...listed('benefits', benefits),
}));

for (const [what, before, after, stand] of cases) {
  test(`between two days: ${what}`, () => assert.deepEqual([...changesOf(rowsOf(before), rowsOf(after)).values()], stand));
}
