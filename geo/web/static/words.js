// The words of a page in the language that the reader chose: its own, the facts', and days. Pure.

import { alsoDate, dayInWords } from './dates.js';
import { listed } from './forms.js';

/** The first of some languages that is offered, in the script of the tag where there are several; English where none is. @param {string[]} offered @param {readonly string[]} wanted as BCP 47 tags */
export function ownLanguage(offered, wanted) {
  const known = wanted.flatMap((tag) => [tag, inScript(tag), tag.split('-')[0]]).map((tag) => tag.toLowerCase());
  const found = known.map((tag) => offered.find((language) => language.toLowerCase() === tag)).find(Boolean);
  return found || 'en';
}

/** A tag with the script that its region writes (Unicode's likely subtags). @param {string} tag */
function inScript(tag) {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return tag; // some browsers give the locale of the system, which is no tag
  }
}

/** What every page with words in several languages says. @template {{facts: WordFacts, state: {lang: string}}} C */
export class Words {
  /** @param {C} context what is known and what was chosen, as it is when a word is asked for */
  constructor(context) {
    this.context = context;
  }

  /** @returns {C['facts']} */
  get facts() {
    return this.context.facts;
  }

  /** @returns {C['state']} */
  get state() {
    return this.context.state;
  }

  /** A word of the interface. @param {string} key @param {Record<string, string | number>} values */
  say(key, values = {}) {
    const { strings } = this.facts;
    const words = (strings[this.state.lang] || {})[key] ?? strings.en[key] ?? key;
    return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
  }

  /** A fact's words in the reader's language; English where it has none. @param {string} key @param {string} english */
  text(key, english) {
    return ((this.facts.texts || {})[this.state.lang] || {})[key] ?? english;
  }

  /** How the reader's language writes. */
  get forms() {
    return this.facts.forms[this.state.lang];
  }

  /** Several things in a sentence. @param {string[]} things */
  listed(things) {
    return listed(things, this.forms);
  }

  /**
   * A word of the interface round what may be drawn and not only said. @template T
   * @param {string} key @param {T[]} nodes in the place of its {said} or {language} @returns {(T | string)[]}
   */
  around(key, ...nodes) {
    const [before, after] = this.say(key, { said: '\0', language: '\0' }).split('\0');
    return [before, ...nodes, after];
  }

  /** @param {Day} day */
  date(day) {
    return dayInWords(day, this.forms);
  }

  /**
   * A day of which the sources are not sure, as an EDTF tells it: one of two, uncertain, or about.
   * @param {Day} day @param {string | undefined} edtf @param {(day: Day) => string} form
   */
  uncertain(day, edtf, form = (other) => this.date(other)) {
    if (!edtf) return form(day);
    const [, a, b] = edtf.match(/^\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)\]$/) || [];
    if (a) return this.say('one_of', { a: this.date(a), b: this.date(b) });
    return this.say(edtf.includes('~') || edtf.includes('%') ? 'uncertain_date' : 'doubtful', { date: form(day) });
  }

  /**
   * A day with the same day in the period's calendar of the reader's language; one that powers have as their own
   * only where it is among those of the instrument.
   * @param {Day} day @param {string[]} calendars
   */
  bothDates(day, calendars) {
    const { terms } = this.facts, { lang } = this.state, own = terms.calendar[lang] || '';
    const calendar = terms.parties.includes(own) && !calendars.includes(own) ? '' : own;
    let also = alsoDate(day, calendar, lang, terms, this.forms);
    if (calendar === 'old_style') also = this.say('old_style', { date: also });
    return also ? this.say('also_date', { date: this.date(day), also }) : this.date(day);
  }
}
