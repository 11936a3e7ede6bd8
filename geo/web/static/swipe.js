// The swipe: two panes of one map, cut at one line that stands upright or lies. A slider for mouse, touch
// and keyboard; the flags of the two days ride on it.

import { html } from './dom.js';

/** How far a flag stands from the line, and from what lies in the corner of the map (px). */
const APART = 8, CORNER = 58;

/** How wide a flag may be where the line lies: beside the line's middle, where most of what changed stands. */
const BESIDE = 0.46, WIDEST = 368;

L.Control.Swipe = L.Control.extend({
  options: { position: 'topleft' },

  /** @param {object} page @param {boolean} lying does the line run from west to east? @param {HTMLElement[]} flags of before and after */
  initialize(page, lying, flags, onMove) {
    Object.assign(this, { _page: page, _lying: lying, _flags: flags, _onMove: onMove, _split: 50, _on: false });
  },

  onAdd(map) {
    this._handle = html('div', {
      class: this._lying ? 'swipe lying' : 'swipe', role: 'slider', tabindex: 0, 'aria-valuemin': 0, 'aria-valuemax': 100,
      'aria-orientation': this._lying ? 'vertical' : 'horizontal', hidden: true,
    }, html('span', { class: 'line', 'aria-hidden': 'true' }), html('span', { class: 'grip', 'aria-hidden': 'true' }, this._lying ? '▴▾' : '◂▸'));
    map.getContainer().append(this._handle);
    this._handle.addEventListener('keydown', (event) => this._key(event));
    this._handle.addEventListener('pointerdown', (event) => this._drag(event));
    L.DomEvent.disableClickPropagation(this._handle);
    map.on('move zoomend resize viewreset', this._clip, this);
    return html('div');
  },

  onRemove(map) {
    map.off('move zoomend resize viewreset', this._clip, this);
    this._handle.remove();
  },

  get split() {
    return this._split;
  },

  /** @param {number} percent of the map that shows the first day @param {boolean} on */
  set(percent, on = this._on) {
    this._split = Math.min(100, Math.max(0, percent));
    this._on = on;
    this._handle.hidden = !on;
    this._handle.setAttribute('aria-valuenow', String(Math.round(this._split)));
    this._handle.setAttribute('aria-valuetext', this._page.say('swipe_value', {
      percent: Math.round(this._split),
    }));
    this._handle.setAttribute('aria-label', this._page.say('swipe_label'));
    this._clip();
  },

  _key(event) {
    const step = event.shiftKey ? 10 : 2, further = this._lying ? ['ArrowRight', 'ArrowDown'] : ['ArrowRight', 'ArrowUp'];
    const nearer = this._lying ? ['ArrowLeft', 'ArrowUp'] : ['ArrowLeft', 'ArrowDown'];
    const to = further.includes(event.key) ? this._split + step : nearer.includes(event.key) ? this._split - step
      : { PageDown: this._split - 10, PageUp: this._split + 10, Home: 0, End: 100 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(to);
    this._onMove(this._split);
  },

  _drag(event) {
    if (event.button) return;
    event.preventDefault();
    this._handle.focus({ preventScroll: true });
    this._handle.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const frame = this._map.getContainer().getBoundingClientRect();
      this.set(this._lying ? 100 * (moved.clientY - frame.top) / frame.height : 100 * (moved.clientX - frame.left) / frame.width);
    };
    const done = () => {
      this._handle.removeEventListener('pointermove', move);
      this._onMove(this._split);
    };
    this._handle.addEventListener('pointermove', move);
    this._handle.addEventListener('pointerup', done, { once: true });
    this._handle.addEventListener('pointercancel', done, { once: true });
  },

  _clip() {
    const { x, y } = this._map.getSize(), lying = this._lying;
    const cut = (lying ? y : x) * this._split / 100;
    this._handle.style.transform = lying ? `translateY(${cut}px)` : `translateX(${cut}px)`;
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const box = (from, to) => {
      const [left, right] = lying ? [corner.x, corner.x + x] : [corner.x + from, corner.x + to];
      const [top, bottom] = lying ? [corner.y + from, corner.y + to] : [corner.y, corner.y + y];
      return `polygon(${left}px ${top}px, ${right}px ${top}px, ${right}px ${bottom}px, ${left}px ${bottom}px)`;
    };
    const [before, after] = ['before', 'after'].map((name) => this._map.getPane(name).style);
    before.clipPath = this._on ? box(0, cut) : '';
    after.clipPath = this._on ? box(cut, lying ? y : x) : '';
    this._flag(cut, x, y);
  },

  /** Each flag stands on its own side of the line; where its side has no room for it, it goes. */
  _flag(cut, width, height) {
    const [before, after] = this._flags;
    for (const flag of this._flags) {
      flag.style.cssText = '';
      flag.hidden = false;
    }
    if (!this._on) return;
    const day = (flag) => flag.firstElementChild?.offsetWidth || 0;
    if (this._lying) {
      for (const flag of this._flags) flag.style.maxWidth = `${Math.min(WIDEST, Math.max(BESIDE * width, day(flag) + 26))}px`;
      // Beside the buttons of the corner, or at the edge under them.
      const low = height - after.offsetHeight - 4, x = (top) => `${top < this._corner() ? CORNER : APART}px`;
      const above = cut - APART - before.offsetHeight, below = cut + APART;
      Object.assign(before.style, { left: x(above), top: `${above}px` });
      Object.assign(after.style, { left: x(below), right: 'auto', top: `${below}px` });
      before.hidden = cut - APART - before.offsetHeight < 2;
      after.hidden = cut + APART > low;
    } else {
      // As wide as its side: the words under the day take more lines, the day itself takes one.
      const room = [cut - APART - 2, width - cut - APART - 2];
      this._flags.forEach((flag, i) => { flag.style.maxWidth = `${Math.min(WIDEST, Math.max(0, room[i]))}px`; });
      const left = cut - APART - before.offsetWidth;
      // Beside the buttons of the corner, or under them.
      const top = left < CORNER ? this._corner() : null;
      Object.assign(before.style, { left: `${left}px` }, top === null ? {} : { top: `${top}px` });
      Object.assign(after.style, { left: `${cut + APART}px`, right: 'auto' }, cut + APART < CORNER ? { top: `${this._corner()}px` } : {});
      this._flags.forEach((flag, i) => { flag.hidden = day(flag) + 26 > room[i]; });
    }
  },

  /** How far the buttons in the corner reach down (px). */
  _corner() {
    const controls = this._map.getContainer().querySelector('.leaflet-top.leaflet-left');
    return controls.offsetHeight + 12;
  },
});
