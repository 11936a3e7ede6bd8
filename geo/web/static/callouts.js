// Flags on a map of what changed: from whom to whom, which right, when, by which article; beside the
// ground, with a line to it, clear of what changed, of the controls and of each other.

import { LOUD } from './caption.js';
import { eventsOf } from './changes.js';
import { interval } from './dates.js';
import { html, svg } from './dom.js';
import { boxesAlong, holds, leader, overlaps } from './labels.js';
import { lookOf } from './looks.js';
import { heldIn } from './state.js';

/** @typedef {import('./labels.js').Rect} Rect */
/** @typedef {{from: ?Row, to: Row, features: string[]}} Event  see changes.js */

/** How far from its ground a flag is tried (px), and in how many directions. */
const REACH = [46, 80, 120, 170, 230, 300], DIRECTIONS = 16;

/** Flags that would take more of the map than this say less (the line to the ground says where); and no more are drawn than take this. */
const SHARE = 0.15, MOST = 0.2;

/** What it costs to cover the dot of a place of the first rank or the room of its name (px, to the right), in px further off. */
const DOT = 120, NAME = 56;

/** How many points of an outline are looked at. */
const SAMPLES = 300;

export class Callouts {
  /** @param {import('./page.js').Page} page @param {import('./mapview.js').MapView} view the map that bears them */
  constructor(page, view) {
    this.page = page;
    this.view = view;
    this.pane = view.map.createPane('callouts');
    this.pane.classList.add('leaflet-zoom-hide');
    this.pane.style.zIndex = '660';
  }

  /** What is told: rights as loud as a cession, of the two days chosen. */
  events() {
    const { page } = this, { facts, state } = page;
    const known = new Set(facts.features.map(({ id }) => id));
    const [before, after] = [state.before, state.after].map((day) => heldIn(page, day).filter((row) => known.has(row.feature)));
    return eventsOf(before, after, (row) => lookOf(facts, row).weight >= LOUD);
  }

  /** The words of one. @param {Event} event */
  flag({ from, to, features }) {
    const { page } = this, { words } = page;
    const power = (/** @type {Row} */ row) => {
      const name = html('span', { class: 'power' }, words.whose(row));
      name.style.borderColor = lookOf(page.facts, row).colour;
      return name;
    };
    const day = interval(to, page.state.basis)[0];
    const said = [words.title(features[0]), words.tenure(to.tenure), `${words.say('comma')}${words.date(day)}`, words.articleName(to.instrument, to.article)];
    return html('button', { type: 'button', class: 'callout', click: () => page.choose({ article: `${to.instrument}/${to.article}` }) },
      html('span', { class: 'place-name' }, said[0]),
      html('b', {}, ...(from ? [power(from), html('span', { class: 'arrow' }, ' → '), power(to)] : [power(to)])),
      html('span', {}, said[1], html('span', { class: 'flag-day' }, said[2])), html('span', { class: 'by' }, said[3]));
  }

