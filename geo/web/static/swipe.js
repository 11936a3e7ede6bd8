// The swipe: two panes of one map, cut at one line that stands upright or lies. A slider for mouse, touch
// and keyboard; the flags of the two days ride on it.

import { all, html } from './dom.js';
import { isFree } from './labels.js';

/** How far a flag stands from the line (px). */
const APART = 8;

/** How far a flag stands from the edge beside the buttons of the corner, and from the lower edge, over the scale (px). */
export const CORNER = 58, FOOT = 36;

/** Half of the grip (px), and how far from the end of the line it is tried (%). */
const GRIP = 22, GRIPS = [13, 22, 31, 40, 49, 58];

/** How far along the line a flag is tried, from the upper edge of the map on (px). */
const ON_LINE = 16, TOP = 10;

/** How wide a flag may be where the line lies: beside the line's middle, where most of what changed stands. */
const BESIDE = 0.46, WIDEST = 368;

export class Swipe extends L.Control {
  /**
   * @param {import('./template.js').AnyWords} words @param {boolean} lying does the line run from west to east?
   * @param {HTMLElement[]} flags of before and after @param {() => [number, number][]} dots of the first rank on the map
   * @param {(percent: number) => void} onMove
   */
  constructor(words, lying, flags, dots, onMove) {
    super({ position: 'topleft' });
    this.words = words;
    this.lying = lying;
    this.flags = flags;
    this.dots = dots;
    /** Does the reader drag it, and how large the flags then are (px)? */
    this.dragged = false;
    /** @type {{wide: number, high: number}[]} */
    this.riding = [];
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
    // While it is dragged a flag that has room only moves.
    this.riding = this.flags.map((flag) => {
      if (flag.hidden) return { wide: Infinity, high: Infinity };
      if (!this.lying) flag.style.maxWidth = `${WIDEST}px`;
      return { wide: flag.offsetWidth, high: flag.offsetHeight };
    });
    const move = (/** @type {PointerEvent} */ moved) => {
      const frame = this._map.getContainer().getBoundingClientRect();
      this.dragged = true;
      this.set(this.lying ? 100 * (moved.clientY - frame.top) / frame.height : 100 * (moved.clientX - frame.left) / frame.width);
    };
    const done = () => {
      this.handle.removeEventListener('pointermove', move);
      this.dragged = false;
      this.stand();
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
    if (this.on && !this.dragged) this.grip(x, y);
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

  /** The grip lies on no dot of the first rank. @param {number} width @param {number} height */
  grip(width, height) {
    const cut = this.split / 100, dots = this.dots(), free = GRIPS.find((percent) => {
      const [x, y] = this.lying ? [width * (1 - percent / 100) - GRIP, height * cut] : [width * cut, height * (1 - percent / 100) - GRIP];
      return isFree([x - GRIP, y - GRIP, x + GRIP, y + GRIP], dots, []);
    });
    if (free) this.handle.style.setProperty('--grip', `${free}%`);
    else this.handle.style.removeProperty('--grip');
  }

  /** Both flags only move with the line, where their sides have room for them. @param {number} cut @param {number} width @param {number} height @returns {boolean} had they? */
  ride(cut, width, height) {
    const [before, after] = this.riding, far = cut + APART;
    if (this.lying ? cut - APART - before.high < 2 || far > height - after.high - 4 : cut - APART - before.wide < CORNER || far + after.wide > width || far < CORNER) return false;
    const starts = this.lying ? [cut - APART - before.high, far] : [cut - APART - before.wide, far];
    this.flags.forEach((flag, n) => {
      flag.hidden = false;
      Object.assign(flag.style, { [this.lying ? 'top' : 'left']: `${starts[n]}px` });
    });
    return true;
  }

  /** Each flag stands on its own side of the line; where its side has no room for it, it goes. @param {number} cut @param {number} width @param {number} height */
  flag(cut, width, height) {
    if (this.dragged && this.ride(cut, width, height)) return;
    for (const flag of this.flags) {
      flag.style.cssText = '';
      flag.classList.remove('day-alone');
      flag.hidden = false;
    }
    if (!this.on) return;
    const day = (/** @type {HTMLElement} */ flag) => /** @type {?HTMLElement} */ (flag.firstElementChild)?.offsetWidth || 0;
    const stand = (/** @type {HTMLElement} */ flag, /** @type {number[]} */ [x, y]) => Object.assign(flag.style, { left: `${x}px`, top: `${y}px`, right: 'auto' });
    const size = (/** @type {HTMLElement} */ { offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight], low = height - FOOT, corner = this.corner();
    this.flags.forEach((flag, n) => {
      // As wide as its side: the words under the day take more lines, the day itself takes one.
      const room = this.lying ? Math.max(BESIDE * width, day(flag) + 26) : (n ? width - cut : cut) - APART - 2;
      flag.style.maxWidth = `${Math.min(WIDEST, Math.max(0, room))}px`;
      // Where it may stand, best first: beside the line at its beginning, or on along it.
      const places = () => {
        const [w, h] = size(flag), along = (/** @type {number} */ from, /** @type {number} */ to) => Array.from({ length: Math.max(1, 1 + Math.floor((to - from) / ON_LINE)) }, (_, i) => from + i * ON_LINE);
        if (this.lying) {
          const top = n ? cut + APART : cut - APART - h;
          return along(top < corner ? CORNER : APART, width - w - APART).map((left) => [left, top]);
        }
        const left = n ? cut + APART : cut - APART - w;
        return along(left < CORNER ? corner : TOP, low - h).map((top) => [left, top]);
      };
      stand(flag, places()[0]);
      const [, h] = size(flag);
      flag.hidden = this.lying ? (n ? cut + APART > height - h - 4 : cut - APART - h < 2) : day(flag) + 26 > room;
      if (flag.hidden || this.dragged) return;
      // On no dot of the first rank, else with the day alone.
      const { left: x, top: y } = this._map.getContainer().getBoundingClientRect(), dots = this.dots();
      const solid = all('.leaflet-control, .swipe .grip', this._map.getContainer()).map((node) => node.getBoundingClientRect())
        .map((box) => /** @type {import('./labels.js').Rect} */ ([box.left - x, box.top - y, box.right - x, box.bottom - y]));
      const free = (/** @type {number[]} */ [left, top]) => {
        const [w, high] = size(flag);
        return isFree([left, top, left + w, top + high], dots, solid);
      };
      if (free(places()[0])) return;
      flag.classList.add('day-alone');
      stand(flag, places().find(free) || places()[0]);
    });
  }

  /** How far the buttons in the corner reach down (px). */
  corner() {
    const [controls] = all('.leaflet-top.leaflet-left', this._map.getContainer());
    return controls.offsetHeight + 12;
  }
}
