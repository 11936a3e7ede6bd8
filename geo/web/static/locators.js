// Where in a source something stands, said in the reader's language; the rules of geo/locators.py and `located` of
// geo/texts.py, held to them by tests/data/locators.json. Pure.

import { listed } from './forms.js';

/** A part of a locator, as in geo/locators.py. @typedef {{after: string, kind: string, numbers: string[], more: boolean, phrase: string}} Part */
/** What says its parts. @typedef {{say: (key: string, values?: Record<string, string>) => string, text: (key: string, english: string) => string, forms: Forms, state: {lang: string}}} Speaker */

const ROMAN = { I: 1, V: 5, X: 10 };

/** @param {string} locator @param {Facts['locators']} rule */
function partsOf(locator, { part, between, kinds, several }) {
  /** @type {Part[]} */
  const found = [];
  const pattern = new RegExp(part, 'y');
  for (let match = pattern.exec(locator), after = ''; match; match = after ? pattern.exec(locator) : null) {
    const { kind: sign = '', number = '', more, phrase = '' } = match.groups || {}, kind = kinds[sign] || '', last = found[found.length - 1];
    if (last && !kind && !phrase && after === 'comma' && several.includes(last.kind)) {
      last.numbers.push(number);
      last.more = Boolean(more);
    } else found.push({ after, kind, numbers: phrase ? [] : [number], more: Boolean(more), phrase });
    after = between[locator.slice(pattern.lastIndex, pattern.lastIndex + 2)] || '';
    pattern.lastIndex += 2;
  }
  return found;
}

/** 1 to 99 in Chinese figures. @param {number} number */
function han(number) {
  const tens = Math.floor(number / 10), digits = '〇一二三四五六七八九';
  return (tens > 1 ? digits[tens] : '') + (tens ? '十' : '') + (number % 10 ? digits[number % 10] : '');
}

/** The number of an article, Roman or Arabic, as texts of law in a language write it. @param {string} number @param {Forms} forms */
function numeral(number, { numerals }) {
  if (numerals === 'as_written') return number;
  const each = [...number].map((letter) => ROMAN[/** @type {'I'} */ (letter)]);
  const value = Number(number) || each.reduce((sum, one, at) => sum + (one < each[at + 1] ? -one : one), 0);
  return numerals === 'arabic' ? String(value) : han(value);
}

/** @param {string} number @param {string} kind @param {boolean} several @param {Speaker} words */
function numbered(number, kind, several, words) {
  const [first, joint = '', last = ''] = number.split(/(-| to | and )/);
  if (!kind.startsWith('article')) {
    return joint === ' and ' ? listed([first, last], words.forms) : joint ? words.say('range', { first, last }) : first;
  }
  const [bare] = first.match(/^[IVX]+|^\d+/) || [first];
  const form = joint ? (joint === ' and ' ? 'article_pair' : 'article_range') : several ? 'article' : kind;
  return words.say(form, { first: numeral(bare, words.forms), last: last && numeral(last, words.forms) }) + (last ? '' : first.slice(bare.length));
}

/** @param {string} locator as the facts write it @param {Facts['locators']} rule @param {Speaker} words */
export function located(locator, rule, words) {
  if (words.state.lang === 'en') return locator;
  return partsOf(locator, rule).map(({ after, kind, numbers, more, phrase }) => {
    const between = after && words.say(after);
    if (phrase) return between + words.text(`at.${phrase}`, phrase);
    const all = numbers.map((number) => numbered(number, kind, rule.several.includes(kind), words)).join(words.say('list'));
    const said = kind && !kind.startsWith('article') ? words.say(`cited_${kind}`, { number: all }) : all;
    return between + (more ? words.say('cited_following', { said }) : said);
  }).join('');
}
