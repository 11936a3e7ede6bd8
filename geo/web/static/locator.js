// Where the map lies: the page's ground at a glance, with a frame round what is seen.

import { html, svg } from './dom.js';
import { UNITS_ZOOM } from './sheet.js';

export class Locator extends L.Control {
  /** @param {import('./mapwords.js').MapWords} words */
  constructor(words) {
    super({ position: 'bottomright' });
    this.words = words;
  }

  /** @param {L.Map} map */
  onAdd(map) {
    const { origin, frame } = this.words.facts;
    const unit = (/** @type {L.LatLngExpression} */ latlng) => {
      const at = map.project(latlng, UNITS_ZOOM);
      return [at.x - origin[0], at.y - origin[1]];
    };
    const [[left, bottom], [right, top]] = frame.map(unit);
    const width = 96, height = Math.min(120, Math.max(52, width * (bottom - top) / (right - left)));
    const seen = svg('rect', { class: 'seen', 'vector-effect': 'non-scaling-stroke' });
    const picture = svg('svg', {
      width, height, viewBox: `${left} ${top} ${right - left} ${bottom - top}`,
      preserveAspectRatio: 'xMidYMid slice', role: 'img', 'data-say-label': 'locator', 'aria-label': this.words.say('locator'),
    }, svg('use', { href: '#g-land', class: 'land' }), seen);
    const follow = () => {
      const bounds = map.getBounds();
      const [a, b] = unit(bounds.getNorthWest()), [c, d] = unit(bounds.getSouthEast());
      for (const [name, value] of Object.entries({ x: a, y: b, width: c - a, height: d - b })) seen.setAttribute(name, String(Math.round(value)));
    };
    map.on('moveend', follow);
    follow();
    return html('div', { class: 'locator' }, picture);
  }
}
