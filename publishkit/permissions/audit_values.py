"""The audit of an issue as a value: every text and picture, what is known of its rights, what was decided, what is owed.

Its JSON form is for others to build on; a change that could break a reader is a new number and a changelog entry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from publishkit.edition.records.proof_record import State
from publishkit.rights.evidence import ProofState
from publishkit.rights.phrases import CHANNELS, and_list, formats_together

SCHEMA = "publishkit-rights-report/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One duty of one text or picture in one format."""

    state: State | Literal["gate", "unproved"]
    """As in `proof.json`; `gate`: checked before anything was printed; `unproved`: there is no finished edition."""
    where: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Sentences: what is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofShown:
    """What a finished edition says of itself, as far as its records can be read."""

    state: Literal["passed", "failed", "none", "unreadable"] = "none"
    current: bool = False
    """Whether it was made from the very files that lie there now."""
    duties: Mapping[tuple[str, str, str], Found] = field(default_factory=dict)
    """(asset, format, duty) -> what the proof says."""

    def owed_beside(self, asset: str, known: frozenset[str]) -> Iterator[str]:
        """Yield duties the edition took on by itself for *asset*, such as naming a picture that is left out."""
        yield from sorted({duty for name, _, duty in self.duties if name == asset} - known)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeShown:
    """A notice, byte for byte."""

    text: str
    sha256: str
    lang: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantShown:
    """A permission and its limits."""

    id: str
    kind: str
    grantor: str
    granted_on: date
    valid_from: date | None
    valid_until: date | None
    withdrawn_on: date | None
    channels: tuple[str, ...]
    treatments: tuple[str, ...]
    territories: tuple[str, ...]
    reference: str
    contact: str | None
    """Private."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceShown:
    """A stored document and whether it is unchanged."""

    of: str
    path: str
    sha256: str
    state: ProofState
    captured_at: datetime | None
    note: str | None
    """Private."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionShown:
    """What was decided for one format, and what is done there."""

    channel: str
    requested: str
    outcome: str
    ok: bool
    used: str
    """`full`, `brief`, …; `image`; `refused` or `left out`."""
    reasons: tuple[tuple[str, str], ...]
    """(code, sentence)."""
    valid_until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyShown:
    """Something owed, and where each format shows it."""

    code: str
    promise: str
    params: Mapping[str, str]
    formats: Mapping[str, Found]


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetShown:
    """One text or picture."""

    asset: str
    kind: str
    title: str
    """Of a text; the caption of a picture."""
    file: str
    status: str
    confidence: str
    origin: str
    creators: tuple[str, ...]
    holders: tuple[str, ...]
    agencies: tuple[str, ...]
    publisher: str
    license: str
    license_uri: str
    basis: str
    profile: str
    terms_url: str
    source_url: str
    first_published: date | datetime | None
    copyright_line: str
    credit_line: str
    tdm: str
    conflict: tuple[str, ...]
    withdrawn: str
    notices: tuple[NoticeShown, ...]
    grants: tuple[GrantShown, ...]
    evidence: tuple[EvidenceShown, ...]
    decisions: tuple[DecisionShown, ...]
    duties: tuple[DutyShown, ...]
    reviewed_by: str
    review_due: date | None
    statement_sha256: str
    claimed_by: str
    """Who stands for the status although something speaks against it; the reasons say what. "" where nothing does."""
    because: str
    approved_by: str
    notes: str | None
    """Private."""

    @property
    def permitted_by(self) -> str:
        """The license, or whose permission; "" when there is neither."""
        givers = and_list(list(dict.fromkeys(grant.grantor for grant in self.grants if grant.grantor)))
        return self.license or (f"permission of {givers}" if givers else "permission" if self.grants else "")

    @property
    def uses(self) -> Mapping[str, tuple[str, ...]]:
        """What is done with it -> the formats."""
        uses: dict[str, tuple[str, ...]] = {}
        for decision in self.decisions:
            uses[decision.used] = (*uses.get(decision.used, ()), decision.channel)
        return uses

    @property
    def why(self) -> tuple[str, ...]:
        """Every reason once; sentences that differ only in the format they name are made one."""
        return formats_together(
            (CHANNELS[decision.channel], sentence) for decision in self.decisions for _, sentence in decision.reasons
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleShown:
    """An entry of the issue with its text and pictures."""

    id: str
    slug: str
    title: str
    byline: str
    use: str
    """As printed."""
    asked: str
    """As the manifest says; differs when the house rule made it a brief."""
    assets: tuple[AssetShown, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerShown:
    """The state of the workspace's ledger."""

    lines: int
    held: str
    """What they are, in words: `20 decisions and 1 seal`."""
    sha256: str | None
    """Of the last line; kept elsewhere, it proves all lines before it."""
    broken: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsReport:
    """The audit of one issue."""

    schema: str
    issue: str
    number: int
    title: str
    date: date
    publication: str
    publisher: str
    channels: tuple[str, ...]
    policy: str
    private: bool
    proof: str
    """`passed`, `failed`, `none` when nothing was built, or `unreadable`."""
    proof_is_current: bool
    ledger: LedgerShown | None
    articles: tuple[ArticleShown, ...]

    @property
    def assets(self) -> tuple[AssetShown, ...]:
        """Every text and picture."""
        return tuple(asset for article in self.articles for asset in article.assets)

    def as_json(self) -> dict[str, Any]:
        """Return the report for `--json`."""
        told: dict[str, Any] = _json(asdict(self))
        return told


def _json(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {key: _json(member) for key, member in value.items()}
        case tuple() | list():
            return [_json(member) for member in value]
        case _:
            return value
