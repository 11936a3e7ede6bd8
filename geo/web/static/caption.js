// What a map says of its day, in words: who had the ground in law, and whose army or government stood on it.
// The same rule as geo/web/caption.py: tests/data/captions.json holds the two together.

import { heldOn } from './dates.js';
import { lookOf } from './looks.js';
import { readAs } from './state.js';

/** @typedef {import('./mapwords.js').MapWords} MapWords */

/**
 * Who holds a right, right by right: "Russia, China (sovereignty), Russia (lease)".
 * @param {MapWords} words @param {Row[]} rows @param {Day} day
 */
function holders(words, rows, day) {
  const { terms } = words.facts, comma = words.say('comma');
  const tenures = [...new Set(rows.map((row) => row.tenure))].sort((a, b) => terms.tenure[a].rank - terms.tenure[b].rank);
  return tenures.map((tenure) => {
    const of = [...new Set(rows.filter((row) => row.tenure === tenure).map((row) => row.holder))], right = words.tenure(tenure);
    return words.say('held', { powers: of.map((power) => words.power(power, day)).join(comma), right: right[0].toLocaleLowerCase(words.forms.locale) + right.slice(1) });
  }).join(comma);
}

/** From this weight of its rung of the ladder on a right is told in a caption, and by a flag. */
export const LOUD = 1;

/**
 * Of the rows that count on a day those that a caption tells: in law the loud titles, and what stood on the ground.
 * All titles of the map, not only those to ground where an army stood: it may stand on a stretch of a line, or on
 * a part of a country, whose title is recorded of the whole.
 * @param {Row[]} rows @param {(row: Row) => number} weight of a row's rung of the ladder
 */
export function toldOf(rows, weight) {
  const held = rows.filter((row) => row.holder);
  return { law: readAs(held, 'law').filter((row) => weight(row) >= LOUD), fact: readAs(held, 'fact') };
}

/** What is said of a day. @param {MapWords} words @param {Day} day */
export function saidOf(words, day) {
  const { facts, state: { reading, basis } } = words;
  const { law, fact } = toldOf(heldOn(facts.rows, day, basis), (row) => lookOf(facts, row).weight);
  const said = {
    law: law.length ? words.say('said_law', { powers: holders(words, law, day) }) : words.say('said_no_law'),
    fact: fact.length ? words.say('said_fact', { powers: holders(words, fact, day) }) : words.say('said_no_fact'),
  };
  return reading ? said[reading] : words.say('said_both', said);
}
