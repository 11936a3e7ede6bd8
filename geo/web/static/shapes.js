// What every map of the page draws with: the shapes, each once, for `use`, and the hatches.

import { boundsOf, pathOf, runsOf, seenOf } from './decode.js';
import { one, svg } from './dom.js';
import { patternOf } from './looks.js';
import { UNITS_ZOOM } from './sheet.js';
import { waterSpots } from './seanames.js';

/** By how much a line may be drawn off its place: a quarter of a pixel is not seen. */
const SEEN_PX = 0.25;

export class Shapes {
  /** @param {Facts} facts @param {Int32Array[][]} rings of each of `facts.shapes`, in units */
  constructor(facts, rings) {
    this.facts = facts;
    this.rings = rings;
    /** @type {Record<string, number[]>} */
    this.boxes = {};
    /** Where names of waters may stand, once found. @type {Map<string, [number, number][]>} */
    this.spots = new Map();
    /** Points of features that flags ask for at each move. @type {Map<string, ?[number, number]>} */
    this.anchors = new Map();
    /** @type {Map<string, [number, number][]>} */
    this.samples = new Map();
    /** The zoom for which they are drawn. */
    this.traced = NaN;
    this.paths = facts.shapes.map(({ id }) => svg('path', { id, 'vector-effect': 'non-scaling-stroke' }));
    one('#defs').append(...this.paths, svg('g', { id: 'g-coast' }));
    // Within which a state has the ribbon of its borders: its own ground, and what is drawn as a place of its own. One
    // path each: a browser works out the union of several at every layout, which takes a second for a long coast.
    /** @type {[Set<string>, SVGElement][]} */
    this.clips = [...new Map(facts.states.map(({ shape, under = [] }) => [shape, new Set([shape, ...under])]))].map(([shape, all]) => {
      const path = svg('path', {});
      one('#defs').append(svg('clipPath', { id: 'in-' + shape }, path));
      return [all, path];
    });
    this.hatches = this.patterns();
  }

  /** Draws the shapes as a zoom can show them: from afar most of their vertices would fall together. @param {number} zoom */
  trace(zoom) {
    const level = Math.min(Math.ceil(zoom), UNITS_ZOOM);
    if (level === this.traced) return;
    this.traced = level;
    this.facts.shapes.forEach(({ id, closed }, i) => {
      const seen = seenOf(this.rings[i], SEEN_PX * 2 ** (UNITS_ZOOM - level));
      this.paths[i].setAttribute('d', pathOf(seen, closed));
      if (id === 'g-land') one('#g-coast').replaceChildren(...runsOf(seen).map((d) => svg('path', { d, 'vector-effect': 'non-scaling-stroke' })));
    });
    for (const [all, path] of this.clips) path.setAttribute('d', this.paths.filter(({ id }) => all.has(id)).map((part) => part.getAttribute('d')).join(''));
  }

  /** The rings of a feature. @param {string} id */
  ringsOf(id) {
    return this.rings[this.facts.shapes.findIndex((shape) => shape.id === 'f-' + id)] || [];
  }

  /** A point on a feature from which a line may lead to its name: in the widest part of an area at its middle height, half way along a line. @param {string} id @returns {?[number, number]} */
  anchor(id) {
    const known = this.anchors.get(id);
    if (known !== undefined) return known;
    const found = this.anchorOf(id);
    this.anchors.set(id, found);
    return found;
  }

