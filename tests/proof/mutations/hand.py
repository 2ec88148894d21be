"""A finished edition as files in hand, and the ways in which a hand changes one of them."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.policy import SMTP
from hashlib import sha256
from typing import Any

import pikepdf

from publishkit.edition.records.record_json import canonical, sha256sums
from publishkit.model.artifact import Artifact

Files = dict[str, bytes]
"""Name in the edition's folder -> bytes."""
Change = Callable[[Files], None]
"""Changes the files it is given."""


def sealed_again(files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None) -> Files:
    """Return the files with every digest of a file made anew, wherever a record holds one: the most careful hand.

    *before* is what the files were; needed where a book was changed, whose digest `edition.json` has as well.
    """
    left = {name: data for name, data in files.items() if name not in {"proof.json", "build.json", "SHA256SUMS"}}
    left |= {"edition.json": _with_books(files, before)} if before and "edition.json" in files else {}
    for name in ("proof.json", "build.json"):
        if name in files:
            left[name] = _renamed(name, files[name], left)
    named = [Artifact(name=name, media_type="", data=data) for name, data in left.items()]
    return {**left, "SHA256SUMS": sha256sums(named)}


def _with_books(files: Mapping[str, bytes], before: Mapping[str, bytes]) -> bytes:
    """Return `edition.json` with the digests of the books that were changed, where it had the right ones."""
    changed = [name for name in files if name.endswith((".pdf", ".epub")) and files[name] != before.get(name)]
    told = json.loads(files["edition.json"]) if changed else {}
    for book in told.get("books", ()):
        if book["name"] in changed and book["sha256"] == sha256(before[book["name"]]).hexdigest():
            data = files[book["name"]]
            book |= {"bytes": len(data), "sha256": sha256(data).hexdigest()}
    return canonical(told) if changed else files["edition.json"]


def _renamed(record: str, data: bytes, files: Mapping[str, bytes]) -> bytes:
    try:
        told = json.loads(data)
        listed = told["files" if record == "proof.json" else "artifacts"]
        known = {one["name"]: one for one in listed}
        fresh = [_entry(record, name, data, known) for name, data in files.items()]
        told["files" if record == "proof.json" else "artifacts"] = sorted(
            fresh, key=lambda one: list(known).index(one["name"]) if one["name"] in known else len(known)
        )
    except (ValueError, KeyError, TypeError):
        return data
    return canonical(told)


def _entry(record: str, name: str, data: bytes, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a record names a file: the proof by its digest, `build.json` with type and size."""
    digest = sha256(data).hexdigest()
    if record == "proof.json":
        return {"name": name, "sha256": digest}
    return {**known.get(name, {"name": name, "media_type": ""}), "bytes": len(data), "sha256": digest}


def summed_again(files: Mapping[str, bytes]) -> Files:
    """Return the files with a fresh `SHA256SUMS`, and nothing else."""
    left = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    return {**left, "SHA256SUMS": sha256sums([Artifact(name=n, media_type="", data=d) for n, d in left.items()])}


# --- text -------------------------------------------------------------------------------------------------------------


def text(name: str, old: str, new: str, *, times: int = 0) -> Change:
    """Return a change of the words *old* in a file, everywhere or the first *times*; they must be there."""

    def change(files: Files) -> None:
        before = files[name].decode()
        assert old in before, (name, old)
        files[name] = before.replace(old, new, times or -1).encode()

    return change


def pattern(name: str, found: str, new: str, *, times: int = 1) -> Change:
    """Return a change of what a regular expression finds in a file; it must be there."""

    def change(files: Files) -> None:
        done, count = re.subn(found, new, files[name].decode(), count=times, flags=re.DOTALL)
        assert count, (name, found)
        files[name] = done.encode()

    return change


def both(*changes: Change) -> Change:
    """Return all of the changes, one after the other."""

    def change(files: Files) -> None:
        for one in changes:
            one(files)

    return change


def added(name: str, data: bytes) -> Change:
    """Return a change that puts a file into the folder."""

    def change(files: Files) -> None:
        files[name] = data

    return change


def gone(name: str) -> Change:
    """Return a change that takes a file out of the folder."""

    def change(files: Files) -> None:
        del files[name]

    return change


def swapped(one: str, other: str) -> Change:
    """Return a change that gives two files each other's bytes."""

    def change(files: Files) -> None:
        files[one], files[other] = files[other], files[one]

    return change


# --- records ----------------------------------------------------------------------------------------------------------


def record(name: str, edit: Callable[[Any], None]) -> Change:
    """Return a change of a record: *edit* is given its value."""

    def change(files: Files) -> None:
        told = json.loads(files[name])
        before = json.dumps(told)
        edit(told)
        assert json.dumps(told) != before, name
        files[name] = canonical(told)

    return change


# --- the mail ---------------------------------------------------------------------------------------------------------


def message(edit: Callable[[str, str], str]) -> Change:
    """Return a change of `email.eml`: *edit* is given the type and text of each part."""

    def change(files: Files) -> None:
        mail = message_from_bytes(files["email.eml"], policy=SMTP)
        parts = [part for part in mail.walk() if not part.is_multipart()]
        hits = 0
        for part in parts:
            before = str(part.get_content())
            after = edit(part.get_content_type(), before)
            hits += before != after
            subtype = part.get_content_subtype()
            part.set_content(after, subtype=subtype, charset="utf-8", cte="quoted-printable")
        assert hits
        files["email.eml"] = mail.as_bytes()

    return change


# --- the book ---------------------------------------------------------------------------------------------------------


def book(edit: Callable[[Files], None]) -> Change:
    """Return a change of the EPUB: *edit* is given its files by name."""

    def change(files: Files) -> None:
        name = named(files, ".epub")
        with zipfile.ZipFile(io.BytesIO(files[name])) as packed:
            inside = {info.filename: packed.read(info) for info in packed.infolist()}
        before = dict(inside)
        edit(inside)
        assert inside != before
        files[name] = zipped(inside)

    return change


def zipped(inside: Mapping[str, bytes], *, level: int = 9) -> bytes:
    """Return files as an EPUB packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in inside.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(info, data, compresslevel=level)
    return out.getvalue()


def named(files: Mapping[str, bytes], suffix: str) -> str:
    """Return the edition's own file that ends so."""
    return next(name for name in files if name.endswith(suffix) and "/" not in name)


# --- the PDF ----------------------------------------------------------------------------------------------------------


def paper(edit: Callable[[pikepdf.Pdf], None]) -> Change:
    """Return a change of the PDF: *edit* is given it opened."""

    def change(files: Files) -> None:
        name = named(files, ".pdf")
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(files[name])) as opened:
            edit(opened)
            opened.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        files[name] = out.getvalue()

    return change
