// How to cite the map on the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { citations } = await script('cite.js');
const map = {
  title: 'A border: 1 May and 2 June', url: 'file:///a/b.html#lang=fr', version: '1.2.3',
  checksum: '0123456789abcdef0123456789abcdef',
};
const forms = citations(map);

test('three forms', () => assert.deepEqual(Object.keys(forms), ['Chicago', 'BibTeX', 'CSL-JSON']));

for (const [form, text] of Object.entries(forms)) {
  for (const [what, words] of [['title', map.title], ['link', map.url], ['version', map.version], ['checksum', '0123456789abcdef']]) {
    test(`${form} holds the ${what}`, () => assert.ok(text.includes(words)));
  }
}

test('CSL-JSON is JSON of one map', () => {
  const [item, ...more] = JSON.parse(forms['CSL-JSON']);
  assert.deepEqual(more, []);
  assert.equal(item.type, 'map');
  assert.deepEqual(item.author, [{ literal: 'Treaty Atlas' }]);
});

test('braces of BibTeX close', () => {
  const { BibTeX } = citations({ ...map, title: 'A } brace { and a \\ stroke' });
  let depth = 0;
  for (const letter of BibTeX) {
    depth += { '{': 1, '}': -1 }[letter] || 0;
    assert.ok(depth >= 0);
  }
  assert.equal(depth, 0);
});
