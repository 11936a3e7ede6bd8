// Runs after Leaflet in every OfflineMap: what folium's own pages load from elsewhere or leave out.

const offline = {
  /**
   * Rows of one feature's properties for a tooltip or popup; text goes in as text, never as markup.
   * @param {L.Layer & {feature: GeoJSON.Feature}} layer @param {string[]} fields @param {string[]} aliases @param {boolean} labels @param {boolean} localize
   */
  table(layer, fields, aliases, labels, localize) {
    const table = document.createElement('table');
    fields.forEach((field, i) => {
      const value = layer.feature.properties?.[field];
      if (value === null || value === undefined || value === '') return;
      const row = table.insertRow();
      if (labels) {
        const head = document.createElement('th');
        head.scope = 'row';
        head.textContent = aliases[i];
        row.append(head);
      }
      const plain = typeof value === 'object' ? JSON.stringify(value) : value;
      row.insertCell().textContent = localize ? plain.toLocaleString() : plain;
    });
    const box = document.createElement('div');
    box.append(table);
    return box;
  },

  /** The same object, its keys (names of layers) safe where Leaflet takes them for markup. @param {L.Control.LayersObject} [layers] */
  escapedKeys(layers) {
    const span = document.createElement('span');
    return Object.fromEntries(Object.entries(layers || {}).map(([name, layer]) => {
      span.textContent = name;
      return [span.innerHTML, layer];
    }));
  },

  /** What a tooltip says, as one line for a screen reader. @param {L.Layer} layer @returns {string} */
  words(layer) {
    const content = layer.getTooltip()?.getContent() ?? '';
    const box = typeof content === 'function' ? content(layer) : content;
    if (typeof box === 'string') return box.replace(/<[^>]*>/g, ' ').trim();
    return [...box.querySelectorAll('tr')].map((row) =>
      [...row.cells].map((cell) => cell.textContent).join(' ')).join('; ');
  },

  /** Two maps that show the same ground: where one goes, the other follows. @param {L.Map} second @param {L.Map} first */
  together(second, first) {
    let following = false;
    const lead = (/** @type {L.Map} */ one, /** @type {L.Map} */ other) => one.on('move zoom', () => {
      if (following) return;
      following = true;
      try {
        other.setView(one.getCenter(), one.getZoom(), { animate: false });
      } finally {
        following = false;
      }
    });
    lead(first, second);
    lead(second, first);
  },

  /** What a map shows, in its upper right corner. @param {L.Map} map @param {string} text */
  flag(map, text) {
    const control = new L.Control({ position: 'topright' });
    control.onAdd = () => {
      const box = document.createElement('div');
      box.className = 'flag';
      box.textContent = text;
      return box;
    };
    control.addTo(map);
  },

  /**
   * Names that never cover one another: the first of the list goes first, measured in its own type.
   * @param {L.Map} map @param {{text: string, kind: string, rank: number, at: L.LatLngTuple}[]} list
   */
  names(map, list) {
    const pane = map.createPane('names');
    pane.style.zIndex = '450';
    pane.style.pointerEvents = 'none';
    const style = getComputedStyle(document.documentElement);
    const said = (/** @type {string} */ kind, /** @type {string} */ what) => style.getPropertyValue(`--name-${kind === 'port' ? 'town' : kind}-${what}`);
    const dotted = (/** @type {string} */ kind) => kind === 'town' || kind === 'port';
    const labels = list.map((name) => {
      const span = document.createElement('span'), dot = document.createElement('span');
      span.className = 'place';
      span.textContent = name.text;
      Object.assign(span.style, {
        fontSize: said(name.kind, `size-${name.rank}`), fontStyle: said(name.kind, 'style'), fontWeight: said(name.kind, 'weight'),
        letterSpacing: said(name.kind, 'spacing'), textTransform: said(name.kind, 'case'), color: said(name.kind, 'colour'),
      });
      dot.className = 'place-dot';
      pane.append(...dotted(name.kind) ? [dot, span] : [span]);
      return { ...name, span, dot, width: span.offsetWidth, height: span.offsetHeight };
    });
    const place = () => {
      const size = map.getSize();
      /** @type {[number, number, number, number][]} */
      const taken = [];
      for (const label of labels) {
        const { x, y } = map.latLngToContainerPoint(label.at), { span, dot } = label;
        if (!label.width) Object.assign(label, { width: span.offsetWidth, height: span.offsetHeight });
        const { width: w, height: h } = label;
        /** @type {L.PointTuple[]} */
        const offered = dotted(label.kind) ? [[x + 5, y - h / 2], [x - 5 - w, y - h / 2], [x - w / 2, y - 5 - h], [x - w / 2, y + 5]]
          : [[x - w / 2, y - h / 2]];
        const found = w > 0 && offered.find(([left, top]) => left >= 0 && top >= 0 && left + w <= size.x && top + h <= size.y
          && !taken.some((box) => left < box[2] && left + w > box[0] && top < box[3] && top + h > box[1]));
        span.hidden = dot.hidden = !found;
        if (!found) continue;
        taken.push([found[0], found[1], found[0] + w, found[1] + h]);
        if (dotted(label.kind)) taken.push([x - 4, y - 4, x + 4, y + 4]);
        for (const [node, point] of /** @type {[HTMLElement, L.PointTuple][]} */ ([[span, found], [dot, [x, y]]])) {
          const at = map.containerPointToLayerPoint(point);
          Object.assign(node.style, { left: `${at.x}px`, top: `${at.y}px` });
        }
      }
    };
    map.on('zoomstart', () => labels.forEach(({ span, dot }) => { span.hidden = dot.hidden = true; }));
    map.on('zoomend moveend resize viewreset', place);
    map.whenReady(place);
  },
};

