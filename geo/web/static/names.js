// What is written on the map: places, stations and limits, with their names then and now, in the type of
// the one table of looks. What is measured here is what is drawn.

import { isOpen } from './dates.js';
import { UNITS_ZOOM } from './sheet.js';
import { heldIn, limitDrawn } from './state.js';

/** @type {{context?: CanvasRenderingContext2D, families: Record<string, string>, lang: string}} */
const PEN = { families: {}, lang: '' };

/** @typedef {{size: number, spacing: number, capitals: boolean, colour: string, style: string, weight: number, family: string}} Type */
/** @typedef {import('./page.js').Page} Page */

/** Below this zoom names are a step smaller. */
const FAR = 6, FAR_SCALE = 0.9;

/** How far a name stands from its place where names are larger, but for how much (px). */
const GAP = 7;

/** How much a line is higher than its type. */
const LEADING = 1.16;

/** What was measured, by language, type and text. @type {Map<string, {width: number, up: number, down: number}>} */
const MEASURED = new Map();

/** How wide a text is, and how far it reaches over and under its line, in CSS pixels, in a type of the map. @param {string} text @param {Type} type */
function measured(text, { size, style, weight, spacing, family }) {
  PEN.context ||= /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  const { lang } = document.documentElement;
  if (PEN.lang !== lang) Object.assign(PEN, { families: {}, lang });
  const key = [lang, style, weight, size, spacing, family, text].join(), known = MEASURED.get(key);
  if (known) return known;
  PEN.families[family] ||= getComputedStyle(document.documentElement).getPropertyValue(family) || 'serif';
  PEN.context.font = `${style} ${weight} ${size}px ${PEN.families[family]}`;
  const { width, fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = PEN.context.measureText(text);
  // A line stands on whole pixels, and SVG may take one from above its line to below.
  const found = { width: width + spacing * size * text.length, up: Math.ceil(up ?? size), down: Math.ceil(down ?? size * 0.3) + 1 };
  MEASURED.set(key, found);
  return found;
}

/** A name in two lines, cut at the blank, or else after the hyphen, that is nearest its middle. @param {string} name */
function twoLines(name) {
  const middle = name.length / 2, cuts = [...name.matchAll(name.includes(' ') ? / /g : /-/g)].map(({ index }) => index);
  const [cut] = cuts.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return cut === undefined ? [name] : [name.slice(0, cut + Number(name[cut] === '-')), name.slice(cut + 1)];
}

/** The other name that a name has in brackets. */
const BRACKETED = /\s*[(（].*[)）]$/;

/** A smaller form of a name. @typedef {() => {lines: ReturnType<typeof linesOf>, width: number, height: number}} Form */

/** The type of a kind of name at a rank. @param {Facts} facts @param {string} kind @param {number} rank @param {number} scale @returns {Type} */
function typeOf({ marks }, kind, rank, scale) {
  const look = marks.name[kind] || marks.name.town;
  const size = look.sizes[Math.min(look.sizes.length, Math.ceil(rank)) - 1] * scale;
  return {
    size, spacing: look.spacing, capitals: look.capitals, colour: look.colour,
    style: look.italic ? 'italic' : 'normal', weight: look.bold ? 600 : 400, family: look.bold ? '--sans' : '--serif',
  };
}

/** A letter of Thai: these stand upright and close together, or their marks stray. */
const HAS_THAI = /[\u0e00-\u0e7f]/;

/** A line of a name, measured, with the attributes with which it is drawn. @param {string} text @param {Type} look @param {{modern?: boolean, lang?: string}} more */
function lineOf(text, look, more) {
  const type = HAS_THAI.test(text) ? { ...look, spacing: 0, style: 'normal' } : look;
  const words = type.capitals ? text.toLocaleUpperCase(document.documentElement.lang) : text;
  return {
    text: words, ...more, ...measured(words, type), height: type.size * LEADING,
    type: {
      'font-size': type.size, 'font-style': type.style, 'font-weight': type.weight, 'font-family': `var(${type.family})`,
      'letter-spacing': type.spacing ? type.spacing * type.size : null, fill: `var(--${type.colour.replaceAll('_', '-')})`,
    },
  };
}

/** The lines of a name: then, now where that differs, and the kilometre of a station. @param {Page} page @param {Place} place @param {number} zoom @param {number} scale */
function linesOf({ words, facts, state: { lang, names: shown } }, place, zoom, scale) {
  const { names, modern, kind, rank } = place;
  const period = names[lang] || names.en, now = shown === 'then' ? '' : modern[lang] ?? modern.en ?? '';
  const type = typeOf(facts, kind, rank, scale), small = typeOf(facts, 'modern', rank, scale);
  // A name that the language lacks is in English; modern Chinese names are in simplified characters.
  const tag = (/** @type {InLanguages} */ found) => (found[lang] ? undefined : 'en');
  const lines = (place.narrow ? twoLines(period) : [period]).map((text) => lineOf(text, type, { lang: tag(names) }));
  if (now && now.toLowerCase() !== period.toLowerCase() && rank < 3 && kind !== 'power') {
    lines.push(lineOf(now, small, { modern: true, lang: lang === 'zh' && modern.zh ? 'zh-Hans' : tag(modern) }));
  }
  if (place.km !== undefined && zoom >= 8.5) lines.push(lineOf(words.say('at_km', { km: words.number(place.km) }), small, { modern: true }));
  return lines;
}

/** The box of a name. @param {ReturnType<typeof linesOf>} lines */
const sizeOf = (lines) => ({
  width: Math.max(...lines.map(({ width }) => width)) + 4,
  height: lines[0].up + lines.slice(1).reduce((sum, line) => sum + line.height, 0) + lines[lines.length - 1].down,
});

/** A name without what is said under it. @template {{lines: ReturnType<typeof linesOf>}} T @param {T} label @returns {T} */
export function shorter(label) {
  const lines = label.lines.filter(({ modern }) => !modern);
  return { ...label, lines, ...sizeOf(lines) };
}

/** The name of each limit that stands on one of some days, over the middle of its north. @param {Page} page @param {Day[]} days @returns {Place[]} */
function limitNames(page, days) {
  return page.facts.features.filter(({ id, divides }) => divides.length && limitDrawn(page, id, days)).map((feature) => {
    const [west, north, east] = page.shapes.box(feature.id);
    return {
      names: { [page.state.lang]: page.words.name(feature) }, modern: {}, rank: 2.5, kind: 'limit', style: 'limit-name', dot: false,
      x: (west + east) / 2, y: north, lift: 11, zoom: 5,
    };
  });
}

/** The radius of the dot of a place. @param {Facts} facts @param {Place} place */
function dotOf({ marks: { dot: { town, station } } }, { kind, rank }) {
  return kind === 'station' ? station[0] : town[Math.min(Math.ceil(rank), town.length) - 1];
}

/** How much of the way along a shape its name may take, and of the room across it. */
const ALONG = 0.94, ACROSS = 0.85;

/** How far from its line the name of a line stands (px). */
const OFF_LINE = 7;

/** Of what stands or is held on one of some days the names that fit along their shapes; a place of the same name has its own. @param {Page} page @param {number} zoom @param {number} scale @param {Day[]} days */
function alongNames(page, zoom, scale, days) {
  const { facts, words, state: { lang } } = page, unit = 2 ** (zoom - UNITS_ZOOM);
  const held = new Set(days.flatMap((day) => heldIn(page, day)).map((row) => row.feature));
  const placed = new Set(facts.places.map(({ names }) => (names[lang] || names.en).toLowerCase()));
  return facts.features.flatMap((feature) => {
    const { id, axis, bare, start = '', end = '', kind } = feature;
    if (!axis || !(held.has(id) || (bare && days.some((day) => isOpen(start, end, day))))) return [];
    // What English says in brackets or after a colon is left to the card.
    const whole = words.name(feature), name = /[:(]/.test(feature.names.en) ? whole.split(/\s*[:：(（]/)[0] : whole, [x1, y1, x2, y2, room] = axis;
    if (placed.has(name.toLowerCase())) return [];
    const rank = kind === 'area' ? 1.8 : 2.6, line = lineOf(name, typeOf(facts, kind === 'area' ? 'feature' : 'mark', rank, scale), {});
    const height = line.up + line.down, width = line.width + 2;
    const slack = (ALONG * unit * Math.hypot(x2 - x1, y2 - y1) - width) / 2;
    if (slack < 0 || (room && height > 2 * ACROSS * unit * room)) return [];
    return [{
      lines: [line], width, height, rank, style: 'along', x: (x1 + x2) / 2, y: (y1 + y2) / 2, r: 0, fixed: true, always: false, led: false, lift: 0, narrower: /** @type {Form[]} */ ([]),
      along: { turn: Math.atan2(y2 - y1, x2 - x1), slack, off: room ? [0] : [-OFF_LINE - height / 2, OFF_LINE + height / 2] },
    }];
  });
}

/** What is written at a zoom, to be placed by `placeLabels`. @param {Page} page @param {number} zoom @param {Day[]} days */
export function namesAt(page, zoom, days) {
  // A station that opened later stands on no earlier day.
  const there = (/** @type {Place} */ { zoom: least, from = '' }) => zoom >= least && (!from || days.some((day) => from <= day));
  const { scale: larger } = page.presenter, scale = larger * (zoom < FAR ? FAR_SCALE : 1);
  const made = (/** @type {Place} */ place) => {
    const lines = linesOf(page, place, zoom, scale);
    const [name] = lines[0].text.split(BRACKETED), bare = Object.fromEntries(Object.entries(place.names).map(([lang, whole]) => [lang, whole.replace(BRACKETED, '')]));
    // Smaller forms of a name of the first rank, each without that of today: in two lines, without what it has in brackets, so in two lines.
    const forms = [{ narrow: true }, ...(name === lines[0].text ? [] : [{ names: bare }, { names: bare, narrow: true }])];
    return {
      ...place, lines, ...sizeOf(lines), narrower: place.rank === 1 && place.dot ? forms.map((form) => () => {
        const all = linesOf(page, { ...place, modern: {}, ...form }, zoom, scale);
        return { lines: all, ...sizeOf(all) };
      }) : [],
      r: larger * dotOf(page.facts, place), gap: larger > 1 ? larger * GAP : undefined, fixed: !place.dot, always: place.rank === 1, led: false, along: undefined,
    };
  };
  const level = [...page.facts.places, ...limitNames(page, days)].filter(there).flatMap((place) => {
    if (place.kind !== 'sea') return [made(place)];
    // The name of a water stands on it: where it finds no room in one line, in two, then without that of today.
    for (const form of [place, { ...place, narrow: true }, { ...place, narrow: true, modern: {} }]) {
      const label = made(form), spots = page.shapes.onWater(place, label.width, label.height, zoom);
      if (spots.length) return [{ ...label, spots }];
    }
    return [];
  });
  return [...level, ...alongNames(page, zoom, scale, days)];
}
