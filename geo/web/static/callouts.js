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
/** @typedef {import('./changes.js').Event} Event */
/** Where flags may stand: `taken` by what lies over the map, `points` of what changed, `dots` and `names` of the first rank, `ends` of all lines.
 * @typedef {{frame: Rect, taken: Rect[], points: [number, number][], dots: [number, number][], names: Rect[], ends: [number, number][]}} Ground */

/** How far from its ground a flag is tried (px), and in how many directions. */
const REACH = [24, 46, 80, 120, 170, 230, 300, 380], DIRECTIONS = 24;

/** Flags that would take more of the map than this say less (the line to the ground says where); and no more are drawn than take this. */
const SHARE = 0.15, MOST = 0.2;

/** How much a flag says: all, less, only from whom to whom by which article, so in several lines, at last to whom (map.css). */
const SAID_FORMS = ['', 'brief', 'bare', 'slim', 'mark'];

/** What it costs to cover the name of a place of the first rank, by the flag or by its line, or its dot, in px further off. */
const NAMED = 240, TIED = 80, HIDDEN = 10_000;

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
    /** How many dots of the first rank they lie on. */
    this.hides = 0;
  }

  /** What is told: rights as loud as a cession, of the two days chosen. */
  events() {
    const { page } = this, { facts, state } = page;
    const known = new Set(facts.features.map(({ id }) => id));
    const [before, after] = [state.before, state.after].map((day) => heldIn(page, day).filter((row) => known.has(row.feature)));
    return eventsOf(before, after, (row) => lookOf(facts, row).weight >= LOUD);
  }

  /** The words of one. @param {Event} event */
  flag({ from, to, row, by, features }) {
    const { page } = this, { words } = page;
    const power = (/** @type {Row} */ of) => {
      const name = html(to ? 'span' : 's', { class: 'power' }, words.whose(of));
      name.style.borderColor = lookOf(page.facts, of).colour;
      return name;
    };
    const [instrument, article] = by.split(/\/(.*)/), day = interval(row, page.state.basis)[to ? 0 : 1];
    const tenure = words.tenure(row.tenure), right = to ? tenure : words.say('legend_ended', { what: tenure }), when = `${words.say('comma')}${words.date(day)}`, made = words.articleName(instrument, article);
    const place = words.title(features[0]), short = words.articleShort(instrument, article);
    const whose = from && to ? [power(from), html('span', { class: 'arrow' }, ' → '), power(to)] : [power(row)];
    return html('button', { type: 'button', class: 'callout', title: `${place}${words.say('stop')}${right}${when}${words.say('stop')}${made}`, click: () => page.choose({ article: by }) },
      html('span', { class: 'place-name' }, place), html('b', {}, ...whose),
      html('span', {}, right, html('span', { class: 'flag-day' }, when)), html('span', { class: 'by' }, made), html('span', { class: 'by short' }, short));
  }

  /**
   * Draws them for where the map stands now; what finds no room in any form is left to the list beside the map.
   * @param {boolean} on @param {number} from which form on is tried @param {Rect[]} names of the first rank, where they would stand @returns {number} the form in which they stand; none is left after the last
   */
  draw(on, from = 0, names = []) {
    this.pane.replaceChildren();
    this.view.wires = [];
    this.hides = 0;
    if (!on) return SAID_FORMS.length;
    const { view, page } = this, { map, size, sheets } = view;
    const corner = map.containerPointToLayerPoint([0, 0]);
    /** @type {Rect} */
    const frame = [corner.x + 6, corner.y + 6, corner.x + size.width - 6, corner.y + size.height - 30];
    const rank = (/** @type {Event} */ event) => page.facts.terms.tenure[event.row.tenure].rank;
    const all = this.events().sort((a, b) => rank(a) - rank(b)).flatMap((event) => {
      const at = page.shapes.anchor(event.features[0]);
      return at ? [{ event, end: sheets.names.toPixels(...at) }] : [];
    });
    const points = all.flatMap(({ event }) => event.features.flatMap((id) => page.shapes.sample(id, SAMPLES))).map(([x, y]) => sheets.names.toPixels(x, y));
    const dots = page.facts.places.filter(({ rank: first, dot }) => first === 1 && dot).map(({ x, y }) => sheets.names.toPixels(x, y));
    const ends = all.map(({ end }) => end), taken = view.covered(corner);
    const told = all.filter(({ end: [x, y] }) => holds(frame, x, y)).map(({ event, end }) => ({ end, node: this.flag(event) }));
    this.pane.append(...told.map(({ node }) => node));
    const sizes = (/** @type {string} */ form) => {
      for (const name of SAID_FORMS.filter(Boolean)) this.pane.classList.toggle(name, name === form);
      return told.map(({ node: { offsetWidth, offsetHeight } }) => [offsetWidth, offsetHeight]);
    };
    const share = (/** @type {number[][]} */ each) => each.reduce((sum, [w, h]) => sum + w * h, 0) / (size.width * size.height);
    // In the form that leaves the map to be seen, or else in the next in which more of them find room.
    /** @type {{form: string, boxes: (?Rect)[], count: number}} */
    let best = { form: '', boxes: [], count: -1 };
    for (const form of SAID_FORMS.slice(from)) {
      const each = sizes(form);
      if (form === '' && share(each) > SHARE) continue;
      const boxes = this.boxes(told.map(({ end }) => end), each, { frame, taken, points, dots, names, ends, most: MOST * size.width * size.height });
      // One that hides a place of the first rank is no better than one that is not there.
      const count = boxes.filter((box) => box && !dots.some(([x, y]) => holds(box, x, y))).length;
      if (count > best.count) best = { form, boxes, count };
      if (count === told.length) break;
    }
    sizes(best.form);
    this.hides = dots.filter(([x, y]) => best.boxes.some((box) => box && holds(box, x, y))).length;
    this.pane.replaceChildren();
    const wires = svg('svg', { class: 'wires', width: 1, height: 1, 'aria-hidden': 'true' });
    this.pane.append(wires);
    for (const [n, { end: [x, y], node }] of told.entries()) {
      const box = best.boxes[n];
      if (!box) continue;
      Object.assign(node.style, { left: `${box[0]}px`, top: `${box[1]}px` });
      const wire = leader({ x, y }, box), d = `M${x} ${y}L${wire[2]} ${wire[3]}`;
      view.wires.push(wire);
      this.pane.append(node);
      wires.append(svg('path', { d, class: 'wire halo' }), svg('path', { d, class: 'wire' }),
        svg('circle', { cx: x, cy: y, r: page.facts.marks.flag.end, class: 'wire-end' }));
    }
    return told.length ? SAID_FORMS.indexOf(best.form) : SAID_FORMS.length;
  }

  /** The same saying less, until the map has room for the places of the first rank. @param {boolean} on @param {() => number} named draws the names, and says how many of them are lost */
  drawWith(on, named) {
    this.draw(false);
    const names = on ? this.view.firstNames() : [];
    let form = this.draw(on, 0, names), lost = named() + this.hides, best = [form, lost];
    while (lost && form + 1 < SAID_FORMS.length) {
      form = this.draw(on, form + 1, names);
      lost = named() + this.hides;
      if (lost < best[1]) best = [form, lost];
    }
    if (best[0] === form) return;
    this.draw(on, best[0], names);
    named();
  }

  /** Where flags of some sizes stand, each by its point: null for one that finds no room, or would take too much of the map. @param {[number, number][]} at @param {number[][]} sizes @param {Ground & {most: number}} ground */
  boxes(at, sizes, ground) {
    let left = ground.most;
    /** @type {Rect[]} */
    const flags = [], /** @type {Rect[]} */ wires = [];
    return at.map(([x, y], n) => {
      const [w, h] = sizes[n], box = w * h > left ? null : room(x, y, w, h, ground, flags, wires);
      if (box) {
        left -= w * h;
        flags.push([box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4]);
        wires.push(...boxesAlong(leader({ x, y }, box)));
      }
      return box;
    });
  }
}

