// One Leaflet map: the ground below, two panes for two days, limits and names above. It draws what the
// page tells it and tells the page what the reader did; it decides nothing.

import { heldOn } from './dates.js';
import { html, onceAFrame, svg } from './dom.js';
import { placeLabels } from './labels.js';
import './locator.js';
import { namesAt } from './names.js';
import './sheet.js';
import { UNITS_ZOOM } from './sheet.js';

/** Steps of the zoom. */
export const SNAP = 0.25;

/** A press that moved further than this is a drag, not a click (px). */
const DRAGGED = 5;

export class MapView {
  /** @param {HTMLElement} container @param {object} page what page.js opened @param {View} view */
  constructor(container, page, view) {
    Object.assign(this, { page, container, held: {} });
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map = L.map(container, {
      zoomSnap: SNAP, zoomDelta: 0.5, wheelPxPerZoomLevel: 140, maxZoom: page.limits.most, attributionControl: false,
      zoomControl: false, trackResize: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still, tap: false,
    });
    this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
    this.sheets = {};
    ['ground', 'before', 'after', 'names'].forEach((name, i) => {
      const pane = this.map.createPane(name);
      pane.style.zIndex = String(400 + 10 * i);
      if (name === 'before' || name === 'after') pane.dataset.day = name;
      const onPlace = { ground: () => this.drawGraticule(), names: () => this.drawNames() }[name];
      this.sheets[name] = new L.Sheet(name, page.origin, onPlace);
    });
    this.sheets.ground.addTo(this.map);
    this.drawGround();
    for (const name of ['before', 'after', 'names']) this.sheets[name].addTo(this.map);
    const zoom = new L.Control.Zoom().addTo(this.map).getContainer();
    zoom.querySelector('.leaflet-control-zoom-in').dataset.sayLabel = 'zoom_in';
    zoom.querySelector('.leaflet-control-zoom-out').dataset.sayLabel = 'zoom_out';
    new L.Control.Home(page).addTo(this.map);
    new L.Control.Pan(page).addTo(this.map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(this.map);
    new L.Control.Locator(page).addTo(this.map);
    this.speak();
    this.frame = html('div', { class: 'frame', 'aria-hidden': 'true' });
    container.append(this.frame);
    this.map.on('move zoom resize', onceAFrame(() => this.drawFrame()));
    container.addEventListener('pointerdown', ({ clientX, clientY }) => {
      this.pressed = [clientX, clientY];
    }, true);
    if (window.parent !== window) this.leaveTheWheel();
    this.drawFrame();
  }

  /** Does the reader see this map? One that is hidden has no size. */
  get shown() {
    return this.container.clientWidth > 0 && this.container.clientHeight > 0;
  }

  get size() {
    return { width: this.container.clientWidth, height: this.container.clientHeight };
  }

  get view() {
    const { lat, lng } = this.map.getCenter();
    return { lat, lng, zoom: this.map.getZoom() };
  }

  /** Is this where the page asked it to be (else the reader moved it)? */
  get asPlaced() {
    const { placed, map } = this;
    if (!placed || map.getZoom() !== placed.zoom) return false;
    return map.latLngToContainerPoint([placed.lat, placed.lng]).distanceTo(map.getSize().divideBy(2)) < 1.5;
  }

  /** Stands where the page says. @param {View} view @param {number} least zoom @param {boolean} animate */
  place(view, least, animate) {
    this.placed = view;
    // Not at the opening, when the map was just measured: it costs a layout of the whole page.
    this.map.invalidateSize({ pan: false, animate: false });
    this.map.options.minZoom = least;
    this.map.fire('zoomlevelschange');
    if (this.asPlaced && this.map.getZoom() === view.zoom) return;
    this.map.setView([view.lat, view.lng], view.zoom, { animate: animate && this.map.options.zoomAnimation });
  }

  /** In a frame the wheel is the host's, unless the reader asks the map for it: by Ctrl, or by a click. */
  leaveTheWheel() {
    const { map, container } = this;
    let asked = false;
    map.scrollWheelZoom.disable();
    container.addEventListener('click', () => { asked = true; });
    container.addEventListener('mouseleave', () => { asked = false; });
    container.addEventListener('wheel', (event) => {
      const pressed = event.ctrlKey || event.metaKey;
      if (pressed || asked) map.scrollWheelZoom.enable();
      else map.scrollWheelZoom.disable();
    }, { capture: true, passive: true });
  }

  drawGround() {
    const use = (id, name) => svg('use', { href: '#' + id, class: name });
    // Beyond its ground the page knows nothing: paper there, not sea.
    const [west, south, east, north] = this.page.limits.frame;
    const [a, b] = [[south, west], [north, east]].map((corner) => this.map.project(corner, UNITS_ZOOM).subtract(this.page.origin));
    const sea = { x: a.x, y: b.y, width: b.x - a.x, height: a.y - b.y };
    this.tints = svg('g');
    this.borders = svg('g');
    this.sheets.ground.world.append(svg('rect', { ...sea, class: 'sea-ground' }), use('g-coast', 'shelf'), use('g-land', 'land'), this.tints, use('g-coast', 'coast'),
      use('g-lakes', 'lake'), use('g-rivers', 'river'), this.borders);
  }

  /** The states with their borders on the later of the days shown: ground, for both days the same. */
  drawStates() {
    const { facts } = this.page, day = this.days.at(-1), use = (shape, more) => svg('use', { href: '#' + shape, ...more });
    if (day === this.statesOn) return;
    this.statesOn = day;
    const stands = ({ from, until }) => from <= day && (!until || day < until);
    const states = facts.states.filter(stands), borders = facts.borders.filter(stands);
    this.tints.replaceChildren(...states.map(({ shape, colour }) => use(shape, { class: 'state', fill: colour })));
    this.borders.replaceChildren(...states.map(({ shape, state, colour }) => svg('g', { 'clip-path': `url(#in-${shape})` },
      ...borders.filter(({ sides }) => sides.includes(state)).map((border) => use(border.shape, { class: 'ribbon', stroke: colour })))),
    ...facts.provinces.map(({ shape, certainty }) => use(shape, { class: 'province ' + certainty })),
    ...borders.map(({ shape }) => use(shape, { class: 'border' })));
  }

  /** Step of the graticule in degrees at the present zoom: lines some 100 to 250 px apart. */
  step() {
    const span = this.map.getBounds().getEast() - this.map.getBounds().getWest();
    const wanted = span / Math.max(2, this.map.getSize().x / 170);
    return [0.1, 0.25, 0.5, 1, 2, 5, 10, 20].find((step) => step >= wanted) || 20;
  }

  lines(bounds) {
    const step = this.step();
    const range = (low, high) => {
      const out = [];
      for (let i = Math.ceil(low / step); i * step <= high; i += 1) out.push(i * step);
      return out;
    };
    return { lons: range(bounds.getWest(), bounds.getEast()), lats: range(bounds.getSouth(), bounds.getNorth()) };
  }

  drawGraticule() {
    const bounds = this.map.getBounds().pad(0.45);
    const { lons, lats } = this.lines(bounds);
    const at = (lat, lon) => this.map.latLngToLayerPoint([lat, lon]);
    const [a, b] = [at(bounds.getSouth(), bounds.getWest()), at(bounds.getNorth(), bounds.getEast())];
    const d = lons.map((lon) => `M${at(0, lon).x} ${a.y}V${b.y}`)
      .concat(lats.map((lat) => `M${a.x} ${at(lat, 0).y}H${b.x}`)).join('');
    this.sheets.ground.flat.replaceChildren(svg('path', { d, class: 'graticule' }));
  }

  /** Degrees on the frame: they stay at the edge while the map moves. */
  drawFrame() {
    const { lons, lats } = this.lines(this.map.getBounds());
    const degrees = (value, letters) => {
      const shown = Math.abs(Math.round(value * 100) / 100);
      return `${shown}°${value < 0 ? letters[1] : letters[0]}`;
    };
    const size = this.map.getSize();
    const at = (lat, lon) => this.map.latLngToContainerPoint([lat, lon]);
    const latitude = Math.round(this.map.getCenter().lat);
    const scale = this.container.querySelector('.leaflet-control-scale-line');
    if (scale) scale.dataset.at = this.page.say('scale_at', { latitude: degrees(latitude, ['N', 'S']) });
    const placed = (node, side, px) => {
      node.style[side] = `${px}px`;
      return node;
    };
    this.frame.replaceChildren(
      ...lons.map((lon) => [at(0, lon).x, lon])
        .filter(([x]) => x > 170 && x < size.x - 30)
        .map(([x, lon]) => placed(html('span', { class: 'meridian' }, degrees(lon > 180 ? lon - 360 : lon, ['E', 'W'])), 'left', x)),
      ...lats.map((lat) => [at(lat, 0).y, lat]).filter(([y]) => y > 24 && y < size.y - 30)
        .map(([y, lat]) => placed(html('span', { class: 'parallel' }, degrees(lat, ['N', 'S'])), 'top', y)));
  }

  /**
   * Draws one day into one pane.
   * @param {string} name of the pane @param {string} day @param {string} basis
   * @param {(row: object) => string} changed how a row is drawn: plain, moved, stayed, ended, or '' for not at all
   */
  showDay(name, day, basis, changed = () => 'plain', limited = true) {
    const { page } = this, { facts } = page;
    const held = heldOn(page.rows, day, basis), drawn = held.filter((row) => changed(row));
    const groups = facts.features.filter((feature) => !feature.divides.length)
      .map((feature) => this.featureGroup(feature, drawn.filter((row) => row.feature === feature.id), changed))
      .filter(Boolean);
    const limits = facts.limits.filter((limit) => limited && limit.drawn && page.divided(limit, drawn, day)).map((limit) => {
      const feature = facts.features.find((other) => other.id === limit.feature);
      const group = svg('g', {
        class: 'feature limit-line', tabindex: 0, role: 'button', 'data-feature': limit.feature,
        'aria-label': `${page.name(feature)}. ${page.say('limit_' + limit.certainty)}`,
      }, svg('use', { href: '#' + limit.shape, class: 'limit ' + limit.certainty }),
      svg('use', { href: '#' + limit.shape, class: 'touch' }));
      this.makeChoosable(group, feature, []);
      return group;
    });
    this.sheets[name].world.replaceChildren(...groups, ...limits);
    this.held[name] = held;
  }

  featureGroup(feature, rows, changed) {
    if (!rows.length) return null;
    const { page } = this, { facts: { marks } } = page, lit = page.chosen.includes(feature.id);
    const use = (attributes) => svg('use', { href: '#f-' + feature.id, ...attributes });
    // What was chosen is drawn at its full weight, whatever its rung of the ladder.
    const looks = rows.map((row) => {
      const look = page.look(row), change = marks.change[changed(row)] || marks.change.plain;
      const weight = (lit ? 1 : look.weight) * change.weight;
      return {
        ...look, row, width: marks.mark[look.mark].width * weight, weight,
        strength: Math.min(1, (lit ? 1 : look.rung) * change.strength), dash: change.dash,
      };
    });
    const ofMark = (...kinds) => looks.filter(({ mark }) => kinds.includes(mark));
    const dashed = ({ dash, width }) => (dash.length ? { 'stroke-dasharray': dash.map((part) => part * width).join(' ') } : {});
    const group = svg('g', {
      class: `feature ${feature.kind} ${lit ? 'lit' : ''}`, tabindex: 0, role: 'button', 'data-feature': feature.id,
      'aria-label': page.describe(feature, rows),
    });
    if (feature.kind === 'area') {
      for (const look of ofMark('fill')) group.append(use({ class: 'fill', fill: look.colour, 'fill-opacity': Math.min(1, marks.mark.fill.strength * look.strength) }));
      for (const look of ofMark('hatch', 'dots')) group.append(use({ class: 'hatch', fill: `url(#${page.patternOf(look.row)})`, 'fill-opacity': look.strength }));
      // The outline is the tenant's where there is a lease, else the sovereign's; never a beneficiary's.
      const edge = looks.filter((look) => look.edge).sort((a, b) => b.edge - a.edge)[0];
      const shown = edge || looks[0];
      group.append(use({
        class: edge ? 'edge' : 'edge faint', stroke: shown.colour, 'stroke-opacity': shown.strength,
        'stroke-width': marks.mark.fill.width * shown.weight, ...dashed({ ...shown, width: marks.mark.fill.width }),
      }));
    } else if (feature.kind === 'line') {
      const [worked] = ofMark('line'), look = worked || looks[0];
      if (worked) {
        group.append(use({ class: 'casing', 'stroke-width': marks.mark.line.casing * look.weight }),
          use({ class: 'rail', stroke: look.colour, 'stroke-width': look.width, 'stroke-opacity': look.strength }),
          use({ class: 'sleepers', 'stroke-width': marks.mark.line.sleeper * look.weight, 'stroke-dasharray': look.sleepers.map((part) => part * marks.mark.line.sleeper).join(' ') }));
      } else {
        const width = marks.mark.coast.width * look.weight;
        group.append(use({ class: 'coast-right', stroke: look.colour, 'stroke-width': width, 'stroke-opacity': look.strength, 'stroke-dasharray': marks.mark.coast.dash.map((part) => part * width).join(' ') }));
      }
    } else {
      // A dot for who holds the place, and a ring round it for each right beside that.
      const beside = ofMark('hatch', 'dots', 'outline'), { width, ring } = marks.mark.point, { disc: halo } = marks.halo;
      const disc = (wide, stroke, strength) => use({ class: 'disc', 'stroke-width': wide, stroke, 'stroke-opacity': strength });
      const own = looks.find((look) => !beside.includes(look)) || looks[0];
      group.append(...beside.map((look, i) => [svgHalo(disc(width + halo + ring * (i + 1), null, 1)), disc(width + ring * (i + 1), look.colour, look.strength)]).reverse().flat(),
        svgHalo(disc(width + halo, null, 1)), disc(width, own.colour, own.strength));
    }
    group.append(use({ class: 'touch' }));
    this.makeChoosable(group, feature, rows);
    return group;
  }

  makeChoosable(group, feature, rows) {
    const { page } = this;
    group.addEventListener('click', ({ clientX, clientY, detail }) => {
      const [x, y] = this.pressed || [clientX, clientY];
      // A click that ends a drag is none (one by a key or a reader's tool has no detail).
      if (detail && Math.hypot(clientX - x, clientY - y) > DRAGGED) return;
      page.choose({ feature: feature.id });
    });
    group.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      page.choose({ feature: feature.id });
    });
    for (const event of ['mouseenter', 'focus']) group.addEventListener(event, () => page.hint(feature, rows));
    for (const event of ['mouseleave', 'blur']) group.addEventListener(event, () => page.hint(null));
  }

  /** Names: powers first, then places; laid out anew at each view so that none covers another. */
  drawNames() {
    const { page } = this;
    if (!this.days || !this.shown) return;
    const sheet = this.sheets.names;
    const size = this.map.getSize();
    const shift = this.map.containerPointToLayerPoint([0, 0]);
    const labels = namesAt(page, this.map.getZoom(), this.days).map((name) => {
      const [x, y] = sheet.toPixels(name.x, name.y);
      return { ...name, x, y: y - (name.lift || 0) };
    });
    const frame = [shift.x + 6, shift.y + 4, shift.x + size.x - 6, shift.y + size.y - 26];
    const placed = placeLabels(labels, frame, this.covered(shift));
    sheet.flat.replaceChildren(...labels.flatMap((label, i) => {
      const dot = label.fixed ? [] : [svg('circle', { cx: label.x, cy: label.y, r: label.r, class: 'place ' + label.style })];
      if (!placed[i]) return label.always ? dot : [];
      const { left, top, side } = placed[i];
      const anchor = { right: 'start', left: 'end' }[side] || 'middle';
      const x = { start: left, end: left + label.width, middle: left + label.width / 2 }[anchor];
      let y = top + label.lines[0].up;
      return [...dot, svg('text', { class: 'name ' + label.style, 'text-anchor': anchor },
        ...label.lines.map((line, row) => {
          if (row) y += line.height;
          return svg('tspan', { x, y, class: line.modern ? 'modern' : 'period', lang: line.lang, ...line.type }, line.text);
        }))];
    }));
  }

  /** Boxes of what lies over the map: controls, locator, flags, the divider; in the pixels of `flat`. */
  covered(shift) {
    const { x, y } = this.container.getBoundingClientRect();
    return [...this.container.parentElement.querySelectorAll('.leaflet-control, .flag, .callout, .swipe .grip, .swipe .line')]
      .map((node) => node.getBoundingClientRect()).filter((box) => box.width > 0 && box.height > 0)
      .map((box) => [box.left - x + shift.x - 4, box.top - y + shift.y - 4, box.right - x + shift.x + 4, box.bottom - y + shift.y + 4]);
  }

  /** Slides to where another map of the same zoom stands; to another zoom it goes at once. */
  slide(map) {
    if (map.getZoom() !== this.map.getZoom()) {
      this.map.setView(map.getCenter(), map.getZoom(), { animate: false });
      return;
    }
    const apart = map.getPixelOrigin().subtract(this.map.getPixelOrigin());
    const place = L.DomUtil.getPosition(map.getPanes().mapPane).subtract(apart), pane = this.map.getPanes().mapPane;
    if (place.equals(L.DomUtil.getPosition(pane))) return;
    L.DomUtil.setPosition(pane, place);
    this.map.fire('move');
  }

  /** Words of the controls, in the page's language. */
  speak() {
    for (const node of this.container.querySelectorAll('[data-say-label]')) {
      node.title = this.page.say(node.dataset.sayLabel);
      node.setAttribute('aria-label', node.title);
    }
  }
}

