// The timeline: the days on which something changed, one step apart; play, step, drag.

const SECONDS_A_STEP = 2.2;

class Timebar {
  /** @param {object} page what main.js opened */
  constructor(page) {
    this.page = page;
    this.slider = one('#day');
    this.slider.addEventListener('input', () => this.go(Number(this.slider.value)));
    one('#play').addEventListener('click', () => this.toggle());
    one('#earlier').addEventListener('click', () => this.go(this.at - 1));
    one('#later').addEventListener('click', () => this.go(this.at + 1));
  }

  get days() {
    const { facts, state } = this.page;
    return changeDays(facts.rows, state.basis).filter((day) => day < facts.covers[1]);
  }

  /** The last day of change that the second date has reached. */
  get at() {
    return Math.max(0, this.days.findLastIndex((day) => day <= this.page.state.after));
  }

  go(step) {
    const { days } = this;
    const day = days[Math.min(days.length - 1, Math.max(0, step))];
    const mode = this.page.state.mode === 'before' ? 'after' : this.page.state.mode;
    this.page.choose({ after: day, before: dayBefore(day), mode });
  }

  toggle() {
    if (this.playing) return this.stop();
    if (this.at === this.days.length - 1) this.go(0);
    this.playing = setInterval(() => {
      if (this.at >= this.days.length - 1) this.stop();
      else this.go(this.at + 1);
    }, 1000 * SECONDS_A_STEP);
    this.draw();
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    this.draw();
  }

  draw() {
    const { page, days, at } = this;
    this.slider.max = String(days.length - 1);
    this.slider.value = String(at);
    this.slider.setAttribute('aria-valuetext', page.date(days[at]));
    one('#play').textContent = this.playing ? '❚❚' : '▶';
    one('#play').setAttribute('aria-label', page.say(this.playing ? 'pause' : 'play'));
    one('#events').replaceChildren(html('b', {}, page.date(days[at])), ...this.events(days[at]).map((words) => html('span', {}, words)));
    one('#ticks').replaceChildren(...days.map((day) => html('span', {}, day.slice(0, 4))));
  }

  /** What changed on a day, in words. */
  events(day) {
    const { page } = this, { panel, facts, state } = page;
    const starts = facts.rows.filter((row) => interval(row, state.basis)[0] === day);
    const said = starts.map((row) => `${page.title(row.feature)}: ${panel.tenure(row.tenure)}, ${panel.whose(row)} (${panel.articleName(row.instrument, row.article)})`);
    const ended = facts.rows.filter((row) => interval(row, state.basis)[1] === day
      && !starts.some((other) => other.feature === row.feature && other.tenure === row.tenure));
    return [...said, ...ended.map((row) => page.say('ends', { what: `${page.title(row.feature)}: ${panel.tenure(row.tenure)}, ${panel.whose(row)}` }))];
  }
}
