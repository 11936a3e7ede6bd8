// Opens what the page carries (facts, shapes and scripts, each deflated) and starts it. Alone inlined;
// everything else comes out of the packing.

/** The digits of base 85, least first: those of geo/web/encode.py. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~';

/** Base 85: of five letters four bytes; the last letters may be fewer. @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf(text) {
  const values = new Uint8Array(128), letters = new TextEncoder().encode(`${text}~~~~`);
  for (let i = 0; i < DIGITS.length; i += 1) values[DIGITS.charCodeAt(i)] = i;
  const bytes = new DataView(new ArrayBuffer(4 * Math.ceil(text.length / 5)));
  for (let from = 0, to = 0; from < text.length; to += 4) {
    let number = 0;
    for (const end = from + 5; from < end; from += 1) number = number * 85 + values[letters[from]];
    bytes.setUint32(to, number);
  }
  return new Uint8Array(bytes.buffer, 0, Math.floor(text.length * 4 / 5));
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
