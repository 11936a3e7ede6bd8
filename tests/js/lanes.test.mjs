// Time as a chart, by hand: where days stand, which bars lie in which lane, what happened on a day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { axisDay, axisPlace, axisYears, edtfOf, happenedOn, lanesOf, legalDaysOf, magnified, stacked, writtenDay } = await script('lanes.js');

// The same cases as in tests/test_lanes.py.
for (const { axis, day, place } of await data('axis.json')) {
  test(`${day} stands at ${place}`, () => {
    assert.ok(Math.abs(axisPlace(axis, day) - place) < 1e-9);
    if (day >= axis.first && day < axis.last) assert.equal(axisDay(axis, place), day);
  });
}

for (const { axis, apart, years } of await data('years.json')) {
  test(`years ${apart} apart`, () => assert.deepEqual(axisYears(axis, apart).map(Number), years));
}

for (const { what, ranks, rows, lines } of await data('lanes.json')) {
  test(what, () => {
    const tenures = Object.fromEntries(Object.entries(ranks).map(([name, rank]) => [name, { rank }]));
    const given = rows.map(([key, reading, tenure, start, end]) => ({ key, reading, tenure, dates: { '': [start, end] } }));
    assert.deepEqual(stacked(given, tenures, '').map(([row, level]) => [row.key, level]), lines);
  });
}

// Thirty days, the middle ten of them twice as wide as the others: 20 + 2 x 10 = 40 parts, of which the ten have 20.
const close = { first: '2001-01-01', last: '2001-01-31', close: ['2001-01-11', '2001-01-21'], share: 0.5 };
test('the close-up says how much wider it is', () => assert.equal(magnified(close), 2));
test('without one nothing is wider', () => assert.equal(magnified({ ...close, close: null }), 1));
test('the last place is the last day', () => assert.equal(axisDay(close, 1), '2001-01-30'));
test('every day is found again where it stands', () => {
  for (let n = 1; n <= 30; n += 1) {
    const day = `2001-01-${String(n).padStart(2, '0')}`;
    assert.equal(axisDay(close, axisPlace(close, day)), day);
  }
});

const row = (key, feature, tenure, start, end, more = {}) => ({
  key, feature, tenure, holder: 'north', reading: 'law', instrument: 'peace', article: 'I', legal: {}, dates: { '': [start, end] }, ...more,
});
const rows = [
  row('a', 'island', 'sovereignty', '1850-01-01', '1900-05-01'),
  row('b', 'island', 'sovereignty', '1900-05-01', '', { legal: { signature: '1900-02-01', consent: '1900-05-01' }, consent_of: 'south', edtf: ['[1900-05-01,1900-05-02]', ''] }),
  row('c', 'railway', 'lease', '1895-01-01', '1900-05-01'),
  row('d', 'island', 'army', '1890-01-01', '1900-06-01', { reading: 'fact' }),
  row('old', 'shore', 'lease', '1800-01-01', '1840-01-01'),
  row('never', 'shore', 'lease', '9999-12-31', '0000-01-01'),
];
const facts = {
  rows, main: 'peace', axis: { first: '1850-01-01', last: '1950-01-01', close: null, share: 0.5 },
  features: [{ id: 'railway' }, { id: 'island' }, { id: 'shore' }], instruments: [{ id: 'peace', ratified: '1900-03-01' }],
  terms: { tenure: { sovereignty: { rank: 1 }, lease: { rank: 2 }, army: { rank: 4 } } },
};
const given = (change = {}) => ({ facts, state: { basis: '', reading: '', ...change } });
const told = (lanes) => lanes.map(({ feature, bars, levels }) => [feature, bars.map(({ row: { key } }) => key).join(''), levels]);

test('places come in their order, without what never counts on the axis', () => assert.deepEqual(told(lanesOf(given())), [['railway', 'c', 1], ['island', 'abd', 2]]));
test('lanes follow the reading', () => assert.deepEqual(told(lanesOf(given({ reading: 'fact' }))), [['island', 'd', 1]]));
test('an end is unsure where its day is', () => assert.deepEqual(lanesOf(given())[1].bars.map(({ unsure }) => unsure), [[false, false], [true, false], [false, false]]));
test('under another legal date the day is another, and sure', () => {
  const own = rows[1], signed = { ...own, dates: { ...own.dates, signature: ['1900-02-01', ''] } };
  assert.deepEqual(edtfOf(signed, 'signature'), ['', '']);
  assert.deepEqual(edtfOf(signed, ''), ['[1900-05-01,1900-05-02]', '']);
});

test('what goes from hand to hand begins; what nobody follows in ends', () => {
  const { begins, ends } = happenedOn(given(), '1900-05-01');
  assert.deepEqual([begins.map(({ key }) => key), ends.map(({ key }) => key)], [['b'], ['c']]);
  assert.deepEqual(happenedOn(given(), '1900-05-02'), { begins: [], ends: [] });
});

test('the legal days stand in their order, each once', () => assert.deepEqual(
  legalDaysOf(given()).map(({ day, basis, of }) => [day, basis, of]),
  [['1900-02-01', 'signature', ''], ['1900-03-01', 'ratification', ''], ['1900-05-01', 'consent', 'south']],
));

for (const [text, day] of [
  ['1905', '1905-01-01'], ['1905-09', '1905-09-01'], ['1905-09-05', '1905-09-05'], [' 1905.9.5 ', '1905-09-05'],
  ['1850', '1850-02-07'], ['1850-02', '1850-02-07'], ['1850-02-06', ''], ['1849', ''], ['1957', ''], ['1905-02-30', ''], ['5 May', ''], ['', ''],
]) test(`"${text}" is ${day || 'no day'}`, () => assert.equal(writtenDay(text, ['1850-02-07', '1957-01-01']), day));
