"""What one cell of a foreign file says, in whatever language: an address, a day, a yes or a no, a state."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from publishkit.send.readers.address import AddressRefusedError, parse_address
from publishkit.send.readers.moments import parse_moment
from publishkit.words import Folding

Kind = Literal[
    "empty", "address", "moment", "yes", "no", "reads", "left", "pending", "number", "link", "leaving", "text"
]
"""`reads`, `left` and `pending` are states; `leaving` is a longer text that speaks of leaving."""

SEVERAL = re.compile(r"\s*(?:[,;|\s]|:::)\s*")
"""What parts several addresses in one cell; Google's contacts part them by ` ::: `."""
PASTED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""What comes along when an address is copied from a page or a mail, and nobody sees; overrides of direction are no accident."""
SEPARATED = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]+|\d+")
LONGEST_STATE = 40
"""Characters; what is longer is a text."""
LONGEST_READ = 2_000
"""Characters of a text that are looked through."""

folded = Folding(form="NFKD", case="fold", letters=True, signs="dropped")
"""Titles and words are compared by letters and digits only, without case and marks."""


@cache
def vocabulary() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return `columns.toml`: the titles of fields, what stands in cells, and the parts of titles."""
    return tomllib.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(folded(word) for word in vocabulary()["cells"][group])


@cache
def _signs() -> tuple[frozenset[str], frozenset[str]]:
    cells = vocabulary()["cells"]
    return frozenset(cells["ticked"]), frozenset(sign.casefold() for sign in cells["empty"])


@cache
def _leaving() -> tuple[str, ...]:
    return tuple(part.casefold() for part in vocabulary()["cells"]["leaving"])


@lru_cache(maxsize=16_384)
def kind_of(cell: str) -> Kind:
    """Return what *cell* holds.

    >>> kind_of("Ja"), kind_of("Désabonné"), kind_of("3.11.2026"), kind_of("Ada <ada@example.org>"), kind_of("")
    ('yes', 'left', 'moment', 'address', 'empty')
    """
    text = cell.strip()
    if "@" in text and addresses_in(text):
        return "address"
    if len(text) <= LONGEST_STATE and (short := _short_kind(text)):
        return short
    if text.startswith(("http://", "https://")):
        return "link"
    return "leaving" if speaks_of_leaving(text) else "text"


def _short_kind(text: str) -> Kind | None:
    """Return what a few characters say; None when they say nothing we know."""
    ticked, empty = _signs()
    before, colon, after = text.partition(":")
    if colon and folded(before) in _title_words("states"):  # "Status: inactif"
        text = after.strip()
    word = folded(text)
    if not text or text.casefold() in empty:
        return "empty"
    if text in ticked or word in {"x", "xx"}:
        return "yes"
    states: tuple[Kind, ...] = ("yes", "no", "left", "pending", "reads")
    known = next((kind for kind in states if word in _words(kind)), None)
    first = text.replace(",", " ").split()
    if known is None and 1 < len(first) <= 4 and folded(first[0]) in _words("answers"):
        known = "yes" if folded(first[0]) in _words("yes") else "no"
    if known is None and text[:1].isdigit() and text.replace(".", "", 1).replace(",", "", 1).isdigit():
        known = "number" if parse_moment(text) is None else "moment"
    if known is None and parse_moment(text, "day-first") is not None:
        known = "moment"
    return known


def speaks_of_leaving(text: str) -> bool:
    """Return whether a longer *text* says that somebody left, or wants to.

    >>> speaks_of_leaving("hat sich im Mai abgemeldet"), speaks_of_leaving("met at the fair")
    (True, False)
    """
    low = text[:LONGEST_READ].casefold()
    # A regular expression of so many words would take ten times as long, for each cell of a long file.
    return any(part in low for part in _leaving())


def state_of(cell: str) -> Kind:
    """Return what *cell* says beneath a title such as "Status": there a yes is a state, and so is a no."""
    kind = kind_of(cell)
    return {"yes": "reads", "no": "left", "leaving": "left"}.get(kind, kind)  # type: ignore[return-value]  # of the kinds


def is_refusal(consent: str) -> bool:
    """Return whether a consent is a no."""
    return kind_of(consent) in {"no", "left", "leaving"}


# --- addresses in a cell ----------------------------------------------------------------------------------------------


def bare_address(text: str) -> tuple[str, str]:
    """Return address and name of `Ada <ada@example.org>`, `ada@example.org (Ada)` and `mailto:ada@example.org`.

    >>> bare_address('"Byron, Ada" <ada@example.org>'), bare_address("ada@example.org")
    (('ada@example.org', 'Byron, Ada'), ('ada@example.org', ''))
    """
    written = text.strip() if text.isascii() else PASTED.sub("", text).replace("\u00a0", " ").strip()
    if written.rstrip(",;") != written:
        written = written.rstrip(",; ")
    before, opened, after = written.rpartition("<")
    if opened and after.endswith(">"):
        return _without_scheme(after[:-1].strip()), before.strip().strip("\"'").strip()
    if written.endswith(")") and " (" in written:
        address, _, name = written[:-1].partition(" (")
        return _without_scheme(address.strip()), name.strip()
    return _without_scheme(written), ""


