// Names on the map: none over another, each nearer to its own dot than to any other. Pure, so that the
// rule can be tested without a screen.

/** @typedef {{x: number, y: number, width: number, height: number, rank: number, fixed?: boolean,
 *   gap?: number, r?: number, always?: boolean, led?: boolean, spots?: [number, number][], along?: Way}} Label  `r`: radius of
 *   the dot that is drawn with the name; `always`: also without it; `led`: it may stand far off, with a line to its dot;
 *   `spots`: by how much the middle of one without a dot may stand off its point; `along` a shape */
/** How a name stands along a shape: turned (radians), so far off it, best first, and so far from its middle to either side at most.
 * @typedef {{turn: number, off: number[], slack: number}} Way */
/** @typedef {[number, number, number, number]} Rect  left, top, right, bottom */

/** @param {Rect} a @param {Rect} b */
export const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Does a point lie in a box? @param {Rect} box @param {number} x @param {number} y */
export const holds = ([left, top, right, bottom], x, y) => x > left && x < right && y > top && y < bottom;

/** How far what lies over a map keeps off a dot, and off the room to both sides of it where its name stands (px). */
const OFF_DOT = 8, OFF_NAME = 84;

/** May a box stand over a map: on no dot of the first rank, and on nothing that stands there? @param {Rect} box @param {[number, number][]} dots @param {Rect[]} solid @param {boolean} named is it off their names too? */
export const isFree = (box, dots, solid, named = false) => !solid.some((other) => overlaps(box, other))
  && !dots.some(([x, y]) => holds([box[0] - (named ? OFF_NAME : OFF_DOT), box[1] - OFF_DOT, box[2] + (named ? OFF_NAME : OFF_DOT), box[3] + OFF_DOT], x, y));

/** How far a point lies from a box. @param {Rect} box @param {number} x @param {number} y */
const apart = (box, x, y) => Math.hypot(Math.max(box[0] - x, 0, x - box[2]), Math.max(box[1] - y, 0, y - box[3]));

/**
 * The places that a name may take, best first. @param {Label} label @returns {[string, number, number][]}
 */
function sidesOf({ x, y, width, height, fixed, gap = 7, rank, led, spots = [[0, 0]] }) {
  if (fixed) return spots.map(([dx, dy]) => ['centre', x + dx - width / 2, y + dy - height / 2]);
  const near = gap * 0.7;
  /** @type {[string, number, number][]} */
  const sides = [
    ['right', x + gap, y - height / 2], ['left', x - gap - width, y - height / 2],
    ['above', x - width / 2, y - gap - height], ['below', x - width / 2, y + gap],
    ['right', x + near, y - near - height * 0.8], ['right', x + near, y + near - height * 0.2],
    ['left', x - near - width, y - near - height * 0.8], ['left', x - near - width, y + near - height * 0.2],
  ];
  // A name of the first rank is never lost for want of a few pixels.
  if (rank <= 1) {
    for (const further of [1.7, 2.4]) {
      sides.push(['right', x + gap * further, y - height], ['right', x + gap * further, y], ['left', x - gap * further - width, y - height],
        ['left', x - gap * further - width, y], ['above', x - width / 4, y - gap * further - height], ['below', x - width / 4, y + gap * further],
        ['above', x - width * 0.75, y - gap * further - height], ['below', x - width * 0.75, y + gap * further]);
    }
  }
  if (led) {
    for (const far of LED) {
      for (let turn = 0; turn < ROUND; turn += 1) {
        const angle = 2 * Math.PI * turn / ROUND, cos = Math.cos(angle), sin = Math.sin(angle);
        sides.push(['led', x + cos * (far + width / 2) - width / 2, y + sin * (far + height / 2) - height / 2]);
      }
    }
  }
  return sides;
}

/** How far it then stands at least from every other dot (px). */
const ALONE = 20;

/** How far off its dot a name may stand that has a line to it (px), and in how many directions. */
const LED = [16, 28, 42, 60, 80, 110, 145], ROUND = 24;

/** The line from a dot to a name that stands off it. @param {{x: number, y: number}} dot @param {Rect} box */
export const leader = ({ x, y }, [left, top, right, bottom]) => /** @type {Rect} */ ([x, y, Math.min(right, Math.max(left, x)), Math.min(bottom, Math.max(top, y))]);

/** Small boxes along a line. @param {Rect} line @param {number} half of the width of each @returns {Rect[]} */
export function boxesAlong([x, y, u, v], half = 1) {
  const count = Math.ceil(Math.hypot(u - x, v - y) / 4);
  return Array.from({ length: count }, (_, i) => [x + (u - x) * i / count, y + (v - y) * i / count]).map(([px, py]) => [px - half, py - half, px + half, py + half]);
}

