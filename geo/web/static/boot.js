// Opens what the page carries (facts, shapes and scripts, each deflated) and starts it. Inlined as it
// lies here; everything else comes out of the packing.

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=:?@^_`{|}~';

/** Base 85 as geo/web/encode.py writes it: five letters for four bytes. @param {string} text */
export function bytesOf(text) {
  const values = new Uint8Array(128);
  for (let i = 0; i < 85; i += 1) values[LETTERS.charCodeAt(i)] = i;
  const fives = Math.ceil(text.length / 5);
  const bytes = new Uint8Array(4 * fives);
  for (let five = 0; five < fives; five += 1) {
    let number = 0;
    for (let i = 5 * five; i < 5 * five + 5; i += 1) {
      // A short last group was cut from one filled with the last letter.
      number = number * 85 + (i < text.length ? values[text.charCodeAt(i)] : 84);
    }
    for (let i = 0; i < 4; i += 1) bytes[4 * five + i] = number >>> (24 - 8 * i);
  }
  return bytes.subarray(0, bytes.length - (5 * fives - text.length));
}

/** Opens zlib (RFC 1950). @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

if (globalThis.document) {
  const pack = JSON.parse(document.querySelector('#pack').textContent);
  const [leaflet, script, facts, shapes] = await Promise.all(
    ['leaflet', 'script', 'facts', 'shapes'].map((name) => inflate(bytesOf(pack[name]))));
  const text = (bytes) => new TextDecoder().decode(bytes);
  globalThis.treatyAtlas = { facts: JSON.parse(text(facts)), shapes };
  for (const [type, code] of [['text/javascript', leaflet], ['module', script]]) {
    const element = document.createElement('script');
    element.type = type;
    element.textContent = text(code);
    document.head.append(element);
  }
}
