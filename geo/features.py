"""Where: runs the recipe of each feature over the layers."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import msgspec
import numpy as np
import shapely

from . import cache, geometry
from .errors import DataError, Place, Problem, gathered
from .model import Atlas, Clip, Expect, Feature, rows_where
from .reading import allowed
from .sources import layer_folder, read_layer

#: A point of `between` is meant to lie on its line: as far as this beside it (degrees, some 50 km) it is on another.
BESIDE = 0.5

#: A degree of latitude is nowhere shorter, on WGS 84.
KM_TO_A_DEGREE = 110.574


def build_features(atlas: Atlas, data: Path | None = None) -> gpd.GeoDataFrame:
    """Build the table of features from their recipes.

    Parameters
    ----------
    atlas : Atlas
    data : Path, optional
        Another `data/` folder than the atlas was read from.

    Returns
    -------
    GeoDataFrame
        Index: feature id. Columns: `name` (English), `geometry` (MultiPolygon, MultiLineString
        or Point, EPSG:4326), `area_km2` and `length_km` (on the WGS 84 ellipsoid; one of them is
        NaN), `uncertainty_m` (metres).

    Raises
    ------
    DataError
        A recipe leads to no shape, or a shape does not measure what `expect` says, or lies elsewhere.

    Examples
    --------
    >>> from geo import build_features, read_atlas
    >>> features = build_features(read_atlas("portsmouth_1905"))
    >>> round(float(features.area_km2["sakhalin-south"]), -2)
    33300.0
    """
    data = Path(data) if data else Path(atlas.folder).parents[1]
    shapes: dict[str, object] = {}
    problems: list[str] = []
    lost: set[str] = set()

    def folder_of(name: str) -> Path:
        return layer_folder(atlas.layers.get(name, name), data, atlas.id)

    keys = cache.Keys(atlas, folder_of)

    def rows_of(name: str) -> gpd.GeoDataFrame:
        return read_layer(atlas.layers.get(name, name), data, atlas.id)

    def shape_of(name: str, asked_by: tuple[str, ...] = ()):
        if name in asked_by:
            raise _wrong(name, "its recipe leads back to itself; allowed: features that do not need each other")
        if name not in shapes:
            try:
                shapes[name] = _made(
                    keys,
                    atlas.features[name],
                    lambda feature: _run(
                        feature, rows_of, lambda other: shape_of(other, (*asked_by, name)), set(atlas.features)
                    ),
                )
            except DataError as error:
                problems.extend(error.problems)
                lost.add(name)
                shapes[name] = shapely.Point()
        if name in lost:
            raise DataError(())  # what needs it cannot be made either, and that is no second mistake
        return shapes[name]

    def made() -> bytes:
        for feature in atlas.features.values():
            with contextlib.suppress(DataError):
                shape_of(feature.id)
        cache.forget_the_old()
        table = _table(
            atlas,
            [(shape, geometry.area_km2(shape), geometry.length_km(shape)) for shape in map(shapes.get, atlas.features)],
        )
        wrong = problems or [
            sentence
            for feature in atlas.features.values()
            if feature.expect
            for sentence in (
                *_unexpected(feature, feature.expect, table.loc[feature.id]),
                *_elsewhere(atlas, feature, feature.expect, shapes[feature.id]),
            )
        ]
        if wrong:
            raise DataError(gathered(wrong))
        measures = table[["area_km2", "length_km"]].itertuples(index=False, name=None)
        return msgspec.msgpack.encode(list(zip(shapely.to_wkb(table.geometry.to_numpy()), measures, strict=True)))

    # What was made, measured and found in its place before is not measured again.
    told = [(feature.id, keys.of(feature), feature.expect) for feature in atlas.features.values()]
    spots = [(place.id, place.names["en"], place.lon, place.lat) for place in atlas.places]
    rows = msgspec.msgpack.decode(cache.remembered([msgspec.json.encode([told, spots])], made))
    return _table(atlas, [(shapely.from_wkb(shape), *measures) for shape, measures in rows])


def _table(atlas: Atlas, rows: list[tuple]) -> gpd.GeoDataFrame:
    """The table of features from the shape, the area (km2) and the length (km) of each; a measure of 0 is none."""
    shapes, areas, lengths = zip(*rows, strict=True) if rows else ((), (), ())
    return gpd.GeoDataFrame(
        {
            "name": [feature.names["en"] for feature in atlas.features.values()],
            "geometry": list(shapes),
            "area_km2": [area or math.nan for area in areas],
            "length_km": [length or math.nan for length in lengths],
            "uncertainty_m": [feature.uncertainty_m for feature in atlas.features.values()],
        },
        geometry="geometry",
        index=list(atlas.features),
        crs="EPSG:4326",
    ).rename_axis("feature")


def _unexpected(feature: Feature, expect: Expect, row) -> list[Problem]:
    """Sentences about a shape that does not measure what the feature's `expect` says."""
    found = []
    points = len(shapely.get_parts(row["geometry"])) if row["geometry"].geom_type.endswith("Point") else 0
    if expect.points not in (None, points):
        found.append(
            _place(feature.id, "expect").says(f"it has {points} points; allowed: {expect.points} ({expect.cite})")
        )
    for measure in ("area_km2", "length_km"):
        value, other = getattr(expect, measure, None), "area_km2" if measure == "length_km" else "length_km"
        if not value:
            continue
        if row[measure] != row[measure]:
            found.append(
                _place(feature.id, "expect").says(
                    f"expects {measure}, but its shape has none; allowed: "
                    + (other if row[other] == row[other] else "a shape that has")
                )
            )
        elif not abs(row[measure] - value) <= (expect.within or 0) * value:
            found.append(
                _place(feature.id, "expect").says(
                    f"{measure} is {row[measure]:,.1f}; allowed: {value:,.1f} within {expect.within or 0:.1%} "
                    f"({expect.cite})"
                )
            )
    return found


