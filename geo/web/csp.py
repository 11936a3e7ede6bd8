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


def policy_of(scripts: Iterable[str]) -> str:
    """The policy of a page that asks nobody for anything and runs these scripts alone.

    Parameters
    ----------
    scripts : iterable of str
        The texts of the inline scripts, as they stand between their tags.

    Returns
    -------
    str
        The value of the `content` of `<meta http-equiv="Content-Security-Policy">`.

    Notes
    -----
    A style cannot fetch (`default-src 'none'`) and shapes are coloured by style attributes, which no
    hash can name, so styles are allowed where they stand.

    Examples
    --------
    >>> policy_of(["start();"]).split("; ")[-1].startswith("script-src 'sha256-")
    True
    """
    allowed = " ".join(sorted({hash_of(script) for script in scripts}))
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; "
        f"style-src 'unsafe-inline'; script-src {allowed}"
    )
