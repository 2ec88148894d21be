"""Read a workspace from disk: config, manifest, articles. All problems of an issue are reported together."""

import gzip
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TypeVar

from PIL import Image, UnidentifiedImageError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event

from publishkit.errors import InputError, Problem
from publishkit.model.article import Article, Asset, FrontMatter, Picture, RightsFile
from publishkit.model.config import Config
from publishkit.model.issue import Issue, Revisions
from publishkit.model.rights import AssetKind, Channel, Party
from publishkit.model.statement import RightsStatement
from publishkit.workspace.fit import (
    check_article,
    check_config,
    check_issue,
    long_in_article,
    long_in_config,
    long_in_issue,
)
from publishkit.workspace.folder import CONFIG, check_issue_id, inside, told_unreadable, unreadable
from publishkit.workspace.parse import DEEPEST, TOO_DEEP, decode_text, parse_toml, parse_tree, refuse_token
from publishkit.workspace.revisions import kept_place, parse_revisions, reissued, revisions_place

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
MAX_BYTES = 40_000_000
MAX_PIXELS = 60_000_000
"""About 9,500 x 6,300: more than any camera our users have; decompression bombs are larger."""
FENCE = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*\r?$\n?(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
MAX_HEAD = 64_000
"""Characters; a front matter is a page at the most."""
T = TypeVar("T")
SOURCE_TEXTS = ("paste.txt", "page.txt", "in.md", "page.html", "page.html.gz")


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """Everything read for one issue."""

    root: Path
    id: str
    config: Config
    issue: Issue
    articles: dict[str, Article]
    """slug -> article, in reading order."""
    inputs: tuple[tuple[str, str], ...]
    """(path relative to the workspace, SHA-256) of every file read, sorted."""
    revisions: Revisions = field(default_factory=Revisions)
    """What happened to the issue after it came out."""
    kept: Mapping[str, bytes] = field(default_factory=dict)
    """File name -> bytes of the books of earlier revisions."""
    has_letter: bool = False
    """Whether the manifest asks for a mail, made again or not."""

    @property
    def statements(self) -> tuple[RightsStatement, ...]:
        """The rights statements of every text and its pictures, in reading order."""
        articles = self.articles.values()
        return tuple(one for a in articles for one in (a.text_rights, *(picture.rights for picture in a.pictures)))


def load_config(root: Path) -> Config:
    """Return the workspace's `publishkit.toml`.

    Raises:
        InputError: missing or wrong.
    """
    config = parse_toml(_read(root, CONFIG), Config, CONFIG)
    _raise_any(chain(check_config(config, CONFIG), long_in_config(config, CONFIG)))
    return config


def load_issue(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> Planned:
    """Return the issue with its config and articles.

    *instead* is path relative to the workspace -> bytes of files that are read as if they stood there already.

    Raises:
        InputError: any file is missing or wrong; carries the problems of all files.
    """
    folder = f"issues/{check_issue_id(issue_id)}"
    problems: list[Problem] = []
    read = _Reader(root, instead or {})
    config = _collect(problems, lambda: load_config(root))
    manifest = f"{folder}/issue.toml"
    issue = _collect(problems, lambda: parse_toml(read(manifest), Issue, manifest))
    articles: dict[str, Article] = {}
    if issue:
        problems += (*check_issue(issue, manifest), *long_in_issue(issue, manifest))
        for slug in dict.fromkeys(entry.slug for entry in issue.entries):
            article = _collect(problems, lambda slug=slug: _told_article(read, folder, slug))  # type: ignore[misc]
            if article:
                articles[slug] = article
    revisions = _collect(problems, lambda: _load_revisions(read, issue_id, issue)) if issue else None
    kept = (_collect(problems, lambda: _load_kept(read, issue_id, revisions)) if revisions else None) or {}
    if problems or config is None or issue is None:
        raise InputError(*problems)
    read(CONFIG)
    return Planned(
        root=root,
        id=issue_id,
        config=config,
        issue=reissued(issue, revisions or Revisions()),
        articles=articles,
        inputs=read.inputs,
        revisions=revisions or Revisions(),
        kept=kept,
        has_letter=Channel.EMAIL in issue.outputs,
    )


def load_article(root: Path, issue_id: str, slug: str) -> Article:
    """Return one article of an issue, whether its manifest names it or not.

    Raises:
        InputError: any of its files is missing or wrong.
    """
    return _told_article(_Reader(root, {}), f"issues/{issue_id}", slug)


class _Reader:
    """Reads files of the workspace and remembers their hashes."""

    def __init__(self, root: Path, instead: Mapping[str, bytes]) -> None:
        self.root = root
        self.instead = instead
        self._seen: dict[str, str] = {}

    def holds(self, relative: str) -> bool:
        """Whether there is such a file."""
        with told_unreadable(self.root, relative):
            return relative in self.instead or (self.root / relative).exists()

    def __call__(self, relative: str) -> bytes:
        data = self.instead[relative] if relative in self.instead else _read(self.root, relative)
        self._seen[relative] = sha256(data).hexdigest()
        return data

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self._seen.items()))


