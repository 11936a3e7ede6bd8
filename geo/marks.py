"""How a right, a limit, the ground and a name look: `data/marks.toml`, resolved once for every output.

An output asks `look_of` for a right and `dash_of` for a limit and draws what it is told in its own units;
no output has a colour, dash, spacing or lean of its own.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from . import rules
from .errors import DataError
from .model import Atlas, Record, Terms, rows_where
from .sources import data_folder

Positive = Annotated[float, msgspec.Meta(ge=0, description="a number from 0")]
Filled = Annotated[list[Positive], msgspec.Meta(min_length=1)]
Style = Literal["colour", "grey"]
GroundColour = Literal[
    "sea",
    "shelf",
    "land",
    "coast",
    "water",
    "graticule",
    "ink",
    "quiet",
    "sea_name",
    "paper",
    "halo",
    "accent",
    "limit",
    "neutral",
    "border",
]
GroundLine = Literal["coast", "shelf", "lake", "river", "great_river", "graticule", "rail", "site"]
ChangeKind = Literal["plain", "moved", "ended", "stayed"]
#: The marks of tenures, a right along a shore or a line that nobody works, and one on a point.
MarkKind = Literal[rules.Mark, "coast", "point"]
#: The kinds of places, and what else has a name; "mark" is the number of an article, "modern" a second line.
NameKind = Literal[rules.PlaceKind, "station", "mark", "feature", "limit", "modern"]


class Line(Record):
    """A dash pattern in widths of its own line; empty is an unbroken line."""

    dash: list[Positive] = []


class LimitLook(Record):
    """The line of a limit (px)."""

    width: Positive
    chosen_width: Positive
    casing: Positive


class FaintLook(Record):
    """The edge of ground that no right outlines (px; dashes in its own widths)."""

    width: Positive
    dash: list[Positive]


class DoubtLook(Record):
    """The hatch over ground of which it is in doubt whether its rights reach it (px; degrees counter-clockwise from
    east); in the quiet ink, which is no power's."""

    degrees: float
    spacing: Annotated[float, msgspec.Meta(gt=0, description="a number above 0")]
    width: Positive


class HaloLook(Record):
    """The paper round what lies on the map (px)."""

    name: Positive
    disc: Positive


class DotLook(Record):
    """The discs of towns by rank, and of stations with a name and without: radius and rim (px)."""

    town: Filled
    station: Filled
    town_rim: Positive
    station_rim: Positive
    unsure_dash: list[Positive]


class FlagLook(Record):
    """Flags of what changed, and the line that ties one to its ground (px)."""

    rim: Positive
    tie: Positive
    tie_halo: Positive
    end: Positive


class StepLook(Record):
    """What began or ended on the day just reached (px; dashes in its own widths): radius of its `ring`."""

    width: Positive
    halo: Positive
    ring: Positive
    ended_dash: list[Positive]


class PresenterLook(Record):
    """By how much names are larger where a page is shown on a wall."""

    names: Annotated[float, msgspec.Meta(gt=0, description="a number above 0")]


class BesideLook(Record):
    """Rights along a line that is not their own (px)."""

    side: Positive
    dot: Positive
    dot_dash: list[Positive]
    tick: Positive
    tick_every: Annotated[float, msgspec.Meta(gt=0, description="a number above 0")]
    tick_length: Positive
    track: Positive


class FrameLook(Record):
    """Frames of maps, boxes, swatches and extents, and the rules of a text (px)."""

    map: Positive
    box: Positive
    swatch: Positive
    extent: Positive
    rule: Positive


class StateLook(Record):
    """The states under everything: tint, ribbon along the border, border line (px)."""

    strength: Positive
    ribbon_width: Positive
    ribbon_strength: Positive
    border_width: Positive
    border_dash: list[Positive]


class MarkLook(Record):
    """How a mark is drawn. Lengths in px; `strength` is the share of the power's colour, on a map of what changed
    never under `least`."""

    width: Positive = 0
    strength: Positive = 1
    spacing: Positive = 0
    spacing_by_rank: Positive = 0
    casing: Positive = 0
    sleeper: Positive = 0
    ring: Positive = 0
    edge: Positive = 0
    step: Positive = 0
    least: Positive = 0
    inner: Positive = 0
    dash: list[Positive] = []


class Rung(Record):
    """A step of the ladder of loudness."""

    weight: Positive
    strength: Positive


class Change(Record):
    """How a right is drawn on a map of what changed."""

    strength: Positive
    weight: Positive
    dash: list[Positive] = []
    sleeper: Positive = 1


