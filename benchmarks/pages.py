"""How the pages open and move in a browser, beside their peers on the same land.

Headless Chromium, network off, `file://`, 1366 x 768. Each run opens each page once in a fresh
context at the processor's speed and once slowed four times; pages take turns, so that what else
the machine does falls on all of them.

first paint
    `first-contentful-paint`, from the start of navigation.
complete
    Two animation frames after all stood there (`html[data-ready=true]`, which a peer marks too),
    from the start of navigation.
drawn
    When the last tile was rasterised (from Chromium's trace): what the two do not see.
blocked
    Time over 50 ms of the long tasks until then, summed.
heap
    JavaScript heap after collecting garbage.
swipe, pan
    Animation frames a second while the mouse drags the handle, or the map, for two seconds.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import sync_playwright

from geo import build_world, web
from geo.build import version
from tests.browser.install import chromium

from . import peers
from .measures import spread, table

SIZE = {"width": 1366, "height": 768}
SECONDS = 2.0

#: Categories of Chromium's trace that hold first paints and raster tasks.
TRACED = ["blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"]

#: Runs before the page's own scripts.
WATCH = """
globalThis.watched = { blocked: 0, frames: [] };
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) watched.blocked += Math.max(0, task.duration - 50);
}).observe({ type: 'longtask', buffered: true });
watched.complete = new Promise((done) => new MutationObserver((_, observer) => {
  if (document.documentElement?.dataset.ready !== 'true') return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-ready'] }));
watched.painted = new Promise((done) => new PerformanceObserver((list) => {
  const first = list.getEntriesByName('first-contentful-paint')[0];
  if (first) done(first.startTime);
}).observe({ type: 'paint', buffered: true }));
watched.start = () => {
  watched.running = true;
  const frame = (at) => { watched.frames.push(at); if (watched.running) requestAnimationFrame(frame); };
  watched.frames = [];
  requestAnimationFrame(frame);
};
"""


def report(runs: int = 5) -> str:
    """A Markdown section: every page of the atlas and every peer."""
    with tempfile.TemporaryDirectory() as folder:
        pages = write(Path(folder))
        found = measure(pages, runs)
        rows = [[name, f"{path.stat().st_size:,}", *_cells(found[name, 1], True)] for name, path in pages.items()]
        slow = [[name, *_cells(found[name, 4], False)] for name, path in pages.items()]
    heads = ["first paint ms", "complete ms", "drawn ms", "blocked ms", "heap MB", "swipe /s", "pan /s"]
    return (
        "## Pages\n\n"
        + __doc__.split("\n\n", 1)[1]
        + f"\nMedian (range) of {runs} runs.\n\n"
        + table(["page", "bytes", *heads], rows)
        + "\nProcessor slowed four times:\n\n"
        + table(["page", *(head for head in heads if head != "heap MB")], slow)
    )


def write(folder: Path) -> dict[str, Path]:
    """The atlas's pages and the peers', by name."""
    world = build_world("portsmouth_1905")
    edition = {"version": version(), "checksum": "0" * 64}
    ours = web.write_pages(world, folder, edition)
    pages = {f"our {path.stem}": path for path in ours}
    extent = next(iter(world.atlas.subjects.values())).extent
    return pages | peers.write_peers(world.layers["land"], extent, folder)


def measure(pages: dict[str, Path], runs: int, rates=(1, 4)) -> dict:
    """{(name, rate): {measure: [value of each run]}}"""
    found: dict = defaultdict(lambda: defaultdict(list))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        one_page(browser, next(iter(pages.values())), 1)  # warms the browser up
        for run in range(runs):
            for name, path in pages.items():
                for rate in rates:
                    print(f"run {run + 1} of {runs}: {name}, {rate}x", file=sys.stderr)
                    for key, value in one_page(browser, path, rate).items():
                        found[name, rate][key].append(value)
        browser.close()
    return found


def one_page(browser, path: Path, rate: int) -> dict[str, float | None]:
    """Open a page once, swipe, pan; `rate` is how many times the processor is slowed."""
    context = browser.new_context(viewport=SIZE, offline=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    browser.start_tracing(page=page, categories=TRACED)
    page.goto(path.as_uri(), wait_until="commit")
    found = {name: page.evaluate(f"watched.{name}") for name in ("complete", "painted", "blocked")}
    page.wait_for_timeout(1500 * rate**0.5)
    found["drawn"] = max(found["complete"], drawn(json.loads(browser.stop_tracing()), found["painted"]))
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    found["heap"] = next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize") / 1e6
    found |= {"swipe": swiping(page), "pan": panning(page)}
    context.close()
    return found


def drawn(trace: dict, paint: float) -> float:
    """When the last raster task of a page ended; the first paint ties the trace to its clock."""
    events = trace["traceEvents"]
    first = [event for event in events if event["name"] == "firstContentfulPaint"][-1]
    ends = [
        event["ts"] + event["dur"]
        for event in events
        if event["name"] == "RasterTask" and event["ph"] == "X" and event["pid"] == first["pid"]
    ]
    return paint + (max(ends, default=first["ts"]) - first["ts"]) / 1000


def swiping(page) -> float | None:
    """Frames a second while the handle is dragged; None where there is no handle."""
    page.evaluate("document.querySelector('input[name=mode][value=swipe]')?.click()")
    handle = page.query_selector(".swipe .grip") or page.query_selector(".swipe")
    box = handle and handle.bounding_box()
    if not box:
        return None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return _dragging(page, x, y, lambda t: (x + 250 * math.sin(3 * t), y))


def panning(page) -> float:
    """Frames a second while the map is dragged."""
    where = page.query_selector("#map-a, .folium-map, #map").bounding_box()
    x, y = where["x"] + where["width"] * 0.3, where["y"] + where["height"] * 0.4
    return _dragging(page, x, y, lambda t: (x + 120 * math.sin(3 * t), y + 60 * math.sin(4 * t)))


def _dragging(page, x: float, y: float, path) -> float:
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("watched.start()")
    start = time.perf_counter()
    while (t := time.perf_counter() - start) < SECONDS:
        page.mouse.move(*path(t))
    frames = page.evaluate("(watched.running = false, watched.frames)")
    page.mouse.up()
    return 1000 * (len(frames) - 1) / (frames[-1] - frames[0])


def _cells(found: dict, heap: bool) -> list[str]:
    keys = {"painted": 0, "complete": 0, "drawn": 0, "blocked": 0, "heap": 1, "swipe": 0, "pan": 0}
    return [spread(found[key], digits) for key, digits in keys.items() if heap or key != "heap"]
