"""What must not be found in the finished files: traces of every text and picture that was not cleared for a format."""

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from urllib.parse import urlsplit

from publishkit.capture.page.tree import MARKUP, drop, page_lines, parse_html
from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.items import PictureKey
from publishkit.edition.renditions import Renditions
from publishkit.model.article import Article
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel, Status
from publishkit.rights.copies.near_copy import QUOTED
from publishkit.rights.copies.traces import hash_of, runs, traces, written
from publishkit.rights.credit import FULL_USES
from publishkit.rights.pictures.likeness import Prints, readable_fingerprints
from publishkit.workspace.drawing import MEDIA_TYPE

ASIDE = ("nav", "footer", "form", "button")
"""Elements of a page that hold no article: menus, imprints, consent."""
COVERS = ("cover.jpg", "cover-small.jpg")
"""What the pictures of our own title page are called, in every format."""
FEWEST = 30
"""Words of a page; one that has fewer outside of those is read whole."""
_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\\\]|\\\\.)*")')


@dataclass(frozen=True, kw_only=True, slots=True)
class Holdings:
    """What the workspace holds around an issue, as the search for what is withheld asks for it."""

    ours_before: Callable[[date], Container[int]] = lambda _: ()
    """Returns the hashes of all runs of our own words that were printed before a day."""
    further_words: Callable[[str], Iterable[str]] = lambda _: ()
    """Returns what is stored of an article besides the original that was read, by its slug."""
    prints: Prints = readable_fingerprints


NOTHING_AROUND = Holdings()
"""Of an issue that stands alone; fingerprints are made anew."""


def find_withheld(
    cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions], holdings: Holdings
) -> Iterator[Withheld]:
    """Yield the traces of everything withheld.

    What a cleared text has by its own stored original, and what we had printed of our own before, is nobody's copy.
    """
    named = {*COVERS, *_shown_names(cleared, renditions)}
    for item in cleared:
        if item.entry.use not in FULL_USES:
            allowed = {hash_of(run) for run in printed_by_right(item.article, cleared)}
            further = tuple(holdings.further_words(item.article.slug))
            yield from _text(item, further, allowed, holdings.ours_before(first_day(item)))
        for picture in item.pictures:
            found = _picture(item, picture, renditions, holdings.prints)
            yield from (replace(one, names=tuple(name for name in one.names if name not in named)) for one in found)


def _shown_names(cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions]) -> Iterator[str]:
    """Yield the names under which pictures that are cleared go out: a file of such a name is no trace of another one."""
    for item in cleared:
        for picture in item.pictures:
            made = renditions.get((item.article.slug, picture.picture.file))
            if made and picture.channels:
                yield from (made.book.name, made.screen.name)


def first_day(item: ClearedItem) -> date:
    """Return the day on which a text was there at the latest."""
    known = item.article.text_rights.first_published
    return date(known.year, known.month, known.day) if known else date.max


def _text(
    item: ClearedItem, further: Sequence[str], allowed: Container[int], ours: Container[int]
) -> Iterator[Withheld]:
    said = _said_of(item) if item.retraction else ()
    every = traces(*_stored(item), *further, *said)
    found = [one for one in every if one[1] not in allowed and one[1] not in ours]
    decision = next(iter(item.decisions.values()))
    if found:
        yield Withheld(
            asset_id=item.article.text_rights.asset_id,
            article=item.entry.slug,
            channels=tuple(item.decisions),
            reasons=tuple(reason.code for reason in decision.reasons),
            sentence=decision.reasons[0].sentence if decision.reasons else "",
            shingles=tuple(map(written, found)),
        )


def _stored(item: ClearedItem) -> Iterator[str]:
    """Yield everything that is stored of a text: the captured original, our own file of it, the captions of its pictures."""
    yield running_text(item.article.source_text)
    yield "\n".join(item.body.paragraphs)
    yield item.article.head.deck
    yield from (picture.caption for picture in item.article.pictures)


