"""Finished files are opened again and proved: those of one edition, or all of a published site."""

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from publishkit.edition.records.proof_record import PROOF
from publishkit.edition.records.public_record import RECORD, SUPERSEDED
from publishkit.edition.records.records import RIGHTS, SIGNATURE, SUMS, TEXTS
from publishkit.errors import InputError, Problem, ProofError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.rights import Channel
from publishkit.press.seal import trusted_keys
from publishkit.proof.agreement import same_states
from publishkit.proof.belonging import check_belonging, check_canonical, check_cover, check_pictures
from publishkit.proof.duties import prove
from publishkit.proof.finished import FinishedEdition
from publishkit.proof.folder import Folder
from publishkit.proof.formats.registry import run_checks
from publishkit.proof.reading import BuiltEdition, read_records
from publishkit.proof.record import Proof
from publishkit.proof.seals import Sealed, ask_ledger, ask_signature, ledger_near, workspace_of
from publishkit.proof.sightings import changed_metadata, changed_wording, lost_sightings
from publishkit.proof.site import check_beside, check_standing, standing
from publishkit.proof.site_beside import check_pages, is_made
from publishkit.proof.texts import check_texts
from publishkit.proof.verdict import Records, judge
from publishkit.publish.site.verify import check_made
from publishkit.publish.targets.base import MANIFEST
from publishkit.publish.targets.plan import parse_manifest
from publishkit.report import Report

