// What the reader chose, in the link and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { readHash, soundState, writeHash } = await script('link.js');
const defaults = { lang: 'en', mode: 'swipe', split: '50', before: '1905-09-04', after: '1905-12-22', article: '', view: '' };
const allowed = { lang: ['en', 'ja'], mode: ['swipe', 'both'], article: ['', 'peace/IX'] };
const sound = (change) => soundState({ ...defaults, ...change }, defaults, allowed);

test('no hash is the opening', () => assert.deepEqual(readHash('', defaults), defaults));

test('a hash changes what it names', () => {
  assert.equal(readHash('#lang=ja&split=30', defaults).lang, 'ja');
});

test('what no page knows is passed over', () => {
  assert.deepEqual(readHash('#weather=fine', defaults), defaults);
});

test('only what differs stands in the link', () => {
  assert.equal(writeHash({ ...defaults, lang: 'ja' }, defaults), 'lang=ja');
});

test('the opening is an empty link', () => assert.equal(writeHash(defaults, defaults), ''));

test('what was written is read again', () => {
  const state = { ...defaults, article: 'peace/IX', before: '1900-01-01', view: '39.2,121.8,9' };
  assert.deepEqual(readHash('#' + writeHash(state, defaults), defaults), state);
});

test('a sound state stays as it is', () => {
  const state = { ...defaults, lang: 'ja', mode: 'both', split: '31', article: 'peace/IX' };
  assert.deepEqual(soundState(state, defaults, allowed), state);
});

for (const [key, value] of [['lang', 'xx'], ['mode', '3d'], ['article', 'peace/XCIX'], ['split', '-1'],
  ['split', '101'], ['split', 'half'], ['before', 'yesterday'], ['after', '5 September']]) {
  test(`${key}=${value} falls back`, () => assert.equal(sound({ [key]: value })[key], defaults[key]));
}

test('a day before that is not before falls back, with the other', () => {
  const state = sound({ before: '1906-01-01', after: '1905-12-22' });
  assert.deepEqual([state.before, state.after], [defaults.before, defaults.after]);
});

test('a day that no calendar has falls back', () => {
  assert.equal(sound({ before: '1905-02-31' }).before, defaults.before);
  assert.equal(sound({ after: '9999-99-99' }).after, defaults.after);
});

test('an empty split falls back', () => assert.equal(sound({ split: '' }).split, '50'));

test('what is given is not changed', () => {
  const given = { ...defaults, lang: 'xx' };
  soundState(given, defaults, allowed);
  assert.equal(given.lang, 'xx');
});
