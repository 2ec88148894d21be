"""One thing that speaks against the status a statement has, as a value: nothing here decides, `claim_rules` does."""

import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from publishkit.model.rights import Party
from publishkit.model.statement import RightsStatement, Signal
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.gate.case import Case
from publishkit.rights.notices.reservation import NO_RESALE, reserving_words
from publishkit.rights.ours import is_site_of
from publishkit.rights.phrases import and_list
from publishkit.rights.pictures.credit_line import agencies_in, is_agency
from publishkit.rights.terms import read_address
from publishkit.words import inert

QUOTED = 110
"""Characters of foreign words that a sentence quotes."""
SHORT = 70
"""Of a copyright line: a name and a year; some go on with the whole reservation."""
NAMED = 60
"""Characters up to which a mark names a value whole."""
BESIDE = ("/", "|", ",", ";", "(", " via ", " for ")
"""What parts a maker's name from the agency behind it."""
RESERVING_FIELDS = frozenset({"usage-terms", "instructions", "notice", "constraints"})
"""Fields of a picture file that say what may be done with it."""
RESERVING_SIGNS = frozenset({"arr", "prohibit", "forbid", "reserved"})
"""Signs of a reservation that a statement keeps when its notice is gone."""


class Contradiction(NamedTuple):
    """One thing that speaks against the stated status."""

    kind: str
    """`holder`, `copyright line`, `notice`, `mining`, `publisher`, `host`, `agency`, `credit`, `file`, `license`, …"""
    value: str
    """As it stands there."""
    clause: str
    """What it says, to follow "but"."""
    read_once: bool = False
    """Whether it was read when the work was added, and the file does not say it any more."""

    @property
    def mark(self) -> str:
        """How a claim names it: kind and value, a long one by its beginning and a hash of all of it.

        >>> Contradiction("holder", "Courier  Press", "the rights holder is Courier Press").mark
        'holder: Courier Press'
        """
        value = " ".join(self.value.split())
        short = value if len(value) <= NAMED else f"{value[:40]}… {sha256(value.encode()).hexdigest()[:8]}"
        return f"{self.kind}: {short}"


Found = Iterator[Contradiction]


def said_against(found: Sequence[Contradiction], most: int = 4) -> str:
    """Return the contradictions as one clause: the first *most* in full, what was only read once apart, how many more.

    >>> said_against([Contradiction("holder", "Ada", "the rights holder is Ada", read_once=True)])
    'as read when it was added, the rights holder is Ada'
    """
    told = found[:most]
    now, once = ([one.clause for one in told if one.read_once is then] for then in (False, True))
    parts = [
        and_list(list(dict.fromkeys(now))),
        f"as read when it was added, {and_list(list(dict.fromkeys(once)))}" if once else "",
    ]
    more = len(found) - len(told)
    parts.append(f"and {more} more {'sign' if more == 1 else 'signs'}" if more else "")
    return "; ".join(filter(None, parts))


def readings(case: Case) -> tuple[RightsStatement, ...]:
    """Return what the file says now and, where it is known, what was read when the work was added."""
    proposed = case.background.proposed
    return (case.statement, proposed) if proposed else (case.statement,)


def recalled(found: Found) -> Found:
    """Yield *found* as what was read when the work was added."""
    return (one._replace(read_once=True) for one in found)


def cut(text: str, most: int = QUOTED) -> str:
    """Return foreign words as a sentence quotes them: on one line, turning nothing around, not too many."""
    line = " ".join(inert(text).split())
    return line if len(line) <= most else f"{line[:most].rpartition(' ')[0] or line[:most]} …"


def named_agencies(told: RightsStatement) -> tuple[Party, ...]:
    """Return every agency a statement names: as agency, as author, in the credit, in a sign that was read."""
    authors = tuple([agency for one in told.creators for agency in _agencies_of(one)])
    if not (told.credit_line or told.signals):  # as good as every one of ten thousand
        return told.agencies + authors
    signs = (one.value for one in told.signals if one.kind == "agency")
    return (*told.agencies, *authors, *agencies_in(" | ".join(filter(None, (told.credit_line, *signs)))))


def _agencies_of(maker: Party) -> tuple[Party, ...]:
    """Return *maker* where that is an agency, or the agencies it is named beside: “Ada Example / Reuters”."""
    if maker.role == "agency":
        return (maker,)
    name = maker.name
    if not any(mark in name for mark in BESIDE):
        return _agency_alone(name) if len(name) < SHORT else ()
    parts = re.split("|".join(map(re.escape, BESIDE)), name)
    return tuple(agency for part in parts for agency in _agency_alone(part))


def _agency_alone(name: str) -> tuple[Party, ...]:
    """Return the agency that *name* names, with an article before it or its staff behind it."""
    bare = STAFF.sub("", name.strip())
    return agencies_in(bare) if is_agency(bare) else ()


STAFF = re.compile(
    r"^the\s|\s(?:staff|writers?|reporters?|news(?: agency)?|photos?|photographers?|graphics)$", re.IGNORECASE
)


def agencies(parties: Sequence[Party], known: Callable[[str], bool]) -> Found:
    """Yield the agencies that are not *known*."""
    for party in parties:
        if not known(party.name):
            yield Contradiction("agency", party.name, f"it names the agency {cut(party.name)}")


def noticed(text: str, words: str) -> Contradiction:
    """Return a notice that stands with the work."""
    return Contradiction("notice", text, f"a notice stands with it (“{cut(words)}”)")


def copyright_stated(line: str) -> Contradiction:
    """Return a copyright line of others."""
    return Contradiction("copyright line", line, f"its copyright line is “{cut(line, SHORT)}”")


def mining_reserved() -> Contradiction:
    """Return the reservation of text and data mining."""
    return Contradiction("mining", "reserved", "text and data mining is reserved")


def in_file(signal: Signal) -> Contradiction:
    """Return what the picture file says, or the caption."""
    if signal.kind == "caption" and signal.where == "caption":
        return Contradiction("caption", signal.value, f"its caption says “{cut(signal.value)}”")
    return Contradiction("file", signal.value, f"the picture file says “{cut(signal.value)}” ({signal.kind})")


def on_own_site(told: RightsStatement) -> bool:
    """Whether the page a statement names stands on the site of the publisher it names."""
    host = read_address(told.source_url).host
    return told.publisher is not None and bool(host) and is_site_of(host, told.publisher.name)


def field_reserves(value: str) -> bool:
    """Whether a field of a picture file reserves, and gives no license."""
    return not licenses_in(value) and (reserving_words(value) is not None or NO_RESALE.search(value) is not None)
