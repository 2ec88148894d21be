"""Who vouches for a finished edition: the ledger that wrote its seal down, the key that signed its checksums, or nobody.

What lies in a folder can be made to agree with itself by anyone who can write all of it, proof and checksums together.
A seal stands elsewhere: it says that these are the bytes that were proved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from publishkit.edition.records.record_json import sums_of
from publishkit.edition.records.records import SIGNATURE, SUMS, parse_sums
from publishkit.model.artifact import Finding
from publishkit.proof.signature import BrokenSignatureError, PublicKey, check_signature, has_library
from publishkit.rights.ledger import LEDGER, Seal, first_fault, parse_head, seals, split

State = Literal["kept", "not checked", "broken"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Voucher:
    """What one of the two says."""

    state: State
    told: str
    """For people, the end of a sentence: "sealed by the ledger, line 93, on 28 November 2026"."""
    code: str = ""
    """Of the finding, when broken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """Whether anybody vouches for an edition."""

    ledger: Voucher
    signature: Voucher
    line: int = 0
    """Of the ledger, where it is sealed."""
    key: str = ""
    """Fingerprint of the key it is signed with."""

    @property
    def state(self) -> State:
        """`broken` when one of them says no, `kept` when one says yes, else `not checked`."""
        states = {self.ledger.state, self.signature.state}
        return "broken" if "broken" in states else "kept" if "kept" in states else "not checked"

    @property
    def told(self) -> str:
        """One line for people."""
        if self.state == "not checked":
            return f"not sealed: {self.ledger.told}, {self.signature.told}; its files agree with each other only"
        return f"{self.ledger.told}; {self.signature.told}"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """R136, R137: an error for each that says no."""
        places = ((self.ledger, SUMS), (self.signature, SIGNATURE))
        return tuple(
            Finding(code=one.code, severity="error", where=where, message=one.told, hint=HINTS[one.code])
            for one, where in places
            if one.state == "broken"
        )


HINTS: Mapping[str, str] = {
    "R136": "build the edition again; bring back the one that readers have from the site or a backup",
    "R137": "build the edition again, or name the right key with --key",
}


def seal_of(sums: bytes) -> str:
    """Return what checksums come to: the same for the same files, whatever the order and the ends of the lines.

    As they were written, it is what `sha256sum SHA256SUMS` prints.
    """
    return sha256(sums_of(parse_sums(sums)[0])).hexdigest()


# --- the ledger -------------------------------------------------------------------------------------------------------


def workspace_of(folder: Path) -> Path | None:
    """Return the workspace in whose `out/` *folder* lies; None when it lies elsewhere."""
    real = folder.resolve()
    return real.parent.parent if real.parent.name == "out" else None


def ledger_near(folder: Path) -> Path | None:
    """Return the ledger of the workspace in whose `out/` *folder* lies; None when it lies elsewhere or there is none."""
    root = workspace_of(folder)
    return root / LEDGER if root and (root / LEDGER).is_file() else None


def ask_ledger(path: Path | None, edition: str, sums: bytes) -> tuple[Voucher, int]:
    """Return what the ledger in *path* says of the checksums of *edition*, and in which line; None is no ledger at hand."""
    if path is None:
        return Voucher(state="not checked", told="no ledger is at hand"), 0
    try:
        stat = path.stat()
        found, fault = _sealed(path, edition, stat.st_size, stat.st_mtime_ns)
    except OSError:
        return Voucher(state="not checked", told="the ledger cannot be read"), 0
    if fault:
        return Voucher(state="broken", code="R136", told=f"{LEDGER} cannot vouch for anything: {fault}"), 0
    if not found:
        return Voucher(state="not checked", told="the ledger holds no seal of it"), 0
    return _compared(found, seal_of(sums))


def _compared(found: Sequence[Seal], own: str) -> tuple[Voucher, int]:
    """Return what the seals of an edition, oldest first, say of one that comes to *own*."""
    last, same = found[-1], [seal for seal in found if seal.sums == own]
    if last.sums == own:
        return Voucher(state="kept", told=f"sealed by the ledger, line {last.line}, on {_day(last)}"), last.line
    if same:
        told = f"is an earlier build: the ledger sealed it on {_day(same[-1])}, and another one on {_day(last)}"
        return Voucher(state="broken", code="R136", told=told), same[-1].line
    told = f"is not the edition that the ledger sealed on {_day(last)} (line {last.line})"
    return Voucher(state="broken", code="R136", told=told), 0


def _day(seal: Seal) -> str:
    return f"{seal.decided_at.day} {seal.decided_at:%B %Y}"


@lru_cache(maxsize=256)
def _sealed(path: Path, edition: str, _size: int, _changed: int) -> tuple[tuple[Seal, ...], str]:
    """Return the seals of *edition*, and where the chain does not hold; the arguments tell one state of the file from another."""
    lines, head = _read(path, _size, _changed)
    return seals(lines, edition), head


@lru_cache(maxsize=2)
def _read(path: Path, _size: int, _changed: int) -> tuple[tuple[bytes, ...], str]:
    lines, _half = split(path.read_bytes())
    beside = path.with_suffix(".head")
    head = parse_head(beside.read_bytes()) if beside.is_file() else None
    fault = first_fault(lines, head)
    # A copy of the ledger that was kept elsewhere may have no head: its lines hold each other.
    broken = fault is not None and not (head is None and fault.line == 0)
    return lines, f"line {fault.line} {fault.message}" if fault is not None and broken else ""


# --- the signature ----------------------------------------------------------------------------------------------------


def ask_signature(sums: bytes, signature: bytes | None, keys: tuple[PublicKey, ...]) -> tuple[Voucher, str]:
    """Return what the *signature* of *sums* says to who trusts *keys*, and the fingerprint of its key."""
    if signature is None:
        return (_UNSIGNED if keys else _NO_SIGNATURE), ""
    if not has_library():
        return Voucher(state="not checked", told="signed, not checked: it needs `pip install 'publishkit[seal]'`"), ""
    try:
        signer = check_signature(sums, signature)
    except BrokenSignatureError as error:
        return Voucher(state="broken", code="R137", told=str(error)), ""
    return _known(signer, keys), signer.fingerprint


_NO_SIGNATURE = Voucher(state="not checked", told="no signature")
_UNSIGNED = Voucher(state="broken", code="R137", told="is missing: a key is named, and the edition is not signed")


def _known(signer: PublicKey, keys: Sequence[PublicKey]) -> Voucher:
    mark = signer.fingerprint
    if not keys:
        told = f"signed by a key that nobody here knows ({mark}); name it with --key"
        return Voucher(state="not checked", told=told)
    known = next((key for key in keys if key.raw == signer.raw), None)
    if known is None:
        return Voucher(state="broken", code="R137", told=f"is made with another key ({mark})")
    return Voucher(state="kept", told=f"signed by {known.comment}, {mark}" if known.comment else f"signed by {mark}")
