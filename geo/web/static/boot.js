// Opens what the page carries (facts, shapes and scripts, each deflated) and starts it. Inlined as it
// lies here; everything else comes out of the packing.

/** @param {string} text base64 @returns {Uint8Array} */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
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