  /** Draws them for where the map stands now; a flag that finds no room is left to the list beside the map. @param {boolean} on */
  draw(on) {
    this.pane.replaceChildren();
    this.view.wires = [];
    if (!on) return;
    const { view, page } = this, { map, size, sheets } = view;
    const corner = map.containerPointToLayerPoint([0, 0]), wires = svg('svg', { class: 'wires', width: 1, height: 1, 'aria-hidden': 'true' });
    this.pane.append(wires);
    const rank = (/** @type {Event} */ event) => page.facts.terms.tenure[event.to.tenure].rank;
    const events = this.events().sort((a, b) => rank(a) - rank(b))
      .flatMap((event) => [page.shapes.anchor(event.features[0])].flatMap((at) => (at ? [{ ...event, at }] : [])));
    const points = events.flatMap(({ features }) => features.flatMap((id) => page.shapes.sample(id, SAMPLES))).map(([x, y]) => sheets.names.toPixels(x, y));
    const flags = events.map((event) => this.flag(event));
    this.pane.classList.remove('brief');
    this.pane.append(...flags);
    const whole = flags.reduce((sum, { offsetWidth, offsetHeight }) => sum + offsetWidth * offsetHeight, 0);
    this.pane.classList.toggle('brief', whole > SHARE * size.width * size.height);
    flags.forEach((node) => node.remove());
    const dots = page.facts.places.filter(({ rank, dot }) => rank === 1 && dot).map(({ x, y }) => sheets.names.toPixels(x, y));
    const ends = events.map(({ at }) => sheets.names.toPixels(...at));
    let left = MOST * size.width * size.height;
    const taken = view.covered(corner), controls = taken.length;
    /** @type {Rect} */
    const frame = [corner.x + 6, corner.y + 6, corner.x + size.width - 6, corner.y + size.height - 30];
    for (const [n, [x, y]] of ends.entries()) {
      const node = flags[n];
      if (x < frame[0] || x > frame[2] || y < frame[1] || y > frame[3]) continue;
      this.pane.append(node);
      const w = node.offsetWidth, h = node.offsetHeight, best = this.room(x, y, w, h, frame, taken, points, dots, ends, taken.slice(controls));
      if (!best || w * h > left) {
        node.remove();
        continue;
      }
      left -= w * h;
      Object.assign(node.style, { left: `${best[0]}px`, top: `${best[1]}px` });
      taken.push([best[0] - 4, best[1] - 4, best[2] + 4, best[3] + 4]);
      const wire = leader({ x, y }, best), d = `M${x} ${y}L${wire[2]} ${wire[3]}`;
      view.wires.push(wire);
      wires.append(svg('path', { d, class: 'wire halo' }), svg('path', { d, class: 'wire' }),
        svg('circle', { cx: x, cy: y, r: page.facts.marks.flag.end, class: 'wire-end' }));
    }
  }

  /**
   * The best box for a flag of a size by a point: free, near, and over as little as can be of what changed and of the dots of
   * first rank; never over the line of another flag or the ground that one is of, and no other lies over its line.
   * @param {number} x @param {number} y @param {number} w @param {number} h @param {Rect} frame @param {Rect[]} taken
   * @param {[number, number][]} points of what changed @param {[number, number][]} dots
   * @param {[number, number][]} ends of all lines @param {Rect[]} flags that stand
   * @returns {?Rect}
   */
  room(x, y, w, h, frame, taken, points, dots, ends, flags) {
    const lines = this.view.wires.flatMap((wire) => boxesAlong(wire));
    /** @type {?Rect} */
    let best = null, least = Infinity;
    for (const reach of REACH) {
      for (let i = 0; i < DIRECTIONS; i += 1) {
        const angle = 2 * Math.PI * i / DIRECTIONS, cx = x + Math.cos(angle) * (reach + w / 2), cy = y + Math.sin(angle) * (reach + h / 2);
        /** @type {Rect} */
        const box = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
        if (box[0] < frame[0] || box[1] < frame[1] || box[2] > frame[2] || box[3] > frame[3]) continue;
        if (taken.concat(lines).some((other) => overlaps(box, other)) || ends.some(([px, py]) => holds(box, px, py))) continue;
        if (boxesAlong(leader({ x, y }, box)).some((part) => flags.some((flag) => overlaps(part, flag)))) continue;
        const changed = points.filter(([px, py]) => px > box[0] - 6 && px < box[2] + 6 && py > box[1] - 6 && py < box[3] + 6).length;
        const hidden = dots.filter(([px, py]) => px > box[0] - NAME && px < box[2] + NAME / 4 && py > box[1] - NAME / 4 && py < box[3] + NAME / 4).length;
        const cost = changed * 40 + hidden * DOT + reach + 20 * Math.abs(Math.sin(angle));
        if (cost < least) [best, least] = [box, cost];
      }
    }
    return best;
  }
}