def _without_scheme(address: str) -> str:
    return address[7:].partition("?")[0] if address[:7].lower() == "mailto:" else address


IN_WORDS = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")


def addresses_in(cell: str) -> list[str]:
    """Return the addresses in *cell*, none when anything but addresses stands in it.

    >>> addresses_in("ada@example.org; Bob <bob@example.org>"), addresses_in("see ada@example.org")
    (['ada@example.org', 'bob@example.org'], [])
    """
    bare, name = bare_address(cell)
    one = _parsed(bare)
    if one and not IN_WORDS.search(name):
        return [one]
    quoted = re.sub(r'"[^"]*"', "", cell)
    named = "<" in quoted  # beside names, whatever else stands there
    parts = IN_WORDS.findall(quoted) if named else [part for part in SEVERAL.split(quoted) if part]
    found = [_parsed(_without_scheme(part.strip())) for part in parts]
    return list(dict.fromkeys(address for address in found if address)) if found and all(found) else []


def _parsed(text: str) -> str:
    try:
        return parse_address(text)
    except AddressRefusedError:
        return ""


# --- what a title says ------------------------------------------------------------------------------------------------


Sense = Literal["left", "reads", "state", "mail", "doubtful", "count", "label", "elsewhere", ""]
"""What a yes beneath a title means: `left` or `reads`; `mail` and `doubtful`: it could be either; "" for other matters."""


@dataclass(frozen=True, slots=True)
class _Parts:
    words: tuple[str, ...]
    joined: str = field(default="")

    def named(self, group: str) -> bool:
        """Return whether a word of the title stands in *group*."""
        return any(word in _title_words(group) for word in self.words)

    def begins(self, group: str) -> bool:
        """Return whether a word of the title begins with one of *group*: "Zahlungsstatus"."""
        return any(word.startswith(part) for word in self.words for part in _title_words(group) if len(part) > 4)

    def holds(self, group: str) -> bool:
        """Return whether a part of *group* stands anywhere in the title."""
        return any(part in self.joined for part in _title_words(group))


@cache
def _title_words(group: str) -> frozenset[str]:
    return frozenset(folded(word) for word in vocabulary()["titles"][group])


def parts_of(title: str) -> tuple[str, ...]:
    """Return the words of *title*, folded: "OptedOutOfEmail" has five.

    >>> parts_of("OptedOut_of-Email"), parts_of("UNSUB_TIME")
    (('opted', 'out', 'of', 'email'), ('unsub', 'time'))
    """
    return tuple(folded(word) for word in SEPARATED.findall(title[:100]))


@lru_cache(maxsize=1024)
def sense_of(title: str) -> Sense:
    """Return what a yes beneath *title* says of the reader.

    >>> (
    ...     sense_of("Abgemeldet am"),
    ...     sense_of("subscribed_to_emails"),
    ...     sense_of("Kein Newsletter"),
    ...     sense_of("No Bulk Emails"),
    ... )
    ('left', 'reads', 'left', 'left')
    >>> sense_of("not unsubscribed"), sense_of("Email"), sense_of("Order status"), sense_of("Shoe size")
    ('reads', 'mail', 'elsewhere', '')
    """
    words = parts_of(title)
    parts = _Parts(words, "".join(words))
    negated = any(word in _title_words("negations") for word in words[:-1])
    left = parts.holds("left") or parts.named("left_words")
    reads = parts.holds("reads") or parts.named("reads_words")
    elsewhere = parts.named("elsewhere") or parts.begins("elsewhere")
    lately = left and bool({"last", "letzte", "letzter", "dernier", "derniere"} & set(words))
    senses: tuple[tuple[bool, Sense], ...] = (
        (elsewhere and not (parts.holds("mail") and (left or reads)), "elsewhere"),
        (parts.named("counts") and not lately, "count"),
        (left, "reads" if negated and not _negation_is_part(parts) else "left"),
        (reads and not negated and parts.named("labels"), "label"),
        (reads, "left" if negated else "reads"),
        (negated, "left" if parts.holds("mail") else "doubtful"),
        (parts.named("states"), "state"),
        (parts.named("ends"), "doubtful"),
        (parts.named("labels"), "label"),
        (parts.joined.startswith("html"), "elsewhere"),
        (parts.named("mail") or parts.named("lists") or "mail" in parts.joined, "mail"),
        (parts.named("doubtful") or len(parts.joined) < 2, "doubtful"),
    )
    return next((sense for holds, sense in senses if holds), "")


def _negation_is_part(parts: _Parts) -> bool:
    """Return whether the negation is of the word for leaving itself: "do not contact", "no mail"."""
    return any(part in parts.joined for part in ("donot", "dont", "nomail", "noemail", "nobulk", "stop"))
