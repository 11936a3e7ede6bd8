// How to cite the map that stands on the screen: BibTeX, CSL-JSON, Chicago. Pure.

/** @param {{title: string, url: string, version: string, checksum: string, year: string}} map */
export function citations(map) {
  const note = `Version ${map.version}, data ${map.checksum.slice(0, 16)}`;
  const braced = (text) => `{${text.replace(/[{}\\]/g, '')}}`;
  return {
    Chicago: `Treaty Atlas. \u201c${map.title}.\u201d ${note}. ${map.url}.`,
    BibTeX: `@misc{treaty-atlas-${map.checksum.slice(0, 8)},\n  author = {{Treaty Atlas}},\n`
      + `  title = ${braced(map.title)},\n  note = ${braced(note)},\n  url = {${map.url}}\n}`,
    'CSL-JSON': JSON.stringify([{
      id: `treaty-atlas-${map.checksum.slice(0, 8)}`, type: 'map', title: map.title,
      author: [{ literal: 'Treaty Atlas' }], version: map.version, note, URL: map.url,
    }], null, 1),
  };
}
