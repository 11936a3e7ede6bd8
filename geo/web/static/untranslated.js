// English that stands where a translation is still to be made: it says its language, and that it waits. Plain text
// has brackets around it (geo/texts.py); on a page a small sign takes their place.

const MARKED = /\[en ([^[\]]*)\]/;

/** @typedef {import('./words.js').Words<{facts: WordFacts, state: {lang: string}}>} AnyWords */

let watched = false;

/** From now on marks such English wherever it is put on the page, if the language that is spoken has any. @param {AnyWords} words */
export function watchUntranslated(words) {
  if (watched) return;
  const { facts: { strings, texts = {} }, state: { lang } } = words;
  const said = [strings[lang], texts[lang]].flatMap((table) => Object.values(table || {}));
  if (!said.some((text) => MARKED.test(text))) return;
  watched = true;
  const mark = () => markUntranslated(document.body, words.say('untranslated'));
  new MutationObserver(mark).observe(document.body, { subtree: true, childList: true, characterData: true });
  mark();
}

/** @param {Node} root @param {string} title what the sign tells, in the language of the page */
function markUntranslated(root, title) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = /** @type {Text} */ (node), found = text.data.match(MARKED), parent = text.parentElement;
    // A choice of a list holds no elements: there the brackets stay.
    if (!found || !parent || parent.closest('script, style, option, pre')) continue;
    const tag = parent instanceof SVGElement ? 'tspan' : 'span';
    const english = document.createElementNS(parent.namespaceURI, tag);
    english.setAttribute('lang', 'en');
    english.setAttribute('class', 'untranslated');
    if (tag === 'span') english.setAttribute('title', title);
    english.textContent = found[1];
    const rest = text.splitText(found.index || 0);
    rest.data = rest.data.slice(found[0].length);
    rest.before(english);
    texts.currentNode = english;
  }
}
