// Opening the packing of geo/web/encode.py: varints of zigzag differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { boundsOf, pathOf, seenOf, textsOf, unpack } = await script('decode.js');
const rings = (shapes) => shapes.map((shape) => shape.map((ring) => [...ring]));

const zigzag = (number) => (number < 0 ? -2 * number - 1 : 2 * number);

/** Varints. */
function bytes(...numbers) {
  const out = [];
  for (let number of numbers) {
    for (; number > 127; number = Math.floor(number / 128)) out.push(number % 128 + 128);
    out.push(number);
  }
  return Uint8Array.from(out);
}

test('bytes as written by hand are a triangle', () => {
  // Three vertices; one ring of one run, no bits rounded off: (1, -1), then +2 +0, then -1 +3.
  assert.deepEqual(rings(unpack(Uint8Array.of(3, 1, 1, 9, 0, 2, 1, 4, 0, 1, 6), 1)), [[[1, -1, 3, -1, 2, 2]]]);
});

test('a number of several bytes is read whole', () => {
  assert.deepEqual(rings(unpack(Uint8Array.of(1, 1, 1, 3, 0, 0xAC, 0x02, 0), 1)), [[[150, 0]]]);
});

test('a number past 31 bits of zigzag is read whole', () => {
  const [x, y] = [2 ** 30 - 1, -(2 ** 30) + 1];
  assert.deepEqual(rings(unpack(bytes(1, 1, 1, 3, 0, zigzag(x), zigzag(y)), 1)), [[[x, y]]]);
});

test('where bits were rounded off, steps are of what is left', () => {
  // (103, -3) in full, then in fours from (25, -1): +2 +1, -1 -1.
  assert.deepEqual(rings(unpack(bytes(3, 1, 2, 3, 0, zigzag(103), zigzag(-3), 6, 2, zigzag(2), zigzag(1), zigzag(-1), zigzag(-1)), 1)),
    [[[103, -3, 108, 0, 104, -4]]]);
});

test('a ring counts from the last vertex before it, in this shape or another', () => {
  const step = [zigzag(1), zigzag(2)];
  assert.deepEqual(rings(unpack(bytes(3, 2, 1, 3, 0, ...step, 1, 3, 0, ...step, 1, 1, 3, 0, ...step), 2)),
    [[[1, 2], [2, 4]], [[3, 6]]]);
});

test('a run may be a copy of vertices that stood before, and the next counts from its end', () => {
  // (1, 1) (2, 2) (3, 3); then two from the second on, and one step of (1, 0).
  const line = [3, 1, 1].flatMap((number, i) => (i ? [zigzag(1), zigzag(1)] : [3 * number, 0, zigzag(1), zigzag(1)]));
  assert.deepEqual(rings(unpack(bytes(6, 1, 1, ...line, 1, 2, 3 * 2 + 1, 1, 3, 0, zigzag(1), zigzag(0)), 2)),
    [[[1, 1, 2, 2, 3, 3]], [[2, 2, 3, 3, 4, 3]]]);
});

test('or of the same backwards', () => {
  const line = [9, 0, zigzag(1), zigzag(1), zigzag(1), zigzag(1), zigzag(1), zigzag(1)];
  assert.deepEqual(rings(unpack(bytes(6, 1, 1, ...line, 1, 1, 3 * 3 + 2, 2), 2)),
    [[[1, 1, 2, 2, 3, 3]], [[3, 3, 2, 2, 1, 1]]]);
});

test('an empty shape has no rings', () => {
  assert.deepEqual(rings(unpack(bytes(1, 0, 1, 1, 3, 0, zigzag(3), zigzag(4)), 2)), [[], [[3, 4]]]);
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

test('of a line no vertex is drawn nearer than asked to the one before; its ends stay', () => {
  const line = Int32Array.of(0, 0, 3, 0, 5, 0, 9, 0, 11, 1);
  assert.deepEqual(rings([seenOf([line], 5)]), [[[0, 0, 5, 0, 11, 1]]]);
});

test('a lone point stays', () => assert.deepEqual(rings([seenOf([Int32Array.of(3, 4)], 9)]), [[[3, 4]]]));

test('where no unit is too small, all is drawn', () => {
  const line = Int32Array.of(0, 0, 1, 0, 1, 1);
  assert.equal(seenOf([line], 1)[0], line);
});

test('a second script is its first letter by letter, but for the texts that it has of its own', () => {
  const packed = { keys: ['a', 'b', 'c'], in: { zh: ['東條約', '列印', null], 'zh-Hans': [0, '打印', '国'] }, letters: { 'zh-Hans': ['zh', '東條約', '东条约'] } };
  assert.deepEqual(textsOf(packed)['zh-Hans'], { a: '东条约', b: '打印', c: '国' });
});

test('texts have their keys again, in each language those that it has', () => {
  assert.deepEqual(textsOf({ keys: ['a', 'b'], in: { fr: ['un', 'deux'], ja: [null, '二'] }, letters: {} }),
    { fr: { a: 'un', b: 'deux' }, ja: { b: '二' } });
});