/** Where along its way a name is tried, best first: in shares of the slack. */
const SHIFTS = [0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8, 1, -1];

/** The boxes of the pieces of a turned name, each about as long as it is high. @param {Label} label @param {number} turn @returns {Rect[]} */
function piecesOf({ x, y, width, height }, turn) {
  const count = Math.ceil(width / height), length = width / count, [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const w = (length * Math.abs(cos) + height * Math.abs(sin)) / 2, h = (length * Math.abs(sin) + height * Math.abs(cos)) / 2;
  return Array.from({ length: count }, (_, i) => {
    const way = (i + 0.5) * length - width / 2, cx = x + way * cos, cy = y + way * sin;
    return [cx - w, cy - h, cx + w, cy + h];
  });
}

/**
 * Places labels in order of rank at the first free place by their point; one that finds none, would leave
 * the frame, or would stand nearer to another dot than to its own, is left out.
 * @param {Label[]} labels @param {Rect} frame
 * @param {Rect[]} taken boxes already drawn @param {Rect[]} ties and lines, which keep names off but no dots
 * @returns {(?{left: number, top: number, side: string})[]} in the order given; of one along a shape its middle
 */
export function placeLabels(labels, frame, taken = [], ties = []) {
  // What is taken, and by which label: the dot that is drawn in any case keeps all but its own name off.
  /** @type {[Rect, number][]} */
  const boxes = taken.map((box) => [box, -1]);
  const dots = labels.map(({ x, y, fixed, r = 0 }) => (fixed || !r ? null : /** @type {Rect} */ ([x - r, y - r, x + r, y + r])));
  /** Dots that are drawn, and names of dots that are placed. @type {Set<number>} */
  const drawn = new Set();
  /** @type {Map<number, Rect>} */
  const named = new Map();
  labels.forEach(({ always }, i) => {
    const dot = dots[i];
    if (!always || !dot) return;
    boxes.push([dot, i]);
    drawn.add(i);
  });
  const within = (/** @type {Rect} */ box) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  const free = (/** @type {Rect} */ box, /** @type {number} */ i) => !boxes.some(([other, owner]) => owner !== i && overlaps(box, other));
  const untied = (/** @type {Rect} */ box) => !ties.some((other) => overlaps(box, other));
  /** Would a name be read with its own dot, and does its dot draw no other name to itself? */
  const own = (/** @type {Rect} */ box, /** @type {number} */ i) => {
    if (!dots[i]) return true;
    const { x, y } = labels[i], far = apart(box, x, y);
    return [...drawn].every((j) => j === i || apart(box, labels[j].x, labels[j].y) > far)
      && [...named].every(([j, other]) => apart(other, x, y) > apart(other, labels[j].x, labels[j].y));
  };
  /** Does a name with a line to its dot stand well off every other? @param {Rect} box @param {number} i */
  const alone = (box, i) => [...drawn].every((j) => j === i || apart(box, labels[j].x, labels[j].y) > ALONE);
  const placed = labels.map(() => /** @type {?{left: number, top: number, side: string}} */ (null));
  const order = labels.map((_, i) => i).sort((i, j) => labels[i].rank - labels[j].rank || i - j);
  for (const i of order) {
    const { width, height } = labels[i], dot = dots[i];
    if (labels[i].along) {
      const { along: { turn, off, slack } } = /** @type {Required<Label>} */ (labels[i]), [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const found = SHIFTS.flatMap((shift) => off.map((far) => ({
        ...labels[i], x: labels[i].x + shift * slack * cos - far * sin, y: labels[i].y + shift * slack * sin + far * cos,
      }))).find((label) => piecesOf(label, turn).every((box) => within(box) && free(box, i) && untied(box)));
      if (!found) continue;
      boxes.push(...piecesOf(found, turn).map((box) => /** @type {[Rect, number]} */ ([box, i])));
      placed[i] = { left: found.x, top: found.y, side: 'along' };
      continue;
    }
    // A name covers no other's dot, and its own dot lies under no other name; one that is drawn in any case may lie at the edge of what is drawn.
    if (dot && !labels[i].always && !free(dot, i)) continue;
    for (const [side, left, top] of sidesOf(labels[i])) {
      /** @type {Rect} */
      const box = [left, top, left + width, top + height];
      const line = side === 'led' ? boxesAlong(leader(labels[i], box)) : [];
      if (within(box) && free(box, i) && untied(box) && (side === 'led' ? alone(box, i) && line.every((part) => free(part, i)) : own(box, i))) {
        boxes.push([box, i], [dot || box, i], ...line.map((part) => /** @type {[Rect, number]} */ ([part, i])));
        if (dot) {
          drawn.add(i);
          named.set(i, box);
        }
        placed[i] = { left, top, side };
        break;
      }
    }
  }
  return placed;
}
