"""A drawn sheet as PDF, SVG and PNG: metadata, the same bytes each time, whole files only."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from ..model import Atlas, Subject
from ..texts import read_texts

FORMATS = ("pdf", "svg", "png")


def save(figure, folder: Path, stem: str, atlas: Atlas, subject: Subject, language: str,
         edition: dict[str, str], formats, dpi: int, svg_text: bool = False) -> list[Path]:
    """Write a figure into a folder in some formats, all of them or none."""
    folder.mkdir(parents=True, exist_ok=True)
    metadata = metadata_of(atlas, subject, language, edition)
    written = []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".drawing-") as aside:
        for name in formats:
            path = Path(aside) / f"{stem}.{name}"
            more = {"pil_kwargs": {"compress_level": 3}} if name == "png" else {}
            figure.savefig(path, format=name, dpi=dpi, metadata=metadata[name], **more)
            if name == "svg":
                path.write_text(shortened(path.read_text("utf-8")), "utf-8", newline="\n")
            if name == "pdf":
                path.write_bytes(with_language(path.read_bytes(), language))
        for name in formats:
            path = folder / f"{stem}.{name}"
            (Path(aside) / path.name).replace(path)
            written.append(path)
    return written


def metadata_of(atlas: Atlas, subject: Subject, language: str, edition: dict[str, str]) -> dict:
    """What each format says about itself, in the words of its own standard."""
    texts = read_texts(atlas, language)
    title = f"{texts[f'subject.{subject.id}.title']} ({texts['atlas.title']})"
    about = texts[f"subject.{subject.id}.question"]
    keywords = ", ".join([texts["atlas.title"],
                          *(texts[f"feature.{name}.name"] for name in subject.features)])
    author = f"Treaty Atlas {edition.get('version', '')}".strip()
    return {"pdf": {"Title": title, "Author": author, "Subject": about, "Keywords": keywords,
                    "Creator": author, "CreationDate": None, "Producer": None},
            "svg": {"Title": title, "Creator": [author], "Description": about, "Date": None,
                    "Keywords": keywords, "Language": language},
            "png": {"Title": title, "Author": author, "Description": about, "Software": None}}


def with_language(pdf: bytes, language: str) -> bytes:
    """A PDF whose catalog says the language, and that its title stands in the window.

    Matplotlib has no key for it, so the catalog is written once more at the end: an incremental
    update with one object, a cross-reference section and a trailer (ISO 32000-1, 7.5.6).
    """
    root = int(re.search(rb"/Root (\d+) 0 R", pdf)[1])
    size = int(re.search(rb"/Size (\d+)", pdf[pdf.rindex(b"trailer"):])[1])
    info = re.search(rb"/Info \d+ 0 R", pdf)
    last = int(re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)[1])
    catalog = re.search(rb"\n%d 0 obj\n<<(.*?)>>\nendobj" % root, pdf, re.DOTALL)[1]
    pdf = pdf.rstrip() + b"\n"
    start = len(pdf)
    pdf += (b"%d 0 obj\n<<%s /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>\nendobj\n"
            % (root, catalog.rstrip(), language.encode()))
    table = len(pdf)
    return pdf + (b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R %s /Prev %d >>\n"
                  b"startxref\n%d\n%%%%EOF\n"
                  % (root, start, size, root, info[0] if info else b"", last, table))


def shortened(svg: str) -> str:
    """An SVG whose coordinates have two decimals (0.01 point, or 0.0035 mm on the sheet), lines
    as steps, and whose glyphs have short names; without comments and indents."""
    def rounded(found):
        return re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."),
                      found[0]).replace(" \n", "\n")

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
                written.append((" " if text[0] != "-" else "") + text if same
                               else letter.lower() + text)
                here = tuple(points[-2:])
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
