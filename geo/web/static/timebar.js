// The timeline: the days on which something changed, one step apart; play, step, drag.

import { dayBefore, interval } from './dates.js';
import { html, one } from './dom.js';
import { daysOfChange, rowsIn } from './state.js';

const SECONDS_A_STEP = 2.2;

export class Timebar {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {HTMLInputElement} */
    this.slider = one('#day');
    /** The clock while it plays, else 0. */
    this.playing = 0;
    this.slider.addEventListener('input', () => this.go(Number(this.slider.value)));
    /** For what width and days the ticks stand. */
    this.ticked = '';
    one('#play').addEventListener('click', () => this.toggle());
    one('#earlier').addEventListener('click', () => this.go(this.at - 1));
    one('#later').addEventListener('click', () => this.go(this.at + 1));
    new ResizeObserver(() => this.ticks()).observe(one('#ticks'));
  }

  get days() {
    return daysOfChange(this.page);
  }

  /** The last day of change that the second date has reached. */
  get at() {
    return Math.max(0, this.days.findLastIndex((day) => day <= this.page.state.after));
  }

  /** @param {number} step */
  go(step) {
    const { days } = this;
    if (!days.length) return;
    const day = days[Math.min(days.length - 1, Math.max(0, step))];
    const mode = this.page.state.mode === 'before' ? 'after' : this.page.state.mode;
    this.page.choose({ after: day, before: dayBefore(day), mode });
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.at === this.days.length - 1) this.go(0);
    this.playing = window.setInterval(() => {
      if (this.at >= this.days.length - 1) this.stop();
      else this.go(this.at + 1);
    }, 1000 * SECONDS_A_STEP);
    this.draw();
  }

  stop() {
    clearInterval(this.playing);
    this.playing = 0;
    this.draw();
  }

  draw() {
    const { page, days, at } = this;
    this.slider.max = String(Math.max(0, days.length - 1));
    this.slider.value = String(at);
    this.slider.setAttribute('aria-valuetext', page.words.date(days[at]));
    one('#play').textContent = this.playing ? '❚❚' : '▶';
    one('#play').setAttribute('aria-label', page.words.say(this.playing ? 'pause' : 'play'));
    one('#events').replaceChildren(html('b', {}, page.words.date(days[at])), ...this.events(days[at]).map((words) => html('span', {}, words)));
    this.ticks();
  }

  /** A year under its step, once, and only where the year before leaves it room. */
  ticks() {
    const { days } = this, box = one('#ticks'), wide = box.clientWidth;
    const key = [wide, ...days].join();
    if (key === this.ticked) return;
    this.ticked = key;
    let free = -Infinity, last = '';
    box.replaceChildren();
    days.forEach((day, i) => {
      const year = day.slice(0, 4), at = wide * i / Math.max(1, days.length - 1);
      if (year === last || at < free) return;
      const tick = html('span', {}, year);
      box.append(tick);
      const width = tick.offsetWidth, left = Math.min(wide - width, Math.max(0, at - width / 2));
      if (left < free) {
        tick.remove();
        return;
      }
      tick.style.left = `${left}px`;
      free = left + width + 6;
      last = year;
    });
  }

  /** What changed on a day, in words. @param {Day} day */
  events(day) {
    const { words, state } = this.page, rows = rowsIn(this.page);
    const starts = rows.filter((row) => interval(row, state.basis)[0] === day);
    const said = starts.map((row) => `${words.title(row.feature)}: ${words.tenure(row.tenure)}, ${words.whose(row)} (${words.articleName(row.instrument, row.article)})`);
    const ended = rows.filter((row) => interval(row, state.basis)[1] === day
      && !starts.some((other) => other.feature === row.feature && other.tenure === row.tenure));
    return [...said, ...ended.map((row) => words.say('ends', { what: `${words.title(row.feature)}: ${words.tenure(row.tenure)}, ${words.whose(row)}` }))];
  }
}
