// The maps of the page: one, or two for two days, all pictures of one camera (see camera.js); the swipe and
// the flags over them.

import { Callouts } from './callouts.js';
import { leastZoom, middleOf, movedTo, padded, readView, viewOf, viewText } from './camera.js';
import { all, one, onceAFrame } from './dom.js';
import { MapView, SNAP } from './mapview.js';
import { UNITS_ZOOM } from './sheet.js';
import { changesIn, chosenIn, daysShown } from './state.js';
import { stepAt } from './story.js';
import { Swipe } from './swipe.js';

/** @typedef {import('./camera.js').Camera & {most?: number}} Look  `most`: the deepest zoom to which it flies */

/** The deepest zoom to which a choice flies, but for ground that would then be no larger than so (px). */
const CLOSE = 9, LEAST = 44;

/** What is smaller on the screen is gone to when it changes (px). */
const SMALL = 72;

export class Maps {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    const { subject, frame: [[south, west], [north, east]] } = page.facts;
    /** @type {import('./camera.js').Limits} */
    this.limits = { frame: [west, south, east, north], snap: SNAP, most: subject.max_zoom, least: 0 };
    /** What the whole subject lies in. @type {Look} */
    this.whole = { box: subject.extent, at: null };
    /** What the reader looks at, and looked at before the choice. */
    this.camera = this.linked();
    this.former = this.whole;
    /** Is the page itself moving the maps, at once or in a flight? */
    this.rendering = false;
    this.flying = false;
    /** For what size of the window they stand (px). */
    this.fitted = [0, 0];
    const first = this.view('#map-a');
    this.views = [first];
    this.swipe = new Swipe(page.words, 'parallel' in subject.divider, all('.map-box:not(.second) .flag'), () => first.firstDots(), (split) => {
      page.state.split = String(Math.round(split));
      first.drawNames();
      page.keepLink();
    });
    this.swipe.addTo(first.map);
    this.flags = new Callouts(page, first);
    page.shapes.suit(first.map.getZoom());
    first.map.on('zoomend', () => page.shapes.suit(first.map.getZoom()));
  }

  // What is looked at

  /** Looks at some features. @param {string[]} ids @param {boolean} remember what was looked at */
  look(ids, remember) {
    if (remember) this.former = this.camera;
    this.camera = this.cameraFor(ids);
  }

  /** Looks again at what was seen before the choice. */
  lookBack() {
    this.camera = this.former;
    this.former = this.whole;
  }

  lookAtAll() {
    this.camera = this.former = this.whole;
  }

  lookAtLink() {
    this.camera = this.linked();
  }

  /** The camera for some features; what has no size, or is not on this map, has none of its own. @param {string[]} ids @returns {Look} */
  cameraFor(ids) {
    const { shapes, facts: { origin } } = this.page;
    const boxes = ids.map((id) => shapes.box(id)).filter(([west, north, east, south]) => west < Infinity && (east > west || south > north));
    if (!boxes.length) return this.whole;
    const [left, top] = [0, 1].map((i) => Math.min(...boxes.map((box) => box[i]))), [right, bottom] = [2, 3].map((i) => Math.max(...boxes.map((box) => box[i])));
    const corner = (/** @type {number} */ x, /** @type {number} */ y) => {
      const at = L.CRS.EPSG3857.pointToLatLng(L.point(origin[0] + x, origin[1] + y), UNITS_ZOOM);
      return [at.lng, at.lat];
    };
    const [west, north] = corner(left, top), [east, south] = corner(right, bottom);
    const seen = Math.ceil((UNITS_ZOOM + Math.log2(LEAST / Math.max(right - left, bottom - top))) / SNAP) * SNAP;
    return { box: padded([west, south, east, north], 0.15), at: null, most: Math.max(CLOSE, seen) };
  }

  /** From where a change of some places is seen: from near, where all of them would be small as seen from `look`. @param {string[]} ids @param {Look} look @returns {Look} */
  cameraOfChange(ids, look) {
    const { shapes } = this.page, scale = 2 ** (this.placeOf(this.views[0].size, look).view.zoom - UNITS_ZOOM);
    const sizes = ids.map((id) => shapes.box(id)).map(([west, north, east, south]) => Math.max(east - west, south - north) * scale);
    return Math.max(...sizes, 0) < SMALL ? this.cameraFor(ids) : look;
  }

  /** The camera of a step of the story. @param {StoryStep} step */
  cameraAt({ features = [], extent }) {
    return extent ? { box: extent, at: null } : this.cameraFor(features);
  }

  /** What is seen stays what is looked at, and the link says so. */
  stay() {
    const [{ placed, size }] = this.views;
    this.camera = movedTo(placed, size, this.page.facts.subject.extent);
    this.page.state.view = viewText(placed);
  }

  /** What the link shows: a place that the reader went to, a step of the story, what was chosen, or the whole. @returns {Look} */
  linked() {
    const { state, facts } = this.page, at = readView(state.view, this.limits.frame);
    if (!at) state.view = '';
    const { clientWidth: width, clientHeight: height } = one('#map-a');
    if (at) return movedTo(at, { width, height }, facts.subject.extent);
    const chosen = chosenIn(this.page), step = stepAt(facts, state.story);
    if (step && !state.feature && state.article === step.article) return this.cameraAt(step);
    return chosen.length ? this.cameraFor(chosen) : this.whole;
  }

  /** Where a map of a size stands for a camera. @param {import('./camera.js').Size} size @param {Look} camera */
  placeOf(size, camera = this.camera) {
    const limits = { ...this.limits, least: 0 };
    limits.least = Math.floor(viewOf(this.whole, size, limits).zoom) - 1;
    if (camera.most) limits.most = Math.min(camera.most, limits.most);
    return { view: viewOf(camera, size, limits), least: leastZoom(camera, size, limits) };
  }

  // How the maps move

  /** A new map, which tells when the reader moves it. @param {string} selector */
  view(selector) {
    const container = one(selector);
    const { clientWidth: width, clientHeight: height } = container;
    const view = new MapView(container, this.page, this.limits, this.placeOf({ width, height }).view);
    const lead = onceAFrame(() => this.lead(view));
    view.map.on('move', lead);
    view.map.on('moveend', () => this.moved(view));
    return view;
  }

  /** From now on the maps follow the size of their window; they stand in it as it is. */
  follow() {
    const box = one('#maps');
    new ResizeObserver(onceAFrame(() => {
      const [width, height] = this.fitted;
      if (box.clientWidth !== width || box.clientHeight !== height) this.render();
    })).observe(box);
  }

  /** While one map is dragged the other only slides; what lies on it is drawn when the move ends. @param {MapView} view */
  lead(view) {
    if (this.rendering || this.flying || !view.shown || view.asPlaced) return;
    this.quietly(() => {
      for (const other of this.views) if (other !== view && other.shown) other.slide(view.map);
    });
  }

  /** A map came to rest: where the page put it, or where the reader did. @param {MapView} view */
  moved(view) {
    if (this.rendering || !view.shown) return;
    this.flying = false;
    if (view.asPlaced) {
      this.afterPlaced();
      return;
    }
    const { page } = this;
    this.camera = movedTo(view.view, view.size, page.facts.subject.extent);
    this.render();
    page.state.view = viewText(this.views[0].view);
    if (page.mode === 'swipe') page.state.split = String(Math.round(this.swipe.split));
    page.keepLink();
  }

  /** What is done to the maps here is no move of the reader's. @param {() => void} work */
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
    const { clientWidth: width, clientHeight: height } = one('#maps'), limits = { ...this.limits, snap: 0.01, frame: this.page.facts.subject.extent };
    const zoom = (/** @type {number} */ w, /** @type {number} */ h) => viewOf(this.whole, { width: w, height: h }, limits).zoom;
    one('#maps').classList.toggle('stacked', zoom(width, height / 2) > zoom(width / 2, height));
  }

  /** Every map that is shown stands where the camera says. */
  render(animate = false) {
    const { clientWidth, clientHeight } = one('#maps');
    this.fitted = [clientWidth, clientHeight];
    if (this.page.mode === 'both') this.arrange();
    const shown = this.views.filter((view) => view.shown);
    this.flying = animate && shown.length > 0 && Boolean(shown[0].map.options.zoomAnimation);
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
    const { split } = this.page.state, { mode } = this.page, shown = this.views.filter((view) => view.shown);
    // The picture is that of the state, not of the way to it: a map stands where one opened there does, and the degrees
    // of this view are there before its names, which keep off them.
    this.quietly(() => {
      for (const view of shown) view.settle();
    });
    for (const view of shown) view.drawFrame(true);
    this.swipe.set(split === '' ? this.ownSplit() : Number(split), mode === 'swipe');
    if (mode !== 'swipe') for (const view of shown) view.clearFlags();
    this.page.presenter.place(shown);
    this.page.chart.clear();
    // Names last: they keep off all that lies over the map.
    this.flags.drawWith(mode === 'change', () => shown.reduce((sum, view) => sum + view.drawNames(), 0));
  }

  /** Where the divider stands until the reader moves it: at the subject's own line, wherever that lies on the screen. */
  ownSplit() {
    const { divider } = this.page.facts.subject, [{ placed, size }] = this.views;
    const map = this.views[0].map, centre = middleOf([placed.lng, placed.lat - 1, placed.lng, placed.lat + 1]);
    const at = (/** @type {number} */ lat, /** @type {number} */ lng) => map.project([lat, lng], placed.zoom);
    const here = at(placed.lat, placed.lng), line = at(divider.parallel ?? centre.lat, divider.meridian ?? placed.lng);
    const percent = 'parallel' in divider ? 50 + 100 * (line.y - here.y) / size.height : 50 + 100 * (line.x - here.x) / size.width;
    return Math.round(Math.min(100, Math.max(0, percent)));
  }

  // What is drawn

  /** Words of the controls, in the language chosen. */
  speak() {
    for (const view of this.views) view.speak();
  }

  /** What the reader chose to see. @param {boolean} animate */
  draw(animate) {
    const { page } = this, { state, mode } = page;
    if (mode === 'both') this.arrange();
    if (mode === 'both' && this.views.length < 2) this.views.push(this.view('#map-b'));
    const [first, second] = this.views;
    for (const view of this.views) view.days = mode === 'both' ? [view === first ? state.before : state.after] : daysShown(state, mode);
    if (mode === 'change') {
      const kinds = changesIn(page);
      for (const view of this.views) view.days = [state.after];
      first.showDay('before', state.before, (row) => (kinds.get(row) === 'ended' ? 'ended' : ''), false);
      first.showDay('after', state.after, (row) => kinds.get(row) || '');
    } else {
      first.showDay('before', state.before);
      first.showDay('after', state.after);
    }
    first.sheets.before.show(mode !== 'after');
    first.sheets.after.show(mode !== 'before' && mode !== 'both');
    if (second) second.showDay('after', state.after);
    for (const view of this.views) {
      view.drawStates();
      view.mark(page.chart.marked());
    }
    this.dim();
    this.render(animate);
  }

  /** What was chosen stands out; the rest is dimmed, in both maps. */
  dim() {
    const ids = chosenIn(this.page);
    for (const group of all('.map .feature')) {
      const lit = ids.includes(group.dataset.feature || '');
      group.classList.toggle('lit', lit);
      group.classList.toggle('dim', ids.length > 0 && !lit);
    }
  }
}
