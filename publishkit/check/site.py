"""A published site looked at as a whole: every download is what its edition says, nothing withheld is anywhere."""

from collections.abc import Iterator, Mapping
from html import unescape
from itertools import chain

from publishkit.check.document import Document, Reading, View
from publishkit.check.embedded import TAG, json_words
from publishkit.check.proof import Proof
from publishkit.check.proof_file import Record, parse_proof
from publishkit.check.reading import read_artifacts
from publishkit.check.site_links import check_site_links
from publishkit.check.withheld import find_leaks
from publishkit.edition.public_record import RECORD, EditionRecord, parse_edition
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Withheld
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel

SUMS = "SHA256SUMS"
PROOF = "proof.json"
OWN_RECORDS = (RECORD, PROOF, "rights.json")

Files = Mapping[str, bytes]
"""Path on the site -> content; read when it is asked for, so that a large site need not be in memory."""


def check_site(files: Files) -> Iterator[Finding]:
    """Yield everything wrong with a published site; nothing is good.

    R130-R133: a file is not what its edition's checksums say, is missing, or belongs to none. L001, L002: a link or a place
    it leads to is missing. R111-R114: a trace of something withheld.
    """
    editions = edition_ids(files)
    if not editions:
        yield _fault("R132", RECORD, "is missing: no edition stands here", "name the folder a site was published to")
    withheld: list[Withheld] = []
    base = ""
    for edition in editions:
        try:
            record = parse_edition(files[f"{edition}/{RECORD}"])
        except ValueError as error:
            yield _fault("R133", f"{edition}/{RECORD}", str(error), "publish the site again")
            continue
        base = base or record.url.removesuffix(f"{edition}/")
        yield from _check_sums(files, edition)
        yield from _check_books(files, record)
        try:
            proof = parse_proof(files[f"{edition}/{PROOF}"])
        except (KeyError, ValueError) as error:
            yield _fault("R133", f"{edition}/{PROOF}", f"cannot be read: {error}", "publish the site again")
            continue
        withheld += [item for item in proof.withheld if Channel.WEB in item.channels]
        yield from _check_edition(files, record, proof)
    yield from _check_lists(files, editions, withheld)
    yield from check_site_links(files, base)


def edition_ids(files: Files) -> tuple[str, ...]:
    """Return the ids of the editions that stand on a site."""
    ending = f"/{RECORD}"
    return tuple(sorted(p.removesuffix(ending) for p in files if p.endswith(ending) and p.count("/") == 1))


def _fault(code: str, where: str, message: str, hint: str) -> Finding:
    return Finding(code=code, severity="error", where=where, message=message, hint=hint)


# --- checksums --------------------------------------------------------------------------------------------------------


def _check_sums(files: Files, edition: str) -> Iterator[Finding]:
    """R130-R132: every file of an edition is listed with its checksum, and every listed file is there."""
    place = f"{edition}/{SUMS}"
    if place not in files:
        yield _fault("R132", place, "is missing", "publish the site again")
        return
    listed = dict(_parse_sums(files[place], edition))
    for path, digest in listed.items():
        if path not in files:
            yield _fault("R132", path, "is missing", "publish the site again")
        elif _sha256(files[path]) != digest:
            yield _fault("R130", path, "is not what was published", "publish the site again")
    for path in files:
        if path.startswith(f"{edition}/") and path not in listed and path != place:
            yield _fault("R131", path, "is no file of this edition", "`publishkit publish --prune` takes it away")


def _parse_sums(data: bytes, edition: str) -> Iterator[tuple[str, str]]:
    """Yield (path on the site, digest); the list is written as seen from the edition's folder."""
    for line in data.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        yield (name.removeprefix("../") if name.startswith("../") else f"{edition}/{name}"), digest


def _check_books(files: Files, record: EditionRecord) -> Iterator[Finding]:
    """R130, R132: every download a page, feed or catalog names has the size and checksum it is named with."""
    old = ((book.file.rpartition("/")[2], book.bytes, book.sha256) for book in record.history.superseded)
    for name, size, digest in chain(((book.name, book.bytes, book.sha256) for book in record.books), old):
        if name not in files:
            yield _fault("R132", name, "is missing", "publish the site again")
        elif len(data := files[name]) != size or _sha256(data) != digest:
            yield _fault("R130", name, f"is not the file {record.edition} names", "publish the site again")


def _sha256(data: bytes) -> str:
    return Artifact(name="", media_type="", data=data).sha256


# --- withheld ---------------------------------------------------------------------------------------------------------


def _check_edition(files: Files, record: EditionRecord, proof: Record) -> Iterator[Finding]:
    """R111-R114 in what readers get of one edition: its pages, its pictures, its books."""
    if not proof.withheld:
        return
    own = {path: files[path] for path in files if path.startswith(f"{record.edition}/")}
    held = {
        f"web/{path.removeprefix(f'{record.edition}/')}": data
        for path, data in own.items()
        if path.rpartition("/")[2] not in {SUMS, *OWN_RECORDS}
    }
    held |= {book.name: files[book.name] for book in record.books if book.name in files}
    readings = read_artifacts({name: _artifact(name, data) for name, data in held.items()})
    for finding in _leaks(proof.withheld, readings):
        yield Finding(
            code=finding.code,
            severity=finding.severity,
            where=finding.where.replace("web/", f"{record.edition}/", 1),
            message=finding.message,
            hint=finding.hint,
        )


def _check_lists(files: Files, editions: tuple[str, ...], withheld: list[Withheld]) -> Iterator[Finding]:
    """R111-R114 in what the site says besides: home, archive, feeds, catalogs, the search, the records."""
    folders = tuple(f"{edition}/" for edition in editions)
    records = {f"{edition}/{RECORD}" for edition in editions}
    paths = [
        path
        for path in files
        if (not path.startswith(folders) or path in records)
        and path.endswith((".html", ".xml", ".json", ".atom", ".rss", ".txt", ".js", ".css"))
        and not path.startswith((".publishkit", "search/"))
    ]
    documents = tuple(Document(name=path, kind="text", text=_words(path, files[path])) for path in paths)
    reading = Reading(channel=Channel.WEB, views=(View(name="site", documents=documents),))
    yield from _leaks(withheld, {Channel.WEB: reading})


def _words(path: str, data: bytes) -> str:
    """Return the words of a page, feed or record; feeds carry markup inside markup."""
    text = data.decode("utf-8", "replace")
    if path.endswith((".json", ".txt", ".js", ".css")):
        text = json_words(text)
    once = unescape(TAG.sub(" ", text))
    return unescape(TAG.sub(" ", once))


def _leaks(withheld: "list[Withheld] | tuple[Withheld, ...]", readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    found = tuple(find_leaks(withheld, readings)) if withheld else ()
    yield from Proof(rows=(), leaks=found).findings


def _artifact(name: str, data: bytes) -> Artifact:
    pictures = {".jpg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml"}
    ending = f".{name.rpartition('.')[2].lower()}"
    return Artifact(name=name, media_type=pictures.get(ending, "application/octet-stream"), data=data)
