"""A drawn figure as PDF, SVG and PNG: metadata, the same bytes each time, whole files only."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from matplotlib.backends import _backend_pdf_ps
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from ..faces import glyphs_of
from ..model import Atlas, Subject
from ..texts import read_texts
from .fonts import family_of, woff_of
from .sheet import settings
from .tags import add_tree, marked

FORMATS = ("pdf", "svg", "png")


def save(
    figure,
    folder: Path,
    stem: str,
    atlas: Atlas,
    subject: Subject,
    language: str,
    edition: dict[str, str],
    formats,
    dpi: int,
    svg_text: bool = False,
) -> list[Path]:
    """Write a figure and its caption into a folder, in some formats, all of them or none."""
    folder.mkdir(parents=True, exist_ok=True)
    metadata = metadata_of(atlas, subject, language, edition)
    written = []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".drawing-") as aside:
        for name in formats:
            path = Path(aside) / f"{stem}.{name}"
            if name == "pdf":
                path.write_bytes(as_pdf(figure, metadata["pdf"], language))
            else:
                more = {"pil_kwargs": {"compress_level": 3}} if name == "png" else {}
                figure.svg_text = svg_text
                figure.savefig(path, format=name, dpi=dpi, metadata=metadata[name], **more)
            if name == "svg":
                svg = shortened(path.read_text("utf-8"))
                path.write_text(with_type(svg, figure) if svg_text else svg, "utf-8", newline="\n")
        Path(aside, f"{stem}.md").write_text(figure.caption, "utf-8", newline="\n")
        for name in (*formats, "md"):
            path = folder / f"{stem}.{name}"
            (Path(aside) / path.name).replace(path)
            written.append(path)
    return written


def as_pdf(figure, metadata: dict, language: str) -> bytes:
    """A figure, and its notes on a second page, as a PDF with its language, title and XMP."""
    drawn, file = io.BytesIO(), io.BytesIO()
    with settings(), cut_by_harfbuzz(), PdfPages(drawn, metadata=metadata) as pages:
        tags = []
        for page in filter(None, (figure, figure.notes)):
            with marked(page) as kinds:
                page.savefig(pages, format="pdf")
            tags.append(kinds)
        _tell_clusters_once(pages._ensure_file()._character_tracker)
    with pikepdf.open(io.BytesIO(drawn.getvalue())) as pdf:
        pdf.Root.Lang = pikepdf.String(language)
        for sheet in pdf.pages:
            # Matplotlib writes kerning and places of type in ten decimals, of which no printer sees more than two.
            drawn_as = sheet.Contents.read_bytes()
            sheet.Contents.write(re.sub(rb"-?\d+\.\d{5,}", lambda n: _plain(b"%.2f" % float(n[0])), drawn_as))
        add_tree(pdf, tags, language, f"{metadata['Title']}. {metadata['Subject']}")
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = metadata["Title"]
            xmp["dc:creator"] = [metadata["Author"]]
            xmp["dc:description"] = metadata["Subject"]
            xmp["dc:language"] = {language}
            xmp["pdf:Keywords"] = metadata["Keywords"]
        pdf.save(
            file, deterministic_id=True, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return file.getvalue()


def _plain(number: bytes) -> bytes:
    """A number without what says nothing: 0.50 is 0.5, and -0.00 is 0."""
    short = number.rstrip(b"0").rstrip(b".")
    return b"0" if short in (b"-0", b"") else short


@contextlib.contextmanager
def cut_by_harfbuzz() -> Iterator[None]:
    """Have Matplotlib embed fonts that HarfBuzz cut down to their glyphs.

    Its own way, by fontTools, takes a third of the time of a sheet, and carries tables along that no reader of a PDF
    looks at.
    """
    own = _backend_pdf_ps.get_glyphs_subset

    @contextlib.contextmanager
    def cut(path, glyphs):
        raw, places = glyphs_of(Path(path).read_bytes(), glyphs)
        with TTFont(io.BytesIO(raw), recalcTimestamp=False, lazy=True) as font:
            yield _backend_pdf_ps.SubsetResults(font, places)

    _backend_pdf_ps.get_glyphs_subset = cut  # type: ignore[assignment]  # it names its arguments otherwise
    try:
        yield
    finally:
        _backend_pdf_ps.get_glyphs_subset = own


def _tell_clusters_once(tracker) -> None:
    """Have each glyph of a cluster, such as a Thai letter with its marks, say its own part of the text.

    Matplotlib lets every glyph say the whole cluster, so that readers which do not know `ActualText`
    (PDF.js) repeat it. The first glyph says what is left over where there are more letters than
    glyphs; where there are more glyphs, the last ones say nothing that is seen.
    """
    whole = tracker.subset_to_unicode

    def part(path, subset: int, code: int) -> str:
        text, glyph = tracker.glyph_maps[path].iget(subset, code)
        if len(text) < 2:
            return whole(path, subset, code)
        glyphs = [item.glyph_index for item in get_font(path)._layout(text, LoadFlags.NO_HINTING)]
        if glyph not in glyphs or len(glyphs) == 1:
            return text
        first = max(1, len(text) - len(glyphs) + 1)
        parts = [text[:first], *text[first:]]
        n = glyphs.index(glyph)
        return parts[n] if n < len(parts) else "\u200b"

    tracker.subset_to_unicode = part


def metadata_of(atlas: Atlas, subject: Subject, language: str, edition: dict[str, str]) -> dict:
    """What each format says about itself, in the words of its own standard."""
    texts = read_texts(atlas, language)
    title = f"{texts[f'subject.{subject.id}.title']} ({texts['atlas.title']})"
    about = texts[f"subject.{subject.id}.question"]
    keywords = ", ".join([texts["atlas.title"], *(texts[f"feature.{name}.name"] for name in subject.features)])
    author = f"Treaty Atlas {edition.get('version', '')}".strip()
    return {
        "pdf": {
            "Title": title,
            "Author": author,
            "Subject": about,
            "Keywords": keywords,
            "Creator": author,
            "CreationDate": None,
            "Producer": None,
        },
        "svg": {
            "Title": title,
            "Creator": [author],
            "Description": about,
            "Date": None,
            "Keywords": keywords,
            "Language": language,
        },
        "png": {"Title": title, "Author": author, "Description": about, "Software": None},
    }


def with_type(svg: str, figure) -> str:
    """An SVG with its type embedded, cut down to the letters that it sets: whoever has none of the fonts reads
    the same letters."""
    letters: dict[str, set[str]] = {}
    for text in figure.axes[0].texts:
        letters.setdefault(text.get_fontproperties().get_file(), set()).update(text.get_text())
    faces = "".join(
        f"@font-face{{font-family:'{family_of(file)}';src:url(data:font/woff;base64,"
        f"{base64.b64encode(woff_of(file, found)).decode()})}}"
        for file, found in sorted(letters.items())
    )
    return svg.replace("<defs>", f'<defs><style type="text/css">{faces}</style>', 1)


def shortened(svg: str) -> str:
    """An SVG whose coordinates have two decimals (0.01 point, or 0.0035 mm on the sheet), lines
    as steps, and whose glyphs have short names; without comments and indents."""

    def rounded(found):
        return re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), found[0]).replace(
            " \n", "\n"
        )

    def path(found):
        """Steps from point to point, in hundredths, which are short."""
        written, here, last = [], (0, 0), ""
        for letter, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", found[0]):
            points = [round(100 * float(value)) for value in numbers.split()]
            if letter == "z":
                written.append("z")
            elif letter == "L" and tuple(points) == here:
                continue
            else:
                steps = [value - here[n % 2] for n, value in enumerate(points)]
                text = " ".join(f"{step / 100:g}" for step in steps).replace(" -", "-")
                same = letter == last and letter != "M"
                written.append((" " if text[0] != "-" else "") + text if same else letter.lower() + text)
                here = points[-2], points[-1]
            if letter == "M":
                start = here
            here = start if letter == "z" else here
            last = letter
        return "".join(written)

    glyphs = dict.fromkeys(re.findall(r'<path id="([^"]+)"', svg))
    short = {name: f"g{n:x}" for n, name in enumerate(glyphs)}
    svg = re.sub(r'(?<=<path id=")[^"]+', lambda found: short[found[0]], svg)
    svg = re.sub(r'(?<=xlink:href="#)[^"]+', lambda found: short.get(found[0], found[0]), svg)
    svg = re.sub(r'(?<=transform="translate\()[^)]+', rounded, svg)
    svg = re.sub(r'transform="translate\(([-\d.]+) 0\)"', r'x="\1"', svg)
    svg = re.sub(r"<!--.*?-->|(?<=>)\n\s+(?=<)", "", svg)
    return re.sub(r'(?<= d=")[^"]+', path, svg)