/**
 * The best box for a flag of a size by a point: free, near, and over as little as can be of what changed and of the dots of first
 * rank; never over the line of another flag or the ground that one is of, and nothing that stands on the map lies over its line.
 * @param {number} x @param {number} y @param {number} w @param {number} h @param {Ground} ground @param {Rect[]} flags that stand
 * @param {Rect[]} wires small boxes along their lines
 * @returns {?Rect}
 */
function room(x, y, w, h, { frame, taken, points, dots, names, ends }, flags, wires) {
  const solid = taken.concat(flags), over = solid.filter((box) => !holds(box, x, y));
  /** @type {?Rect} */
  let best = null, least = Infinity;
  for (const reach of REACH) {
    for (let i = 0; i < DIRECTIONS; i += 1) {
      const angle = 2 * Math.PI * i / DIRECTIONS, far = reach + 20 * Math.abs(Math.sin(angle));
      if (far >= least) continue;
      const cx = x + Math.cos(angle) * (reach + w / 2), cy = y + Math.sin(angle) * (reach + h / 2);
      /** @type {Rect} */
      const box = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
      if (box[0] < frame[0] || box[1] < frame[1] || box[2] > frame[2] || box[3] > frame[3]) continue;
      if (solid.some((other) => overlaps(box, other)) || wires.some((other) => overlaps(box, other)) || ends.some(([px, py]) => holds(box, px, py))) continue;
      const line = boxesAlong(leader({ x, y }, box));
      if (line.some((part) => over.some((other) => overlaps(part, other)))) continue;
      const wide = /** @type {Rect} */ ([box[0] - 6, box[1] - 6, box[2] + 6, box[3] + 6]), within = (/** @type {[number, number][]} */ all) => all.filter(([px, py]) => holds(wide, px, py)).length;
      const named = names.filter((name) => overlaps(box, name)).length, tied = names.filter((name) => line.some((part) => overlaps(part, name))).length;
      const cost = within(points) * 40 + named * NAMED + tied * TIED + within(dots) * HIDDEN + far;
      if (cost < least) [best, least] = [box, cost];
    }
  }
  return best;
}
