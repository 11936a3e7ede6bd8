// One Leaflet map: the ground below, two panes for two days, limits and names above.

const LINE_OF_CERTAINTY = { verified: 'none', derived: '12 4', approximate: '7 5', conjectural: '2 5' };

class MapView {
  /** @param {HTMLElement} container @param {object} page what main.js opened */
  constructor(container, page) {
    this.page = page;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const [west, south, east, north] = page.facts.subject.extent;
    this.extent = L.latLngBounds([[south, west], [north, east]]);
    this.map = L.map(container, {
      zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 140, maxZoom: page.facts.subject.max_zoom, attributionControl: false,
      zoomControl: false, maxBounds: L.latLngBounds(page.facts.frame), maxBoundsViscosity: 0.7,
      zoomAnimation: !still, fadeAnimation: !still, inertia: !still, tap: false,
    });
    // Never so far out that the ground would end within the frame. Set before the first view: Leaflet
    // would go on to a zoom that is allowed by an animation.
    const least = this.map.getBoundsZoom(L.latLngBounds(page.facts.frame), true);
    this.map.setMinZoom(Math.max(least, Math.floor(this.map.getBoundsZoom(this.extent)) - 1));
    this.map.fitBounds(this.extent, { animate: false });
    this.sheets = {};
    ['ground', 'before', 'after', 'names'].forEach((name, i) => {
      this.map.createPane(name).style.zIndex = String(400 + 10 * i);
      const onPlace = { ground: () => this.drawGraticule(), names: () => this.drawNames() }[name];
      this.sheets[name] = new L.Sheet(name, page.origin, onPlace);
    });
    this.sheets.ground.addTo(this.map);
    this.drawGround();
    for (const name of ['before', 'after', 'names']) this.sheets[name].addTo(this.map);
    const zoom = new L.Control.Zoom().addTo(this.map).getContainer();
    zoom.querySelector('.leaflet-control-zoom-in').dataset.sayLabel = 'zoom_in';
    zoom.querySelector('.leaflet-control-zoom-out').dataset.sayLabel = 'zoom_out';
    new L.Control.Pan(page).addTo(this.map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(this.map);
    new L.Control.Locator(page).addTo(this.map);
    this.speak();
    this.frame = html('div', { class: 'frame', 'aria-hidden': 'true' });
    container.append(this.frame);
    this.map.on('move zoom resize', onceAFrame(() => this.drawFrame()));
    this.drawFrame();
  }

  drawGround() {
    const use = (id, name) => svg('use', { href: '#' + id, class: name });
    // Beyond its ground the page knows nothing: paper there, not sea.
    const [a, b] = this.page.facts.frame.map((corner) => this.map.project(corner, UNITS_ZOOM)
      .subtract(this.page.origin));
    const sea = { x: a.x, y: b.y, width: b.x - a.x, height: a.y - b.y };
    this.sheets.ground.world.append(svg('rect', { ...sea, class: 'sea-ground' }), use('g-coast', 'shelf'), use('g-land', 'land'), use('g-coast', 'coast'),
      use('g-lakes', 'lake'), use('g-rivers', 'river'));
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
    const scale = this.map.getContainer().querySelector('.leaflet-control-scale-line');
    if (scale) scale.dataset.at = this.page.say('scale_at', { latitude: degrees(latitude, ['N', 'S']) });
    this.frame.replaceChildren(
      ...lons.map((lon) => [at(0, lon).x, lon])
        .filter(([x]) => x > 170 && x < size.x - 30)
        .map(([x, lon]) => html('span', { class: 'meridian', style: `left:${x}px` },
          degrees(lon > 180 ? lon - 360 : lon, ['E', 'W']))),
      ...lats.map((lat) => [at(lat, 0).y, lat]).filter(([y]) => y > 24 && y < size.y - 30)
        .map(([y, lat]) => html('span', { class: 'parallel', style: `top:${y}px` }, degrees(lat, ['N', 'S']))));
  }

  /** Draws one day into one pane. */
  showDay(name, day, basis) {
    const { page } = this, { facts } = page;
    const held = heldOn(facts.rows, day, basis);
    const groups = facts.features.filter((feature) => !feature.divides.length)
      .map((feature) => this.featureGroup(feature, held.filter((row) => row.feature === feature.id)))
      .filter(Boolean);
    const limits = facts.limits.filter((limit) => limit.drawn && page.divided(limit, held)).map((limit) => {
      const feature = facts.features.find((other) => other.id === limit.feature);
      const group = svg('g', {
        class: 'feature limit-line', tabindex: 0, role: 'button', 'data-feature': limit.feature,
        'aria-label': `${page.name(feature)}. ${page.say('limit_' + limit.certainty)}`,
      }, svg('use', { href: '#' + limit.shape, class: 'limit', 'stroke-dasharray': LINE_OF_CERTAINTY[limit.certainty] }),
      svg('use', { href: '#' + limit.shape, class: 'touch' }));
      this.makeChoosable(group, feature, []);
      return group;
    });
    this.sheets[name].world.replaceChildren(...groups, ...limits);
    this.held = { ...this.held, [name]: held };
  }

  featureGroup(feature, rows) {
    if (!rows.length) return null;
    const { page } = this, { terms } = page.facts;
    const use = (attributes) => svg('use', { href: '#f-' + feature.id, ...attributes });
    const colour = (row) => page.panel.colour(row);
    const ofMark = (...marks) => rows.filter((row) => marks.includes(terms.tenure[row.tenure].mark));
    const group = svg('g', {
      class: `feature ${feature.kind}`, tabindex: 0, role: 'button', 'data-feature': feature.id,
      'aria-label': page.describe(feature, rows),
    });
    if (feature.kind === 'area') {
      for (const row of ofMark('fill')) group.append(use({ class: 'fill', fill: colour(row) }));
      for (const row of ofMark('hatch', 'dots')) {
        group.append(use({ class: 'hatch', fill: `url(#${row.tenure}-${row.holder})` }));
      }
      // The outline is the tenant's where there is a lease, else the sovereign's; never a beneficiary's.
      const edge = ['lease', 'sovereignty'].map((tenure) => rows.find((row) => row.tenure === tenure)).find(Boolean);
      group.append(use({ class: edge ? 'edge' : 'edge faint', stroke: colour(edge || rows[0]) }));
    } else if (feature.kind === 'line') {
      const row = ofMark('line')[0] || rows[0];
      if (terms.tenure[row.tenure].mark === 'line') {
        group.append(use({ class: 'casing' }), use({ class: 'rail', stroke: colour(row) }),
          use({ class: 'sleepers ' + row.holder }));
      } else {
        group.append(use({ class: 'coast-right', stroke: colour(row) }));
      }
    } else {
      // A dot for who holds the place, and a ring round it for each right beside that.
      const beside = ofMark('hatch', 'dots', 'outline');
      const disc = (width, stroke) => use({ class: 'disc', 'stroke-width': width, stroke });
      group.append(...beside.map((row, i) => [disc(23 + 9 * i, '#fff'), disc(20 + 9 * i, colour(row))]).reverse().flat(),
        disc(15, '#fff'), disc(11, colour(rows.find((row) => !beside.includes(row)) || rows[0])));
    }
    group.append(use({ class: 'touch' }));
    this.makeChoosable(group, feature, rows);
    return group;
  }

  makeChoosable(group, feature, rows) {
    const { page } = this;
    group.addEventListener('click', () => page.choose({ feature: feature.id }));
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
    if (!this.days) return;
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
      return [...dot, svg('text', { class: 'name ' + label.style, 'text-anchor': anchor },
        ...label.lines.map((line, row) => svg('tspan', {
          x, y: top + label.lineHeight * (row + 0.78), class: line.modern ? 'modern' : 'period', lang: line.lang,
        }, line.text)))];
    }));
  }

  /** Boxes of what lies over the map: controls, locator, flags; in the pixels of `flat`. */
  covered(shift) {
    const container = this.map.getContainer(), { x, y } = container.getBoundingClientRect();
    return [...container.parentElement.querySelectorAll('.leaflet-control, .flag')]
      .map((node) => node.getBoundingClientRect()).filter((box) => box.width > 0)
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
    for (const node of this.map.getContainer().querySelectorAll('[data-say-label]')) {
      node.title = this.page.say(node.dataset.sayLabel);
      node.setAttribute('aria-label', node.title);
    }
  }

  /** Fly to features; everything else is dimmed by the class on the container (see page.css). */
  flyTo(ids) {
    const boxes = ids.map((id) => this.page.shapes.box(id)).filter(([west]) => west < Infinity);
    if (!boxes.length) return;
    const corner = (x, y) => this.map.unproject([this.page.origin[0] + x, this.page.origin[1] + y], UNITS_ZOOM);
    const bounds = L.latLngBounds(boxes.flatMap(([w, n, e, s]) => [corner(w, s), corner(e, n)]));
    this.map.fitBounds(bounds.pad(0.15), { maxZoom: Math.min(9, this.map.getMaxZoom()), animate: this.map.options.zoomAnimation });
  }
}

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