def running_text(source: str) -> str:
    r"""Return the words of a captured original, one block a line; of a page without menus, imprint and forms.

    >>> running_text("<body><p>Low <b>water</b></p><footer>Imprint</footer></body>")
    'Low water\nImprint'
    """
    if not MARKUP.search(source[:100_000]):
        return source
    tree = parse_html(source)
    if tree is None:
        return ""
    whole = page_lines(tree)
    drop(tree, ASIDE)
    kept = page_lines(tree)
    in_data = "\n".join(json.loads(found, strict=False) for found in _BODY.findall(source))
    return f"{kept if len(kept.split()) >= FEWEST else whole}\n{in_data}".strip()


def printed_by_right(article: Article, cleared: Sequence[ClearedItem]) -> Iterator[str]:
    """Yield the runs of a withheld article that the edition has by right from elsewhere.

    A cleared text of somebody else's may hold the same words by its own stored original; the same work may be cleared in
    another place; and what our summary quotes the gate has measured.
    """
    for item in cleared:
        same = _same_work(article, item.article)
        if item.refused or item.retraction:
            continue
        if item.entry.use in FULL_USES and item.article.text_rights.status is not Status.OWN:
            yield from runs(running_text(item.article.source_text))
        if item.entry.use in FULL_USES and same:
            yield from runs("\n".join((*item.body.paragraphs, item.article.head.deck)))
        elif same:
            yield from _around_quotations(f"{item.entry.summary}\n{item.entry.note}")


def _same_work(one: Article, other: Article) -> bool:
    """Whether two articles are one work: the same folder, or the same address, which is more than that of a site."""
    addresses = {article.text_rights.source_url or "" for article in (one, other)}
    return one.place == other.place or (len(addresses) == 1 and len(urlsplit(addresses.pop()).path) > 1)


def _around_quotations(words: str) -> Iterator[str]:
    """Yield the runs that lead across a quotation: the gate measures what stands before it and after it."""
    outside = {run for part in QUOTED.split(words) for run in runs(part)}
    yield from (run for run in runs(words) if run not in outside)


def _said_of(cleared: ClearedItem) -> Iterator[str]:
    """Yield what the edition had said of a retracted article besides its body: captions, summary, note, quotation."""
    head, asked = cleared.article.head, cleared.asked
    yield from (head.deck, asked.summary, asked.quote, asked.note)
    yield from (picture.picture.caption for picture in cleared.pictures)


def _picture(
    item: ClearedItem, cleared: ClearedPicture, renditions: Mapping[PictureKey, Renditions], prints: Prints
) -> Iterator[Withheld]:
    out = tuple(channel for channel in cleared.decisions if channel not in cleared.channels)
    if not out:
        return
    picture = cleared.picture
    decision = cleared.decisions[out[0]]
    asset = item.article.assets.get(picture.file)
    made = renditions.get((item.article.slug, picture.file))
    files = [asset.data] if asset else []
    files += [made.book.data, made.screen.data] if made else []
    yield Withheld(
        asset_id=picture.rights.asset_id,
        article=item.entry.slug,
        channels=out,
        reasons=tuple(reason.code for reason in decision.reasons) if not decision.ok else ("R-NOT-SHOWN",),
        sentence=decision.reasons[0].sentence if decision.reasons else "",
        names=_telling_names(picture.file, out, cleared.channels),
        sha256=tuple(dict.fromkeys(sha256(data).hexdigest() for data in files)),
        fingerprints=prints(made.book.data if made and asset.media_type == MEDIA_TYPE else asset.data) if asset else (),
    )


def _telling_names(file: str, out: Sequence[Channel], channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the file's own name when it can only be this picture's: `01.jpg` may be any article's."""
    name = file.rsplit("/", 1)[-1]
    stem = name.rsplit(".", 1)[0]
    return (name,) if not channels and len(stem.strip("0123456789-_")) >= 4 else ()
