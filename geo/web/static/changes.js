// What changed between two days, from the rows that count on each. The same rule as geo/scene.py. Pure.

/**
 * What is the same right on two days, by whatever article: the place, the right and who holds it, or is bound
 * and for whom.
 */
const keyOf = (/** @type {Row} */ row) => [row.feature, row.tenure, row.holder || [row.bound, row.benefits].map((all) => (all || []).join()).join('|')].join(' ');

/** The place and the right alone. */
const rightOf = (/** @type {Row} */ row) => `${row.feature} ${row.tenure}`;

/**
 * How each row stands between two days: `moved` (new on the second, or in other hands), `stayed`, or
 * `ended` (and nobody followed); see changes_of in geo/scene.py and tests/data/changes.json. @param {Row[]} before @param {Row[]} after rows that count
 * @returns {Map<Row, 'moved' | 'stayed' | 'ended'>}
 */
export function changesOf(before, after) {
  const then = new Set(before.map(keyOf)), now = new Set(after.map(keyOf));
  /** @type {Map<Row, 'moved' | 'stayed' | 'ended'>} */
  const kinds = new Map(after.map((row) => [row, then.has(keyOf(row)) ? 'stayed' : 'moved']));
  const followed = new Set(after.filter((row) => kinds.get(row) === 'moved').map(rightOf));
  for (const row of before) if (!now.has(keyOf(row)) && !followed.has(rightOf(row))) kinds.set(row, 'ended');
  return kinds;
}

/**
 * What happened, an article at a time: who lost (rows; none where a right is new), who got, on which places.
 * @param {Row[]} before @param {Row[]} after @param {(row: Row) => boolean} loud which rows are told
 * @returns {{from: ?Row, to: Row, features: string[]}[]}
 */
export function eventsOf(before, after, loud) {
  const kinds = changesOf(before, after), now = new Set(after.map(keyOf)), found = new Map();
  for (const to of after) {
    if (kinds.get(to) !== 'moved' || !loud(to)) continue;
    const from = before.find((row) => rightOf(row) === rightOf(to) && !now.has(keyOf(row))) || null;
    const key = [to.instrument, to.article, to.tenure, to.holder, from ? from.holder : ''].join(' ');
    if (!found.has(key)) found.set(key, { from, to, features: [] });
    found.get(key).features.push(to.feature);
  }
  return [...found.values()];
}
