// The page: what the reader chose, once, and the controls by which it is chosen; maps, panel and timeline are
// pictures of it.

import { saidOf } from './caption.js';
import { Chart } from './chart.js';
import { addressOf, citations } from './cite.js';
import { all, html, one, wholeNames } from './dom.js';
import { Drawer, PHONE } from './drawer.js';
import { readHash, soundState, writeHash } from './link.js';
import { Maps } from './maps.js';
import { MapWords } from './mapwords.js';
import { Panel } from './panel.js';
import { Presenter } from './presenter.js';
import { takeUnits } from './sheet.js';
import { Shapes } from './shapes.js';
import { allowedIn, chosenIn, dayChoices, modeShown, openingState, readAs, sheetOf, withChoice } from './state.js';
import { atStep, Story } from './story.js';
import { linkInLanguage, offerLanguages, openingLanguage, speakTemplate } from './template.js';

/** The two choices of a day. @type {('before' | 'after')[]} */
const DAYS = ['before', 'after'];

/** A select of the template. @param {string} id @returns {HTMLSelectElement} */
const select = (id) => one('#' + id);

/** The buttons of a choice. @param {string} name @returns {HTMLInputElement[]} */
const buttons = (name) => all(`input[name=${name}]`);

export class Page {
  /** @param {Facts} facts @param {Int32Array[][]} rings of each of `facts.shapes`, in units */
  constructor(facts, rings) {
    this.facts = facts;
    takeUnits(facts.units_zoom);
    this.phone = matchMedia(PHONE);
    this.defaults = openingState(facts, openingLanguage(facts), this.phone.matches);
    this.state = this.read();
    /** Does the reader hold the other day on the map? */
    this.blinking = false;
    /** The language in which the template speaks. */
    this.spoken = '';
    /** The feature whose card is shown. */
    this.shown = '';
    this.words = new MapWords(this);
    this.panel = new Panel(this);
    this.shapes = new Shapes(facts, rings);
    document.body.dataset.mode = this.state.mode;
    this.drawer = new Drawer();
    // Words first: they take room, and the map fits its extent into what is left.
    this.chart = new Chart(this);
    this.presenter = new Presenter(this);
    this.story = new Story(this);
    this.controls();
    this.drawWords();
    this.maps = new Maps(this);
  }

  /** Draws the maps; the still picture goes when all stands there. */
  open() {
    this.drawMaps();
    this.keepLink();
    this.maps.follow();
    document.documentElement.dataset.ready = 'true';
  }

  /** What stands in the link. */
  read() {
    const opening = this.opening(readHash(location.hash, { story: '' }).story);
    return soundState(readHash(location.hash, opening), opening, allowedIn(this.facts));
  }

  /** With what the page opens, at a step of its story or without. @param {string} story */
  opening(story) {
    return atStep(this.facts, this.defaults, story);
  }

  /** The view that is shown. */
  get mode() {
    return modeShown(this.state, this.blinking);
  }

  /** The views that a reader can choose here. */
  modes() {
    return buttons('mode').map(({ value }) => value);
  }

  /**
   * @param {Partial<State>} change
   * @param {{step?: boolean, travel?: boolean, passing?: boolean}} how is it a step in the history of the browser; does the map
   *   go where it should be; is it passed on the way to another, so that the words beside the map can wait?
   */
  choose(change, { step = true, travel = false, passing = false } = {}) {
    const had = this.state.article || this.state.feature;
    this.state = withChoice(this.state, change);
    const has = this.state.article || this.state.feature;
    const picked = 'article' in change || 'feature' in change;
    if (picked && has) this.maps.look(chosenIn(this), !had);
    else if (picked && had) this.maps.lookBack();
    if (passing) {
      this.choices();
      this.chart.draw();
      this.drawMaps();
    } else {
      this.draw(picked || travel);
    }
    this.keepLink(step);
    if (picked && has) this.show(change.article ? 'map' : 'card');
  }

  /** Goes to a step of the story. @param {string} story */
  tell(story) {
    this.state = { ...this.opening(story), lang: this.state.lang };
    this.maps.lookAtLink();
    this.draw(true);
    this.keepLink(true);
    if (!this.drawer.on) this.story.read();
  }

  /** Leaves the wall, or else the story: what the reader looks at stays. @returns {boolean} was there something to leave? */
  leave() {
    if (this.presenter.leave()) return true;
    if (!this.state.story) return false;
    this.state = { ...this.state, story: '' };
    this.maps.stay();
    this.draw();
    this.keepLink(true);
    this.story.refocus();
    return true;
  }

  /** Back to the whole subject, with nothing chosen. */
  home() {
    this.state = { ...this.state, article: '', feature: '', view: '' };
    this.maps.lookAtAll();
    this.draw(true);
    this.keepLink(true);
  }

