// Which rows count on a day. The same rule as geo/timeline.py, held to it by tests/data/intervals.json.

/** By how much the Buddhist era of Thailand is ahead of the Christian, from the day on which both years begin. */
const BUDDHIST = 543;

/** Half-open; an empty end is open. ISO days compare as text. @param {string} start @param {string} end @param {string} day */
export function isOpen(start, end, day) {
  return start <= day && (end === '' || day < end);
}

/** Start and end of a row under a legal date ('' = the row's own). @param {Pick<Row, 'dates'>} row @param {string} basis */
export function interval(row, basis) {
  return row.dates[basis] || row.dates[''];
}

/** The rows that count on a day. @template {Pick<Row, 'dates'>} T @param {T[]} rows @param {string} day @param {string} basis @returns {T[]} */
export function heldOn(rows, day, basis = '') {
  return rows.filter((row) => isOpen(...interval(row, basis), day));
}

/** All days on which something changes under a legal date, in order. @param {Pick<Row, 'dates'>[]} rows */
export function changeDays(rows, basis = '') {
  const days = rows.flatMap((row) => interval(row, basis)).filter(Boolean);
  return [...new Set(days)].sort();
}

/** The day before an ISO day. @param {string} day */
export function dayBefore(day) {
  const date = new Date(day + 'T00:00:00Z');
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** @type {Intl.DateTimeFormat | undefined} made once: making one takes longer than all its uses */
let reignDays;

/**
 * A day as a language writes it: the rule of geo/forms.py, held to it by tests/data/forms.json. (The
 * browser's own formats cost a tenth of the time in which the first map is drawn.)
 * @param {string} day @param {Forms} words @param {'date' | 'day_month'} form
 */
export function dayInWords(day, words, form = 'date') {
  if (!day) return '';
  const [year, month, date] = day.split('-').map(Number);
  /** @type {Record<string, string | number>} */
  const values = { year, month: words.months?.[month - 1] || '', number: month, day: date === 1 ? words.first_day : date };
  return words[form].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** The same day in the Julian calendar ("old style"), as an ISO day. @param {string} day */
export function oldStyle(day) {
  const date = new Date(day + 'T00:00:00Z');
  // Before March the leap day of a century is still to come.
  const year = date.getUTCFullYear() - (date.getUTCMonth() < 2 ? 1 : 0);
  const days = Math.floor(year / 100) - Math.floor(year / 400) - 2;
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/**
 * The same day as the language's own calendar of the period has it, or ''.
 * @param {string} day @param {string} calendar old_style | japanese | buddhist | chinese | korean | ''
 * @param {string} language of its eras @param {Calendars} terms @param {Forms} words
 */
export function alsoDate(day, calendar, language, terms, words) {
  const at = new Date(day + 'T00:00:00Z');
  if (day < (terms.calendar_since?.[calendar]?.day || '')) return '';
  if (calendar === 'old_style') {
    const julian = oldStyle(day);
    return dayInWords(julian, words, julian.slice(0, 4) === day.slice(0, 4) ? 'day_month' : 'date');
  }
  if (calendar === 'japanese') {
    reignDays ||= new Intl.DateTimeFormat(`${words.locale}-u-ca-japanese`, { era: 'long', year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' });
    return reignDays.format(at);
  }
  if (calendar === 'buddhist') {
    // Months and days are those of the Gregorian calendar: the year alone is another. The old Thai year began in a
    // later month: before it, its number is still the year's before.
    const { until, first_month: first } = terms.thai_year || { until: '', first_month: 1 };
    const late = day < until && at.getUTCMonth() + 1 < first ? 1 : 0;
    return ((late ? words.era_year_old : words.era_year) || '').replace('{year}', String(at.getUTCFullYear() + BUDDHIST - late));
  }
  if (calendar === 'chinese') {
    // Numbers alone from the browser ("3bis" is a leap month): its words are not those of the texts.
    const moon = new Intl.DateTimeFormat('en-u-ca-chinese', { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: 'UTC' });
    const parts = Object.fromEntries(moon.formatToParts(at).map(({ type, value }) => [type, value]));
    const year = Number(parts.relatedYear), month = parseInt(parts.month, 10), lunar = Number(parts.day);
    const era = Object.values(terms.era).find((other) => other.first_year <= year && year <= other.last_year);
    if (!era) return '';
    const reign = year === era.first_year ? '元' : chineseNumber(year - era.first_year + 1);
    return `${era.name_in?.[language] || era.name}${reign}年${parts.month.includes('bis') ? words.leap || '' : ''}${month === 1 ? '正' : chineseNumber(month)}月`
      + `${lunar <= 10 ? '初' : ''}${chineseNumber(lunar)}日`;
  }
  if (calendar === 'korean') {
    const reign = Object.values(terms.reign || {}).find(({ start, until }) => start <= day && day < until);
    if (!reign) return '';
    const year = Number(day.slice(0, 4)) - Number(reign.start.slice(0, 4)) + 1;
    const said = { ...words, date: (words.reign || '').replace('{era}', reign.name).replace('{year}', year === 1 ? words.first_year || '1' : String(year)) };
    return dayInWords(day, said);
  }
  return '';
}

/** 1 to 99 as the texts write days and years: 七, 十, 十六, 二十六, 三十. @param {number} number */
function chineseNumber(number) {
  const digits = ['', ...'一二三四五六七八九'], tens = Math.floor(number / 10);
  return `${tens > 1 ? digits[tens] : ''}${tens ? '十' : ''}${digits[number % 10]}`;
}
