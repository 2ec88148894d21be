"""`publishkit verify`: a finished edition proved again from the bytes in its folder, and nothing else."""

import posixpath
from collections.abc import Collection, Mapping

from publishkit.edition.proof_record import PROOF
from publishkit.model.artifact import Artifact, Finding
from publishkit.proof.duties import prove
from publishkit.proof.finished import Records, judge
from publishkit.proof.reading import BuiltEdition
from publishkit.proof.record import Proof


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
        name: Artifact(name=name, media_type=_media_type(name), data=data) for name, data in sorted(files.items())
    }
    record = verdict.records.proof
    proof = prove(record.owed, record.barred, BuiltEdition(artifacts, record.heads).readings)
    return (*verdict.faults, *proof.findings), proof


def edition_of(files: Mapping[str, bytes]) -> str:
    """Return the id of the edition in a folder; "" when its record cannot be read."""
    try:
        return Records(files).proof.edition
    except (KeyError, ValueError):
        return ""


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
