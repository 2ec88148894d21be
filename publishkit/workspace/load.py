"""Read a workspace from disk: config, manifest, articles. All problems of an issue are reported together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path

from publishkit.errors import InputError, Problem
from publishkit.model.article import Article, Asset
from publishkit.model.brand import Brand
from publishkit.model.config import Config
from publishkit.model.issue import FULL_USES, Issue, Revisions
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.workspace.article import Reader, collect, parse_picture, read_bytes, text_in, told_article
from publishkit.workspace.consistency import (
    check_config,
    check_issue,
    long_in_config,
    long_in_issue,
)
from publishkit.workspace.folder import CONFIG, check_issue_id, inside
from publishkit.workspace.outline import outline_entries
from publishkit.workspace.revisions import kept_place, parse_revisions, reissued, revisions_place
from publishkit.workspace.toml.parse import numbered, parse_toml

LABELS = "labels"


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
    logos: Mapping[str, Asset] = field(default_factory=dict)
    """Path in the workspace -> the house's logo, and that for a dark ground."""

    @property
    def theme(self) -> str:
        """Name of the theme: the issue's own, or the workspace's."""
        return self.issue.theme or self.config.theme.name

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
    data = read_bytes(root, CONFIG)
    config = parse_toml(data, Config, CONFIG)
    _raise_any(numbered(chain(check_config(config, CONFIG), long_in_config(config, CONFIG)), text_in(data), CONFIG))
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
    return {name: read_bytes(root, f"{LABELS}/{name}") for name in label_names(root)}


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
    read = Reader(root, instead or {})
    config = collect(problems, lambda: load_config(root))
    issue = _load_manifest(read, f"{folder}/issue.toml", problems)
    articles: dict[str, Article] = {}
    for slug, printed in _uses(root, folder, issue).items():
        article = collect(problems, lambda s=slug, p=printed: told_article(read, folder, s, pictures=p))  # type: ignore[misc]
        if article:
            articles[slug] = article
    revisions = collect(problems, lambda: _load_revisions(read, issue_id, issue)) if issue else None
    logos = (collect(problems, lambda: _load_logos(read, config.brand)) if config else None) or {}
    kept = (collect(problems, lambda: _load_kept(read, issue_id, revisions)) if revisions else None) or {}
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
        logos=logos,
    )
    return Readable(planned=planned, problems=tuple(problems))


def _load_logos(read: Reader, brand: Brand) -> dict[str, Asset]:
    """Return the pictures that `[brand]` names, by their paths.

    Raises:
        InputError: one is missing, outside the workspace or no picture; carries every such problem.
    """
    logos: dict[str, Asset] = {}
    problems: list[Problem] = []
    for key, file in (("logo", brand.logo), ("logo_dark", brand.logo_dark)):
        if file:
            asset = collect(problems, lambda key=key, file=file: _load_logo(read, f"{CONFIG}: brand.{key}", file))  # type: ignore[misc]
            logos |= {file: asset} if asset else {}
    if brand.logo_dark and not brand.logo:
        problems.append(
            Problem(
                place=f"{CONFIG}: brand.logo", message="is missing", hint="`logo_dark` is its pair on a dark ground"
            )
        )
    if problems:
        raise InputError(*problems)
    return logos


def _load_logo(read: Reader, place: str, file: str) -> Asset:
    inside(read.root, file, place)
    if not read.holds(file):
        raise InputError(
            Problem(place=place, message=f"there is no file `{file}`", hint="the path begins at the workspace")
        )
    return parse_picture(file, read(file), place)


def _with_articles(issue: Issue, articles: Mapping[str, Article]) -> Issue:
    """Return *issue* without the entries whose articles cannot be read."""
    if all(entry.slug in articles for entry in issue.entries):
        return issue
    sections = (
        section.model_copy(update={"article": tuple(one for one in section.article if one.slug in articles)})
        for section in issue.section
    )
    return issue.model_copy(update={"section": tuple(section for section in sections if section.article)})


def _load_manifest(read: Reader, place: str, problems: list[Problem]) -> Issue | None:
    """Return the manifest; what does not fit in it, if it can be read at all, is put into *problems*."""
    data = collect(problems, lambda: read(place))
    issue = collect(problems, lambda: parse_toml(data, Issue, place)) if data is not None else None
    if issue and data is not None:
        problems += numbered(chain(check_issue(issue, place), long_in_issue(issue, place)), text_in(data), place)
    return issue


def _uses(root: Path, folder: str, issue: Issue | None) -> dict[str, bool]:
    """Return slug -> whether pictures of the article may be printed; of a manifest with mistakes, what can be told."""
    if issue:
        entries = [(entry.slug, str(entry.use), entry.pictures) for entry in issue.entries]
    else:
        entries = [(entry.slug, entry.use, True) for entry in outline_entries(root, folder)]
    return {slug: use in FULL_USES and pictures for slug, use, pictures in entries}


def _load_revisions(read: Reader, issue_id: str, issue: Issue) -> Revisions:
    place = revisions_place(issue_id)
    return parse_revisions(read(place), place, issue) if read.holds(place) else Revisions()


def _load_kept(read: Reader, issue_id: str, revisions: Revisions) -> dict[str, bytes]:
    """Return the books of earlier revisions, sure to be those that were published."""
    kept: dict[str, bytes] = {}
    problems: list[Problem] = []
    for book in revisions.superseded:
        place = kept_place(issue_id, book.file)
        data = collect(problems, lambda place=place: read(place))  # type: ignore[misc]
        if data is not None and sha256(data).hexdigest() != book.sha256:
            problems.append(
                Problem(place=place, message="is not the file that was published", hint="bring it back from a backup")
            )
        kept[book.file] = data or b""
    if problems:
        raise InputError(*problems)
    return kept


def _raise_any(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InputError(*found)
