// How a right looks: its mark, resolved from the one table (see geo/marks.py).

/** @typedef {{tenure: string, holder: string}} Right */

/** @param {Facts} facts @param {Right} row */
export function lookOf({ looks }, { tenure, holder }) {
  return looks[`${tenure} ${holder}`];
}

/** The id of its hatch. @param {Right} row */
export function patternOf({ tenure, holder }) {
  return `${tenure}-${holder || 'all'}`;
}
