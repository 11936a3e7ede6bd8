"""What can go wrong, said in one sentence each.

A message names the file, the record, what is wrong with it and what would be allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: So many names stand in a sentence.
SHOWN = 3


def few(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


class Place(NamedTuple):
    """Where a fact stands: the file (without `.toml`), its table there and the name of the record in it,
    and the key."""

    file: str
    table: str = ""
    name: str = ""
    key: str = ""

    @property
    def record(self) -> str:
        """As a sentence calls it."""
        if not self.table:
            return "instrument" if self.file.startswith("instruments/") else ""
        return f"{self.table} {self.name}"

    def says(self, sentence: str) -> Problem:
        """What is wrong there, with the file and the record."""
        return Problem(self, sentence)


class Problem(str):
    """A sentence about a fact: "features.toml, feature isle: ..."; it knows its `place`."""

    place: Place
    sentence: str

    def __new__(cls, place: Place, sentence: str) -> Problem:
        record = f", {place.record}" if place.record else ""
        problem = super().__new__(cls, f"{place.file}.toml{record}: {sentence}")
        problem.place, problem.sentence = place, sentence
        return problem


def gathered(problems: Iterable[str]) -> list[str]:
    """The same sentences; what is said of several records in the same words stands once, and names some of them."""
    found: dict[str, list[Problem]] = {}
    others: list[str] = []
    for problem in problems:
        if isinstance(problem, Problem):
            found.setdefault(problem.sentence, []).append(problem)
        else:
            others.append(problem)
    return [
        *others,
        *(
            first.place.says(as_in(sentence, first.place, [one.place for one in rest]))
            for sentence, (first, *rest) in found.items()
        ),
    ]


def as_in(sentence: str, place: Place, others: Iterable[Place]) -> str:
    """A sentence about a place that is as true of other places: it names some of their records."""
    also = dict.fromkeys(other.record or other.file for other in others if other[:3] != place[:3])
    what, _, rest = sentence.partition("; ")
    return f"{what}, as in {few(list(also))}; {rest}" if also else sentence


class GeoError(Exception):
    """Any mistake that the command line answers with a sentence instead of a traceback."""

    exit_code = 1


class DataError(GeoError):
    """The facts or the layers are wrong (exit 1).

    Parameters
    ----------
    problems : str or iterable of str
        One sentence each, said once; `check` shows all of them at once.
    """

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str) else list(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


class UsageError(GeoError):
    """The question is wrong: an unknown subject, a date outside the chain (exit 2)."""

    exit_code = 2
