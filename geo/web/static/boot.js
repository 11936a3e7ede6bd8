// Opens what the page carries (facts, shapes and scripts, each deflated) and starts it. Alone inlined;
// everything else comes out of the packing.

/** Base 91: of two letters 13 bits, of a last one six; the digits are those of geo/web/encode.py. @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf(text) {
  const values = new Uint8Array(127), letters = new TextEncoder().encode(text);
  for (let code = 33, value = 0; code < 127; code += 1) if (!'"<\\'.includes(String.fromCharCode(code))) values[code] = value++;
  const pairs = text.length >> 1, alone = text.length % 2, bytes = new Uint8Array((13 * pairs + 6 * alone) >> 3);
  let held = 0, bits = 0, to = 0;
  const take = (/** @type {number} */ value, /** @type {number} */ more) => {
    held = held << more | value;
    for (bits += more; bits >= 8; to += 1) bytes[to] = held >> (bits -= 8);
    held &= 255 >> (8 - bits);
  };
  for (let at = 0; at < 2 * pairs; at += 2) take(91 * values[letters[at]] + values[letters[at + 1]], 13);
  if (alone) take(values[letters[2 * pairs]], 6);
  return bytes;
}

/** Opens zlib (RFC 1950). @param {Uint8Array<ArrayBuffer>} bytes */
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

if (globalThis.document) {
  const pack = JSON.parse(document.querySelector('#pack')?.textContent || '');
  // Names are laid out by how wide they are: their type must be there, unless it is forbidden.
  const type = Promise.allSettled([...document.fonts].map((face) => face.load()));
  const [style, leaflet, script, facts, shapes] = await Promise.all(
    ['style', 'leaflet', 'script', 'facts', 'shapes'].map((name) => inflate(bytesOf(pack[name]))));
  await type;
  const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);
  const add = (/** @type {HTMLElement} */ element, /** @type {Uint8Array} */ code) => {
    element.textContent = text(code);
    // First, so that a rule of the page's own goes before one of Leaflet's.
    document.head.prepend(element);
  };
  window.treatyAtlas = { facts: JSON.parse(text(facts)), shapes };
  add(document.createElement('style'), style);
  add(document.createElement('script'), leaflet);
  add(document.createElement('script'), script);
}
