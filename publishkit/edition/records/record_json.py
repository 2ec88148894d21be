"""What goes out beside the formats of an edition, as bytes: `edition.json`, `rights.json`, `build.json`, `SHA256SUMS`.

Canonical: no clock, no timings, keys and lists in a fixed order, so that the same edition gives the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from publishkit.edition.records.odrl import Printed, policy
from publishkit.edition.records.public_record import (
    SUPERSEDED,
    Correction,
    CoverRecord,
    EditionRecord,
    History,
    ItemRecord,
    SectionRecord,
    SupersededBook,
    Withdrawn,
)
from publishkit.edition.records.records import (
    RIGHTS,
    ArtifactRecord,
    BuildRecord,
    DecisionRecord,
    InputRecord,
    MailRecord,
    MiningRecord,
    NoticeRecord,
    OwnMiningRecord,
    PictureRights,
    RightsRecord,
    TextRights,
)
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.credits import plain
from publishkit.model.decision import Decision, Rank
from publishkit.model.edition import Book, Change, Edition, Item, OmittedPicture, PlacedPicture
from publishkit.model.issue import stamp
from publishkit.model.rights import Channel, Party, Status, TdmState
from publishkit.model.statement import RightsStatement
from publishkit.rights.license import License, statement_license
from publishkit.rights.ours import bears_another


def canonical(value: object) -> bytes:
    r"""Return *value* as JSON the way all our records are written.

    >>> canonical({"b": ["ż"], "a": None})
    b'{\n "b": [\n  "\xc5\xbc"\n ],\n "a": null\n}\n'
    """
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# --- edition.json -----------------------------------------------------------------------------------------------------


def edition_json(edition: Edition, *, books: Sequence[Book], cover: CoverRecord) -> bytes:
    """Return the record of *edition*, whose downloads are *books*.

    *edition* is what the web prints (`render.base.printed`): pictures it is not cleared for are gone.
    """
    publication = edition.config.publication
    record = EditionRecord(
        schema="publishkit-edition/1",
        edition=edition.id,
        history=_history(edition),
        name=edition.name,
        number=edition.number,
        title=edition.title,
        date=edition.date.isoformat(),
        language=edition.language,
        dir=edition.dir,
        url=edition.url,
        publisher=publication.publisher,
        editors=publication.editors,
        contributors=edition.contributors,
        deck=edition.preheader,
        rights=edition.rights_sentence,
        license_uri=next((span.href for span in edition.credits.own if span.kind == "license"), ""),
        tdm_reserved=edition.tdm_reserved,
        tdm_policy=edition.tdm_policy,
        cover=cover,
        books=tuple(books),
        publication=publication.id_base,
        sections=tuple(
            SectionRecord(
                id=section.id,
                title=section.title,
                items=tuple(_listed(edition, item) for item in section.items if not item.withdrawn),
            )
            for section in edition.sections
            if not all(item.withdrawn for item in section.items)
        ),
    )
    return canonical(asdict(record))


def _history(edition: Edition) -> History:
    """Return what happened to *edition* after it came out."""
    corrected = [change for change in edition.changes if change.kind == "correction" or change.picture]
    gone = [change for change in edition.changes if change.kind == "retraction" and not change.picture]
    return History(
        revision=edition.revision,
        revised=edition.revised.isoformat() if edition.revised else "",
        revised_at=stamp(edition.revised_at) if edition.revised_at else "",
        superseded=tuple(
            SupersededBook(
                revision=book.revision,
                file=f"{SUPERSEDED}/{book.name}",
                media_type=book.media_type,
                bytes=book.bytes,
                sha256=book.sha256,
                date=book.date.isoformat(),
            )
            for book in edition.superseded
        ),
        corrections=tuple(
            Correction(**_when(c), note=f"{c.head} {c.note}" if c.picture else c.note) for c in corrected
        ),
        withdrawn=tuple(Withdrawn(**_when(c), title=c.title, reason=c.note) for c in gone),
        recalled=edition.recalled,
    )


def _when(change: Change) -> dict[str, Any]:
    at = stamp(change.at) if change.at else ""
    return {"slug": change.slug, "date": change.date.isoformat(), "revision": change.revision, "at": at}


def _listed(edition: Edition, item: Item) -> ItemRecord:
    reserved, policy = item_tdm(edition, item)
    published = item.statement.first_published
    return ItemRecord(
        id=item.id,
        number=item.number,
        slug=item.slug,
        use=item.use,
        page=f"{item.slug}.html" if item.full else "",
        canonical=canonical_of(edition, item),
        lang=item.lang,
        dir=item.dir,
        kicker=item.kicker,
        title=item.title,
        deck=item.deck,
        byline=item.byline,
        authors=tuple(party.name for party in item.statement.creators),
        label=item.credit.label,
        published=published.isoformat()[:10] if published else "",
        minutes=item.minutes,
        source_url=item.source_url,
        license_uri=item.license_uri,
        tdm_reserved=reserved,
        tdm_policy=policy if reserved else "",
        title_lang=item.title_lang,
        source_lang=item.source_lang,
    )


def canonical_of(edition: Edition, item: Item) -> str:
    """Return where search engines should look: what a publisher asks (D-CANONICAL); an unchanged reprint yields anyway."""
    own = f"{edition.url}{item.slug}.html" if item.full else f"{edition.url}#{item.id}"
    reprint = item.use == "full" and item.statement.status is not Status.OWN
    return item.canonical or (item.source_url if reprint else "") or own


def item_tdm(edition: Edition, item: Item) -> tuple[bool, str]:
    """Return whether mining of the item is reserved, and its policy.

    A reservation for others must not spread to it (CC 4.0, 2(a)(5)(C)).
    """
    ours = item.statement.status is Status.OWN and not bears_another(item.statement, edition.config.identity)
    own = ours and edition.config.publication.tdm_reserved and not item.license_uri
    reserved = item.tdm_reserved or item.statement.tdm.state is TdmState.RESERVED
    return own or reserved, item.statement.tdm.policy_url or edition.tdm_policy


# --- rights.json ------------------------------------------------------------------------------------------------------


def rights_json(edition: Edition, proved: Mapping[str, str] | None = None) -> bytes:
    """Return the public rights record of every text and picture, printed or left out.

    It names no contacts, no permission letters and no evidence files. *proved* is asset id -> "passed" or "failed".
    """
    record = RightsRecord(
        schema="publishkit-rights/1",
        issue=edition.id,
        date=edition.date.isoformat(),
        publication=edition.name,
        policy=next((decision.policy_version for decision in edition.decisions), ""),
        channels=tuple(channel.value for channel in edition.issue.outputs),
        rights=edition.rights_sentence,
        tdm=OwnMiningRecord(reserved=edition.tdm_reserved, policy_url=edition.tdm_policy or None),
        items=tuple(one for item in edition.items for one in _item_records(edition, item, proved or {})),
    )
    return canonical(asdict(record))


def _item_records(edition: Edition, item: Item, proved: Mapping[str, str]) -> Iterator[TextRights | PictureRights]:
    decisions = decisions_of(edition)
    asset = item.statement.asset_id
    yield _text(edition, item, decisions.get(asset, {}), proved.get(asset))
    placed = {_asset_of(item, block.picture.id): block.picture for block in item.blocks if block.picture}
    left_out = {picture.asset_id: picture for picture in item.omitted}
    known = [name for name in decisions if name.startswith(f"{item.slug}#") and name != asset]
    for name in dict.fromkeys([*known, *placed, *left_out]):
        picture, omitted = placed.get(name), left_out.get(name)
        yield _picture(edition, item, name, (picture, omitted), decisions.get(name, {}), proved.get(name))


def _asset_of(item: Item, picture_id: str) -> str:
    """`a03-img1` in the edition is `slug#img1` in the workspace."""
    return f"{item.slug}#{picture_id.removeprefix(f'{item.id}-')}"


def _text(edition: Edition, item: Item, decisions: Mapping[Channel, Decision], proof: str | None) -> TextRights:
    statement = item.statement
    license_ = _license(statement.license_id, item.license_uri or statement.license_uri)
    return TextRights(
        id=item.id,
        asset=statement.asset_id,
        status=statement.status.value,
        title=statement.title or item.title,
        creators=party_names(statement.creators),
        publisher=statement.publisher.name if statement.publisher else None,
        holders=party_names(statement.holders),
        copyright_line=statement.copyright_line,
        license_id=statement.license_id,
        license_uri=item.license_uri or None,
        source_url=item.source_url or None,
        first_published=statement.first_published.isoformat() if statement.first_published else None,
        notices=tuple(NoticeRecord(text=n.text, sha256=n.sha256, lang=n.lang) for n in statement.notices),
        tdm=MiningRecord(state=statement.tdm.state.value, policy_url=statement.tdm.policy_url),
        use={channel.value: item.use for channel in edition.issue.outputs},
        checked={claim: state.value for claim, state in item.checked.items()},
        decision=_decided(decisions, proof),
        spdx=license_.spdx if license_ else None,
        odrl=policy(
            Printed(
                uid=_policy_uid(edition, statement.asset_id),
                target=item.source_url or _uid(edition, statement.asset_id),
                statement=statement,
                license=license_,
                decisions=decisions,
                channels=edition.issue.outputs if item.full else (),
                house=edition.config.publication.publisher,
            )
        ),
    )


def _license(id_: str | None, uri: str | None) -> License | None:
    return statement_license(id_, uri) if id_ or uri else None


def _uid(edition: Edition, asset: str) -> str:
    """Return the address of a work in the record: `https://letter.example/2026-w47/rights.json#tide-hours/text`."""
    return f"{edition.url}{RIGHTS}#{asset.replace('#', '/')}"


def _policy_uid(edition: Edition, asset: str) -> str:
    return f"{_uid(edition, asset)}/policy"


def _picture(
    edition: Edition,
    item: Item,
    asset: str,
    pictures: tuple[PlacedPicture | None, OmittedPicture | None],
    decisions: Mapping[Channel, Decision],
    proof: str | None,
) -> PictureRights:
    placed, omitted = pictures
    statement = placed.statement if placed else RightsStatement(asset_id=asset)
    address = next((s.href for s in placed.credit if s.kind == "license" and s.href), None) if placed else None
    license_ = _license(statement.license_id, address or statement.license_uri)
    return PictureRights(
        id=item.id,
        asset=asset,
        status=_picture_status(placed, omitted),
        file=placed.name if placed else None,
        credit_line=_credit_line(placed, omitted),
        license_uri=address,
        use=_picture_use(edition, placed),
        decision=_decided(decisions, proof),
        spdx=license_.spdx if license_ else None,
        odrl=policy(
            Printed(
                uid=_policy_uid(edition, asset),
                target=_uid(edition, asset),
                statement=statement,
                license=license_,
                decisions=decisions,
                channels=placed.channels if placed else (),
                house=edition.config.publication.publisher,
            )
        ),
    )


def party_names(parties: Iterable[Party]) -> tuple[str, ...]:
    """Return names alone: who somebody is beside that stays with us."""
    return tuple(party.name for party in parties)


def _picture_status(placed: PlacedPicture | None, omitted: OmittedPicture | None) -> str | None:
    if placed:
        return placed.statement.status.value
    return omitted.status.value if omitted else None


def _credit_line(placed: PlacedPicture | None, omitted: OmittedPicture | None) -> str | None:
    if placed:
        return plain(placed.credit)
    return omitted.credit or None if omitted else None


def _picture_use(edition: Edition, placed: PlacedPicture | None) -> Mapping[str, str]:
    printed = placed.channels if placed else ()
    return {channel.value: "image" if channel in printed else "omitted" for channel in edition.issue.outputs}


def decisions_of(edition: Edition) -> Mapping[str, Mapping[Channel, Decision]]:
    """Return asset id -> format -> decision; an edition keeps one per asset and format, formats in the issue's order."""
    found: dict[str, list[Decision]] = {}
    for decision in edition.decisions:
        found.setdefault(decision.asset_id, []).append(decision)
    return {asset: dict(zip(edition.issue.outputs, made, strict=False)) for asset, made in found.items()}


