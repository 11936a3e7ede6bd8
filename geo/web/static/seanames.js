// Where the name of a water may stand: on that water, no letter of it on land. Pure.

/** How far off its point a name may move, in its own heights, ring by ring. */
const RINGS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Directions on each ring. */
const TURNS = 12;

/**
 * On which side of the stretch from x, y to u, v a point p, q lies.
 * @param {number} x @param {number} y @param {number} u @param {number} v @param {number} p @param {number} q
 */
const side = (x, y, u, v, p, q) => (u - x) * (q - y) - (v - y) * (p - x) > 0;

/**
 * By how much the middle of a name may stand off its point, the nearest first: where its box meets no shore, and no
 * shore lies between, beyond which another water would bear the name.
 * @param {Int32Array[]} land rings @param {number} x @param {number} y a point on the water @param {number} wide
 * @param {number} high of the box, all in the units of the rings
 * @returns {[number, number][]}
 */
export function waterSpots(land, x, y, wide, high) {
  const far = RINGS[RINGS.length - 1] * high;
  const west = x - far - wide / 2, north = y - far - high / 2, east = x + far + wide / 2, south = y + far + high / 2;
  /** Stretches of the shore within reach: x, y, x, y, one after another. @type {number[]} */
  const shore = [];
  // Every vertex of the map comes by here, for each name: so no calls and no arrays.
  for (const ring of land) {
    let ax = ring[0], ay = ring[1];
    for (let i = 2; i + 1 < ring.length; i += 2) {
      const bx = ring[i], by = ring[i + 1];
      if ((ax >= west || bx >= west) && (ax <= east || bx <= east) && (ay >= north || by >= north) && (ay <= south || by <= south)) shore.push(ax, ay, bx, by);
      ax = bx;
      ay = by;
    }
  }
  /** Is a box clear of every shore, and the way to its middle too? @param {number} dx @param {number} dy */
  const clear = (dx, dy) => {
    const left = x + dx - wide / 2, top = y + dy - high / 2, right = left + wide, bottom = top + high, u = x + dx, v = y + dy;
    for (let i = 0; i < shore.length; i += 4) {
      const ax = shore[i], ay = shore[i + 1], bx = shore[i + 2], by = shore[i + 3];
      if ((ax >= left || bx >= left) && (ax <= right || bx <= right) && (ay >= top || by >= top) && (ay <= bottom || by <= bottom)) return false;
      if (side(ax, ay, bx, by, x, y) !== side(ax, ay, bx, by, u, v) && side(x, y, u, v, ax, ay) !== side(x, y, u, v, bx, by)) return false;
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
