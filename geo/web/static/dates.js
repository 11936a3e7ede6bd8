// Which rows count on a day. The same rule as geo/timeline.py, held to it by tests/data/intervals.json.

/** Half-open; an empty end is open. ISO days compare as text. */
export function isOpen(start, end, day) {
  return start <= day && (end === '' || day < end);
}

/** Start and end of a row under a legal date ('' = the row's own). */
export function interval(row, basis) {
  return row.dates[basis] || row.dates[''];
}

/** The rows that count on a day. */
export function heldOn(rows, day, basis = '') {
  return rows.filter((row) => isOpen(...interval(row, basis), day));
}

/** All days on which something changes under a legal date, in order. */
export function changeDays(rows, basis = '') {
  const days = rows.flatMap((row) => interval(row, basis)).filter(Boolean);
  return [...new Set(days)].sort();
}

/** The day before an ISO day. */
export function dayBefore(day) {
  const date = new Date(day + 'T00:00:00Z');
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** A day as the language writes it. */
export function longDate(day, language) {
  if (!day) return '';
  return new Intl.DateTimeFormat(language, {
    year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC', calendar: 'gregory',
  }).format(new Date(day + 'T00:00:00Z'));
}
