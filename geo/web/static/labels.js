// Names on the map: none over another. Pure, so that the rule can be tested without a screen.

/** @typedef {{x: number, y: number, width: number, height: number, rank: number, fixed?: boolean,
 *   gap?: number, r?: number}} Label  `r`: radius of the dot that is drawn with the name */

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * Places labels in order of rank at the first free side of their point (right, left, above, below);
 * one that finds no room, or would leave the frame, is left out.
 * @param {Label[]} labels @param {number[]} frame left, top, right, bottom
 * @param {number[][]} taken boxes already drawn
 * @returns {(?{left: number, top: number, side: string})[]} in the order given
 */
export function placeLabels(labels, frame, taken = []) {
  const boxes = [...taken];
  const placed = labels.map(() => null);
  const order = labels.map((_, i) => i).sort((i, j) => labels[i].rank - labels[j].rank || i - j);
  for (const i of order) {
    const { x, y, width, height, fixed, gap = 7, r = 0 } = labels[i];
    // A name covers no other's dot, and its own dot lies under no other name.
    const dot = fixed || !r ? null : [x - r, y - r, x + r, y + r];
    if (dot && boxes.some((other) => overlaps(dot, other))) continue;
    const sides = fixed ? [['centre', x - width / 2, y - height / 2]] : [
      ['right', x + gap, y - height / 2],
      ['left', x - gap - width, y - height / 2],
      ['above', x - width / 2, y - gap - height],
      ['below', x - width / 2, y + gap],
    ];
    for (const [side, left, top] of sides) {
      const box = [left, top, left + width, top + height];
      const inside = box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
      if (inside && !boxes.some((other) => overlaps(box, other))) {
        boxes.push(box, ...(dot ? [dot] : []));
        placed[i] = { left, top, side };
        break;
      }
    }
  }
  return placed;
}
