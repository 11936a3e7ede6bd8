// What is written on the map: places, stations and limits, with their names then and now, in the type of
// the one table of looks. What is measured here is what is drawn.

/** @type {{context: ?CanvasRenderingContext2D, family: string, lang: string}} */
const PEN = { context: null, family: '', lang: '' };

/** Below this zoom names are a step smaller. */
const FAR = 6, FAR_SCALE = 0.9;

/** How much a line is higher than its type. */
const LEADING = 1.16;

/** How wide a text is, and how far it reaches over and under its line, in CSS pixels, in a type of the map. */
function measured(text, { size, style, weight, spacing }) {
  PEN.context ||= document.createElement('canvas').getContext('2d');
  const { lang } = document.documentElement;
  if (PEN.lang !== lang || !PEN.family) {
    PEN.family = getComputedStyle(document.documentElement).getPropertyValue('--serif') || 'serif';
    PEN.lang = lang;
  }
  PEN.context.font = `${style} ${weight} ${size}px ${PEN.family}`;
  const { width, fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = PEN.context.measureText(text);
  return { width: width + spacing * size * text.length, up: up ?? size, down: down ?? size * 0.3 };
}

/** A name in two lines, cut at the blank nearest its middle. */
function twoLines(name) {
  const middle = name.length / 2;
  const [cut] = [...name.matchAll(/ /g)].map(({ index }) => index).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return cut === undefined ? [name] : [name.slice(0, cut), name.slice(cut + 1)];
}

/** The type of a kind of name at a rank. */
function typeOf(page, kind, rank, scale) {
  const look = page.facts.marks.name[kind] || page.facts.marks.name.town;
  const size = look.sizes[Math.min(look.sizes.length, Math.ceil(rank)) - 1] * scale;
  return {
    size, spacing: look.spacing, capitals: look.capitals, colour: look.colour,
    style: look.italic ? 'italic' : 'normal', weight: look.bold ? 600 : 400,
  };
}

/** A line of a name, measured, with the attributes with which it is drawn. */
function lineOf(text, type, more) {
  const words = type.capitals ? text.toLocaleUpperCase(document.documentElement.lang) : text;
  return {
    text: words, ...more, ...measured(words, type), height: type.size * LEADING,
    type: {
      'font-size': type.size, 'font-style': type.style, 'font-weight': type.weight,
      'letter-spacing': type.spacing ? type.spacing * type.size : null, fill: `var(--${type.colour.replaceAll('_', '-')})`,
    },
  };
}

/** The lines of a name: then, now where that differs, and the kilometre of a station. */
function linesOf(page, place, zoom, scale) {
  const { lang } = page.state, { names, modern, kind, rank } = place;
  const period = names[lang] || names.en, now = modern[lang] ?? modern.en ?? '';
  const type = typeOf(page, kind, rank, scale), small = typeOf(page, 'modern', rank, scale);
  // A name that the language lacks is in English; modern Chinese names are in simplified characters.
  const tag = (found) => (found[lang] ? undefined : 'en');
  const lines = (place.narrow ? twoLines(period) : [period]).map((text) => lineOf(text, type, { lang: tag(names) }));
  if (now && now.toLowerCase() !== period.toLowerCase() && rank < 3 && kind !== 'power') {
    lines.push(lineOf(now, small, { modern: true, lang: lang === 'zh' && modern.zh ? 'zh-Hans' : tag(modern) }));
  }
  if (place.km !== undefined && zoom >= 8.5) lines.push(lineOf(page.say('km', { km: page.number(place.km) }), small, { modern: true }));
  return lines;
}

/** The name of each limit that stands on one of some days, over the middle of its north. */
function limitNames(page, days) {
  return page.facts.features.filter(({ id, divides }) => divides.length && page.drawn(id, days)).map((feature) => {
    const [west, north, east] = page.shapes.box(feature.id);
    return {
      names: { [page.state.lang]: page.name(feature) }, modern: {}, rank: 2.5, kind: 'limit', style: 'limit-name', dot: false,
      x: (west + east) / 2, y: north, lift: 11, zoom: 5,
    };
  });
}

/** The radius of the dot of a place. */
function dotOf(page, { kind, rank }) {
  const { town, station } = page.facts.marks.dot;
  return kind === 'station' ? station[0] : town[Math.min(Math.ceil(rank), town.length) - 1];
}

/** What is written at a zoom: [{x, y, width, height, lines, ...}], to be placed by `placeLabels`. */
export function namesAt(page, zoom, days) {
  // A station that opened later stands on no earlier day.
  const there = (place) => zoom >= place.zoom && (!place.from || days.some((day) => place.from <= day));
  const scale = (zoom < FAR ? FAR_SCALE : 1) * page.lettering;
  return [...page.facts.places, ...limitNames(page, days)].filter(there).map((place) => {
    const lines = linesOf(page, place, zoom, scale);
    return {
      ...place, lines, height: lines[0].up + lines.slice(1).reduce((sum, line) => sum + line.height, 0) + lines.at(-1).down, width: Math.max(...lines.map(({ width }) => width)) + 4,
      r: dotOf(page, place), fixed: !place.dot, always: place.rank === 1,
    };
  });
}
