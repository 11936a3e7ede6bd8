// In a narrow or low window the map comes first and all else lies in a sheet from below, at one of three
// heights: a glance, half, all.

import { html, one } from './dom.js';

/** Narrow or low windows. */
export const PHONE = 'screen and (max-width: 800px), screen and (max-height: 500px)';

const HEIGHTS = ['peek', 'half', 'full'];

/** What goes into the sheet, in this order, and back to where it was in a wide window. */
const PARTS = ['.controls', '#timeline', '#panel', '#legend', '.rows-section', 'footer'];

export class Drawer {
  constructor() {
    /** Where each part was, and the part. @type {[Comment, HTMLElement][]} */
    this.homes = [];
    this.dragged = false;
    this.media = matchMedia(PHONE);
    this.handle = html('button', { type: 'button', class: 'handle', 'data-label': 'sheet_handle' }, html('span', { 'aria-hidden': 'true' }));
    this.box = html('div', { id: 'drawer', hidden: true }, this.handle);
    one('main').append(this.box);
    this.handle.addEventListener('click', () => this.step());
    this.handle.addEventListener('pointerdown', (event) => this.drag(event));
    this.media.addEventListener('change', () => this.settle());
    this.settle();
  }

  get on() {
    return this.media.matches;
  }

  /** Moves the parts into the sheet, or back. */
  settle() {
    if (this.on === !this.box.hidden) return;
    document.body.classList.toggle('phone', this.on);
    this.box.hidden = !this.on;
    if (this.on) {
      this.homes = PARTS.map((part) => {
        const node = one(part), mark = document.createComment(part);
        node.replaceWith(mark);
        this.box.append(node);
        return [mark, node];
      });
      this.set('peek');
    } else {
      for (const [mark, node] of this.homes) mark.replaceWith(node);
    }
  }

  /** @param {string} height */
  set(height) {
    this.box.dataset.height = height;
    this.handle.setAttribute('aria-expanded', String(height !== 'peek'));
  }

  step() {
    if (this.dragged) return;
    this.set(HEIGHTS[(HEIGHTS.indexOf(this.box.dataset.height || '') + 1) % HEIGHTS.length]);
  }

  /** What was chosen comes to the top of the sheet, and the map stays above it. @param {'card' | 'map'} what */
  show(what) {
    this.set('peek');
    const node = what === 'card' ? one('#card') : one('.article.chosen');
    const top = node ? node.getBoundingClientRect().top - this.box.getBoundingClientRect().top + this.box.scrollTop : 0;
    this.box.scrollTo({ top: what === 'card' ? 0 : top - this.handle.offsetHeight });
  }

  /** Pulled up or down, the sheet goes to the next height. @param {PointerEvent} event */
  drag(event) {
    const start = event.clientY;
    this.dragged = false;
    this.handle.setPointerCapture(event.pointerId);
    const done = (/** @type {PointerEvent} */ { clientY }) => {
      const by = start - clientY, at = HEIGHTS.indexOf(this.box.dataset.height || '');
      if (Math.abs(by) < 24) return;
      this.dragged = true;
      this.set(HEIGHTS[Math.min(2, Math.max(0, at + (by > 0 ? 1 : -1)))]);
      setTimeout(() => { this.dragged = false; });
    };
    this.handle.addEventListener('pointerup', done, { once: true });
  }
}
