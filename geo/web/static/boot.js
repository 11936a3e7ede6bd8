// Opens what the page carries (facts, shapes and scripts, each deflated) and starts it. Inlined as it
// lies here; everything else comes out of the packing.

/** Base 64. @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf(text) {
  return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Opens zlib (RFC 1950). @param {Uint8Array<ArrayBuffer>} bytes */
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

if (globalThis.document) {
  const pack = JSON.parse(document.querySelector('#pack')?.textContent || '');
  const [style, leaflet, script, facts, shapes] = await Promise.all(
    ['style', 'leaflet', 'script', 'facts', 'shapes'].map((name) => inflate(bytesOf(pack[name]))));
  const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);
  const add = (/** @type {HTMLElement} */ element, /** @type {Uint8Array} */ code) => {
    element.textContent = text(code);
    // First, so that a rule of the page's own goes before one of Leaflet's.
    document.head.prepend(element);
  };
  window.treatyAtlas = { facts: JSON.parse(text(facts)), shapes };
  add(document.createElement('style'), style);
  add(document.createElement('script'), leaflet);
  add(Object.assign(document.createElement('script'), { type: 'module' }), script);
}
