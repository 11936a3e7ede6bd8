"""The PO files that translators work on, made to follow the English of today."""

from __future__ import annotations

import re
from pathlib import Path

from .catalogue import updated
from .model import Atlas
from .texts import SPEAKERS, WORDS, catalogue_of, english_words, known_languages, written

#: What a sentence of an atlas is, for its translators, by its key.
KINDS = (
    (r"atlas\.title", "The title of the atlas."),
    (r"atlas\.lead\..*", "The introduction, sentence by sentence."),
    (r"atlas\..*", "About the atlas."),
    (r"power\..*", "A power, as short as on a map."),
    (r"tenure\..*\.definition", "What the right is."),
    (r"tenure\..*", "A right, as in a legend."),
    (r"subject\..*\.title", "The title of a map."),
    (r"subject\..*\.question", "The question that a map answers."),
    (r"subject\..*\.lead", "What a map shows."),
    (r"subject\..*\.story\..*", "A step of the story of a map, in one sentence."),
    (r"subject\..*\.inset\..*", "The title of a part of a map that is shown larger."),
    (r"total\.", "The length of several lines together."),
    (r"demand\..*\.outcome", "What came of a demand at the conference."),
    (r"demand\.", "A demand at the conference."),
    (r"step\.", "What happened at the conference on that day."),
    (r"delegate\.", "Who the delegate was."),
    (r"feature\..*\.part\..*\.name", "The name of a part of the line."),
    (r"feature\..*\.part\.", "Why this part of the line is drawn so."),
    (r"feature\..*\.name", "The name of a place or line."),
    (r"feature\..*\.modern", "Its name of our day."),
    (r"feature\..*\.rule", "How it is drawn."),
    (r"feature\..*\.certainty_note", "How sure the drawing is."),
    (r"feature\..*", "Of its area or length."),
    (r"unit\.", "A unit after a number, as a source prints it."),
    (r"instrument\..*\.short", "The short title of a treaty, act or event."),
    (r"instrument\.", "Its full title."),
    (r"article\..*\.effect", "What the article does on the map."),
    (r"article\..*\.number", "The number of the article."),
    (r"article\.", "What the article says."),
    (r"unit\.", "A unit of measure, after its number."),
    (r"layer\..*\.licence", "Its licence."),
    (r"layer\..*\.named", "Whom the licence of a layer of the map asks to name."),
    (r"layer\.", "What a layer of the map holds."),
    (r"source\.", "What we call a source that has no short title."),
    (r"at\.", "Where in a source something stands, or what stands there."),
    (r"until\.", "How long a right lasts, in the words of its text."),
    (r"note\.", "A note on the right that the article gives."),
)


def update_atlas(atlas: Atlas) -> list[Path]:
    """Write the PO file of each language of an atlas anew, with every sentence of today; returns those that changed.

    Translations are kept. Where the English is another than the one translated, a message is marked fuzzy and keeps
    the old sentence beside it; a translator mends it and takes the mark away. What no fact says any more is dropped.
    """
    notes = notes_of(atlas)
    folder = Path(atlas.folder) / "languages"
    folder.mkdir(exist_ok=True)
    return [
        path
        for language in atlas.languages
        if language != "en" and _write(path := catalogue_of(atlas, language), written(atlas), notes)
    ]


def notes_of(atlas: Atlas) -> dict[str, str]:
    """What translators are told of each sentence of an atlas."""
    return {key: next((said for kind, said in KINDS if re.match(kind, key)), "") for key in written(atlas)}


def update_words() -> list[Path]:
    """The same for the words of the program itself."""
    english = {key: words for key, words in english_words().items() if words}
    notes = word_notes()
    return [
        path
        for language in known_languages()
        if language != "en" and _write(path := WORDS / f"{language}.po", english, notes)
    ]


def word_notes() -> dict[str, str]:
    """What translators are told of a word of the program: the comments right above its key."""
    found = {}
    for speaker in SPEAKERS:
        comment: list[str] = []
        for line in (WORDS / f"{speaker}.toml").read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                comment.append(line.lstrip("# "))
                continue
            if line and comment:
                found[f"{speaker}.{line.split(' = ')[0]}"] = " ".join(comment)
            comment = []
    return found


def _write(path: Path, english: dict[str, str], notes: dict[str, str]) -> bool:
    """Whether the file is now another than it was."""
    text = updated(path, english, notes).encode()
    if path.is_file() and path.read_bytes() == text:
        return False
    path.write_bytes(text)
    return True
