// Opens the page: facts from the one JSON object, shapes from its packing, then map and panel.

/** By how much a line may be drawn off its place: a quarter of a pixel is not seen. */
const SEEN_PX = 0.25;

/** A name in two lines, cut at the blank nearest its middle. */
function twoLines(name) {
  const middle = name.length / 2;
  const [cut] = [...name.matchAll(/ /g)].map(({ index }) => index).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return cut === undefined ? [name] : [name.slice(0, cut), name.slice(cut + 1)];
}

class Page extends Words {
  constructor(facts) {
    super(facts);
    this.origin = facts.origin;
    this.boxes = {};
    this.languages = {};
    const { subject } = facts;
    this.defaults = {
      lang: 'en', mode: facts.page === 'timeline' ? 'after' : matchMedia('(max-width: 800px)').matches ? 'swipe' : subject.opens, split: '50', before: subject.before, after: subject.after, basis: '',
      article: '', feature: '', view: '',
    };
    const articles = facts.instruments.flatMap((instrument) => instrument.articles.map((a) => `${instrument.id}/${a.number}`));
    this.allowed = {
      lang: facts.languages, mode: ['swipe', 'both', 'before', 'after'], basis: ['', ...facts.bases],
      article: ['', ...articles], feature: ['', ...facts.features.map((feature) => feature.id)],
    };
    this.state = soundState(readHash(location.hash, this.defaults), this.defaults, this.allowed);
  }

  // Words

  name(feature) {
    return this.text(`feature.${feature.id}.name`, feature.names[this.state.lang] || feature.names.en);
  }

  /** The name of a feature by its id. */
  title(id) {
    const feature = this.facts.features.find((other) => other.id === id);
    return feature ? this.name(feature) : this.text(`feature.${id}.name`, this.facts.names[id]);
  }

  modern(feature) {
    return this.text(`feature.${feature.id}.modern`, feature.modern.en || '');
  }

  number(value) {
    const digits = value < 1000 ? 1 : 0, key = `${this.state.lang} ${digits}`;
    this.numbers ||= {};
    this.numbers[key] ||= new Intl.NumberFormat(this.say('locale'), { maximumFractionDigits: digits });
    return this.numbers[key].format(value);
  }

  dates(instrument) {
    const parts = [this.say('signed', { date: this.bothDates(instrument.signed) })];
    if (instrument.in_force) parts.push(this.say('in_force', { date: instrument.in_force_edtf ? this.say('uncertain_date', { date: this.date(instrument.in_force) }) : this.date(instrument.in_force) }));
    return parts.join('; ');
  }

  describe(feature, rows) {
    const rights = rows.map((row) => `${this.panel.tenure(row.tenure)}: ${this.panel.power(row.holder)}`);
    return `${this.name(feature)}. ${rights.join('. ')}`;
  }

  /** One line over the map about what is pointed at or has the focus; Escape closes it. */
  hint(feature, rows) {
    one('#hint').textContent = feature ? this.describe(feature, rows) : '';
  }

  // Shapes

  /** Path elements of every shape, once, for `use` in any map; `trace` gives them their lines. */
  define(rings) {
    this.rings = rings;
    this.paths = this.facts.shapes.map(({ id }) => svg('path', { id, 'vector-effect': 'non-scaling-stroke' }));
    one('#defs').append(...this.paths, svg('g', { id: 'g-coast' }));
    this.patterns();
  }

  /** Draws the shapes as a zoom can show them: from afar a hundredth of their vertices is enough. */
  trace(zoom) {
    const level = Math.min(Math.ceil(zoom), UNITS_ZOOM);
    if (level === this.traced) return;
    this.traced = level;
    this.facts.shapes.forEach(({ id, closed }, i) => {
      const seen = seenOf(this.rings[i], SEEN_PX * 2 ** (UNITS_ZOOM - level));
      this.paths[i].setAttribute('d', pathOf(seen, closed));
      if (id === 'g-land') one('#g-coast').replaceChildren(...runsOf(seen).map((d) => svg('path', { d, 'vector-effect': 'non-scaling-stroke' })));
    });
  }

