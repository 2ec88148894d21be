"""Is a source the article that is there already? Its text decides; an address alone only asks."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from publishkit.capture.store import Emitted, read_emitted, split_article
from publishkit.disk import read_file
from publishkit.errors import InputError, Problem, RightsError
from publishkit.press.adding.take import Taken
from publishkit.rights.copies.near_copy import runs, words
from publishkit.web import plain_address

GRAM = 5
"""Words in a row that are compared."""
SAME_TEXT = 0.4
"""Share of the shorter text's stretches that stand in the longer one when both are versions of one article."""
MOSTLY = 0.8
"""The same share where nothing but the words says so: whoever comments on a text, quotes less of it."""
KEPT = 0.75
"""Share of a text that a new version of it has at least, or a person is asked."""
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


Foreign = Callable[[str], str]
"""What speaks against an article's being ours, in words; "" where nothing does."""


def same_article(taken: Taken, articles: Path, suggested: str, foreign: Foreign | None = None) -> Known | None:
    """Return the article that *taken* is another version of; None when it is new.

    *suggested* is the name a new article would get. What is said to be ours, *foreign* is asked about: it is never
    another version of what is not, and what only quotes that is an article of its own.

    Raises:
        InputError: an address or a text says so and the other denies it: a person decides.
        RightsError: it is said to be ours, and its text is that of an article that is not.
    """
    asks, other = list[str](), ""
    for known in known_articles(articles):
        if foreign and _shares_words(taken, known) and not is_same_file(taken, known) and (why := foreign(known.slug)):
            if _is_copy(taken, known):
                raise _not_ours(taken, known, suggested, why)
            continue
        if is_same_source(taken, known):
            if _is_excerpt(taken, known):
                raise _shorter(taken, known, suggested)
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
    """Whether a source is sure to be the article: the same bytes or the same text, where no other address speaks against it.

    Without address and title in common the text has to be nearly all of it: a comment quotes what it is about.
    """
    if _elsewhere(taken, known):
        return False
    if _has_same_bytes(taken, known):
        return True
    if not is_same_text(taken, known):
        return False
    sure = _is_titled_alike(taken, known) or is_same_file(taken, known) or addresses_of(taken) & known.addresses
    return bool(sure) or shared(taken.body, known.body) >= MOSTLY


def is_same_text(taken: Taken, known: Known) -> bool:
    """Whether both are versions of one text; of a few words, also under one title: short notes often say the same."""
    few = min(len(stretches_of(taken.body)), len(stretches_of(known.body))) < FEW
    return alike(taken.body, known.body) and (_is_titled_alike(taken, known) or not few)


def is_same_file(taken: Taken, known: Known) -> bool:
    """Whether both are one manuscript: the same bytes, or a file of the same name, and neither stood at an address."""
    source = known.record.get("source")
    name = source.get("name") if isinstance(source, dict) else None
    nowhere = not (addresses_of(taken) or known.addresses)
    named = taken.document.name != "-" and name == re.split(r"[/\\]", taken.document.name)[-1]
    return _has_same_bytes(taken, known) or (nowhere and named)


def _has_same_bytes(taken: Taken, known: Known) -> bool:
    source = known.record.get("source")
    return isinstance(source, dict) and source.get("sha256") == taken.document.sha256


def _is_titled_alike(taken: Taken, known: Known) -> bool:
    ours, theirs = taken.found.title, str(known.emitted.front_matter.get("title") or "")
    return " ".join(ours.split()).casefold() == " ".join(theirs.split()).casefold()


def _shares_words(taken: Taken, known: Known) -> bool:
    """Whether a text may be a version of another or a copy of a part of it."""
    return alike(taken.body, known.body) or _has_same_bytes(taken, known) or _part_of(taken, known) >= SAME_TEXT


def _is_copy(taken: Taken, known: Known) -> bool:
    """Whether a text is another under our name: under its title, or with little besides."""
    titled = _is_titled_alike(taken, known) and alike(taken.body, known.body)
    return titled or _has_same_bytes(taken, known) or _part_of(taken, known) >= MOSTLY


def _part_of(taken: Taken, known: Known) -> float:
    """Return what share of a text's stretches stand in another."""
    ours = stretches_of(taken.body)
    return len(ours & stretches_of(known.body)) / len(ours) if ours else 0.0


def _is_excerpt(taken: Taken, known: Known) -> bool:
    """Whether a text is little more than a part of another: a stub, a teaser, a copy that was cut."""
    left = len(stretches_of(taken.body)) < KEPT * len(stretches_of(known.body))
    return left and _part_of(taken, known) >= MOSTLY


def _shorter(taken: Taken, known: Known, suggested: str) -> InputError:
    ours, theirs = (len(words(_bare(text))) for text in (taken.body, known.body))
    message = f"articles/{known.slug} holds more of the same text: {theirs:,} words, and {ours:,} here"
    hint = f"`--merge {known.slug}` takes the shorter one all the same, `--slug {suggested}` makes it an article of its own"
    return InputError(Problem(place=_place(taken), message=message, hint=hint))


def _not_ours(taken: Taken, known: Known, suggested: str, why: str) -> RightsError:
    message = f"its text is that of articles/{known.slug}, which does not look like ours: {why}"
    hint = (
        f'if it is ours all the same, a person says so and why: publishkit rights own {known.slug} --by "NAME"'
        f' --because "…"; or `--slug {suggested}` makes it an article of its own, which is compared with that one'
    )
    return RightsError(Problem(place=_place(taken), message=message, hint=hint))


def alike(one: str, other: str) -> bool:
    """Return whether two bodies are versions of one text.

    >>> alike("The old ferry sank.", "The old ferry sank!"), alike("The old ferry sank.", "A new one came.")
    (True, False)
    """
    ours, theirs = stretches_of(one), stretches_of(other)
    if min(len(ours), len(theirs)) < FEW:
        left, right = (words(_bare(text)) for text in (one, other))
        return bool(left) and left == right
    return shared(one, other) >= SAME_TEXT


def shared(one: str, other: str) -> float:
    """Return the share of the shorter body's stretches that stand in the longer one, 0 to 1."""
    ours, theirs = stretches_of(one), stretches_of(other)
    return len(ours & theirs) / (min(len(ours), len(theirs)) or 1)


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
        return "the same text from another address" if _elsewhere(taken, known) else "much of the same text"
    return ""


def _fetched_apart(taken: Taken, known: Known) -> bool:
    """Whether both were fetched, from two addresses: then a canonical address in common says nothing."""
    web, origin = known.record.get("web"), taken.document.origin
    there = web.get("address") if isinstance(web, dict) else None
    return bool(there and origin) and plain_address(str(there)) != plain_address(origin.address if origin else "")


def _place(taken: Taken) -> str:
    return taken.document.name if taken.document.name != "-" else "standard input"
