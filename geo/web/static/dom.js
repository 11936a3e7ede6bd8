// Makers of elements, and of frames. Text always goes in as text, never as markup.

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** @typedef {Record<string, any>} Attributes  a function becomes a listener; what is null or false is left out */
/** @typedef {Node | string | null | undefined} Child */

/** @template {Element} T @param {T} node @param {Attributes | null | undefined} attributes @param {(Child | Child[])[]} children @returns {T} */
export function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter(/** @returns {child is Node | string} */ (child) => child !== null && child !== undefined && child !== ''));
  return node;
}

/**
 * An HTML element; a function among the attributes becomes a listener.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {?Attributes} [attributes] @param {(Child | Child[])[]} children
 */
export function html(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {?Attributes} [attributes] @param {(Child | Child[])[]} children
 */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

/** A Thai letter with the vowels and tones about it, and several of them with joiners between (geo/joiners.py). */
const THAI_LETTER = '[\u0e40-\u0e44]?[\u0e01-\u0e2f\u0e46][\\p{M}\u0e30\u0e32\u0e33\u0e45]*', JOINED_LETTERS = new RegExp(`((?:${THAI_LETTER}\u2060)+${THAI_LETTER})`, 'u');

/** A text that readers copy: its names stay whole by what is around them, and no joiner is in what they take. @param {string} text */
export function wholeNames(text) {
  return text.split(JOINED_LETTERS).map((part) => (part.includes('\u2060') ? html('span', { class: 'whole' }, part.replaceAll('\u2060', '')) : part));
}

/** What the template is sure to have. @template {HTMLElement} [T=HTMLElement] @param {string} selector @returns {T} */
export function one(selector) {
  // What is not there is a fault of the template: it may stop the page.
  return /** @type {T} */ (document.querySelector(selector));
}

/** All elements of a kind. @template {HTMLElement | SVGElement} [T=HTMLElement] @param {string} selector @param {ParentNode} within @returns {T[]} */
export function all(selector, within = document) {
  return [.../** @type {NodeListOf<T>} */ (within.querySelectorAll(selector))];
}

/** A function that does its work once a frame, however often it is called. @param {() => void} work */
export function onceAFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** Each cell of a table knows what its column is called: where a table is narrow its rows are cards. @param {HTMLElement} table */
export function nameCells(table) {
  const heads = all('thead th', table).map(({ textContent }) => textContent || '');
  for (const row of all('tbody tr', table)) {
    const cells = /** @type {HTMLElement[]} */ ([...row.children]), first = heads.length - cells.length;
    cells.forEach((cell, i) => { cell.dataset.head = heads[first + i]; });
  }
}
