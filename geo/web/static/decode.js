// Opens the packing of geo/web/encode.py. Pure: no page, no Leaflet.
// The modules of this folder but boot.js are joined into one by geo/web/join.py: they share one scope.

/**
 * Shapes as lists of rings; a ring is a flat Int32Array x, y, x, y in units.
 * @param {Uint8Array} bytes @param {number} count how many shapes @returns {Int32Array[][]}
 */
export function unpack(bytes, count) {
  let at = 0, used = 0, x = 0, y = 0;
  const next = () => {
    let number = 0, shift = 1, byte;
    do {
      byte = bytes[at++];
      number += (byte & 127) * shift;
      shift *= 128;
    } while (byte > 127);
    return number;
  };
  const signed = () => {
    const number = next();
    return number % 2 ? -(number + 1) / 2 : number / 2;
  };
  const all = new Int32Array(2 * next());
  const literal = (/** @type {number} */ length) => {
    for (let bits = next(), end = used + 2 * length; used < end;) {
      all[used++] = x = ((x >> bits) + signed()) << bits;
      all[used++] = y = ((y >> bits) + signed()) << bits;
    }
  };
  const copy = (/** @type {number} */ length, /** @type {number} */ step) => {
    for (let from = 2 * next(), end = used + 2 * length; used < end; from += step) {
      all[used++] = x = all[from];
      all[used++] = y = all[from + 1];
    }
  };
  const ring = () => {
    const start = used;
    for (let runs = next(); runs > 0; runs -= 1) {
      const head = next(), kind = head % 3, length = (head - kind) / 3;
      if (kind === 0) literal(length);
      else copy(length, kind === 1 ? 2 : -2);
    }
    return all.subarray(start, used);
  };
  return Array.from({ length: count }, () => Array.from({ length: next() }, ring));
}

/**
 * Texts by language and key, from one list of keys and a list of texts for each language; null where it has none, 0
 * where its letters, put for those of the same language in another script, give it. Those of a language are put
 * together when they are first asked for: most readers ask for one.
 * @param {PackedTexts} packed @returns {Record<string, Record<string, string>>}
 */
export function textsOf({ keys, in: lists, letters }) {
  const tableOf = (/** @type {string} */ language) => {
    const [of, from, to] = letters[language] || ['', '', ''], others = [...to];
    const table = new Map([...from].map((letter, i) => [letter, others[i]]));
    const given = (/** @type {number} */ i) => Array.from(String(lists[of][i]), (letter) => table.get(letter) ?? letter).join('');
    const said = lists[language].map((text, i) => (text === 0 ? given(i) : text));
    return Object.fromEntries(keys.map((key, i) => [key, said[i]]).filter(([, text]) => text !== null));
  };
  /** @type {Record<string, Record<string, string>>} */
  const found = {};
  for (const language of Object.keys(lists)) {
    /** @type {Record<string, string> | undefined} */
    let made;
    Object.defineProperty(found, language, { enumerable: true, get: () => (made ??= tableOf(language)) });
  }
  return found;
}

/**
 * What can be seen of rings: no vertex nearer than `least` units, along x and y alike, to the one kept
 * before it; the ends stay. @param {Int32Array[]} rings @param {number} least
 */
export function seenOf(rings, least) {
  if (least <= 1) return rings;
  return rings.map((ring) => {
    const kept = new Int32Array(ring.length), end = ring.length - 2;
    let used = 0, x = Infinity, y = Infinity;
    for (let i = 0; i <= end; i += 2) {
      const dx = ring[i] - x, dy = ring[i + 1] - y;
      if (dx < least && dx > -least && dy < least && dy > -least && i < end) continue;
      kept[used++] = x = ring[i];
      kept[used++] = y = ring[i + 1];
    }
    return kept.subarray(0, used);
  });
}

/** The `d` of an SVG path, in relative steps. @param {Int32Array[]} rings @param {boolean} closed */
export function pathOf(rings, closed) {
  let d = '';
  for (const ring of rings) {
    d += stepsOf(ring, 0, ring.length);
    // A lone point: a line of no length, which a round line cap draws as a dot.
    if (ring.length === 2) d += '0 0';
    if (closed) d += 'z';
  }
  return d;
}

/** A stretch of a ring as steps of a path. @param {Int32Array} ring @param {number} start @param {number} end */
function stepsOf(ring, start, end) {
  let x = ring[start], y = ring[start + 1], d = `M${x} ${y}l`;
  for (let i = start + 2; i < end; i += 2) {
    const u = ring[i], v = ring[i + 1];
    d += `${u - x} ${v - y} `;
    x = u;
    y = v;
  }
  return d;
}

/** West, north, east, south of a shape in units. @param {Int32Array[]} rings */
export function boundsOf(rings) {
  let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const x = ring[i], y = ring[i + 1];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < north) north = y;
      if (y > south) south = y;
    }
  }
  return [west, north, east, south];
}

/** Paths along rings, cut so that a tile of the screen strokes only what lies in it. @param {Int32Array[]} rings */
export function runsOf(rings, most = 200) {
  const out = [];
  let run = '', count = 0;
  for (const ring of rings) {
    for (let start = 0; start < ring.length - 2; start += 2 * most) {
      const end = Math.min(ring.length, start + 2 * most + 2);
      run += stepsOf(ring, start, end);
      count += (end - start) / 2;
      if (count >= most) {
        out.push(run);
        run = '';
        count = 0;
      }
    }
  }
  if (count) out.push(run);
  return out;
}
