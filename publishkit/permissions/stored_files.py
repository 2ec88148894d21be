"""The article folders of a workspace, each read once: traces and fingerprints of what lies there, kept under a key of its bytes.

What is kept says only where to look; it never decides anything. The key is the hash of `article.md`, `rights.toml` and
everything in `source/`, and for pictures their size and time of change.
"""

import gzip
import io
import json
import re
import sys
import zipfile
import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from unicodedata import unidata_version

from publishkit import words
from publishkit.disk import keep, kept, read_file
from publishkit.edition import withheld
from publishkit.errors import InputError
from publishkit.model.rights import Status
from publishkit.proof.reworded import FEWEST
from publishkit.rights.copies import facts, near_copy, traces
from publishkit.rights.pictures import difference, keypoints, likeness, ways
from publishkit.rights.pictures import parts as picture_parts
from publishkit.workspace.article import SOURCE_TEXTS
from publishkit.workspace.folder import issue_ids
from publishkit.workspace.front_matter import FENCE
from publishkit.workspace.toml.parse import toml_tree

CACHE = ".publishkit/stored"
PRINTS = ".publishkit/prints"
FORM = "publishkit-stored/2"
"""A change of what is kept is a new number."""
MOST = 20_000_000
"""Bytes of one stored file that are read."""
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp")
LINK = re.compile(r"\]\([^()\s]*\)")
"""Addresses in Markdown stand between words that follow each other in print."""
TAGS = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPicture:
    """A picture file in an article folder."""

    file: str
    sha256: str
    fingerprints: tuple[str, ...]
    """() when nobody can read it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredArticle:
    """What is kept of an article folder."""

    issue: str
    slug: str
    ours: bool
    """Whether its statement says that the text is ours."""
    seeds: "array[int]"
    hashes: "array[int]"
    lengths: "array[int]"
    openings: "array[int]"
    """Of each run of nine words of its text, as `rights/copies/traces.py` has them; the four go together."""
    pictures: tuple[StoredPicture, ...]


class Kept(Protocol):
    """The traces of a work, in columns."""

    @property
    def seeds(self) -> "array[int]": ...  # noqa: D102  # as `StoredArticle` says
    @property
    def hashes(self) -> "array[int]": ...  # noqa: D102
    @property
    def lengths(self) -> "array[int]": ...  # noqa: D102
    @property
    def openings(self) -> "array[int]": ...  # noqa: D102


def runs_met(work: Kept, seeds: frozenset[int], openings: frozenset[int]) -> Iterator[traces.Trace]:
    """Yield the runs that begin with one of *seeds*, and those that open with one of *openings* where these are many."""
    many = len(openings.intersection(work.openings)) >= FEWEST
    if not many and seeds.isdisjoint(work.seeds):
        return
    for one in zip(work.seeds, work.hashes, work.lengths, work.openings, strict=True):
        if one[0] in seeds or (many and one[3] in openings):
            yield one


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredManifest:
    """Our own words in a manifest: summaries, notes, titles, the editorial."""

    issue: str
    day: date
    hashes: frozenset[int]


def read_articles(root: Path, but: Collection[tuple[str, str]] = ()) -> Iterator[StoredArticle]:
    """Yield every article folder of the workspace, whatever its state; what cannot be read has no traces.

    *but* are (issue, slug) of folders that are passed over.
    """
    code = _code()
    for folder in sorted((root / "issues").glob("*/articles/*")):
        if folder.is_dir() and (folder.parent.parent.name, folder.name) not in but:
            yield _article(root, folder, code)


def read_manifests(root: Path) -> Iterator[StoredManifest]:
    """Yield what the manifests say in our own words."""
    for issue in issue_ids(root):
        try:
            place = f"issues/{issue}/issue.toml"
            told = toml_tree(_decoded(read_file(root / place)), place)
        except (OSError, InputError):
            continue
        if isinstance(day := told.get("date"), date):
            hashes = frozenset(traces.hash_of(run) for text in _own_words(told) for run in traces.runs(text))
            yield StoredManifest(issue=issue, day=day, hashes=hashes)


def _own_words(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a manifest, quotations left out."""
    waiting: list[object] = [{**told, "cover": ""}]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += [part for name, part in value.items() if name != "quote"]
        elif isinstance(value, list):
            waiting += value


def further_words(folder: Path) -> Iterator[str]:
    """Yield the words of what lies in the `source/` of an article folder besides the original that is read from there."""
    files = dict(_text_files(folder))
    read = next((name for name in SOURCE_TEXTS if f"source/{name}" in files), "")
    for name, path in files.items():
        if name.startswith("source/") and name != f"source/{read}":
            yield from _texts(_bytes(path) or b"")


# --- fingerprints of pictures: made once, kept under the hash of the picture's bytes ----------------------------------


class Prints:
    """Makes the fingerprints of a picture, or finds them where they are kept."""

    def __init__(self, root: Path) -> None:
        """Keep them in the workspace *root*."""
        self._folder = root / PRINTS

    def __call__(self, data: bytes) -> tuple[str, ...]:
        """Return the fingerprints of a picture's file; () for a drawing, a damaged file and what is no picture."""
        return self.of(data, sha256(data).hexdigest())

    def of_digest(self, digest: str) -> tuple[str, ...]:
        """Return what was kept of a picture of this SHA-256, which may be gone; () when nothing was."""
        before = kept(self._folder / digest[:2] / digest, _code_of_prints())
        return tuple(before.decode().splitlines()) if before else ()

    def of(self, data: bytes, digest: str) -> tuple[str, ...]:
        """Return them when the SHA-256 of *data* is known."""
        place = self._folder / digest[:2] / digest
        before = kept(place, _code_of_prints())
        if before is not None:
            return tuple(before.decode().splitlines())
        marks = likeness.readable_fingerprints(data)
        keep(place, _code_of_prints(), "\n".join(marks).encode())
        return marks