class PowerLook(Record):
    """What tells a power without colour (spacing in px, sleepers in widths of the sleeper)."""

    sleepers: list[Positive]
    texture: Literal["lines", "dots", "none"]
    texture_degrees: float
    texture_spacing: Positive
    texture_width: Positive
    texture_strength: Positive
    spacing: Positive
    mirrored: bool


class NameLook(Record):
    """How the name of a kind of place is lettered: `sizes` (px) by rank 1 to 3, `spacing` between
    letters in em, `colour` a colour of the ground."""

    sizes: Filled
    italic: bool = False
    bold: bool = False
    capitals: bool = False
    spacing: Positive = 0
    colour: GroundColour = "ink"


class Marks(Record):
    """`data/marks.toml`, read. Lengths in px of a page; on paper a px is `paper_mm`, and of type
    `paper_points`."""

    paper_mm: Positive
    paper_points: Positive
    ground: Annotated[
        dict[Style, Annotated[dict[GroundColour, rules.Colour], rules.keys(GroundColour)]], rules.keys(Style)
    ]
    ground_line: Annotated[dict[GroundLine, Positive], rules.keys(GroundLine)]
    limit: LimitLook
    faint: FaintLook
    doubt: DoubtLook
    halo: HaloLook
    dot: DotLook
    flag: FlagLook
    step: StepLook
    presenter: PresenterLook
    beside: BesideLook
    frame: FrameLook
    certainty: Annotated[dict[rules.Certainty, Line], rules.keys(rules.Certainty)]
    state: StateLook
    mark: Annotated[dict[MarkKind, MarkLook], rules.keys(MarkKind)]
    ladder: Annotated[list[Rung], msgspec.Meta(min_length=1)]
    change: Annotated[dict[ChangeKind, Change], rules.keys(ChangeKind)]
    power: Annotated[list[PowerLook], msgspec.Meta(min_length=1)]
    name: Annotated[dict[NameKind, NameLook], rules.keys(NameKind)]
    railway: dict[str, Line] = {}


class Look(NamedTuple):
    """The mark of one right of one holder, resolved. Lengths in px of a page.

    `degrees` is the lean of a hatch, counter-clockwise from east; `shift` the part of the spacing by which
    it is moved, so that two holders of one right stand side by side; `edge` whether the right outlines
    its area (0: no; of several the highest); `weight` that of its rung of the ladder, for what is drawn by
    another mark than its own; `sleepers` the dashes of a worked line, in widths of the
    sleeper; `dash` those of a railway of a lighter kind (`rail_dashes`), in widths of the line.
    """

    mark: str
    colour: str
    degrees: float
    spacing: float
    width: float
    strength: float
    shift: float
    edge: int
    weight: float
    sleepers: list[float]
    dash: list[float] = []


def marks_path(data: Path | None = None) -> Path:
    """The `marks.toml` of a data folder; where it has none, that of the package."""
    own = Path(data or data_folder()) / "marks.toml"
    return own if own.exists() else data_folder() / "marks.toml"


@functools.cache
def read_marks(data: Path | None = None) -> Marks:
    """Read `marks.toml` of a data folder; where it has none, that of the package.

    Raises
    ------
    DataError
        The file does not say what it must; one sentence.
    """
    path = marks_path(data)
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), Marks)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"{path.name}: {error}; allowed: what the records of geo.marks name") from None


def rung_of(marks: Marks, rank: int) -> Rung:
    """The step of the ladder of loudness on which a right of a rank stands; the last one for all beyond."""
    return marks.ladder[min(rank, len(marks.ladder)) - 1]


def look_of(marks: Marks, terms: Terms, tenure: str, holder: str = "", style: Style = "colour") -> Look:
    """The look of a right. A right without a holder binds several powers and is in no power's colour.

    Examples
    --------
    >>> from geo import read_atlas
    >>> from geo.marks import look_of, read_marks
    >>> look_of(read_marks(), read_atlas().terms, "lease", "japan").degrees
    45
    """
    kind = terms.tenure[tenure]
    mark = marks.mark[kind.mark]
    rung = rung_of(marks, kind.rank)
    number = terms.number(holder) if holder else 0
    power = marks.power[number % len(marks.power)]
    colour = terms.power[holder].colour if holder else marks.ground[style]["neutral"]
    degrees, spacing = kind.hatch_degrees, mark.spacing + mark.spacing_by_rank * (kind.rank - 1)
    if style == "grey":
        colour = marks.ground[style]["ink"]
        spacing *= power.spacing if holder else 1
        degrees = 180 - degrees if holder and power.mirrored and degrees % 90 else degrees
    return Look(
        kind.mark,
        colour,
        degrees,
        spacing,
        mark.width * rung.weight,
        mark.strength * rung.strength,
        terms.apart(holder) if holder else 0,
        getattr(kind, "edge", 0),
        rung.weight,
        power.sleepers,
    )


