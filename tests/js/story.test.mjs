// A step of the story and what it shows; where a legend finds sea. The numbers are counted on squared paper: a cell is 8 px.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { atStep, stepAt } = await script('story.js');
const { Taken } = await script('sea.js');

const step = { say: 'It was ceded.', article: 'peace/I', view: 'both', before: '1900-01-01', after: '1900-05-01', features: ['island'] };
const facts = { subject: { story: [step, { ...step, view: 'after', reading: 'law' }] } };
const opening = { lang: 'ja', mode: 'swipe', split: '', before: '1899-01-01', after: '1899-02-01', basis: '', reading: '', article: '', feature: '', view: '', story: '' };

test('a step shows its view, its days and its article, in the language of the reader', () => {
  assert.deepEqual(atStep(facts, opening, '2'), {
    ...opening, story: '2', mode: 'after', before: '1900-01-01', after: '1900-05-01', article: 'peace/I', reading: 'law',
  });
});

test('outside the story, and at a step that there is not, all is as the page opens', () => {
  for (const number of ['', '0', '3', '-1', 'x']) {
    assert.equal(stepAt(facts, number), undefined);
    assert.deepEqual(atStep(facts, opening, number), opening);
  }
});

const same = (x, y) => [x, y];

test('on open sea a box stands in the corner, a cell from the edge', () => {
  assert.deepEqual(new Taken(400, 240).room(80, 40), { left: 8, top: 8 });
});

test('a box stands clear of land, and of the land within an outline whose edges are off the map', () => {
  const taken = new Taken(400, 240);
  // Land over the left 200 px, from far above to far below.
  taken.shape([[-4000, -4000, 200, -4000, 200, 4000, -4000, 4000]], true, same);
  assert.deepEqual(taken.room(80, 40), { left: 312, top: 8 });
  assert.equal(taken.room(200, 40), null);
});

test('a hole in the land is a lake with room for a box', () => {
  const taken = new Taken(400, 240);
  taken.shape([[-9, -9, 500, -9, 500, 300, -9, 300], [100, 60, 300, 60, 300, 180, 100, 180]], true, same);
  const { left, top } = taken.room(80, 40);
  assert.ok(left > 100 && left + 80 < 300 && top > 60 && top + 40 < 180, `${left}, ${top}`);
});

test('an island smaller than a cell and a line are in the way', () => {
  const taken = new Taken(400, 240);
  taken.shape([[40, 20, 42, 20, 42, 22, 40, 22]], true, same);
  taken.shape([[0, 100, 400, 100]], false, same);
  const { left, top } = taken.room(380, 40);
  assert.ok(top > 100, `${left}, ${top}`);
});

test('what is written is in the way', () => {
  const taken = new Taken(400, 240);
  taken.box([0, 0, 400, 180]);
  assert.equal(taken.room(100, 60), null);
  assert.deepEqual(taken.room(100, 30), { left: 8, top: 200 });
});
