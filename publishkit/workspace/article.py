"""Read one article: its folder, `article.md`, rights, pictures, and what `add` read when it came in."""

import gzip
import io
import json
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image, UnidentifiedImageError

from publishkit.disk import read_file
from publishkit.errors import InputError, Problem
from publishkit.model.article import Article, Asset, Captured, Clash, FrontMatter, Picture, RightsFile
from publishkit.model.rights import AssetKind, Party
from publishkit.model.statement import RightsStatement
from publishkit.words import as_heard, without_message
from publishkit.workspace.consistency import (
    check_figures,
    check_head,
    check_rights,
    long_in_article,
)
from publishkit.workspace.drawing import MEDIA_TYPE, DrawingError, is_drawing, parse_drawing
from publishkit.workspace.folder import CONFIG, inside, stands, told_unreadable, unreadable
from publishkit.workspace.front_matter import FENCE, load_yaml, numbered_in_head
from publishkit.workspace.toml.parse import (
    OVERRIDE,
    TOKEN,
    UNPRINTABLE,
    decode_text,
    numbered,
    parse_toml,
    parse_tree,
    refuse_token,
)

T = TypeVar("T")
FORMATS = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with further pictures behind the first, as cameras and phones write them
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
}
OPENED = tuple(kind for kind in FORMATS if kind != "MPO")
"""Those Pillow is asked to open; what is more than a JPEG it finds out itself."""
KINDS = "JPEG, PNG, GIF, WebP, AVIF, TIFF, BMP or SVG"
MAX_PICTURE = 40_000_000
"""Bytes."""
MAX_PIXELS = 60_000_000
"""About 9,500 x 6,300: more than any camera our users have; decompression bombs are larger."""
CAPTURED = "ingest.json"
SOURCE_TEXTS = ("paste.txt", "page.txt", "in.md", "page.html", "page.html.gz")


# --- files, and what to say of one that cannot be read ----------------------------------------------------------------


