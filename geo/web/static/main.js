// Opens the page: facts from the one JSON object, shapes from its packing, then map and panel.

class Page extends Words {
  constructor(facts) {
    super(facts);
    this.origin = facts.origin;
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
    const rights = rows.map((row) => `${this.panel.tenure(row.tenure)}: ${this.panel.whose(row)}`);
    return `${this.name(feature)}. ${rights.join('. ')}`;
  }

  /** One line over the map about what is pointed at or has the focus; Escape closes it. */
  hint(feature, rows) {
    one('#hint').textContent = feature ? this.describe(feature, rows) : '';
  }

  // Limits

  /** A limit stands where what it divides is held differently in law on that day. */
  divided(limit, held) {
    const [one_, other] = limit.divides.map((id) => held.filter((row) => row.feature === id && row.reading !== 'fact')
      .map((row) => `${row.tenure} ${row.holder || row.bound}`).sort().join());
    return one_ !== (other ?? '');
  }

  /** Is a limit drawn on one of some days? */
  drawn(id, days) {
    const limit = this.facts.limits.find((other) => other.feature === id);
    return days.some((day) => this.divided(limit, heldOn(this.facts.rows, day, this.state.basis)));
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
    this.shapes = new Shapes(this.facts, rings);
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
    this.shapes.suit(this.views[0].map.getZoom());
    this.views[0].map.on('zoomend', () => this.shapes.suit(this.views[0].map.getZoom()));
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
    this.cite();
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
