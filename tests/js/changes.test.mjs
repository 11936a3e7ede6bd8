// What changed between two days, as geo/scene.py says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { changesOf, eventsOf } = await script('changes.js');
const { cases } = await data('changes.json');

const listed = (name, text) => text && { [name]: text.split(', ') };
const rowsOf = (rows) => rows.map(([feature, tenure, holder, bound, benefits, article]) => ({
  feature, tenure, holder, article, ...listed('bound', bound), ...listed('benefits', benefits),
}));

for (const [what, before, after, stand] of cases) {
  test(`between two days: ${what}`, () => assert.deepEqual([...changesOf(rowsOf(before), rowsOf(after)).values()], stand));
}

// [feature, right, holder, article, by which article it ended]
const told = (before, after) => {
  const made = (rows) => rows.map(([feature, tenure, holder, article, ended_by = '']) => ({ feature, tenure, holder, instrument: 'treaty', article, ended_by }));
  return eventsOf(made(before), made(after), ({ tenure }) => tenure !== 'duty')
    .map(({ from, to, by, features }) => [from?.holder, to?.holder, by, features.join()]);
};

test('a right in other hands is told with both, places of one article together', () => {
  assert.deepEqual(told([['a', 'land', 'red', '1'], ['b', 'land', 'red', '1']], [['a', 'land', 'blue', '2'], ['b', 'land', 'blue', '2']]),
    [['red', 'blue', 'treaty/2', 'a,b']]);
});

test('a right that ended is told by the article that ended it', () => {
  assert.deepEqual(told([['a', 'claim', 'red', '1', 'award/5']], []), [['red', undefined, 'award/5', 'a']]);
});

test('of a place of which something else is told, no end is; nor of a duty', () => {
  assert.deepEqual(told([['a', 'claim', 'red', '1', 'award/5'], ['b', 'duty', 'red', '1', 'award/5']], [['a', 'land', 'blue', '2']]),
    [[undefined, 'blue', 'treaty/2', 'a']]);
});