MAX_BYTES = 500_000_000
"""An edition is a few megabytes; a folder of this size is something else."""
TYPES: Mapping[str, str] = {
    ".css": "text/css",
    ".eml": "message/rfc822",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
"""What an edition is made of; the stdlib's table differs from machine to machine."""


def verify_edition(folder: Path, *, against: Path | None = None, key: str = "") -> Report:
    """Return what is wrong with the finished edition in *folder*: checksums, duties, traces of what was withheld, seals.

    *against* is a ledger, by default that of the workspace in whose `out/` the folder lies; *key* is a public key or its
    file, by default the one in publishkit.toml.

    Raises:
        InputError: no folder, or far too much in it; no such ledger, or no public key.
    """
    found = _read(folder)
    files = dict(found)
    findings, _ = verify_folder(files, named=found.named, odd=found.odd)
    sealed = _sealed(found, files, against, key)
    findings = (*findings, *(sealed.findings if sealed else ()))
    return Report(
        sealed=sealed,
        edition=edition_of(files) or folder.name,
        findings=findings,
        artifacts=tuple(Artifact(name=name, media_type="", data=data) for name, data in files.items()),
        exit_code=ProofError.exit_code if findings else 0,
    )


def _sealed(found: Folder, files: Mapping[str, bytes], against: Path | None, key: str) -> Sealed | None:
    """Return who vouches for the edition; None when it has no checksums that could be sealed.

    Raises:
        InputError: there is no such ledger, or *key* is no public key.
    """
    if against is not None and not against.is_file():
        raise InputError(
            Problem(place="--against", message=f"there is no ledger {against}", hint="name a rights/ledger.jsonl")
        )
    ledger = against or ledger_near(found.path)
    keys = trusted_keys(key, workspace_of(found.path))
    if SUMS not in files:
        return None
    voucher, line = ask_ledger(ledger, edition_of(files) or found.path.name, files[SUMS])
    signature, mark = ask_signature(files[SUMS], files.get(SIGNATURE), keys)
    return Sealed(ledger=voucher, signature=signature, line=line, key=mark)


def verify_site(folder: Path) -> Report:
    """Return what is wrong with the published site in *folder*: files, links, credits, traces of what was withheld.

    Raises:
        InputError: no folder.
        ExternalError: a file cannot be read, or a later publishkit published it.
    """
    if not folder.is_dir():
        raise InputError(Problem(place=str(folder), message="is not a folder", hint="name the folder of the site"))
    files = Folder(folder)
    findings = verify_published(files, files.odd)
    return Report(edition=folder.name, findings=findings, exit_code=ProofError.exit_code if findings else 0)


def verify_published(files: Mapping[str, bytes], odd: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return every finding about a published site; *odd* is what lies there and is no file.

    Raises:
        ExternalError: a file cannot be read, or a later publishkit published it.
    """
    editions = standing(files, odd)
    kept = parse_manifest(files.get(MANIFEST), "site")
    listed = {path: entry.sha256 for path, entry in kept.files.items()}
    made = check_made(files, editions, listed, kept.publication)
    folders = tuple(f"{one.id}/" for one in editions)
    ours = [path for path in files if (path in listed or is_made(path)) and not path.startswith(folders)]
    return tuple(dict.fromkeys((*check_standing(files, editions), *made, *check_pages(files, ours))))


def prove_site(files: Mapping[str, bytes], editions: Sequence[FinishedEdition]) -> tuple[Finding, ...]:
    """Return the errors in what a site holds beside its finished *editions*, before anything is sent: *files* is all of it.

    Pages of the theme run nothing foreign and load nothing from elsewhere, and nothing that an edition withholds stands in
    lists, feeds, search or files of one's own.
    """
    folders = tuple(f"{edition.id}/" for edition in editions)
    paged = [edition for edition in editions if edition.has_pages]
    records = {edition.id: edition.record for edition in paged}
    proofs = {edition.id: edition.records.proof for edition in paged}
    cleared = {file.sha256 for edition in editions for file in edition.files.values()}
    pages = check_pages(files, [path for path in files if not path.startswith(folders)])
    return tuple(dict.fromkeys((*pages, *check_beside(files, records, proofs, cleared))))


# --- the files of an edition ------------------------------------------------------------------------------------------


def _read(folder: Path) -> Folder:
    """Return what lies in *folder*.

    Raises:
        InputError: no folder, or far too much in it.
    """
    if not folder.is_dir():
        hint = "name a finished edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message="is not a folder", hint=hint))
    found = Folder(folder)
    if found.size > MAX_BYTES:
        hint = "name the folder of one edition: out/2026-w47"
        raise InputError(Problem(place=str(folder), message=f"holds more than {MAX_BYTES:,} bytes", hint=hint))
    return found


def verify_folder(
    files: Mapping[str, bytes], *, named: str = "", odd: Collection[str] = ()
) -> tuple[tuple[Finding, ...], Proof]:
    """Return every finding about a finished edition, and the new proof.

    *files* is path inside the folder, with `/`, -> bytes; *named* and *odd* as in `judge`. Every finding is an error: a
    changed file, a file too many or too few, a record that is not whole or of another edition, a duty that is no longer
    met, a trace of something withheld.
    """
    verdict = judge(files, named=named, odd=odd)
    if PROOF in verdict.broken:
        return verdict.faults, Proof(rows=(), leaks=())
    artifacts = {
        name: Artifact(name=name, media_type=_media_type(name), data=data)
        for name, data in sorted(files.items())
        if not name.startswith(f"{SUPERSEDED}/")  # books of earlier revisions owe what was owed then
    }
    record = verdict.records.proof
    built = BuiltEdition(artifacts, record.heads)
    proof = prove(record.owed, record.barred, built.readings, record.may_say, read_records(artifacts))
    faults = (*verdict.faults, *same_states(record.duties, [row.state for row in proof.rows]))
    told = {found.where for found in verdict.faults}
    checked = tuple(_checked(verdict.records, verdict.broken, built, [name for name in files if name not in told]))
    return tuple(dict.fromkeys((*faults, *proof.findings, *checked))), proof


def _checked(records: Records, broken: Collection[str], built: BuiltEdition, files: Sequence[str]) -> Iterator[Finding]:
    """Yield the errors that a build would have found in the files, in the feeds' texts, and in what belongs to no page."""
    record = records.proof
    said = record.announced
    if said is None:
        return
    edition = records.edition if RECORD in records and RECORD not in broken else None
    yield from check_belonging(said, edition, files, built.readings)
    if RIGHTS not in broken:
        yield from check_pictures(said, records.rights, built.readings)
    if edition is not None:
        yield from check_canonical(edition, built.readings.get(Channel.WEB))
        yield from check_cover(edition, records.rights) if RIGHTS not in broken else ()
    yield from (found for found in run_checks(said, built) if found.severity == "error")
    yield from lost_sightings(record.sightings, built.readings)
    yield from changed_wording(record.wording, record.owed, built.readings)
    yield from changed_metadata(record.metadata, built.readings)
    if TEXTS in built:
        yield from check_texts(said, record.owed, built[TEXTS].data, None if RIGHTS in broken else records.rights)


def edition_of(files: Mapping[str, bytes]) -> str:
    """Return the id of the edition in a folder; "" when its record cannot be read."""
    try:
        return Records(files).proof.edition
    except (KeyError, ValueError):
        return ""


def _media_type(name: str) -> str:
    return TYPES.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")