@lru_cache(maxsize=1)
def _code_of_prints() -> str:
    """Return a mark of the code by which fingerprints are made: other code makes others."""
    own = (
        Path(module.__file__ or "").read_bytes() for module in (keypoints, ways, difference, likeness, picture_parts)
    )
    return sha256(b"".join(own)).hexdigest()


# --- one folder -------------------------------------------------------------------------------------------------------


def _article(root: Path, folder: Path, code: str) -> StoredArticle:
    issue = folder.parent.parent.name
    texts = {name: data for name, path in _text_files(folder) if (data := _bytes(path)) is not None}
    pictures = {path.relative_to(folder).as_posix(): path for path in _picture_files(folder)}
    key = _key(code, texts, pictures)
    place = root / CACHE / issue / folder.name
    made = kept(place, key)
    if made is None:
        made = _made(texts, pictures, Prints(root))
        keep(place, key, made)
    return _parsed(issue, folder.name, made)


def _text_files(folder: Path) -> Iterator[tuple[str, Path]]:
    yield from ((name, folder / name) for name in ("article.md", "rights.toml"))
    source = folder / "source"
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        if path.is_file() and path.suffix.lower() not in PICTURES:
            yield path.relative_to(folder).as_posix(), path


def _picture_files(folder: Path) -> Iterator[Path]:
    images = folder / "images"
    yield from (path for path in (sorted(images.rglob("*")) if images.is_dir() else ()) if path.is_file())


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MOST)
    except OSError:
        return None


def _code() -> str:
    """Return a mark of the code by which traces are made: other code makes others."""
    own = (Path(module.__file__ or "").read_bytes() for module in (words, near_copy, facts, traces, withheld))
    return sha256(
        b"".join((*own, _code_of_prints().encode(), unidata_version.encode(), sys.byteorder.encode()))
    ).hexdigest()


def _key(code: str, texts: Mapping[str, bytes], pictures: Mapping[str, Path]) -> str:
    marks: list[object] = [FORM, code, *((name, sha256(data).hexdigest()) for name, data in texts.items())]
    for name, path in pictures.items():
        stat = path.stat()
        marks.append((name, str(stat.st_size), str(stat.st_mtime_ns)))
    return sha256(json.dumps(marks).encode()).hexdigest()


def _made(texts: Mapping[str, bytes], pictures: Mapping[str, Path], prints: Prints) -> bytes:
    rights = _rights(texts.get("rights.toml", b""))
    found = traces.traces(*(text for file in texts.items() for text in _words(*file)), *_captions(rights))
    head = {
        "ours": _table(rights, "text").get("status") == Status.OWN.value,
        "pictures": [_picture(name, path, prints) for name, path in pictures.items()],
        "runs": len(found),
    }
    return json.dumps(head).encode() + b"\n" + traces.in_columns(found)


def _parsed(issue: str, slug: str, made: bytes) -> StoredArticle:
    head, _, packed = made.partition(b"\n")
    told = json.loads(head)
    seeds, hashes, lengths, openings = traces.columns_of(packed, told["runs"])
    pictures = tuple(StoredPicture(file=f, sha256=s, fingerprints=tuple(p)) for f, s, p in told["pictures"])
    return StoredArticle(
        issue=issue,
        slug=slug,
        ours=told["ours"],
        seeds=seeds,
        hashes=hashes,
        lengths=lengths,
        openings=openings,
        pictures=pictures,
    )


def _picture(name: str, path: Path, prints: Prints) -> tuple[str, str, tuple[str, ...]]:
    data = _bytes(path) or b""
    digest = sha256(data).hexdigest()
    return name, digest, prints.of(data, digest)


def _rights(data: bytes) -> Mapping[str, Any]:
    try:
        return toml_tree(_decoded(data), "rights.toml")
    except InputError:
        return {}


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, Mapping) else {}


def _captions(rights: Mapping[str, Any]) -> Iterator[str]:
    pictures = rights.get("picture")
    for picture in pictures if isinstance(pictures, list) else ():
        told = picture if isinstance(picture, Mapping) else {}
        yield from (text for name in ("caption", "alt") if isinstance(text := told.get(name), str))


# --- words of any stored file -----------------------------------------------------------------------------------------


def _words(name: str, data: bytes) -> Iterator[str]:
    if name == "article.md":
        head, body = (found["head"], found["body"]) if (found := FENCE.match(text := _decoded(data))) else ("", text)
        yield from head.splitlines()
        yield LINK.sub("", body)
    elif name != "rights.toml":
        yield from _texts(data)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _texts(data: bytes, depth: int = 2) -> Iterator[str]:
    """Yield the words of a stored file: text, page, or either packed (gzip; the ZIP of an office document)."""
    if data.startswith(b"\x1f\x8b") and depth:
        try:
            with gzip.open(io.BytesIO(data)) as packed:
                yield from _texts(packed.read(MOST), depth - 1)
        except (OSError, EOFError, zlib.error):
            return
    elif data.startswith(b"PK\3\4"):
        yield from _zipped(data)
    elif b"\0" not in data[:1024]:
        yield withheld.running_text(_decoded(data))


def _zipped(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for info in packed.infolist():
                if info.filename.endswith((".xml", ".xhtml", ".html")) and info.file_size <= MOST:
                    yield _decoded(TAGS.sub(b" ", packed.read(info)))
    except (zipfile.BadZipFile, OSError, zlib.error, RuntimeError, NotImplementedError):
        return