def _elsewhere(atlas: Atlas, feature: Feature, expect: Expect, shape) -> Iterator[Problem]:
    """Sentences about a shape that does not lie where the feature's `expect` says."""
    at, near = _place(feature.id, "expect"), expect.near_km or 0.0
    within = f"within {near:g} km of" if near else "in"
    spots = {name.id: (name.names["en"], name.lon, name.lat) for name in atlas.places}
    shape = geometry.joined_at_180(shape)

    def km_to(lon: float, lat: float) -> float:
        lon = lon + 360 if lon < 0 and shape.bounds[2] > 180 else lon
        return 0.0 if shape.intersects(shapely.Point(lon, lat)) else geometry.distance_m(lon, lat, shape) / 1e3

    for name, lon, lat in [spots[name] for name in expect.holds] + [(f"{[*spot]}", *spot) for spot in expect.meets]:
        if (km := km_to(lon, lat)) > near:
            yield at.says(f"{name} lies {km:,.1f} km from it; allowed: {within} it ({expect.cite})")
    for name, lon, lat in (spots[name] for name in expect.leaves_out):
        if (km := km_to(lon, lat)) <= near:
            yield at.says(f"{name} lies {km:,.1f} km from it; allowed: not {within} it ({expect.cite})")
    for side, found in zip(("west", "south", "east", "north"), shape.bounds, strict=True):
        value = getattr(expect.bounds, side, None)
        if value is None:
            continue
        middle = (shape.bounds[1] + shape.bounds[3]) / 2
        km = abs(found - value) * KM_TO_A_DEGREE * (np.cos(np.radians(middle)) if side in ("west", "east") else 1)
        if km > near:
            yield at.says(
                f"its {side} end is at {found:.3f} degrees, {km:,.1f} km off; allowed: {value:g} within "
                f"{near:g} km ({expect.cite})"
            )


def _place(feature: str, key: str = "recipe") -> Place:
    return Place("features", "feature", feature, key)


def _wrong(feature: str, sentence: str) -> DataError:
    return DataError(_place(feature).says(sentence))


def _made(keys: cache.Keys, feature: Feature, run):
    """The shape of a feature as it was kept, or made by `run` and kept."""
    key = keys.of(feature)
    shape = cache.kept(key)
    if shape is None:
        shape = run(feature)
        cache.keep(key, shape)
    return shape


