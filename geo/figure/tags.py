"""The tags of a PDF (ISO 32000-1, 14.7 and 14.8): what is a title, a paragraph, a picture, in the order of reading.

pikepdf, a library of well-formed PDF, has no words for tags of its own: the marks go into the stream as Matplotlib
writes it, and the tree that names them is put beside the pages afterwards.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator

import pikepdf
from matplotlib.artist import Artist
from matplotlib.backends.backend_pdf import Name as PdfName
from matplotlib.backends.backend_pdf import Verbatim

#: The type of structure of what a gid says; all else is part of a picture.
TYPES = {
    "title": "H1",
    "heading": "H2",
    "lead": "P",
    "atlas": "P",
    "note": "P",
    "change": "P",
    "key": "P",
    "credit": "P",
    "sources": "P",
    "measures": "P",
    "no-ground": "P",
}


class Mark(Artist):
    """Begins or ends a marked piece of a page where that goes into a PDF; else nothing is drawn."""

    def __init__(self, zorder: float, kind: str = "", number: int = 0):
        super().__init__()
        self.kind, self.number = kind, number
        self.set_zorder(zorder)

    def draw(self, renderer):
        """Write the mark."""
        file = getattr(renderer, "file", None)
        if file is None:
            return
        if self.kind:
            file.output(PdfName(self.kind), {"MCID": self.number}, Verbatim(b"BDC"))
        else:
            file.output(Verbatim(b"EMC"))


@contextlib.contextmanager
def marked(page) -> Iterator[list[str]]:
    """A page (`geo.figure.sheet.Page`) whose pieces are marked; gives the type of each piece by its number."""
    axes = page.axes[0]
    drawn = sorted((artist for artist in axes.get_children() if artist.get_gid()), key=lambda one: one.zorder)
    kinds: list[str] = []
    marks: list[Artist] = []
    for (kind, _), group in itertools.groupby(drawn, key=_piece):
        pieces = list(group)
        marks += [
            axes.add_artist(Mark(pieces[0].zorder - 0.25, kind, len(kinds))),
            axes.add_artist(Mark(pieces[-1].zorder + 0.25)),
        ]
        kinds.append(kind)
    try:
        yield kinds
    finally:
        for mark in marks:
            mark.remove()


def _piece(artist) -> tuple[str, str]:
    """The type of structure of an artist, and what keeps it apart from its neighbours of the same type."""
    gid = artist.get_gid()
    kind = TYPES.get(gid) or TYPES.get(gid.partition("-")[0], "Figure")
    return kind, "" if kind == "Figure" else gid


def add_tree(pdf: pikepdf.Pdf, pages: list[list[str]], language: str, said: str) -> None:
    """The tree of what is marked on the pages of a PDF; `said` stands for a picture where it cannot be seen."""
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    whole = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=root, Lang=pikepdf.String(language))
    )
    children, numbers = [], []
    for n, (page, kinds) in enumerate(zip(pdf.pages, pages, strict=True)):
        elements: list = []
        picture = None
        for number, kind in enumerate(kinds):
            if kind == "Figure" and picture is not None:
                # All that belongs to the picture of a page is one picture.
                picture.K.append(number)
                elements.append(picture)
                continue
            element = pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.StructElem,
                    S=pikepdf.Name(f"/{kind}"),
                    P=whole,
                    Pg=page.obj,
                    K=pikepdf.Array([number]),
                )  # fmt: skip
            )
            if kind == "Figure":
                element.Alt = pikepdf.String(said)
                picture = element
            elements.append(element)
            children.append(element)
        page.obj.StructParents = n
        page.obj.Tabs = pikepdf.Name.S
        numbers += [n, pdf.make_indirect(pikepdf.Array(elements))]
    whole.K = pikepdf.Array(children)
    root.K = pikepdf.Array([whole])
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(numbers)))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
