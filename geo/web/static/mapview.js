// One Leaflet map: the ground below, two panes for two days, limits and names above. It draws what the
// page tells it and tells the page what the reader did; it decides nothing.

import { inWorld } from './camera.js';
import { isOpen } from './dates.js';
import { all, html, onceAFrame, svg } from './dom.js';
import { boxesAlong, holds, isFree, leader, placeLabels } from './labels.js';
import { Locator } from './locator.js';
import { lookOf, patternOf } from './looks.js';
import { namesAt, shorter } from './names.js';
import { Sheet, UNITS_ZOOM } from './sheet.js';
import { chosenIn, heldIn, limitStands } from './state.js';
import { CORNER, FOOT } from './swipe.js';

/** Steps of the zoom. */
export const SNAP = 0.25;

/** A press that moved further than this is a drag, not a click (px). */
const DRAGGED = 5;

/** @typedef {import('./camera.js').View} View */
/** @typedef {import('./labels.js').Rect} Rect */
/** @typedef {import('./page.js').Page} Page */
/** Ids of features. @typedef {Record<'begun' | 'ended', string[]>} Marked */
/** How a row is drawn, and its look on the map of the moment. @typedef {Look & {row: Row, dash: number[]}} Drawn */

/** How far names keep off the line of a flag (px). */
const OFF_WIRE = 3;

/** How far names and flags keep off what lies over the map (px). */
const CLEAR = 4;

/** How long the scale is at most (px, share of the map), by how much it is tried further right and higher, and how far flags stand from the edge (px). */
const SCALE_BAR = 140, SCALE_SHARE = 0.4, SIDEWAYS = 12, HIGHER = 26, EDGE = 12;

/** How wide a letter of the frame is at most, on the average (px). */
const LETTER = 6.5;

/** How often names are placed anew for one of the first rank that found no room. */
const TRIES = 12;

/** By how much of a rank it then comes before the others. */
const EARLIER = 0.1;

