"""The pages: one self-contained HTML file for each subject, and the index.

A page is `page.html` with the files of `static/` and Leaflet (from the package XStatic-Leaflet)
inlined, and one JSON object that holds its facts and packed shapes. It asks no network for anything.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Sequence
from pathlib import Path

import jinja2
import msgspec
import rcssmin
import rjsmin

from .. import geometry
from ..forms import day_in_words
from ..marks import css_of, read_marks
from ..model import Atlas, Subject, calendars_of
from ..scene import scene_of
from . import encode, front, kept
from .csp import policy_of
from .facts import page_facts, read_strings
from .join import joined
from .json_ld import json_ld
from .negotiation import conference_words, negotiation_of
from .picture import drawn_once, picture
from .still import still_of
from .type import notices, type_of

HERE = Path(__file__).parent

#: The module with which a page begins; it imports the others.
SCRIPT = "main.js"

#: The same for the front page.
INDEX_SCRIPT = "index.js"
INDEX_STYLES = ("page.css", "index.css")


def write_pages(
    world,
    folder: Path,
    edition: dict[str, str],
    progress=iter,
    sheets: dict[str, dict] | None = None,
    only: Sequence[str] = (),
) -> list[Path]:
    """Write one page for each subject.

    Parameters
    ----------
    world : World
        A layer that an atlas lacks is left out.
    folder : Path
        Where the pages go.
    edition : dict
        `version` and `checksum` that stand in the foot of each page.
    progress : callable
        Wraps the subjects, such as `tqdm`.
    sheets : dict, optional
        The sheets to print that stand beside the pages: by subject, by kind and by language their addresses.
    only : sequence of str
        The subjects whose pages are written, and `negotiation`; by default all. The timeline goes with the subject
        on whose map it opens.

    Returns
    -------
    list of Path
    """
    atlas, layers = world.atlas, world.layers
    template = _environment().get_template("page.html")
    own = {
        "leaflet": _leaflet("leaflet.js"),
        # No module, which the browser would run later and draw the page without a map before it.
        "script": rjsmin.jsmin(f"(() => {{\n'use strict';\n{_script()}\n}})();"),
        "style": rcssmin.cssmin(_leaflet("leaflet.css")) + _style("map.css", "chart.css", "story.css"),
    }
    boot = rjsmin.jsmin((HERE / "static" / "boot.js").read_text(encoding="utf-8"))
    looks = _looks(_marks_css(atlas), "page.css")
    scripts = {name: encode.deflated(text.encode()) for name, text in own.items()}
    widest = widest_of(atlas)
    written, known = [], {}
    pages = [*atlas.subjects.items(), ("timeline", widest)]
    for name, subject in progress([page for page in pages if not only or page[1].id in only]):
        if subject.id not in known:
            known[subject.id] = page_facts(world, subject)
        facts, shapes = known[subject.id]
        # The page of the timeline has the map of a subject, and no story of its own.
        own_story = {} if name == subject.id else {"subject": facts["subject"] | {"story": []}}
        packed_words = {key: encode.by_key(facts[key]) for key in ("texts", "strings")}
        own_facts = {"page": name, "edition": edition, "sheets": (sheets or {}).get(name, {})} | own_story
        pack = {"facts": _deflated_json(facts | packed_words | own_facts), "shapes": encode.deflated(shapes), **scripts}
        page = template.render(
            atlas=atlas,
            subject=subject,
            name=name,
            # No letter of it ends a text or begins a tag.
            pack=json.dumps(pack, sort_keys=True),
            edition=edition,
            say=read_strings("en"),
            licences=_licences(layers),
            type=notices(),
            linked=json_ld(atlas, subject if name == subject.id else _whole(atlas), edition, _licence_urls(layers)),
            still=still_of(world, subject, read_strings("en")),
            boot=boot,
            **shared(edition, f"{name}.html", preview_of(subject.id)),
        )
        told = json.dumps(facts, ensure_ascii=False)
        path = folder / f"{name}.html"
        page = _dressed(
            page, looks, [own["leaflet"], own["script"], boot], told=told, names=_names(facts), later=own["style"]
        )
        path.write_text(page, encoding="utf-8", newline="\n")
        written.append(path)
    if atlas.demands and (not only or "negotiation" in only):
        path = folder / "negotiation.html"
        path.write_text(_negotiation(world, edition), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _names(facts: dict) -> str:
    """What may be written on the map of a page, in all its languages."""
    found = [text for place in facts["places"] for key in ("names", "modern") for text in place[key].values()]
    found += [text for feature in facts["features"] for text in feature["names"].values()]
    found += [power["name"] for power in facts["terms"]["power"].values()]
    found += [t for of in facts["texts"].values() for key, t in of.items() if key.startswith(("feature.", "power."))]
    return "".join(found)


def _rendered(template: str, edition: dict[str, str], marks: str, styles: Sequence[str], entry: str, **more) -> str:
    """A page of one script and no map, as HTML."""
    script = rjsmin.jsmin(_script(entry))
    found = _environment().get_template(template)
    page = found.render(edition=edition, say=read_strings("en"), script=script, type=notices(), **more)
    return _dressed(page, _looks(marks, *styles), [script])


def _looks(marks: str, *names: str) -> str:
    """The style of a page, but for its type."""
    return f":root{{{marks}}}\n{_style(*names)}"


def _dressed(page: str, looks: str, scripts: Sequence[str], told: str = "", names: str = "", later: str = "") -> str:
    """A page with its style, which begins with the type of its letters, and with the policy that knows this style,
    the one that it puts on `later`, and its `scripts`: what it `told` them and the `names` on its map are set in its
    type too."""
    style, faces = f"{type_of(page + looks + told, names)}{looks}", rjsmin.jsmin(_script("faces.js"))
    policy = policy_of([*scripts, faces], [style, later] if later else [style])
    # What a fact says has its signs of HTML escaped: neither comment can come of one.
    page = page.replace("<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
    return page.replace("<!--style-->", f"<style>{style}</style>\n<script>{faces}</script>", 1)


def _negotiation(world, edition: dict[str, str]) -> str:
    """The page of the conference, as HTML: asked, answered, got."""
    return _rendered(
        "negotiation.html",
        edition,
        _marks_css(world.atlas),
        ("map.css", "page.css", "index.css", "conference.css"),
        "conference.js",
        atlas=world.atlas,
        **shared(edition, "negotiation.html", preview_of(cover_of(world.atlas))),
        conference=negotiation_of(world, read_strings("en")),
        words=msgspec.to_builtins(conference_words(world.atlas)),
    )


def widest_of(atlas: Atlas) -> Subject:
    """The subject of the widest extent: the timeline opens on its map."""

    def size(subject: Subject) -> float:
        west, south, east, north = subject.extent
        return (east - west + 360 * (east < west)) * (north - south)

    return max(atlas.subjects.values(), key=size)


def cover_of(atlas: Atlas) -> str:
    """The subject whose preview stands for the atlas: that of the whole treaty, or else the widest."""
    return next((subject.id for subject in atlas.subjects.values() if subject.all_articles), widest_of(atlas).id)


def preview_of(subject: str) -> str:
    """Where the picture of a subject for sharing lies, beside the pages of its atlas."""
    return f"previews/{subject}.png"


def shared(edition: dict[str, str], page: str, preview: str, above: bool = False) -> dict[str, str]:
    """What a page tells whoever shares it: its address (`here`) and that of a picture (`preview`), both "" where nobody
    said at which address it will stand. It asks for neither.

    `page` and `preview` are places in the folder of the atlas or, `above`, in the folder of all.
    """
    base = edition.get("site", "")
    if not base:
        return {"here": "", "preview": ""}
    base = base[: base.rstrip("/").rindex("/") + 1] if above else base
    return {"here": f"{base}{page}", "preview": f"{base}{preview}"}


def _detail_of(zooms: list[float]) -> float:
    """How deep a page of several maps goes: as deep as all do, where that is deeper than most pages, else no deeper
    than these."""
    return min(zooms) if min(zooms) > encode.DETAIL_ZOOM else min(encode.DETAIL_ZOOM, max(zooms))


def _whole(atlas: Atlas) -> Subject:
    """The timeline as a subject: every feature, over all the days that the atlas covers."""
    say = read_strings("en")
    return Subject(
        id="timeline",
        title=say["timeline_title"],
        question="",
        extent=geometry.extent_of([subject.extent for subject in atlas.subjects.values()]),
        lead=say["timeline_lead"],
        before=atlas.covers[0],
        after=atlas.covers[1],
        features=list(atlas.features),
        detail_zoom=_detail_of([subject.detail_zoom for subject in atlas.subjects.values()]),
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    environment.filters["day"] = lambda day: day_in_words(str(day), "en")
    environment.filters["calendars"] = lambda instrument, atlas: " ".join(calendars_of(atlas.terms, instrument))
    environment.filters["uncertain"] = lambda day, edtf: front.uncertain(str(day), edtf)
    return environment


def _deflated_json(facts: dict) -> str:
    return encode.deflated(
        json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    )


def _script(entry: str = SCRIPT) -> str:
    return joined(HERE / "static", entry)


def _marks_css(atlas: Atlas) -> str:
    """The one table of looks, as custom properties of CSS."""
    return css_of(read_marks(Path(atlas.folder).parent.parent))


def _style(*names) -> str:
    return rcssmin.cssmin("".join((HERE / "static" / name).read_text(encoding="utf-8") for name in names))


def _leaflet(name: str) -> str:
    """A file of Leaflet, without the note that names its source map, and with no picture to fetch."""
    path = importlib.resources.files("xstatic.pkg.leaflet") / "data" / name
    text = path.read_text(encoding="utf-8")
    text = text.split("//# sourceMappingURL")[0]
    return text.replace("url(images/", "url(data:,").strip() + "\n"


def _licence_urls(layers) -> tuple[str, ...]:
    """The addresses of the licences of the layers, each once."""
    found = [layer.attrs["licence"][2] for layer in layers.values() if "licence" in layer.attrs]
    return tuple(dict.fromkeys(url for url in found if url))


def _licences(layers) -> list[tuple[str, str]]:
    """Each layer with what it asks to have said of it, in English."""
    said = {layer.attrs["layer"]: layer.attrs["credit"] for layer in layers.values() if "credit" in layer.attrs}
    return sorted(said.items(), key=lambda pair: pair[1])


def index_page(world, edition: dict[str, str], root: str | None = None, pictures: dict[str, str] | None = None) -> str:
    """The front page of an atlas, as HTML: what happened, a picture of each map, the chain.

    `root` leads from the page to the folder of the atlas; by default the page stands above it.
    `pictures` are its `pictures_of`, where they are at hand.
    """
    atlas = world.atlas
    return _rendered(
        "index.html",
        edition,
        _marks_css(atlas),
        INDEX_STYLES,
        INDEX_SCRIPT,
        atlas=atlas,
        pictures=pictures or pictures_of(world),
        captions=front.captions(world),
        legal_days=front.legal_days(atlas),
        words=msgspec.to_builtins(front.front_words(world)),
        root=f"{atlas.id}/" if root is None else root,
        **shared(edition, "", (f"{atlas.id}/" if root is None else root) + preview_of(cover_of(atlas)), root is None),
        linked=json_ld(atlas, None, edition, _licence_urls(world.layers)),
    )


def pictures_of(world) -> dict[str, str]:
    """A still picture of the second day of each subject. Its patterns bear the atlas's name, so that
    those of several atlases may stand in one page."""
    atlas = world.atlas

    def drawn(subject: Subject) -> str:
        scene = scene_of(world, subject.id, subject.after.isoformat())
        return picture(world, scene._replace(subject=f"{atlas.id}-{subject.id}"))

    found = [
        kept.remembered(world, subject.features, ["front", atlas.id, subject.id], functools.partial(drawn, subject))
        for subject in atlas.subjects.values()
    ]
    return dict(zip(atlas.subjects, drawn_once(found, f"{atlas.id}-outline"), strict=True))


def front_of(world, pictures: dict[str, str]) -> dict:
    """What a page that lists several atlases says of this one, as a JSON-able dict; with its `pictures_of`."""
    atlas = world.atlas
    return {
        "id": atlas.id,
        "title": atlas.title,
        "lead": atlas.lead,
        "subjects": [
            {"id": s.id, "title": s.title, "question": s.question, "picture": pictures[s.id]}
            for s in atlas.subjects.values()
        ],
        "languages": atlas.languages,
        "texts": front.list_words(atlas),
    }


def atlases_page(fronts: list[dict], edition: dict[str, str], data: Path) -> str:
    """The front page of several atlases, as HTML: each with its title, its lead and its maps.

    `fronts` are from `front_of`; the looks are those of the folder `data`.
    """
    return _rendered(
        "atlases.html",
        edition,
        css_of(read_marks(data)),
        INDEX_STYLES,
        INDEX_SCRIPT,
        fronts=fronts,
        **shared(edition, "", f"{fronts[0]['id']}/{preview_of(fronts[0]['subjects'][0]['id'])}", above=True),
        words=front.words_of_all(fronts),
    )
