// How to cite the map on the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { addressOf, citations } = await script('cite.js');
const map = {
  title: 'A border: 1 May and 2 June', page: 'border', before: '1905-05-01', after: '1905-06-02',
  url: 'https://example.org/a/border.html#lang=fr', version: '1.2.3', checksum: '0123456789abcdef0123456789abcdef',
  year: 1906, today: '1907-03-04',
};
const forms = citations(map);

test('three forms', () => assert.deepEqual(Object.keys(forms), ['Chicago', 'BibTeX', 'CSL-JSON']));

for (const [form, text] of Object.entries(forms)) {
  for (const [what, words] of [['title', map.title], ['link', map.url], ['version', map.version], ['checksum', '0123456789abcdef'], ['year', '1906']]) {
    test(`${form} holds the ${what}`, () => assert.ok(text.includes(words)));
  }
}

test('Chicago says when it was opened', () => assert.ok(forms.Chicago.includes('Accessed March 4, 1907. https')));

test('CSL-JSON is JSON of one map', () => {
  const [item, ...more] = JSON.parse(forms['CSL-JSON']);
  assert.deepEqual(more, []);
  assert.equal(item.type, 'map');
  assert.deepEqual(item.author, [{ literal: 'Treaty Atlas' }]);
  assert.deepEqual([item.issued, item.accessed], [{ 'date-parts': [[1906]] }, { 'date-parts': [[1907, 3, 4]] }]);
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

test('two maps have two keys', () => {
  const key = (other) => /@misc\{([^,]+),/.exec(citations({ ...map, ...other }).BibTeX)[1];
  assert.equal(new Set([{}, { page: 'other' }, { before: '1904-05-01' }, { after: '1905-06-03' }].map(key)).size, 4);
});

test('the path of a disk is no address', () => {
  for (const href of ['file:///C:/Users/anna/border.html#lang=fr', 'blob:null/1', 'about:srcdoc#x']) {
    const url = addressOf(href, '', 'border');
    assert.equal(url, '');
    for (const text of Object.values(citations({ ...map, url }))) {
      assert.ok(!/file:|anna|ccessed|[Uu][Rr][Ll]/.test(text), text);
      assert.ok(text.includes('1.2.3') && text.includes('0123456789abcdef'));
    }
  }
});

test('an edition with a site has one address, wherever it was opened', () => {
  for (const href of ['file:///C:/Users/anna/border.html#lang=fr', 'https://mirror.example/border.html#lang=fr']) {
    assert.equal(addressOf(href, 'https://example.org/a/', 'border'), 'https://example.org/a/border.html#lang=fr');
  }
  assert.equal(addressOf('https://mirror.example/border.html', '', 'border'), 'https://mirror.example/border.html');
});
