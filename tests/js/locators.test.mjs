// Where in a source something stands: the same cases as in tests/test_texts.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data, script } from './load.mjs';

const { located } = await script('locators.js');
const { forms } = await data('forms.json');
const { locators, words, phrases, cases } = await data('locators.json');

for (const [lang, locator, said] of cases) {
  const speaker = {
    state: { lang }, forms: forms[lang],
    say: (key, values = {}) => words[lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? ''),
    text: (key, english) => phrases[lang]?.[key.replace('at.', '')] ?? english,
  };
  test(`${locator} in ${lang}`, () => assert.equal(located(locator, locators, speaker).replace(/[\u00a0\u202f]/g, ' '), said));
}
