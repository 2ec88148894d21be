"""`publishkit verify`: a finished edition proved again from the bytes in its folder, and nothing else."""

import posixpath
from collections.abc import Iterator, Mapping

from publishkit.check.base import BuiltEdition
from publishkit.check.proof import Proof
from publishkit.check.proof_file import Record, no_proof, parse_proof
from publishkit.check.rights import prove
from publishkit.model.artifact import Artifact
from publishkit.model.finding import Finding

SUMS = "SHA256SUMS"
RECORD = "proof.json"


def verify_folder(files: Mapping[str, bytes]) -> tuple[tuple[Finding, ...], Proof]:
    """Return every finding about a finished edition, and the new proof.

    *files* is path inside the folder, with `/`, -> bytes. Every finding is an error: a changed file, a file too many or
    too few, a duty that is no longer met, a trace of something withheld.
    """
    artifacts = {
        name: Artifact(name=name, media_type=_media_type(name), data=data) for name, data in sorted(files.items())
    }
    found = list(_check_sums(artifacts))
    record = _record(files, found)
    if record is None:
        return tuple(found), Proof(rows=(), leaks=())
    proof = prove(record.owed, record.withheld, BuiltEdition(artifacts, record.heads).readings)
    return (*found, *proof.findings), proof


def edition_of(files: Mapping[str, bytes]) -> str:
    """Return the id of the edition in a folder; "" when its record cannot be read."""
    record = _record(files, [])
    return record.edition if record else ""


def _record(files: Mapping[str, bytes], found: list[Finding]) -> Record | None:
    if RECORD not in files:
        found.append(no_proof("is missing: what this edition owes is not known"))
        return None
    try:
        return parse_proof(files[RECORD])
    except ValueError as error:
        found.append(no_proof(str(error)))
        return None


def _check_sums(artifacts: Mapping[str, Artifact]) -> Iterator[Finding]:
    """R130-R132: every file is listed with its checksum, and every listed file is there."""
    if SUMS not in artifacts:
        yield Finding(code="R132", severity="error", where=SUMS, message="is missing", hint="build the edition again")
        return
    listed = dict(_parse_sums(artifacts[SUMS].data))
    for name, artifact in artifacts.items():
        if name not in listed and name != SUMS:
            yield Finding(
                code="R131", severity="error", where=name, message="is no file of this edition", hint="take it away"
            )
        elif name != SUMS and artifact.sha256 != listed[name]:
            hint = "build the edition again; `publishkit correct` makes a revised one"
            yield Finding(
                code="R130", severity="error", where=name, message="was changed after it was proved", hint=hint
            )
    for name in sorted(set(listed) - set(artifacts)):
        yield Finding(code="R132", severity="error", where=name, message="is missing", hint="build the edition again")


def _parse_sums(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        if name:
            yield name, digest


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


def _media_type(name: str) -> str:
    return TYPES.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")
