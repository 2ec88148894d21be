"""The whole site as files, from finished editions: the same editions give the same bytes, on any day."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from publishkit.edition.language import Vocabulary, read_vocabulary
from publishkit.edition.records.public_record import EditionRecord
from publishkit.edition.records.records import TEXTS
from publishkit.errors import InputError, Problem
from publishkit.model.config import Config
from publishkit.model.rights import Channel
from publishkit.proof.finished import FinishedEdition
from publishkit.proof.site_beside import OWN_FOLDERS
from publishkit.publish.feeds.entries import Entry, article_entries, issue_entries
from publishkit.publish.feeds.feeds import Feed, atom, json_feed, rss
from publishkit.publish.feeds.opds import (
    Catalog,
    acquisition_json,
    acquisition_xml,
    navigation_json,
    navigation_xml,
    publication_json,
    publication_path,
    shelves,
)
from publishkit.publish.files import (
    FEEDS,
    OPDS_ACQUISITION,
    OPDS_JSON,
    OPDS_NAVIGATION,
    OPDS_PUBLICATION,
    Addresses,
    SiteFile,
    edition_files,
    made_file,
    stored_file,
)
from publishkit.publish.hosting import hosting_files
from publishkit.publish.site.cache import CachedFiles, cache_key, code_mark, drop_others, read_cache, write_cache
from publishkit.publish.site.pages import PageMaker, crawler_files, draw_icon, page_files
from publishkit.publish.site.search import search_files
from publishkit.publish.site.template_values import shown_issue, shown_site
from publishkit.theme.load import Theme
from publishkit.workspace.load import load_labels

CACHE = ".publishkit/site"
STATIC = "static"
"""Folder of the workspace whose files are part of the site."""
LITTER = frozenset({".DS_Store", "Thumbs.db", ".gitkeep"})
FORMS = {"atom": atom, "rss": rss, "json": json_feed}


def make_site(root: Path, config: Config, theme: Theme, editions: Sequence[FinishedEdition]) -> tuple[SiteFile, ...]:
    """Return every file of the site of *editions*, which come newest first; finished files stay on disk.

    Editions without pages add the pictures of their mails, and nothing that lists them; without any other there is no site around.

    *root* is the workspace, for what is remembered from one time to the next (`.publishkit/`).

    Raises:
        InputError: no edition, one whose id is a folder of the site itself, two that share a book's name, or a theme
            that is wrong.
    """
    _check(editions)
    at = Addresses.of(config.publication)
    paged = [edition for edition in editions if edition.has_pages]
    made = _made_or_cached(root, config, theme, paged, at) if paged else ()
    found = search_files(root, paged, lambda edition: _texts(edition, "text")) if paged else ()
    own = _static_files(root / STATIC, {edition.id for edition in editions})
    files = _unique_paths((*(file for edition in editions for file in edition_files(edition)), *made, *found, *own))
    told = hosting_files(config.publish.hosting, files, at, config.publish.moved_from)
    return _unique_paths((*files, *told)) if config.publish.hosting else files


def _check(editions: Sequence[FinishedEdition]) -> None:
    if not editions:
        hint = "`publishkit build` makes one"
        raise InputError(Problem(place="out", message="there is no finished edition to publish", hint=hint))
    taken = [edition.id for edition in editions if edition.id in OWN_FOLDERS]
    if taken:
        hint = "give the issue's folder another name"
        raise InputError(
            *(Problem(place=f"out/{name}", message="is a folder of the site itself", hint=hint) for name in taken)
        )


def _unique_paths(found: Sequence[SiteFile]) -> tuple[SiteFile, ...]:
    """Return *found* by path.

    Raises:
        InputError: two files want the same address.
    """
    by_path: dict[str, SiteFile] = {}
    for file in found:
        if file.path in by_path and by_path[file.path].sha256 != file.sha256:
            hint = "issue ids make file names: give one of the issues another id, or the file in static/ another name"
            raise InputError(Problem(place=file.path, message="two files of the site want this address", hint=hint))
        by_path[file.path] = file
    return tuple(by_path[path] for path in sorted(by_path))


def _static_files(folder: Path, editions: Collection[str]) -> Iterator[SiteFile]:
    """Yield the files of the site's own: what the workspace has in `static/`, at the same path.

    Raises:
        InputError: a symbolic link, or a file in the folder of an edition; carries every one.
    """
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        place = f"{STATIC}/{name}"
        if path.is_symlink():
            hint = "copy there what it points to"
            problems.append(Problem(place=place, message="is a symbolic link, which may lead anywhere", hint=hint))
        elif path.is_file() and path.name not in LITTER:
            if name.partition("/")[0] in editions:
                hint = "an edition is published as it was proved: name another folder"
                problems.append(Problem(place=place, message="lies in the folder of an edition", hint=hint))
            data = path.read_bytes()
            yield stored_file(name, path, size=len(data), digest=sha256(data).hexdigest(), cache="page")
    if problems:
        raise InputError(*problems)


def _made_or_cached(
    root: Path, config: Config, theme: Theme, editions: Sequence[FinishedEdition], at: Addresses
) -> Sequence[SiteFile]:
    """Return what `_made` yields, kept from an earlier publish where it is made from the same editions, config and code."""
    states = [[edition.id, edition.digest] for edition in editions]
    labels = load_labels(root)
    states += [[name, sha256(data).hexdigest()] for name, data in sorted(labels.items())]
    key = cache_key(config.model_dump_json(), states, code_mark(root / "themes"))
    cached = read_cache(root / CACHE / key)
    if cached is None:
        cached = write_cache(
            root / CACHE / key, CachedFiles(files=tuple(_made(config, theme, editions, at, read_vocabulary(labels))))
        )
        drop_others(root / CACHE, {key})
    return cached.files


def _made(
    config: Config, theme: Theme, editions: Sequence[FinishedEdition], at: Addresses, vocabulary: Vocabulary
) -> Iterator[SiteFile]:
    """Yield what is made from the editions' records; their own files and the search index are not among it."""
    records = tuple(edition.record for edition in editions)
    site = shown_site(config, records[0], at, vocabulary)
    maker = PageMaker(theme=theme, site=site, at=at, vocabulary=vocabulary)
    pages = tuple(page_files(maker, [shown_issue(record, vocabulary) for record in records]))
    yield from pages
    yield from _assets(config, theme)
    yield from _feeds(config, editions, at, vocabulary)
    yield from _catalogs(config, records, at, vocabulary)
    yield from crawler_files(records, [at.to(page.path) for page in pages if page.path != "404.html"], at)