def _read(root: Path, relative: str) -> bytes:
    path = inside(root, relative, relative)
    try:
        return path.read_bytes()
    except FileNotFoundError as cause:
        raise InputError(Problem(place=relative, message="is missing", hint=_how_to_make(relative))) from cause
    except OSError as cause:
        raise InputError(Problem(place=relative, message=unreadable(cause))) from cause


def _how_to_make(relative: str) -> str:
    name = relative.rsplit("/", 1)[-1]
    return {
        CONFIG: "`publishkit init DIR` makes a workspace",
        "issue.toml": "`publishkit new ISSUE` makes an issue",
        "article.md": "`publishkit add SOURCE` makes an article, or take the entry out of issue.toml",
    }.get(name, "put the file there, or take its entry out")


def _load_revisions(read: _Reader, issue_id: str, issue: Issue) -> Revisions:
    place = revisions_place(issue_id)
    return parse_revisions(read(place), place, issue) if read.holds(place) else Revisions()


def _load_kept(read: _Reader, issue_id: str, revisions: Revisions) -> dict[str, bytes]:
    """Return the books of earlier revisions, sure to be those that were published."""
    kept: dict[str, bytes] = {}
    problems: list[Problem] = []
    for book in revisions.superseded:
        place = kept_place(issue_id, book.file)
        data = _collect(problems, lambda place=place: read(place))  # type: ignore[misc]
        if data is not None and sha256(data).hexdigest() != book.sha256:
            problems.append(
                Problem(place=place, message="is not the file that was published", hint="bring it back from a backup")
            )
        kept[book.file] = data or b""
    if problems:
        raise InputError(*problems)
    return kept


def _told_article(read: _Reader, folder: str, slug: str) -> Article:
    place = f"{folder}/articles/{slug}"
    with told_unreadable(read.root, place):
        return _load_article(read, folder, slug)


def _load_article(read: _Reader, folder: str, slug: str) -> Article:
    place = f"{folder}/articles/{slug}"
    problems: list[Problem] = []
    parsed = _collect(problems, lambda: parse_article(read(f"{place}/article.md"), f"{place}/article.md"))
    rights = _collect(problems, lambda: _load_rights(read, place)) or RightsFile()
    assets: dict[str, Asset] = {}
    for picture in rights.picture:
        if picture.file:
            asset = _collect(problems, lambda picture=picture: _load_picture(read, place, picture))  # type: ignore[misc]
            if asset:
                assets[picture.file] = asset
    if not parsed:
        raise InputError(*problems)
    head, body = parsed
    problems += (*check_article(head, body, rights, place), *long_in_article(head, rights, place))
    if problems:
        raise InputError(*problems)
    return Article(
        slug=slug,
        place=place,
        head=head,
        body=body,
        text_rights=_complete(rights.text, head, f"{slug}#text"),
        pictures=tuple(_identified(picture, slug, n) for n, picture in enumerate(rights.picture, 1)),
        assets=assets,
        source_text=_load_source(read, place),
    )


def _load_rights(read: _Reader, place: str) -> RightsFile:
    if not (read.root / place / "rights.toml").exists():
        return RightsFile()  # unknown: the gate will say so
    return parse_toml(read(f"{place}/rights.toml"), RightsFile, f"{place}/rights.toml")


def _load_picture(read: _Reader, place: str, picture: Picture) -> Asset:
    inside(read.root / place, picture.file, f"{place}/rights.toml: picture.file")
    return parse_picture(picture.file, read(f"{place}/{picture.file}"), f"{place}/{picture.file}")


def _load_source(read: _Reader, place: str) -> str:
    """Return the captured original as text, as it was received (HTML stays HTML; `edition/` reads it)."""
    for name in SOURCE_TEXTS:
        if (read.root / place / "source" / name).exists():
            data = read(f"{place}/source/{name}")
            return _unpacked(data, name).decode("utf-8", "replace")
    return ""


