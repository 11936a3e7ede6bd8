// Where the name of a water may stand: on that water, no letter of it on land. Pure.

/** How far off its point a name may move, in its own heights, ring by ring. */
const RINGS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Directions on each ring. */
const TURNS = 12;

/** Do two stretches cross? @param {number[]} a x, y, x, y @param {number[]} b */
function cross([ax, ay, bx, by], [cx, cy, dx, dy]) {
  const side = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ u, /** @type {number} */ v, /** @type {number} */ p, /** @type {number} */ q) => (u - x) * (q - y) - (v - y) * (p - x);
  return side(ax, ay, bx, by, cx, cy) > 0 !== side(ax, ay, bx, by, dx, dy) > 0 && side(cx, cy, dx, dy, ax, ay) > 0 !== side(cx, cy, dx, dy, bx, by) > 0;
}

/**
 * By how much the middle of a name may stand off its point, the nearest first: where its box meets no shore, and no
 * shore lies between, beyond which another water would bear the name.
 * @param {Int32Array[]} land rings @param {number} x @param {number} y a point on the water @param {number} wide
 * @param {number} high of the box, all in the units of the rings
 * @returns {[number, number][]}
 */
export function waterSpots(land, x, y, wide, high) {
  const far = RINGS[RINGS.length - 1] * high, reach = [x - far - wide / 2, y - far - high / 2, x + far + wide / 2, y + far + high / 2];
  /** @type {number[][]} */
  const shore = [];
  for (const ring of land) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const ax = ring[i], ay = ring[i + 1], bx = ring[i + 2], by = ring[i + 3];
      if (Math.max(ax, bx) >= reach[0] && Math.min(ax, bx) <= reach[2] && Math.max(ay, by) >= reach[1] && Math.min(ay, by) <= reach[3]) shore.push([ax, ay, bx, by]);
    }
  }
  /** @type {[number, number][]} */
  const spots = RINGS.flatMap((ring) => Array.from({ length: ring ? TURNS : 1 }, (_, turn) => {
    const angle = 2 * Math.PI * turn / TURNS;
    return /** @type {[number, number]} */ ([ring * high * Math.cos(angle), ring * high * Math.sin(angle)]);
  }));
  return spots.filter(([dx, dy]) => {
    const west = x + dx - wide / 2, north = y + dy - high / 2, way = [x, y, x + dx, y + dy];
    return !shore.some((part) => {
      const [ax, ay, bx, by] = part;
      return (Math.max(ax, bx) >= west && Math.min(ax, bx) <= west + wide && Math.max(ay, by) >= north && Math.min(ay, by) <= north + high) || cross(part, way);
    });
  });
}
