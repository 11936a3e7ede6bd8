// What the reader chose, kept in the link after '#', so that a link from file:// restores it.

/** @typedef {Record<string, string>} State  each choice as it stands in the link */

/** @param {string} hash @param {State} defaults */
export function readHash(hash, defaults) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  /** @type {Record<string, any>} */
  const state = { ...defaults };
  for (const key of Object.keys(defaults)) {
    if (given.has(key)) state[key] = given.get(key);
  }
  return state;
}

/** Only what differs from the page's own opening stands in the link. @param {State} state @param {State} defaults */
export function writeHash(state, defaults) {
  const differs = Object.entries(state).filter(([key, value]) => value !== defaults[key]);
  return new URLSearchParams(differs).toString();
}

/** Is a text an ISO day that the calendar has? @param {string} text */
function isDay(text) {
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : NaN);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * A state whose every value is possible: what a mistyped link holds falls back to the default.
 * @param {State} state @param {State} defaults @param {Record<string, string[]>} allowed @returns {State}
 */
export function soundState(state, defaults, allowed) {
  const sound = { ...state };
  for (const [key, values] of Object.entries(allowed)) {
    if (!values.includes(sound[key])) sound[key] = defaults[key];
  }
  for (const key of ['before', 'after']) {
    if (!isDay(sound[key])) sound[key] = defaults[key];
  }
  if (!(sound.before < sound.after)) {
    sound.before = defaults.before;
    sound.after = defaults.after;
  }
  const split = sound.split.trim() ? Number(sound.split) : NaN;
  sound.split = split >= 0 && split <= 100 ? String(split) : defaults.split;
  return sound;
}