def _unpacked(data: bytes, name: str) -> bytes:
    if not name.endswith(".gz"):
        return data
    with gzip.open(io.BytesIO(data)) as packed:
        return packed.read(20_000_000)


def _identified(picture: Picture, slug: str, number: int) -> Picture:
    kind = picture.rights.asset_kind if picture.rights.asset_kind is not AssetKind.TEXT else AssetKind.IMAGE
    return replace(picture, rights=replace(picture.rights, asset_id=f"{slug}#img{number}", asset_kind=kind))


def _complete(statement: RightsStatement, head: FrontMatter, asset_id: str) -> RightsStatement:
    """Return *statement* with what the front matter already says, so that nothing is typed twice."""
    creators = tuple(Party(name=b.name, role=b.role, url=b.url) for b in head.bylines)
    publisher = Party(name=head.publisher.name, url=head.publisher.url) if head.publisher else None
    return replace(
        statement,
        asset_id=asset_id,
        asset_kind=AssetKind.TEXT,
        title=statement.title or head.title,
        creators=statement.creators or creators,
        publisher=statement.publisher or publisher,
        source_url=statement.source_url or head.canonical_url or head.source_url,
        first_published=statement.first_published or head.published,
    )


def _collect(problems: list[Problem], step: Callable[[], T]) -> T | None:
    try:
        return step()
    except InputError as stop:
        problems.extend(stop.problems)
        return None


def _raise_any(problems: Iterator[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InputError(*found)


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
    tree = _load_yaml(found["head"], place)
    head = parse_tree(tree, FrontMatter, place)
    if not head.title.strip():
        raise InputError(Problem(place=f"{place}: title", message="is empty", hint="every article needs a title"))
    refuse_token(found["body"], place)
    return head, found["body"].replace("\r\n", "\n").strip("\n")


def _load_yaml(text: str, place: str) -> object:
    if len(text) > MAX_HEAD:
        message = f"the front matter is {len(text):,} characters; the limit is {MAX_HEAD:,}"
        raise InputError(Problem(place=place, message=message, hint="text belongs below the second `---`"))
    yaml = YAML(typ="safe", pure=True)
    try:
        # Aliases are refused before anything is built: a few lines of them unfold to gigabytes.
        _refuse_events(yaml.parse(text), place)
        tree = yaml.load(text)
    except (YAMLError, ValueError, RecursionError) as cause:
        mark = getattr(cause, "problem_mark", None)
        line = f" (line {mark.line + 2})" if mark else ""
        what = getattr(cause, "problem", None) or "cannot be read"
        hint = "values with `:` or quotes inside need quotes around them"
        raise InputError(
            Problem(place=place, message=f"the front matter is not valid YAML{line}: {what}", hint=hint)
        ) from cause
    return {} if tree is None else tree


def _refuse_events(events: Iterable[Event], place: str) -> None:
    """Stop at the first alias, and at the first level that is too deep."""
    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise InputError(Problem(place=place, message="the front matter is nested too deeply", hint=TOO_DEEP))
        if isinstance(event, AliasEvent):
            raise InputError(Problem(place=place, message="uses a YAML alias (`*name`)", hint="write the value out"))


# --- a picture --------------------------------------------------------------------------------------------------------


def parse_picture(name: str, data: bytes, place: str) -> Asset:
    """Return the picture with its size in pixels; nothing is decoded beyond its head.

    Raises:
        InputError: too large, or not a JPEG, PNG, GIF or WebP.
    """
    if len(data) > MAX_BYTES:
        raise InputError.at(place, f"is {len(data):,} bytes; the limit is {MAX_BYTES:,}", "save a smaller copy")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as picture:
                size, kind = picture.size, picture.format or ""
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as cause:
        raise InputError.at(
            place, "is not a JPEG, PNG, GIF or WebP picture", "convert it, or remove it from rights.toml"
        ) from cause
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as cause:
        raise InputError.at(place, f"has more than {MAX_PIXELS:,} pixels", "save a smaller copy") from cause
    if size[0] * size[1] > MAX_PIXELS:
        raise InputError.at(place, f"has more than {MAX_PIXELS:,} pixels", "save a smaller copy")
    return Asset(name=name, media_type=FORMATS[kind], data=data, width=size[0], height=size[1])