  /** @param {string} id @returns {?[number, number]} */
  anchorOf(id) {
    const rings = this.ringsOf(id);
    if (!rings.length) return null;
    const ring = rings.reduce((longest, other) => (other.length > longest.length ? other : longest));
    const feature = this.facts.features.find((other) => other.id === id);
    const half = 2 * Math.floor(ring.length / 4);
    if (feature?.kind !== 'area') return [ring[half], ring[half + 1]];
    const [, top, , bottom] = boundsOf([ring]), y = (top + bottom) / 2 + 0.5, cuts = [];
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length, [y0, y1] = [ring[i + 1], ring[j + 1]];
      if ((y0 < y) !== (y1 < y)) cuts.push(ring[i] + (ring[j] - ring[i]) * (y - y0) / (y1 - y0));
    }
    cuts.sort((a, b) => a - b);
    let best = [ring[half], ring[half]];
    for (let i = 0; i + 1 < cuts.length; i += 2) if (i === 0 || cuts[i + 1] - cuts[i] > best[1] - best[0]) best = [cuts[i], cuts[i + 1]];
    return [(best[0] + best[1]) / 2, y];
  }

  /** Points along the outline of a feature, no more than so many. @param {string} id @param {number} most @returns {[number, number][]} */
  sample(id, most) {
    const key = `${id} ${most}`, known = this.samples.get(key);
    if (known) return known;
    const rings = this.ringsOf(id), all = rings.reduce((sum, ring) => sum + ring.length / 2, 0), step = 2 * Math.max(1, Math.ceil(all / most));
    /** @type {[number, number][]} */
    const found = [];
    for (const ring of rings) for (let i = 0; i < ring.length; i += step) found.push([ring[i], ring[i + 1]]);
    this.samples.set(key, found);
    return found;
  }

  /** West, north, east, south of a feature, in units. @param {string} id */
  box(id) {
    this.boxes[id] ??= boundsOf(this.ringsOf(id));
    return this.boxes[id];
  }

  /** By how many pixels the middle of the name of a water, of so many pixels, may stand off its point. @param {Place} place @param {number} wide @param {number} high @param {number} zoom */
  onWater({ x, y }, wide, high, zoom) {
    const key = [x, y, wide, high, zoom].join(), scale = 2 ** (UNITS_ZOOM - zoom);
    let found = this.spots.get(key);
    if (!found) {
      const land = this.rings[this.facts.shapes.findIndex(({ id }) => id === 'g-land')];
      found = waterSpots(land, x, y, wide * scale, high * scale).map(([dx, dy]) => [dx / scale, dy / scale]);
      this.spots.set(key, found);
    }
    return found;
  }

  /** Hatches: one a right and holder, and that of doubt; they keep their spacing on the screen at every zoom. */
  patterns() {
    const { looks, marks: { doubt } } = this.facts, defs = one('#defs');
    /** @type {[SVGPatternElement, number][]} */
    const hatches = [];
    const add = (/** @type {string} */ name, /** @type {number} */ side, /** @type {number} */ apart, /** @type {number} */ degrees, /** @type {() => SVGElement} */ ink) => {
      const pattern = (/** @type {string} */ id) => svg('pattern', {
        id, x: apart, y: apart, width: side, height: side, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${-degrees})`,
      }, ink());
      const scaled = pattern(name);
      hatches.push([scaled, degrees]);
      defs.append(scaled, pattern(`${name}-legend`));
    };
    for (const [key, look] of Object.entries(looks)) {
      if (look.mark !== 'hatch' && look.mark !== 'dots') continue;
      const [tenure, holder] = key.split(' '), side = look.spacing;
      add(patternOf({ tenure, holder }), side, side * look.shift, look.degrees, () => (look.mark === 'dots' ? svg('circle', { cx: side / 2, cy: side / 2, r: look.width / 2, fill: look.colour })
        : svg('path', { d: `M0 ${side / 2}H${side}`, stroke: look.colour, 'stroke-width': look.width })));
    }
    add('doubt', doubt.spacing, 0, doubt.degrees, () => svg('path', { d: `M0 ${doubt.spacing / 2}H${doubt.spacing}`, class: 'doubt' }));
    return hatches;
  }

  /** What depends on the zoom alone, in every map at once. @param {number} zoom */
  suit(zoom) {
    this.trace(zoom);
    const scale = 2 ** (UNITS_ZOOM - zoom);
    for (const [pattern, degrees] of this.hatches) {
      pattern.setAttribute('patternTransform', `scale(${scale}) rotate(${-degrees})`);
    }
  }
}
