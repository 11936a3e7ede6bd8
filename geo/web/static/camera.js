// The camera: what the reader looks at. The page owns one; every map is a picture of it. Pure.

/** @typedef {{lat: number, lng: number, zoom: number}} View */
/** @typedef {{width: number, height: number}} Size  of a map, in CSS pixels */
/**
 * `box` is what must be on the screen (null: nothing); `at` is where the reader put the map by hand
 * (null: the box fills the map).
 * @typedef {{box: ?Box, at: ?View}} Camera
 */
/** @typedef {{frame: Box, snap: number, most: number, least: number}} Limits  of the ground, the steps and ends of the zoom */

const WORLD = 256;

/** Web Mercator in pixels of zoom 0. @param {number} lat @param {number} lng @returns {[number, number]} */
export function flat(lat, lng) {
  const sine = Math.sin(lat * Math.PI / 180);
  return [WORLD * (lng / 360 + 0.5), WORLD * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
}

/** @param {number} x @param {number} y @returns {[number, number]} latitude, longitude */
export function round(x, y) {
  return [Math.atan(Math.sinh(Math.PI * (1 - 2 * y / WORLD))) * 180 / Math.PI, (x / WORLD - 0.5) * 360];
}

/** A box in pixels of zoom 0: left, top, right, bottom. @param {Box} box */
function flatBox([west, south, east, north]) {
  const [left, top] = flat(north, west), [right, bottom] = flat(south, east);
  return [left, top, right, bottom];
}

/** The middle of a box as it lies on the screen. @param {Box} box @returns {{lat: number, lng: number}} */
export function middleOf(box) {
  const [left, top, right, bottom] = flatBox(box), [lat, lng] = round((left + right) / 2, (top + bottom) / 2);
  return { lat, lng };
}

/** The zoom at which a box just fits round a centre. @param {Box} box @param {{lat: number, lng: number}} centre @param {Size} size */
function zoomFor(box, centre, size) {
  const [left, top, right, bottom] = flatBox(box), [x, y] = flat(centre.lat, centre.lng);
  const half = [Math.max(x - left, right - x), Math.max(y - top, bottom - y)];
  return Math.log2(Math.min(size.width / (2 * half[0]), size.height / (2 * half[1])));
}

/** The least zoom: the ground fills the map, unless less shows the whole box. @param {Camera} camera @param {Size} size @param {Limits} limits */
export function leastZoom(camera, size, { frame, snap, least }) {
  const [left, top, right, bottom] = flatBox(frame);
  const filled = Math.log2(Math.max(size.width / (right - left), size.height / (bottom - top)));
  const whole = camera.box ? snapped(zoomFor(camera.box, middleOf(camera.box), size), snap) : Infinity;
  return Math.min(Math.max(Math.ceil(filled / snap) * snap, least), whole);
}

const snapped = (/** @type {number} */ zoom, /** @type {number} */ snap) => Math.floor(zoom / snap + 1e-6) * snap;

/**
 * Where a map of a size stands for a camera.
 * @param {Camera} camera @param {Size} size @param {Limits} limits @returns {View}
 */
export function viewOf(camera, size, limits) {
  const { box, at } = camera, { snap, most } = limits;
  const centre = at || middleOf(/** @type {Box} */ (box || limits.frame));
  const fits = box ? snapped(zoomFor(box, centre, size), snap) : Infinity;
  const wanted = at ? Math.min(at.zoom, Math.max(fits, leastZoom({ box: null, at: null }, size, limits))) : fits;
  const zoom = Math.min(most, Math.max(wanted, leastZoom(camera, size, limits)));
  return { ...withGround(centre, zoom, size, limits.frame), zoom };
}

/** A centre from which no map shows beyond its ground, where it can be so. @param {{lat: number, lng: number}} centre @param {number} zoom @param {Size} size @param {Box} frame */
function withGround(centre, zoom, size, frame) {
  const scale = 2 ** zoom, [left, top, right, bottom] = flatBox(frame), [x, y] = flat(centre.lat, centre.lng);
  const within = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) => (
    low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value)));
  const w = size.width / scale / 2, h = size.height / scale / 2;
  const [lat, lng] = round(within(x, left + w, right - w), within(y, top + h, bottom - h));
  return { lat, lng };
}

/** What two boxes share. @param {Box} a @param {Box} b @returns {?Box} */
export function sharedBox(a, b) {
  /** @type {Box} */
  const box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return box[0] < box[2] && box[1] < box[3] ? box : null;
}

/** What a map shows. @param {View} view @param {Size} size @returns {Box} */
export function seenBox({ lat, lng, zoom }, size) {
  const [x, y] = flat(lat, lng), w = size.width / 2 ** zoom / 2, h = size.height / 2 ** zoom / 2;
  const [north, west] = round(x - w, y - h), [south, east] = round(x + w, y + h);
  return [west, south, east, north];
}

/** The camera after the reader moved a map: of the subject what is seen now must stay seen. @param {View} view @param {Size} size @param {Box} subject @returns {Camera} */
export function movedTo(view, size, subject) {
  return { at: view, box: sharedBox(subject, seenBox(view, size)) };
}

/** A box with room round it, a share of its width and height on each side. @param {Box} box @param {number} share @returns {Box} */
export function padded([west, south, east, north], share) {
  const dx = (east - west) * share, dy = (north - south) * share;
  return [west - dx, south - dy, east + dx, north + dy];
}

/** A longitude between 180 degrees west and east, as readers write it. @param {number} lng */
export const inWorld = (lng) => (lng > 180 ? lng - 360 : lng);

/** As it stands in the link. @param {?View} at */
export function viewText(at) {
  return at ? `${at.lat.toFixed(4)},${inWorld(at.lng).toFixed(4)},${at.zoom}` : '';
}

/** Where a link says that the map stands, on a map that may run on past 180 degrees; null if it says nothing sound. @param {string} text @param {Box} frame @returns {?View} */
export function readView(text, [west, south, east, north]) {
  const [lat, given, zoom] = text.split(',').map(Number), lng = given < west ? given + 360 : given;
  const sound = zoom > 0 && lat >= south && lat <= north && lng >= west && lng <= east;
  return sound ? { lat, lng, zoom } : null;
}
