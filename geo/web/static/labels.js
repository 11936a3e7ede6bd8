// Names on the map: none over another. Pure, so that the rule can be tested without a screen.

/** @typedef {{x: number, y: number, width: number, height: number, rank: number, fixed?: boolean,
 *   gap?: number, r?: number, always?: boolean}} Label  `r`: radius of the dot that is drawn with the
 *   name; `always`: also without it */

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * Places labels in order of rank at the first free side of their point (right, left, above, below);
 * one that finds no room, or would leave the frame, is left out.
 * @param {Label[]} labels @param {number[]} frame left, top, right, bottom
 * @param {number[][]} taken boxes already drawn
 * @returns {(?{left: number, top: number, side: string})[]} in the order given
 */
export function placeLabels(labels, frame, taken = []) {
  // What is taken, and by which label: the dot that is drawn in any case keeps all but its own name off.
  const boxes = taken.map((box) => [box, -1]);
  const dots = labels.map(({ x, y, fixed, r = 0 }) => (fixed || !r ? null : [x - r, y - r, x + r, y + r]));
  labels.forEach(({ always }, i) => always && dots[i] && boxes.push([dots[i], i]));
  const free = (box, i) => !boxes.some(([other, owner]) => owner !== i && overlaps(box, other));
  const placed = labels.map(() => null);
  const order = labels.map((_, i) => i).sort((i, j) => labels[i].rank - labels[j].rank || i - j);
  for (const i of order) {
    const { x, y, width, height, fixed, gap = 7 } = labels[i];
    // A name covers no other's dot, and its own dot lies under no other name.
    if (dots[i] && !free(dots[i], i)) continue;
    const sides = fixed ? [['centre', x - width / 2, y - height / 2]] : [
      ['right', x + gap, y - height / 2],
      ['left', x - gap - width, y - height / 2],
      ['above', x - width / 2, y - gap - height],
      ['below', x - width / 2, y + gap],
    ];
    for (const [side, left, top] of sides) {
      const box = [left, top, left + width, top + height];
      const inside = box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
      if (inside && free(box, i)) {
        boxes.push([box, i], [dots[i] || box, i]);
        placed[i] = { left, top, side };
        break;
      }
    }
  }
  return placed;
}
