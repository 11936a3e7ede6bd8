// Days: which rows count, and how four calendars write them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { alsoDate, changeDays, dayBefore, heldOn, interval, isOpen, oldStyle } = await script('dates.js');
const { cases } = await data('intervals.json');
const { forms } = await data('forms.json');

// As data/atlases/portsmouth_1905/terms.toml has them; `terms follow the file` holds the two together.
const terms = {
  era: {
    guangxu: { name: '光緒', first_year: 1875, last_year: 1908, name_in: { 'zh-Hans': '光绪' } },
    xuantong: { name: '宣統', first_year: 1909, last_year: 1911, name_in: { 'zh-Hans': '宣统' } },
  },
  reign: {
    geonyang: { name: '건양', start: '1896-01-01', until: '1897-08-17' },
    gwangmu: { name: '광무', start: '1897-08-17', until: '1907-08-03' },
    yunghui: { name: '융희', start: '1907-08-03', until: '1910-08-29' },
  },
  thai_year: { first_month: 4, until: '1941-01-01' },
  calendar_since: { japanese: { day: '1873-01-01' } },
};

test('terms follow the file', async () => {
  const toml = await readFile(new URL('../../data/atlases/portsmouth_1905/terms.toml', import.meta.url), 'utf8');
  for (const { name, first_year: first, last_year: last, name_in: other } of Object.values(terms.era)) {
    assert.match(toml, new RegExp(`name = "${name}"\\nname_in = { zh-Hans = "${other['zh-Hans']}" }\\nfirst_year = ${first}\\nlast_year = ${last}`));
  }
  for (const { name, start, until } of Object.values(terms.reign)) {
    assert.match(toml, new RegExp(`name = "${name}"\\nstart = ${start}\\nuntil = ${until}`));
  }
  assert.match(toml, /first_month = 4\nuntil = 1941-01-01/);
  assert.match(toml, /\[calendar_since.japanese\]\nday = 1873-01-01/);
});

// The same cases as in tests/test_timeline.py.
for (const [start, end, day, open] of cases) {
  test(`[${start}, ${end}) on ${day} is ${open ? 'open' : 'closed'}`, () => {
    assert.equal(isOpen(start, end, day), open);
  });
}

const rows = [
  { id: 'a', dates: { '': ['1700-01-01', '1720-08-01'], signature: ['1700-01-01', '1719-05-05'] } },
  { id: 'b', dates: { '': ['1720-08-01', ''] } },
];

test('a row counts from the legal date asked for', () => {
  assert.deepEqual(interval(rows[0], 'signature'), ['1700-01-01', '1719-05-05']);
});

test('a row without that legal date counts from its own', () => {
  assert.deepEqual(interval(rows[1], 'signature'), ['1720-08-01', '']);
});

test('the rows of a day', () => {
  assert.deepEqual(heldOn(rows, '1720-07-31').map(({ id }) => id), ['a']);
  assert.deepEqual(heldOn(rows, '1720-08-01').map(({ id }) => id), ['b']);
  assert.deepEqual(heldOn(rows, '1720-07-31', 'signature'), []);
});

test('the days of change are in order, each once, without open ends', () => {
  assert.deepEqual(changeDays(rows), ['1700-01-01', '1720-08-01']);
});

for (const [day, before] of [['1905-09-05', '1905-09-04'], ['1900-03-01', '1900-02-28'],
  ['1904-03-01', '1904-02-29'], ['1906-01-01', '1905-12-31']]) {
  test(`the day before ${day} is ${before}`, () => assert.equal(dayBefore(day), before));
}

// Both dates stand in the texts: signed_as_written of the instruments.
for (const [day, julian] of [['1905-09-05', '1905-08-23'], ['1898-03-27', '1898-03-15'],
  ['1875-05-07', '1875-04-25'], ['1896-09-08', '1896-08-27'], ['1902-04-08', '1902-03-26'],
  ['1907-06-13', '1907-05-31'], ['1907-07-28', '1907-07-15']]) {
  test(`${day} is ${julian} old style`, () => assert.equal(oldStyle(day), julian));
}

