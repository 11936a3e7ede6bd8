"""What a page forbids itself: a Content-Security-Policy that knows scripts and styles by their hashes.

The hashes are those of the program's own texts, taken before a fact is filled in. Whatever else would
be a script in the finished page, because a fact broke out of its place, does not run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def hash_of(text: str) -> str:
    """The hash by which a policy names an inline script or style: its text between the tags."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def policy_of(scripts: Iterable[str], styles: Iterable[str] | None) -> str:
    """The policy of a page that asks nobody for anything, and runs these scripts and wears these styles alone.

    Parameters
    ----------
    scripts : iterable of str
        The texts of the inline scripts, as they stand between their tags.
    styles : iterable of str, optional
        Those of the inline styles; None allows all styles where they stand, as folium's maps need it.

    Returns
    -------
    str
        The value of the `content` of `<meta http-equiv="Content-Security-Policy">`.

    Notes
    -----
    No hash can name a `style` attribute: what is drawn is coloured by attributes of SVG, by classes, and by scripts
    (`element.style`), which a policy does not forbid.

    Examples
    --------
    >>> policy_of(["start();"], []).split("; ")[-1].startswith("script-src 'sha256-")
    True
    """
    worn = "'unsafe-inline'" if styles is None else _hashes(styles)
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; "
        f"style-src {worn}; script-src {_hashes(scripts)}"
    )


def _hashes(texts: Iterable[str]) -> str:
    """The hashes of texts, or that there are none."""
    return " ".join(sorted({hash_of(text) for text in texts})) or "'none'"