def _run(feature: Feature, rows_of, shape_of, feature_ids: set[str]):
    """The shape of one feature: each step of the recipe is one call of shapely."""
    recipe, where = feature.recipe, feature.id
    if recipe.parallel is not None:
        shape = geometry.parallel_line(recipe.parallel, -180.0, 180.0)
    elif recipe.meridian is not None:
        shape = geometry.meridian_line(recipe.meridian, -90.0, 90.0)
    elif recipe.points:
        shape = shapely.MultiPoint(recipe.points)
    elif recipe.middle:
        shape = _middle(feature, *map(shape_of, recipe.middle))
    else:
        shape = _choose(where, rows_of, recipe.layer, recipe.where)
    if recipe.coast:
        shape = shapely.boundary(geometry.joined_at_180(shape))
    if recipe.distance:
        _, south, _, north = shape.bounds
        if max(-south, north) + recipe.distance / KM_TO_A_DEGREE > 90:
            raise _wrong(
                where, f"all within {recipe.distance:g} km reaches a pole; allowed: a distance that ends before it"
            )
        clip = msgspec.structs.astuple(recipe.clip) if recipe.clip else None
        shape = geometry.widened(shape, recipe.distance, clip)
    if recipe.edge:
        shape = shapely.boundary(geometry.joined_at_180(shape))
    if recipe.within:
        shape = shapely.intersection(shape, shape_of(recipe.within))
    if recipe.clip:
        shape = _clipped(shape, recipe.clip)
    if recipe.cut:
        line = _choose(where, rows_of, recipe.cut.layer, recipe.cut.where)
        line = shapely.line_merge(shapely.union_all(geometry.lines_of(line)))
        if line.is_empty:
            raise _wrong(where, f"its cut runs along {recipe.cut.layer}, which holds no line; allowed: rows of lines")
        shape = _cut(feature, shape, line)
    if recipe.between:
        shape = _between(feature, shape)
    for name in recipe.minus:
        other = shape_of(name) if name in feature_ids else _choose(where, rows_of, name, {}, near=shape)
        shape = geometry.without_needles(shapely.difference(shape, other))
    if recipe.plus:
        added = _choose(where, rows_of, recipe.layer, recipe.plus)
        if recipe.coast:
            added = shapely.boundary(geometry.joined_at_180(added))
        shape = shapely.union(shape, added)
    for name in recipe.also:
        shape = shapely.union(geometry.joined_at_180(shape), geometry.joined_at_180(shape_of(name)))
    if shape.is_empty:
        raise _wrong(feature.id, "the recipe leaves nothing; allowed: a recipe that meets land, sea or a line")
    return geometry.tidy(geometry.split_at_180(shape))


def _middle(feature: Feature, one, other):
    """The line as far from one feature as from the other."""
    if shapely.intersects(one, other) and not shapely.touches(one, other):
        raise _wrong(feature.id, "the two of its middle overlap; allowed: two features with water or land between them")
    return geometry.middle_line(one, other)


def _clipped(shape, clip: Clip):
    """What of a geometry, split at 180 degrees or running on past them, lies in a box that may run on past them."""
    box = geometry.box(clip.west, clip.south, clip.east, clip.north)
    here = shapely.intersection(shape, box)
    if clip.east <= 180 or shape.bounds[0] >= 0:
        return here
    there = shapely.transform(box, lambda lonlat: lonlat - [360, 0])
    return shapely.union(here, shapely.intersection(shape, there))


def _cut(feature: Feature, shape, line):
    """The piece that `cut` keeps."""
    cut = feature.recipe.cut
    if cut is None:
        return shape
    piece = geometry.piece_containing(shape, line, *cut.keep)
    if piece.is_empty:
        raise _wrong(
            feature.id,
            f"keep {list(cut.keep)} lies outside what is cut; allowed: longitude and latitude of "
            "a point in the piece to keep",
        )
    if piece.area in [part.area for part in geometry.polygons_of(shape)]:
        rows = ", ".join(str(value) for value in cut.where.values())
        raise _wrong(
            feature.id,
            f"the line of its cut ({cut.layer}: {rows}) parts nothing; allowed: a line that runs through what it cuts",
        )
    return piece


def _between(feature: Feature, shape):
    """The stretch of the longest line between two points on it."""
    lines = geometry.lines_of(shapely.line_merge(shape))
    if not lines:
        raise _wrong(feature.id, "between is for lines, and there is none; allowed: rows that are lines, or coast")
    longest, ends = max(lines, key=lambda line: line.length), feature.recipe.between or ()
    for point in ends:
        if longest.distance(shapely.Point(point)) > BESIDE:
            raise _wrong(
                feature.id,
                f"between names {list(point)}, which lies beside the line; allowed: longitude "
                "and latitude of points on the line",
            )
    return geometry.stretch(longest, *ends)


def _choose(where: str, rows_of, layer: str, wanted: dict, near=None):
    """The union of the rows of a layer whose columns have the wanted values."""
    rows = rows_of(layer)
    if near is not None:
        rows = rows[rows.intersects(shapely.box(*near.bounds))]
    for column, value in wanted.items():
        if column not in rows:
            raise _wrong(
                where, f'layer {layer} has no column "{column}"; ' + allowed(column, rows.columns.drop("geometry"))
            )
        values = value if isinstance(value, list) else [value]
        for missing in [v for v in values if v not in set(rows[column])]:
            raise _wrong(
                where,
                f'layer {layer} has no row with {column} = "{missing}"; '
                + allowed(missing, rows[column].dropna().unique()),
            )
        rows = rows_where(rows, {column: values})
    if set(rows.geom_type) <= {"LineString", "MultiLineString"}:
        return shapely.MultiLineString(geometry.lines_of(shapely.GeometryCollection(rows.geometry.tolist())))
    return geometry.united(rows.geometry.to_numpy())
