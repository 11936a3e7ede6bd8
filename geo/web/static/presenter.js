// For a wall: the map and its caption alone over the whole screen, names larger, the legend in the sea.

import { html, one } from './dom.js';
import { namesAt } from './names.js';
import { Taken } from './sea.js';
import { chosenIn } from './state.js';
import { stepAt } from './story.js';

/** Names that never make room for the legend: from this rank on they do. */
const LESSER = 2;

/** Forms of the legend, the first that finds room is taken; the `few` leave out what did not change. */
const FORMS = ['', 'wide', 'few', 'few wide', 'small', 'small few', 'small wide'];

export class Presenter {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    this.on = false;
    /** Does the browser show it on the whole screen? */
    this.full = false;
    this.key = html('ul', { class: 'sea-legend' });
    /** For what the legend found no room in the sea. */
    this.below = '';
    addEventListener('keydown', (event) => {
      const { key, target, ctrlKey, altKey, metaKey } = event;
      if (ctrlKey || altKey || metaKey || key.toLowerCase() !== 'f') return;
      if (target instanceof Element && target.closest('select, textarea, input[type=text]')) return;
      event.preventDefault();
      this.toggle();
    });
    document.addEventListener('fullscreenchange', () => {
      if (document.fullscreenElement) this.full = true;
      else if (this.full) this.leave();
    });
  }

  /** By how much names are larger. */
  get scale() {
    return this.on ? this.page.facts.marks.presenter.names : 1;
  }

  toggle() {
    if (!this.leave()) this.enter();
  }

  enter() {
    this.set(true);
    // Where the browser has no whole screen for it (frames, some phones) the window is enough.
    document.documentElement.requestFullscreen?.().catch(() => {});
    this.page.story.bar.focus({ preventScroll: true });
  }

  /** @returns {boolean} was it on? */
  leave() {
    if (!this.on) return false;
    this.full = false;
    if (document.fullscreenElement) document.exitFullscreen();
    this.set(false);
    this.page.story.refocus();
    return true;
  }

  /** @param {boolean} on */
  set(on) {
    this.on = on;
    this.below = '';
    document.body.classList.toggle('presenting', on);
    this.key.remove();
    // The legend beside the map had no size meanwhile.
    this.page.panel.roomFor = '';
    this.page.draw();
  }

  /** The legend stands in the sea of one of the maps; where none has room for it, under them. @param {import('./mapview.js').MapView[]} views */
  place(views) {
    const { page, key } = this;
    if (!this.on) return;
    key.setAttribute('aria-label', page.words.say('legend'));
    key.replaceChildren(...[...one('#legend').children].map((item) => item.cloneNode(true)));
    const now = JSON.stringify([page.state, innerWidth, innerHeight]);
    if (this.below === now) return;
    key.remove();
    for (const form of FORMS) {
      for (const view of views) {
        if (this.into(view, form)) return;
      }
    }
    this.below = now;
    key.className = 'sea-legend few beneath';
    key.style.cssText = '';
    page.story.bar.append(key);
  }

  /** @param {import('./mapview.js').MapView} view @param {string} form */
  into(view, form) {
    const { key } = this;
    key.className = `sea-legend ${form}`;
    key.style.cssText = 'left: 0; top: 0';
    /** @type {HTMLElement} */ (view.container.parentElement).append(key);
    const { offsetWidth, offsetHeight } = key;
    key.remove();
    const at = this.taken(view).room(offsetWidth, offsetHeight);
    if (!at) return false;
    key.style.cssText = `left: ${at.left}px; top: ${at.top}px`;
    /** @type {HTMLElement} */ (view.container.parentElement).append(key);
    return true;
  }

  /** What on a map must be seen. @param {import('./mapview.js').MapView} view */
  taken(view) {
    const { page } = this, { shapes, facts, state } = page, { width, height } = view.size, found = new Taken(width, height);
    const shift = view.map.containerPointToLayerPoint([0, 0]), { names } = view.sheets;
    const toPixels = (/** @type {number} */ x, /** @type {number} */ y) => {
      const [left, top] = names.toPixels(x, y);
      return /** @type {[number, number]} */ ([left - shift.x, top - shift.y]);
    };
    const ids = ['g-land', ...[...chosenIn(page), ...stepAt(facts, state.story)?.features || []].map((id) => 'f-' + id)];
    facts.shapes.forEach(({ id, closed }, i) => {
      if (ids.includes(id)) found.shape(shapes.rings[i], closed, toPixels);
    });
    for (const [left, top, right, bottom] of view.covered(shift)) found.box([left - shift.x, top - shift.y, right - shift.x, bottom - shift.y]);
    for (const { x, y, width: wide, height: high, rank } of namesAt(page, view.map.getZoom(), view.days)) {
      if (rank >= LESSER) continue;
      const [left, top] = toPixels(x, y);
      found.box([left - wide / 2, top - high / 2, left + wide / 2, top + high / 2]);
    }
    return found;
  }
}
