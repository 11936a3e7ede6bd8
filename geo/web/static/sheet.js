// A sheet: one SVG in one Leaflet pane. Its group `world` holds paths in units (see encode.py) under
// one transform, so a zoom changes one attribute; its group `flat` holds what keeps its size.

import { svg } from './dom.js';

/** Units are pixels of this zoom: 256 * 2**10 * 4 units round the equator = 256 * 2**12. */
export const UNITS_ZOOM = 12;

L.Sheet = L.SVG.extend({
  initialize(pane, origin, onPlace) {
    L.Renderer.prototype.initialize.call(this, { pane, padding: 0.4 });
    this._origin = origin;
    this._onPlace = onPlace;
  },

  _initContainer() {
    L.SVG.prototype._initContainer.call(this);
    this.world = svg('g');
    this.flat = svg('g');
    this._container.append(this.world, this.flat);
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.SVG.prototype._update.call(this);
    const scale = 2 ** (this._map.getZoom() - UNITS_ZOOM);
    const corner = this._map.getPixelOrigin();
    const x = this._origin[0] * scale - corner.x, y = this._origin[1] * scale - corner.y;
    this.world.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
    if (this._onPlace) this._onPlace(this, scale);
  },

  /** From units (relative to the page's origin) to the pixels of `flat`. */
  toPixels(x, y) {
    const scale = 2 ** (this._map.getZoom() - UNITS_ZOOM);
    const corner = this._map.getPixelOrigin();
    return [(this._origin[0] + x) * scale - corner.x, (this._origin[1] + y) * scale - corner.y];
  },
});
