"""Numbers of several runs, and tables of them."""

from __future__ import annotations

from statistics import median


def spread(values, digits: int = 0, unit: str = "") -> str:
    """Median and range, such as "120 (115-131) ms"; "-" where nothing was measured."""
    values = [value for value in values if value is not None]
    if not values:
        return "-"
    low, middle, high = (f"{value:,.{digits}f}" for value in (min(values), median(values), max(values)))
    shown = middle if low == high else f"{middle} ({low}-{high})"
    return f"{shown} {unit}".strip()


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"