def _assets(config: Config, theme: Theme) -> Iterator[SiteFile]:
    """Yield the style sheet, the fonts, the script of the search and the icon."""
    style = theme.render("site/style.css", {"tokens": theme.tokens, "channel": Channel.WEB})
    yield made_file("site/style.css", style.encode())
    for face in theme.tokens.faces(Channel.WEB):
        yield made_file(f"site/fonts/{face.file}", theme.font_data[face.file], cache="immutable")
    yield made_file("site/search.js", files("publishkit.publish").joinpath("search.js").read_bytes())
    yield made_file("site/icon.png", draw_icon(config.publication.name, theme))


def _texts(edition: FinishedEdition, what: str) -> Mapping[str, str]:
    """Return item id -> its `text` for the search, or its `html` for feeds."""
    record = json.loads(edition.contents[TEXTS]) if TEXTS in edition.files else {"items": []}
    return {item["id"]: item[what] for item in record["items"]}


def _feeds(
    config: Config, editions: Sequence[FinishedEdition], at: Addresses, vocabulary: Vocabulary
) -> Iterator[SiteFile]:
    by_id = {edition.id: edition for edition in editions}
    records = [edition.record for edition in editions]
    words = vocabulary.of(config.publication.language)
    articles = article_entries(records, at, lambda record: _texts(by_id[record.edition], "html"), vocabulary)
    for name, title, entries in (
        ("issues", words["feed_issues"], issue_entries(records, at, vocabulary)),
        ("articles", words["feed_articles"], articles),
    ):
        feed = _feed(config, at, name, title, entries, records[0])
        for form, write in FORMS.items():
            yield made_file(f"feeds/{name}.{form}", write(feed), media_type=FEEDS[form], cache="feed")


def _feed(
    config: Config, at: Addresses, name: str, title: str, entries: tuple[Entry, ...], newest: EditionRecord
) -> Feed:
    publication = config.publication
    return Feed(
        title=f"{publication.name}: {title}",
        description=publication.tagline or publication.name,
        home=at.base,
        url=at.to(f"feeds/{name}"),
        id=at.name(f"feeds/{name}.atom"),
        language=publication.language,
        publisher=publication.publisher,
        rights=newest.rights,
        updated=max(entry.updated for entry in entries) if entries else newest.changed,
        entries=entries,
    )


def _catalogs(
    config: Config, records: Sequence[EditionRecord], at: Addresses, vocabulary: Vocabulary
) -> Iterator[SiteFile]:
    publication = config.publication
    catalog = Catalog(
        title=publication.name,
        publisher=publication.publisher,
        language=publication.language,
        rights=records[0].rights,
        updated=max(record.changed for record in records),
        at=at,
        shelves=tuple(shelves(records, vocabulary.of(publication.language))),
        vocabulary=vocabulary,
    )
    yield made_file("opds/index.xml", navigation_xml(catalog), media_type=OPDS_NAVIGATION, cache="feed")
    yield made_file("opds/index.json", navigation_json(catalog), media_type=OPDS_JSON, cache="feed")
    for shelf in catalog.shelves:
        yield made_file(f"{shelf.path}.xml", acquisition_xml(catalog, shelf), media_type=OPDS_ACQUISITION, cache="feed")
        yield made_file(f"{shelf.path}.json", acquisition_json(catalog, shelf), media_type=OPDS_JSON, cache="feed")
    for record in records:
        path, data = publication_path(record), publication_json(record, at, vocabulary)
        yield made_file(path, data, media_type=OPDS_PUBLICATION, cache="feed")
