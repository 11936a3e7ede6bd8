# ruff: noqa: E501
"""Every picture of the pages, measured: each page x language x window x view, in one browser.

    python -m tools.survey_pages --maps maps_out
    python -m tools.survey_pages --pages railway treaty --windows 320x640 --languages th fr --modes change after

A page is opened once for each window and turned from link to link. Of each picture it is asked what a reader would
see to be wrong (`KINDS`); the table counts these by kind and by window, and `--out` keeps each of them. Nothing is asserted here: what must
hold of every picture is in `tests/browser/`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, READY, TURN
from tests.browser.install import chromium

WINDOWS = ["320x640", "390x844", "844x390", "1366x768", "1920x1080", "3840x2160"]
MODES = ["change", "both", "swipe", "before", "after"]

#: What is counted, and what it is.
KINDS = {
    "lost": "places of the first rank on the map without their name",
    "hidden": "of these under a control or a flag",
    "absent": "powers, lands and waters of the first rank on the map without their name",
    "flags": "changes on the map without a flag",
    "off": "changes whose ground is not on the map",
    "near": "names nearer to another dot than to their own",
    "over": "names over names, flags or lines of flags",
    "under": "names under a control or over the edge of the map",
    "small": "maps that show less than 90 % of the box of the subject",
    "cut": "words cut off, boxes that scroll sideways",
}

MEASURE = """async () => {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frames();
  const { maps, facts, state } = treatyAtlas, found = {};
  const say = (kind, words) => (found[kind] ||= []).push(words);
  const boxOf = (node) => { const { left, top, right, bottom } = node.getBoundingClientRect(); return [left, top, right, bottom]; };
  const met = (a, b) => Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > 0.5 && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > 0.5;
  const holds = (box, x, y, more = 0) => x > box[0] - more && x < box[2] + more && y > box[1] - more && y < box[3] + more;
  const said = (text) => text.toLowerCase().replace(/\\s/g, '');
  const named = (dot, name) => dot?.nextElementSibling?.matches('text.name') && said(dot.nextElementSibling.textContent).startsWith(said(name.replace(/[(（].*/, '')));
  // A turned name takes the room of its letters, not that of the box round all of them.
  const boxesOf = (node) => {
    if (!node.classList.contains('along')) return [boxOf(node)];
    const turn = node.getScreenCTM();
    return Array.from({ length: node.getNumberOfChars() }, (_, i) => {
      const { x, y, width, height } = node.getExtentOfChar(i);
      const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]].map(([a, b]) => new DOMPoint(a, b).matrixTransform(turn));
      const xs = corners.map((corner) => corner.x), ys = corners.map((corner) => corner.y);
      return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    });
  };
  for (const view of maps.views.filter(({ shown }) => shown)) {
    const { container, map, size } = view, frame = boxOf(container), box = container.parentElement;
    const all = (selector, root = box) => [...root.querySelectorAll(selector)].filter((node) => node.checkVisibility() && node.getBoundingClientRect().width);
    const controls = all('.leaflet-control, .frame span, .flag, .sea-legend, .swipe .grip').map((node) => [node.className || node.textContent, boxOf(node)]);
    const callouts = all('.callout').map((node) => [node.querySelector('.place-name').textContent, boxOf(node)]);
    const words = all('text.name', container), names = words.map((node) => [node.textContent, boxesOf(node), node]);
    // Names of the first rank.
    const dots = [...container.querySelectorAll('circle.place')], zoom = map.getZoom();
    for (const { rank, dot, x, y, zoom: least, names: own, from = '', kind } of facts.places) {
      if (rank !== 1 || zoom < least || (from && !view.days.some((day) => from <= day))) continue;
      const [px, py] = view.sheets.names.toPixels(x, y), at = map.layerPointToContainerPoint([px, py]);
      const u = at.x + frame[0], v = at.y + frame[1], name = own[state.lang] || own.en;
      if (!holds(frame, u, v, -12)) continue;
      if (!dot) {
        if (!names.some(([text]) => said(text).includes(said(name)))) say('absent', name);
        continue;
      }
      const drawn = dots.find((node) => Math.hypot(node.cx.baseVal.value - px, node.cy.baseVal.value - py) < 1);
      if (named(drawn, name)) continue;
      const over = [...controls, ...callouts].find(([, other]) => holds(other, u, v, 4));
      say(over ? 'hidden' : 'lost', over ? `${name} under ${over[0]}` : name);
    }
    // Flags.
    if (state.mode === 'change') {
      for (const event of maps.flags.events()) {
        const place = treatyAtlas.words.title(event.features[0]), at = treatyAtlas.shapes.anchor(event.features[0]);
        const { x, y } = at ? map.layerPointToContainerPoint(view.sheets.names.toPixels(...at)) : {};
        if (!at || !holds([0, 0, size.width, size.height], x, y)) say('off', place);
        else if (!callouts.some(([text]) => text === place)) say('flags', place);
      }
    }
    // Names nearer to another dot.
    const seen = dots.filter((dot) => getComputedStyle(dot).display !== 'none');
    const far = ([left, top, right, bottom], dot) => {
      const d = boxOf(dot), x = (d[0] + d[2]) / 2, y = (d[1] + d[3]) / 2;
      return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    };
    const own = new Map(facts.places.filter(({ dot }) => dot).map((place) => [view.sheets.names.toPixels(place.x, place.y).map(Math.round).join(), place.names[state.lang] || place.names.en]));
    for (const dot of seen) {
      const text = dot.nextElementSibling, name = own.get([dot.cx, dot.cy].map(({ baseVal }) => Math.round(baseVal.value)).join());
      if (!name || !named(dot, name) || dot.previousElementSibling?.matches('.leader')) continue;
      if (seen.some((other) => other !== dot && far(boxOf(text), other) < far(boxOf(text), dot) - 2)) say('near', text.textContent);
    }
    // Names over others, under controls, over the edge.
    const wires = all('.wire:not(.halo)', container).map((wire) => {
      const matrix = wire.getScreenCTM(), length = wire.getTotalLength();
      return Array.from({ length: Math.ceil(length) }, (_, n) => wire.getPointAtLength(n).matrixTransform(matrix));
    });
    names.forEach(([name, boxes, node], n) => {
      for (const [other, others] of names.slice(n + 1)) if (boxes.some((a) => others.some((b) => met(a, b)))) say('over', `${name} / ${other}`);
      for (const [other, over] of callouts) if (boxes.some((a) => met(a, over))) say('over', `${name} / flag ${other}`);
      for (const wire of wires) if (!node.matches('.along') && wire.some(({ x, y }) => boxes.some((box) => holds(box, x, y)))) say('over', `${name} / line of a flag`);
      for (const [other, over] of controls) if (boxes.some((a) => met(a, over))) say('under', `${name} / ${other}`);
      if (boxes.some((a) => a[0] < frame[0] || a[1] < frame[1] || a[2] > frame[2] || a[3] > frame[3])) say('under', `${name} / edge`);
    });
    // The box of the subject.
    const [west, south, east, north] = facts.subject.extent;
    const a = map.latLngToContainerPoint([north, west]), b = map.latLngToContainerPoint([south, east]);
    const wide = Math.min(b.x, size.width) - Math.max(a.x, 0), high = Math.min(b.y, size.height) - Math.max(a.y, 0);
    const share = Math.max(0, wide) * Math.max(0, high) / ((b.x - a.x) * (b.y - a.y));
    if (share < 0.9) say('small', share.toFixed(2));
  }
  // Words cut off.
  if (document.scrollingElement.scrollWidth > innerWidth) say('cut', `page ${document.scrollingElement.scrollWidth}`);
  for (const node of document.querySelectorAll('button, select, h1, h2, h3, label, th, td, dt, dd, p, li, legend, summary, .flag, .callout, .modes, #card, #panel, #drawer, #table, #timeline, #lanes, .controls, nav')) {
    if (!node.checkVisibility() || node.matches('.hidden, .skip, .hidden *')) continue;
    const style = getComputedStyle(node), name = `${node.tagName.toLowerCase()}${node.id ? '#' + node.id : ''}${node.classList[0] ? '.' + node.classList[0] : ''} ${(node.textContent || '').trim().slice(0, 30)}`;
    if (node.scrollWidth > node.clientWidth + 2 && node.clientWidth && style.overflowX !== 'visible') say('cut', name);
    if (node.matches('select') && node.selectedOptions[0]) {
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = style.font;
      const room = node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16;
      if (pen.measureText(node.selectedOptions[0].textContent).width > room + 4) say('cut', `${name} chosen: ${node.selectedOptions[0].textContent}`);
    }
  }
  return found;
}"""


def survey(folder: Path, pages: list[str], windows: list[str], languages: list[str], modes: list[str]):
    """{"page", "window", "lang", "mode", kind: [words]} of each picture."""
    files = [
        f
        for f in sorted(folder.glob("*/*.html"))
        if not pages or f.stem in pages or f"{f.parent.name}/{f.stem}" in pages
    ]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        for file in files:
            for window in windows:
                width, height = map(int, window.split("x"))
                context = browser.new_context(
                    offline=True, viewport={"width": width, "height": height}, reduced_motion="reduce"
                )
                page = context.new_page()
                page.goto(file.resolve().as_uri())
                if not page.evaluate("Boolean(document.querySelector('#map-a'))"):
                    context.close()
                    break
                page.wait_for_selector(READY, state="attached")
                known = page.evaluate("treatyAtlas.facts.languages")
                for lang in known if not languages else [one for one in languages if one in known]:
                    for mode in modes:
                        page.evaluate(TURN, f"#lang={lang}&mode={mode}")
                        found = page.evaluate(MEASURE)
                        yield {
                            "page": f"{file.parent.name}/{file.stem}",
                            "window": window,
                            "lang": lang,
                            "mode": mode,
                            **found,
                        }
                context.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--maps", type=Path, default=Path("maps_out"))
    parser.add_argument("--pages", nargs="*", default=[])
    parser.add_argument("--windows", nargs="*", default=WINDOWS)
    parser.add_argument("--languages", nargs="*", default=[])
    parser.add_argument("--modes", nargs="*", default=MODES)
    parser.add_argument("--out", type=Path, help="keeps each finding here, a line of JSON for each picture")
    options = parser.parse_args()
    counts: Counter = Counter()
    pictures: Counter = Counter()
    out = options.out.open("w", encoding="utf-8") if options.out else sys.stderr
    start = time.process_time(), time.time()
    for found in survey(options.maps, options.pages, options.windows, options.languages, options.modes):
        print(json.dumps(found, ensure_ascii=False), file=out, flush=True)
        pictures[found["window"]] += 1
        counts.update({(kind, found["window"]): len(found.get(kind, ())) for kind in KINDS})
    print(f"{sum(pictures.values())} pictures, {time.time() - start[1]:.0f} s\n")
    print("| what | " + " | ".join(options.windows) + " | all |\n" + "| --- " * (len(options.windows) + 2) + "|")
    for kind, words in KINDS.items():
        each = [counts[kind, window] for window in options.windows]
        print(f"| {kind}: {words} | " + " | ".join(map(str, each)) + f" | {sum(each)} |")


if __name__ == "__main__":
    main()