/** The white round a disc. */
function svgHalo(disc) {
  disc.setAttribute('class', 'disc halo');
  return disc;
}

/** Back to the whole subject. */
L.Control.Home = L.Control.extend({
  options: { position: 'topleft' },
  initialize(page) {
    this._page = page;
  },
  onAdd() {
    const box = html('div', { class: 'leaflet-bar home' },
      html('button', { type: 'button', 'data-say-label': 'home', click: () => this._page.home() }, '⌂'));
    L.DomEvent.disableClickPropagation(box);
    return box;
  },
});

/** Four buttons: panning by single clicks, for who cannot drag (WCAG 2.2, 2.5.7). */
L.Control.Pan = L.Control.extend({
  options: { position: 'topleft' },
  initialize(page) {
    this._page = page;
  },
  onAdd(map) {
    const box = html('div', { class: 'leaflet-bar pan' });
    const moves = { north: [0, -1, '↑'], west: [-1, 0, '←'], east: [1, 0, '→'], south: [0, 1, '↓'] };
    for (const [name, [x, y, arrow]] of Object.entries(moves)) {
      box.append(html('button', {
        type: 'button', class: name, 'data-say-label': 'pan_' + name,
        click: () => map.panBy([x * 120, y * 120]),
      }, arrow));
    }
    L.DomEvent.disableClickPropagation(box);
    return box;
  },
});
