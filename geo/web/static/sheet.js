// A sheet: one SVG in one Leaflet pane. Its group `world` holds paths in units (see encode.py) under
// one transform, so a zoom changes one attribute; its group `flat` holds what keeps its size.

import { svg } from './dom.js';

/** Units are pixels of this zoom: 256 * 2**10 * 4 units round the equator = 256 * 2**12; finer ones on a deeper page. */
export let UNITS_ZOOM = 12;

/** Takes the units of a page. @param {number} [zoom] */
export function takeUnits(zoom = UNITS_ZOOM) {
  UNITS_ZOOM = zoom;
}

export class Sheet extends L.SVG {
  /** @param {string} pane @param {[number, number]} origin @param {() => void} [onPlace] what lies flat is drawn anew */
  constructor(pane, origin, onPlace) {
    super({ pane, padding: 0.4 });
    this.origin = origin;
    this.onPlace = onPlace;
    this.world = svg('g');
    this.flat = svg('g');
  }

  _initContainer() {
    super._initContainer();
    this._container.append(this.world, this.flat);
  }

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    super._update();
    const [x, y] = this.toPixels(0, 0);
    this.world.setAttribute('transform', `translate(${x} ${y}) scale(${this.scale})`);
    this.onPlace?.();
  }

  /** Where a new view puts it; Leaflet would leave it off by a part of a pixel, until the map moves. */
  _reset() {
    this._update();
  }

  /** Pixels a unit. */
  get scale() {
    return 2 ** (this._map.getZoom() - UNITS_ZOOM);
  }

  /** From units (relative to the page's origin) to the pixels of `flat`. @param {number} x @param {number} y @returns {[number, number]} */
  toPixels(x, y) {
    const { scale } = this, corner = this._map.getPixelOrigin();
    return [(this.origin[0] + x) * scale - corner.x, (this.origin[1] + y) * scale - corner.y];
  }

  /** @param {boolean} on */
  show(on) {
    this._container.style.display = on ? '' : 'none';
  }
}
