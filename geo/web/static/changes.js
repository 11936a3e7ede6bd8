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

/** What happened to some places: whose right it was (null: new), whose it is (null: it ended), and the article (`instrument/number`).
 * @typedef {{from: ?Row, to: ?Row, row: Row, by: string, features: string[]}} Event  `row`: the later of both */

/**
 * What happened, an article at a time. A right that ended is told where nothing else is told of the place.
 * @param {Row[]} before @param {Row[]} after @param {(row: Row) => boolean} loud which rows are told
 * @returns {Event[]}
 */
export function eventsOf(before, after, loud) {
  const kinds = changesOf(before, after), now = new Set(after.map(keyOf));
  /** @type {Map<string, Event>} */
  const found = new Map();
  const tell = (/** @type {?Row} */ from, /** @type {?Row} */ to, /** @type {Row} */ row, /** @type {string} */ by) => {
    const key = [by, row.tenure, to ? to.holder : '', from ? from.holder : ''].join(' '), event = found.get(key) || { from, to, row, by, features: [] };
    event.features.push(row.feature);
    found.set(key, event);
  };
  for (const to of after) {
    if (kinds.get(to) !== 'moved' || !loud(to)) continue;
    tell(before.find((row) => rightOf(row) === rightOf(to) && !now.has(keyOf(row))) || null, to, to, `${to.instrument}/${to.article}`);
  }
  const told = new Set([...found.values()].flatMap(({ features }) => features));
  for (const row of before) if (kinds.get(row) === 'ended' && loud(row) && row.ended_by && !told.has(row.feature)) tell(row, null, row, row.ended_by);
  return [...found.values()];
}
