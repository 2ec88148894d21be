"""The records that go out with an edition, written and read: `rights.json`, `build.json`, `SHA256SUMS`.

Canonical: no clock, no timings, keys and lists in a fixed order, so that the same edition gives the same bytes.
"""

import json
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from publishkit.model.artifact import Artifact, Finding
from publishkit.model.decision import Decision, Rank
from publishkit.model.edition import Edition, Item, OmittedPicture, PlacedPicture, plain
from publishkit.model.rights import Channel, Party

RIGHTS, BUILD, SUMS = "rights.json", "build.json", "SHA256SUMS"

Record = TypeVar("Record")


def canonical(value: object) -> bytes:
    r"""Return *value* as JSON the way all our records are written.

    >>> canonical({"b": ["ż"], "a": None})
    b'{\n "b": [\n  "\xc5\xbc"\n ],\n "a": null\n}\n'
    """
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def parse_record(kind: type[Record], data: bytes, schema: str) -> Record:
    """Return what a record says as the value it was written from; fields that *kind* does not know are passed over.

    *schema* is what the record must call itself.

    Raises:
        ValueError: not our record, or not whole; one sentence with the place.
    """
    try:
        return cast("Record", _reader(cast("Hashable", kind)).validate_json(data, strict=True))
    except ValidationError as error:
        raise ValueError(_sentence(error, schema)) from error


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _sentence(error: ValidationError, schema: str) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    places = [".".join(map(str, one["loc"])) for one in found]
    if "" in places or "schema" in places:
        return f"is not a record of {schema}"
    return f"is not whole ({places[0]}: {found[0]['msg'][:1].lower()}{found[0]['msg'][1:]})"


