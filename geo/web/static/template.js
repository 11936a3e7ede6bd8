// The words that stand in the template of a page, said in the language chosen.

import { all, html, one } from './dom.js';
import { watchUntranslated } from './untranslated.js';
import { ownLanguage } from './words.js';

/** @typedef {import('./words.js').Words<{facts: WordFacts, state: {lang: string}}>} AnyWords */

/** Whatever of the template has words, by its data- attributes. @param {AnyWords} words */
export function speakTemplate(words) {
  const { lang } = words.state;
  document.documentElement.lang = lang === 'zh' ? 'zh-Hant' : lang;
  for (const node of all('[data-say]')) node.textContent = words.say(node.dataset.say || '');
  for (const node of all('[data-label]')) node.setAttribute('aria-label', words.say(node.dataset.label || ''));
  for (const node of all('[data-text]')) {
    const english = node.dataset.english ??= node.textContent || '', said = words.text(node.dataset.text || '', english);
    const [first] = said.split(/\s*[:：]/);
    // What is marked as English stays whole.
    node.textContent = !('short' in node.dataset) || said.startsWith('[') ? said : first;
  }
  watchUntranslated(words);
  document.title = `${one('h1').textContent} · Treaty Atlas`;
}

/** The choice of language. @param {WordFacts} facts @param {(language: string) => void} chosen */
export function offerLanguages({ languages, strings }, chosen) {
  /** @type {HTMLSelectElement} */
  const box = one('#language');
  box.replaceChildren(...languages.map((language) => html('option', { value: language, lang: language }, strings[language].language_name)));
  box.addEventListener('change', () => chosen(box.value));
}

/** The language with which a page opens: the first of the reader's that it has. @param {WordFacts} facts */
export function openingLanguage({ languages }) {
  return ownLanguage(languages, navigator.languages || []);
}

/** Links to other pages keep the language, and on a map what the reader wants to see. @param {AnyWords} words @param {HTMLElement[]} links @param {Reading} reading */
export function linkInLanguage(words, links, reading = '') {
  const { state: { lang }, facts } = words;
  const kept = new URLSearchParams([['lang', lang === openingLanguage(facts) ? '' : lang], ['reading', reading]].filter(([, value]) => value)).toString();
  for (const link of links) {
    const [path] = (link.getAttribute('href') || '').split('#');
    link.setAttribute('href', kept ? `${path}#${kept}` : path);
  }
}
