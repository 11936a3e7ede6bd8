"""What a picture says of its day, in words: who had the ground in law, and whose army or government stood on
it. The same rule as `static/caption.js`; tests/data/captions.json holds the two together."""

from __future__ import annotations

from collections.abc import Callable

from ..forms import day_in_words
from ..marks import read_marks, rung_of
from ..model import Subject
from ..texts import power_names, read_texts, words_of
from ..timeline import held_on


def caption_of(world, subject: Subject, day: str, language: str = "en", label: str = "") -> str:
    """The caption of a subject on a day, in both readings.

    Parameters
    ----------
    world : World
    subject : Subject
    day : str
        An ISO day.
    language : str
    label : str
        What stands for the day; by default the day itself.

    Returns
    -------
    str
        "4 September 1905: in law Russia (sovereignty); on the ground Japan (military occupation)".
    """
    held = held_on(world.timeline, day)
    rows = held[held["feature"].isin(subject.features)].drop(columns="geometry").to_dict("records")
    marks, tenures = read_marks(world.data), world.atlas.terms.tenure
    law, fact = told_of(rows, lambda row: rung_of(marks, tenures[row["tenure"]].rank).weight)
    words = words_of("both", language)
    said = {
        reading: words[f"said_{reading}"].format(powers=_holders(world.atlas, of, day, language))
        if of
        else words[f"said_no_{reading}"]
        for reading, of in (("law", law), ("fact", fact))
    }
    return words["on_day"].format(date=label or day_in_words(day, language), said=words["said_both"].format(**said))


#: From this weight of its rung of the ladder on a right is told in a caption, and by a flag.
LOUD = 1


def told_of(rows: list[dict], weight: Callable[[dict], float]) -> tuple[list[dict], list[dict]]:
    """Of the rows that count on a day those that a caption tells: in law the loud titles, and what stood on the ground.

    All titles of the map, not only those to ground where an army stood: it may stand on a stretch of a line, or on a
    part of a country, whose title is recorded of the whole.
    """
    held = [row for row in rows if row["holder"]]
    law = [row for row in held if row["reading"] == "law" and weight(row) >= LOUD]
    return law, [row for row in held if row["reading"] == "fact"]


def _holders(atlas, rows: list[dict], day: str, language: str) -> str:
    """Who holds a right, right by right: "Russia, China (sovereignty), Russia (lease)"."""
    words = words_of("both", language)
    names, texts, tenures = power_names(atlas, day, language), read_texts(atlas, language), atlas.terms.tenure
    parts = []
    held = dict.fromkeys(row["tenure"] for row in rows)
    for tenure in sorted(held, key=lambda name: tenures[name].rank):
        holders = [names[power] for power in dict.fromkeys(row["holder"] for row in rows if row["tenure"] == tenure)]
        right = texts[f"tenure.{tenure}"]
        parts.append(words["held"].format(powers=words["comma"].join(holders), right=right[0].lower() + right[1:]))
    return words["comma"].join(parts)
