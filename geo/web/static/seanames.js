// Where the name of a water may stand: on that water, no letter of it on land. Pure.

import { boundsOf } from './decode.js';

/** How far off its point a name may move, in its own heights, ring by ring. */
const RINGS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Directions on each ring. */
const TURNS = 12;

/**
 * On which side of the stretch from x, y to u, v a point p, q lies.
 * @param {number} x @param {number} y @param {number} u @param {number} v @param {number} p @param {number} q
 */
const side = (x, y, u, v, p, q) => (u - x) * (q - y) - (v - y) * (p - x) > 0;

/** How many stretches of a shore are passed over at once where a name is far from them. */
const RUN = 32;

/** Stretches of a ring, one after another, and the box in which they lie. @typedef {{ring: Int32Array, from: number, to: number, west: number, north: number, east: number, south: number}} Run */

/** The runs of a land: every name of a water asks for them again. @type {WeakMap<Int32Array[], Run[]>} */
const RUNS = new WeakMap();

/** @param {Int32Array[]} land */
function runsOfShore(land) {
  const known = RUNS.get(land);
  if (known) return known;
  const runs = land.flatMap((ring) => {
    const found = [];
    for (let from = 0; from + 3 < ring.length; from += 2 * RUN) {
      const to = Math.min(from + 2 * RUN, ring.length - 2), [west, north, east, south] = boundsOf([ring.subarray(from, to + 2)]);
      found.push({ ring, from, to, west, north, east, south });
    }
    return found;
  });
  RUNS.set(land, runs);
  return runs;
}

/**
 * By how much the middle of a name may stand off its point, the nearest first: where its box meets no shore, and no
 * shore lies between, beyond which another water would bear the name.
 * @param {Int32Array[]} land rings @param {number} x @param {number} y a point on the water @param {number} wide
 * @param {number} high of the box, all in the units of the rings
 * @returns {[number, number][]}
 */
export function waterSpots(land, x, y, wide, high) {
  const far = RINGS[RINGS.length - 1] * high, [reachX, reachY] = [far + wide / 2, far + high / 2];
  const near = runsOfShore(land).filter(({ west, north, east, south }) => east >= x - reachX && west <= x + reachX && south >= y - reachY && north <= y + reachY);
  /** Is a box clear of every shore, and the way to its middle too? @param {number} dx @param {number} dy */
  const clear = (dx, dy) => {
    const left = x + dx - wide / 2, top = y + dy - high / 2, right = left + wide, bottom = top + high, u = x + dx, v = y + dy;
    // What lies neither by the box nor by the way to it.
    const west = Math.min(left, x), north = Math.min(top, y), east = Math.max(right, x), south = Math.max(bottom, y);
    for (const run of near) {
      if (run.east < west || run.west > east || run.south < north || run.north > south) continue;
      const { ring, from, to } = run;
      for (let i = from; i < to; i += 2) {
        const ax = ring[i], ay = ring[i + 1], bx = ring[i + 2], by = ring[i + 3];
        if ((ax >= left || bx >= left) && (ax <= right || bx <= right) && (ay >= top || by >= top) && (ay <= bottom || by <= bottom)) return false;
        if (side(ax, ay, bx, by, x, y) !== side(ax, ay, bx, by, u, v) && side(x, y, u, v, ax, ay) !== side(x, y, u, v, bx, by)) return false;
      }
    }
    return true;
  };
  /** @type {[number, number][]} */
  const spots = RINGS.flatMap((ring) => Array.from({ length: ring ? TURNS : 1 }, (_, turn) => {
    const angle = 2 * Math.PI * turn / TURNS;
    return /** @type {[number, number]} */ ([ring * high * Math.cos(angle), ring * high * Math.sin(angle)]);
  }));
  return spots.filter(([dx, dy]) => clear(dx, dy));
}
