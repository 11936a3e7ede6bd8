// What lines a legend has, and in which order. The same rule as legend_of in geo/scene.py; tests/data/legend.json
// holds the two together. Pure.

/** A kind of ground that a legend tells apart: a line that nobody works is a band. @typedef {'area' | 'line' | 'band' | 'point'} Ground */
/** A right on a kind of ground, and how it stands between two days. @typedef {{row: Row, kind: Feature['kind'], change: ChangeKind}} Right */
/** A line of the legend: one right of that kind. @typedef {{row: Row, kind: Ground, change: ChangeKind}} Item */
/** What is known of rights, and the powers, in the order of the atlas. @typedef {{tenure: Record<string, {rank: number, mark: Mark}>, power: object}} Terms */

/** @type {Ground[]} */
const GROUNDS = ['area', 'line', 'band', 'point'];

/** @param {Terms} terms @param {Right} right */
const works = ({ tenure }, { kind, row }) => kind === 'line' && tenure[row.tenure].mark === 'line';

/** Of two that differ in several things, which comes first: by the first thing that differs. @param {(number | string)[]} a @param {(number | string)[]} b */
function inOrder(a, b) {
  const n = a.findIndex((part, i) => part !== b[i]);
  return n < 0 ? 0 : a[n] < b[n] ? -1 : 1;
}

/**
 * One line for each right of each holder (of a duty: of those bound and for whose good) on each kind of ground and for
 * each way in which it stands between two days; none for a right on points that it has elsewhere too. What holds comes
 * before what stayed, the loudest right first, then by kind of ground and by holder.
 * @param {Right[]} rights @param {Terms} terms @returns {Item[]}
 */
export function legendOf(rights, terms) {
  const worked = new Set(rights.filter((right) => works(terms, right)).map(({ row }) => row.feature));
  /** @type {Map<string, Item>} */
  const found = new Map(), elsewhere = new Set();
  for (const { row, kind: on, change } of [...rights].sort((a, b) => Number(a.kind === 'point') - Number(b.kind === 'point'))) {
    /** @type {Ground} */
    const kind = on === 'line' && !worked.has(row.feature) ? 'band' : on;
    const held = JSON.stringify([change, row.tenure, row.holder, row.bound || [], row.benefits || []]), key = kind + held;
    if (found.has(key) || (kind === 'point' && elsewhere.has(held))) continue;
    if (kind !== 'point') elsewhere.add(held);
    found.set(key, { row, kind, change });
  }
  const powers = ['', ...Object.keys(terms.power)];
  const place = (/** @type {Item} */ { row, kind, change }) => [
    Number(change === 'stayed'), terms.tenure[row.tenure].rank, row.tenure, GROUNDS.indexOf(kind), powers.indexOf(row.holder),
  ];
  return [...found.values()].sort((a, b) => inOrder(place(a), place(b)));
}

/**
 * The rights that a page draws: on a line that someone works the line alone (what else holds on it is in its card),
 * and what lies along a line as an outline nowhere. @param {Right[]} rights @param {Terms} terms
 */
export function drawnOf(rights, terms) {
  const worked = new Set(rights.filter((right) => works(terms, right)).map(({ row }) => row.feature));
  return rights.filter((right) => (right.kind === 'line' && worked.has(right.row.feature)
    ? works(terms, right) : right.kind === 'point' || terms.tenure[right.row.tenure].mark !== 'outline'));
}
