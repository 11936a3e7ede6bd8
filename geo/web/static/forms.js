// How a language writes numbers, measures and lists, by the patterns that the page was given; the rules of
// geo/forms.py, held to it by tests/data/forms.json. Pure.

/** A number in figures: with one decimal at most, from 1,000 on with none. @param {number} value @param {Forms} forms */
export function numberInWords(value, { decimal, group }) {
  const [whole, rest = '0'] = value.toFixed(Math.abs(value) < 1000 ? 1 : 0).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + (rest === '0' ? '' : decimal + rest);
}

/**
 * A number with its unit, which may be a pattern for each category of plural.
 * @param {number} value @param {string | Record<string, string>} unit @param {Forms} forms
 */
export function measureInWords(value, unit, forms) {
  const number = numberInWords(value, forms), shown = Number(value.toFixed(Math.abs(value) < 1000 ? 1 : 0));
  const pattern = typeof unit === 'string' ? unit : unit[new Intl.PluralRules(forms.locale).select(shown)] || unit.other;
  return pattern.replace('{number}', number);
}

/** Several things: "a", "a and b", "a, b and c". @param {string[]} things @param {Forms} forms */
export function listed(things, { pair, list, last }) {
  const join = (/** @type {string} */ pattern, /** @type {string} */ a, /** @type {string} */ b) => pattern.replace('{0}', () => a).replace('{1}', () => b);
  if (things.length < 2) return things.join('');
  const most = things.slice(0, -1).reduce((a, b) => join(list, a, b));
  return join(things.length > 2 ? last : pair, most, things[things.length - 1]);
}
