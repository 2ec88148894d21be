"""A finished edition, opened for whoever goes on with it: every byte as it was proved, or refused.

`publish`, `correct`, `retract` and `send` open editions here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from publishkit.edition.records.public_record import RECORD, EditionRecord
from publishkit.edition.records.records import SUMS
from publishkit.errors import InputError, Problem, ProofError
from publishkit.proof.folder import OUT, Folder, is_finished
from publishkit.proof.seals import ask_ledger, ledger_near
from publishkit.proof.verdict import Records, Verdict, judge

MAIL_PICTURES = "email/images/"


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedFile:
    """One file of a finished edition."""

    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedEdition:
    """An edition in `out/`, every byte as it was proved."""

    id: str
    files: Mapping[str, FinishedFile]
    """Name inside its folder -> file; everything `SHA256SUMS` lists."""
    contents: Mapping[str, bytes]
    """Name -> bytes, `SHA256SUMS` among them: those that were compared, or what is read when it is asked for."""
    records: Records
    digest: str
    """SHA-256 of `SHA256SUMS`: the same edition to the byte has the same."""
    stamp: str
    """What its checksums, sizes and times of change come to: the same stamp is taken for the same bytes."""

    @property
    def has_pages(self) -> bool:
        """Whether a site can be made of it."""
        return RECORD in self.files and "web/index.html" in self.files

    @property
    def mail_pictures(self) -> tuple[str, ...]:
        """Names of the pictures of a mail without web pages, which mail programs fetch from the site."""
        return tuple(name for name in sorted(self.files) if name.startswith(MAIL_PICTURES))

    @property
    def record(self) -> EditionRecord:
        """What lists need to know of an edition that has pages."""
        return self.records.edition


def unfinished(edition_id: str) -> Problem:
    """Return what everyone says of an edition that was never finished."""
    return Problem(
        place=f"{OUT}/{edition_id}", message="is no finished edition", hint=f"`publishkit build {edition_id}` makes it"
    )


def _demand_finished(folder: Path) -> None:
    if not is_finished(folder):
        raise InputError(unfinished(folder.name))


def read_finished(path: Path, hint: str) -> FinishedEdition:
    """Return the edition in the folder *path* with all its bytes; *hint* says what mends it.

    Raises:
        InputError: there is none, or it was never finished.
        ProofError: it is not what was proved; carries everything that is wrong.
        ExternalError: a file cannot be read.
    """
    _demand_finished(path)
    folder = Folder(path)
    contents = dict(folder)
    verdict = judge(contents, named=path.name, odd=folder.odd)
    _refuse(folder, verdict, hint)
    _demand_seal(folder, hint)
    return _finished(folder, contents, verdict.listed, verdict.records)


def open_finished(path: Path, hint: str, seen: str) -> FinishedEdition:
    """Return the edition in the folder *path*, its files left on disk; *seen* is the stamp of the one judged before.

    Raises:
        InputError: there is none, or it was never finished.
        ProofError: it is not what was proved; carries everything that is wrong.
        ExternalError: a file cannot be read.
    """
    _demand_finished(path)
    folder = Folder(path)
    known = SUMS in folder and _stamp(folder, folder[SUMS]) == seen
    verdict = judge(folder, named=path.name, odd=folder.odd, seen=known)
    _refuse(folder, verdict, hint)
    _demand_seal(folder, hint)
    return _finished(folder, folder, verdict.listed, verdict.records.left_in(folder))


def _refuse(folder: Folder, verdict: Verdict, hint: str) -> None:
    """Raise the verdict when there is something wrong."""
    if verdict.faults:
        places = (f"{folder.place}/{found.where}" for found in verdict.faults)
        told = zip(places, verdict.faults, strict=True)
        raise ProofError(*(Problem(place=place, message=found.message, hint=hint) for place, found in told))


def _demand_seal(folder: Folder, hint: str) -> None:
    """Raise what the workspace's ledger has against the edition; one that it does not know stands on its records."""
    voucher, _ = ask_ledger(ledger_near(folder.path), folder.path.name, folder[SUMS])
    if voucher.state == "broken":
        raise ProofError(Problem(place=folder.place, message=voucher.told, hint=hint))


def _finished(
    folder: Folder, contents: Mapping[str, bytes], listed: Mapping[str, str], records: Records
) -> FinishedEdition:
    sums = contents[SUMS]
    return FinishedEdition(
        id=folder.path.name,
        files={
            name: FinishedFile(path=folder.file(name), bytes=folder.stats[name][0], sha256=digest)
            for name, digest in listed.items()
        },
        contents=contents,
        records=records,
        digest=sha256(sums).hexdigest(),
        stamp=_stamp(folder, sums),
    )


def _stamp(folder: Folder, sums: bytes) -> str:
    marks = "\n".join(" ".join(map(str, (name, *stat))) for name, stat in sorted(folder.stats.items()))
    return sha256(sums + b"\0" + marks.encode()).hexdigest()
