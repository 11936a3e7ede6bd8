// How to cite the map that stands on the screen: BibTeX, CSL-JSON, Chicago. Pure.

/**
 * The address at which others reach the map, or '' where there is none: a file on the reader's own disk
 * names the reader and nobody can open it.
 * @param {string} href where the page was opened
 * @param {string} site where the edition is published, if the build was told
 * @param {string} page the name of the page
 */
export function addressOf(href, site, page) {
  const at = href.indexOf('#'), hash = at < 0 ? '' : href.slice(at);
  if (site) return `${site}${page}.html${hash}`;
  return /^https?:/.test(href) ? href : '';
}

/**
 * @param {{title: string, page: string, before: string, after: string, url: string, version: string,
 *   checksum: string, year?: number, today: string}} map days as ISO text; `url` may be ''
 */
export function citations({ title, page, before, after, url, version, checksum, year, today }) {
  const note = `Version ${version}, data ${checksum.slice(0, 16)}`;
  const key = ['treaty-atlas', page, before.replaceAll('-', ''), after.replaceAll('-', ''), checksum.slice(0, 8)].join('-');
  const braced = (/** @type {string} */ text) => `{${text.replace(/[{}\\]/g, '')}}`;
  const parts = today.split('-').map(Number);
  const seen = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2]))
    .toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
  const fields = {
    author: '{{Treaty Atlas}}', title: `{${braced(title)}}`, year: year && `{${year}}`, version: braced(version),
    note: braced(note), url: url && `{${url}}`, urldate: url && `{${today}}`,
  };
  return {
    Chicago: `Treaty Atlas. “${title}.” ${year ? `${year}. ` : ''}${note}.${url && ` Accessed ${seen}. ${url}.`}`,
    BibTeX: `@misc{${key},\n${Object.entries(fields).filter(([, value]) => value)
      .map(([name, value]) => `  ${name} = ${value}`).join(',\n')}\n}`,
    'CSL-JSON': JSON.stringify([{
      id: key, type: 'map', title, author: [{ literal: 'Treaty Atlas' }], version, note,
      ...year && { issued: { 'date-parts': [[year]] } },
      ...url && { URL: url, accessed: { 'date-parts': [parts] } },
    }], null, 1),
  };
}