class Reader:
    """Reads files of the workspace and remembers their hashes."""

    def __init__(self, root: Path, instead: Mapping[str, bytes]) -> None:
        self.root = root
        self.instead = instead
        self._seen: dict[str, str] = {}

    def holds(self, relative: str) -> bool:
        """Whether there is such a file."""
        with told_unreadable(self.root, relative):
            return relative in self.instead or stands(self.root / relative)

    def __call__(self, relative: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            InputError: it is missing, or cannot be read.
        """
        data = self.instead[relative] if relative in self.instead else read_bytes(self.root, relative)
        self._seen[relative] = sha256(data).hexdigest()
        return data

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        """(path, SHA-256) of every file that was read, sorted."""
        return tuple(sorted(self._seen.items()))


def read_bytes(root: Path, relative: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        InputError: it is missing, or cannot be read.
    """
    path = inside(root, relative, relative)
    try:
        return read_file(path)
    except FileNotFoundError as cause:
        raise InputError(Problem(place=relative, message="is missing", hint=_how_to_make(root, relative))) from cause
    except OSError as cause:
        raise InputError(Problem(place=relative, message=unreadable(cause))) from cause


def _how_to_make(root: Path, relative: str) -> str:
    folder, _, name = relative.rpartition("/")
    if name == "article.md" and (near := _nearest_folder(root / folder)):
        return f"did you mean `{near}`? Correct `slug` in issue.toml"
    return {
        CONFIG: "`publishkit init DIR` makes a workspace",
        "issue.toml": "`publishkit new ISSUE` makes an issue",
        "article.md": "`publishkit add SOURCE` makes an article, or take the entry out of issue.toml",
    }.get(name, "put the file there, or take its entry out")


def _nearest_folder(wanted: Path) -> str:
    """Return the name of the article's folder that was probably meant; "" where none is near."""
    try:
        there = [path.name for path in wanted.parent.iterdir() if (path / "article.md").is_file()]
    except OSError:
        return ""
    return next(iter(get_close_matches(wanted.name, there, n=1, cutoff=0.75)), "")


def text_in(data: bytes) -> str:
    """Return the text of a file that was read, to look up lines in."""
    return data.decode("utf-8-sig", "replace")


def collect(problems: list[Problem], step: Callable[[], T]) -> T | None:
    """Return what *step* returns; None when it stops, and what it says is put into *problems*."""
    try:
        return step()
    except InputError as stop:
        problems.extend(stop.problems)
        return None


# --- the article ------------------------------------------------------------------------------------------------------


def load_article(root: Path, issue_id: str, slug: str) -> Article:
    """Return one article of an issue, whether its manifest names it or not.

    Raises:
        InputError: any of its files is missing or wrong.
    """
    return told_article(Reader(root, {}), f"issues/{issue_id}", slug, pictures=False)


def told_article(read: Reader, folder: str, slug: str, *, pictures: bool) -> Article:
    """Return the article; without *pictures* none of its own is printed.

    Raises:
        InputError: any of its files is missing or wrong, or may not be read.
    """
    place = f"{folder}/articles/{slug}"
    with told_unreadable(read.root, place):
        return _load_article(read, folder, slug, pictures=pictures)


def _load_article(read: Reader, folder: str, slug: str, *, pictures: bool) -> Article:
    """Return the article; without *pictures* none of its own is printed, and one that is missing is nobody's worry."""
    place = f"{folder}/articles/{slug}"
    problems: list[Problem] = []
    parsed = collect(problems, lambda: parse_article(read(f"{place}/article.md"), f"{place}/article.md"))
    stated = collect(problems, lambda: _load_rights(read, place))
    rights = stated or RightsFile()
    assets: dict[str, Asset] = {}
    for picture in rights.picture:
        if picture.file:
            asset = collect(problems, lambda picture=picture: _load_picture(read, place, picture, shown=pictures))  # type: ignore[misc]
            if asset:
                assets[picture.file] = asset
    if parsed:
        # What a file that cannot be read might say is nobody's guess: only the files that can be are compared.
        found = (
            *check_head(parsed[0], place),
            *(check_rights(rights, place) if stated else ()),
            *(check_figures(parsed[1], rights, place) if stated and pictures else ()),
            *long_in_article(parsed[0], rights, place),
        )
        problems += _numbered_in(read, place, found)
    if problems or not parsed:
        raise InputError(*problems)
    head, body = parsed
    return Article(
        slug=slug,
        place=place,
        head=head,
        body=body,
        text_rights=_complete(rights.text, head, f"{slug}#text"),
        pictures=tuple(_identified(picture, slug, n) for n, picture in enumerate(rights.picture, 1)),
        assets=assets,
        source_text=_load_source(read, place),
        captured=_load_captured(read, f"{place}/{CAPTURED}"),
    )


def _numbered_in(read: Reader, place: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield *problems* of an article's files with their lines."""
    for problem in problems:
        file = problem.place.partition(": ")[0]
        text = text_in(read(file)) if read.holds(file) else ""
        yield from (numbered if file.endswith(".toml") else numbered_in_head)([problem], text, file)


def _load_rights(read: Reader, place: str) -> RightsFile:
    if not read.holds(f"{place}/rights.toml"):
        return RightsFile()  # unknown: the gate will say so
    return parse_toml(read(f"{place}/rights.toml"), RightsFile, f"{place}/rights.toml")


def _load_picture(read: Reader, place: str, picture: Picture, *, shown: bool) -> Asset | None:
    """Return the picture; None for one that is not *shown* and cannot be read: nothing is printed of it."""
    inside(read.root / place, picture.file, f"{place}/rights.toml: picture.file")
    try:
        return parse_picture(picture.file, read(f"{place}/{picture.file}"), f"{place}/{picture.file}")
    except InputError:
        if shown:
            raise
        return None


def _load_source(read: Reader, place: str) -> str:
    """Return the captured original as text, as it was received (HTML stays HTML; `edition/` reads it)."""
    for name in SOURCE_TEXTS:
        if read.holds(f"{place}/source/{name}"):
            data = _unpacked(read(f"{place}/source/{name}"), f"{place}/source/{name}")
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError:
                return _decoded(data, _recorded_charset(read, f"{place}/{CAPTURED}"))
    return ""


def _recorded_charset(read: Reader, place: str) -> str:
    """Return the charset that `add` found: a page's may have been told by its site alone."""
    try:
        return str(json.loads(read(place))["source"]["charset"]) if read.holds(place) else "utf-8"
    except (ValueError, KeyError, TypeError, RecursionError):
        return "utf-8"


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _load_captured(read: Reader, place: str) -> Captured | None:
    return parse_captured(read(place), place) if read.holds(place) else None


def _unpacked(data: bytes, name: str) -> bytes:
    if not name.endswith(".gz"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            return packed.read(20_000_000)
    except (OSError, EOFError, zlib.error) as cause:
        hint = "bring it back from a backup or with git, or add the source again"
        raise InputError(Problem(place=name, message="is damaged: it cannot be unpacked", hint=hint)) from cause


def _identified(picture: Picture, slug: str, number: int) -> Picture:
    kind = picture.rights.asset_kind if picture.rights.asset_kind is not AssetKind.TEXT else AssetKind.IMAGE
    # Where nobody says what a picture shows, its caption does.
    alt = picture.alt if picture.alt.strip() or picture.decorative else as_heard(picture.caption)
    return replace(picture, alt=alt, rights=replace(picture.rights, asset_id=f"{slug}#img{number}", asset_kind=kind))


def _complete(statement: RightsStatement, head: FrontMatter, asset_id: str) -> RightsStatement:
    """Return *statement* with what the front matter already says, so that nothing is typed twice."""
    return replace(as_read(statement, head), asset_id=asset_id, asset_kind=AssetKind.TEXT)


# --- article.md -------------------------------------------------------------------------------------------------------


def parse_article(data: bytes, place: str) -> tuple[FrontMatter, str]:
    """Return the front matter and the Markdown body of an `article.md`.

    Raises:
        InputError: no front matter, not YAML, or keys that do not fit; carries every problem.
    """
    text = decode_text(data, place)
    found = FENCE.match(text)
    if not found:
        hint = "start the file with `---`, `title: …`, `---`"
        raise InputError(Problem(place=place, message="has no front matter, so no title", hint=hint))
    tree = load_yaml(found["head"], place)
    try:
        head = parse_tree(tree, FrontMatter, place)
        if not head.title.strip():
            raise InputError.at(f"{place}: title", "is empty", "every article needs a title")
    except InputError as stop:
        raise InputError(*numbered_in_head(stop.problems, text, place)) from stop
    refuse_token(found["body"], place)
    return head, found["body"].replace("\r\n", "\n").strip("\n")


# --- a picture --------------------------------------------------------------------------------------------------------


def parse_picture(name: str, data: bytes, place: str) -> Asset:
    """Return the picture with its size in pixels; nothing is decoded beyond its head.

    Raises:
        InputError: too large, no picture of our kinds, or a drawing that refers to what is not in it.
    """
    if len(data) > MAX_PICTURE:
        raise InputError.at(place, f"is {len(data):,} bytes; the limit is {MAX_PICTURE:,}", "save a smaller copy")
    if is_drawing(data):
        return _parse_svg(name, data, place)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=OPENED) as picture:
                size, kind = picture.size, picture.format or ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError) as cause:
        raise InputError.at(place, f"is not a {KINDS} picture", "convert it, or remove it from rights.toml") from cause
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as cause:
        raise InputError.at(place, f"has more than {MAX_PIXELS:,} pixels", "save a smaller copy") from cause
    if size[0] * size[1] > MAX_PIXELS:
        raise InputError.at(place, f"has more than {MAX_PIXELS:,} pixels", "save a smaller copy")
    return Asset(name=name, media_type=FORMATS[kind], data=data, width=size[0], height=size[1])


def _parse_svg(name: str, data: bytes, place: str) -> Asset:
    try:
        drawing = parse_drawing(data)
    except DrawingError as cause:
        raise InputError.at(place, str(cause), "save it again as “plain SVG”, or as PNG") from cause
    width, height = round(drawing.width) or 1, round(drawing.height) or 1
    return Asset(name=name, media_type=MEDIA_TYPE, data=data, width=width, height=height)


# --- what `add` read, from `ingest.json`: the editor may have changed everything since; this stays as it was ----------


TITLE = {"title": "untitled"}
"""A front matter has a title; a reading may have found none."""
MAX_RECORD = 40_000_000
"""A record holds the words of the whole page beside the article."""


def parse_captured(data: bytes, place: str) -> Captured | None:
    """Return what the `ingest.json` *data* says was read; None when it is no record of ours: then nothing is known."""
    if len(data) > MAX_RECORD:
        return None
    # None of it is printed as it stands; what no file of an editor may hold must not hide what the page said.
    text = without_message(OVERRIDE.sub("", UNPRINTABLE.sub("", data.decode("utf-8", "replace"))).replace(TOKEN, ""))
    try:
        record = json.loads(text)
        emitted = record["emitted"]
        rights = _rights(emitted["rights"], place)
        head = parse_tree({**TITLE, **emitted["front_matter"]}, FrontMatter, place)
        kind = str(record["source"]["kind"])
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Captured(
        from_page=kind == "html",
        text=as_read(rights.text, head),
        pictures=rights.picture,
        clashes=read_clashes(record),
    )


def read_clashes(record: Mapping[str, Any]) -> tuple[Clash, ...]:
    """Return the open clashes of an `ingest.json`; what is none of ours is left out."""
    told = record.get("clashes")
    found = [one for one in told if isinstance(one, dict) and one.get("key")] if isinstance(told, list) else []
    return tuple(
        Clash(
            key=str(one["key"]),
            kept=one.get("yours"),
            found=one.get("theirs"),
            base=one.get("base"),
            after=str(one.get("after") or ""),
        )
        for one in found
    )


def _rights(emitted: Mapping[str, Any], place: str) -> RightsFile:
    text = {key: value for key, value in emitted.items() if key != "picture"}
    return parse_tree({"text": text, "picture": emitted.get("picture", [])}, RightsFile, place)


def as_read(statement: RightsStatement, head: FrontMatter) -> RightsStatement:
    """Return *statement* with what the front matter says already, so that nothing is typed twice."""
    creators = tuple(Party(name=b.name, role=b.role, url=b.url) for b in head.bylines)
    publisher = Party(name=head.publisher.name, url=head.publisher.url) if head.publisher else None
    return replace(
        statement,
        title=statement.title or head.title,
        creators=statement.creators or creators,
        publisher=statement.publisher or publisher,
        source_url=statement.source_url or head.canonical_url or head.source_url,
        first_published=statement.first_published or head.published,
    )
