// What can be copied out of a card: a claim with all that it rests on, a reference in full. Pure.

/**
 * A text cut into what is operative and what is not, in its order.
 * @param {string} text @param {string[]} operative @returns {{words: string, marked: boolean}[]}
 */
export function markedIn(text, operative) {
  const found = operative.map((phrase) => ({ at: text.indexOf(phrase), phrase })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
  /** @type {{words: string, marked: boolean}[]} */
  const parts = [];
  let from = 0;
  for (const { at, phrase } of found) {
    if (at < from) continue;
    parts.push({ words: text.slice(from, at), marked: false }, { words: phrase, marked: true });
    from = at + phrase.length;
  }
  return [...parts, { words: text.slice(from), marked: false }].filter(({ words }) => words);
}

/** The sources of a cite, each with its pinpoint. @param {string} cite such as "frus-1905[p. 826]; ajil-1907" @returns {{id: string, pin: string}[]} */
export function citedIn(cite) {
  return [...cite.matchAll(/\s*([^[;]+)(?:\[([^\]]*)\])?\s*(?:;|$)/g)].map(([, id, pin = '']) => ({ id: id.trim(), pin }));
}

/** A source in full, with where in it and its address. @param {Source | undefined} source @param {string} id @param {string} pin */
export function referenceOf(source, id, pin) {
  return [`${[source?.title || id, pin].filter(Boolean).join(', ')}.`, source?.url].filter(Boolean).join(' ');
}

/** @param {string} cite @param {Record<string, Source>} sources @param {(pin: string) => string} at says where in it @returns {string[]} each source in full */
export function referencesIn(cite, sources, at) {
  return citedIn(cite).map(({ id, pin }) => referenceOf(sources[id], id, at(pin)));
}

/**
 * A claim as one paragraph: place (with its colon), right and holder, days, article; how certain its ground is; sources; where it stands.
 * @param {{place: string, right: string, during: string, article: string, certainty: string, sources: string, address: string}} claim
 * @param {(key: string, values?: Record<string, string>) => string} say punctuates it
 */
export function claimOf({ place, right, during, article, certainty, sources, address }, say) {
  const stop = say('stop');
  return [place + say('colon') + right + say('comma') + during + say('aside', { said: article }) + stop + certainty + stop.trimEnd(), sources, address].filter(Boolean).join(' ');
}
