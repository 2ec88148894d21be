"""What reserves a work outright, and what only says whose it is: "© 2024 Name" reserves nothing that silence does not."""

import re
from collections.abc import Callable
from functools import lru_cache

from publishkit.model.rights import Notice, Status, TdmState
from publishkit.model.statement import RightsStatement
from publishkit.rights.notices.copyright_words import RESERVED
from publishkit.rights.notices.notice import phrases_in
from publishkit.words import aligned, plain

RESERVES = frozenset({"ARR", "PROHIBIT", "FORBID", "TDM"})
"""Kinds of phrases that reserve, as `notice` knows them."""
SENTENCE = re.compile(r"(?<=[.!?。])\s*(?=[^\s\d.])")
"""Where a sentence ends; some notices have no space there."""
FORBIDS = re.compile(
    r"\bno part\b|\bmay not be\b|\b(?:prior|written|express) (?:\w+ ){0,2}(?:permission|consent)\b"
    r"|\bwithout (?:\w+ ){0,3}(?:permission|consent|authori[sz]ation)\b|\b(?:prohibited|forbidden|verboten|untersagt|interdite?s?|vietat[aoei]"
    r"|prohibid[ao]s?|proibid[ao]s?|zabronion\w{1,3}|verboden|zakazan\w{1,2}|förbjude[nt])\b|\b(?:ohne|bez|sans|sin|senza|sem|zonder) (?:\w+ ){0,3}"
    r"(?:genehmigung|zustimmung|zgody|zezwolenia|autorisation|accord|autorización|permiso|autorizzazione|consenso|autorização|toestemming)\b",
    re.IGNORECASE,
)
"""Words that forbid, in what is known to be a notice; in other texts they may speak of anything."""
MAX_LINE = 5_000
SIGNS = frozenset({"arr", "prohibit", "forbid", "tdm", "reserved", "agency"})
"""Kinds of signs by which detection found a reservation."""
NO_RESALE = re.compile(
    r"\b(?:no (?:resale|sales|archive|archives)|mandatory credit|editorial use only|not for (?:sale|publication))\b",
    re.IGNORECASE,
)
"""How agencies reserve in the instructions of a picture file."""


@lru_cache(maxsize=2048)
def reserving_words(text: str) -> str | None:
    """Return the first sentence of *text* that reserves or forbids; None when it does neither.

    >>> reserving_words("© 2024 Name"), reserving_words("A library. All rights are reserved.")
    (None, 'All rights are reserved.')
    """
    return _first(text, _reserves)


@lru_cache(maxsize=2048)
def noticed_words(text: str) -> str | None:
    """Return the same of a notice, where words that forbid anything forbid this.

    >>> noticed_words("No part may be reproduced without consent.")
    'No part may be reproduced without consent.'
    """
    return _first(text, _reserves) or _first(text, _forbids)


@lru_cache(maxsize=2048)
def withheld_by(text: str) -> str | None:
    """Return the same of a notice beside a license: what only reserves mining takes nothing of the license away.

    >>> withheld_by("Any text and data mining is reserved. Ask us.")
    >>> withheld_by("All rights reserved, including text and data mining.")
    'All rights reserved, including text and data mining.'
    """
    return _first(text, lambda words: (_reserves(words) and not _only_mining(words)) or _forbids(words))


def names_mining(text: str) -> bool:
    """Return whether a notice speaks of text and data mining."""
    return any(phrase.kind == "TDM" for line in text.splitlines() for phrase in phrases_in(line))


@lru_cache(maxsize=2048)
def forbidding_words(text: str) -> str | None:
    """Return the first sentence of a notice that forbids; that rights are reserved is no more than what every page says.

    >>> forbidding_words("© 2026 Name. All rights reserved."), forbidding_words("No part may be reproduced.")
    (None, 'No part may be reproduced.')
    """
    return _first(text, _forbids)


def _only_mining(words: str) -> bool:
    return {phrase.kind for phrase in phrases_in(words)} & RESERVES == {"TDM"}


def _first(text: str, speaks: Callable[[str], bool]) -> str | None:
    for line in text.splitlines():
        if speaks(line):
            return next(filter(speaks, SENTENCE.split(line.strip())), line.strip())
    return None


def _reserves(words: str) -> bool:
    kinds = {phrase.kind for phrase in phrases_in(words)}
    return bool(kinds & RESERVES) or RESERVED.search(aligned(words[:MAX_LINE])) is not None


def _forbids(words: str) -> bool:
    return FORBIDS.search(aligned(words[:MAX_LINE])) is not None


def reserves(notice: Notice) -> bool:
    """Whether a notice reserves or forbids."""
    return noticed_words(notice.text) is not None


def only_signed(statement: RightsStatement) -> bool:
    """Whether "all rights reserved" rests on a bare copyright line: whose the work is, and not a word on what may be done.

    >>> only_signed(RightsStatement(status=Status.ALL_RIGHTS_RESERVED, copyright_line="© 2024 Name"))
    True
    """
    line = statement.copyright_line
    if statement.status is not Status.ALL_RIGHTS_RESERVED or not line:
        return False
    quiet = statement.tdm.state is not TdmState.RESERVED and not statement.no_rewrite and not statement.agencies
    signs = any(signal.kind in SIGNS for signal in statement.signals)
    return quiet and not signs and reserving_words(line) is None and not any(map(reserves, statement.notices))


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
