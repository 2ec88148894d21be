"""What a text only tells of rights: somebody else's notice, quoted in a story, reserves nothing in the story."""

import re

from publishkit.words import plain

LONGEST = 2_000
BESIDE = 3
"""Words beside a quotation by which it stands in a sentence."""
QUOTED = re.compile(
    r"“[^“”]{3,300}”|„[^„“”]{3,300}[“”]|«[^«»]{3,300}»|»[^«»]{3,300}«|\"[^\"]{3,300}\"|‘[^‘’]{3,300}’|「[^「」]{2,300}」"
)
SAYING = re.compile(
    r"(?<!\w)(?:says?|said|saying|reads?|reading|states?|stated|prints?|printed|writes?|wrote|told|tells?|claims?|claimed|insists?|announc\w+|stamped|marked"
    r"|sagt\w*|steht|stand|schreibt|schrieb|hieß es|heißt es|lautet|dit|disait|lit|écrit|dice|decía|pone|pone|escribe|scrive|legge|diz|lê-se|escreve"
    r"|mówi|mówił\w*|pisze|głosi|brzmi|czytamy|zegt|staat|schrijft|står|säger|skriver|пишет|говорит|написано)(?!\w)[^.;!?\n:]{0,80}:\s*(?P<told>[^\n;!?]{3,300}?(?:[.;!?]|$))",
    re.IGNORECASE,
)
"""“It says so on every page: …”."""


OF_THE_HOLDER = re.compile(
    r"(?<!\w)(?:publishers?|authors?|copyright|holders?|owners?|we|verlag|autor\w*|rechteinhaber\w*|wir|éditeur|auteur|wydawc\w+|editorial|editore|autora?)(?!\w)[^.]{0,60}$",
    re.IGNORECASE,
)
"""Whoever speaks for the text itself gives notice."""


def without_told(text: str) -> str:
    """Return *text* without the words of others that its sentences quote or report; a line that is a quotation whole keeps it.

    >>> without_told("Both papers say “all rights reserved” at their foot."), without_told("“All rights reserved”")
    ('Both papers say  at their foot.', '“All rights reserved”')
    """
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    if len(line) > LONGEST:
        return line
    # Whoever speaks has more to say than where a notice stands.
    told = SAYING.sub(
        lambda found: found[0][: found.start("told") - found.start()] if _has_prose(line, found) else found[0], line
    )
    rest = QUOTED.sub("", told)
    return rest if len(re.findall(r"[^\W\d_]+", plain(rest))) >= BESIDE and rest != told else told


def _has_prose(line: str, found: re.Match[str]) -> bool:
    lead = plain(line[: found.start("told")])
    return len(re.findall(r"[^\W\d_]+", lead)) >= BESIDE and not OF_THE_HOLDER.search(lead)
