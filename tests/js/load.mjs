// The scripts of the page are ES modules; here each is opened by itself.
import { readFile } from 'node:fs/promises';

/** What a script of geo/web/static exports. @param {string} name such as "dates.js" */
export function script(name) {
  return import(new URL(`../../geo/web/static/${name}`, import.meta.url).href);
}

/** A JSON file of tests/data. */
export async function data(name) {
  return JSON.parse(await readFile(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}
