"""Crosses of pages, windows, languages and the like, as cases of a test.

Everything with everything is hundreds of openings of a page. So each value of each axis is tried at least once,
each test with other combinations than the next; of a long axis, such as the languages, a test tries one half, and the
next test that tries them may take the other. `EVERY=1 make test` runs them all, as one does before a release.
"""

import itertools
import os
import zlib

import pytest

#: Whether each value is tried with each other.
EVERY = bool(os.environ.get("EVERY"))


#: An axis of more values than this is long.
LONG = 6


def covering(axes, turn=0):
    """Combinations that hold each value of each axis at least once, or every other of a long one: as many as the
    longest axis then has, each other axis gone through again and again, and begun at another place for another
    `turn`."""
    axes = [list(axis)[turn % 2 :: 2] if len(axis) > LONG else axis for axis in axes]
    most = max(map(len, axes))
    return [tuple(axis[(n + turn * k + n // most) % len(axis)] for k, axis in enumerate(axes)) for n in range(most)]


def crossed(name, *axes):
    """The combinations that a test of a name tries by itself, in one page turned from each to the next."""
    return list(itertools.product(*axes)) if EVERY else covering(axes, zlib.crc32(name.encode()) % 97)


def cross(names, *axes):
    """Parametrise a test over the cross of some axes, each a list of values of the arguments of that place in
    `names` (one name, or several in a tuple)."""

    def flat(parts):
        return [value for own, part in zip(names, parts, strict=True) for value in ([part] if own in plain else part)]

    plain = [own for own in names if isinstance(own, str)]

    def marked(test):
        return pytest.mark.parametrize(flat(names), [flat(case) for case in crossed(test.__name__, *axes)])(test)

    return marked
