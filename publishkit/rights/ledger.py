"""The ledger of decisions as lines of JSON, each with the hash of the line before it: written, read, checked."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

LEDGER = "rights/ledger.jsonl"
"""Where it stands in a workspace."""

VERSION = 1
"""`v` of every line; a change that could break a reader is a new number and a changelog entry."""

ORIGIN = "0" * 64
"""`prev` of the first line."""

_LINK = re.compile(rb'\{"v":1,"n":([1-9][0-9]{0,11}),"prev":"([0-9a-f]{64})",')
"""How each of our lines begins: all the chain needs, so that a check reads no JSON."""

SEAL = b'"seal":'
"""Which key tells a seal from a decision; within a string its quotation marks would be escaped."""

_PLACE = ("v", "n", "prev", "decided_at")
"""Keys that say where and when a decision was written down, not what was decided."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One decision a build made, and hashes of what it was made on."""

    edition: str
    """The issue's id."""
    edition_date: date
    """The edition's own date, on which licenses and permissions are judged."""
    asset: str
    """`slug#text` or `slug#img1`."""
    channel: str
    requested: str
    outcome: str
    ok: bool
    reasons: tuple[str, ...] = ()
    """Codes, as `publishkit explain` knows them."""
    duties: tuple[str, ...] = ()
    """Codes."""
    valid_until: date | None = None
    policy: str = ""
    """Version of the rules and of the house's own settings."""
    statement_sha256: str = ""
    asked_sha256: str = ""
    """Of the manifest's entry and of the circumstances (price, advertising, territories) asked about."""
    profile: Mapping[str, str] | None = None
    """`id` and `sha256` of the publisher's terms that were used."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Path in the workspace -> SHA-256 of the text, its captured original, or the picture."""
    evidence: Mapping[str, str | None] = field(default_factory=dict)
    """Path in the workspace -> SHA-256 as found; null when the file was missing."""
    claim: Mapping[str, Any] | None = None
    """`by`, `because`, `approved_by`: who stands for the status against other evidence, and `against` which.

    A line has the key only when there is a claim.
    """
    decided_at: datetime

    @property
    def key(self) -> tuple[str, str, str]:
        """What the decision is about; a later one about the same takes its place."""
        return self.edition, self.asset, self.channel

    def as_record(self) -> dict[str, Any]:
        """Return what was decided as JSON values, in the order they are written."""
        values = {name: value for name, value in asdict(self).items() if name != "decided_at"}
        if self.claim is None:
            del values["claim"]
        values["edition_date"] = self.edition_date.isoformat()
        values["valid_until"] = self.valid_until.isoformat() if self.valid_until else None
        values["reasons"], values["duties"] = list(self.reasons), list(self.duties)
        for name in ("inputs", "evidence"):
            values[name] = dict(sorted(values[name].items()))
        return values


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """A finished edition, known by what its checksums come to: written down when it was put into `out/`."""

    edition: str
    edition_date: date
    sums: str
    """SHA-256 of `SHA256SUMS`, which lists every other file: the proof, the records, the formats."""
    proof: str
    """SHA-256 of `proof.json`."""
    files: int
    """How many it lists."""
    decided_at: datetime
    """When it was sealed."""
    line: int = 0
    """Of the ledger; 0 for one that is not written yet."""

    @property
    def key(self) -> tuple[str, None, None]:
        """A later seal of the same edition takes its place."""
        return self.edition, None, None

    def as_record(self) -> dict[str, Any]:
        """Return what was sealed as JSON values, in the order they are written."""
        seal = {"sums": self.sums, "proof": self.proof, "files": self.files}
        return {"edition": self.edition, "edition_date": self.edition_date.isoformat(), "seal": seal}


Written = Entry | Seal
"""What a line holds."""


class Head(NamedTuple):
    """Where the chain ends: how many lines, and the hash of the last one."""

    lines: int = 0
    sha256: str = ORIGIN


class Fault(NamedTuple):
    """The first place where the chain does not hold; line 0 is the head."""

    line: int
    message: str


# --- writing ----------------------------------------------------------------------------------------------------------


def news(entries: Iterable[Written], recorded: Iterable[Mapping[str, Any]]) -> tuple[Written, ...]:
    """Return the entries that say something else than the last record about the same asset, format and edition."""
    last = {(line.get("edition"), line.get("asset"), line.get("channel")): _decided(line) for line in recorded}
    return tuple(entry for entry in entries if last.get(entry.key) != entry.as_record())


def _decided(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in _PLACE}


def chained(entries: Iterable[Written], head: Head) -> tuple[bytes, Head]:
    """Return *entries* as lines that follow *head*, and the new head."""
    made = []
    for entry in entries:
        line = _line(entry, head)
        head = Head(head.lines + 1, digest(line))
        made.append(line + b"\n")
    return b"".join(made), head


def _line(entry: Written, head: Head) -> bytes:
    at = entry.decided_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    record = {"v": VERSION, "n": head.lines + 1, "prev": head.sha256, "decided_at": at, **entry.as_record()}
    # ASCII only: a line must not change its bytes on its way through mail, Git or an editor.
    return json.dumps(record, separators=(",", ":")).encode("ascii")


def head_file(head: Head) -> bytes:
    """Return the head as its file holds it."""
    return (json.dumps({"v": VERSION, "lines": head.lines, "sha256": head.sha256}) + "\n").encode("ascii")


# --- reading ----------------------------------------------------------------------------------------------------------


def digest(line: bytes) -> str:
    """Return the SHA-256 of a line without its line break."""
    return sha256(line).hexdigest()