test('before March of 1900 the old style is 12 days behind', () => {
  assert.equal(oldStyle('1900-02-28'), '1900-02-16');
});

const also = (day, calendar, language) => alsoDate(day, calendar, language, terms, forms[language]).replaceAll('\u00a0', ' ');

test('old style in words', () => assert.equal(also('1905-09-05', 'old_style', 'en'), '23 August'));
test('old style of another year says which', () => assert.equal(also('1906-01-09', 'old_style', 'en'), '27 December 1905'));
test('Meiji', () => assert.equal(also('1905-09-05', 'japanese', 'ja'), '明治38年9月5日'));
// The proclamation of the new calendar: its first day was the first of the 6th year of Meiji; the day before, of the moon.
test('Meiji of the new calendar', () => assert.equal(also('1873-01-01', 'japanese', 'ja'), '明治6年1月1日'));
test('a day of the moon is shown by no Japanese calendar', () => assert.equal(also('1872-12-31', 'japanese', 'ja'), ''));
test('Meiji of 1875', () => assert.equal(also('1875-05-07', 'japanese', 'ja'), '明治8年5月7日'));
test('Meiji of 1907', () => assert.equal(also('1907-07-28', 'japanese', 'ja'), '明治40年7月28日'));

// Days of the moon as the texts print them: signed_as_written of the instruments.
for (const [day, words] of [
  ['1905-09-05', '光緒三十一年八月初七日'],
  ['1905-12-22', '光緒三十一年十一月二十六日'],
  ['1898-03-27', '光緒二十四年三月初六日'],
  ['1898-07-06', '光緒二十四年五月十八日'],
  ['1898-05-07', '光緒二十四年閏三月十七日'],
  ['1896-09-08', '光緒二十二年八月初二日'],
  ['1902-04-08', '光緒二十八年三月初一日']]) {
  test(`${day} is ${words}`, () => assert.equal(also(day, 'chinese', 'zh'), words));
}

test('the first year of an era is 元年', () => {
  assert.equal(also('1909-09-04', 'chinese', 'zh').slice(0, 4), '宣統元年');
});

test('eras and leap months in simplified characters', () => {
  assert.equal(also('1905-09-05', 'chinese', 'zh-Hans'), '光绪三十一年八月初七日');
  assert.equal(also('1898-05-07', 'chinese', 'zh-Hans'), '光绪二十四年闰三月十七日');
});

// The eras begin as 한국민족문화대백과 (태양력) and the Korean Wikipedia (광무) have it; the annals (고종실록) put the
// peace of Portsmouth under 광무 9년, the annexation was on the last day but seven of 융희 4년.
for (const [day, words] of [
  ['1905-09-05', '광무 9년 9월 5일'], ['1904-02-23', '광무 8년 2월 23일'], ['1897-08-17', '광무 원년 8월 17일'], ['1897-08-16', '건양 2년 8월 16일'],
  ['1896-01-01', '건양 원년 1월 1일'], ['1907-08-02', '광무 11년 8월 2일'], ['1907-08-03', '융희 원년 8월 3일'], ['1910-08-22', '융희 4년 8월 22일'],
  ['1895-12-31', ''], ['1910-08-29', '']]) {
  test(`${day} is ${words || 'of no Korean era'}`, () => assert.equal(also(day, 'korean', 'ko'), words));
}

test('a day of no era that is known stays without', () => {
  assert.equal(also('1850-06-01', 'chinese', 'zh'), '');
});

for (const [day, year] of [['1905-09-05', '2448'], ['1898-03-27', '2440'], ['1898-04-01', '2441'],
  ['1905-12-22', '2448'], ['1909-01-31', '2451'], ['1941-01-01', '2484']]) {
  test(`the Thai year of ${day} is ${year}`, () => {
    // January to March, where the count was another than today's, say so.
    assert.equal(also(day, 'buddhist', 'th'), `พ.ศ. ${year}${day < '1941' && day.slice(5) < '04' ? ' ตามการนับศักราชเดิม' : ''}`);
  });
}

test('no calendar is no words', () => assert.equal(also('1905-09-05', '', 'en'), ''));
