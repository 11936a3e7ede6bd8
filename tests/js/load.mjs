// The scripts of the page are plain files with `export` that are joined into one module; here each is
// opened by itself. A data: URL, because a .js file without a package.json is no module to every Node.
import { readFile } from 'node:fs/promises';

/** What a script of geo/web/static exports. @param {string} name such as "dates.js" */
export async function script(name) {
  const text = await readFile(new URL(`../../geo/web/static/${name}`, import.meta.url), 'utf8');
  return import('data:text/javascript;base64,' + Buffer.from(text).toString('base64'));
}

/** A JSON file of tests/data. */
export async function data(name) {
  return JSON.parse(await readFile(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}
