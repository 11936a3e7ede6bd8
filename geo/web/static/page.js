// The page: what the reader chose and looks at, once; maps, panel and timeline are pictures of it.

import { middleOf, leastZoom, movedTo, padded, readView, viewOf, viewText } from './camera.js';
import { Callouts } from './callouts.js';
import { readAs, saidOf } from './caption.js';
import { changesOf } from './changes.js';
import { addressOf, citations } from './cite.js';
import { changeDays, heldOn, isOpen } from './dates.js';
import { html, one, onceAFrame } from './dom.js';
import { Drawer, PHONE } from './drawer.js';
import { divides } from './limits.js';
import { MapView, SNAP } from './mapview.js';
import { Panel } from './panel.js';
import { Shapes } from './shapes.js';
import { UNITS_ZOOM } from './sheet.js';
import { readHash, soundState, writeHash } from './state.js';
import './swipe.js';
import { Timebar } from './timebar.js';
import { Words } from './words.js';

/** The deepest zoom to which a choice flies. */
const CLOSE = 9;

export class Page extends Words {
  constructor(facts) {
    super(facts);
    this.origin = facts.origin;
    const { subject } = facts, [[south, west], [north, east]] = facts.frame;
    this.phone = matchMedia(PHONE);
    this.defaults = {
      lang: this.ownLanguage(), mode: facts.page === 'timeline' ? 'after' : this.phone.matches && subject.opens === 'both' ? 'swipe' : subject.opens,
      split: '', before: subject.before, after: subject.after, basis: '', reading: '', article: '', feature: '', view: '',
    };
    const articles = facts.instruments.flatMap((instrument) => instrument.articles.map((a) => `${instrument.id}/${a.number}`));
    this.allowed = {
      lang: facts.languages, mode: ['change', 'both', 'swipe', 'before', 'after'], basis: ['', ...facts.bases], reading: ['', 'law', 'fact'],
      article: ['', ...articles], feature: ['', ...facts.features.map((feature) => feature.id)],
    };
    this.limits = {
      frame: [west, south, east, north], snap: SNAP, most: subject.max_zoom, least: 0,
    };
    this.state = this.read();
    // What the whole subject lies in, and what the reader looks at (see camera.js).
    this.whole = { box: subject.extent, at: null };
    this.views = [];
    /** How much larger names are than the table of looks says. */
    this.lettering = 1;
  }

  /** What stands in the link. */
  read() {
    return soundState(readHash(location.hash, this.defaults), this.defaults, this.allowed);
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
    const parts = [this.say('signed', { date: this.bothDates(instrument.signed, instrument.calendars) })];
    if (instrument.in_force) parts.push(this.say('in_force', { date: this.uncertain(instrument.in_force, instrument.in_force_edtf) }));
    return parts.join('; ');
  }

  describe(feature, rows) {
    const rights = rows.map((row) => `${this.panel.tenure(row.tenure)}: ${this.panel.whose(row)}`);
    return `${this.name(feature)}. ${rights.join('. ')}`;
  }

  /** One line over the map about what is pointed at or has the focus; Escape closes it. */
  hint(feature, rows) {
    one('#hint').textContent = feature ? this.describe(feature, rows) : '';
  }

  // What counts

  /** The rows that the reader wants to see: of law, of what stood on the ground, or both. */
  get rows() {
    return readAs(this.facts.rows, this.state.reading);
  }

  // How things look

  /** The look of a row: its mark, resolved from the one table (see geo/marks.py). */
  look(row) {
    return this.facts.looks[`${row.tenure} ${row.holder}`];
  }

  /** The id of the hatch of a row. */
  patternOf(row) {
    return `${row.tenure}-${row.holder || 'all'}`;
  }

  // Limits

  /** A limit stands where what it divides is held differently in law on that day, if that is one of its own. */
  divided(limit, held, day) {
    return isOpen(limit.start || '', limit.end || '', day) && divides(limit.divides, held, this.facts.terms.tenure);
  }

