"""The ground on which a work is said to be in the public domain: whether there is one, and whether its years can be true."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from publishkit.model.statement import RightsStatement
from publishkit.rights.license import License, read_license
from publishkit.words import Folding

TERM = 70
"""Years after the author's death, from the end of the year: Directive 2006/116/EC, article 1; the longest common term."""
EARLIEST, LATEST = 1000, 2999
YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d\d)(?!\d)")
DIED = re.compile(
    r"(?:\bdied\b|\bdeath\b|\bdeceased\b|\bd\.|†|\bgestorben\b|\bverstorben\b|\bgest\.|\bzmarl\w{0,2}|\bzm\.|\bmort[eoa]?\b"
    r"|\bdecede\w{0,2}|\bdeces\b|\bfallecid\w|\bfallecio\b|\bmurio\b|\bmuerte\b|\bmorreu\b|\bfalecid\w|\bfaleceu\b|\bmori\b)"
    r".{0,40}?(?<!\d)(?P<year>1\d{3}|20\d\d)(?!\d)"
)
LIVED = re.compile(r"(?<!\d)(?P<born>1\d{3}|20\d\d)\s?[-–—/]\s?(?P<year>1\d{3}|20\d\d)(?!\d)")
"""“(1831-1911)”."""
LAW = re.compile(
    r"§|\b(?:act|acts|law|laws|statute|edict|decree|gesetz\w*|amtlich\w*|ustaw\w+|loi|ley|legge|lei|art\.|article|artikel|directive|usc)\b|\b\d+ u\.?s\.?c"
)
FREED = re.compile(r"\b(?:cc ?0|pdm|public domain mark|waive[rd]?|dedicated|dedication|relinquished)\b")
EMPTY = frozenset(
    (
        "public domain pd in the is it this text work a an of free old expired copyright no none yes ok status own gemeinfrei "
        "domena publiczna domaine dominio publico pubblico publique domeinio x xx xxx todo tbd na unknown"
    ).split()
)
"""Words that say the status again, and no ground."""
NO_GROUND = re.compile(
    r"\b(?:found|seen|taken|downloaded|saved|copied|gefunden|trouvee?|encontrad[oa]|trovat[oa]|znalezion\w+)\b.{0,30}\b(?:web|internet|net|google|online|netz|facebook|instagram|pinterest|twitter|sieci)\b"
    r"|\b(?:im netz|im internet|auf google|sur internet|en internet|w internecie)\b|\b(?:free to use|royalty[- ]free|no (?:author|name|credit|watermark)|everybody|everyone|nobody (?:claims|minds|answer\w+)|(?:fair|private) use|we credit|with credit|lizenzfrei|libre de droits)\b"
)
"""Words that say where it was found or that it costs nothing: none of them makes a work free."""
NO_COPYRIGHT = re.compile(r"rightsstatements\.org/(?:vocab|page)/(?:NoC-(?:CR|OKLR|NC)|NKC)/")
"""Statements of libraries that a work is free of copyright; NoC-US is one of the United States only."""
_fold = Folding(form="NFKD", case="fold", letters=True, marks="dropped", spaces="one")


def has_ground(statement: RightsStatement, license: License) -> bool:
    """Whether it is said why the work is nobody's: CC0, the mark, a library's statement, or words with a fact in them.

    >>> from publishkit.rights.license import read_license
    >>> none = read_license(None)
    >>> [has_ground(RightsStatement(basis=basis), none) for basis in ("public domain", "author died 1911", "§ 5 UrhG")]
    [False, True, True]
    """
    if license.kind == "public_domain" or NO_COPYRIGHT.search(statement.rs_uri or ""):
        return True
    return _tells(statement.basis)


@lru_cache(maxsize=1024)
def _tells(basis: str) -> bool:
    words = _fold(basis)
    if read_license(basis).kind == "public_domain" or YEAR.search(words) or LAW.search(words) or FREED.search(words):
        return True
    return not NO_GROUND.search(words) and len(set(re.findall(r"[^\W\d_]{2,}", words)) - EMPTY) >= 3


def rests_on_age(basis: str) -> bool:
    """Whether the ground is that the work is old, and not a law, a mark or a waiver, which free new works as well."""
    words = _fold(basis)
    return not (FREED.search(words) or LAW.search(words) or read_license(basis).kind == "public_domain")


def doubts_of_ground(basis: str, day: date) -> Iterator[str]:
    """Yield what in *basis* cannot make a work free by *day*, as a clause: an author who died too late for it."""
    if basis:
        yield from _doubts(basis, day.year)


@lru_cache(maxsize=1024)
def _doubts(basis: str, year: int) -> tuple[str, ...]:
    words = _fold(basis)
    if FREED.search(words) or LAW.search(words):
        return ()
    died = [int(found["year"]) for found in (*DIED.finditer(words), *LIVED.finditer(words))]
    last = max(died, default=None)
    if last is not None:
        until = last + TERM
        return (
            (f"an author who died in {last} is protected to the end of {until} in many countries",)
            if until >= year
            else ()
        )
    said = [int(found[0]) for found in YEAR.finditer(words)]
    if said and min(said) + TERM >= year:
        return (f"{min(said)} is not {TERM} years ago",)
    return ()
