// Where on a map a box finds sea: clear of land, of what was chosen and of what is written. Pure.

/** @typedef {[number, number, number, number]} Rect  left, top, right, bottom */

/** A side of a cell of the grid (px). */
const CELL = 8;

/** The map as a grid, each cell taken or free. */
export class Taken {
  /** @param {number} width @param {number} height of the map (px) */
  constructor(width, height) {
    this.columns = Math.ceil(width / CELL);
    this.rows = Math.ceil(height / CELL);
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  /** @param {number} column @param {number} row */
  mark(column, row) {
    if (column >= 0 && row >= 0 && column < this.columns && row < this.rows) this.cells[row * this.columns + column] = 1;
  }

  /** @param {Rect} box (px) */
  box([left, top, right, bottom]) {
    for (let row = Math.floor(top / CELL); row * CELL < bottom; row += 1) {
      for (let column = Math.floor(left / CELL); column * CELL < right; column += 1) this.mark(column, row);
    }
  }

  /**
   * The outlines of a shape, and what lies within where it is closed.
   * @param {ArrayLike<number>[]} rings x, y, x, y ... @param {boolean} closed @param {(x: number, y: number) => [number, number]} toPixels
   */
  shape(rings, closed, toPixels) {
    /** @type {number[][]} */
    const cuts = Array.from({ length: this.rows }, () => []);
    for (const ring of rings) {
      const { length } = ring;
      let [x, y] = closed ? toPixels(ring[length - 2], ring[length - 1]) : toPixels(ring[0], ring[1]);
      for (let i = 0; i < length; i += 2) {
        const [x1, y1] = toPixels(ring[i], ring[i + 1]);
        this.line(x, y, x1, y1);
        // Where the edge crosses the middle of a row.
        const low = Math.max(0, Math.ceil(Math.min(y, y1) / CELL - 0.5)), high = Math.min(this.rows, Math.ceil(Math.max(y, y1) / CELL - 0.5));
        for (let row = low; row < high; row += 1) cuts[row].push(x + (x1 - x) * ((row + 0.5) * CELL - y) / (y1 - y));
        [x, y] = [x1, y1];
      }
    }
    if (!closed) return;
    cuts.forEach((found, row) => {
      found.sort((a, b) => a - b);
      for (let i = 0; i + 1 < found.length; i += 2) {
        const last = Math.min(this.columns - 1, Math.floor(found[i + 1] / CELL));
        for (let column = Math.max(0, Math.floor(found[i] / CELL)); column <= last; column += 1) this.mark(column, row);
      }
    });
  }

  /** The cells under a line, as far as it may be on the map. @param {number} x @param {number} y @param {number} x1 @param {number} y1 */
  line(x, y, x1, y1) {
    const wide = this.columns * CELL, high = this.rows * CELL;
    if (Math.max(x, x1) < 0 || Math.max(y, y1) < 0 || Math.min(x, x1) > wide || Math.min(y, y1) > high) return;
    const steps = Math.min(1000, Math.ceil(Math.hypot(x1 - x, y1 - y) / CELL) + 1);
    for (let i = 0; i <= steps; i += 1) this.mark(Math.floor((x + (x1 - x) * i / steps) / CELL), Math.floor((y + (y1 - y) * i / steps) / CELL));
  }

  /**
   * The free place of a box that is nearest to a corner of the map.
   * @param {number} width @param {number} height of the box (px) @returns {?{left: number, top: number}}
   */
  room(width, height) {
    const { columns, rows } = this, w = Math.ceil(width / CELL) + 2, h = Math.ceil(height / CELL) + 2;
    if (w > columns || h > rows) return null;
    // How many cells are taken up and left of each.
    const sums = new Int32Array((columns + 1) * (rows + 1)), at = (/** @type {number} */ column, /** @type {number} */ row) => row * (columns + 1) + column;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        sums[at(column + 1, row + 1)] = this.cells[row * columns + column] + sums[at(column, row + 1)] + sums[at(column + 1, row)] - sums[at(column, row)];
      }
    }
    let best = null, least = Infinity;
    for (let row = 0; row + h <= rows; row += 1) {
      for (let column = 0; column + w <= columns; column += 1) {
        const taken = sums[at(column + w, row + h)] - sums[at(column, row + h)] - sums[at(column + w, row)] + sums[at(column, row)];
        const far = Math.min(column, columns - w - column) + Math.min(row, rows - h - row);
        if (!taken && far < least) [best, least] = [{ left: (column + 1) * CELL, top: (row + 1) * CELL }, far];
      }
    }
    return best;
  }
}
