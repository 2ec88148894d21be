"""R134: the records of a finished edition say the same as its files, as each other, and as the proof that was made.

Who changes a page and its checksum has still the proof against them, which names the bytes it was made over; who changes
one record, all the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from hashlib import sha256

from publishkit.edition.records.announced import Announced
from publishkit.edition.records.proof_record import PROOF, Decided, DutyRecord, ProofRecord, State
from publishkit.edition.records.public_record import RECORD, EditionRecord, ItemRecord
from publishkit.edition.records.records import (
    BUILD,
    RIGHTS,
    SIGNATURE,
    SUMS,
    BuildRecord,
    PictureRights,
    RightsRecord,
    TextRights,
)
from publishkit.model.artifact import Finding
from publishkit.model.rights import Channel
from publishkit.rights.credit import FULL_USES
from publishkit.rights.license import contradicts, read_license

NAMELESS = frozenset({PROOF, BUILD, SUMS, SIGNATURE})
"""Made after the proof, which therefore cannot name them."""
SETTLED = frozenset({"D-HUMAN-SUMMARY", "D-KEEP-METADATA", "D-NO-ADS-AGAINST", "D-NO-SALE", "D-OWN-WORDS"})
"""Duties that may be kept before anything is rendered, so that there is nothing to look for."""
ADDED = frozenset(
    {"D-ATTRIB", "D-CREDIT-COURTESY", "D-INDICATE-CHANGES", "D-KEEP-METADATA", "D-KEEP-NOTICE", "D-NAME-OMITTED"}
)
"""Duties that are looked for although no decision names them (`edition/owed.py`): a picture's credit, a notice, what is in a
file, that we edited a text which was to be printed as it was."""


def _slip(where: str, message: str) -> Finding:
    hint = "build the edition again"
    return Finding(code="R134", severity="error", where=where, message=message, hint=hint)


# --- records and files ------------------------------------------------------------------------------------------------


def same_bytes(proved: Mapping[str, str], listed: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for every file that is not what the proof was made over; both are name -> SHA-256."""
    if not proved:
        return
    for name, digest in proved.items():
        if name not in listed:
            yield _slip(name, f"is missing: {PROOF} was made over it")
        elif listed[name] != digest:
            yield _slip(name, f"is not the file that {PROOF} was made over")
    for name in sorted(listed.keys() - proved.keys() - NAMELESS):
        yield _slip(name, f"was not there when {PROOF} was made")


