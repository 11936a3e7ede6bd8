// The camera: a map of any size stands where the page looks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { leastZoom, middleOf, movedTo, readView, seenBox, viewOf, viewText } = await script('camera.js');
const limits = { frame: [-60, -60, 60, 60], snap: 0.25, most: 10, least: 0 };
const box = [-10, -10, 10, 10];

test('a box symmetric about the equator has its middle there', () => {
  const { lat, lng } = middleOf(box);
  assert.ok(Math.abs(lat) < 1e-9 && Math.abs(lng) < 1e-9);
});

test('the world of 256 px at zoom 0: 20 degrees on 512 px fit at zoom 5', () => {
  // 20 degrees of longitude are 256 * 20 / 360 = 14.2 px at zoom 0; 512 px are 2 ** 5.17 times as many.
  assert.equal(viewOf({ box, at: null }, { width: 512, height: 4000 }, limits).zoom, 5);
});

test('every size shows the whole box, about one middle', () => {
  for (const size of [{ width: 390, height: 500 }, { width: 1000, height: 300 }, { width: 3840, height: 1500 }]) {
    const view = viewOf({ box, at: null }, size, limits), [w, s, e, n] = seenBox(view, size);
    assert.ok(w <= -10 && s <= -10 && e >= 10 && n >= 10);
    assert.ok(Math.abs(view.lat) < 1e-6 && Math.abs(view.lng) < 1e-6);
  }
});

test('a view by hand is kept, and on the same size exactly', () => {
  const at = { lat: 5, lng: 3, zoom: 6 }, size = { width: 900, height: 500 }, camera = movedTo(at, size, box);
  const view = viewOf(camera, size, limits);
  assert.ok(Math.abs(view.lat - 5) < 1e-6 && Math.abs(view.lng - 3) < 1e-6);
  assert.equal(view.zoom, 6);
  assert.equal(viewOf(camera, { width: 450, height: 500 }, limits).lat.toFixed(4), '5.0000');
});

test('no map shows less than its ground where it need not', () => {
  const size = { width: 1200, height: 700 };
  assert.ok(leastZoom({ box: null, at: null }, size, limits) >= Math.log2(1200 / (256 / 3)) - 1e-9);
});

test('a link that says nothing sound has no view', () => {
  for (const text of ['', 'a,b,c', '999,999,999', ',,,,']) assert.equal(readView(text, limits.frame), null);
  assert.deepEqual(readView('1,2,3', limits.frame), { lat: 1, lng: 2, zoom: 3 });
});

test('a link names a place west of Greenwich on a map that lies across 180 degrees', () => {
  // From Kamchatka to the panhandle: 150 degrees west is 210 degrees east.
  const frame = [160, 45, 235, 75];
  assert.deepEqual(readView('64,-150,5', frame), { lat: 64, lng: 210, zoom: 5 });
  assert.deepEqual(readView('64,210,5', frame), { lat: 64, lng: 210, zoom: 5 });
  assert.deepEqual(readView('64,175,5', frame), { lat: 64, lng: 175, zoom: 5 });
  assert.equal(readView('64,-100,5', frame), null);
  assert.equal(viewText({ lat: 64, lng: 210, zoom: 5 }), '64.0000,-150.0000,5');
});
