// What follows from what the reader chose, without a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const {
  allowedIn, changesIn, chosenIn, dayChoices, daysOfChange, daysShown, heldIn, limitDrawn, modeShown, openingState, rowsIn, withChoice,
} = await script('state.js');

// An island ceded on 1 May 1900, whose army left in June; a railway leased in 1895; a limit between the island and a shore.
const row = (key, feature, tenure, holder, start, end, more = {}) => ({
  key, feature, tenure, holder, reading: 'law', instrument: 'peace', article: 'I', dates: { '': [start, end] }, ...more,
});
const ceded = row('b', 'island', 'sovereignty', 'north', '1900-05-01', '', { dates: { '': ['1900-05-01', ''], signature: ['1900-02-01', ''] } });
const rows = [
  row('a', 'island', 'sovereignty', 'south', '1850-01-01', '1900-05-01'), ceded,
  row('c', 'railway', 'lease', 'north', '1895-01-01', '', { instrument: 'lease', article: 'II' }),
  row('d', 'island', 'army', 'south', '1890-01-01', '1900-06-01', { reading: 'fact', article: 'III' }),
  row('e', 'shore', 'sovereignty', 'south', '1850-01-01', '1960-01-01', { article: 'II' }),
];
const facts = {
  page: 'treaty', languages: ['en', 'ja'], bases: ['signature'], rows, covers: ['1850-01-01', '1950-01-01'],
  subject: { opens: 'both', before: '1899-12-31', after: '1900-05-01', story: [] },
  features: [{ id: 'island' }, { id: 'railway' }, { id: 'shore' }],
  instruments: [{ id: 'peace', articles: [{ number: 'I' }, { number: 'II' }] }],
  limits: [{ feature: 'strait', divides: ['island', 'shore'], start: '1880-01-01' }],
  terms: { tenure: { sovereignty: { rank: 1 }, lease: { rank: 2 }, army: { rank: 1 } } },
};
const opening = openingState(facts, 'en', false);
const given = (change = {}) => ({ facts, state: { ...opening, ...change } });
const keys = (found) => found.map(({ key }) => key);

test('a page opens on the days of its subject, in the language of the reader', () => {
  assert.deepEqual([opening.before, opening.after, opening.mode, opening.lang, opening.split], ['1899-12-31', '1900-05-01', 'both', 'en', '']);
});

test('two maps side by side are too small for a phone', () => assert.equal(openingState(facts, 'en', true).mode, 'swipe'));

test('the timeline opens on one day', () => assert.equal(openingState({ ...facts, page: 'timeline' }, 'en', true).mode, 'after'));

test('what may be chosen is what the page has', () => {
  const allowed = allowedIn(facts);
  assert.deepEqual(allowed.article, ['', 'peace/I', 'peace/II']);
  assert.deepEqual(allowed.feature, ['', 'island', 'railway', 'shore']);
  assert.deepEqual([allowed.basis, allowed.lang], [['', 'signature'], ['en', 'ja']]);
});

test('an article takes the place of a feature, and a feature that of an article', () => {
  const { state } = given({ feature: 'island' });
  const read = withChoice(state, { article: 'peace/I' });
  assert.deepEqual([read.article, read.feature], ['peace/I', '']);
  const pointed = withChoice(read, { feature: 'railway' });
  assert.deepEqual([pointed.article, pointed.feature], ['', 'railway']);
});

test('another choice leaves what is chosen, and the state before it, as they are', () => {
  const { state } = given({ feature: 'island' });
  assert.equal(withChoice(state, { mode: 'after' }).feature, 'island');
  assert.equal(withChoice(state, { feature: '' }).feature, '');
  assert.deepEqual([state.mode, state.feature], ['both', 'island']);
});

test('nothing chosen is no feature', () => assert.deepEqual(chosenIn(given()), []));

test('an article chooses what it made, whatever is read', () => {
  assert.deepEqual(chosenIn(given({ article: 'lease/II' })), ['railway']);
  assert.deepEqual(chosenIn(given({ article: 'peace/III', reading: 'law' })), ['island']);
});

test('an article that made nothing chooses where it ended a right', () => {
  const ended = rows.map((one) => ({ ...one, ended_by: one.key === 'c' ? 'award/5' : one.key === 'd' ? 'peace/II' : '' }));
  const chosen = (article) => chosenIn({ ...given({ article }), facts: { ...given().facts, rows: ended } });
  assert.deepEqual(chosen('award/5'), ['railway']);
  assert.deepEqual(chosen('peace/II'), ['shore']);
  assert.deepEqual(chosen(''), []);
});

test('a reading lets through the rows of law, or those of fact, or all', () => {
  assert.deepEqual(keys(rowsIn(given({ reading: 'law' }))), ['a', 'b', 'c', 'e']);
  assert.deepEqual(keys(rowsIn(given({ reading: 'fact' }))), ['d']);
  assert.equal(rowsIn(given()).length, 5);
});

test('what counts on a day follows the legal date and the reading', () => {
  assert.deepEqual(keys(heldIn(given({ reading: 'law' }), '1900-03-01')), ['a', 'c', 'e']);
  assert.deepEqual(keys(heldIn(given({ reading: 'law', basis: 'signature' }), '1900-03-01')), ['a', 'b', 'c', 'e']);
});

test('between the two days the island went from hand to hand', () => {
  assert.equal(changesIn(given()).get(ceded), 'moved');
  assert.deepEqual([...changesIn(given()).values()].filter((kind) => kind === 'ended'), []);
  assert.equal(changesIn(given({ after: '1900-06-01' })).get(rows[3]), 'ended');
});

test('while "blink" is held the other day is shown', () => {
  assert.equal(modeShown(given({ mode: 'before' }).state, true), 'after');
  assert.equal(modeShown(given({ mode: 'swipe' }).state, true), 'before');
  assert.equal(modeShown(given({ mode: 'swipe' }).state, false), 'swipe');
});

test('a view shows one day or both', () => {
  assert.deepEqual(daysShown(opening, 'before'), ['1899-12-31']);
  assert.deepEqual(daysShown(opening, 'after'), ['1900-05-01']);
  assert.deepEqual(daysShown(opening, 'change'), ['1899-12-31', '1900-05-01']);
});

test('days of change are those of the rows that are read, while the atlas covers them', () => {
  assert.deepEqual(daysOfChange(given({ reading: 'fact' })), ['1890-01-01', '1900-06-01']);
  assert.deepEqual(daysOfChange(given({ reading: 'law' })), ['1850-01-01', '1895-01-01', '1900-05-01']);
});

test('the days of the opening and of the link can be chosen too, each once and in order', () => {
  assert.deepEqual(dayChoices(given({ reading: 'fact', before: '1870-01-01' })), ['1870-01-01', '1890-01-01', '1899-12-31', '1900-05-01', '1900-06-01']);
});

test('a limit stands on the days of its own on which its sides are held differently in law', () => {
  assert.equal(limitDrawn(given(), 'strait', ['1899-12-31']), false);
  assert.equal(limitDrawn(given(), 'strait', ['1899-12-31', '1900-05-01']), true);
  const late = { ...facts, limits: [{ ...facts.limits[0], start: '1900-05-02' }] };
  assert.equal(limitDrawn({ ...given(), facts: late }, 'strait', ['1900-05-01']), false);
  assert.equal(limitDrawn(given(), 'elsewhere', ['1900-05-01']), false);
});
