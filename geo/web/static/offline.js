// Runs after Leaflet in every OfflineMap: what folium's own pages load from elsewhere or leave out.

const offline = {
  /** Rows of one feature's properties for a tooltip or popup; text goes in as text, never as markup. */
  table(layer, fields, aliases, labels, localize) {
    const table = document.createElement('table');
    fields.forEach((field, i) => {
      const value = layer.feature.properties[field];
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

  /** The same object, its keys (names of layers) safe where Leaflet takes them for markup. */
  escapedKeys(layers) {
    const span = document.createElement('span');
    return Object.fromEntries(Object.entries(layers || {}).map(([name, layer]) => {
      span.textContent = name;
      return [span.innerHTML, layer];
    }));
  },

  /** What a tooltip says, as one line for a screen reader. */
  words(layer) {
    const content = layer.getTooltip().getContent();
    const box = typeof content === 'function' ? content(layer) : content;
    if (typeof box === 'string') return box.replace(/<[^>]*>/g, ' ').trim();
    return [...box.querySelectorAll('tr')].map((row) =>
      [...row.cells].map((cell) => cell.textContent).join(' ')).join('; ');
  },
};

// folium's popups and `keep_in_front` ask jQuery for these two calls, and for nothing else.
function $(what) {
  if (what === document) {
    return { ready: (run) => document.addEventListener('DOMContentLoaded', run) };
  }
  const holder = document.createElement('template');
  holder.innerHTML = what;
  return holder.content.children;
}

const plainLayersControl = L.control.layers;
L.control.layers = (bases, overlays, options) =>
  plainLayersControl(offline.escapedKeys(bases), offline.escapedKeys(overlays), options);

// A frame in a notebook may have no size yet when its page runs: fit once it has one.
const fitBounds = L.Map.prototype.fitBounds;
L.Map.include({
  fitBounds(bounds, options) {
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
L.Path.addInitHook(function focusable() {
  this.on('add', () => {
    const path = this.getElement();
    if (!path || !this.getTooltip()) return;
    path.setAttribute('tabindex', '0');
    path.setAttribute('role', 'img');
    path.setAttribute('aria-label', offline.words(this));
  });
});

L.Map.addInitHook(function closable() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    this.eachLayer((layer) => layer.closeTooltip && layer.closeTooltip());
  });
});
