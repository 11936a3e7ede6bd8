"""Ground for any extent on earth, made of coasts, waters and countries that pinned packages carry.

`upstream` reads the packages, `shapes` cuts, joins and simplifies, `made` writes layers. What a map lies on is not
judged here: these are outlines of our day.
"""

from .made import Layer, extent_of, ground_layers, write_ground

__all__ = ["Layer", "extent_of", "ground_layers", "write_ground"]
