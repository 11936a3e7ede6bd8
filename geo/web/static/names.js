// What is written on the map: places, stations and limits, with their names then and now.

const PEN = { context: null, serif: '' };

/** How wide a text is, in CSS pixels, in the type of the map. */
function widthOf(text, size) {
  PEN.context ||= document.createElement('canvas').getContext('2d');
  PEN.serif ||= getComputedStyle(document.documentElement).getPropertyValue('--serif') || 'serif';
  PEN.context.font = `${size}px ${PEN.serif}`;
  return PEN.context.measureText(text).width;
}

/** A name in two lines, cut at the blank nearest its middle. */
function twoLines(name) {
  const middle = name.length / 2;
  const [cut] = [...name.matchAll(/ /g)].map(({ index }) => index).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return cut === undefined ? [name] : [name.slice(0, cut), name.slice(cut + 1)];
}

/** The lines of a name: then, now where that differs, and the kilometre of a station. */
function linesOf(page, place, zoom) {
  const { lang } = page.state, { names, modern } = place;
  const period = names[lang] || names.en, now = modern[lang] ?? modern.en ?? '';
  // A name that the language lacks is in English; modern Chinese names are in simplified characters.
  const tag = (found) => (found[lang] ? undefined : 'en');
  const lines = (place.narrow ? twoLines(period) : [period]).map((text) => ({ text, lang: tag(names) }));
  if (now && now.toLowerCase() !== period.toLowerCase() && place.rank < 3 && place.style !== 'power') {
    lines.push({ text: now, modern: true, lang: lang === 'zh' && modern.zh ? 'zh-Hans' : tag(modern) });
  }
  if (place.km !== undefined && zoom >= 8.5) lines.push({ text: page.say('km', { km: page.number(place.km) }), modern: true });
  return lines;
}

/** The name of each limit that stands on one of some days, over the middle of its north. */
function limitNames(page, days) {
  return page.facts.features.filter(({ id, divides }) => divides.length && page.drawn(id, days)).map((feature) => {
    const [west, north, east] = page.shapes.box(feature.id);
    return {
      names: { [page.state.lang]: page.name(feature) }, modern: {}, rank: 2.5, style: 'limit-name', dot: false,
      x: (west + east) / 2, y: north, lift: 11, zoom: 5,
    };
  });
}

/** What is written at a zoom: [{x, y, width, height, lines, ...}], to be placed by `placeLabels`. */
function namesAt(page, zoom, days) {
  const base = zoom < 6 ? 11 : 12.5;
  // A station that opened later stands on no earlier day.
  const there = (place) => zoom >= place.zoom && (!place.from || days.some((day) => place.from <= day));
  return [...page.facts.places, ...limitNames(page, days)].filter(there).map((place) => {
    const lines = linesOf(page, place, zoom);
    const size = place.style === 'sea' ? base + 1.5 : place.rank === 1 ? base + 1 : base - 0.5;
    const spread = place.style === 'sea' || place.style === 'power' ? 1.35 : 1.06;
    return {
      ...place, lines, lineHeight: size * 1.15, height: size * 1.15 * lines.length + 2,
      width: Math.max(...lines.map(({ text }) => widthOf(text, size))) * spread + 4,
      r: place.rank === 1 ? 3.4 : 2.4, fixed: !place.dot, always: place.rank === 1,
    };
  });
}
