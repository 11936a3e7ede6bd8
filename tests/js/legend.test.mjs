// What lines a legend has, as geo/scene.py says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { drawnOf, legendOf } = await script('legend.js');
const { cases } = await data('legend.json');

// As in tests/data/terms.toml.
const terms = {
  tenure: {
    sovereignty: { rank: 1, mark: 'fill' }, lease: { rank: 2, mark: 'hatch' }, concession: { rank: 3, mark: 'line' },
    servitude: { rank: 5, mark: 'dots' }, guards: { rank: 6, mark: 'outline' },
  },
  power: { north: {}, south: {}, middle: {} },
};
const listed = (text) => (text ? text.split(', ') : undefined);
const rightsOf = (rows) => rows.map(([feature, kind, tenure, holder, bound, benefits, change]) => ({
  kind, change, row: { feature, tenure, holder, bound: listed(bound), benefits: listed(benefits) },
}));

for (const [what, shown, lines] of cases) {
  test(`a legend: ${what}`, () => assert.deepEqual(legendOf(rightsOf(shown), terms).map(({ row, kind, change }) => [
    kind, row.tenure, row.holder, (row.bound || []).join(), (row.benefits || []).join(), change]), lines));
}

test('a page draws the line that is worked, and not what lies beside it', () => {
  const rights = rightsOf([
    ['rail', 'line', 'concession', 'south', '', '', 'plain'], ['rail', 'line', 'guards', 'south', '', '', 'plain'],
    ['coast', 'line', 'servitude', 'north', '', '', 'plain'], ['mine', 'point', 'guards', 'south', '', '', 'plain'],
    ['field', 'area', 'guards', 'south', '', '', 'plain'],
  ]);
  assert.deepEqual(drawnOf(rights, terms).map(({ row }) => `${row.feature} ${row.tenure}`), ['rail concession', 'coast servitude', 'mine guards']);
});
