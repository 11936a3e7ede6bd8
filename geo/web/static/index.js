// The front page: its words in the language chosen, which stands in the link.

class Index extends Words {
  constructor(facts) {
    super(facts);
    this.defaults = { lang: 'en' };
    this.offerLanguages((lang) => {
      history.replaceState(null, '', lang === 'en' ? location.pathname + location.search : `#lang=${lang}`);
      this.speak();
    });
    addEventListener('hashchange', () => this.speak());
    this.speak();
  }

  speak() {
    const { lang } = readHash(location.hash, this.defaults);
    this.state = { lang: this.facts.languages.includes(lang) ? lang : 'en' };
    this.speakTemplate();
    for (const node of document.querySelectorAll('time')) {
      const day = node.getAttribute('datetime');
      const words = 'also' in node.dataset ? this.bothDates(day) : this.date(day);
      node.textContent = 'about' in node.dataset ? this.say('uncertain_date', { date: words }) : words;
    }
    one('#language').value = this.state.lang;
    this.linkInLanguage(document.querySelectorAll('a.page'));
    document.title = `${one('h1').textContent} · Treaty Atlas`;
    document.documentElement.dataset.ready = 'true';
  }
}

new Index(JSON.parse(one('#words').textContent));
