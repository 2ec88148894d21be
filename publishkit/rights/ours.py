"""Who is us: whether a name, or an address, is the house's own; by every spelling of it, and by no name that only sounds alike."""

import re
from functools import lru_cache

from publishkit.model.decision import Identity
from publishkit.model.statement import RightsStatement
from publishkit.rights.notices.copyright_line import copyright_name
from publishkit.rights.terms import closeness, read_address
from publishkit.words import Folding

fold_name = Folding(form="NFKD", look_alikes=True, case="fold", letters=True, marks="dropped", spaces="one")

WORD = re.compile(r"[^\W_]+")
ARTICLES = frozenset("the a an der die das le la les l el los las il lo i gli o os as het de den det".split())
LEGAL = frozenset(
    (
        "inc ltd limited llc llp plc corp co company gmbh mbh ag se kg eg ev ug sa sas sarl spa srl sl slu sp z oo zoo sro bv nv "
        "as ab asa oy pty pvt cic cio e v o foundation stiftung verein association asbl vzw"
    ).split()
)
"""Forms of bodies: "Quay Readers" and "Quay Readers e. V." are one house."""
ROOMS = LEGAL | frozenset(
    (
        "picture photo photos desk archive archives staff team editors editorial office graphics newsroom "
        "redaktion bildredaktion bildarchiv archiv redakcja archiwum rédaction redaction redacción redaccion redazione redação "
        "redacao archivio archivo arquivo own our from of for and by the s"
    ).split()
)
"""What may stand beside our name and still be us: "Estuary Reading Room picture desk"."""
PARTS = re.compile(
    r"\s*(?:[/|;&+·•–—]|,\s|\s-\s)\s*|\s(?:and|und|et|y|e|i|for|für|pour|para|per|dla|via|with|mit)\s", re.IGNORECASE
)
"""What parts one name from the next in a credit."""
LABEL = re.compile(r"^[^\W\d_][\w .-]{0,30}[:：]\s*")
"""“Drawing: ” before a name."""


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words by which a name is known, folded; a leading article is none of them.

    >>> words_of("The Estuary"), words_of("Łódź-Press")
    (('estuary',), ('lodz', 'press'))
    """
    words = WORD.findall(fold_name(name))
    return tuple(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def parts_of(credit: str) -> tuple[str, ...]:
    """Return the names a credit or a copyright line names, parted.

    >>> parts_of("Drawing: Bo Marl / The Quay")
    ('Bo Marl', 'The Quay')
    """
    return tuple(part for part in PARTS.split(LABEL.sub("", credit.strip())) if part.strip(" .,©"))


class Ours:
    """A house's names and addresses, ready to be compared with."""

    def __init__(self, us: Identity) -> None:
        """Fold the names once."""
        self.us = us
        self.known = us.known
        self._bodies = tuple(words for name in us.names if (words := words_of(name)))
        self._joined = frozenset("".join(words) for words in self._bodies if len(words) > 1)
        self._people = frozenset(words for name in us.people if (words := words_of(name)))

    def is_name(self, name: str) -> bool:
        """Whether *name* is the house, a room of it, or one of its people."""
        words = words_of(name)
        return (
            words in self._people
            or "".join(words) in self._joined
            or any(_is_body(words, body) for body in self._bodies)
        )

    def is_named_in(self, text: str) -> bool:
        """Whether a longer text names the house or one of its people; a name of one word alone proves nothing in prose."""
        words = WORD.findall(fold_name(text))
        return any(len(name) > 1 and _place(words, name) is not None for name in (*self._bodies, *self._people))

    def is_site(self, address: str | None) -> bool:
        """Whether the page or file at *address* stands on a site of the house."""
        return closeness(read_address(address), self.us.sites) > 0


@lru_cache(maxsize=64)
def ours(us: Identity) -> Ours:
    """Return the house ready to be compared with."""
    return Ours(us)


def _is_body(words: tuple[str, ...], body: tuple[str, ...]) -> bool:
    """Whether *words* are the name of *body*, alone or with what names a room of it."""
    at = _place(words, body)
    if at is None:
        return False
    rest = (*words[:at], *words[at + len(body) :])
    return all(word in ROOMS or word.isdigit() for word in rest) and (len(body) > 1 or at == 0)


def _place(words: "tuple[str, ...] | list[str]", body: tuple[str, ...]) -> int | None:
    last = len(words) - len(body)
    return next((n for n in range(last + 1) if tuple(words[n : n + len(body)]) == body), None)


def is_site_of(host: str, name: str) -> bool:
    """Whether *host* bears *name*: the page of a publisher then stands on the publisher's own site.

    >>> is_site_of("lemonde.fr", "Le Monde"), is_site_of("northerncourier.example", "Northern Courier Media Ltd")
    (True, True)
    >>> is_site_of("example.org", "Example Times")
    False
    """
    words = [word for word in WORD.findall(fold_name(name)) if word not in LEGAL] or WORD.findall(fold_name(name))
    named = [words, words[1:]] if len(words) > 1 and words[0] in ARTICLES else [words]
    known = {"".join(one[:n]) for one in named for n in range(2, len(one) + 1)} | {"".join(one) for one in named}
    known |= {"".join(word[0] for word in one) for one in named if len(one) > 2}
    return any(label.replace("-", "") in known for label in fold_name(host).split(".")[:-1] if label)


def bears_another(statement: RightsStatement, us: Identity) -> bool:
    """Whether somebody else's name stands on a work, as its holder or in its copyright line: then that is what is printed.

    >>> bears_another(RightsStatement(copyright_line="© 2026 Courier"), Identity(names=("The Quay",)))
    True
    """
    house = ours(us)
    line = copyright_name(statement.copyright_line or "")
    named = [party.name for party in statement.holders]
    return any(not house.is_name(name) for name in (*named, *([line] if line else ())))
