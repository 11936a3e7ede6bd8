// Opens the page: facts from the one JSON object, shapes from its packing, then map and panel.

import { textsOf, unpack } from './decode.js';
import { Page } from './page.js';

const { facts, shapes } = window.treatyAtlas;
for (const name of ['texts', 'strings']) facts[name] = textsOf(facts[name]);
const opened = new Page(facts);
window.treatyAtlas = opened;
opened.open(unpack(shapes, facts.shapes.length));
