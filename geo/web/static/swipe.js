// The swipe: two panes of one map, cut at one line that stands upright or lies. A slider for mouse, touch
// and keyboard; the flags of the two days ride on it.

import { all, html } from './dom.js';

/** How far a flag stands from the line, and from what lies in the corner of the map (px). */
const APART = 8, CORNER = 58;

/** How wide a flag may be where the line lies: beside the line's middle, where most of what changed stands. */
const BESIDE = 0.46, WIDEST = 368;

export class Swipe extends L.Control {
  /**
   * @param {import('./template.js').AnyWords} words @param {boolean} lying does the line run from west to east?
   * @param {HTMLElement[]} flags of before and after @param {(percent: number) => void} onMove
   */
  constructor(words, lying, flags, onMove) {
    super({ position: 'topleft' });
    this.words = words;
    this.lying = lying;
    this.flags = flags;
    this.onMove = onMove;
    this.split = 50;
    this.on = false;
    this.handle = html('div', {
      class: lying ? 'swipe lying' : 'swipe', role: 'slider', tabindex: 0, 'aria-valuemin': 0, 'aria-valuemax': 100,
      'aria-orientation': lying ? 'vertical' : 'horizontal', hidden: true,
    }, html('span', { class: 'line', 'aria-hidden': 'true' }), html('span', { class: 'grip', 'aria-hidden': 'true' }, lying ? '▴▾' : '◂▸'));
    this.handle.addEventListener('keydown', (event) => this.key(event));
    this.handle.addEventListener('pointerdown', (event) => this.drag(event));
    L.DomEvent.disableClickPropagation(this.handle);
  }

  /** @param {L.Map} map */
  onAdd(map) {
    map.getContainer().append(this.handle);
    map.on('move', this.clip, this);
    map.on('zoomend resize viewreset', this.stand, this);
    return html('div');
  }

  /** @param {number} percent of the map that shows the first day @param {boolean} on */
  set(percent, on = this.on) {
    this.split = Math.min(100, Math.max(0, percent));
    this.on = on;
    this.handle.hidden = !on;
    this.handle.setAttribute('aria-valuenow', String(Math.round(this.split)));
    this.handle.setAttribute('aria-valuetext', this.words.say('swipe_value', {
      percent: Math.round(this.split),
    }));
    this.handle.setAttribute('aria-label', this.words.say('swipe_label'));
    this.stand();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = event.shiftKey ? 10 : 2, further = this.lying ? ['ArrowRight', 'ArrowDown'] : ['ArrowRight', 'ArrowUp'];
    const nearer = this.lying ? ['ArrowLeft', 'ArrowUp'] : ['ArrowLeft', 'ArrowDown'];
    const to = further.includes(event.key) ? this.split + step : nearer.includes(event.key) ? this.split - step
      : { PageDown: this.split - 10, PageUp: this.split + 10, Home: 0, End: 100 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(to);
    this.onMove(this.split);
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (event.button) return;
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    this.handle.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ moved) => {
      const frame = this._map.getContainer().getBoundingClientRect();
      this.set(this.lying ? 100 * (moved.clientY - frame.top) / frame.height : 100 * (moved.clientX - frame.left) / frame.width);
    };
    const done = () => {
      this.handle.removeEventListener('pointermove', move);
      this.onMove(this.split);
    };
    this.handle.addEventListener('pointermove', move);
    this.handle.addEventListener('pointerup', done, { once: true });
    this.handle.addEventListener('pointercancel', done, { once: true });
  }

  /** The line with its flags stands where the split is, in a window of this size. */
  stand() {
    const { x, y } = this._map.getSize();
    this.clip();
    this.flag((this.lying ? y : x) * this.split / 100, x, y);
  }

  /** Each day is seen on its side of the line, wherever the map was moved. */
  clip() {
    const { x, y } = this._map.getSize(), lying = this.lying;
    const cut = (lying ? y : x) * this.split / 100;
    this.handle.style.transform = lying ? `translateY(${cut}px)` : `translateX(${cut}px)`;
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const box = (/** @type {number} */ from, /** @type {number} */ to) => {
      const [left, right] = lying ? [corner.x, corner.x + x] : [corner.x + from, corner.x + to];
      const [top, bottom] = lying ? [corner.y + from, corner.y + to] : [corner.y, corner.y + y];
      return `polygon(${left}px ${top}px, ${right}px ${top}px, ${right}px ${bottom}px, ${left}px ${bottom}px)`;
    };
    const [before, after] = ['before', 'after'].map((name) => /** @type {HTMLElement} */ (this._map.getPane(name)).style);
    before.clipPath = this.on ? box(0, cut) : '';
    after.clipPath = this.on ? box(cut, lying ? y : x) : '';
  }

  /** Each flag stands on its own side of the line; where its side has no room for it, it goes. @param {number} cut @param {number} width @param {number} height */
  flag(cut, width, height) {
    const [before, after] = this.flags;
    for (const flag of this.flags) {
      flag.style.cssText = '';
      flag.hidden = false;
    }
    if (!this.on) return;
    const day = (/** @type {HTMLElement} */ flag) => /** @type {?HTMLElement} */ (flag.firstElementChild)?.offsetWidth || 0;
    if (this.lying) {
      for (const flag of this.flags) flag.style.maxWidth = `${Math.min(WIDEST, Math.max(BESIDE * width, day(flag) + 26))}px`;
      // Beside the buttons of the corner, or at the edge under them.
      const low = height - after.offsetHeight - 4, x = (/** @type {number} */ top) => `${top < this.corner() ? CORNER : APART}px`;
      const above = cut - APART - before.offsetHeight, below = cut + APART;
      Object.assign(before.style, { left: x(above), top: `${above}px` });
      Object.assign(after.style, { left: x(below), right: 'auto', top: `${below}px` });
      before.hidden = cut - APART - before.offsetHeight < 2;
      after.hidden = cut + APART > low;
    } else {
      // As wide as its side: the words under the day take more lines, the day itself takes one.
      const room = [cut - APART - 2, width - cut - APART - 2];
      this.flags.forEach((flag, i) => { flag.style.maxWidth = `${Math.min(WIDEST, Math.max(0, room[i]))}px`; });
      const left = cut - APART - before.offsetWidth;
      // Beside the buttons of the corner, or under them.
      const top = left < CORNER ? this.corner() : null;
      Object.assign(before.style, { left: `${left}px` }, top === null ? {} : { top: `${top}px` });
      Object.assign(after.style, { left: `${cut + APART}px`, right: 'auto' }, cut + APART < CORNER ? { top: `${this.corner()}px` } : {});
      this.flags.forEach((flag, i) => { flag.hidden = day(flag) + 26 > room[i]; });
    }
  }

  /** How far the buttons in the corner reach down (px). */
  corner() {
    const [controls] = all('.leaflet-top.leaflet-left', this._map.getContainer());
    return controls.offsetHeight + 12;
  }
}
