"""What must not be found in the finished files: traces of every text and picture that was not cleared for a format."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.items import PictureKey
from publishkit.edition.renditions import Renditions
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.rights.credit import FULL_USES
from publishkit.rights.likeness import fingerprints
from publishkit.rights.traces import runs, trace


def find_withheld(
    cleared: Sequence[ClearedItem], renditions: Mapping[PictureKey, Renditions], printed: str
) -> Iterator[Withheld]:
    """Yield the traces of everything withheld.

    *printed* is all text the edition prints on purpose (notices, titles, quotations, our own words): a run of words that
    stands there too proves nothing.
    """
    allowed = frozenset(runs(printed))
    for item in cleared:
        if item.entry.use not in FULL_USES:
            yield from _text(item, allowed)
        for picture in item.pictures:
            yield from _picture(item, picture, renditions)


def _text(item: ClearedItem, allowed: frozenset[str]) -> Iterator[Withheld]:
    body = "\n".join((item.source, *item.body.paragraphs, *(_said_of(item) if item.retraction else ())))
    found = tuple(dict.fromkeys(trace(run) for run in runs(body) if run not in allowed))
    decision = next(iter(item.decisions.values()))
    if found:
        yield Withheld(
            asset_id=item.article.text_rights.asset_id,
            article=item.entry.slug,
            channels=tuple(item.decisions),
            reasons=tuple(reason.code for reason in decision.reasons),
            sentence=decision.reasons[0].sentence if decision.reasons else "",
            shingles=found,
        )


def _said_of(cleared: ClearedItem) -> Iterator[str]:
    """Yield what the edition had said of a retracted article besides its body: captions, summary, note, quotation."""
    head, asked = cleared.article.head, cleared.asked
    yield from (head.deck, asked.summary, asked.quote, asked.note)
    yield from (picture.picture.caption for picture in cleared.pictures)


def _picture(
    item: ClearedItem, cleared: ClearedPicture, renditions: Mapping[PictureKey, Renditions]
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
        fingerprints=fingerprints(asset.data) if asset else (),
    )


def _telling_names(file: str, out: Sequence[Channel], channels: Sequence[Channel]) -> tuple[str, ...]:
    """Return the file's own name when it can only be this picture's: `01.jpg` may be any article's."""
    name = file.rsplit("/", 1)[-1]
    stem = name.rsplit(".", 1)[0]
    return (name,) if not channels and len(stem.strip("0123456789-_")) >= 4 else ()
