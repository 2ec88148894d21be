"""A published site looked at as a whole: every download is what its edition says, nothing withheld is anywhere."""

import json
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from urllib.parse import unquote, urlsplit

from lxml import etree

from publishkit.edition.records.proof_record import PROOF, ProofRecord
from publishkit.edition.records.public_record import RECORD, EditionRecord
from publishkit.edition.records.records import RIGHTS, SUMS, RightsRecord
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.owed import Withheld
from publishkit.model.rights import Channel
from publishkit.proof.agreement import same_states
from publishkit.proof.belonging import check_canonical, check_cover, check_pictures
from publishkit.proof.copied import Copied
from publishkit.proof.duties import prove
from publishkit.proof.leaks import find_leaks
from publishkit.proof.read.document import Document, Reading
from publishkit.proof.read.html import css_addresses, parse_html
from publishkit.proof.reading import read_artifacts
from publishkit.proof.record import Proof
from publishkit.proof.sightings import changed_metadata, changed_wording, lost_sightings
from publishkit.proof.site_beside import BOOKS, Files, read_beside, read_books, read_words, strings
from publishkit.proof.verdict import ON_SITE, Verdict, fault, judge

ATTRIBUTES = ("href", "src", "poster")
XML_ATTRIBUTES = ("href", "url")
OWN_RECORDS = (RECORD, PROOF, RIGHTS)
LINKING = (".html", ".css", ".xml", ".atom", ".rss", ".json")
"""Endings of files that name addresses."""
HOME_FEED = "feeds/issues.json"
ICON = "site/icon.png"
"""Drawn by the site: a letter on a ground."""
MEND = "publish the site again"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An edition that stands on a site."""

    id: str
    verdict: Verdict

    @property
    def record(self) -> EditionRecord | None:
        """`edition.json`; None when it is missing or broken."""
        return None if RECORD in self.verdict.broken else self.verdict.records.edition

    @property
    def proof(self) -> ProofRecord | None:
        """`proof.json`; None when it is missing or broken."""
        return None if PROOF in self.verdict.broken else self.verdict.records.proof

    @property
    def rights(self) -> RightsRecord | None:
        """`rights.json`; None when it is missing or broken."""
        return None if RIGHTS in self.verdict.broken else self.verdict.records.rights


def standing(files: Files, odd: Collection[str] = ()) -> tuple[Standing, ...]:
    """Return the editions that stand on a site, each with what is wrong with its files; *odd* is what is no file."""
    return tuple(
        Standing(
            id=edition,
            verdict=judge(
                _OnSite(files, edition),
                named=edition,
                odd=[name.removeprefix(f"{edition}/") for name in odd if name.startswith(f"{edition}/")],
                terms=ON_SITE,
            ),
        )
        for edition in edition_ids(files)
    )


def check_standing(files: Files, editions: Sequence[Standing]) -> Iterator[Finding]:
    """Yield everything wrong with a site on which *editions* stand.

    R130-R134: a file is not what its edition's checksums or proof say, is missing, or belongs to none. L001, L002: a link
    or a place it leads to is missing. R101-R110, R153: pages or books no longer show what they owe. R111-R114: a trace of
    something withheld, anywhere.
    """
    pictures_alone = all(path.count("/") == 2 and "/images/" in path for path in files if not path.startswith("."))
    if not editions and not (files and pictures_alone):  # those of mails without pages
        yield fault("R132", RECORD, "is missing: no edition stands here", "name the folder a site was published to")
    for one in editions:
        own = _OnSite(files, one.id)
        yield from (replace(found, where=own.path(found.where)) for found in one.verdict.faults)
        if one.record is None:
            continue
        yield from _check_books(files, one.record)
        yield from _check_recalled(files, one)
        if one.proof is not None:
            yield from _check_edition(files, one, one.record, one.proof)
    proofs = {one.id: one.proof for one in editions if one.proof is not None}
    cleared = {digest for one in editions for digest in one.verdict.listed.values()}
    yield from check_beside(files, {one.id: one.record for one in editions}, proofs, cleared)
    yield from check_site_links(files, address_of(files, editions))


def address_of(files: Files, editions: Sequence[Standing]) -> str:
    """Return where the site stands: `https://example.org/letter/`, as its feed says; "" when nothing says so.

    Editions keep the address they were made with; the site may have moved since.
    """
    try:
        return str(json.loads(files[HOME_FEED])["home_page_url"])
    except (KeyError, TypeError, ValueError):
        return next((one.record.url.removesuffix(f"{one.id}/") for one in editions if one.record), "")


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
            yield fault("R132", name, "is missing", MEND)
        elif len(data := files[name]) != size or _sha256(data) != digest:
            yield fault("R130", name, f"is not the file {record.edition} names", MEND)


def _sha256(data: bytes) -> str:
    return Artifact(name="", media_type="", data=data).sha256


def _check_recalled(files: Files, one: Standing) -> Iterator[Finding]:
    """R131: what held something that was taken back is gone, unless a later file has its name."""
    own = _OnSite(files, one.id)
    for name in one.record.history.recalled if one.record else ():
        shown = ON_SITE.shown(name)
        if shown in own and shown not in one.verdict.listed:
            message = "holds what was taken back: readers can still fetch it"
            yield fault("R131", own.path(shown), message, "publish the site again, or take it away")


# --- owed and withheld ------------------------------------------------------------------------------------------------


def _check_edition(files: Files, one: Standing, record: EditionRecord, proof: ProofRecord) -> Iterator[Finding]:
    """Prove again what readers get of one edition: its pages, its pictures, its books."""
    held = {
        f"web/{path.removeprefix(f'{one.id}/')}": data
        for path, data in files.items()
        if path.startswith(f"{one.id}/") and path.rpartition("/")[2] not in {SUMS, *OWN_RECORDS}
    }
    held |= {book.name: files[book.name] for book in record.books if book.name in files}
    readings = read_artifacts({name: _artifact(name, data) for name, data in held.items()}, proof.heads)
    for finding in dict.fromkeys(_proved_again(one, record, proof, readings)):
        where = finding.where
        if where.startswith("web/"):
            where = where.replace("web/", f"{one.id}/", 1)
        elif where.partition("#")[0] in OWN_RECORDS:
            where = f"{one.id}/{where}"
        yield replace(finding, where=where)


def _proved_again(
    one: Standing, record: EditionRecord, proof: ProofRecord, readings: Mapping[Channel, Reading]
) -> Iterator[Finding]:
    """Yield what the files of an edition no longer show, and traces of what was withheld from them."""
    if proof.announced is None:  # of a form that says too little of what the files must show
        yield from _leaks(proof.barred, readings, proof.may_say)
        return
    duties = [duty for duty in proof.duties if duty.channel in readings]
    again = prove([duty.owed for duty in duties], proof.barred, readings, proof.may_say)
    yield from again.findings
    yield from same_states(duties, [row.state for row in again.rows])
    if one.rights is not None:
        yield from check_pictures(proof.announced, one.rights, readings)
        yield from check_cover(record, one.rights)
    yield from check_canonical(record, readings.get(Channel.WEB))
    yield from lost_sightings(proof.sightings, readings)
    yield from changed_wording(proof.wording, proof.owed, readings)
    yield from changed_metadata(proof.metadata, readings)


def check_beside(
    files: Files,
    records: Mapping[str, EditionRecord | None],
    proofs: Mapping[str, ProofRecord],
    cleared: Collection[str],
) -> Iterator[Finding]:
    """R111-R114 in what the site holds besides: home, archive, feeds, catalogs, the search, the records, other files.

    *records* and *proofs* are those of its editions, by their ids; *cleared* are digests of files that they proved.
    """
    folders = tuple(f"{edition}/" for edition in records)
    own = {f"{edition}/{name}" for edition in records for name in OWN_RECORDS}
    proved = {name for record in records.values() if record for name in _books(record)}
    paths = [
        path
        for path in files
        if (not path.startswith(folders) or path in own)
        and not path.startswith(".publishkit")
        and path not in {ICON, *proved}
    ]
    said = tuple(dict.fromkeys(text for proof in proofs.values() for text in proof.may_say))
    readings = {Channel.WEB: read_beside(files, [path for path in paths if not _is_book(path)], cleared)}
    of = {edition: proof.barred for edition, proof in proofs.items()}
    barred = tuple(chain.from_iterable(of.values()))
    everything = [readings, *read_books(files, [path for path in paths if _is_book(path)])]
    if any(any(_leaks(barred, read, said)) for read in everything):
        left = tuple(chain.from_iterable(_barred_everywhere(files, edition, of, said) for edition in of))
        yield from chain.from_iterable(_leaks(left, read, said) for read in everything)


def _books(record: EditionRecord) -> Iterator[str]:
    yield from (book.name for book in record.books)
    yield from (book.file.rpartition("/")[2] for book in record.history.superseded)


def _is_book(path: str) -> bool:
    return posixpath.splitext(path)[1].lower() in BOOKS


def _barred_everywhere(
    files: Files, edition: str, barred: Mapping[str, Sequence[Withheld]], said: Sequence[str]
) -> Iterator[Withheld]:
    """Yield what *edition* withholds, without the words that another edition, which does not withhold them, has on its pages."""
    for item in barred[edition]:
        clear = [one for one, items in barred.items() if item.asset_id not in {other.asset_id for other in items}]
        pages = [path for path in files if path.endswith(".html") and path.startswith(tuple(f"{e}/" for e in clear))]
        known = Copied((item,), _documents(files, pages), said).marks if clear else frozenset()
        yield replace(item, shingles=tuple(mark for mark in item.shingles if mark not in known))


def _documents(files: Files, paths: Sequence[str]) -> tuple[Document, ...]:
    return tuple(filter(None, (read_words(path, files[path]) for path in paths)))


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
    ours = frozenset(path.partition("/")[0] for path in paths)

    @cache
    def places(path: str) -> frozenset[str]:
        try:
            root = parse_html(files[path])
        except (etree.ParserError, etree.XMLSyntaxError):
            return frozenset()
        return frozenset(name for element in root.iter(etree.Element) if (name := element.get("id")))

    for path in sorted(paths):
        try:
            addresses = list(dict.fromkeys(_addresses(path, files)))
        except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError) as error:
            yield fault("R120", path, f"cannot be read: {error}", MEND)
            continue
        for address in addresses:
            target, place = _target(path, address, base)
            if target is None or (_is_whole(address) and not _is_ours(target, ours)):
                continue
            found = target if target in paths else posixpath.join(target, "index.html").lstrip("/")
            if found not in paths:
                message = f"leads to {address}, and nothing stands there"
                yield Finding(code="L002", severity="error", where=path, message=message, hint=MEND)
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
        if not parts.path.startswith(at_root):
            return None, ""
        inside = parts.path[len(at_root) :]
    elif parts.path:
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
        inside = "" if inside == "." else inside
    else:
        inside = path
    return unquote(inside).rstrip("/"), unquote(parts.fragment)


def _is_whole(address: str) -> bool:
    return address.startswith(("http:", "https:", "//", "/"))


def _is_ours(target: str, ours: Collection[str]) -> bool:
    """Whether a file would be one of the site; others may stand at the same host, and articles may link to them.

    The site is what lies in its folders, and books beside them.
    """
    first, _, rest = target.partition("/")
    return not target or first in ours or (not rest and _is_book(first))


def _addresses(path: str, files: Files) -> Iterator[str]:
    """Yield every address a file names: what pages link and load, what feeds, catalogs and style sheets point to."""
    if path.startswith(".publishkit") or not path.endswith(LINKING) or not files[path].strip():
        return
    if path.endswith(".html"):
        yield from _of_page(parse_html(files[path]))
    elif path.endswith(".css"):
        yield from css_addresses(files[path].decode("utf-8", "replace"))
    elif path.endswith((".xml", ".atom", ".rss")):
        yield from _of_xml(files[path])
    elif path.endswith(".json") and path.startswith(("feeds/", "opds/")):
        yield from (text for text in strings(json.loads(files[path])) if text.startswith(("http:", "https:")))


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