def _decided(decisions: Mapping[Channel, Decision], proof: str | None) -> DecisionRecord:
    """Return what was decided, in one: the least outcome of all formats, every reason and duty once."""
    made = decisions.values()
    outcome = min((decision.outcome for decision in made), key=lambda outcome: Rank[outcome.name], default=None)
    return DecisionRecord(
        outcome=outcome.value if outcome else None,
        reasons=tuple(dict.fromkeys(reason.code for decision in made for reason in decision.reasons)),
        duties=tuple(dict.fromkeys(duty.code for decision in made for duty in decision.duties)),
        proof=proof,
    )


# --- build.json -------------------------------------------------------------------------------------------------------


def build_json(
    edition: Edition,
    *,
    inputs: Mapping[str, str],
    versions: Mapping[str, str],
    artifacts: Iterable[Artifact],
    findings: Sequence[Finding],
) -> bytes:
    """Return what the edition was made from and what came of it.

    *inputs* is path -> SHA-256 of every file read, *versions* is name -> version of every engine.
    """
    files = sorted(artifacts, key=lambda artifact: artifact.name)
    record = BuildRecord(
        schema="publishkit-build/1",
        edition=edition.id,
        date=edition.date.isoformat(),
        revision=edition.revision,
        revised=edition.revised.isoformat() if edition.revised else None,
        mail=_mail(edition),
        versions=dict(sorted(versions.items())),
        inputs=tuple(InputRecord(path=path, sha256=digest) for path, digest in sorted(inputs.items())),
        artifacts=tuple(
            ArtifactRecord(name=file.name, media_type=file.media_type, bytes=len(file.data), sha256=file.sha256)
            for file in files
        ),
        findings=tuple(findings),
    )
    return canonical(asdict(record))


def _mail(edition: Edition) -> MailRecord | None:
    """Return what `publishkit send` reads here."""
    if Channel.EMAIL not in edition.issue.outputs:
        return None
    return MailRecord(subject=edition.subject, name=edition.name, url=edition.url)


# --- SHA256SUMS -------------------------------------------------------------------------------------------------------


def sha256sums(artifacts: Iterable[Artifact]) -> bytes:
    """Return the checksums in the form `sha256sum --check` reads, sorted by name."""
    return sums_of({artifact.name: artifact.sha256 for artifact in artifacts})


def sums_of(listed: Mapping[str, str]) -> bytes:
    """Return the checksums *listed* (name -> SHA-256) in the same form."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(listed.items())).encode()