def dash_of(marks: Marks, certainty: str, width: float = 1) -> list[float]:
    """The dashes of a limit by its certainty, for a line of a width, in the width's own unit."""
    looks: Mapping[Any, Line] = marks.certainty  # the tables of layers hold texts
    return [part * width for part in looks[certainty].dash]


def rail_dashes(marks: Marks, atlas: Atlas, layers) -> dict[str, list[float]]:
    """The dashes of the railways of a lighter kind, by feature, in widths of the line; of a feature whose lines
    are of several kinds there are none.

    `layers` are those of a World, by the names under which the facts speak of them.
    """
    found = {}
    for name, feature in atlas.features.items():
        rows = layers.get(feature.recipe.layer)
        if rows is None or "kind" not in rows:
            continue
        kinds = set(rows_where(rows, feature.recipe.where)["kind"])
        if len(kinds) == 1 and kinds <= marks.railway.keys():
            found[name] = marks.railway[kinds.pop()].dash
    return found


def css_of(marks: Marks, style: Style = "colour") -> str:
    """The ground, the limits and the lettering as custom properties of CSS, sorted as in the file:
    `--sea`, `--limit-width`, `--dash-derived`, `--name-sea-size-1` and so on."""
    said: dict[str, str] = {name.replace("_", "-"): colour for name, colour in marks.ground[style].items()}
    said |= {f"{name.replace('_', '-')}-width": f"{width:g}px" for name, width in marks.ground_line.items()}
    said |= {
        "halo-name": f"{marks.halo.name:g}px",
        "town-disc": f"{2 * marks.dot.town[-1]:g}px",
        "town-rim": f"{marks.dot.town_rim:g}px",
        "station-rim": f"{marks.dot.station_rim:g}px",
        "unsure-dash": " ".join(f"{part * marks.dot.station_rim:g}" for part in marks.dot.unsure_dash),
        "flag-rim": f"{marks.flag.rim:g}px",
        "flag-tie": f"{marks.flag.tie:g}px",
        "flag-tie-halo": f"{marks.flag.tie_halo:g}px",
        "step-width": f"{marks.step.width:g}px",
        "step-halo": f"{marks.step.halo:g}px",
        "step-ended-dash": " ".join(f"{part * marks.step.width:g}" for part in marks.step.ended_dash),
        "extent-width": f"{marks.frame.extent:g}px",
    }
    said |= {
        "limit-width": f"{marks.limit.width:g}px",
        "limit-chosen-width": f"{marks.limit.chosen_width:g}px",
        "faint-width": f"{marks.faint.width:g}px",
        "doubt-width": f"{marks.doubt.width:g}px",
        "faint-dash": " ".join(f"{part * marks.faint.width:g}" for part in marks.faint.dash),
    }
    said |= {
        f"dash-{name}": " ".join(f"{part:g}" for part in dash_of(marks, name, marks.limit.width)) or "none"
        for name in marks.certainty
    }
    said |= {
        "state-strength": f"{marks.state.strength:g}",
        "ribbon-width": f"{marks.state.ribbon_width:g}px",
        "ribbon-strength": f"{marks.state.ribbon_strength:g}",
        "border-width": f"{marks.state.border_width:g}px",
        "border-dash": " ".join(f"{part * marks.state.border_width:g}" for part in marks.state.border_dash),
    }
    for kind, look in marks.mark.items():
        said |= {
            f"mark-{kind}-{name}": f"{value:g}px"
            for name, value in (("width", look.width), ("casing", look.casing), ("sleeper", look.sleeper))
            if value
        }
        said[f"mark-{kind}-strength"] = f"{look.strength:g}"
    for place, name in marks.name.items():
        said |= {f"name-{place}-size-{rank}": f"{size:g}px" for rank, size in enumerate(name.sizes, 1)}
        said |= {
            f"name-{place}-spacing": f"{name.spacing:g}em",
            f"name-{place}-style": "italic" if name.italic else "normal",
            f"name-{place}-weight": "600" if name.bold else "400",
            f"name-{place}-case": "uppercase" if name.capitals else "none",
            f"name-{place}-colour": f"var(--{name.colour.replace('_', '-')})",
        }
    return "".join(f"--{name}:{value};" for name, value in said.items())