def split(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    r"""Return the whole lines, and what stands after the last line break: half a line, from a build that was killed.

    A carriage return before the break is not part of a line: Git on Windows adds it.

    >>> split(b'{"v":1}\r\n{"v"')
    ((b'{"v":1}',), b'{"v"')
    """
    *lines, rest = data.split(b"\n")
    return tuple(line.removesuffix(b"\r") for line in lines), rest


def is_whole(line: bytes) -> bool:
    """Whether a line lacks nothing but its line break."""
    return bool(_LINK.match(line)) and parse_line(line) is not None


def parse_line(line: bytes) -> dict[str, Any] | None:
    """Return the record a line holds; None when it is no record."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def records(lines: Iterable[bytes], edition: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield what the lines say, oldest first, of one edition or of all; a line that cannot be read is passed over."""
    needle = f'"edition":{json.dumps(edition)}'.encode("ascii") if edition else b""
    for line in lines:
        if needle in line and (told := parse_line(line)) and edition in (None, told.get("edition")):
            yield told


def held_in(lines: Collection[bytes]) -> str:
    """Return how many decisions and seals the whole *lines* are, in words.

    >>> held_in([b'{"v":1,"asset":"dues#text"}', b'{"v":1,"seal":{}}']), held_in([])
    ('1 decision and 1 seal', 'no decision')
    """
    sealed = sum(SEAL in line for line in lines)
    counted = ((len(lines) - sealed, "decision"), (sealed, "seal"))
    return (
        " and ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counted if count) or "no decision"
    )


def seals(lines: Sequence[bytes], edition: str) -> tuple[Seal, ...]:
    """Return the seals of *edition*, oldest first; a line that is not whole is passed over."""
    found: list[Seal] = []
    for number, line in enumerate(lines, 1):
        told = parse_line(line) if SEAL in line else None
        if told and told.get("edition") == edition and (seal := _seal(told, number)):
            found.append(seal)
    return tuple(found)


def _seal(told: Mapping[str, Any], number: int) -> Seal | None:
    try:
        return Seal(
            edition=str(told["edition"]),
            edition_date=date.fromisoformat(told["edition_date"]),
            sums=str(told["seal"]["sums"]),
            proof=str(told["seal"]["proof"]),
            files=int(told["seal"]["files"]),
            decided_at=datetime.fromisoformat(told["decided_at"]),
            line=number,
        )
    except (KeyError, TypeError, ValueError):
        return None


def parse_head(data: bytes) -> Head | None:
    """Return the head; None when the file does not hold one."""
    told = parse_line(data) or {}
    lines, last = told.get("lines"), told.get("sha256")
    known = type(lines) is int and lines >= 0 and isinstance(last, str) and re.fullmatch("[0-9a-f]{64}", last)
    return Head(lines, last) if known else None  # type: ignore[arg-type]  # both just tested


def tip(lines: Sequence[bytes], head: Head | None) -> Head:
    """Return what the next line has to follow.

    Lines after the one the head names were written by a build that was stopped before it could say so: they count if
    they follow. When the line the head names is gone, the head is followed all the same, so that the loss stays visible
    for ever.
    """
    if head is None:
        return Head(len(lines), digest(lines[-1])) if lines else Head()
    hashes = [digest(line) for line in lines]
    at = len(hashes) - 1 - hashes[::-1].index(head.sha256) if head.sha256 in hashes else -1
    if at < 0 and head.lines:
        return head
    for line, own in zip(lines[at + 1 :], hashes[at + 1 :], strict=True):
        if _link(line) != (head.lines + 1, head.sha256):
            break
        head = Head(head.lines + 1, own)
    return head


def _link(line: bytes) -> tuple[int, str] | None:
    found = _LINK.match(line)
    return (int(found[1]), found[2].decode()) if found else None


# --- checking ---------------------------------------------------------------------------------------------------------


def first_fault(lines: Sequence[bytes], head: Head | None) -> Fault | None:
    """Return the first line that was removed, changed, moved or put in; None when the chain holds."""
    last = ORIGIN
    for number, line in enumerate(lines, 1):
        link = _link(line)
        if link is None:
            return Fault(number, "is not a line of this ledger, or its beginning was changed")
        if link != (number, last):
            return _broken(number, link, lines, head)
        last = digest(line)
    return _end(lines, head)


def _broken(number: int, link: tuple[int, str], lines: Sequence[bytes], head: Head | None) -> Fault:
    stated, _ = link
    if stated > number:
        gone = f"line {number} is" if stated == number + 1 else f"lines {number} to {stated - 1} are"
        return Fault(number, f"number {stated} stands here: {gone} missing or moved")
    if stated < number:
        return Fault(number, f"number {stated} stands here: lines were put in, doubled or moved")
    if number > 1 and _vouched(number, lines, head):
        return Fault(number - 1, f"was changed: line {number} was written after a line with another hash")
    return Fault(number, "was changed: it does not name the hash of the line before it")


def _vouched(number: int, lines: Sequence[bytes], head: Head | None) -> bool:
    """Whether the next line, or the head, knows line *number* as it stands."""
    own = digest(lines[number - 1])
    after = _link(lines[number]) if number < len(lines) else None
    return after == (number + 1, own) or head == (number, own)


def _end(lines: Sequence[bytes], head: Head | None) -> Fault | None:
    count = len(lines)
    if head is None:
        return Fault(0, "is missing or cannot be read: nobody can say whether lines are missing at the end")
    if head.lines > count:
        gone = f"line {head.lines} is" if head.lines == count + 1 else f"lines {count + 1} to {head.lines} are"
        return Fault(count + 1, f"{gone} missing at the end")
    if head.lines and digest(lines[head.lines - 1]) != head.sha256:
        return Fault(head.lines, "was changed: the head names another hash")
    return None
