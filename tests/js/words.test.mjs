// What a page says in the language of its reader, without a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { script } from './load.mjs';

const { MapWords } = await script('mapwords.js');
const { ownLanguage } = await script('words.js');
const facts = {
  languages: ['en', 'fr'],
  strings: {
    en: {
      colon: ': ', mutual: '{bound}, mutual', bound_for: '{bound}, for {benefits}', one_of: '{a} or {b}', by_article: '{instrument}, {article}', by_event: '{instrument}: {article}', doubtful: '{date} (?)', uncertain_date: 'about {date}',
      from_on: 'from {start}', from_until: '{start} to {end}', before_until: 'until {end}', no_first_day_said: 'ever',
    },
    fr: { from_on: 'depuis le {start}', colon: '\u00a0: ' },
  },
  texts: { en: { 'article.peace/IX.label': 'Art. IX' }, fr: { 'unit.square ri': '{number} ri carrés', 'power.north': 'Nord', 'article.war/6 February.number': '6 février' } },
  forms: {
    en: { locale: 'en', decimal: '.', group: ',', pair: '{0} and {1}', units: { km: '{number} km', m: '{number} m' }, date: '{day} {month} {year}', day_month: '{day} {month}', first_day: '1', months: ['Jan', 'Feb', 'Mar', 'Apr', 'May'] },
    fr: { locale: 'fr', decimal: ',', group: ' ', units: { km: '{number} kilomètres', m: '{number} m' }, date: '{day} {month} {year}', day_month: '{day} {month}', first_day: '1er', months: ['janvier', 'février', 'mars', 'avril', 'mai'] },
  },
  terms: {
    power: { north: { name: 'North', names: [{ from: '1912-01-01', en: 'Republic of North', fr: 'République du Nord' }] }, south: { name: 'South', names: [] } },
    tenure: { lease: { label: 'Lease' } },
  },
  features: [{ id: 'island', names: { en: 'Island' }, modern: {} }], names: { far: 'Far Isle' },
  instruments: [{ id: 'peace', kind: 'treaty', short: 'Peace', articles: [] }, { id: 'war', kind: 'event', short: 'War', articles: [] }],
  made: [{ id: 'border', kind: 'treaty', short: 'Border' }],
};
const words = (lang) => new MapWords({ facts, state: { lang, basis: '' } });
const row = (change) => ({ tenure: 'lease', holder: '', dates: { '': ['1900-05-01', ''] }, ...change });

test('the first language of the reader that is offered, else English', () => {
  assert.equal(ownLanguage(['en', 'fr', 'zh'], ['de-AT', 'zh-Hant-TW', 'fr']), 'zh');
  assert.equal(ownLanguage(['fr'], ['de']), 'en');
  assert.equal(ownLanguage(['en', 'fr'], ['c@posix', 'fr-FR']), 'fr');
});

test('Chinese is said in the script of the tag or of its region; zh alone is the traditional that it always was', () => {
  const offered = ['en', 'zh', 'zh-Hans', 'ko'], of = (tag) => ownLanguage(offered, [tag]);
  for (const tag of ['zh-CN', 'zh-SG', 'zh-Hans', 'zh-Hans-HK']) assert.equal(of(tag), 'zh-Hans', tag);
  for (const tag of ['zh-TW', 'zh-HK', 'zh-Hant', 'zh']) assert.equal(of(tag), 'zh', tag);
  assert.equal(ownLanguage(['en', 'zh'], ['zh-CN']), 'zh');
  assert.equal(of('ko-KR'), 'ko');
});

test('what a language lacks is said in English, and a key that nobody knows as it is', () => {
  assert.equal(words('fr').say('one_of', { a: 1, b: 2 }), '1 or 2');
  assert.equal(words('en').say('nowhere'), 'nowhere');
});

test('a day of doubt says so', () => {
  assert.equal(words('en').uncertain('1900-05-01', '[1900-05-01,1900-05-03]'), '1 May 1900 or 3 May 1900');
  assert.equal(words('en').uncertain('1900-05-01', '1900-05-01~'), 'about 1 May 1900');
  assert.equal(words('en').uncertain('1900-05-01', '1900-05-01?'), '1 May 1900 (?)');
  assert.equal(words('en').uncertain('1900-05-01', ''), '1 May 1900');
});

test('a power is called as on the day', () => {
  assert.equal(words('en').power('north', '1911-12-31'), 'North');
  assert.equal(words('fr').power('north', '1911-12-31'), 'Nord');
  assert.equal(words('fr').power('north', '1912-01-01'), 'République du Nord');
});

test('who holds a right, or is bound for whom', () => {
  assert.equal(words('en').right(row({ holder: 'south' })), 'Lease: South');
  assert.equal(words('fr').right(row({ holder: 'north' })), 'Lease\u00a0: Nord');
  assert.equal(words('en').whose(row({ bound: ['north'], benefits: ['south'] })), 'North, for South');
  assert.equal(words('en').whose(row({ bound: ['north', 'south'], benefits: ['south', 'north'] })), 'North and South, mutual');
});

test('from when until when, where either may be unknown or open', () => {
  const during = (start, end, lang = 'en') => words(lang).during(row({ dates: { '': [start, end] } }));
  assert.equal(during('1900-05-01', ''), 'from 1 May 1900');
  assert.equal(during('1900-05-01', '', 'fr'), 'depuis le 1er mai 1900');
  assert.equal(during('1900-05-01', '1901-01-02'), '1 May 1900 to 2 Jan 1901');
  assert.equal(during('', '1901-01-02'), 'until 2 Jan 1901');
  assert.equal(during('', ''), 'ever');
});

test('an article by its number and instrument', () => {
  assert.equal(words('en').articleName('peace', 'IX'), 'Peace, Art. IX');
  assert.equal(words('en').articleName('border', 'I'), 'Border: I'); // of a treaty that only made a border under the map
  assert.equal(words('fr').articleName('war', '6 February'), 'War: 6 février');
});

test('a feature that is not on this page has its name all the same', () => {
  assert.equal(words('en').title('island'), 'Island');
  assert.equal(words('en').title('far'), 'Far Isle');
});

test('a tenth counts below a thousand', () => {
  assert.equal(words('en').number(999.4), '999.4');
  assert.equal(words('en').number(42.25), '42.3');
  assert.equal(words('fr').number(0.5), '0,5');
  assert.equal(words('en').number(34960.4), '34,960');
});

test('units are those of the reader, also one that only a source prints', () => {
  assert.equal(words('en').measure(538, 'square ri'), '538\u00a0square ri');
  assert.equal(words('fr').measure(538, 'square ri'), '538 ri carrés');
  assert.equal(words('fr').off({ uncertainty_m: 1500 }), '±\u00a01,5 kilomètres');
  assert.equal(words('fr').off({ uncertainty_m: 999 }), '±\u00a0999 m');
});
