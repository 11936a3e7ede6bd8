// What the reader chose, kept in the link after '#' so that a link from file:// restores it. Pure.

/** @template {Record<string, string>} T @param {string} hash @param {T} defaults @returns {T} */
export function readHash(hash, defaults) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  return /** @type {T} */ (Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, given.get(key) ?? value])));
}

/** Only what differs from the page's own opening stands in the link. @param {Record<string, string>} state @param {Record<string, string>} defaults */
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
  const sound = { ...state }, given = /** @type {[keyof State, string[]][]} */ (Object.entries(allowed));
  for (const [key, values] of given) if (!values.includes(sound[key])) Object.assign(sound, { [key]: defaults[key] });
  if (!isDay(sound.before)) sound.before = defaults.before;
  if (!isDay(sound.after)) sound.after = defaults.after;
  if (!(sound.before < sound.after)) {
    sound.before = defaults.before;
    sound.after = defaults.after;
  }
  const split = sound.split.trim() ? Number(sound.split) : NaN;
  sound.split = split >= 0 && split <= 100 ? String(split) : defaults.split;
  return sound;
}
