// Limits: whether there is one on a day, as geo/limits.py says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { divides } = await script('limits.js');
const { cases, tenures } = await data('limits.json');

for (const [what, sides, rows, stands] of cases) {
  test(`a limit: ${what}`, () => {
    const held = rows.map(([feature, tenure, holder, bound]) => ({ feature, tenure, holder, bound, reading: tenures[tenure].reading }));
    assert.equal(divides(sides, held, tenures), stands);
  });
}