  /** Is a limit drawn on one of some days? */
  drawn(id, days) {
    const limit = this.facts.limits.find((other) => other.feature === id);
    return days.some((day) => this.divided(limit, heldOn(this.rows, day, this.state.basis), day));
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

  /** The view that is shown: the one chosen, or while the reader holds "blink" the other day. */
  get mode() {
    const { mode } = this.state;
    return this.blinking ? (mode === 'before' ? 'after' : 'before') : mode;
  }

  /** The views that a reader can choose here. */
  modes() {
    return [...document.querySelectorAll('input[name=mode]')].map(({ value }) => value);
  }

  days(mode = this.mode) {
    const { before, after } = this.state;
    return { before: [before], after: [after] }[mode] || [before, after];
  }

  /** How each row stands between the two days. */
  changes() {
    const { rows, state } = this;
    return changesOf(...[state.before, state.after].map((day) => heldOn(rows, day, state.basis)));
  }

  /** Ids of the features that are chosen: one, or those that an article made or changed. */
  get chosen() {
    const { article, feature } = this.state;
    if (feature) return [feature];
    const [instrument, number] = article.split('/');
    return this.facts.rows.filter((row) => article && row.instrument === instrument && row.article === number).map((row) => row.feature);
  }

  choose(change) {
    const had = this.state.article || this.state.feature;
    if (change.article) this.state = { ...this.state, feature: '', ...change };
    else if (change.feature) this.state = { ...this.state, article: '', ...change };
    else this.state = { ...this.state, ...change };
    const has = this.state.article || this.state.feature;
    const picked = 'article' in change || 'feature' in change;
    if (picked && has) {
      if (!had) this.camera_before = this.camera;
      this.camera = this.cameraFor(this.chosen);
    } else if (picked && had) {
      this.camera = this.camera_before || this.whole;
      this.camera_before = null;
    }
    this.animate = picked;
    this.draw();
    this.keepLink(true);
    if (picked && has) this.show(change.article ? 'map' : 'card');
  }

  /** The camera for some features; what has no size, or is not on this map, has none of its own. */
  cameraFor(ids) {
    const boxes = ids.map((id) => this.shapes.box(id)).filter(([west, north, east, south]) => west < Infinity && (east > west || south > north));
    if (!boxes.length) return this.whole;
    const corner = (x, y) => {
      const at = L.CRS.EPSG3857.pointToLatLng(L.point(this.origin[0] + x, this.origin[1] + y), UNITS_ZOOM);
      return [at.lng, at.lat];
    };
    const [west, north] = corner(Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])));
    const [east, south] = corner(Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3])));
    return { box: padded([west, south, east, north], 0.15), at: null, most: CLOSE };
  }

  /** Back to the whole subject, with nothing chosen. */
  home() {
    this.camera = this.whole;
    this.camera_before = null;
    this.animate = true;
    this.state = { ...this.state, article: '', feature: '', view: '' };
    this.draw();
    this.keepLink(true);
  }

  /** On a phone: what was asked for comes on the screen, the map above it. */
  show(what) {
    if (!this.drawer.on) {
      one('#panel').scrollTo({ top: what === 'card' ? 0 : one('#panel').scrollTop });
      return;
    }
    this.drawer.show(what);
  }

  open(rings) {
    this.panel = new Panel(this);
    this.shapes = new Shapes(this.facts, rings, this);
    document.body.dataset.mode = this.state.mode;
    this.drawer = new Drawer(this);
    // Words first: they take room, and the map fits its extent into what is left.
    this.timebar = new Timebar(this);
    this.controls();
    this.speak();
    this.drawWords();
    this.camera = this.openingCamera();
    const [first] = this.views = [this.view('#map-a')];
    const { divider } = this.facts.subject;
    this.swipe = new L.Control.Swipe(this, 'parallel' in divider, [...document.querySelectorAll('.map-box:not(.second) .flag')], (split) => {
      this.state.split = String(Math.round(split));
      first.drawNames();
      this.keepLink();
    });
    this.swipe.addTo(first.map);
    this.flags = new Callouts(this, first);
    this.shapes.suit(first.map.getZoom());
    first.map.on('zoomend', () => this.shapes.suit(first.map.getZoom()));
    this.drawMaps();
    document.documentElement.dataset.drawn = 'true';
    new ResizeObserver(onceAFrame(() => this.render())).observe(one('#maps'));
    // What is below the first screen, and nobody sees yet, comes after the first picture.
    requestAnimationFrame(() => setTimeout(() => {
      this.drawBelow();
      this.keepLink();
      document.documentElement.dataset.ready = 'true';
    }));
  }

  /** What the link shows: a place that the reader went to, what was chosen, or the whole. */
  openingCamera() {
    const at = readView(this.state.view, this.limits.frame);
    if (!at) this.state.view = '';
    const { clientWidth: width, clientHeight: height } = one('#map-a');
    if (at) return movedTo(at, { width, height }, this.facts.subject.extent);
    return this.chosen.length ? this.cameraFor(this.chosen) : this.whole;
  }

  /** Where a map of a size stands. */
  placeOf(size) {
    const { camera } = this, limits = { ...this.limits, least: 0 };
    limits.least = Math.floor(viewOf(this.whole, size, limits).zoom) - 1;
    if (camera.most) limits.most = Math.min(camera.most, limits.most);
    return { view: viewOf(camera, size, limits), least: leastZoom(camera, size, limits) };
  }

  /** A new map, which tells the page when the reader moves it. */
  view(selector) {
    const container = one(selector);
    const { clientWidth: width, clientHeight: height } = container;
    const view = new MapView(container, this, this.placeOf({ width, height }).view);
    const follow = onceAFrame(() => this.follow(view));
    view.map.on('move', follow);
    view.map.on('moveend', () => this.moved(view));
    return view;
  }

  /** While one map is dragged the other only slides; what lies on it is drawn when the move ends. */
  follow(view) {
    if (this.rendering || this.flying || !view.shown || view.asPlaced) return;
    this.quietly(() => {
      for (const other of this.views) if (other !== view && other.shown) other.slide(view.map);
    });
  }

  /** A map came to rest: where the page put it, or where the reader did. */
  moved(view) {
    if (this.rendering || !view.shown) return;
    if (view.asPlaced) {
      this.flying = false;
      this.afterPlaced();
      return;
    }
    this.flying = false;
    this.camera = movedTo(view.view, view.size, this.facts.subject.extent);
    this.render();
    this.state.view = viewText(this.views[0].view);
    if (this.mode === 'swipe') this.state.split = String(Math.round(this.swipe.split));
    this.keepLink();
  }

  /** What is done to the maps here is no move of the reader's. */
  quietly(work) {
    if (this.rendering) return;
    this.rendering = true;
    try {
      work();
    } finally {
      this.rendering = false;
    }
  }

  /** Two maps stand beside or under each other: whichever shows the subject larger. */
  arrange() {
    const { clientWidth: width, clientHeight: height } = one('#maps');
    const zoom = (/** @type {number} */ w, /** @type {number} */ h) => viewOf(this.whole, { width: w, height: h }, { ...this.limits, snap: 0.01, frame: this.whole.box }).zoom;
    one('#maps').classList.toggle('stacked', zoom(width, height / 2) > zoom(width / 2, height));
  }

  /** Every map that is shown stands where the camera says. */
  render(animate = false) {
    if (this.mode === 'both') this.arrange();
    const shown = this.views.filter((view) => view.shown);
    this.flying = animate && shown.length > 0 && shown[0].map.options.zoomAnimation;
    const place = () => {
      for (const view of shown) {
        const { view: to, least } = this.placeOf(view.size);
        view.place(to, least, animate);
      }
    };
    if (this.flying) place();
    else this.quietly(place);
    if (this.flying && shown.every((view) => view.asPlaced)) this.flying = false;
    if (!this.flying) this.afterPlaced();
  }

  /** What depends on where the maps came to stand. */
  afterPlaced() {
    if (!this.swipe) return;
    this.swipe.set(this.state.split === '' ? this.ownSplit() : Number(this.state.split), this.mode === 'swipe');
    this.flags.draw(this.mode === 'change');
    for (const view of this.views) if (view.shown) view.drawNames();
  }

  /** Where the divider stands until the reader moves it: at the subject's own line, wherever that lies on the screen. */
  ownSplit() {
    const { divider } = this.facts.subject, [{ placed, size }] = this.views;
    const map = this.views[0].map, centre = middleOf([placed.lng, placed.lat - 1, placed.lng, placed.lat + 1]);
    const scale = map.options.crs.scale(placed.zoom);
    const at = (lat, lng) => map.options.crs.transformation.transform(map.options.crs.projection.project(L.latLng(lat, lng)), scale);
    const [here, line] = [at(placed.lat, placed.lng), at(divider.parallel ?? centre.lat, divider.meridian ?? placed.lng)];
    const percent = 'parallel' in divider ? 50 + 100 * (line.y - here.y) / size.height : 50 + 100 * (line.x - here.x) / size.width;
    return Math.round(Math.min(100, Math.max(0, percent)));
  }

  controls() {
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
    for (const input of document.querySelectorAll('input[name=reading]')) {
      input.addEventListener('change', () => this.choose({ reading: input.value }));
    }
    // Where nothing is recorded beside the titles there is nothing to choose.
    one('.readings').hidden = !readAs(this.facts.rows, 'fact').length;
    const blink = (on) => {
      if (Boolean(this.blinking) === on) return;
      this.blinking = on;
      this.choices();
      this.drawMaps();
    };
    one('#blink').addEventListener('pointerdown', () => blink(true));
    for (const over of ['pointerup', 'pointerleave', 'blur']) one('#blink').addEventListener(over, () => blink(false));
    const held = (event) => event.key === ' ' && (event.target === document.body || event.target.matches?.('#blink, .map'));
    addEventListener('keydown', (event) => {
      if (!held(event)) return;
      event.preventDefault();
      blink(true);
    });
    addEventListener('keyup', (event) => {
      if (event.key === ' ') blink(false);
    });
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.hint(null);
      if (this.state.article || this.state.feature) this.choose({ article: '', feature: '' });
    });
    matchMedia('print').addEventListener('change', ({ matches }) => this.toPaper(matches));
    addEventListener('hashchange', () => {
      this.state = this.read();
      document.body.dataset.mode = this.state.mode;
      this.camera = this.openingCamera();
      this.draw();
      this.keepLink();
    });
    this.offerLanguages((lang) => this.choose({ lang }));
    one('#copy').addEventListener('click', () => this.copy(location.href));
    one('#print').addEventListener('click', () => print());
    one('#cite-kind').addEventListener('change', () => this.cite());
  }

  /** Copies a text and says so; where the browser lets no page copy, offers it to be copied by hand. */
  async copy(words) {
    const said = one('#copied');
    try {
      await navigator.clipboard.writeText(words);
      said.textContent = this.say('copied');
    } catch {
      const field = html('input', { type: 'text', class: 'by-hand', readonly: true, value: words, 'aria-label': this.say('copy_by_hand') });
      said.replaceChildren(this.say('copy_by_hand'), ' ', field);
      field.focus();
      field.select();
    }
  }

  /** The map on the screen as a citation, in the form chosen. */
  cite() {
    const { state, facts } = this;
    const heading = one('h1').textContent, read = state.reading ? `${heading} (${this.say(state.reading)})` : heading;
    const title = this.say('map_title', { title: read, before: this.date(state.before), after: this.date(state.after) });
    const forms = citations({
      title, page: facts.page, before: state.before, after: state.after, today: new Date().toISOString().slice(0, 10), ...facts.edition,
      url: addressOf(location.href, facts.edition.site, facts.page),
    });
    const kind = one('#cite-kind');
    if (!kind.options.length) kind.replaceChildren(...Object.keys(forms).map((name) => html('option', {}, name)));
    one('#citation').textContent = forms[kind.value];
  }

  /** The days that can be chosen: those on which something changes, and the days before them. */
  dayChoices() {
    const days = changeDays(this.rows, this.state.basis).filter((day) => day < this.facts.covers[1]);
    return [...new Set([...days, this.defaults.before, this.defaults.after, this.state.before, this.state.after])].sort();
  }

  /** On paper the maps have another shape: what was seen must still be seen, and then again on screen. */
  toPaper(printing) {
    document.body.classList.toggle('printing', printing);
    this.render();
  }

  /**
   * The link tells what is shown. A choice is a step in the history of the browser, a move is not.
   * Where a document may not change its address (frames written by a host, previews) it stays as it is.
   * @param {boolean} step
   */
  keepLink(step = false) {
    const hash = writeHash(this.state, this.defaults);
    this.linkInLanguage(document.querySelectorAll('nav a, .brand a'));
    const address = hash ? '#' + hash : location.pathname + location.search;
    try {
      if (step && location.hash.slice(1) !== hash) history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    } catch {
      this.linkless = true;
    }
    this.cite();
  }

  draw() {
    const focus = this.focus();
    document.body.dataset.mode = this.state.mode;
    this.speak();
    this.drawWords();
    this.drawMaps();
    this.drawBelow();
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
    const { state, mode } = this;
    document.body.dataset.mode = mode;
    if (mode === 'both') this.arrange();
    if (mode === 'both' && this.views.length < 2) this.views.push(this.view('#map-b'));
    const [first, second] = this.views;
    for (const view of this.views) view.days = mode === 'both' ? [view === first ? state.before : state.after] : this.days();
    if (mode === 'change') {
      const kinds = this.changes();
      for (const view of this.views) view.days = [state.after];
      first.showDay('before', state.before, state.basis, (row) => (kinds.get(row) === 'ended' ? 'ended' : ''), false);
      first.showDay('after', state.after, state.basis, (row) => kinds.get(row));
    } else {
      first.showDay('before', state.before, state.basis);
      first.showDay('after', state.after, state.basis);
    }
    first.sheets.before._container.style.display = mode === 'after' ? 'none' : '';
    first.sheets.after._container.style.display = mode === 'before' || mode === 'both' ? 'none' : '';
    if (second) second.showDay('after', state.after, state.basis);
    for (const view of this.views) view.drawStates();
    this.dim();
    this.render(this.animate);
    this.animate = false;
  }

  /** The controls show what is chosen. */
  choices() {
    const { state } = this, options = this.dayChoices();
    for (const name of ['before', 'after']) {
      one('#' + name).replaceChildren(...options.map((day) => html('option', { value: day, selected: day === state[name] }, this.date(day))));
      one('#' + name).value = state[name];
      const words = this.flagOf(name).map((said, i) => html('span', { class: i ? 'said' : 'date' }, said));
      for (const flag of document.querySelectorAll(`.flag.${name}`)) flag.replaceChildren(...words.map((node) => node.cloneNode(true)));
    }
    one('#basis').value = state.basis;
    const mode = document.querySelector(`input[name=mode][value=${state.mode}]`);
    if (mode) mode.checked = true;
    one(`input[name=reading][value="${state.reading}"]`).checked = true;
  }

  /** What stands on the flag of a day: the day, and who had the ground then, in law and on the ground. @param {'before' | 'after'} name */
  flagOf(name) {
    const { state } = this;
    if (this.mode !== 'change') return [this.say('flag_' + name, { date: this.date(state[name]) }), saidOf(this, state[name])];
    const days = this.say('flag_change', { before: this.date(state.before), after: this.date(state.after) });
    return state.reading ? [days, this.say(state.reading)] : [days];
  }

  /** What was chosen stands out; the rest is dimmed, in both maps. */
  dim() {
    const ids = this.chosen;
    for (const group of document.querySelectorAll('.map .feature')) {
      const lit = ids.includes(group.dataset.feature);
      group.classList.toggle('lit', lit);
      group.classList.toggle('dim', ids.length > 0 && !lit);
    }
  }
}
