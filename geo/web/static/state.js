// What the reader chose, and what follows from it and from the facts of the page. Pure: no document, no Leaflet.

import { changesOf } from './changes.js';
import { changeDays, heldOn, isOpen } from './dates.js';
import { divides } from './limits.js';

/** With what a page opens, in a language, on a phone or not. @param {Facts} facts @param {string} lang @param {boolean} phone @returns {State} */
export function openingState({ page, subject }, lang, phone) {
  const mode = page === 'timeline' ? 'after' : phone && subject.opens === 'both' ? 'swipe' : subject.opens;
  return { lang, mode, split: '', before: subject.before, after: subject.after, basis: '', reading: '', names: '', article: '', feature: '', view: '', story: '' };
}

/** What each choice may be. @param {Facts} facts @returns {Record<string, string[]>} */
export function allowedIn({ languages, bases, features, instruments, subject }) {
  const articles = instruments.flatMap(({ id, articles: own }) => own.map(({ number }) => `${id}/${number}`));
  return {
    lang: languages, mode: ['change', 'both', 'swipe', 'before', 'after'], basis: ['', ...bases], reading: ['', 'law', 'fact'], names: ['', 'then'],
    article: ['', ...articles], feature: ['', ...features.map(({ id }) => id)], story: ['', ...subject.story.map((_, i) => String(i + 1))],
  };
}

/** After a choice: of an article and a feature only one is chosen, the last. @param {State} state @param {Partial<State>} change @returns {State} */
export function withChoice(state, change) {
  const other = change.article ? { feature: '' } : change.feature ? { article: '' } : {};
  return { ...state, ...other, ...change };
}

/** Ids of the features that are chosen: one, or those where an article made or changed a right, or else ended one. @param {Context} context @returns {string[]} */
export function chosenIn({ facts, state: { article, feature } }) {
  if (feature) return [feature];
  const made = facts.rows.filter((row) => article === `${row.instrument}/${row.article}`);
  return (made.length ? made : facts.rows.filter((row) => article && article === row.ended_by)).map((row) => row.feature);
}

/** The rows that a reading lets through. @param {Row[]} rows @param {Reading} reading */
export function readAs(rows, reading) {
  return reading ? rows.filter((row) => row.reading === reading) : rows;
}

/** The rows that the reader wants to see: of law, of what stood on the ground, or both. @param {Context} context */
export function rowsIn({ facts, state }) {
  return readAs(facts.rows, state.reading);
}

/** Those of them that count on a day. @param {Context} context @param {Day} day */
export function heldIn(context, day) {
  return heldOn(rowsIn(context), day, context.state.basis);
}

/** How each row stands between the two days. @param {Context} context */
export function changesIn(context) {
  return changesOf(heldIn(context, context.state.before), heldIn(context, context.state.after));
}

/** The view that is shown: the one chosen, or while the reader holds "blink" the other day. @param {State} state @param {boolean} blinking */
export function modeShown({ mode }, blinking) {
  return blinking ? (mode === 'before' ? 'after' : 'before') : mode;
}

/** The days that a view shows. @param {State} state @param {string} mode @returns {Day[]} */
export function daysShown({ before, after }, mode) {
  return mode === 'before' ? [before] : mode === 'after' ? [after] : [before, after];
}

/** All days on which something changes that the reader wants to see. @param {Context} context */
export function daysOfChange(context) {
  return changeDays(rowsIn(context), context.state.basis).filter((day) => day < context.facts.covers[1]);
}

/** The days that can be chosen: those on which something changes, and those of the page's opening and of the link. @param {Context} context */
export function dayChoices(context) {
  const { facts: { subject }, state } = context;
  return [...new Set([...daysOfChange(context), subject.before, subject.after, state.before, state.after])].sort();
}

/** A limit stands where what it divides is held differently in law on that day, if that is one of its own. @param {Context} context @param {Limit} limit @param {Row[]} held @param {Day} day */
export function limitStands({ facts }, limit, held, day) {
  return isOpen(limit.start || '', limit.end || '', day) && divides(limit.divides, held, facts.terms.tenure);
}

/** Does a limit stand on one of some days? @param {Context} context @param {string} id @param {Day[]} days */
export function limitDrawn(context, id, days) {
  const limit = context.facts.limits.find((other) => other.feature === id);
  return Boolean(limit) && days.some((day) => limitStands(context, /** @type {Limit} */ (limit), heldIn(context, day), day));
}

/** The sheet to print of the view that is shown, in the reader's language or else in English; null where the build has drawn none. @param {Facts} facts @param {State} state @returns {?{file: string, lang: string}} */
export function sheetOf({ sheets }, { mode, lang }) {
  const drawn = sheets[mode === 'change' ? 'change' : 'pair'] || {}, found = [lang, 'en'].find((language) => drawn[language]);
  return found ? { file: drawn[found], lang: found } : null;
}
