// Limits: whether there is one at all on a day (see geo/limits.py; tests/data/limits.json holds the two together).

/**
 * A limit stands where what it divides is held differently in law; a limit of one side alone where more is held
 * there than the land itself (rights of the first rank), which is on both sides alike. Where armies stand makes none.
 * @param {string[]} sides the features that it divides @param {Row[]} held the rows that count on the day
 * @param {Record<string, {rank: number}>} tenures
 */
export function divides(sides, held, tenures) {
  const [one, other] = sides.map((side) => held.filter((row) => row.feature === side && row.reading !== 'fact'));
  if (!other) return one.some((row) => tenures[row.tenure].rank > 1);
  const said = (/** @type {Row[]} */ rows) => rows.map((row) => `${row.tenure} ${row.holder || row.bound}`).sort().join();
  return said(one) !== said(other);
}