  /** What was asked for comes on the screen; on a phone the map above it. @param {'card' | 'map'} what */
  show(what) {
    if (this.drawer.on) this.drawer.show(what);
    else one('#panel').scrollTo({ top: what === 'card' ? 0 : one('#panel').scrollTop });
  }

  /** One line over the map about what is pointed at or has the focus; Escape closes it. @param {string} words */
  hint(words) {
    one('#hint').textContent = words;
  }

  // What the reader does

  controls() {
    for (const name of DAYS) {
      const box = select(name);
      box.addEventListener('change', () => {
        const change = { [name]: box.value }, { before, after } = withChoice(this.state, change);
        if (before < after) this.choose(change);
        else this.draw();
      });
    }
    select('basis').addEventListener('change', () => this.choose({ basis: select('basis').value }));
    select('names').addEventListener('change', () => this.choose({ names: select('names').value }));
    for (const name of ['mode', 'reading']) {
      for (const input of buttons(name)) input.addEventListener('change', () => this.choose({ [name]: input.value }));
    }
    // Where nothing is recorded beside the titles there is nothing to choose.
    one('.readings').hidden = !readAs(this.facts.rows, 'fact').length;
    this.blinks();
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.hint('');
      if (!this.leave() && (this.state.article || this.state.feature)) this.choose({ article: '', feature: '' });
    });
    // On paper the maps have another shape: what was seen must still be seen, and then again on screen.
    matchMedia('print').addEventListener('change', ({ matches }) => {
      document.body.classList.toggle('printing', matches);
      this.maps.render();
    });
    addEventListener('hashchange', () => {
      this.state = this.read();
      document.body.dataset.mode = this.state.mode;
      this.maps.lookAtLink();
      this.draw();
      this.keepLink();
    });
    offerLanguages(this.facts, (lang) => this.choose({ lang }));
    one('#copy').addEventListener('click', () => this.copy(location.href));
    one('#print').addEventListener('click', () => this.offerPrint());
    one('#print-page').addEventListener('click', () => print());
    select('cite-kind').addEventListener('change', () => this.cite());
  }

  /** While a button or the space bar is held the map shows the other day. */
  blinks() {
    const blink = (/** @type {boolean} */ on) => {
      if (this.blinking === on) return;
      this.blinking = on;
      this.choices();
      this.drawMaps();
    };
    one('#blink').addEventListener('pointerdown', () => blink(true));
    for (const over of ['pointerup', 'pointerleave', 'blur']) one('#blink').addEventListener(over, () => blink(false));
    addEventListener('keydown', (event) => {
      const { key, target } = event;
      if (key !== ' ' || !(target instanceof Element && (target === document.body || target.matches('#blink, .map')))) return;
      event.preventDefault();
      blink(true);
    });
    addEventListener('keyup', ({ key }) => {
      if (key === ' ') blink(false);
    });
  }

  /** Copies a text and says so; where the browser lets no page copy, offers it to be copied by hand. @param {string} words @param {HTMLElement} said where it says so */
  async copy(words, said = one('#copied')) {
    try {
      await navigator.clipboard.writeText(words);
      said.textContent = this.words.say('copied');
    } catch {
      const label = this.words.say('copy_by_hand');
      const field = html('input', { type: 'text', class: 'by-hand', readonly: true, value: words, 'aria-label': label });
      said.replaceChildren(label, ' ', field);
      field.focus();
      field.select();
    }
  }

  /** Offers the sheet that was designed for this map, where the build has drawn it, beside the page as it stands. */
  offerPrint() {
    const sheet = sheetOf(this.facts, this.state);
    if (!sheet) {
      print();
      return;
    }
    const link = /** @type {HTMLAnchorElement} */ (one('#sheet'));
    link.href = sheet.file;
    link.textContent = this.words.say(sheet.lang === this.state.lang ? 'print_sheet' : 'print_sheet_english');
    one('#prints').hidden = false;
    link.focus();
  }

  /** The map on the screen as a citation, in the form chosen. */
  cite() {
    const { state: { before, after, reading }, facts, words } = this;
    const heading = one('h1').textContent || '', read = reading ? heading + words.say('aside', { said: words.say(reading) }) : heading;
    const title = words.say('map_title', { title: read, before: words.date(before), after: words.date(after) });
    /** @type {Record<string, string>} */
    const forms = citations({
      title, page: facts.page, before, after, today: new Date().toISOString().slice(0, 10), ...facts.edition,
      url: addressOf(location.href, facts.edition.site, facts.page),
    });
    const kind = select('cite-kind');
    if (!kind.options.length) kind.replaceChildren(...Object.keys(forms).map((name) => html('option', {}, name)));
    one('#citation').replaceChildren(...wholeNames(forms[kind.value]));
  }

  /**
   * The link tells what is shown. A choice is a step in the history of the browser, a move is not.
   * @param {boolean} step
   */
  keepLink(step = false) {
    const hash = this.hash();
    linkInLanguage(this.words, all('nav a, .brand a'), this.state.reading);
    const address = hash ? '#' + hash : location.pathname + location.search;
    try {
      if (step && location.hash.slice(1) !== hash) history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    } catch {
      // A document that may not change its address (frames written by a host, previews) stays as it is.
    }
    this.cite();
  }

  /** What stands in the link after '#'. */
  hash() {
    return writeHash(this.state, { ...this.opening(this.state.story), lang: this.defaults.lang, story: '' });
  }

  /** Where the page lies, with what is shown; also where the browser lets it not say so. */
  address() {
    const hash = this.hash();
    return location.href.split('#')[0] + (hash && '#' + hash);
  }

  // What the reader sees

  /** All anew. @param {boolean} animate does the map go where it should, or is it there at once? */
  draw(animate = false) {
    const focus = this.focus();
    document.body.dataset.mode = this.state.mode;
    this.drawWords();
    this.maps.speak();
    this.drawMaps(animate);
    this.refocus(focus);
    this.shown = this.state.feature;
  }

  /** What has the focus, in a part that will be drawn anew. */
  focus() {
    const node = /** @type {HTMLElement | SVGElement} */ (document.activeElement);
    const box = node.closest('#articles, #card, #table, #totals, .leaflet-pane');
    return box && { node, box, index: this.alike(box, node).indexOf(node) };
  }

  /** All that can have the focus in a part and is called the same as a node. @param {Element} box @param {HTMLElement | SVGElement} node */
  alike(box, node) {
    const name = (/** @type {HTMLElement | SVGElement} */ other) => other.dataset.feature || other.getAttribute('aria-label') || other.textContent;
    /** @type {(HTMLElement | SVGElement)[]} */
    const nodes = all('button, a, [tabindex]', box);
    return nodes.filter((other) => name(other) === name(node));
  }

  /** Gives the focus back to what stands in its place; from a card that was closed, to its feature. @param {ReturnType<Page['focus']>} focus */
  refocus(focus) {
    if (!focus || focus.node.isConnected) return;
    const { node, box, index } = focus, said = one('#hint').textContent;
    const places = [this.alike(box, node)[index], ...all(`.map [data-feature="${this.shown}"]`)];
    for (const place of places.filter(Boolean)) {
      place.focus({ preventScroll: true });
      if (document.activeElement === place) break;
    }
    this.hint(said || '');
  }

  /** What stands beside the map. */
  drawWords() {
    const { lang } = this.state;
    if (this.spoken !== lang) {
      this.spoken = lang;
      speakTemplate(this.words);
      this.hint('');
      select('basis').replaceChildren(...['', ...this.facts.bases].map((basis) => html('option', { value: basis }, this.words.say('basis_' + (basis || 'own')))));
      select('names').replaceChildren(html('option', { value: '' }, this.words.say('names_both')), html('option', { value: 'then' }, this.words.say('names_then')));
    }
    this.choices();
    select('language').value = lang;
    one('#copied').textContent = '';
    one('#prints').hidden = true;
    // All is written before anything of it is measured: each measure of what was written lays out the page.
    this.panel.draw();
    this.story.draw();
    this.chart.draw();
    this.panel.roomyLegend();
  }

  /** @param {boolean} animate */
  drawMaps(animate = false) {
    document.body.dataset.mode = this.mode;
    this.maps.draw(animate);
  }

  /** The controls show what is chosen. */
  choices() {
    const { state } = this, options = dayChoices(this);
    for (const name of DAYS) {
      select(name).replaceChildren(...options.map((day) => html('option', { value: day, selected: day === state[name] }, this.words.date(day))));
      select(name).value = state[name];
      const words = this.flagOf(name).map((said, i) => html('span', { class: i ? 'said' : 'date' }, said));
      for (const flag of all(`.flag.${name}`)) flag.replaceChildren(...words.map((node) => node.cloneNode(true)));
    }
    select('basis').value = state.basis;
    select('names').value = state.names;
    for (const input of buttons('mode')) input.checked = input.value === state.mode;
    for (const input of buttons('reading')) input.checked = input.value === state.reading;
  }

  /** What stands on the flag of a day: the day, and who had the ground then, in law and on the ground. @param {'before' | 'after'} name */
  flagOf(name) {
    const { state, words } = this;
    if (this.mode !== 'change') return [words.say('flag_' + name, { date: words.date(state[name]) }), saidOf(words, state[name])];
    const days = words.say('change', { before: words.date(state.before), after: words.date(state.after) });
    return state.reading ? [days, words.say(state.reading)] : [days];
  }
}
