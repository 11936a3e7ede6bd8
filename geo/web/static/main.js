// Opens the page: facts from the one JSON object, shapes from its packing, then map and panel.

import { unpack } from './decode.js';
import { Page } from './page.js';

const { facts, shapes } = window.treatyAtlas;
const opened = new Page(facts);
window.treatyAtlas = opened;
opened.open(unpack(shapes, facts.shapes.length));
