"""Is a source the article that is there already? Its text decides; an address alone only asks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from publishkit.capture.store import Emitted, read_emitted, split_article
from publishkit.disk import read_file
from publishkit.errors import InputError, Problem
from publishkit.press.adding.take import Taken
from publishkit.rights.copies.near_copy import runs, words
from publishkit.web import plain_address

GRAM = 5
"""Words in a row that are compared."""
SAME_TEXT = 0.4
"""Share of the shorter text's stretches that stand in the longer one when both are versions of one article."""
FEW = 8
"""A text with fewer stretches is the same when its words are."""
ADDRESSES = re.compile(r"\]\([^()\s]*\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """An article folder that `add` made."""

    slug: str
    emitted: Emitted
    record: Mapping[str, Any]
    body: str
    """What the machine wrote; in an old record, what stands there."""

    @property
    def addresses(self) -> frozenset[str]:
        """Where the article stood."""
        web = self.record.get("web")
        told = web if isinstance(web, dict) else {}
        given = (self.record.get("address"), self.emitted.front_matter.get("source_url"), told.get("address"))
        return frozenset(plain_address(str(one)) for one in given if one)


def known_article(folder: Path) -> Known | None:
    """Return what `add` made of *folder*; None when it did not make it."""
    try:
        emitted, record = read_emitted(read_file(folder / "ingest.json").decode())
        body = emitted.body
        if body is None:
            body = split_article(read_file(folder / "article.md").decode("utf-8-sig"))[1]
    except (OSError, ValueError):
        return None
    return Known(slug=folder.name, emitted=emitted, record=record, body=body)


def known_articles(articles: Path) -> Iterator[Known]:
    """Yield the article folders of an issue that `add` made, by name."""
    for folder in sorted(path for path in articles.iterdir() if path.is_dir()) if articles.is_dir() else ():
        if known := known_article(folder):
            yield known


def same_article(taken: Taken, articles: Path, suggested: str) -> Known | None:
    """Return the article that *taken* is another version of; None when it is new.

    *suggested* is the name a new article would get.

    Raises:
        InputError: an address or a text says so and the other denies it: a person decides.
    """
    asks, other = list[str](), ""
    for known in known_articles(articles):
        if is_same_source(taken, known):
            return known
        if reason := _doubt(taken, known):
            asks.append(f"articles/{known.slug} holds {reason}")
            other = known.slug
    if not asks:
        return None
    hint = f"`--slug {suggested}` makes it an article of its own, `--merge {other}` the new version of that one"
    raise InputError(Problem(place=_place(taken), message="; ".join(asks), hint=hint))


def refuse_other_text(taken: Taken, known: Known) -> None:
    """Let a source pass that may be the article *known*: of the same text, or from the same address.

    Raises:
        InputError: it is another text from elsewhere.
    """
    same_place = not addresses_of(taken).isdisjoint(known.addresses)
    if same_place or is_same_source(taken, known) or is_same_text(taken, known):
        return
    hint = f"choose another --slug; or `--merge {known.slug}` makes it the new version of that one"
    raise InputError(Problem(place=_place(taken), message=f"articles/{known.slug} holds another text", hint=hint))


def is_same_source(taken: Taken, known: Known) -> bool:
    """Whether a source is sure to be the article: the same bytes, or the same text, and no other address speaks against it."""
    source = known.record.get("source")
    if isinstance(source, dict) and source.get("sha256") == taken.document.sha256:
        return True
    return is_same_text(taken, known) and not _elsewhere(taken, known)


def is_same_text(taken: Taken, known: Known) -> bool:
    """Whether both are versions of one text; of a few words, also under one title: short notes often say the same."""
    few = min(len(stretches_of(taken.body)), len(stretches_of(known.body))) < FEW
    ours, theirs = taken.found.title, str(known.emitted.front_matter.get("title") or "")
    titled = " ".join(ours.split()).casefold() == " ".join(theirs.split()).casefold()
    return alike(taken.body, known.body) and (titled or not few)


def alike(one: str, other: str) -> bool:
    """Return whether two bodies are versions of one text.

    >>> alike("The old ferry sank.", "The old ferry sank!"), alike("The old ferry sank.", "A new one came.")
    (True, False)
    """
    ours, theirs = stretches_of(one), stretches_of(other)
    if min(len(ours), len(theirs)) < FEW:
        left, right = (words(_bare(text)) for text in (one, other))
        return bool(left) and left == right
    return len(ours & theirs) >= SAME_TEXT * min(len(ours), len(theirs))


@lru_cache(maxsize=256)
def stretches_of(body: str) -> frozenset[tuple[str, ...]]:
    """Return the stretches of five words of a body; addresses are no words."""
    return frozenset(runs(words(_bare(body)), GRAM))


def _bare(body: str) -> str:
    return ADDRESSES.sub("]", body)


def addresses_of(taken: Taken) -> frozenset[str]:
    """Return where a source stood."""
    origin = taken.document.origin
    given = (taken.found.source_url, origin.address if origin else None)
    return frozenset(plain_address(one) for one in given if one)


def _elsewhere(taken: Taken, known: Known) -> bool:
    """Whether both stood at addresses, and other ones: agencies and partners print one text in many places.

    An article that keeps its title may move within its site.
    """
    ours, theirs = addresses_of(taken), known.addresses
    if not (ours and theirs) or not ours.isdisjoint(theirs):
        return False
    same_site = not {_site(one) for one in ours}.isdisjoint(map(_site, theirs))
    return not (same_site and words(taken.found.title) == words(str(known.emitted.front_matter.get("title") or "")))


def _site(address: str) -> str:
    return address.partition("/")[0].partition("?")[0]


def _doubt(taken: Taken, known: Known) -> str:
    """Return what the folder holds that may be the same article, though it is not sure to be; "" when nothing says so."""
    same = addresses_of(taken) & known.addresses
    if same and not _fetched_apart(taken, known):
        return f"another text from the same address ({min(same)[:120]})"
    if is_same_text(taken, known):
        return "the same text from another address"
    return ""


def _fetched_apart(taken: Taken, known: Known) -> bool:
    """Whether both were fetched, from two addresses: then a canonical address in common says nothing."""
    web, origin = known.record.get("web"), taken.document.origin
    there = web.get("address") if isinstance(web, dict) else None
    return bool(there and origin) and plain_address(str(there)) != plain_address(origin.address if origin else "")


def _place(taken: Taken) -> str:
    return taken.document.name if taken.document.name != "-" else "standard input"
