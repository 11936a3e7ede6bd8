// The swipe: two panes of one map, cut at one line. A slider for mouse, touch and keyboard.

L.Control.Swipe = L.Control.extend({
  options: { position: 'topleft' },

  initialize(page, panes, onMove) {
    Object.assign(this, { _page: page, _panes: panes, _onMove: onMove, _split: 50, _on: true });
  },

  onAdd(map) {
    this._handle = html('div', {
      class: 'swipe', role: 'slider', tabindex: 0, 'aria-valuemin': 0, 'aria-valuemax': 100,
      'aria-orientation': 'horizontal',
    }, html('span', { class: 'grip', 'aria-hidden': 'true' }, '◂▸'));
    map.getContainer().append(this._handle);
    this._handle.addEventListener('keydown', (event) => this._key(event));
    this._handle.addEventListener('pointerdown', (event) => this._drag(event));
    L.DomEvent.disableClickPropagation(this._handle);
    map.on('move zoomend resize viewreset', this._clip, this);
    return html('div');
  },

  onRemove(map) {
    map.off('move zoomend resize viewreset', this._clip, this);
    this._handle.remove();
  },

  /** @param {number} percent of the map's width that shows the first day @param {boolean} on */
  set(percent, on = this._on) {
    this._split = Math.min(100, Math.max(0, percent));
    this._on = on;
    this._handle.hidden = !on;
    this._handle.setAttribute('aria-valuenow', String(Math.round(this._split)));
    this._handle.setAttribute('aria-valuetext', this._page.say('swipe_value', {
      percent: Math.round(this._split),
    }));
    this._handle.setAttribute('aria-label', this._page.say('swipe_label'));
    this._clip();
  },

  _key(event) {
    const step = event.shiftKey ? 10 : 2;
    const to = {
      ArrowLeft: this._split - step, ArrowDown: this._split - step, ArrowRight: this._split + step,
      ArrowUp: this._split + step, PageDown: this._split - 10, PageUp: this._split + 10, Home: 0, End: 100,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(to);
    this._onMove(this._split);
  },

  _drag(event) {
    event.preventDefault();
    this._handle.focus({ preventScroll: true });
    this._handle.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const frame = this._map.getContainer().getBoundingClientRect();
      this.set(100 * (moved.clientX - frame.left) / frame.width);
    };
    const done = () => {
      this._handle.removeEventListener('pointermove', move);
      this._onMove(this._split);
    };
    this._handle.addEventListener('pointermove', move);
    this._handle.addEventListener('pointerup', done, { once: true });
    this._handle.addEventListener('pointercancel', done, { once: true });
  },

  _clip() {
    const { x, y } = this._map.getSize();
    const cut = x * this._split / 100;
    this._handle.style.transform = `translateX(${cut}px)`;
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const box = (from, to) => {
      const [left, right] = [corner.x + from, corner.x + to];
      const [top, bottom] = [corner.y, corner.y + y];
      return `polygon(${left}px ${top}px, ${right}px ${top}px, ${right}px ${bottom}px, ${left}px ${bottom}px)`;
    };
    const [before, after] = this._panes.map((name) => this._map.getPane(name).style);
    before.clipPath = this._on ? box(0, cut) : '';
    after.clipPath = this._on ? box(cut, x) : '';
  },
});
