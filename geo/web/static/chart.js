// The chart of time: the day on its axis, a lane for each place with its rights as bars, the same as a table.
// Which bar lies where is said in lanes.js; here it is drawn, dragged, typed and played.

import { dayBefore } from './dates.js';
import { all, html, nameCells, one, onceAFrame, svg } from './dom.js';
import { axisDay, axisPlace, axisYears, edtfOf, happenedOn, lanesOf, legalDaysOf, magnified, writtenDay } from './lanes.js';
import { lookOf } from './looks.js';
import { daysOfChange } from './state.js';
import { inked } from './swatch.js';

/** @typedef {import('./lanes.js').Bar} Bar */
/** See Page.choose. @typedef {{step?: boolean, travel?: boolean, passing?: boolean}} How */

/** How fast it plays, and how long a step is at the speed of one. */
const SPEEDS = [1, 2, 0.5], SECONDS_A_STEP = 2.2;

/** A line of a lane, the bar on it, the hollow end of one whose day is not sure, a line of words of legal days (px). */
const LINE = 18, BAR = 14, HOLLOW = 5, LEGAL = 15;

/** A finger that is so near to a day on which something happens means that day (px). */
const NEAR = 2.5;

/** Years on the axis, and words of a legal day, stand so far apart (px). */
const YEARS_APART = 38, WORDS_APART = 10;

/** So many places are told over a map, and over a small one (its height in px); the table tells all. */
const TOLD = 3, TOLD_SHORT = 1, SHORT = 560;

/** How far what is told stands from the edge of the map, from its buttons, from its scale and its locator (px). */
const ROOM = 12, BUTTONS = 96, SCALE = 32, LOCATOR = 112;

