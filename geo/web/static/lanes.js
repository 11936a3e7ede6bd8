// Time as a chart: where a day stands on the axis, which bars lie in which lane, what happened on a day. The
// same rules as geo/lanes.py: tests/data/axis.json, lanes.json and years.json hold the two together. Pure.

import { interval } from './dates.js';
import { rowsIn } from './state.js';

/** @typedef {{row: Row, level: number, start: Day, end: Day, unsure: [boolean, boolean]}} Bar  `unsure`: at which ends the day is not known */
/** @typedef {{feature: string, bars: Bar[], levels: number}} Lane */

const DAY = 86_400_000;

/** Days are counted. @param {Day} day */
function numberOf(day) {
  return Date.parse(`${day}T00:00:00Z`) / DAY;
}

/** @param {number} number @returns {Day} */
function dayOf(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** How long a day is on each of the stretches of an axis: [first day, first day after, share of the axis a day]. @param {Axis} axis @returns {[number, number, number][]} */
function stretches({ first, last, close, share }) {
  const [a, d] = [first, last].map(numberOf);
  if (!close) return [[a, d, 1 / (d - a)]];
  const [b, c] = close.map(numberOf), even = (1 - share) / (d - a - (c - b));
  return [[a, b, even], [b, c, share / (c - b)], [c, d, even]];
}

/** Where a day stands on the axis, from 0 to 1; one outside it at the ends. @param {Axis} axis @param {Day} day */
export function axisPlace(axis, day) {
  if (day <= axis.first) return 0;
  if (day >= axis.last) return 1;
  const at = numberOf(day);
  return stretches(axis).reduce((sum, [from, to, share]) => sum + share * (Math.min(Math.max(at, from), to) - from), 0);
}

/** The day that stands at a place of the axis; the last one at its end. @param {Axis} axis @param {number} place */
export function axisDay(axis, place) {
  let left = Math.min(1, Math.max(0, place));
  for (const [from, to, share] of stretches(axis)) {
    // A day lies where it begins: the nearest beginning, whatever is lost in counting.
    const days = Math.round(left / share);
    if (days < to - from) return dayOf(from + days);
    left -= share * (to - from);
  }
  return dayOf(numberOf(axis.last) - 1);
}

/** How many times as wide as the others the days of the close-up are. @param {Axis} axis */
export function magnified(axis) {
  const [even, wide] = stretches(axis);
  return wide ? Math.round(wide[2] / even[2]) : 1;
}

/** The years to write on the axis: as many as stand `apart`, in shares of its length. @param {Axis} axis @param {number} apart @returns {string[]} */
export function axisYears(axis, apart) {
  const found = [], from = Number(axis.first.slice(0, 4)) + 1, to = Number(axis.last.slice(0, 4));
  let last = -1;
  for (let year = from; year <= to; year += 1) {
    const text = String(year).padStart(4, '0'), at = axisPlace(axis, `${text}-01-01`);
    if (found.length && at - last < apart) continue;
    found.push(text);
    last = at;
  }
  return found;
}

/**
 * The rows of one place in the order of a lane, each with its line: titles before what stood on the ground, then by
 * the rank of the right and by day; on each line bars of one reading that never overlap.
 * @param {Row[]} rows @param {Record<string, {rank: number}>} tenures @param {string} basis @returns {[Row, number][]}
 */
export function stacked(rows, tenures, basis) {
  const readings = ['law', 'fact'];
  /** @type {(a: string, b: string) => number} */
  const text = (a, b) => Number(a > b) - Number(a < b);
  const order = [...rows].sort((a, b) => readings.indexOf(a.reading) - readings.indexOf(b.reading)
    || tenures[a.tenure].rank - tenures[b.tenure].rank || text(interval(a, basis)[0], interval(b, basis)[0]) || text(a.key, b.key));
  /** @type {[string, Day][]} */
  const lines = [];
  return order.map((row) => {
    const [start, end] = interval(row, basis), free = lines.findIndex(([kind, taken]) => kind === row.reading && taken <= start);
    const level = free < 0 ? lines.length : free;
    lines[level] = [row.reading, end || '~'];
    return [row, level];
  });
}

/** The lanes of a page: its places in their order, with the rows that the reader wants to see and that ever count. @param {Context} context @returns {Lane[]} */
export function lanesOf(context) {
  const { facts, state: { basis } } = context;
  const rows = rowsIn(context).filter((row) => {
    const [start, end] = interval(row, basis);
    return (!end || (start < end && end > facts.axis.first)) && start < facts.axis.last;
  });
  return facts.features.flatMap(({ id }) => {
    const bars = stacked(rows.filter((row) => row.feature === id), facts.terms.tenure, basis).map(([row, level]) => barOf(row, level, basis));
    return bars.length ? [{ feature: id, bars, levels: 1 + Math.max(...bars.map((bar) => bar.level)) }] : [];
  });
}

/** @param {Row} row @param {number} level @param {string} basis @returns {Bar} */
function barOf(row, level, basis) {
  const [start, end] = interval(row, basis), [doubt, doubtful] = edtfOf(row, basis);
  return { row, level, start, end, unsure: [Boolean(doubt), Boolean(doubtful)] };
}

/** What is said of the first and the last day of a row where it is not sure; '' where it is. @param {Row} row @param {string} basis @returns {[string, string]} */
export function edtfOf({ edtf = ['', ''], dates }, basis) {
  const own = dates[''], days = dates[basis] || own;
  const said = (/** @type {number} */ i) => (edtf[i] && edtf[i] !== own[i] && days[i] === own[i] ? edtf[i] : '');
  return [said(0), said(1)];
}

/**
 * The rows that begin on a day, and those that end on it and nobody follows in the same right.
 * @param {Context} context @param {Day} day @returns {{begins: Row[], ends: Row[]}}
 */
export function happenedOn(context, day) {
  const { basis } = context.state, rows = rowsIn(context), begins = rows.filter((row) => interval(row, basis)[0] === day);
  const ends = rows.filter((row) => interval(row, basis)[1] === day
    && !begins.some((other) => other.feature === row.feature && other.tenure === row.tenure));
  return { begins, ends };
}

/**
 * The legal days of the page's own instrument and of its rights, each once, by day: signature, ratification, entry into
 * force, consent (of whom), demarcation.
 * @param {Context} context @returns {{day: Day, basis: string, of: string}[]}
 */
export function legalDaysOf({ facts }) {
  const own = facts.instruments.find(({ id }) => id === facts.main);
  const days = facts.rows.filter((row) => row.instrument === facts.main)
    .flatMap((row) => Object.entries(row.legal).map(([basis, day]) => ({ day, basis, of: basis === 'consent' ? row.consent_of || '' : '' })));
  if (own?.ratified && days.length) days.push({ day: own.ratified, basis: 'ratification', of: '' });
  const once = new Map(days.map((one) => [Object.values(one).join(), one]));
  return [...once.values()].filter(({ day }) => day >= facts.axis.first && day < facts.axis.last)
    .sort((a, b) => Number(a.day > b.day) - Number(a.day < b.day));
}

/**
 * The day that a reader wrote: a year or a month is its first day (of the years covered, the first); '' for what is none.
 * @param {string} text such as a year, a year and month, or a whole day @param {[Day, Day]} covers
 */
export function writtenDay(text, [first, last]) {
  const [, year, month, date] = text.trim().match(/^(\d{4})(?:[-./](\d{1,2}))?(?:[-./](\d{1,2}))?$/) || [];
  if (!year) return '';
  const day = [year, (month || '1').padStart(2, '0'), (date || '1').padStart(2, '0')].join('-');
  const real = !Number.isNaN(numberOf(day)) && dayOf(numberOf(day)) === day;
  if (real && day < first && first.startsWith(date ? day : day.slice(0, month ? 7 : 4))) return first;
  return real && day >= first && day < last ? day : '';
}