export class MapView {
  /** @param {HTMLElement} container @param {Page} page @param {import('./camera.js').Limits} limits @param {View} view */
  constructor(container, page, limits, view) {
    this.page = page;
    this.container = container;
    this.limits = limits;
    this.placed = view;
    /** The days that it shows. @type {Day[]} */
    this.days = [];
    /** The rows that count on the day of each pane. @type {Record<'before' | 'after', Row[]>} */
    this.held = { before: [], after: [] };
    /** Where the reader last pressed. @type {?[number, number]} */
    this.pressed = null;
    /** What began and ended on the day just reached, by feature. @type {Marked} */
    this.marked = { begun: [], ended: [] };
    /** The lines of the flags over it. @type {Rect[]} */
    this.wires = [];
    /** What is written, and for what. @type {ReturnType<typeof namesAt>} */
    this.names = [];
    this.made = '';
    /** The degrees on its frame, by what they say; for what the scale is drawn, from where and how far it reaches (px). @type {Map<string, HTMLElement>} */
    this.degrees = new Map();
    this.scaled = '';
    this.scaleFrom = 0;
    this.scaleEnd = 0;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map = L.map(container, {
      zoomSnap: SNAP, zoomDelta: 0.5, wheelPxPerZoomLevel: 140, maxZoom: limits.most, attributionControl: false,
      zoomControl: false, trackResize: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still, tap: false,
    });
    this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
    let height = 400;
    const sheet = (/** @type {string} */ name, /** @type {undefined | (() => void)} */ onPlace = undefined) => {
      const pane = this.map.createPane(name);
      pane.style.zIndex = String(height);
      height += 10;
      if (name === 'before' || name === 'after') pane.dataset.day = name;
      return new Sheet(name, page.facts.origin, onPlace);
    };
    this.sheets = { ground: sheet('ground', () => this.drawGraticule()), before: sheet('before'), after: sheet('after'), marks: sheet('marks', () => this.drawRings()), names: sheet('names', () => this.drawNames()) };
    this.tints = svg('g');
    this.borders = svg('g');
    this.statesOn = '';
    this.sheets.ground.addTo(this.map);
    this.drawGround();
    for (const day of [this.sheets.before, this.sheets.after, this.sheets.marks, this.sheets.names]) day.addTo(this.map);
    new L.Control.Zoom().addTo(this.map);
    for (const way of ['in', 'out']) for (const node of all('.leaflet-control-zoom-' + way, container)) node.dataset.sayLabel = 'zoom_' + way;
    new Buttons('home', [html('button', { type: 'button', 'data-say-label': 'home', click: () => page.home() }, '⌂')]).addTo(this.map);
    const pan = (/** @type {string} */ name, /** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ arrow) => html('button', {
      type: 'button', class: name, 'data-say-label': 'pan_' + name, click: () => this.map.panBy([x * 120, y * 120]),
    }, arrow);
    // Panning by single clicks, for who cannot drag (WCAG 2.2, 2.5.7).
    new Buttons('pan', [pan('north', 0, -1, '↑'), pan('west', -1, 0, '←'), pan('east', 1, 0, '→'), pan('south', 0, 1, '↓')]).addTo(this.map);
    this.scale = new ScaleBar(page.words).addTo(this.map);
    new Locator(page.words).addTo(this.map);
    this.frame = html('div', { class: 'frame', 'aria-hidden': 'true' });
    container.append(this.frame);
    this.map.on('move zoom resize', onceAFrame(() => this.drawFrame()));
    container.addEventListener('pointerdown', ({ clientX, clientY }) => {
      this.pressed = [clientX, clientY];
    }, true);
    if (window.parent !== window) this.leaveTheWheel();
    this.speak();
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
    if (map.getZoom() !== placed.zoom) return false;
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

  /** A pan ends on a whole pixel, which may be the next: to where a map would stand that was opened there. */
  settle() {
    const { map, placed: { lat, lng, zoom } } = this;
    const off = map.project([lat, lng], zoom).subtract(map.getSize().divideBy(2)).round().subtract(map.getPixelBounds().min || [0, 0]);
    if (off.x || off.y) map.panBy(off, { animate: false });
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
    const use = (/** @type {string} */ id, /** @type {string} */ name) => svg('use', { href: '#' + id, class: name });
    // Beyond its ground the page knows nothing: paper there, not sea.
    const [west, south, east, north] = this.limits.frame, origin = L.point(this.page.facts.origin);
    const a = this.map.project([south, west], UNITS_ZOOM).subtract(origin), b = this.map.project([north, east], UNITS_ZOOM).subtract(origin);
    const sea = { x: a.x, y: b.y, width: b.x - a.x, height: a.y - b.y };
    this.sheets.ground.world.append(svg('rect', { ...sea, class: 'sea-ground' }), use('g-coast', 'shelf'), use('g-land', 'land'), this.tints, use('g-coast', 'coast'),
      use('g-lakes', 'lake'), use('g-rivers', 'river'), this.borders);
  }

  /** The states with their borders on the later of the days shown: ground, for both days the same. */
  drawStates() {
    const { facts } = this.page, [day = ''] = this.days.slice(-1);
    const use = (/** @type {string} */ shape, /** @type {import('./dom.js').Attributes} */ more) => svg('use', { href: '#' + shape, ...more });
    if (day === this.statesOn) return;
    this.statesOn = day;
    const stands = (/** @type {{from: Day, until: Day}} */ { from, until }) => isOpen(from, until, day);
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

  /** The meridians and parallels of the graticule. @param {L.LatLngBounds} bounds */
  lines(bounds) {
    const step = this.step();
    const range = (/** @type {number} */ low, /** @type {number} */ high) => {
      const out = [];
      for (let i = Math.ceil(low / step); i * step <= high; i += 1) out.push(i * step);
      return out;
    };
    return { lons: range(bounds.getWest(), bounds.getEast()), lats: range(bounds.getSouth(), bounds.getNorth()) };
  }

  drawGraticule() {
    const bounds = this.map.getBounds().pad(0.45);
    const { lons, lats } = this.lines(bounds);
    const at = (/** @type {number} */ lat, /** @type {number} */ lon) => this.map.latLngToLayerPoint([lat, lon]);
    const [a, b] = [at(bounds.getSouth(), bounds.getWest()), at(bounds.getNorth(), bounds.getEast())];
    const d = lons.map((lon) => `M${at(0, lon).x} ${a.y}V${b.y}`)
      .concat(lats.map((lat) => `M${a.x} ${at(lat, 0).y}H${b.x}`)).join('');
    this.sheets.ground.flat.replaceChildren(svg('path', { d, class: 'graticule' }));
  }

  /** Degrees on the frame: they stay at the edge while the map moves. @param {boolean} still does the map stand, so that the scale may go elsewhere? */
  drawFrame(still = false) {
    const { lons, lats } = this.lines(this.map.getBounds()), { words, state: { lang } } = this.page, size = this.map.getSize();
    const at = (/** @type {number} */ lat, /** @type {number} */ lon) => this.map.latLngToContainerPoint([lat, lon]);
    const latitude = Math.round(this.map.getCenter().lat), scaled = [lang, latitude, this.map.getZoom()].join();
    if (still || scaled !== this.scaled) {
      this.scaled = scaled;
      this.scale.options.maxWidth = Math.min(SCALE_BAR, size.x * SCALE_SHARE);
      this.scale._update();
      // Its parallel stands beside the bar.
      const [bar] = all('.leaflet-control-scale-line', this.container);
      bar.dataset.at = words.say('scale_at', { latitude: words.degrees(latitude, 'north') });
      if (still) this.clearScale();
      this.scaleEnd = parseFloat(bar.style.width || '0') + LETTER * bar.dataset.at.length + 40;
    }
    const from = this.scaleFrom, to = from + this.scaleEnd;
    /** @type {[string, string, number, number][]} what it is, what it says, and where it stands */
    const wanted = [
      ...lons.map((lon) => /** @type {[string, string, number, number]} */ (['meridian', words.degrees(inWorld(lon), 'east'), at(0, lon).x, 0]))
        .filter(([, , x]) => (x > to || x < from - 30) && x > 30 && x < size.x - 30),
      ...lats.map((lat) => /** @type {[string, string, number, number]} */ (['parallel', words.degrees(lat, 'north'), 0, at(lat, 0).y])).filter(([, , , y]) => y > 24 && y < size.y - 30),
    ];
    // What stays on the frame only moves.
    const stood = this.degrees;
    this.degrees = new Map(wanted.map(([name, said, x, y]) => {
      const key = name + said, node = stood.get(key) || html('span', { class: name }, said);
      stood.delete(key);
      node.style.translate = `${x}px ${y}px`;
      if (!node.isConnected) this.frame.append(node);
      return [key, node];
    }));
    if (still) this.frame.replaceChildren(...this.degrees.values());
    else for (const node of stood.values()) node.remove();
  }

  /** Dots of the first rank that are on the map (px). @returns {[number, number][]} */
  firstDots() {
    const { x: left, y: top } = this.map.containerPointToLayerPoint([0, 0]), { width, height } = this.size;
    return this.page.facts.places.filter(({ rank, dot }) => rank === 1 && dot).map((place) => this.sheets.names.toPixels(place.x, place.y))
      .map(([x, y]) => /** @type {[number, number]} */ ([x - left, y - top])).filter(([x, y]) => holds([0, 0, width, height], x, y));
  }

  /** Boxes of some of what lies over the map (px). @param {string} selector @returns {Rect[]} */
  over(selector) {
    const { left, top } = this.container.getBoundingClientRect();
    return all(selector, this.container.parentElement || this.container).map((node) => node.getBoundingClientRect()).filter(({ width }) => width)
      .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
  }

  /** The scale stands at the lower edge where it is on no dot of the first rank: in its corner, or further right, or higher at either edge, if need be without its parallel. */
  clearScale() {
    const [corner] = all('.leaflet-bottom.leaflet-left', this.container);
    Object.assign(corner.style, { left: '0', bottom: '0' });
    const dots = this.firstDots(), solid = this.over('.leaflet-bottom .locator');
    const place = (/** @type {boolean} */ named) => {
      const [[left, top, right, bottom]] = this.over('.leaflet-control-scale'), far = Math.max(0, this.size.width - right);
      const along = Array.from({ length: 1 + Math.floor(far / SIDEWAYS) }, (_, n) => [n * SIDEWAYS, 0]);
      const up = Array.from({ length: Math.floor(this.size.height / 2 / HIGHER) }, (_, n) => [0, far].map((x) => [x, (n + 1) * HIGHER])).flat();
      return [...along, ...up].find(([x, y]) => isFree([left + x, top - y, right + x, bottom - y], dots, solid, named));
    };
    corner.classList.remove('bar-alone');
    let found = place(true);
    if (!found) {
      corner.classList.add('bar-alone');
      found = place(true) || place(false);
    }
    const [x, up] = found || [0, 0];
    this.scaleFrom = up ? Infinity : x;
    Object.assign(corner.style, { left: `${x}px`, bottom: `${up}px` });
  }

  /** The flag of a day stands in that corner where it is on no dot of the first rank, if need be with the day alone; the swipe's ride on its line. */
  clearFlags() {
    const { width, height } = this.size, dots = this.firstDots(), solid = this.over('.leaflet-control');
    for (const flag of all('.flag', this.container.parentElement || this.container)) {
      flag.style.cssText = '';
      flag.classList.remove('day-alone');
      if (!flag.offsetWidth) continue;
      const { offsetLeft: x, offsetTop: y } = flag;
      const free = (/** @type {boolean} */ alone, /** @type {(w: number, h: number) => [number, number]} */ corner) => {
        flag.classList.toggle('day-alone', alone);
        const { offsetWidth: w, offsetHeight: h } = flag, [left, top] = corner(w, h);
        if (left < 0 || top < 0 || !isFree([left, top, left + w, top + h], dots, solid)) return false;
        if (left !== x || top !== y) Object.assign(flag.style, { left: `${left}px`, top: `${top}px`, right: 'auto' });
        return true;
      };
      /** @type {((w: number, h: number) => [number, number])[]} */
      const corners = [() => [flag.offsetLeft, y], (w) => [x > width / 2 ? CORNER : width - w - EDGE, y], (w, h) => [width - w - EDGE, height - h - FOOT], (w, h) => [EDGE, height - h - FOOT]];
      if (!corners.some((corner) => free(false, corner) || free(true, corner))) flag.style.cssText = '';
    }
  }

  /**
   * Draws one day into one pane.
   * @param {'before' | 'after'} name of the pane @param {Day} day
   * @param {(row: Row) => ChangeKind | ''} changed how a row is drawn; '' for not at all @param {boolean} limited with limits?
   */
  showDay(name, day, changed = () => 'plain', limited = true) {
    const { page } = this, { facts, words } = page;
    const held = heldIn(page, day), drawn = held.filter((row) => changed(row));
    this.held[name] = held;
    const groups = facts.features.filter((feature) => !feature.divides.length)
      .flatMap((feature) => (feature.bare ? limited && isOpen(feature.start || '', feature.end || '', day) ? [this.bareGroup(feature)] : []
        : this.featureGroup(feature, drawn.filter((row) => row.feature === feature.id), changed)));
    const limits = facts.limits.filter((limit) => limited && limit.drawn && limitStands(page, limit, drawn, day)).map((limit) => {
      const group = svg('g', {
        class: 'feature limit-line', tabindex: 0, role: 'button', 'data-feature': limit.feature,
        'aria-label': words.title(limit.feature) + words.say('stop') + words.say('limit_' + limit.certainty),
      }, svg('use', { href: '#' + limit.shape, class: 'limit ' + limit.certainty }),
      svg('use', { href: '#' + limit.shape, class: 'touch' }));
      this.makeChoosable(group, limit.feature, words.title(limit.feature));
      return group;
    });
    this.sheets[name].world.replaceChildren(...groups, ...limits);
  }

  /** What no right lies on: a thin grey line, or discs, hollow where the place is a guess. @param {Feature} feature */
  bareGroup(feature) {
    const { page } = this, { rail, site } = page.facts.marks.ground_line, name = page.words.title(feature.id);
    const use = (/** @type {import('./dom.js').Attributes} */ attributes) => svg('use', { href: '#f-' + feature.id, ...attributes });
    const group = svg('g', {
      class: `feature bare ${feature.kind} ${chosenIn(page).includes(feature.id) ? 'lit' : ''}`, tabindex: 0, role: 'button', 'data-feature': feature.id, 'aria-label': name,
    });
    if (feature.kind === 'line') {
      group.append(use({ class: 'bare-line', 'stroke-dasharray': feature.dash ? feature.dash.map((part) => part * rail).join(' ') : null }));
    } else {
      group.append(svgHalo(use({ class: 'disc', 'stroke-width': site + 3 })), use({ class: 'disc bare-disc', 'stroke-width': site }));
      if (feature.certainty === 'conjectural') group.append(svgHalo(use({ class: 'disc', 'stroke-width': site - 2 })));
    }
    group.append(use({ class: 'touch' }));
    this.makeChoosable(group, feature.id, name);
    return group;
  }

  /** @param {Feature} feature @param {Row[]} rows @param {(row: Row) => ChangeKind | ''} changed @returns {SVGGElement[]} */
  featureGroup(feature, rows, changed) {
    if (!rows.length) return [];
    const { page } = this, { facts, facts: { marks } } = page, lit = chosenIn(page).includes(feature.id), said = page.words.describe(feature, rows);
    const use = (/** @type {import('./dom.js').Attributes} */ attributes) => svg('use', { href: '#f-' + feature.id, ...attributes });
    // What was chosen is drawn at its full weight, whatever its rung of the ladder.
    /** @type {Drawn[]} */
    const looks = rows.map((row) => {
      const look = lookOf(facts, row), change = marks.change[changed(row) || 'plain'];
      const weight = (lit ? 1 : look.weight) * change.weight;
      return {
        ...look, row, width: marks.mark[look.mark].width * weight, weight,
        strength: Math.min(1, (lit ? 1 : look.rung) * change.strength), dash: change.dash,
      };
    });
    const ofMark = (/** @type {Mark[]} */ ...kinds) => looks.filter(({ mark }) => kinds.includes(mark));
    const dashed = (/** @type {number[]} */ dash, /** @type {number} */ width) => (dash.length ? { 'stroke-dasharray': dash.map((part) => part * width).join(' ') } : {});
    const group = svg('g', {
      class: `feature ${feature.kind} ${lit ? 'lit' : ''}`, tabindex: 0, role: 'button', 'data-feature': feature.id,
      'aria-label': said,
    });
    if (feature.kind === 'area') {
      for (const look of ofMark('fill')) group.append(use({ class: 'fill', fill: look.colour, 'fill-opacity': Math.min(1, marks.mark.fill.strength * look.strength) }));
      for (const look of ofMark('hatch', 'dots')) group.append(use({ class: 'hatch', fill: `url(#${patternOf(look.row)})`, 'fill-opacity': look.strength }));
      if (feature.in_doubt) group.append(use({ class: 'hatch in-doubt', fill: 'url(#doubt)' }));
      // The outline is the tenant's where there is a lease, else the sovereign's; never a beneficiary's.
      const edge = looks.filter((look) => look.edge).sort((a, b) => b.edge - a.edge)[0];
      const shown = edge || looks[0];
      group.append(use({
        class: `edge ${edge ? '' : 'faint'} ${feature.certainty === 'conjectural' ? 'doubtful' : ''}`, stroke: shown.colour, 'stroke-opacity': shown.strength,
        'stroke-width': marks.mark.fill.width * shown.weight, ...dashed(shown.dash, marks.mark.fill.width),
      }));
    } else if (feature.kind === 'line') {
      const [worked] = ofMark('line'), look = worked || looks[0];
      if (worked) {
        group.append(use({ class: 'casing', 'stroke-width': marks.mark.line.casing * look.weight }),
          use({ class: 'rail', stroke: look.colour, 'stroke-width': look.width, 'stroke-opacity': look.strength, 'stroke-dasharray': feature.dash ? feature.dash.map((part) => part * look.width).join(' ') : null }));
        if (!feature.dash) group.append(use({ class: 'sleepers', 'stroke-width': marks.mark.line.sleeper * look.weight, 'stroke-dasharray': look.sleepers.map((part) => part * marks.mark.line.sleeper).join(' ') }));
      } else {
        const width = marks.mark.coast.width * look.weight;
        group.append(use({ class: 'coast-right', stroke: look.colour, 'stroke-width': width, 'stroke-opacity': look.strength, 'stroke-dasharray': marks.mark.coast.dash.map((part) => part * width).join(' ') }));
      }
    } else {
      // A dot for who holds the place, and a ring round it for each right beside that.
      const beside = ofMark('hatch', 'dots', 'outline'), { width, ring } = marks.mark.point, { disc: halo } = marks.halo;
      const disc = (/** @type {number} */ wide, /** @type {?string} */ stroke, /** @type {number} */ strength) => use({ class: 'disc', 'stroke-width': wide, stroke, 'stroke-opacity': strength });
      const own = looks.find((look) => !beside.includes(look)) || looks[0];
      group.append(...beside.map((look, i) => [svgHalo(disc(width + halo + ring * (i + 1), null, 1)), disc(width + ring * (i + 1), look.colour, look.strength)]).reverse().flat(),
        svgHalo(disc(width + halo, null, 1)), disc(width, own.colour, own.strength));
    }
    group.append(use({ class: 'touch' }));
    this.makeChoosable(group, feature.id, said);
    return [group];
  }

  /** @param {SVGGElement} group @param {string} feature @param {string} said of it while it is pointed at or has the focus */
  makeChoosable(group, feature, said) {
    const { page } = this;
    group.addEventListener('click', ({ clientX, clientY, detail }) => {
      const [x, y] = this.pressed || [clientX, clientY];
      // A click that ends a drag is none (one by a key or a reader's tool has no detail).
      if (detail && Math.hypot(clientX - x, clientY - y) > DRAGGED) return;
      page.choose({ feature });
    });
    group.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      page.choose({ feature });
    });
    for (const event of ['mouseenter', 'focus']) group.addEventListener(event, () => page.hint(said));
    for (const event of ['mouseleave', 'blur']) group.addEventListener(event, () => page.hint(''));
  }

  /** Marks what began and what ended on the day just reached. @param {Marked} marked */
  mark(marked) {
    this.marked = marked;
    const use = (/** @type {string} */ id, /** @type {string} */ name) => svg('use', { href: '#f-' + id, class: 'step ' + name });
    this.sheets.marks.world.replaceChildren(...Object.entries(marked).flatMap(([kind, ids]) => ids.flatMap((id) => [use(id, 'halo'), use(id, kind)])));
    this.drawRings();
  }

  /** A ring round each of them that would be too small to see. */
  drawRings() {
    const { marks } = this.sheets, { shapes, facts: { marks: { step: { ring } } } } = this.page;
    marks.flat.replaceChildren(...Object.entries(this.marked).flatMap(([kind, ids]) => ids.flatMap((id) => {
      const [west, north, east, south] = shapes.box(id);
      if (!(Math.max(east - west, south - north) * marks.scale < 2 * ring)) return [];
      const [cx, cy] = marks.toPixels((west + east) / 2, (north + south) / 2);
      return west < Infinity ? ['halo', kind].map((name) => svg('circle', { cx, cy, r: ring, class: 'step ' + name })) : [];
    })));
  }

  /** What is written at this zoom, made once for flags and names. */
  written() {
    const { page, map, days } = this, made = [map.getZoom(), days.join(), page.presenter.scale, JSON.stringify({ ...page.state, view: '', split: '' })].join();
    if (this.made !== made) Object.assign(this, { made, names: namesAt(page, map.getZoom(), days) });
    return this.names;
  }

  /** Where names stand, so that none covers another and few of the first rank are lost (`lost`). @param {(place: ReturnType<typeof namesAt>[number]) => boolean} asked of which */
  lay(asked = () => true) {
    const { sheets: { names }, map } = this, size = map.getSize(), shift = map.containerPointToLayerPoint([0, 0]);
    let labels = this.written().filter(asked).map((name) => {
      const [x, y] = names.toPixels(name.x, name.y);
      return { ...name, x, y: y - (name.lift || 0) };
    });
    /** @type {Rect} */
    const frame = [shift.x + 6, shift.y + 4, shift.x + size.x - 6, shift.y + size.y - 4], taken = this.covered(shift);
    const ties = this.wires.flatMap((wire) => boxesAlong(wire, OFF_WIRE));
    // A dot that is not seen is no dot without a name.
    const hidden = labels.map(({ x, y }) => taken.some(([left, top, right, bottom]) => holds([left + CLEAR, top + CLEAR, right - CLEAR, bottom - CLEAR], x, y)));
    const place = (/** @type {typeof labels} */ list) => placeLabels(list.map((label, i) => (hidden[i] ? { ...label, always: false } : label)), frame, taken, ties);
    // A name of the first rank that finds no room does without that of today, or else stands off with a line to its dot, or in a smaller form, or
    // else comes before the others of its rank; one that finds it may take it from another: so what loses the fewest stands.
    let best = { labels, placed: place(labels), lost: Infinity };
    for (let { placed } = best, tries = 0; tries <= TRIES; tries += 1) {
      const without = labels.map(({ always, fixed, x, y }, i) => always && !fixed && !placed[i] && !hidden[i] && holds(frame, x, y)), lost = without.filter(Boolean).length;
      if (lost < best.lost) best = { labels, placed, lost };
      if (!lost) break;
      labels = labels.map((label, i) => {
        if (!without[i]) return label;
        if (label.lines.some(({ modern }) => modern)) return shorter(label);
        if (!label.led) return { ...label, led: true };
        const [smaller, ...narrower] = label.narrower;
        return smaller ? { ...label, ...smaller(), narrower } : { ...label, rank: label.rank - EARLIER };
      });
      placed = place(labels);
    }
    return best;
  }

  /** The boxes of the names of places of the first rank, if nothing but them were laid out. @returns {Rect[]} */
  firstNames() {
    const { labels, placed } = this.lay(({ rank, fixed }) => rank === 1 && !fixed);
    return placed.flatMap((at, i) => (at ? [/** @type {Rect} */ ([at.left, at.top, at.left + labels[i].width, at.top + labels[i].height])] : []));
  }

  /** Names: powers first, then places; laid out anew at each view. @returns {number} how many of the first rank found no room */
  drawNames() {
    if (!this.days.length || !this.shown) return 0;
    const { labels, placed, lost } = this.lay();
    this.sheets.names.flat.replaceChildren(...labels.flatMap((label, i) => {
      /** @type {SVGElement[]} */
      const dot = label.fixed ? [] : [svg('circle', { cx: label.x, cy: label.y, r: label.r, class: 'place ' + label.style })];
      const at = placed[i];
      if (!at) return label.always ? dot : [];
      const { left, top, side } = at;
      if (label.along) {
        const [line] = label.lines, degrees = label.along.turn * 180 / Math.PI;
        return svg('text', { class: 'name along', 'text-anchor': 'middle', transform: `rotate(${degrees} ${left} ${top})`, x: left, y: top + (line.up - line.down) / 2, ...line.type }, line.text);
      }
      const [anchor, x] = side === 'right' ? ['start', left] : side === 'left' ? ['end', left + label.width] : ['middle', left + label.width / 2];
      let y = top + label.lines[0].up;
      if (side === 'led') {
        const [x1, y1, x2, y2] = leader(label, [left, top, left + label.width, top + label.height]);
        dot.unshift(svg('line', { x1, y1, x2, y2, class: 'leader halo' }), svg('line', { x1, y1, x2, y2, class: 'leader' }));
      }
      return [...dot, svg('text', { class: 'name ' + label.style, 'text-anchor': anchor },
        ...label.lines.map((line, row) => {
          if (row) y += line.height;
          return svg('tspan', { x, y, class: line.modern ? 'modern' : 'period', lang: line.lang, ...line.type }, line.text);
        }))];
    }));
    return lost;
  }

  /** Boxes of what lies over the map: controls, degrees, locator, flags, the divider; in the pixels of `flat`. @param {L.Point} shift @returns {Rect[]} */
  covered(shift) {
    const { x, y } = this.container.getBoundingClientRect(), box = this.container.parentElement || this.container;
    const over = [...all('.leaflet-control, .frame span, .flag, .sea-legend, .callout, .swipe .grip, .swipe .line', box), ...all('#events')];
    return over.map((node) => node.getBoundingClientRect()).filter(({ width, height }) => width > 0 && height > 0)
      .map(({ left, top, right, bottom }) => [left - x + shift.x - CLEAR, top - y + shift.y - CLEAR, right - x + shift.x + CLEAR, bottom - y + shift.y + CLEAR]);
  }

  /** Slides to where another map of the same zoom stands; to another zoom it goes at once. @param {L.Map} map */
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
    for (const node of all('[data-say-label]', this.container)) {
      node.title = this.page.words.say(node.dataset.sayLabel || '');
      node.setAttribute('aria-label', node.title);
    }
    this.drawFrame();
  }
}

/** The white round a disc. @param {SVGUseElement} disc */
function svgHalo(disc) {
  disc.setAttribute('class', 'disc halo');
  return disc;
}

/** The scale of a map, whose length Leaflet chooses at each move and whose words are the reader's. */
class ScaleBar extends L.Control.Scale {
  /** @param {import('./mapwords.js').MapWords} words */
  constructor(words) {
    super({ imperial: false, maxWidth: SCALE_BAR });
    this.words = words;
  }

  /** @param {HTMLElement} bar @param {string} text as Leaflet has it, such as "500 km" @param {number} ratio */
  _updateScale(bar, text, ratio) {
    const [number, unit] = text.split(' ');
    super._updateScale(bar, this.words.measure(Number(number), unit), ratio);
  }
}

/** Buttons in the corner of a map. */
class Buttons extends L.Control {
  /** @param {string} name @param {HTMLElement[]} buttons */
  constructor(name, buttons) {
    super({ position: 'topleft' });
    this.box = html('div', { class: 'leaflet-bar ' + name }, ...buttons);
    L.DomEvent.disableClickPropagation(this.box);
  }

  onAdd() {
    return this.box;
  }
}
