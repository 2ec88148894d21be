"""P002: letters no font of the edition has, told by script, with the font and the setting that mend it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from publishkit.model.finding import Finding

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
    "put a font that has them ({font}) into a folder of the workspace and name it in publishkit.toml, under [fonts]: "
    'dirs = ["fonts"]; or take this machine\'s fonts: system = true'
)


def missing_letters(letters: Sequence[str], where: str) -> Iterator[Finding]:
    """Yield one finding a script; *letters* are what was drawn as an empty box, in the order it was met."""
    scripts: dict[tuple[str, str], list[str]] = {}
    for letter in letters:
        scripts.setdefault(script_of(letter), []).append(letter)
    for (script, font), found in scripts.items():
        yield Finding(
            code="P002", severity="error", where=where, message=_message(script, found), hint=HINT.format(font=font)
        )


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
