"""A published site looked at as a whole: every download is what its edition says, nothing withheld is anywhere."""

import json
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import unescape
from itertools import chain
from urllib.parse import unquote, urlsplit

from lxml import etree

from publishkit.edition.proof_record import PROOF, ProofRecord
from publishkit.edition.public_record import RECORD, EditionRecord
from publishkit.edition.records import RIGHTS, SUMS
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.proof.copied import Copied
from publishkit.proof.leaks import find_leaks
from publishkit.proof.read.document import TAG, Document, Reading, View, json_words
from publishkit.proof.read.html import css_addresses, parse_html
from publishkit.proof.reading import read_artifacts
from publishkit.proof.record import Proof
from publishkit.proof.verdict import ON_SITE, fault, judge

Files = Mapping[str, bytes]
ATTRIBUTES = ("href", "src", "poster")
XML_ATTRIBUTES = ("href", "url")
OWN_RECORDS = (RECORD, PROOF, RIGHTS)


def check_site(files: Files, odd: Collection[str] = ()) -> Iterator[Finding]:
    """Yield everything wrong with a published site; nothing is good. *odd* is what lies there and is no file.

    R130-R133: a file is not what its edition's checksums say, is missing, or belongs to none. L001, L002: a link or a place
    it leads to is missing. R111-R114: a trace of something withheld.
    """
    editions = edition_ids(files)
    if not editions:
        yield fault("R132", RECORD, "is missing: no edition stands here", "name the folder a site was published to")
    proofs: dict[str, ProofRecord] = {}
    base = ""
    for edition in editions:
        own = _OnSite(files, edition)
        here = [name.removeprefix(f"{edition}/") for name in odd if name.startswith(f"{edition}/")]
        verdict = judge(own, named=edition, odd=here, terms=ON_SITE)
        yield from (replace(found, where=own.path(found.where)) for found in verdict.faults)
        if RECORD in verdict.broken:
            continue
        record = verdict.records.edition
        base = base or record.url.removesuffix(f"{edition}/")
        yield from _check_books(files, record)
        if PROOF in verdict.broken:
            continue
        proofs[edition] = verdict.records.proof
        yield from _check_edition(files, record, proofs[edition])
    yield from _check_lists(files, editions, proofs)
    yield from check_site_links(files, base)


