// Names of waters: on their own water, no letter on land.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { waterSpots } = await script('seanames.js');
const ring = (...points) => Int32Array.from(points.flat());
/** A strip of land, 20 wide, from north to south at x = 100. */
const strip = ring([100, -1000], [120, -1000], [120, 1000], [100, 1000], [100, -1000]);

test('on open water a name stands at its point', () => {
  assert.deepEqual(waterSpots([], 0, 0, 60, 10)[0], [0, 0]);
});

test('beside a shore it moves off, until no letter is on land', () => {
  const spots = waterSpots([strip], 80, 0, 60, 10);
  assert.ok(spots.length);
  // Its box is 30 to either side of its middle: no middle lies east of 70.
  for (const [dx] of spots) assert.ok(80 + dx + 30 <= 100, String(dx));
  assert.ok(Math.hypot(...spots[0]) <= 20);
});

test('it does not cross to the water behind', () => {
  // Narrow enough that a ring further off would lie east of the strip.
  assert.ok(waterSpots([strip], 90, 0, 12, 10).every(([dx]) => 90 + dx < 100));
});

test('a name too wide for its water has no place', () => {
  const west = ring([-20, -1000], [0, -1000], [0, 1000], [-20, 1000], [-20, -1000]);
  assert.deepEqual(waterSpots([west, strip], 50, 0, 110, 10), []);
  assert.ok(waterSpots([west, strip], 50, 0, 90, 10).length);
});
