"""Read a workspace from disk: config, manifest, articles. All problems of an issue are reported together."""

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TypeVar

from publishkit.errors import InputError, Problem
from publishkit.manifest.fit import check_article, check_config, check_issue
from publishkit.manifest.front_matter import parse_article
from publishkit.manifest.lengths import long_in_article, long_in_config, long_in_issue
from publishkit.manifest.parse import parse_toml
from publishkit.manifest.pictures import parse_picture
from publishkit.manifest.revisions import kept_place, parse_revisions, reissued, revisions_place
from publishkit.manifest.workspace import CONFIG, check_issue_id, inside
from publishkit.model.article import Article, FrontMatter, Picture, RightsFile
from publishkit.model.asset import Asset
from publishkit.model.config import Config
from publishkit.model.issue import Issue
from publishkit.model.revision import Revisions
from publishkit.model.rights import AssetKind, Channel, Party
from publishkit.model.statement import RightsStatement

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
            article = _collect(problems, lambda slug=slug: _load_article(read, folder, slug))  # type: ignore[misc]
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


class _Reader:
    """Reads files of the workspace and remembers their hashes."""

    def __init__(self, root: Path, instead: Mapping[str, bytes]) -> None:
        self.root = root
        self.instead = instead
        self._seen: dict[str, str] = {}

    def holds(self, relative: str) -> bool:
        """Whether there is such a file."""
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
        raise InputError(Problem(place=relative, message=f"cannot be read: {cause.strerror}")) from cause


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
        if (read.root / place / "source" / name).is_file():
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