  /** West, north, east, south of a feature, in units. */
  box(id) {
    this.boxes[id] ??= boundsOf(this.rings[this.facts.shapes.findIndex((shape) => shape.id === 'f-' + id)] || []);
    return this.boxes[id];
  }

  /** Hatches: one a tenure and power; they keep their spacing on the screen at every zoom. */
  patterns() {
    const { terms } = this.facts;
    const defs = one('#defs');
    this.hatches = [];
    for (const [tenure, { mark, hatch_degrees: degrees }] of Object.entries(terms.tenure)) {
      if (mark !== 'hatch' && mark !== 'dots') continue;
      for (const [power, { colour }] of Object.entries(terms.power)) {
        const side = mark === 'dots' ? 13 : 10, apart = side * this.facts.apart[power];
        const ink = () => (mark === 'dots' ? svg('circle', { cx: side / 2, cy: side / 2, r: 1.2, fill: colour })
          : svg('path', { d: `M0 ${side / 2}H${side}`, stroke: colour, 'stroke-width': 2.6 }));
        const pattern = (id) => svg('pattern', {
          id, x: apart, y: apart, width: side, height: side, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${-degrees})`,
        }, ink());
        const scaled = pattern(`${tenure}-${power}`);
        this.hatches.push([scaled, degrees]);
        defs.append(scaled, pattern(`${tenure}-${power}-legend`));
      }
    }
  }

  /** What depends on the zoom alone, in every map at once. */
  suit(zoom) {
    this.trace(zoom);
    const scale = 2 ** (UNITS_ZOOM - zoom);
    for (const [pattern, degrees] of this.hatches) {
      pattern.setAttribute('patternTransform', `scale(${scale}) rotate(${-degrees})`);
    }
  }

  /** A limit stands where what it divides is held differently on that day. */
  divided(limit, held) {
    const [one_, other] = limit.divides.map((id) => held.filter((row) => row.feature === id)
      .map((row) => `${row.tenure} ${row.holder}`).sort().join());
    return one_ !== (other ?? '');
  }

  /** Is a limit drawn on one of some days? */
  drawn(id, days) {
    const limit = this.facts.limits.find((other) => other.feature === id);
    return days.some((day) => this.divided(limit, heldOn(this.facts.rows, day, this.state.basis)));
  }

  /** What is written on the map at a zoom: [{x, y, width, height, lines, ...}]. */
  names(zoom, days) {
    const ruler = (this.ruler ||= document.createElement('canvas').getContext('2d'));
    const serif = (this.serif ||= getComputedStyle(document.documentElement).getPropertyValue('--serif') || 'serif');
    const base = zoom < 6 ? 11 : 12.5;
    const same = (a, b) => a.toLowerCase() === b.toLowerCase();
    const limits = this.facts.features.filter((feature) => feature.divides.length).map((feature) => {
      const [w, n, e] = this.box(feature.id);
      return { feature: feature.id, names: { en: this.name(feature) }, modern: {}, rank: 2.5, style: 'limit-name', dot: false, x: (w + e) / 2, y: n, lift: 11, zoom: 5 };
    }).filter((limit) => this.drawn(limit.feature, days));
    return [...this.facts.places, ...limits].filter((place) => zoom >= place.zoom).map((place) => {
      const { lang } = this.state;
      const period = place.names[lang] || place.names.en, now = place.modern[lang] || place.modern.en || '';
      // A name that the language lacks is in English; modern Chinese names are in simplified characters.
      const tag = (names) => (names[lang] ? undefined : 'en');
      const modernTag = lang === 'zh' && place.modern.zh ? 'zh-Hans' : tag(place.modern);
      const lines = (place.narrow ? twoLines(period) : [period]).map((text) => ({ text, lang: tag(place.names) }));
      if (now && !same(now, period) && place.rank < 3 && place.style !== 'power') lines.push({ text: now, modern: true, lang: modernTag });
      if (place.km !== undefined && zoom >= 8.5) lines.push({ text: this.say('km', { km: this.number(place.km) }), modern: true });
      const size = place.style === 'sea' ? base + 1.5 : place.rank === 1 ? base + 1 : base - 0.5;
      ruler.font = `${size}px ${serif}`;
      const spread = place.style === 'sea' || place.style === 'power' ? 1.35 : 1.06;
      const width = Math.max(...lines.map((line) => ruler.measureText(line.text).width)) * spread + 4;
      return {
        ...place, lines, width, lineHeight: size * 1.15, height: size * 1.15 * lines.length + 2,
        r: place.rank === 1 ? 3.4 : 2.4, fixed: !place.dot, always: place.rank === 1,
      };
    });
  }

  /** All words of the page that stand in the template, in the language chosen. */
  speak() {
    const { lang } = this.state;
    if (this.spoken === lang) return;
    this.spoken = lang;
    this.speakTemplate();
    document.title = `${one('h1').textContent} · Treaty Atlas`;
    one('#basis').replaceChildren(...['', ...this.facts.bases].map((basis) => html('option', { value: basis }, this.say('basis_' + (basis || 'own')))));
    for (const view of this.views) view.speak();
  }

  // What the reader chose

  days() {
    const { mode, before, after } = this.state;
    return { before: [before], after: [after] }[mode] || [before, after];
  }

  choose(change) {
    if (change.article) {
      const [instrument, number] = change.article.split('/');
      const ids = this.facts.rows.filter((row) => row.instrument === instrument && row.article === number).map((row) => row.feature);
      this.state = { ...this.state, feature: '', ...change };
      this.flyTo(ids);
    } else if (change.feature) {
      this.state = { ...this.state, article: '', ...change };
      this.flyTo([change.feature]);
      if (window.matchMedia('(max-width: 800px)').matches) one('#card').scrollIntoView?.({ block: 'nearest' });
    } else {
      this.state = { ...this.state, ...change };
    }
    this.draw();
  }

  flyTo(ids) {
    for (const view of this.views) view.flyTo(ids);
  }

  open(rings) {
    this.panel = new Panel(this);
    this.define(rings);
    document.body.dataset.mode = this.state.mode;
    // Words first: they take room, and the map fits its extent into what is left.
    this.views = [];
    this.timebar = new Timebar(this);
    this.controls();
    this.speak();
    this.drawWords();
    this.views = [new MapView(one('#map-a'), this)];
    this.swipe = new L.Control.Swipe(this, ['before', 'after'], (split) => {
      this.state.split = String(Math.round(split));
      this.keepLink();
    });
    this.swipe.addTo(this.views[0].map);
    this.suit(this.views[0].map.getZoom());
    this.views[0].map.on('zoomend', () => this.suit(this.views[0].map.getZoom()));
    this.drawMaps();
    this.restoreView();
    this.views[0].map.on('moveend', () => this.keepView());
    document.documentElement.dataset.drawn = 'true';
    // What is below the first screen, and nobody sees yet, comes after the first picture.
    requestAnimationFrame(() => setTimeout(() => {
      this.drawBelow();
      this.keepLink();
      document.documentElement.dataset.ready = 'true';
    }));
  }

  /** The second map of "side by side" is made when it is first asked for, and follows the first. */
  second() {
    if (this.views.length > 1) return;
    const [first] = this.views, second = new MapView(one('#map-b'), this);
    this.views.push(second);
    const follow = (from, to) => {
      const lead = (draw) => {
        if (this.following) return;
        this.following = true;
        draw();
        this.following = false;
      };
      // While one is dragged the other only slides; what lies on it is drawn when the move ends.
      from.map.on('move', onceAFrame(() => lead(() => to.slide(from.map))));
      from.map.on('moveend', () => lead(() => to.map.setView(from.map.getCenter(), from.map.getZoom(), { animate: false })));
    };
    follow(first, second);
    follow(second, first);
    second.map.setView(first.map.getCenter(), first.map.getZoom(), { animate: false });
  }

  controls() {
    const { facts } = this;
    for (const name of ['before', 'after']) {
      one('#' + name).addEventListener('change', (event) => {
        const day = event.target.value;
        const state = { ...this.state, [name]: day };
        if (state.before < state.after) this.choose({ [name]: day });
        else this.draw();
      });
    }
    one('#basis').addEventListener('change', (event) => this.choose({ basis: event.target.value }));
    for (const input of document.querySelectorAll('input[name=mode]')) {
      input.addEventListener('change', () => this.choose({ mode: input.value }));
    }
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.hint(null);
      this.choose({ article: '', feature: '' });
    });
    matchMedia('print').addEventListener('change', ({ matches }) => this.toPaper(matches));
    addEventListener('hashchange', () => {
      this.state = soundState(readHash(location.hash, this.defaults), this.defaults, this.allowed);
      this.draw();
      this.restoreView();
    });
    this.offerLanguages((lang) => this.choose({ lang }));
    one('#copy').addEventListener('click', async () => {
      await navigator.clipboard?.writeText(location.href).catch(() => {});
      one('#copied').textContent = this.say('copied');
    });
    one('#print').addEventListener('click', () => print());
    one('#cite-kind').addEventListener('change', () => this.cite());
  }

  /** The map on the screen as a citation, in the form chosen. */
  cite() {
    const { state, facts } = this;
    const title = this.say('map_title', { title: one('h1').textContent, before: this.date(state.before), after: this.date(state.after) });
    const forms = citations({ title, url: location.href, ...facts.edition });
    const kind = one('#cite-kind');
    if (!kind.options.length) kind.replaceChildren(...Object.keys(forms).map((name) => html('option', {}, name)));
    one('#citation').textContent = forms[kind.value];
  }

  /** The days that can be chosen: those on which something changes, and the days before them. */
  dayChoices() {
    const days = changeDays(this.facts.rows, this.state.basis).filter((day) => day < this.facts.covers[1]);
    return [...new Set([...days, this.defaults.before, this.defaults.after, this.state.before, this.state.after])].sort();
  }

  /** On paper the maps have another shape: what was seen must still be seen, and then again on screen. */
  toPaper(printing) {
    for (const { map } of this.views) {
      if (printing) this.onScreen = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
      map.invalidateSize({ pan: false, animate: false });
      const { bounds, centre, zoom } = this.onScreen;
      if (printing) map.fitBounds(bounds, { animate: false });
      else map.setView(centre, zoom, { animate: false });
    }
  }

  /** Centre and zoom stand in the link once the reader has moved the map. */
  keepView() {
    const { map } = this.views[0], { lat, lng } = map.getCenter();
    const view = `${lat.toFixed(4)},${lng.toFixed(4)},${map.getZoom()}`;
    if (this.opening === undefined) this.opening = view;
    this.state.view = view === this.opening ? '' : view;
    this.keepLink();
  }

  restoreView() {
    const { map } = this.views[0], [lat, lng, zoom] = (this.state.view || this.opening || '').split(',').map(Number);
    const { lat: lat0, lng: lng0 } = map.getCenter();
    this.opening ??= `${lat0.toFixed(4)},${lng0.toFixed(4)},${map.getZoom()}`;
    const known = [lat, lng].every(Number.isFinite) && L.latLngBounds(this.facts.frame).contains([lat, lng]);
    if (known && zoom > 0) map.setView([lat, lng], zoom, { animate: false });
  }

  keepLink() {
    const hash = writeHash(this.state, this.defaults);
    this.linkInLanguage(document.querySelectorAll('nav a, .brand a'));
    history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
  }

  draw() {
    const focus = this.focus();
    document.body.dataset.mode = this.state.mode;
    this.speak();
    this.drawWords();
    this.drawMaps();
    this.drawBelow();
    this.keepLink();
    this.refocus(focus);
    this.shown = this.state.feature;
  }

  /** What has the focus, in a part that will be drawn anew. */
  focus() {
    const node = document.activeElement;
    const box = node.closest('#articles, #card, #table, #totals, .leaflet-pane');
    return box && { node, box, index: this.alike(box, node).indexOf(node) };
  }

  /** All that can have the focus in a part and is called the same as a node. */
  alike(box, node) {
    const name = (other) => other.dataset.feature || other.getAttribute('aria-label') || other.textContent;
    return [...box.querySelectorAll('button, a, [tabindex]')].filter((other) => name(other) === name(node));
  }

  /** Gives the focus back to what stands in its place; from a card that was closed, to its feature. */
  refocus(focus) {
    if (!focus || focus.node.isConnected) return;
    const { node, box, index } = focus, said = one('#hint').textContent;
    const places = [this.alike(box, node)[index], ...document.querySelectorAll(`.map [data-feature="${this.shown}"]`)];
    for (const place of places.filter(Boolean)) {
      place.focus({ preventScroll: true });
      if (document.activeElement === place) break;
    }
    one('#hint').textContent = said;
  }

  /** What stands further down than the first screen. */
  drawBelow() {
    this.panel.totals();
    this.panel.table();
    this.cite();
  }

  /** What stands beside the map. */
  drawWords() {
    this.choices();
    this.timebar.draw();
    this.panel.draw();
    one('#language').value = this.state.lang;
    one('#copied').textContent = '';
  }

  drawMaps() {
    const { state } = this;
    if (state.mode === 'both') this.second();
    const [first, second] = this.views;
    for (const view of this.views) {
      view.days = state.mode === 'both' ? [view === first ? state.before : state.after] : this.days();
      // Not at the opening, when the map was just measured: it costs a layout of the whole page.
      if (view.held) view.map.invalidateSize({ pan: false });
    }
    first.showDay('before', state.before, state.basis);
    first.showDay('after', state.after, state.basis);
    first.sheets.before._container.style.display = state.mode === 'after' ? 'none' : '';
    first.sheets.after._container.style.display = state.mode === 'before' || state.mode === 'both' ? 'none' : '';
    if (second) second.showDay('after', state.after, state.basis);
    this.swipe.set(Number(state.split), state.mode === 'swipe');
    for (const view of this.views) view.drawNames();
    this.dim();
  }

  /** The controls show what is chosen. */
  choices() {
    const { state } = this, options = this.dayChoices();
    for (const name of ['before', 'after']) {
      one('#' + name).replaceChildren(...options.map((day) => html('option', { value: day, selected: day === state[name] }, this.date(day))));
      one('#' + name).value = state[name];
      for (const flag of document.querySelectorAll(`.flag.${name}`)) {
        flag.textContent = `${this.say(name)}: ${this.date(state[name])}`;
      }
    }
    one('#basis').value = state.basis;
    const mode = document.querySelector(`input[name=mode][value=${state.mode}]`);
    if (mode) mode.checked = true;
  }

  /** What was chosen stands out; the rest is dimmed, in both maps. */
  dim() {
    const { article, feature } = this.state;
    const [instrument, number] = article.split('/');
    const ids = feature ? [feature] : this.facts.rows
      .filter((row) => article && row.instrument === instrument && row.article === number).map((row) => row.feature);
    for (const group of document.querySelectorAll('.map .feature, .map .limit')) {
      const lit = ids.includes(group.dataset.feature);
      group.classList.toggle('lit', lit);
      group.classList.toggle('dim', ids.length > 0 && !lit);
    }
  }
}

const { facts, shapes } = window.treatyAtlas;
const page = new Page(facts);
page.open(unpack(shapes, facts.shapes.length));
window.treatyAtlas = page;
