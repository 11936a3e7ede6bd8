// Opening the packing of geo/web/encode.py: varints of zigzag differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { boundsOf, pathOf, unpack } = await script('decode.js');
const rings = (shapes) => shapes.map((shape) => shape.map((ring) => [...ring]));

/** The packing as encode.py does it, for shapes that a test makes up. */
function pack(shapes) {
  const out = [];
  const put = (number) => {
    for (; number > 127; number = Math.floor(number / 128)) out.push(number % 128 + 128);
    out.push(number);
  };
  for (const shape of shapes) {
    put(shape.length);
    let [x0, y0] = [0, 0];
    for (const ring of shape) {
      put(ring.length / 2);
      let [x, y] = [x0, y0];
      for (let i = 0; i < ring.length; i += 2) {
        for (const step of [ring[i] - x, ring[i + 1] - y]) put(step < 0 ? -2 * step - 1 : 2 * step);
        [x, y] = [ring[i], ring[i + 1]];
      }
      [x0, y0] = ring;
    }
  }
  return Uint8Array.from(out);
}

test('bytes as written by hand are a triangle', () => {
  // One ring of three vertices: (1, -1), then +2 +0, then -1 +3.
  assert.deepEqual(rings(unpack(Uint8Array.of(1, 3, 2, 1, 4, 0, 1, 6), 1)), [[[1, -1, 3, -1, 2, 2]]]);
});

test('a number of several bytes is read whole', () => {
  assert.deepEqual(rings(unpack(Uint8Array.of(1, 1, 0xAC, 0x02, 0), 1)), [[[150, 0]]]);
});

test('a number past 31 bits of zigzag is read whole', () => {
  const shapes = [[[2 ** 30 - 1, -(2 ** 30) + 1]]];
  assert.deepEqual(rings(unpack(pack(shapes), 1)), shapes);
});

test('a second ring counts from the first vertex of the ring before', () => {
  const shapes = [[[10, 10, 20, 10, 20, 20], [12, 12, 14, 12]]];
  assert.deepEqual(rings(unpack(pack(shapes), 1)), shapes);
});

test('every shape counts from nought', () => {
  const shapes = [[[5, 5, 6, 6]], [[1, 1, 2, 2]]];
  assert.deepEqual(rings(unpack(pack(shapes), 2)), shapes);
});

test('an empty shape has no rings', () => {
  assert.deepEqual(rings(unpack(pack([[], [[3, 4]]]), 2)), [[], [[3, 4]]]);
});

test('a path of a ring goes in relative steps and is closed', () => {
  assert.equal(pathOf([Int32Array.of(1, 2, 4, 6, 0, 0)], true), 'M1 2l3 4 -4 -6 z');
});

test('a path of a line stays open', () => {
  assert.equal(pathOf([Int32Array.of(1, 2, 4, 6)], false), 'M1 2l3 4 ');
});

test('a lone point is a line of no length', () => {
  assert.equal(pathOf([Int32Array.of(7, 8)], false), 'M7 8l0 0');
});

test('bounds hold all rings: west, north, east, south', () => {
  assert.deepEqual(boundsOf([Int32Array.of(1, 2, 4, -6), Int32Array.of(-3, 9)]), [-3, -6, 4, 9]);
});
