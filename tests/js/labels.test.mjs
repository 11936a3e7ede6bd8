// Names on the map: none over another, the more important first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { isFree, leader, placeLabels } = await script('labels.js');
const frame = [0, 0, 400, 300];
const label = (x, y, more = {}) => ({ x, y, width: 60, height: 14, rank: 2, ...more });
const box = ({ left, top }, { width, height }) => [left, top, left + width, top + height];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

test('a label stands right of its point if there is room', () => {
  const [placed] = placeLabels([label(100, 100)], frame);
  assert.equal(placed.side, 'right');
  assert.ok(placed.left >= 100);
});

test('at the right edge it stands on the left', () => {
  assert.equal(placeLabels([label(390, 100)], frame)[0].side, 'left');
});

test('between two edges it stands above', () => {
  assert.equal(placeLabels([label(32, 100)], [0, 0, 65, 300])[0].side, 'above');
});

test('at the upper edge it stands below', () => {
  assert.equal(placeLabels([label(32, 5)], [0, 0, 65, 300])[0].side, 'below');
});

test('one that finds no room is left out', () => {
  assert.deepEqual(placeLabels([label(20, 20)], [0, 0, 40, 40]), [null]);
});

test('of two in one place the higher rank stands', () => {
  const low = label(100, 100, { fixed: true, rank: 3 }), high = label(104, 102, { fixed: true, rank: 1 });
  const [first, second] = placeLabels([low, high], frame);
  assert.equal(first, null);
  assert.ok(second);
});

test('of two with one rank the first stands', () => {
  const [first, second] = placeLabels([label(100, 100, { fixed: true }), label(104, 102, { fixed: true })], frame);
  assert.ok(first);
  assert.equal(second, null);
});

test('a fixed label is centred on its point', () => {
  assert.deepEqual(placeLabels([label(100, 100, { fixed: true })], frame)[0], { left: 70, top: 93, side: 'centre' });
});

test('what is already drawn is left free', () => {
  assert.notEqual(placeLabels([label(100, 100)], frame, [[100, 90, 180, 110]])[0].side, 'right');
});

test('a hundred labels in a crowd: none over another', () => {
  const labels = Array.from({ length: 100 }, (_, i) => label((i * 37) % 400, (i * 53) % 300, { rank: i % 4 }));
  const boxes = placeLabels(labels, frame).flatMap((placed, i) => (placed ? [box(placed, labels[i])] : []));
  assert.ok(boxes.length > 10);
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b))));
});

test('the answer is in the order given', () => {
  const placed = placeLabels([label(300, 200, { rank: 3 }), label(50, 50, { rank: 1 })], frame);
  assert.ok(placed[0].left > 200 && placed[1].left < 200);
});

test('no label covers the dot of another', () => {
  const dotted = { r: 3 };
  const labels = [label(100, 100, dotted), label(130, 100, { ...dotted, rank: 3 })];
  const placed = placeLabels(labels, frame);
  const dot = [127, 97, 133, 103];
  assert.ok(!placed[0] || !overlap(box(placed[0], labels[0]), dot) || !placed[1]);
});

test('a name along a shape is turned with it, and moves along it where its middle is taken', () => {
  const along = { turn: Math.PI / 2, off: [0], slack: 60 }, steep = label(200, 150, { fixed: true, along });
  assert.deepEqual(placeLabels([steep], frame)[0], { left: 200, top: 150, side: 'along' });
  const [moved] = placeLabels([steep], frame, [[190, 140, 210, 160]]);
  // Its length of 60 lies upright and ends before the box that begins at 140 or after the one that ends at 160.
  assert.ok(moved && Math.abs(moved.left - 200) < 1e-9 && (moved.top + 30 <= 140 || moved.top - 30 >= 160));
});

test('beside a turned name there is room that its whole box would take', () => {
  const along = { turn: Math.PI / 4, off: [0], slack: 0 }, slanted = label(200, 150, { width: 140, rank: 1, fixed: true, along });
  // From corner to corner it lies within 150 to 250 across; a town at the other corner stands free.
  const [, town] = placeLabels([slanted, label(175, 188, { width: 30 })], frame);
  assert.ok(town);
});

test('a name that is led stands off where there is room, with a line to its dot; lines keep names off, but no dots', () => {
  const town = label(200, 150, { r: 3, rank: 1, always: true }), walls = [[150, 120, 194, 180], [206, 120, 250, 180], [194, 120, 206, 142]];
  assert.equal(placeLabels([town], frame, walls)[0], null);
  // The walls end at 180, and between them a line has room downwards.
  const [{ side, left, top }] = placeLabels([{ ...town, led: true }], frame, walls);
  assert.ok(side === 'led' && top >= 180);
  const [x, y, u, v] = leader(town, [left, top, left + town.width, top + town.height]);
  assert.ok(x === 200 && y === 150 && v === top && u > 194 && u < 206.1);
  // A line over the dot itself is no wall: the name only keeps off it.
  assert.equal(placeLabels([town], frame, [], [[150, 149, 200, 151]])[0].side, 'right');
});

test('what lies over the map stands on no dot, on nothing that stands there, and off names where it can', () => {
  const bar = [0, 280, 120, 300];
  assert.ok(isFree(bar, [[200, 290]], []));
  assert.ok(!isFree(bar, [[110, 290]], []));
  assert.ok(!isFree(bar, [[124, 290]], []), 'nor so near that its dot is half under it');
  assert.ok(!isFree(bar, [], [[100, 250, 140, 285]]));
  assert.ok(!isFree(bar, [[180, 290]], [], true) && isFree(bar, [[180, 240]], [], true));
});
