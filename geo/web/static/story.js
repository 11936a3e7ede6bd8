// The story of a page: its steps one by one, each a sentence with an article, days and a camera, and a link of its own.

import { all, html, one, svg } from './dom.js';
import { writeHash } from './link.js';

/** How far a finger goes along the bar for the next step or the one before (px). */
const SWIPED = 40;

/** What uses the arrow keys itself while it has the focus. */
const NEEDS_ARROWS = 'input, select, textarea, [role=slider], [tabindex="0"]';

/** The step at which a reader is; none outside the story. @param {Facts} facts @param {string} number as in the link @returns {StoryStep | undefined} */
export function stepAt({ subject }, number) {
  return subject.story[Number(number) - 1];
}

/** With what a page opens at a step of its story: what the step shows. @param {Facts} facts @param {State} opening @param {string} number @returns {State} */
export function atStep(facts, opening, number) {
  const step = stepAt(facts, number);
  if (!step) return opening;
  const { view, before, after, article, reading = '' } = step;
  return { ...opening, story: number, mode: view, before, after, article, reading };
}

/** The bar under the map on which the story is told. */
export class Story {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    this.words = page.words;
    const { length } = page.facts.subject.story;
    const button = (/** @type {string} */ name, /** @type {string | Node} */ sign, /** @type {() => void} */ click) => html('button', { type: 'button', class: name, click }, sign);
    this.back = button('back', '‹', () => this.step(-1));
    this.next = button('next', '›', () => this.step(1));
    this.leaving = button('leave', '×', () => page.leave());
    this.showing = button('show', svg('svg', { viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true' },
      svg('path', { d: 'M1 5V1H5M9 1H13V5M13 9V13H9M5 13H1V9', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6 })), () => page.presenter.toggle());
    this.said = html('p', { class: 'say', 'aria-live': 'polite' });
    this.sizers = html('div', { class: 'sizers', 'aria-hidden': 'true' });
    this.by = html('button', { type: 'button', class: 'link by', click: () => this.read() });
    this.links = page.facts.subject.story.map((_, i) => html('a', { click: (/** @type {Event} */ event) => this.follow(event, i + 1) }, String(i + 1)));
    this.bar = html('section', { id: 'story', tabindex: -1, hidden: true }, this.back,
      html('div', { class: 'story-told' }, html('div', { class: 'room' }, this.sizers, this.said),
        html('div', { class: 'steps' }, html('ol', {}, ...this.links.map((link) => html('li', {}, link))), this.by)),
      this.next, html('div', { class: 'ends' }, this.leaving, this.showing));
    one('#maps').after(this.bar);
    this.begin = html('button', { type: 'button', class: 'begin', click: () => this.tell(1) });
    this.present = html('button', { type: 'button', class: 'present', click: () => page.presenter.toggle() });
    one('#card').after(html('div', { class: 'tell' }, length ? this.begin : null, this.present));
    addEventListener('keydown', (event) => this.key(event), true);
    this.swipes();
  }

  get steps() {
    return this.page.facts.subject.story;
  }

  /** At which step the reader is, from 1; 0 outside the story. */
  get at() {
    return Number(this.page.state.story);
  }

  /** @param {number} number from 1 */
  tell(number) {
    if (number >= 1 && number <= this.steps.length && number !== this.at) this.page.tell(String(number));
  }

  /** @param {number} by */
  step(by) {
    this.tell(this.at + by);
  }

  /** @param {Event} event @param {number} number */
  follow(event, number) {
    event.preventDefault();
    this.tell(number);
  }

  /** The article behind the sentence comes into sight, in its own words. */
  read() {
    const { drawer } = this.page, chosen = one('.article.chosen');
    if (drawer.on) drawer.set('half');
    const box = drawer.on ? drawer.box : one('#panel'), covered = drawer.on ? drawer.handle.offsetHeight : 0;
    if (chosen) box.scrollTop += chosen.getBoundingClientRect().top - box.getBoundingClientRect().top - covered - 12;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key, target, ctrlKey, altKey, metaKey } = event, { on } = this.page.presenter;
    if (ctrlKey || altKey || metaKey || !(this.at || on)) return;
    const turn = on ? { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 } : { ArrowRight: 1, ArrowLeft: -1 };
    const by = /** @type {Record<string, number>} */ (turn)[key];
    // To whom it is shown on a wall the keys are the story's, also after a click on the map.
    if (!by || target instanceof Element && target.closest(on ? 'input, select, textarea, [role=slider]' : NEEDS_ARROWS)) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(by);
  }

  swipes() {
    let from = NaN, height = NaN;
    this.bar.addEventListener('pointerdown', ({ pointerType, clientX, clientY }) => {
      [from, height] = pointerType === 'mouse' ? [NaN, NaN] : [clientX, clientY];
    });
    this.bar.addEventListener('pointerup', ({ clientX, clientY }) => {
      const by = from - clientX;
      if (Math.abs(by) > SWIPED && Math.abs(by) > Math.abs(clientY - height)) this.step(Math.sign(by));
    });
  }

  /** The sentence of a step, in the reader's language. @param {StoryStep} step @param {number} number */
  sentence({ say }, number) {
    return this.words.text(`subject.${this.page.facts.subject.id}.story.${number}`, say);
  }

  /** The words of the bar; it has the height of its longest sentence, so that the map keeps its size from step to step. */
  draw() {
    const { page, words, steps, at } = this, step = steps[at - 1], { on } = page.presenter, count = steps.length;
    const called = (/** @type {HTMLElement} */ button, /** @type {string} */ key) => {
      button.title = words.say(key);
      button.setAttribute('aria-label', button.title);
    };
    called(this.back, 'story_back');
    called(this.next, 'story_next');
    called(this.leaving, on ? 'present_leave' : 'story_leave');
    called(this.showing, 'present');
    this.bar.setAttribute('aria-label', words.say('story'));
    this.begin.textContent = words.say('story_begin', { count });
    this.present.textContent = words.say('present');
    document.body.classList.toggle('telling', at > 0);
    this.bar.hidden = !(at || on);
    if (this.bar.hidden) return;
    this.back.disabled = at <= 1;
    this.next.disabled = at >= count;
    this.sizers.replaceChildren(...steps.map((other, i) => html('p', {}, this.sentence(other, i + 1))));
    this.said.textContent = step ? this.sentence(step, at) : one('h1').textContent;
    this.by.hidden = !step;
    if (step) {
      const [instrument, ...number] = step.article.split('/');
      this.by.textContent = words.articleName(instrument, number.join('/'));
    }
    const { lang } = page.state;
    this.links.forEach((link, i) => {
      const number = String(i + 1), opening = page.opening(number);
      link.href = '#' + writeHash({ ...opening, lang }, { ...opening, lang: page.defaults.lang, story: '' });
      link.setAttribute('aria-label', words.say('story_step', { step: number, count }));
      if (i + 1 === at) link.setAttribute('aria-current', 'step');
      else link.removeAttribute('aria-current');
    });
  }

  /** The buttons that open it are in reach again. */
  refocus() {
    if (all(':focus').length === 0) this.begin.focus({ preventScroll: true });
  }
}
