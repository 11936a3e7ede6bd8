// Where the map lies: the page's ground at a glance, with a frame round what is seen.

import { html, svg } from './dom.js';
import { UNITS_ZOOM } from './sheet.js';

L.Control.Locator = L.Control.extend({
  options: { position: 'bottomright' },

  initialize(page) {
    this._page = page;
  },

  onAdd(map) {
    const unit = (latlng) => {
      const at = map.project(latlng, UNITS_ZOOM);
      return [at.x - this._page.origin[0], at.y - this._page.origin[1]];
    };
    const [[left, bottom], [right, top]] = this._page.facts.frame.map(unit);
    const view = [left, top, right, bottom];
    const width = 96, height = Math.min(120, Math.max(52, width * (view[3] - view[1]) / (view[2] - view[0])));
    this._box = svg('rect', { class: 'seen', 'vector-effect': 'non-scaling-stroke' });
    const picture = svg('svg', {
      width, height, viewBox: `${view[0]} ${view[1]} ${view[2] - view[0]} ${view[3] - view[1]}`,
      preserveAspectRatio: 'xMidYMid slice', role: 'img', 'data-say-label': 'locator', 'aria-label': this._page.say('locator'),
    }, svg('use', { href: '#g-land', class: 'land' }), this._box);
    this._follow = () => {
      const bounds = map.getBounds();
      const [a, b] = unit(bounds.getNorthWest()), [c, d] = unit(bounds.getSouthEast());
      for (const [name, value] of Object.entries({ x: a, y: b, width: c - a, height: d - b })) {
        this._box.setAttribute(name, String(Math.round(value)));
      }
    };
    map.on('moveend', this._follow);
    this._follow();
    return html('div', { class: 'locator' }, picture);
  },

  onRemove(map) {
    map.off('moveend', this._follow);
  },
});