class _OnSite(Mapping[str, bytes]):
    """The files of one edition on a site, named as its checksums name them: as seen from its folder.

    Those above the folder (`../the-letter-2026-w47.pdf`) are found by name and not listed.
    """

    def __init__(self, files: Files, edition: str) -> None:
        self._files = files
        self._folder = f"{edition}/"

    def path(self, name: str) -> str:
        """Return where a file lies on the site."""
        return name.removeprefix("../") if name.startswith("../") else f"{self._folder}{name}"

    def __getitem__(self, name: str) -> bytes:
        return self._files[self.path(name)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.path(name) in self._files

    def __iter__(self) -> Iterator[str]:
        return (path.removeprefix(self._folder) for path in self._files if path.startswith(self._folder))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def edition_ids(files: Files) -> tuple[str, ...]:
    """Return the ids of the editions that stand on a site, as far as a record or checksums of theirs are left."""
    marks = (f"/{RECORD}", f"/{SUMS}")
    return tuple(sorted({p.partition("/")[0] for p in files if p.endswith(marks) and p.count("/") == 1}))


# --- downloads --------------------------------------------------------------------------------------------------------


def _check_books(files: Files, record: EditionRecord) -> Iterator[Finding]:
    """R130, R132: every download a page, feed or catalog names has the size and checksum it is named with."""
    old = ((book.file.rpartition("/")[2], book.bytes, book.sha256) for book in record.history.superseded)
    for name, size, digest in chain(((book.name, book.bytes, book.sha256) for book in record.books), old):
        if name not in files:
            yield fault("R132", name, "is missing", "publish the site again")
        elif len(data := files[name]) != size or _sha256(data) != digest:
            yield fault("R130", name, f"is not the file {record.edition} names", "publish the site again")


def _sha256(data: bytes) -> str:
    return Artifact(name="", media_type="", data=data).sha256


# --- withheld ---------------------------------------------------------------------------------------------------------


def _check_edition(files: Files, record: EditionRecord, proof: ProofRecord) -> Iterator[Finding]:
    """R111-R114 in what readers get of one edition: its pages, its pictures, its books."""
    if not proof.barred:
        return
    own = {path: files[path] for path in files if path.startswith(f"{record.edition}/")}
    held = {
        f"web/{path.removeprefix(f'{record.edition}/')}": data
        for path, data in own.items()
        if path.rpartition("/")[2] not in {SUMS, *OWN_RECORDS}
    }
    held |= {book.name: files[book.name] for book in record.books if book.name in files}
    readings = read_artifacts({name: _artifact(name, data) for name, data in held.items()})
    for finding in _leaks(proof.barred, readings, proof.may_say):
        yield Finding(
            code=finding.code,
            severity=finding.severity,
            where=finding.where.replace("web/", f"{record.edition}/", 1),
            message=finding.message,
            hint=finding.hint,
        )


def _check_lists(files: Files, editions: tuple[str, ...], proofs: Mapping[str, ProofRecord]) -> Iterator[Finding]:
    """R111-R114 in what the site says besides: home, archive, feeds, catalogs, the search, the records."""
    folders = tuple(f"{edition}/" for edition in editions)
    records = {f"{edition}/{name}" for edition in editions for name in OWN_RECORDS}
    paths = [
        path
        for path in files
        if (not path.startswith(folders) or path in records)
        and path.endswith((".html", ".xml", ".json", ".atom", ".rss", ".txt", ".js", ".css"))
        and not path.startswith(".publishkit")
    ]
    readings = {Channel.WEB: _read(files, paths)}
    said = tuple(dict.fromkeys(text for proof in proofs.values() for text in proof.may_say))
    of = {edition: [item for item in proof.barred if Channel.WEB in item.channels] for edition, proof in proofs.items()}
    if any(_leaks([item for items in of.values() for item in items], readings, said)):
        left = chain.from_iterable(_barred_everywhere(files, edition, of, said) for edition in of)
        yield from _leaks(tuple(left), readings, said)


def _barred_everywhere(
    files: Files, edition: str, barred: Mapping[str, Sequence[Withheld]], said: Sequence[str]
) -> Iterator[Withheld]:
    """Yield what *edition* withholds, without the words that another edition, which does not withhold them, has on its pages."""
    for item in barred[edition]:
        clear = [one for one, items in barred.items() if item.asset_id not in {other.asset_id for other in items}]
        pages = [path for path in files if path.endswith(".html") and path.startswith(tuple(f"{e}/" for e in clear))]
        documents = _read(files, pages).documents if clear else ()
        known = Copied((item,), documents, said).marks
        yield replace(item, shingles=tuple(mark for mark in item.shingles if mark not in known))


def _read(files: Files, paths: Sequence[str]) -> Reading:
    documents = tuple(Document(name=path, kind="text", text=_words(path, files[path])) for path in paths)
    return Reading(channel=Channel.WEB, views=(View(name="site", documents=documents),))


def _words(path: str, data: bytes) -> str:
    """Return the words of a page, feed or record; feeds carry markup inside markup."""
    text = data.decode("utf-8", "replace")
    if path.endswith((".json", ".txt", ".js", ".css")):
        text = json_words(text)
    once = unescape(TAG.sub(" ", text))
    return unescape(TAG.sub(" ", once))


def _leaks(withheld: Sequence[Withheld], readings: Mapping[Channel, Reading], said: Sequence[str]) -> Iterator[Finding]:
    found = tuple(find_leaks(withheld, readings, said)) if withheld else ()
    yield from Proof(rows=(), leaks=found).findings


def _artifact(name: str, data: bytes) -> Artifact:
    pictures = {".jpg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml"}
    ending = f".{name.rpartition('.')[2].lower()}"
    return Artifact(name=name, media_type=pictures.get(ending, "application/octet-stream"), data=data)


# --- links ------------------------------------------------------------------------------------------------------------


def check_site_links(files: Files, base: str) -> Iterator[Finding]:
    """Yield a finding for every address that leads nowhere; *base* is where the site stands: `https://example.org/letter/`.

    L002: no such file. L001: no such place in it.
    """
    paths = frozenset(files)

    @cache
    def places(path: str) -> frozenset[str]:
        root = parse_html(files[path])
        return frozenset(name for element in root.iter(etree.Element) if (name := element.get("id")))

    for path in sorted(paths):
        for address in dict.fromkeys(_addresses(path, files)):
            target, place = _target(path, address, base)
            if target is None:
                continue
            found = target if target in paths else posixpath.join(target, "index.html").lstrip("/")
            if found not in paths:
                message = f"leads to {address}, and nothing stands there"
                yield Finding(code="L002", severity="error", where=path, message=message, hint="publish the site again")
            elif place and found.endswith(".html") and place not in places(found):
                message = f"leads to {address}, and there is no such place"
                yield Finding(code="L001", severity="error", where=path, message=message)


def _target(path: str, address: str, base: str) -> tuple[str | None, str]:
    """Return the file an address leads to and the place in it; None for another site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None, ""
    at_root = urlsplit(base).path or "/"
    if parts.scheme or parts.netloc:
        if not (base and address.startswith(base)):
            return None, ""
        inside = parts.path[len(at_root) :]
    elif parts.path.startswith("/"):
        inside = parts.path.removeprefix(at_root)
    elif parts.path:
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
        inside = "" if inside == "." else inside
    else:
        inside = path
    return unquote(inside).rstrip("/"), unquote(parts.fragment)


def _addresses(path: str, files: Files) -> Iterator[str]:
    """Yield every address a file names: what pages link and load, what feeds, catalogs and style sheets point to."""
    if path.startswith(".publishkit"):
        return
    if path.endswith(".html"):
        yield from _of_page(parse_html(files[path]))
    elif path.endswith(".css"):
        yield from css_addresses(files[path].decode("utf-8", "replace"))
    elif path.endswith((".xml", ".atom", ".rss")):
        yield from _of_xml(files[path])
    elif path.endswith(".json") and path.startswith(("feeds/", "opds/")):
        yield from (text for text in _strings(json.loads(files[path])) if text.startswith(("http:", "https:")))


def _of_page(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        for name in ATTRIBUTES:
            if value := element.get(name):
                yield value.strip()
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield candidate.split()[0]


def _of_xml(data: bytes) -> Iterator[str]:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter(etree.Element):
        for name in XML_ATTRIBUTES:
            if value := element.get(name):
                yield value
        text = (element.text or "").strip()
        if etree.QName(element).localname in {"loc", "link", "icon"} and text:
            yield text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