# --- rights.json ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRecord:
    """A notice, byte for byte."""

    text: str
    sha256: str
    lang: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MiningRecord:
    """Whether the holder reserves text and data mining."""

    state: str
    policy_url: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRecord:
    """What was decided of one text or picture, in all formats together."""

    outcome: str | None
    reasons: tuple[str, ...]
    """Codes."""
    duties: tuple[str, ...]
    """Codes."""
    proof: str | None
    """`passed` or `failed`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TextRights:
    """A text of the edition."""

    id: str
    asset: str
    kind: Literal["text"] = "text"
    status: str
    title: str
    creators: tuple[str, ...]
    publisher: str | None
    holders: tuple[str, ...]
    copyright_line: str | None
    license_id: str | None
    license_uri: str | None
    source_url: str | None
    first_published: str | None
    """ISO 8601."""
    notices: tuple[NoticeRecord, ...]
    tdm: MiningRecord
    use: Mapping[str, str]
    """Format -> `full`, `brief` …"""
    decision: DecisionRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureRights:
    """A picture of the edition, printed or left out."""

    id: str
    asset: str
    kind: Literal["image"] = "image"
    status: str | None
    file: str | None
    """None where it is left out."""
    credit_line: str | None
    license_uri: str | None
    use: Mapping[str, str]
    """Format -> `image` or `omitted`."""
    decision: DecisionRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnMiningRecord:
    """Whether the publication reserves text and data mining."""

    reserved: bool
    policy_url: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsRecord:
    """`rights.json`; a change that could break a reader is a new number and a changelog entry."""

    schema: Literal["publishkit-rights/1"]
    issue: str
    date: str
    publication: str
    policy: str
    channels: tuple[str, ...]
    rights: str
    tdm: OwnMiningRecord
    items: tuple[TextRights | PictureRights, ...]


def parse_rights(data: bytes) -> RightsRecord:
    """Return what a `rights.json` says.

    Raises:
        ValueError: not our record, or not whole.
    """
    return parse_record(RightsRecord, data, "publishkit-rights/1")


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
    yield _text(edition, item, _decided(decisions.get(asset, {}), proved.get(asset)))
    placed = {_asset_of(item, block.picture.id): block.picture for block in item.blocks if block.picture}
    left_out = {picture.asset_id: picture for picture in item.omitted}
    known = [name for name in decisions if name.startswith(f"{item.slug}#") and name != asset]
    for name in dict.fromkeys([*known, *placed, *left_out]):
        picture, omitted = placed.get(name), left_out.get(name)
        yield PictureRights(
            id=item.id,
            asset=name,
            status=_picture_status(picture, omitted),
            file=picture.name if picture else None,
            credit_line=_credit_line(picture, omitted),
            license_uri=next((s.href for s in picture.credit if s.kind == "license" and s.href), None)
            if picture
            else None,
            use=_picture_use(edition, picture),
            decision=_decided(decisions.get(name, {}), proved.get(name)),
        )


def _asset_of(item: Item, picture_id: str) -> str:
    """`a03-img1` in the edition is `slug#img1` in the workspace."""
    return f"{item.slug}#{picture_id.removeprefix(f'{item.id}-')}"


def _text(edition: Edition, item: Item, decision: DecisionRecord) -> TextRights:
    statement = item.statement
    return TextRights(
        id=item.id,
        asset=statement.asset_id,
        status=statement.status.value,
        title=statement.title or item.title,
        creators=_names(statement.creators),
        publisher=statement.publisher.name if statement.publisher else None,
        holders=_names(statement.holders),
        copyright_line=statement.copyright_line,
        license_id=statement.license_id,
        license_uri=item.license_uri or None,
        source_url=item.source_url or None,
        first_published=statement.first_published.isoformat() if statement.first_published else None,
        notices=tuple(NoticeRecord(text=n.text, sha256=n.sha256, lang=n.lang) for n in statement.notices),
        tdm=MiningRecord(state=statement.tdm.state.value, policy_url=statement.tdm.policy_url),
        use={channel.value: item.use for channel in edition.issue.outputs},
        decision=decision,
    )


def _names(parties: Iterable[Party]) -> tuple[str, ...]:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class MailRecord:
    """What the head of the mail says, which its files do not."""

    subject: str
    name: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InputRecord:
    """A file of the workspace that the edition was made from."""

    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactRecord:
    """A finished file."""

    name: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildRecord:
    """`build.json`: what the edition was made from and what came of it."""

    schema: Literal["publishkit-build/1"]
    edition: str
    date: str
    revision: int = 1
    revised: str | None = None
    mail: MailRecord | None = None
    """None for an edition without a mail, and for one made before the record told it."""
    versions: Mapping[str, str]
    inputs: tuple[InputRecord, ...]
    artifacts: tuple[ArtifactRecord, ...]
    findings: tuple[Finding, ...]

    @property
    def made_from(self) -> Mapping[str, str]:
        """Path in the workspace -> SHA-256 of everything it was made from."""
        return {one.path: one.sha256 for one in self.inputs}


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


def parse_build(data: bytes) -> BuildRecord:
    """Return what a `build.json` says.

    Raises:
        ValueError: not our record, or not whole.
    """
    return parse_record(BuildRecord, data, "publishkit-build/1")


# --- SHA256SUMS -------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def sha256sums(artifacts: Iterable[Artifact]) -> bytes:
    """Return the checksums in the form `sha256sum --check` reads, sorted by name."""
    files = sorted(artifacts, key=lambda artifact: artifact.name)
    return "".join(f"{artifact.sha256}  {artifact.name}\n" for artifact in files).encode()


def parse_sums(data: bytes) -> tuple[Mapping[str, str], str]:
    r"""Return name -> SHA-256 of every file listed, and a sentence on the first line that lists none; "" when all do.

    >>> parse_sums(b"0" * 64 + b"  email.html\n")
    ({'email.html': '0000000000000000000000000000000000000000000000000000000000000000'}, '')
    >>> parse_sums(b"0" * 30)
    ({}, 'does not end with a whole line')
    """
    listed: dict[str, str] = {}
    fault = "" if not data or data.endswith(b"\n") else "does not end with a whole line"
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if found := _LINE.fullmatch(line.removesuffix("\r")):
            listed[found[2]] = found[1]
        elif line:
            fault = fault or f"line {number} is no checksum of a file"
    return listed, fault