def same_build(build: BuildRecord, listed: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Yield a finding for every file that is not what `build.json` says was made; *sizes* is name -> bytes."""
    made = {one.name: one for one in build.artifacts}
    if not made:
        return
    for name in sorted(made.keys() | listed.keys() - {BUILD, SUMS, SIGNATURE}):
        if name not in made:
            yield _slip(name, f"is not among the files that {BUILD} names")
        elif name not in listed:
            yield _slip(name, f"is missing: {BUILD} names it")
        elif made[name].sha256 != listed[name]:
            yield _slip(name, f"is not the file that {BUILD} names")
        elif name in sizes and made[name].bytes != sizes[name]:
            yield _slip(BUILD, f"says that {name} has {made[name].bytes} bytes; it has {sizes[name]}")


def same_books(edition: EditionRecord, listed: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Yield a finding for every book and every earlier one that `edition.json` names with other bytes than are there."""
    named = [(book.name, book.sha256, book.bytes) for book in edition.books]
    named += [(book.file, book.sha256, book.bytes) for book in edition.history.superseded]
    for name, digest, size in named:
        if listed.get(name) != digest or sizes.get(name) != size:
            yield _slip(RECORD, f"names {name} with a size or checksum that it does not have")


def same_states(recorded: Sequence[DutyRecord], found: Sequence[State]) -> Iterator[Finding]:
    """Yield a finding for every duty that is kept in another way than the proof says; both are in the same order."""
    for duty, state in zip(recorded, found, strict=True):
        if state not in {duty.state, "missing"}:
            told = f"says that {duty.duty} of {duty.asset} is {duty.state} in {duty.channel.value}; it is {state}"
            yield _slip(PROOF, told)


# --- records and each other -------------------------------------------------------------------------------------------


def same_edition(
    proof: ProofRecord, rights: RightsRecord, build: BuildRecord | None, edition: EditionRecord | None
) -> Iterator[Finding]:
    """Yield every contradiction between the records; *build* is at home only, *edition* where there are pages."""
    said = proof.announced
    if said is None:
        return
    yield from _differ(
        RIGHTS,
        {
            "date": (rights.date, said.date),
            "publication": (rights.publication, said.name),
            "channels": (list(rights.channels), [channel.value for channel in said.outputs]),
            "rights": (rights.rights, said.rights),
            "tdm.reserved": (rights.tdm.reserved, said.tdm_reserved),
            "tdm.policy_url": (rights.tdm.policy_url or "", said.tdm_policy),
        },
    )
    yield from _heads(proof, said)
    yield from _rights(proof, rights, said)
    if build is not None:
        yield from _build(build, said, edition)
    if edition is not None:
        yield from _edition(edition, said, rights)


def _differ(where: str, values: Mapping[str, tuple[object, object]]) -> Iterator[Finding]:
    """Yield a finding for every value that is another than the proof knows."""
    for key, (found, wanted) in values.items():
        if found != wanted:
            yield _slip(where, f"says {_told(found)} as `{key}`; the edition was proved with {_told(wanted)}")


def _told(value: object) -> str:
    text = str(value) if isinstance(value, bool | int) else ", ".join(value) if isinstance(value, list) else str(value)
    return f"“{text if len(text) <= 60 else f'{text[:59]}…'}”" if text else "nothing"


def _heads(proof: ProofRecord, said: Announced) -> Iterator[Finding]:
    heads = [(head.item, head.title, head.label) for head in proof.items]
    if heads != [(item.id, item.title, item.label) for item in said.items]:
        yield _slip(PROOF, "names its items in two ways")
    slugs = {item.id: item.slug for item in said.items}
    for duty in proof.duties:
        if slugs.get(duty.item) != duty.asset.partition("#")[0]:
            yield _slip(PROOF, f"has a duty of {duty.asset} with {duty.item}, which is another item or none")
        if duty.channel not in said.outputs:
            yield _slip(
                PROOF, f"has a duty of {duty.asset} in {duty.channel.value}, which is no format of this edition"
            )
    if any(duty.missing or duty.state == "missing" for duty in proof.duties) or proof.faults:
        yield _slip(PROOF, "says that it was proved, and names what is missing")


def _build(build: BuildRecord, said: Announced, edition: EditionRecord | None) -> Iterator[Finding]:
    values: dict[str, tuple[object, object]] = {"date": (build.date, said.date)}
    if edition is not None:
        values["revision"] = (build.revision, edition.history.revision)
        values["revised"] = (build.revised or "", edition.history.revised)
    mail = build.mail
    if (mail is not None) != (Channel.EMAIL in said.outputs):
        yield _slip(BUILD, "says something else about the mail than the other records")
    if mail is not None:
        values |= {
            "mail.subject": (mail.subject, said.subject),
            "mail.name": (mail.name, said.name),
            "mail.url": (mail.url, said.url),
        }
    yield from _differ(BUILD, values)
    if wrong := [found.code for found in build.findings if found.severity == "error"]:
        yield _slip(
            BUILD, f"says that errors were found ({', '.join(wrong)}); such an edition does not leave the house"
        )


def _edition(edition: EditionRecord, said: Announced, rights: RightsRecord) -> Iterator[Finding]:
    yield from _differ(
        RECORD,
        {
            "name": (edition.name, said.name),
            "number": (edition.number, said.number),
            "title": (edition.title, said.title),
            "date": (edition.date, said.date),
            "publisher": (edition.publisher, said.publisher),
            "language": (edition.language, said.language),
            "dir": (edition.dir, said.dir),
            "url": (edition.url, said.url),
            "deck": (edition.deck, said.preheader),
            "rights": (edition.rights, said.rights),
            "tdm_reserved": (edition.tdm_reserved, said.tdm_reserved),
            "tdm_policy": (edition.tdm_policy, said.tdm_policy),
            "contributors": (sorted({name for name, _ in edition.contributors}), sorted(said.contributors)),
            "history.superseded": ([book.file for book in edition.history.superseded], list(said.history)),
            "books": (
                [book.channel for book in edition.books],
                [c for c in said.outputs if c in {Channel.PDF, Channel.EPUB}],
            ),
        },
    )
    texts = {one.id: one for one in rights.items if isinstance(one, TextRights)}
    known = {item.id: item for item in said.items}
    gone = {one.slug for one in edition.history.withdrawn}
    wanted = [item.id for item in said.items if item.slug not in gone]
    if [item.id for item in edition.items] != wanted:
        yield _slip(RECORD, "lists other items than the edition was proved with")
    for item in edition.items:
        if item.id in known:
            page = known[item.id].page
            yield from _differ(
                f"{RECORD}#{item.id}",
                {
                    "slug": (item.slug, known[item.id].slug),
                    "title": (item.title, known[item.id].title),
                    "label": (item.label, known[item.id].label),
                    "page": (item.page, page),
                },
            )
        if item.id in texts:
            yield from _item(item, texts[item.id])


def _item(item: ItemRecord, text: TextRights) -> Iterator[Finding]:
    yield from _differ(
        f"{RECORD}#{item.id}",
        {
            "license_uri": (item.license_uri, text.license_uri or ""),
            "source_url": (item.source_url, text.source_url or ""),
            "authors": (list(item.authors), list(text.creators)),
            "published": (item.published, (text.first_published or "")[:10]),
        },
    )


# --- the rights record and what was proved ----------------------------------------------------------------------------


def _rights(proof: ProofRecord, rights: RightsRecord, said: Announced) -> Iterator[Finding]:
    known = {item.id: item.slug for item in said.items}
    texts = [one.id for one in rights.items if isinstance(one, TextRights)]
    if texts != list(known):
        yield _slip(RIGHTS, "lists other items than the edition was proved with")
    assets = {one.asset for one in rights.items}
    for asset in sorted({duty.asset for duty in proof.duties} | {one.asset for one in proof.withheld}):
        if asset not in assets and asset.partition("#")[0] in known.values():
            yield _slip(RIGHTS, f"has no entry for {asset}, which the edition was proved for")
    yield from _decided(proof, rights)
    for one in rights.items:
        where = f"{RIGHTS}#{one.asset}"
        if known.get(one.id) != one.asset.partition("#")[0]:
            yield _slip(where, f"stands with {one.id}, which is another item or none")
        if set(one.use) != {channel.value for channel in said.outputs}:
            yield _slip(where, "does not say its use in every format of this edition")
        if one.decision.proof in {"failed", None}:
            yield _slip(where, "does not say that it was proved")
        if isinstance(one, TextRights):
            yield from _text(where, proof, one)
        else:
            yield from _picture(where, proof, one)


def _decided(proof: ProofRecord, rights: RightsRecord) -> Iterator[Finding]:
    """Yield what the public record says of a decision, and the proof does not."""
    known = {one.asset: one for one in proof.decided}
    if not known:
        return
    for asset in sorted(known.keys() - {one.asset for one in rights.items}):
        yield _slip(RIGHTS, f"has no entry for {asset}, of which {PROOF} knows what was decided")
    for one in rights.items:
        where, wanted, found = f"{RIGHTS}#{one.asset}", known.get(one.asset), Decided.of(one)
        if wanted is None:
            yield _slip(where, f"is not among what {PROOF} knows to be decided")
            continue
        keys = [entry.name for entry in fields(Decided) if getattr(wanted, entry.name) != getattr(found, entry.name)]
        told = {key: (_plain(getattr(found, key)), _plain(getattr(wanted, key))) for key in keys if key != "policy"}
        yield from _differ(where, told)
        if "policy" in keys:
            yield _slip(where, f"has other terms in ODRL than {PROOF} knows")


def _plain(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _text(where: str, proof: ProofRecord, one: TextRights) -> Iterator[Finding]:
    rows = [duty for duty in proof.duties if duty.asset == one.asset]
    codes = {duty.duty for duty in rows}
    decided = {*one.decision.duties}
    for code in sorted(decided ^ (codes - (ADDED - decided))):
        yield _slip(where, f"and {PROOF} do not agree on whether {code} is owed")
    yield from _settled(where, rows, one)
    for notice in one.notices:
        if sha256(notice.text.encode()).hexdigest() != notice.sha256:
            yield _slip(where, "has a notice whose words do not have its checksum")
    owed = {text for duty in rows if duty.duty == "D-KEEP-NOTICE" for text in duty.strings}
    given = {*(notice.text for notice in one.notices), *filter(None, [one.copyright_line])}
    if rows and (given or owed) and owed != given:
        yield _slip(where, f"and {PROOF} do not agree on the notices that must be kept")
    if one.license_id and one.license_uri and _are_two(one.license_id, one.license_uri):
        yield _slip(where, f"names two licenses: {one.license_id} and {one.license_uri}")
    yield from _linked(where, proof, one.asset, "D-LINK-LICENCE", one.license_uri)
    credited = {text for duty in rows if duty.duty == "D-ATTRIB" for text in duty.strings}
    if credited and not credited & {one.title, *one.creators, one.publisher}:
        yield _slip(where, f"names nobody whom {PROOF} credits")
    for name in (one.title, *one.creators) if credited else ():
        if name not in credited:
            yield _slip(where, f"says {_told(name)}, which is not what {PROOF} credits")


def _settled(where: str, rows: Sequence[DutyRecord], one: TextRights) -> Iterator[Finding]:
    """Yield the duties of a printed text that the proof did not look for, and should have."""
    for duty in rows:
        if duty.reason and duty.duty not in SETTLED and one.use.get(duty.channel.value) in FULL_USES:
            yield _slip(where, f"is printed, and {PROOF} takes {duty.duty} as settled, which is looked for in files")


def _are_two(license_id: str, license_uri: str) -> bool:
    one, other = read_license(license_id), read_license(license_uri)
    unlike = one.kind == other.kind == "cc" and {*one.elements} != {*other.elements}
    return unlike or contradicts(license_id, license_uri)


def _linked(where: str, proof: ProofRecord, asset: str, duty: str, address: str | None) -> Iterator[Finding]:
    links = {href for row in proof.duties if row.asset == asset and row.duty == duty for href in row.links}
    if links and address not in links:
        yield _slip(where, f"says {_told(address or '')}; {PROOF} looked for a link to {_told(min(links))}")


def _picture(where: str, proof: ProofRecord, one: PictureRights) -> Iterator[Finding]:
    yield from _linked(where, proof, one.asset, "D-LINK-LICENCE", one.license_uri)
    barred = {channel.value for item in proof.withheld if item.asset == one.asset for channel in item.channels}
    for channel, use in one.use.items():
        if use == "image" and channel in barred:
            yield _slip(where, f"is printed in {channel}, where it is withheld")
        if use == "omitted" and channel not in barred and one.decision.outcome:
            yield _slip(where, f"is left out of {channel}, and {PROOF} does not look for it there")
    if one.file is None and "image" in one.use.values():
        yield _slip(where, "is printed, and has no file")
