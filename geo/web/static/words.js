// The words of a page in the language that the reader chose.

import { alsoDate, dayInWords } from './dates.js';
import { html, one } from './dom.js';

/** What every page with words in several languages does; `state.lang` is the language chosen. */
export class Words {
  /** @param {{strings: object, texts: object, dates: object, terms: object}} facts by language */
  constructor(facts) {
    this.facts = facts;
  }

  /** A word of the interface. */
  say(key, values = {}) {
    const { strings } = this.facts;
    const words = (strings[this.state.lang] || {})[key] ?? strings.en[key] ?? key;
    return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  }

  /** A fact's words in the reader's language; English where it has none. */
  text(key, english) {
    return ((this.facts.texts || {})[this.state.lang] || {})[key] ?? english;
  }

  date(day) {
    return dayInWords(day, this.facts.dates[this.state.lang]);
  }

  /** A day of which the sources are not sure, as an EDTF tells it: one of two, uncertain, or about. @param {string} edtf */
  uncertain(day, edtf, form = (other) => this.date(other)) {
    if (!edtf) return form(day);
    const [, a, b] = edtf.match(/^\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)\]$/) || [];
    if (a) return this.say('one_of', { a: this.date(a), b: this.date(b) });
    return this.say(edtf.includes('~') || edtf.includes('%') ? 'uncertain_date' : 'doubtful', { date: form(day) });
  }

  /** The language with which a page opens: the first of the reader's that it has. */
  ownLanguage() {
    const own = (navigator.languages || []).map((tag) => tag.toLowerCase().split('-')[0]);
    return own.find((tag) => this.facts.languages.includes(tag)) || 'en';
  }

  /**
   * A day with the same day in the period's calendar of the reader's language; one that powers have as their own
   * only where it is among those of the instrument.
   * @param {string} day @param {string[]} calendars
   */
  bothDates(day, calendars) {
    const { terms, dates } = this.facts, { lang } = this.state, own = terms.calendar[lang] || '';
    const calendar = terms.parties.includes(own) && !calendars.includes(own) ? '' : own;
    let also = alsoDate(day, calendar, this.say('locale'), terms, dates[lang]);
    if (calendar === 'old_style') also = this.say('old_style', { date: also });
    return also ? this.say('also_date', { date: this.date(day), also }) : this.date(day);
  }

  /** Whatever of the template has words, by its data- attributes. */
  speakTemplate() {
    const { lang } = this.state;
    document.documentElement.lang = lang === 'zh' ? 'zh-Hant' : lang;
    for (const node of document.querySelectorAll('[data-say]')) node.textContent = this.say(node.dataset.say);
    for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', this.say(node.dataset.label));
    for (const node of document.querySelectorAll('[data-text]')) {
      node.dataset.english ??= node.textContent;
      const words = this.text(node.dataset.text, node.dataset.english);
      node.textContent = 'short' in node.dataset ? words.split(/\s*[:：]/)[0] : words;
    }
  }

  /** The choice of language. @param {(language: string) => void} chosen */
  offerLanguages(chosen) {
    const { languages, strings } = this.facts;
    one('#language').replaceChildren(...languages.map((language) => html('option', { value: language, lang: language }, strings[language].language_name)));
    one('#language').addEventListener('change', (event) => chosen(event.target.value));
  }

  /** Links to the other pages keep the language, and on a map what the reader wants to see. */
  linkInLanguage(links) {
    const { lang, reading } = this.state;
    const kept = new URLSearchParams([['lang', lang === this.ownLanguage() ? '' : lang], ['reading', reading || '']].filter(([, value]) => value)).toString();
    for (const link of links) {
      const [path] = link.getAttribute('href').split('#');
      link.setAttribute('href', kept ? `${path}#${kept}` : path);
    }
  }
}