// folium's popups and `keep_in_front` ask jQuery for these two calls, and for nothing else.
/** @param {Document | string} what */
function $(what) {
  if (typeof what !== 'string') {
    return { ready: (/** @type {() => void} */ run) => document.addEventListener('DOMContentLoaded', run) };
  }
  const holder = document.createElement('template');
  holder.innerHTML = what;
  return holder.content.children;
}

const plainLayersControl = L.control.layers;
Object.assign(L.control, {
  /** @type {typeof L.control.layers} */
  layers: (bases, overlays, options) => plainLayersControl(offline.escapedKeys(bases), offline.escapedKeys(overlays), options),
});

// A frame in a notebook may have no size yet when its page runs: fit once it has one.
const fitBounds = L.Map.prototype.fitBounds;
L.Map.include({
  /** @this {L.Map} @param {L.LatLngBoundsExpression} bounds @param {L.FitBoundsOptions} [given] @returns {L.Map} */
  fitBounds(bounds, given) {
    // At once: a map that is still on its way does not follow another.
    const options = { animate: false, ...given };
    const box = this.getContainer();
    if (box.clientWidth && box.clientHeight) return fitBounds.call(this, bounds, options);
    const observer = new ResizeObserver(() => {
      if (!box.clientWidth || !box.clientHeight) return;
      observer.disconnect();
      this.invalidateSize({ animate: false });
      fitBounds.call(this, bounds, options);
    });
    observer.observe(box);
    return this;
  },
});

L.Control.Attribution.mergeOptions({ prefix: 'Leaflet' });

if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
  L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
}

// Whatever answers to the mouse answers to the keyboard: Tab shows a tooltip, Esc closes it.
L.Path.addInitHook(/** @this {L.Path} */ function focusable() {
  this.on('add', () => {
    const path = this.getElement();
    if (!path || !this.getTooltip()) return;
    path.setAttribute('tabindex', '0');
    path.setAttribute('role', 'img');
    path.setAttribute('aria-label', offline.words(this));
  });
});

L.Map.addInitHook(/** @this {L.Map} */ function closable() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    this.eachLayer((layer) => layer.closeTooltip?.());
  });
});
