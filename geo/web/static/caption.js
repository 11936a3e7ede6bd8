// What a map says of its day, in words: who had the ground in law, and whose army or government stood on it.
// The same rule as geo/web/caption.py: tests/data/captions.json holds the two together.

import { heldOn } from './dates.js';

/** @typedef {'' | 'law' | 'fact'} Reading  what the reader wants to see of a day: both, rights in law, what stood on the ground */

/**
 * The rows that a reading lets through.
 * @param {object[]} rows @param {Reading} reading @returns {object[]}
 */
export function readAs(rows, reading) {
  return reading ? rows.filter((row) => row.reading === reading) : rows;
}

/**
 * Who holds a right, right by right: "Russia, China (sovereignty), Russia (lease)".
 * @param {object} page what page.js opened @param {object[]} rows @param {string} day @returns {string}
 */
function holders(page, rows, day) {
  const { terms } = page.facts, comma = page.say('comma');
  const tenures = [...new Set(rows.map((row) => row.tenure))].sort((a, b) => terms.tenure[a].rank - terms.tenure[b].rank);
  return tenures.map((tenure) => {
    const of = [...new Set(rows.filter((row) => row.tenure === tenure).map((row) => row.holder))], right = page.panel.tenure(tenure);
    return page.say('held', { powers: of.map((power) => page.panel.power(power, day)).join(comma), right: right[0].toLocaleLowerCase(page.say('locale')) + right.slice(1) });
  }).join(comma);
}

/** From this weight of its rung of the ladder on a right is told in a caption, and by a flag. */
export const LOUD = 1;

/**
 * Of the rows that count on a day those that a caption tells. Where an army or a government other than the
 * title's stood, the loud titles to that ground; else those of the whole map.
 * @param {object[]} rows @param {(row: object) => number} weight of a row's rung of the ladder
 * @returns {{law: object[], fact: object[]}}
 */
export function toldOf(rows, weight) {
  const held = rows.filter((row) => row.holder), fact = readAs(held, 'fact');
  const ground = new Set(fact.map((row) => row.feature));
  return { law: readAs(held, 'law').filter((row) => weight(row) >= LOUD && (!fact.length || ground.has(row.feature))), fact };
}

/**
 * What is said of a day.
 * @param {object} page what page.js opened @param {string} day @returns {string}
 */
export function saidOf(page, day) {
  const { facts, state: { reading, basis } } = page;
  const { law, fact } = toldOf(heldOn(facts.rows, day, basis), (row) => page.look(row).weight);
  const said = {
    law: law.length ? page.say('said_law', { powers: holders(page, law, day) }) : page.say('said_no_law'),
    fact: fact.length ? page.say('said_fact', { powers: holders(page, fact, day) }) : page.say('said_no_fact'),
  };
  return reading ? said[reading] : page.say('said_both', said);
}
