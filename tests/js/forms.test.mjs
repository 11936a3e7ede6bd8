// How each language writes days, numbers, measures and lists: by the forms that geo/forms.py gives to pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { dayInWords } = await script('dates.js');
const { listed, measureInWords, numberInWords } = await script('forms.js');
const { days, numbers, measures, lists, forms } = await data('forms.json');

/** With one kind of space, as the cases are written. */
const plain = (words) => words.replace(/[\u00a0\u202f]/g, ' ');

for (const [language, day, said] of days) test(`${day} in ${language}`, () => assert.equal(plain(dayInWords(day, forms[language])), said));
for (const [language, value, said] of numbers) test(`${value} in ${language}`, () => assert.equal(plain(numberInWords(value, forms[language])), said));
for (const [language, value, unit, said] of measures) {
  test(`${value} ${unit} in ${language}`, () => assert.equal(plain(measureInWords(value, forms[language].units[unit], forms[language])), said));
}
for (const [language, things, said] of lists) test(`${things} in ${language}`, () => assert.equal(listed(things, forms[language]), said));

test('no day is no words', () => assert.equal(dayInWords('', forms.en), ''));

// Node has its own copy of CLDR: what differs from it is said in geo/forms.toml, with the reason.
for (const [language, form] of Object.entries(forms)) {
  const { locale, units } = form;
  test(`the forms of ${language} are those of CLDR`, () => {
    const unicode = (parts) => new Intl.DateTimeFormat(locale, { ...parts, calendar: 'gregory', timeZone: 'UTC' });
    for (let month = 1; month <= 12; month += 1) {
      const day = `1905-${String(month).padStart(2, '0')}-09`, at = new Date(day + 'T00:00:00Z');
      // The Thai words also say which era is meant, as CLDR's long form does.
      assert.equal(plain(dayInWords(day, form)).replace('ค.ศ. ', ''), plain(unicode({ year: 'numeric', month: 'long', day: 'numeric' }).format(at)));
      assert.equal(plain(dayInWords(day, form, 'day_month')), plain(unicode({ month: 'long', day: 'numeric' }).format(at)));
    }
    for (const value of [0.5, 12, 999.9, 36090, 1234567]) {
      assert.equal(plain(numberInWords(value, form)), plain(new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)));
    }
    for (const [unit, name] of [['m', 'meter'], ['km', 'kilometer']]) {
      const own = plain(measureInWords(12, units[unit], form)), said = plain(new Intl.NumberFormat(locale, { style: 'unit', unit: name }).format(12));
      assert.equal(own, language === 'zh' ? said.replace(' ', '') : said);
    }
    const three = ['A', 'B', 'C'], said = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' });
    assert.equal(listed(three, form), said.format(three));
    if (!['ja', 'ko'].includes(language)) assert.equal(listed(['A', 'B'], form), said.format(['A', 'B']));
  });
}
