// The front page: its words in the language chosen, which stands in the link.

import { one } from './dom.js';
import { readHash } from './state.js';
import { Words } from './words.js';

class Index extends Words {
  constructor(facts) {
    super(facts);
    this.defaults = { lang: this.ownLanguage() };
    this.offerLanguages((lang) => {
      this.chosen = lang;
      try {
        history.replaceState(null, '', lang === this.defaults.lang ? location.pathname + location.search : `#lang=${lang}`);
      } catch {
        // Frames written by a host may not change their address: the choice holds all the same.
      }
      this.speak();
    });
    addEventListener('hashchange', () => {
      this.chosen = '';
      this.speak();
    });
    this.speak();
  }

  speak() {
    const lang = this.chosen || readHash(location.hash, this.defaults).lang;
    this.state = { lang: this.facts.languages.includes(lang) ? lang : 'en' };
    this.speakTemplate();
    for (const node of document.querySelectorAll('time')) {
      const day = node.getAttribute('datetime');
      node.textContent = this.uncertain(day, node.dataset.edtf || '', (other) => ('also' in node.dataset ? this.bothDates(other, node.dataset.also.split(' ')) : this.date(other)));
    }
    one('#language').value = this.state.lang;
    this.linkInLanguage(document.querySelectorAll('a.page'));
    document.title = `${one('h1').textContent} · Treaty Atlas`;
    document.documentElement.dataset.ready = 'true';
  }
}

new Index(JSON.parse(one('#words').textContent));
