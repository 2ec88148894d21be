"""The records beside a finished edition as values, and how they are read: `rights.json`, `build.json`, `SHA256SUMS`.

`record_json.py` writes them; `edition.json` and `proof.json` have a module each.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from publishkit.model.artifact import Finding

RIGHTS, BUILD, SUMS = "rights.json", "build.json", "SHA256SUMS"
TEXTS = "texts.json"
"""The articles as feeds carry them."""
SIGNATURE = f"{SUMS}.sig"
"""Of the checksums, when a key is configured: an SSH signature, which `ssh-keygen -Y verify` reads."""

Record = TypeVar("Record")


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
    """`passed`, `failed`, or `not_checked` where something owed could not be compared with an original."""


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
    checked: Mapping[str, str] = field(default_factory=dict)
    """Claim -> `kept`, `not_checked` or `broken`: `verbatim` of a text printed whole, `own_words` of a summary of ours."""
    decision: DecisionRecord
    spdx: str | None = None
    """The license as SPDX calls it, `LicenseRef-…` where it has no name for it; None without one. The address is the truth."""
    odrl: Mapping[str, Any] | None = None
    """The terms as a policy in ODRL 2.2 (JSON-LD); None in a record made before it was kept."""


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
    spdx: str | None = None
    odrl: Mapping[str, Any] | None = None
    """Both as of a text."""


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


def parse_build(data: bytes) -> BuildRecord:
    """Return what a `build.json` says.

    Raises:
        ValueError: not our record, or not whole.
    """
    return parse_record(BuildRecord, data, "publishkit-build/1")


# --- SHA256SUMS -------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


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
