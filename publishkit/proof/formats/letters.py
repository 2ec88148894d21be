"""Letters that no font of the edition has: a reader would see empty boxes. Named by script, character and article."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from publishkit.model.artifact import Finding
from publishkit.model.edition import Edition, Item

SHOWN = 12
"""Characters of a script that are named; who lacks more lacks the script."""
_SCRIPTS: Mapping[str, tuple[str, str]] = {
    "cjk": ("Chinese", "Noto Sans CJK SC"),
    "hiragana": ("Japanese", "Noto Sans CJK JP"),
    "katakana": ("Japanese", "Noto Sans CJK JP"),
    "hangul": ("Korean", "Noto Sans CJK KR"),
    "latin": ("Latin", "Noto Sans"),
    "cyrillic": ("Cyrillic", "Noto Sans"),
    "greek": ("Greek", "Noto Sans"),
}
"""How a letter's name in Unicode begins -> the script as people say it, a free font that has it."""
_PICTURES = ("signs and pictures", "Noto Emoji or Noto Sans Symbols")
HINT = (
    "neither the theme's fonts nor those that come with publishkit have them: put a font that has ({font}) into a folder of the "
    'workspace and name it in publishkit.toml, under [fonts]: dirs = ["fonts"]; or take this machine\'s fonts: system = true'
)


def missing_letters(letters: Sequence[str], where: str, words: Mapping[str, str]) -> Iterator[Finding]:
    """Yield one finding a script; *letters* are what was drawn as an empty box, in the order it was met.

    *words* (`words_of`) tell in which articles they stand.
    """
    scripts: dict[tuple[str, str], list[str]] = {}
    for letter in letters:
        scripts.setdefault(script_of(letter), []).append(letter)
    for (script, font), found in scripts.items():
        places = [slug for slug, text in words.items() if any(letter in text for letter in found)]
        message = _message(script, found) + (f" (in {', '.join(places)})" if places else "")
        yield Finding(code="P002", severity="error", where=where, message=message, hint=HINT.format(font=font))


def words_of(edition: Edition) -> dict[str, str]:
    """Return slug -> all that is printed of an article, its credits with it."""
    return {item.slug: "\n".join(_words(item)) for section in edition.sections for item in section.items}


def _words(item: Item) -> Iterator[str]:
    yield from (
        item.kicker,
        item.title,
        item.deck,
        item.byline,
        item.dateline,
        item.quote,
        item.note,
        item.credit.label,
    )
    yield from (unescape(block.html) for block in item.blocks)
    yield from (unescape(note.html) for note in item.notes)
    lines = [*item.credit.lines, *item.credit.lines_top]
    for picture in (block.picture for block in item.blocks if block.picture):
        yield from (picture.caption, picture.alt)
        lines.append(picture.credit)
    yield from (span.text for line in lines for span in line)
    yield from (notice.text for notice in item.statement.notices)


def script_of(letter: str) -> tuple[str, str]:
    """Return the script of *letter* as people say it, and a free font that has it.

    >>> script_of("ع"), script_of("語"), script_of("😀")[0]
    (('Arabic', 'Noto Sans Arabic'), ('Chinese', 'Noto Sans CJK SC'), 'signs and pictures')
    """
    if unicodedata.category(letter)[0] not in "LM":
        return _PICTURES
    first = unicodedata.name(letter, "unnamed").split()[0].lower()
    return _SCRIPTS.get(first, (first.capitalize(), f"Noto Sans {first.capitalize()}"))


def _message(script: str, letters: Sequence[str]) -> str:
    named = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:SHOWN])
    more = f" and {len(letters) - SHOWN} more" if len(letters) > SHOWN else ""
    kind = script if script == _PICTURES[0] else f"{script} letters"
    return f"{kind} that no font of this edition has would be empty boxes: {named}{more}"
