// Opens the page: facts from the one JSON object, shapes from its packing, then map and panel.

import { textsOf, unpack } from './decode.js';
import { Page } from './page.js';

const { facts: packed, shapes } = /** @type {Packed} */ (window.treatyAtlas);
const facts = { ...packed, texts: textsOf(packed.texts), strings: textsOf(packed.strings) };
const opened = new Page(facts, unpack(shapes, facts.shapes.length));
window.treatyAtlas = opened;
opened.open();