export class Chart {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    /** The day that was reached by the chart, whose changes are told and marked. */
    this.told = '';
    /** The clock while it plays, else 0; what was looked at before, and what it made the map look at. */
    this.playing = 0;
    this.speed = SPEEDS[0];
    /** @type {?import('./maps.js').Look} */
    this.from = null;
    /** @type {?import('./maps.js').Look} */
    this.flown = null;
    this.folded = page.phone.matches;
    /** For what the axis and the lanes are drawn. */
    this.drawn = '';
    this.wide = NaN;
    /** Draws the lanes when a reader comes to them. */
    this.coming = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) this.drawLanes();
    });
    this.axis = one('#axis');
    this.handle = one('#day');
    this.under = html('div', { class: 'under' });
    this.axis.prepend(this.under);
    this.over = html('div', { class: 'over' });
    this.listens();
  }

  listens() {
    /** @type {HTMLInputElement} */
    const when = one('#when');
    one('#earlier').addEventListener('click', () => this.step(this.at - 1));
    one('#later').addEventListener('click', () => this.step(this.at + 1));
    one('#play').addEventListener('click', () => (this.playing ? this.stop() : this.play()));
    one('#speed').addEventListener('click', () => {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      this.draw();
    });
    one('#fold').addEventListener('click', () => {
      this.folded = !this.folded;
      this.draw();
      this.page.maps.render();
    });
    when.addEventListener('change', () => this.write(when));
    when.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') this.write(when);
    });
    this.handle.addEventListener('keydown', (event) => {
      const to = { ArrowLeft: this.at - Number(this.days[this.at] === this.page.state.after), ArrowRight: this.at + 1, Home: 0, End: this.days.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.step(to);
    });
    this.axis.addEventListener('pointerdown', (event) => this.drag(event));
    one('#time-table').addEventListener('toggle', () => this.table());
    const again = onceAFrame(() => {
      if (this.axis.clientWidth !== this.wide) this.draw();
    });
    new ResizeObserver(again).observe(this.axis);
    this.page.phone.addEventListener('change', ({ matches }) => {
      this.folded = matches;
      this.draw();
    });
  }

  // The day

  /** The days on which something changes. */
  get days() {
    return daysOfChange(this.page);
  }

  /** The last day of change that the second date has reached. */
  get at() {
    return Math.max(0, this.days.findLastIndex((day) => day <= this.page.state.after));
  }

  /** The map goes to a day. @param {Day} day @param {Day} before the day with which it is compared @param {How} how */
  show(day, before, how = {}) {
    const mode = this.page.state.mode === 'before' ? 'after' : this.page.state.mode;
    this.told = day;
    this.page.choose({ after: day, before, mode }, how);
  }

  /** To a day of change: what changed is what that day changed. @param {number} number @param {How} how */
  step(number, how = {}) {
    const { days } = this, day = days[Math.min(days.length - 1, Math.max(0, number))];
    if (day) this.show(day, dayBefore(day), how);
  }

  /** To any day: compared with the day chosen before, if that is earlier. @param {Day} day @param {How} how */
  go(day, how = {}) {
    const { before } = this.page.state;
    this.show(day, before < day ? before : dayBefore(day), how);
  }

  /** To the day that the reader wrote. @param {HTMLInputElement} field */
  write(field) {
    const { facts: { covers, subject }, words, state } = this.page, day = writtenDay(field.value, covers);
    field.setAttribute('aria-invalid', String(!day));
    if (!day) this.page.hint(words.say('when_wrong', { first: words.date(covers[0]), last: words.date(dayBefore(covers[1])), ...written(subject.after) }));
    else if (day !== state.after) this.go(day);
    else field.value = day;
  }

  /** Of the days on the axis that which lies under a point of the screen. @param {number} x */
  dayUnder(x) {
    const { facts: { axis } } = this.page, { left, width } = this.axis.getBoundingClientRect(), at = (x - left) / width;
    const apart = (/** @type {Day} */ day) => Math.abs(axisPlace(axis, day) - at) * width;
    const near = [...this.days, ...legalDaysOf(this.page).map(({ day }) => day)].sort((a, b) => apart(a) - apart(b))[0];
    return near && apart(near) < NEAR ? near : axisDay(axis, at);
  }

  /** The handle, or the axis itself, is dragged: one step of the history, however far. @param {PointerEvent} pressed */
  drag(pressed) {
    if (pressed.button) return;
    const { axis } = this, done = new AbortController(), { signal } = done;
    let x = pressed.clientX, step = true;
    axis.setPointerCapture(pressed.pointerId);
    const follow = (passing = true) => {
      const day = this.dayUnder(x);
      if (day !== this.page.state.after || !passing) this.go(day, { step, passing });
      step = false;
    };
    const later = onceAFrame(() => {
      if (!signal.aborted) follow();
    });
    this.halt();
    axis.addEventListener('pointermove', ({ clientX }) => {
      if (step && Math.abs(clientX - pressed.clientX) < NEAR) return;
      x = clientX;
      later();
    }, { signal });
    axis.addEventListener('pointerup', ({ clientX }) => {
      x = clientX;
      done.abort();
      follow(false);
      this.handle.focus({ preventScroll: true });
    }, { signal });
    axis.addEventListener('pointercancel', () => done.abort(), { signal });
  }

  // Play

  play() {
    const { maps } = this.page;
    this.from = maps.camera;
    this.flown = maps.camera;
    this.next(this.at === this.days.length - 1 ? 0 : this.at + 1);
  }

  /** One step: the map goes where the change is, if it would be small. @param {number} number */
  next(number) {
    const { maps } = this.page, day = this.days[number];
    if (!day) {
      this.stop();
      return;
    }
    this.playing = window.setTimeout(() => this.next(number + 1), 1000 * SECONDS_A_STEP / this.speed);
    // A reader who moved the map meanwhile is not taken elsewhere.
    if (this.from && maps.camera === this.flown) {
      const { begins, ends } = happenedOn(this.page, day);
      maps.camera = maps.cameraOfChange([...begins, ...ends].map(({ feature }) => feature), this.from);
      this.flown = maps.camera;
    }
    this.step(number, { travel: true });
  }

  /** No more steps; the map stays where it is. */
  halt() {
    clearTimeout(this.playing);
    this.playing = 0;
    this.draw();
  }

  /** Stops, and looks again at what was seen before. */
  stop() {
    const { maps } = this.page;
    if (this.from && maps.camera === this.flown) {
      maps.camera = this.from;
      maps.render(true);
    }
    this.from = this.flown = null;
    this.halt();
  }

  // What happened on the day reached

  /** Ids of features by what happened to them on the day that was just reached. */
  marked() {
    const { begins, ends } = this.told ? happenedOn(this.page, this.told) : { begins: [], ends: [] };
    const ids = (/** @type {Row[]} */ rows) => [...new Set(rows.map(({ feature }) => feature))];
    return { begun: ids(begins), ended: ids(ends) };
  }

  /** A line for each place: what began there, what ended. The loudest come first. @returns {{place: string, said: string}[]} */
  events() {
    const { words, facts } = this.page, { begins, ends } = happenedOn(this.page, this.told);
    const loud = (/** @type {Row} */ row) => lookOf(facts, row).weight * 100 - facts.terms.tenure[row.tenure].rank;
    const rows = [...begins, ...ends].sort((a, b) => loud(b) - loud(a));
    return [...new Set(rows.map(({ feature }) => feature))].map((feature) => ({
      place: words.title(feature),
      said: rows.filter((row) => row.feature === feature).map((row) => (begins.includes(row)
        ? words.say('begins', { what: words.right(row) + words.say('aside', { said: words.articleName(row.instrument, row.article) }) })
        : words.say('ends', { what: words.right(row) }))).join(words.say('semicolon')),
    }));
  }

  /** The day with the period's own, where its instruments have one. @param {Day} day */
  bothDates(day) {
    const { words, facts } = this.page, { begins } = happenedOn(this.page, day);
    const made = facts.instruments.filter(({ id }) => begins.some((row) => row.instrument === id));
    return words.bothDates(day, made.flatMap(({ calendars }) => calendars));
  }

  tell() {
    const { words } = this.page, box = one('#events');
    if (!this.told) {
      box.replaceChildren();
      return;
    }
    const lines = this.events(), most = one('#maps').clientHeight < SHORT ? TOLD_SHORT : TOLD, more = lines.length - most;
    box.replaceChildren(html('b', {}, this.bothDates(this.told)),
      ...lines.slice(0, more > 1 ? most : most + 1).map(({ place, said }) => html('span', {}, html('i', {}, place), ' ', said)),
      ...(more > 1 ? [html('span', {}, words.say('more', { count: more }))] : []),
      ...(lines.length ? [] : [html('span', {}, words.say('nothing_changed'))]));
  }

  /** What is told stands in that corner of the map where it covers least of what is marked. */
  clear() {
    const box = one('#events'), { left, top, width, height } = one('#maps').getBoundingClientRect();
    if (!this.told || getComputedStyle(box).position === 'static') return;
    const { offsetWidth: w, offsetHeight: h } = box, phone = this.page.phone.matches;
    const marked = all('.map .step.halo').map((node) => node.getBoundingClientRect());
    const flags = all('.flag').map((node) => node.getBoundingClientRect()).filter((flag) => flag.width).map((flag) => flag.bottom - top);
    const near = phone ? ROOM : BUTTONS, far = width - w - ROOM, high = Math.max(0, ...flags) + ROOM;
    const corners = [[near, height - h - SCALE], [far, height - h - (phone ? SCALE : LOCATOR)], [near, high], [far, high]];
    const covers = (/** @type {number[]} */ [x, y]) => marked.reduce((sum, other) => sum
      + Math.max(0, Math.min(left + x + w, other.right) - Math.max(left + x, other.left))
      * Math.max(0, Math.min(top + y + h, other.bottom) - Math.max(top + y, other.top)), 0);
    const [[x, y]] = corners.map((corner) => ({ corner, cost: covers(corner) })).sort((a, b) => a.cost - b.cost).map(({ corner }) => corner);
    Object.assign(box.style, { left: `${x}px`, top: `${y - height}px` });
  }

  // What is drawn

  draw() {
    const { page, handle } = this, { words, facts, state } = page, { axis } = facts;
    if (state.after !== this.told || state.article || state.feature) this.told = '';
    const place = `${100 * axisPlace(axis, state.after)}%`, number = (/** @type {Day} */ day) => String(Date.parse(day) / 86_400_000);
    for (const [name, value] of Object.entries({
      'aria-valuemin': number(axis.first), 'aria-valuemax': number(axis.last), 'aria-valuenow': number(state.after), 'aria-valuetext': this.bothDates(state.after),
    })) handle.setAttribute(name, value);
    handle.style.left = place;
    /** @type {HTMLInputElement} */
    const when = one('#when');
    when.value = state.after;
    when.setAttribute('aria-label', words.say('when', written(facts.subject.after)));
    when.title = when.getAttribute('aria-label') || '';
    when.removeAttribute('aria-invalid');
    one('#play').textContent = this.playing ? '❚❚' : '▶';
    one('#play').setAttribute('aria-label', words.say(this.playing ? 'pause' : 'play'));
    const times = `${this.speed}×`.replace('0.5', '½');
    one('#speed').textContent = times;
    one('#speed').setAttribute('aria-label', words.say('speed', { times }));
    one('#fold').setAttribute('aria-expanded', String(!this.folded));
    one('#lanes').hidden = this.folded;
    this.tell();
    this.wide = this.axis.clientWidth;
    const key = [this.wide, this.folded, state.lang, state.basis, state.reading].join();
    if (key !== this.drawn && this.wide) {
      this.drawn = key;
      this.drawAxis();
      this.comeToLanes();
    }
    this.placeLines();
    one('#timeline').classList.toggle('alone', page.mode === 'after');
    this.table();
  }

  /** The lines of the two days stand where the days are. */
  placeLines() {
    const { facts: { axis }, state } = this.page;
    for (const line of this.lines()) line.style.left = `${100 * axisPlace(axis, line.classList.contains('before') ? state.before : state.after)}%`;
  }

  /** The lines of the two days. @returns {HTMLElement[]} */
  lines() {
    return [...this.under.querySelectorAll('.line'), ...this.over.querySelectorAll('.line')].map((node) => /** @type {HTMLElement} */ (node));
  }

  /** What lies under axis and lanes alike: the close-up, the legal days, the two days. @returns {HTMLElement[]} */
  ground() {
    const { axis } = this.page.facts, at = (/** @type {Day} */ day) => 100 * axisPlace(axis, day);
    const shade = html('div', { class: 'close-up' }), [from, to] = axis.close || [axis.first, axis.first];
    Object.assign(shade.style, { left: `${at(from)}%`, width: `${at(to) - at(from)}%` });
    const lines = ['before', 'after'].map((name) => html('div', { class: 'line ' + name }));
    return [shade, ...lines];
  }

  /** What a legal day is called. @param {ReturnType<typeof legalDaysOf>[number]} legal */
  nameOf({ day, basis, of }) {
    const { words } = this.page;
    return of ? words.say('basis_consent_of', { power: words.power(of, day) }) : words.say('basis_' + basis);
  }

  drawAxis() {
    const { page } = this, { words, facts: { axis } } = page, wide = this.axis.clientWidth;
    const at = (/** @type {Day} */ day) => `${100 * axisPlace(axis, day)}%`;
    const placed = (/** @type {string} */ day, /** @type {HTMLElement} */ node) => {
      node.style.left = at(day);
      return node;
    };
    const years = axisYears(axis, YEARS_APART / wide).map((year) => placed(`${year}-01-01`, html('span', { class: 'year', 'aria-hidden': 'true' }, year)));
    const changes = this.days.map((day) => placed(day, html('span', { class: 'change', 'aria-hidden': 'true' })));
    const legal = legalDaysOf(page).map((one_) => {
      const { day } = one_, said = this.nameOf(one_) + words.say('colon') + words.date(day);
      const node = placed(day, html('span', { class: 'legal', role: 'img', tabindex: 0, 'aria-label': said, title: said, 'data-basis': one_.basis }));
      for (const event of ['mouseenter', 'focus']) node.addEventListener(event, () => page.hint(said));
      for (const event of ['mouseleave', 'blur']) node.addEventListener(event, () => page.hint(''));
      return node;
    });
    this.under.replaceChildren(...this.ground(), ...changes, ...years, ...legal);
    // A year at the edge stands within it, if it has room there.
    let free = -Infinity;
    // All are measured before one is moved.
    for (const { node, width, at: middle } of years.map((year) => ({ node: year, width: year.offsetWidth, at: year.offsetLeft }))) {
      const left = Math.min(wide - width, Math.max(0, middle - width / 2));
      if (left < free) node.remove();
      else free = left + width + 4;
      node.style.left = `${left}px`;
    }
  }

  /** The lanes are drawn where they can be seen or were asked for; else their room is kept. */
  comeToLanes() {
    const { page } = this, box = one('#lanes'), lanes = lanesOf(page);
    box.replaceChildren();
    this.coming.unobserve(box);
    if (this.folded) return;
    box.setAttribute('aria-label', page.words.say('lanes_label', { places: lanes.length, rights: lanes.reduce((sum, { bars }) => sum + bars.length, 0) }));
    const stage = box.closest('#stage'), end = Math.min(innerHeight, stage ? stage.getBoundingClientRect().bottom : Infinity);
    if (page.phone.matches || box.getBoundingClientRect().top < end) {
      this.drawLanes();
      return;
    }
    box.style.height = `${lanes.reduce((sum, { levels }) => sum + levels * LINE + 1, legalDaysOf(page).length * LEGAL)}px`;
    this.coming.observe(box);
  }

  drawLanes() {
    const { page } = this, { words, facts: { axis } } = page, box = one('#lanes');
    this.coming.unobserve(box);
    box.style.height = '';
    const lanes = lanesOf(page), wide = this.axis.clientWidth, font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const legal = legalDaysOf(page).map((one_) => {
      const node = html('div', { class: 'legal-line', 'data-basis': one_.basis }, html('span', {}, this.nameOf(one_)));
      node.style.left = `${100 * axisPlace(axis, one_.day)}%`;
      return node;
    });
    this.over.replaceChildren(...this.ground(), ...legal);
    const close = axis.close && words.say('close_up', { first: axis.close[0].slice(0, 4), last: dayBefore(axis.close[1]).slice(0, 4), times: magnified(axis) });
    box.replaceChildren(html('div', { class: 'within' }, this.over, html('div', { class: 'legal-names' }), html('p', { class: 'close-up-said' }, close),
      ...lanes.flatMap(({ feature, bars, levels }) => [
        html('div', { class: 'lane-name' }, html('span', { click: () => page.choose({ feature }) }, words.title(feature))),
        svg('svg', { class: 'lane', width: wide, height: levels * LINE, 'data-lane': feature }, ...bars.map((bar) => this.bar(bar, wide, font))),
      ])));
    this.fitWords(legal, wide);
    this.placeLines();
  }

  /** Words of the legal days, on as few lines as they need, each beside its own. @param {HTMLElement[]} nodes @param {number} wide */
  fitWords(nodes, wide) {
    /** @type {number[]} */
    const ends = [];
    const found = nodes.map((node) => {
      const [words] = /** @type {HTMLCollectionOf<HTMLElement>} */ (node.children);
      return { words, width: words.offsetWidth, left: node.offsetLeft };
    });
    for (const { words, width, left } of found) {
      const start = Math.min(left, wide - width - 4), free = ends.findIndex((end) => end + WORDS_APART <= start), row = free < 0 ? ends.length : free;
      ends[row] = start + width;
      Object.assign(words.style, { left: `${start - left}px`, top: `${row * LEGAL}px` });
    }
    one('.legal-names').style.height = `${ends.length * LEGAL}px`;
  }

  /** @param {Bar} bar @param {number} wide @param {string} font */
  bar(bar, wide, font) {
    const { page } = this, { facts, facts: { axis }, words } = page, { row, level, start, end, unsure } = bar;
    const x = axisPlace(axis, start || axis.first) * wide, until = axisPlace(axis, end || axis.last) * wide;
    const box = { x, y: level * LINE + (LINE - BAR) / 2, width: Math.max(1, until - x), height: BAR };
    const { mark } = facts.terms.tenure[row.tenure], { colour } = lookOf(facts, row), solid = mark === 'fill' || mark === 'hatch' || mark === 'dots';
    const hollow = [x, until - HOLLOW].filter((_, i) => unsure[i]).map((left) => svg('rect', { ...box, x: left, width: HOLLOW, class: 'hollow', stroke: colour }));
    const comma = words.say('comma'), by = words.articleName(row.instrument, row.article) + comma + words.say(row.reading);
    const said = words.title(row.feature) + words.say('colon') + words.right(row) + comma + words.during(row) + words.say('aside', { said: by });
    const day = start > axis.first ? start : axis.first;
    const group = svg('g', {
      class: solid ? 'bar' : 'bar thin', 'data-row': row.key, 'data-colour': colour,
      click: () => page.choose({ feature: row.feature, after: day, before: dayBefore(day), mode: page.state.mode === 'before' ? 'after' : page.state.mode }),
      mouseenter: () => page.hint(said), mouseleave: () => page.hint(''),
    }, svg('title', {}, said), svg('rect', { ...box, class: 'bed' }), ...inked(facts, row, mark, box), ...hollow);
    // Words begin beside a hollow end, and leave a line that they would cover a piece of itself.
    const from = 5 + (unsure[0] ? HOLLOW : 0) + (solid ? 0 : BAR);
    const inscribed = [words.right(row), words.whose(row)].find((text) => from + inkWidth(text, font) + 5 < box.width);
    if (inscribed) group.append(svg('text', { x: x + from, y: box.y + BAR - 3.5 }, inscribed));
    return group;
  }

  /** The chart as a table, drawn when it is opened: place by place, and what holds on the day. */
  table() {
    /** @type {HTMLDetailsElement} */
    const details = one('#time-table');
    if (!details.open) return;
    const { page } = this, { words, state, state: { basis, after } } = page;
    const day = (/** @type {Day} */ at, /** @type {string} */ edtf) => html('button', { type: 'button', class: 'link', click: () => this.show(at, dayBefore(at)) },
      html('time', { datetime: at }, words.uncertain(at, edtf)));
    const heads = ['feature', 'tenure', 'holder', 'from', 'until', 'article'].map((head) => html('th', { scope: 'col' }, words.say('col_' + head)));
    const bodies = lanesOf(page).map(({ feature, bars }) => html('tbody', {}, ...bars.map(({ row, start, end }, i) => {
      const on = start <= after && (!end || after < end), [first, last] = edtfOf(row, basis);
      return html('tr', { class: on ? 'on' : '', 'data-row': row.key },
        i ? null : html('th', { scope: 'rowgroup', rowspan: bars.length }, page.panel.featureLink(feature)),
        html('td', {}, words.tenure(row.tenure)), html('td', {}, words.whose(row)),
        html('td', {}, start ? day(start, first) : words.say('no_first_day')), html('td', {}, end ? day(end, last) : words.say('open')),
        html('td', {}, words.articleName(row.instrument, row.article)), html('td', {}, on ? words.say('holds') : ''));
    })));
    details.children[1].replaceChildren(html('table', {},
      html('caption', {}, words.say('as_table_caption', { date: words.date(state.after) })),
      html('thead', {}, html('tr', {}, ...heads, html('th', { scope: 'col' }, words.date(after)))), ...bodies));
    nameCells(details);
  }
}

/** How a day may be written: as its year, with its month, whole. @param {Day} day */
function written(day) {
  return { year: day.slice(0, 4), month: day.slice(0, 7), day };
}

/** @type {?CanvasRenderingContext2D} */
let pen = null;

/** How wide the words of a bar are. @param {string} text @param {string} font */
function inkWidth(text, font) {
  pen ||= document.createElement('canvas').getContext('2d');
  if (!pen) return Infinity;
  pen.font = font;
  return pen.measureText(text).width;
}
