// The front page: its words in the language chosen, which stands in the link.

import { all, nameCells, one } from './dom.js';
import { readHash } from './link.js';
import { linkInLanguage, offerLanguages, openingLanguage, speakTemplate } from './template.js';
import { Words } from './words.js';

/** @type {WordFacts} */
const facts = JSON.parse(one('#words').textContent || '');
const own = { lang: openingLanguage(facts) };
const front = { facts, state: own };
const words = new Words(front);

/** Says all in a language that the page has. @param {string} lang */
function speak(lang) {
  front.state = { lang: facts.languages.includes(lang) ? lang : 'en' };
  speakTemplate(words);
  for (const node of all('time')) {
    const { edtf, also } = node.dataset;
    node.textContent = words.uncertain(node.getAttribute('datetime') || '', edtf, (day) => (also === undefined ? words.date(day) : words.bothDates(day, also.split(' '))));
  }
  all('.chain').forEach(nameCells);
  /** @type {HTMLSelectElement} */ (one('#language')).value = front.state.lang;
  linkInLanguage(words, all('a.page'));
  // A sheet is drawn in each language; the English one has no tag in its name.
  const tag = front.state.lang === 'en' ? '' : `-${front.state.lang}`;
  for (const link of all('a[data-sheet]')) link.setAttribute('href', `${link.dataset.sheet}${tag}.pdf`);
  document.documentElement.dataset.ready = 'true';
}

offerLanguages(facts, (lang) => {
  try {
    history.replaceState(null, '', lang === own.lang ? location.pathname + location.search : `#lang=${lang}`);
  } catch {
    // Frames written by a host may not change their address: the choice holds all the same.
  }
  speak(lang);
});
addEventListener('hashchange', () => speak(readHash(location.hash, own).lang));
speak(readHash(location.hash, own).lang);
