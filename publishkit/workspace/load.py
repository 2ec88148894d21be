"""Read a workspace from disk: config, manifest, articles. All problems of an issue are reported together."""

import gzip
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TypeVar

from PIL import Image, UnidentifiedImageError

from publishkit.errors import InputError, Problem
from publishkit.model.article import Article, Asset, FrontMatter, Picture, RightsFile
from publishkit.model.config import Config
from publishkit.model.issue import FULL_USES, Issue, Revisions
from publishkit.model.rights import AssetKind, Channel, Party
from publishkit.model.statement import RightsStatement
from publishkit.workspace.fit import (
    check_config,
    check_figures,
    check_head,
    check_issue,
    check_rights,
    long_in_article,
    long_in_config,
    long_in_issue,
)
from publishkit.workspace.folder import CONFIG, check_issue_id, inside, told_unreadable, unreadable
from publishkit.workspace.front_matter import FENCE, load_yaml, numbered_in_head
from publishkit.workspace.outline import outline_entries
from publishkit.workspace.parse import decode_text, numbered, parse_toml, parse_tree, refuse_token
from publishkit.workspace.revisions import kept_place, parse_revisions, reissued, revisions_place

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
MAX_BYTES = 40_000_000
MAX_PIXELS = 60_000_000
"""About 9,500 x 6,300: more than any camera our users have; decompression bombs are larger."""
T = TypeVar("T")
LABELS = "labels"
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
    labels: Mapping[str, bytes] = field(default_factory=dict)
    """File name (`nl.toml`) -> bytes of the words the workspace supplies."""
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
    data = _read(root, CONFIG)
    config = parse_toml(data, Config, CONFIG)
    _raise_any(numbered(chain(check_config(config, CONFIG), long_in_config(config, CONFIG)), _text(data), CONFIG))
    return config


def label_names(root: Path) -> tuple[str, ...]:
    """Return the names of the files with words the workspace supplies for a language."""
    folder = root / LABELS
    return tuple(sorted(file.name for file in folder.glob("*.toml"))) if folder.is_dir() else ()


def load_labels(root: Path) -> Mapping[str, bytes]:
    """Return name -> bytes of the files with words the workspace supplies.

    Raises:
        InputError: one cannot be read.
    """
    return {name: _read(root, f"{LABELS}/{name}") for name in label_names(root)}


