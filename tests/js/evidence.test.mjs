// What is copied out of a card, and what of a text is operative.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { citedIn, claimOf, markedIn, referenceOf, referencesIn } = await script('evidence.js');

const sources = { blue: { title: 'A. Author. Blue Book. London: Office, 1900', url: 'https://example.org/blue' }, red: { title: 'Red Book' } };

test('the operative words of a text are marked, in its order, and no letter is lost', () => {
  const parts = markedIn('The isle is ceded, for ever, to the South.', ['for ever', 'is ceded', 'not there']);
  assert.deepEqual(parts.filter(({ marked }) => marked).map(({ words }) => words), ['is ceded', 'for ever']);
  assert.equal(parts.map(({ words }) => words).join(''), 'The isle is ceded, for ever, to the South.');
});

test('phrases that share words are marked once; a text without any is whole', () => {
  assert.deepEqual(markedIn('a b c', ['a b', 'b c']), [{ words: 'a b', marked: true }, { words: ' c', marked: false }]);
  assert.deepEqual(markedIn('a b c', []), [{ words: 'a b c', marked: false }]);
});

test('a cite names each source with its pinpoint', () => {
  assert.deepEqual(citedIn('blue[p. 3; Art. I]; red'), [{ id: 'blue', pin: 'p. 3; Art. I' }, { id: 'red', pin: '' }]);
});

test('a reference says where in the source, and the address that it has', () => {
  assert.deepEqual(referencesIn('blue[p. 3]; red', sources, (pin) => pin), ['A. Author. Blue Book. London: Office, 1900, p. 3. https://example.org/blue', 'Red Book.']);
  assert.equal(referenceOf(undefined, 'lost', ''), 'lost.');
});

test('a claim is one paragraph; without an address it names none', () => {
  const claim = {
    place: 'The isle', right: 'Sovereignty: South', during: 'from 1 May 1900', article: 'Peace, Art. I', certainty: 'Certainty: verified (± 9 m)',
    sources: 'Red Book.', address: 'https://example.org/isle.html#feature=isle',
  };
  const say = (key, { said = '' } = {}) => ({ colon: ': ', comma: ', ', stop: '. ', aside: ` (${said})` })[key];
  assert.equal(claimOf(claim, say), 'The isle: Sovereignty: South, from 1 May 1900 (Peace, Art. I). Certainty: verified (± 9 m). Red Book. https://example.org/isle.html#feature=isle');
  assert.ok(claimOf({ ...claim, address: '' }, say).endsWith('Red Book.'));
});
