// The mark of a right in a box: in the legend, beside a right, as a bar of the chart of time.

import { svg } from './dom.js';
import { lookOf, patternOf } from './looks.js';

/** What is shown: a mark, on the ground that a feature is. @typedef {Mark | 'coast' | 'point' | 'ring'} Shown */

/**
 * @param {Facts} facts @param {Row} row @param {Shown} mark @param {{x: number, y: number, width: number, height: number}} box
 * @param {number} strength @returns {SVGElement[]}
 */
export function inked(facts, row, mark, box, strength = 1) {
  const { marks } = facts, { colour, sleepers, weight, rung } = lookOf(facts, row);
  const { x, y, width, height } = box, cx = x + width / 2, cy = y + height / 2, hatch = `url(#${patternOf(row)}-legend)`;
  const line = (/** @type {string} */ name, /** @type {import('./dom.js').Attributes} */ more) => svg('path', { d: `M${x + 1} ${cy}H${x + width - 1}`, class: name, ...more });
  const rect = (/** @type {import('./dom.js').Attributes} */ more) => svg('rect', { ...box, ...more });
  const dashed = (/** @type {number[]} */ dash, /** @type {number} */ wide) => dash.map((part) => part * wide).join(' ');
  const { casing, sleeper } = marks.mark.line, coast = marks.mark.coast.width * weight, { width: disc, ring } = marks.mark.point;
  /** @type {Partial<Record<Shown, () => SVGElement[]>>} */
  const drawn = {
    fill: () => [rect({ class: 'fill', fill: colour, 'fill-opacity': marks.mark.fill.strength * rung * Math.max(1, strength) }), rect({ class: 'edge', stroke: colour, 'stroke-width': marks.mark.fill.width })],
    hatch: () => [rect({ class: 'hatch', fill: hatch, 'fill-opacity': rung }), rect({ class: 'edge', stroke: colour, 'stroke-width': marks.mark.fill.width * weight })],
    dots: () => [rect({ fill: hatch, 'fill-opacity': rung }), rect({ class: 'edge faint', stroke: colour })],
    line: () => [line('casing', { 'stroke-width': casing }), line('rail', { stroke: colour, 'stroke-width': marks.mark.line.width }),
      line('sleepers', { 'stroke-width': sleeper, 'stroke-dasharray': dashed(sleepers, sleeper) })],
    point: () => [svg('circle', { cx, cy, r: disc / 2, fill: colour })],
    ring: () => [svg('circle', { cx, cy, r: (disc + ring / 2) / 2, fill: 'none', stroke: colour, 'stroke-width': ring / 2, 'stroke-opacity': rung })],
  };
  const along = () => [line('coast-right', { stroke: colour, 'stroke-width': coast, 'stroke-dasharray': dashed(marks.mark.coast.dash, coast) })];
  return (drawn[mark] || along)();
}