def load_issue(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> Planned:
    """Return the issue with its config and articles.

    *instead* is path relative to the workspace -> bytes of files that are read as if they stood there already.

    Raises:
        InputError: any file is missing or wrong; carries the problems of all files.
    """
    found = read_issue(root, issue_id, instead)
    if found.problems or found.planned is None:
        raise InputError(*found.problems)
    return found.planned


@dataclass(frozen=True, kw_only=True, slots=True)
class Readable:
    """What of an issue can be read."""

    planned: Planned | None
    """The issue with those articles that are well; None when its manifest or the config cannot be read."""
    problems: tuple[Problem, ...]
    """Of every file."""


def read_issue(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> Readable:
    """Return what of an issue can be read, and what is wrong with the rest; *instead* as in `load_issue`."""
    folder = f"issues/{check_issue_id(issue_id)}"
    problems: list[Problem] = []
    read = _Reader(root, instead or {})
    config = _collect(problems, lambda: load_config(root))
    issue = _load_manifest(read, f"{folder}/issue.toml", problems)
    articles: dict[str, Article] = {}
    for slug, printed in _uses(root, folder, issue).items():
        article = _collect(problems, lambda s=slug, p=printed: _told_article(read, folder, s, pictures=p))  # type: ignore[misc]
        if article:
            articles[slug] = article
    revisions = _collect(problems, lambda: _load_revisions(read, issue_id, issue)) if issue else None
    kept = (_collect(problems, lambda: _load_kept(read, issue_id, revisions)) if revisions else None) or {}
    if config is None or issue is None:
        return Readable(planned=None, problems=tuple(problems))
    read(CONFIG)
    labels = {name: read(f"{LABELS}/{name}") for name in label_names(root)}
    planned = Planned(
        root=root,
        id=issue_id,
        config=config,
        issue=_with_articles(reissued(issue, revisions or Revisions()), articles),
        articles=articles,
        inputs=read.inputs,
        revisions=revisions or Revisions(),
        kept=kept,
        labels=labels,
        has_letter=Channel.EMAIL in issue.outputs,
    )
    return Readable(planned=planned, problems=tuple(problems))


def _with_articles(issue: Issue, articles: Mapping[str, Article]) -> Issue:
    """Return *issue* without the entries whose articles cannot be read."""
    if all(entry.slug in articles for entry in issue.entries):
        return issue
    sections = (
        section.model_copy(update={"article": tuple(one for one in section.article if one.slug in articles)})
        for section in issue.section
    )
    return issue.model_copy(update={"section": tuple(section for section in sections if section.article)})


def _load_manifest(read: "_Reader", place: str, problems: list[Problem]) -> Issue | None:
    """Return the manifest; what does not fit in it, if it can be read at all, is put into *problems*."""
    data = _collect(problems, lambda: read(place))
    issue = _collect(problems, lambda: parse_toml(data, Issue, place)) if data is not None else None
    if issue and data is not None:
        problems += numbered(chain(check_issue(issue, place), long_in_issue(issue, place)), _text(data), place)
    return issue


def _uses(root: Path, folder: str, issue: Issue | None) -> dict[str, bool]:
    """Return slug -> whether pictures of the article may be printed; of a manifest with mistakes, what can be told."""
    if issue:
        entries = [(entry.slug, str(entry.use), entry.pictures) for entry in issue.entries]
    else:
        entries = [(entry.slug, entry.use, True) for entry in outline_entries(root, folder)]
    return {slug: use in FULL_USES and pictures for slug, use, pictures in entries}


def _text(data: bytes) -> str:
    """Return the text of a file that was read, to look up lines in."""
    return data.decode("utf-8-sig", "replace")


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


def _told_article(read: _Reader, folder: str, slug: str, *, pictures: bool) -> Article:
    place = f"{folder}/articles/{slug}"
    with told_unreadable(read.root, place):
        return _load_article(read, folder, slug, pictures=pictures)


def _load_article(read: _Reader, folder: str, slug: str, *, pictures: bool) -> Article:
    """Return the article; without *pictures* none of its own is printed, and one that is missing is nobody's worry."""
    place = f"{folder}/articles/{slug}"
    problems: list[Problem] = []
    parsed = _collect(problems, lambda: parse_article(read(f"{place}/article.md"), f"{place}/article.md"))
    stated = _collect(problems, lambda: _load_rights(read, place))
    rights = stated or RightsFile()
    assets: dict[str, Asset] = {}
    for picture in rights.picture:
        if picture.file:
            asset = _collect(problems, lambda picture=picture: _load_picture(read, place, picture, shown=pictures))  # type: ignore[misc]
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
    )


def _numbered_in(read: _Reader, place: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield *problems* of an article's files with their lines."""
    for problem in problems:
        file = problem.place.partition(": ")[0]
        text = _text(read(file)) if read.holds(file) else ""
        yield from (numbered if file.endswith(".toml") else numbered_in_head)([problem], text, file)


def _load_rights(read: _Reader, place: str) -> RightsFile:
    if not read.holds(f"{place}/rights.toml"):
        return RightsFile()  # unknown: the gate will say so
    return parse_toml(read(f"{place}/rights.toml"), RightsFile, f"{place}/rights.toml")


def _load_picture(read: _Reader, place: str, picture: Picture, *, shown: bool) -> Asset | None:
    """Return the picture; None for one that is not *shown* and cannot be read: nothing is printed of it."""
    inside(read.root / place, picture.file, f"{place}/rights.toml: picture.file")
    try:
        return parse_picture(picture.file, read(f"{place}/{picture.file}"), f"{place}/{picture.file}")
    except InputError:
        if shown:
            raise
        return None


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


def _raise_any(problems: Iterable[Problem]) -> None:
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
