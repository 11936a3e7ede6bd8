"""The ground on the paper: a projection chosen for an extent, its graticule and its scale bar.

Knows no treaty. Projections are pyproj's; lengths on the paper are in mm.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer

from ..geometry import ELLIPSOID, unwrapped
from .sheet import TOLERANCE


class Projection(NamedTuple):
    """A projection chosen for an extent, and its name as it stands on the sheet."""

    crs: CRS
    words: str
    lon_0: float


def choose_projection(extent, say: Mapping[str, str]) -> Projection:
    """The projection for an extent (west, south, east, north; degrees).

    In middle latitudes a Lambert conformal conic with the standard parallels a sixth of the height
    inside the extent (Snyder, Map Projections: A Working Manual, USGS PP 1395, 1987, p. 99);
    elsewhere, and for great heights or widths, a Lambert azimuthal equal-area about the middle.
    """
    west, south, east, north = unwrapped(extent)
    lon, lat, height = (west + east) / 2, (south + north) / 2, north - south
    if 15 < abs(lat) < 65 and height <= 35 and east - west <= 90 and south * north > 0:
        step = 60 if height > 2 else 600
        a, b = (round(at * step) / step for at in (south + height / 6, north - height / 6))
        crs = CRS.from_dict({"proj": "lcc", "lat_1": a, "lat_2": b, "lat_0": lat, "lon_0": lon, "datum": "WGS84"})
        name = say["projection_conic"].format(a=latitude(a, say), b=latitude(b, say), lon=longitude(lon, say))
    else:
        crs = azimuthal(lon, lat)
        name = say["projection_azimuthal"].format(lat=latitude(lat, say), lon=longitude(lon, say))
    return Projection(crs, f"{name}{say['semicolon']}{say['projection_datum']}", lon)


def azimuthal(lon: float, lat: float) -> CRS:
    """The Lambert azimuthal equal-area projection about a point (degrees)."""
    return CRS.from_dict({"proj": "laea", "lat_0": lat, "lon_0": lon, "datum": "WGS84"})


def transformer(crs: CRS) -> Transformer:
    """From longitude and latitude (EPSG:4326) to metres of a projection."""
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def latitude(value: float, say: Mapping[str, str]) -> str:
    """A latitude as it stands on a map: 46°30’N, 46° 30′ с. ш.; the equator is of neither side."""
    angle = _angle(value, say)
    return say["north" if value > 0 else "south"].format(angle=angle) if _minutes(value) else angle


def longitude(value: float, say: Mapping[str, str]) -> str:
    """A longitude, the same way; those of Greenwich and of 180 degrees are of neither side."""
    value = (value + 180) % 360 - 180 if abs(value) != 180 else value
    angle = _angle(value, say)
    return say["east" if value > 0 else "west"].format(angle=angle) if _minutes(value) % (180 * 60) else angle


def _minutes(value: float) -> int:
    return round(abs(value) * 60)


def _angle(value: float, say: Mapping[str, str]) -> str:
    whole, rest = divmod(_minutes(value), 60)
    return f"{whole}°{f'{rest:02d}' + say['minute'] if rest else ''}"


@dataclass(frozen=True)
class View:
    """A projection on the paper: millimetres in a frame (west, south, east, north; mm)."""

    projection: Projection
    forward: Transformer
    scale: float  # mm on the paper for a metre of the projection
    middle: tuple[float, float]  # metres of the projection in the middle of the frame
    frame: tuple[float, float, float, float]
    tolerance: float = TOLERANCE  # by how much lines may be simplified, mm

    def to_mm(self, lonlat: np.ndarray) -> np.ndarray:
        """Degrees (n, 2) to mm on the paper."""
        x, y = self.forward.transform(lonlat[:, 0], lonlat[:, 1])
        west, south, east, north = self.frame
        return np.column_stack(
            [
                (x - self.middle[0]) * self.scale + (west + east) / 2,
                (y - self.middle[1]) * self.scale + (south + north) / 2,
            ]
        )

    def to_degrees(self, mm: np.ndarray) -> np.ndarray:
        """mm on the paper (n, 2) to degrees, longitudes within 180 of the central meridian."""
        west, south, east, north = self.frame
        x = (mm[:, 0] - (west + east) / 2) / self.scale + self.middle[0]
        y = (mm[:, 1] - (south + north) / 2) / self.scale + self.middle[1]
        lon, lat = (np.asarray(part) for part in self.forward.transform(x, y, direction="INVERSE"))
        lon_0 = self.projection.lon_0
        lon = np.where(np.isfinite(lon), lon, np.nan)  # beyond the edge of the world
        return np.column_stack([(lon - lon_0 + 180) % 360 - 180 + lon_0, lat])

    def window(self) -> tuple[float, float, float, float]:
        """The degrees that the frame shows (west, south, east, north), a little more rather than
        less; east may exceed 180."""
        return self._window

    @functools.cached_property
    def _window(self) -> tuple[float, float, float, float]:
        west, south, east, north = self.frame
        grid = np.stack(np.meshgrid(np.linspace(west, east, 41), np.linspace(south, north, 41)), axis=-1).reshape(-1, 2)
        found = self.to_degrees(grid)
        found = found[np.isfinite(found).all(axis=1)]
        (w, s), (e, n) = found.min(axis=0), found.max(axis=0)
        lon_0, pad = self.projection.lon_0, 0.02 * max(e - w, n - s)
        for pole in (-90, 90):
            x, y = self.to_mm(np.array([[lon_0, pole]]))[0]
            if west <= x <= east and south <= y <= north:
                w, e, s, n = lon_0 - 180, lon_0 + 180, min(s, pole), max(n, pole)
        return (max(w - pad, lon_0 - 180), max(s - pad, -90), min(e + pad, lon_0 + 180), min(n + pad, 90))

    def box(self):
        """The frame as a Polygon (mm)."""
        return shapely.box(*self.frame)

    def survey(self) -> Survey:
        """A survey of what the frame shows, as finely as the frame can show it."""
        return Survey(self.forward, self.window(), THINNED * self.tolerance / self.scale)

    def project(self, shapes) -> list:
        """Geometries (EPSG:4326) as parts in mm on the paper, simplified, cut by the frame."""
        return self.cut(self.survey().metres("", lambda: shapes))

    def cut(self, parts: np.ndarray) -> list:
        """Parts in metres of the projection (of a `Survey`) in mm on the paper, simplified, cut by the frame."""
        west, south, east, north = self.frame
        offset = np.array([west + east, south + north]) / 2 - np.array(self.middle) * self.scale
        (w, s), (e, n) = (np.reshape(self.frame, (2, 2)) - offset) / self.scale
        bounds = shapely.bounds(parts)
        near = (bounds[:, 0] <= e) & (bounds[:, 2] >= w) & (bounds[:, 1] <= n) & (bounds[:, 3] >= s)
        flat = shapely.simplify(parts[near], self.tolerance / self.scale)
        flat = shapely.transform(flat, lambda xy: xy * self.scale + offset)
        bad = ~shapely.is_valid(flat)
        flat[bad] = shapely.make_valid(flat[bad])
        bounds = shapely.bounds(flat)
        over = (bounds[:, :2] < self.frame[:2]).any(axis=1) | (bounds[:, 2:] > self.frame[2:]).any(axis=1)
        flat[over] = shapely.intersection(flat[over], self.box())
        return [part for part in flat if not part.is_empty]


#: A survey is simplified by this share of the tolerance of its view, quickly, before the view simplifies with care:
#: outlines have ten times as many points as a sheet of a whole theatre can show.
THINNED = 0.25


class Survey:
    """The shapes under a map in metres of its projection, for one view of it after another: all within a window of
    degrees (west, south, east, north), simplified by less than `step` metres; each is projected once."""

    def __init__(self, forward: Transformer, window: tuple[float, float, float, float], step: float):
        self.forward, self.window, self.step = forward, window, step
        self._found: dict[str, np.ndarray] = {}

    def serves(self, view: View) -> bool:
        """Whether it holds all that a view of the same projection shows, and as finely."""
        west, south, east, north = view.window()
        return (
            self.window[0] <= west
            and self.window[1] <= south
            and self.window[2] >= east
            and self.window[3] >= north
            and self.step <= 1.001 * THINNED * view.tolerance / view.scale
        )

    def metres(self, name: str, shapes_of: Callable[[], Any]) -> np.ndarray:
        """The parts of some geometries (EPSG:4326), which bear a name of their own here."""
        if name not in self._found:
            parts = np.array([part for part in in_window(shapes_of(), self.window) if not part.is_empty], object)
            flat = self._closed(parts, shapely.transform(shapely.segmentize(parts, 0.25), self._flat))
            flat = shapely.simplify(flat, self.step, preserve_topology=False)
            self._found[name] = flat[~shapely.is_empty(flat)]
        return self._found[name]

    def _closed(self, parts: np.ndarray, flat: np.ndarray) -> np.ndarray:
        """Areas in metres with those joined that a window round the globe parts: the map goes on there, and no coast
        runs along its edge."""
        west, _, east, _ = self.window
        bounds = shapely.bounds(parts)
        at = (shapely.get_dimensions(parts) == 2) & ((bounds[:, 0] <= west) | (bounds[:, 2] >= east))
        if east - west < 360 or not at.any():
            return flat
        # Seen from either side, chords along the edge differ by less than the step.
        wide = shapely.union_all(shapely.buffer(flat[at], self.step, quad_segs=1))
        return np.array([*flat[~at], *shapely.get_parts(shapely.buffer(wide, -self.step, quad_segs=1))], object)

    def _flat(self, lonlat: np.ndarray) -> np.ndarray:
        return np.column_stack(self.forward.transform(lonlat[:, 0], lonlat[:, 1]))


def in_window(shapes, window) -> list:
    """The parts of geometries (EPSG:4326) in a window whose east may exceed 180 degrees; what was
    cut at 180 degrees is joined again."""
    box = shapely.box(*window)
    found: list = []
    turned = False
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(np.asarray(shapes, object))))
    for turn in (-360, 0, 360):
        bounds = shapely.bounds(parts)
        near = (
            (bounds[:, 0] + turn <= window[2])
            & (bounds[:, 2] + turn >= window[0])
            & (bounds[:, 1] <= window[3])
            & (bounds[:, 3] >= window[1])
        )
        if not near.any():
            continue
        moved, bounds = parts[near], bounds[near] + [turn, 0, turn, 0]
        if turn:
            moved = shapely.transform(moved, lambda lonlat, turn=turn: lonlat + [turn, 0])
        turned |= bool(turn) and bool(found)
        # What lies within is whole: only the rest is cut.
        over = (bounds[:, :2] < window[:2]).any(axis=1) | (bounds[:, 2:] > window[2:]).any(axis=1)
        moved[over] = shapely.intersection(moved[over], box)
        found += moved.tolist()
    if turned:
        found = [part for part in found if not part.is_empty]
        bounds = shapely.bounds(found)
        seam = (np.abs(bounds[:, [0, 2]]) == 180).any(axis=1)
        joined = shapely.union_all([part for part, at in zip(found, seam, strict=True) if at])
        found = [part for part, at in zip(found, seam, strict=True) if not at]
        found += shapely.get_parts(joined).tolist()
    return found


def view_of(projection: Projection, extent, frame, tolerance: float = TOLERANCE, body=None) -> View:
    """The view that shows an extent as large as a frame (mm) allows, or as a part of it, its `body`, does."""
    forward, body = transformer(projection.crs), body or frame
    west, south, east, north = outline_m(forward, extent)
    scale = min((body[2] - body[0]) / (east - west), (body[3] - body[1]) / (north - south))
    x, y = ((frame[k] + frame[k + 2] - body[k] - body[k + 2]) / 2 / scale for k in (0, 1))
    return View(projection, forward, scale, ((west + east) / 2 + x, (south + north) / 2 + y), frame, tolerance)


def outline_m(forward: Transformer, extent) -> tuple[float, float, float, float]:
    """Bounds in metres of the projection of an extent in degrees."""
    west, south, east, north = unwrapped(extent)
    lon, lat = np.meshgrid(np.linspace(west, east, 33), np.linspace(south, north, 33))
    x, y = forward.transform(lon.ravel(), lat.ravel())
    return min(x), min(y), max(x), max(y)


def scale_bar(view: View, latitude: float, longest: float = 42.0) -> tuple[float, float]:
    """Length of a scale bar in km (1, 2 or 5 times a power of ten) and in mm on the paper.

    True along the parallel `latitude`, about the middle of the frame: the bar is as long as the arc
    of the parallel that measures so many km on the WGS 84 ellipsoid.
    """
    lon_0 = view.projection.lon_0
    arc = 1e-3 * ELLIPSOID.inv(lon_0 - 0.005, latitude, lon_0 + 0.005, latitude)[2] / 0.01
    near = view.to_mm(np.array([[lon_0 - 0.005, latitude], [lon_0 + 0.005, latitude]]))
    mm_per_km = np.hypot(*(near[1] - near[0])) / (0.01 * arc)
    power = 10 ** np.floor(np.log10(longest / mm_per_km))
    km = max(step * power for step in (1, 2, 5) if step * power * mm_per_km <= longest)
    span = np.linspace(-km / arc / 2, km / arc / 2, 101)
    line = view.to_mm(np.column_stack([lon_0 + span, np.full(101, latitude)]))
    return float(km), float(np.hypot(*np.diff(line, axis=0).T).sum())


def graticule_step(view: View, spacing: float = 26.0) -> float:
    """Degrees between the lines of the graticule, some 26 mm apart."""
    window = view.window()
    wanted = (window[3] - window[1]) * spacing / (view.frame[3] - view.frame[1])
    steps = (1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 5, 10, 15, 30)
    return next((step for step in steps if step >= 0.8 * wanted), 30)


def graticule(view: View):
    """Meridians and parallels of a view: (axis, degrees, line in mm cut by the frame)."""
    west, south, east, north = view.window()
    step = graticule_step(view)
    across = step if abs(south + north) < 120 else 2 * step
    found = []
    for lon in np.arange(np.ceil(west / across), np.floor(east / across) + 1) * across:
        found.append(("meridian", lon, np.column_stack([np.full(200, lon), np.linspace(south, north, 200)])))
    for lat in np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step:
        found.append(("parallel", lat, np.column_stack([np.linspace(west, east, 400), np.full(400, lat)])))
    cut = [
        (axis, float(at), shapely.intersection(shapely.LineString(view.to_mm(line)), view.box()))
        for axis, at, line in found
    ]
    return [(axis, at, shapely.simplify(line, 0.01)) for axis, at, line in cut if not line.is_empty]
