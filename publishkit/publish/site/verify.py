"""What a published site makes of its editions, held against their records: lists, feeds, catalogs, the search, files for crawlers."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import unescape

from lxml import etree

from publishkit.edition.records.public_record import EditionRecord, ItemRecord
from publishkit.edition.records.records import SUMS
from publishkit.model.artifact import Finding
from publishkit.proof.read.document import TAG
from publishkit.proof.site import MEND, Standing, address_of
from publishkit.proof.site_beside import read_words
from publishkit.proof.verdict import fault
from publishkit.publish.feeds.verify import check_catalogs, check_feeds, slip
from publishkit.publish.files import Addresses
from publishkit.publish.site.pages import SITEMAP, tdmrep
from publishkit.publish.site.search import DECK, TITLE, WORD, fold, words_of

Files = Mapping[str, bytes]
TDMREP = ".well-known/tdmrep.json"
FEWEST = 9
"""Words of something withheld: fewer are no copy, and a theme may leave a caption out that the index has."""
SHOWN = 8
"""Words that a finding names."""


def check_made(
    files: Files, standing: Sequence[Standing], listed: Mapping[str, str], publication: str = ""
) -> Iterator[Finding]:
    """Yield what is wrong with the files that the site makes of the editions *standing* on it; nothing is good.

    *listed* is path -> SHA-256 of every file that was published, *publication* what names were made from; both are empty
    where the list was not kept.
    """
    editions = sorted(
        (one for one in standing if one.record is not None),
        key=lambda one: (one.record.date, one.record.number, one.id) if one.record else ("", 0, ""),
        reverse=True,
    )
    yield from _check_listed(files, [one.id for one in standing], listed)
    records = [one.record for one in editions if one.record is not None]
    if records:
        at = Addresses(base=address_of(files, editions), id_base=publication or records[0].id_base)
        yield from check_feeds(files, editions, at)
        yield from check_catalogs(files, editions)
        yield from _check_search(files, records, at)
        yield from _check_reservations(files, records, at)
        yield from _check_sitemap(files, records, at)


def _check_listed(files: Files, editions: Collection[str], listed: Mapping[str, str]) -> Iterator[Finding]:
    """R130, R132: every file is the one that was published; those of an edition are compared with its own checksums."""
    folders = tuple(f"{edition}/" for edition in editions)
    for path, digest in sorted(listed.items()):
        own = path.startswith(folders) and not path.endswith(f"/{SUMS}")
        if path not in files and not own:
            yield fault("R132", path, "is missing", MEND)
        elif not own and sha256(files[path]).hexdigest() != digest:
            yield fault("R130", path, "is not what was published", MEND)


# --- the search -------------------------------------------------------------------------------------------------------


def _check_search(files: Files, records: Sequence[EditionRecord], at: Addresses) -> Iterator[Finding]:
    """R135, R102: words lead to articles that show them; titles, makers and kickers are among the words."""
    feed = _in_feed(files)
    for year, names, pieces in _years(files):
        rows, of_year = _rows(files, year, pieces), {record.edition: record for record in records}
        found = [(of_year[name], item) for name in names if name in of_year for item in of_year[name].items]
        if [name for name in names if name not in of_year]:
            yield slip("search/index.json", "names an edition that does not stand here", "R135")
            continue
        for number, (record, item) in enumerate(found):
            where = f"search/{year}#{record.edition}/{item.slug}"
            own = rows.get(number, {})
            shown = _letters([*_shown(files, record, item), feed.get(at.tag(record, item.slug), "")])
            strange = sorted(word for word in own if word not in shown)
            if len(strange) >= FEWEST:
                told = ", ".join(strange[:SHOWN]) + (" …" if len(strange) > SHOWN else "")
                yield slip(where, f"leads to it by {len(strange)} words that no page of it shows: {told}", "R135")
            lost = [word for word, weight in _named(item).items() if own.get(word, -1) < weight]
            if lost:
                yield slip(
                    where, f"does not find it by “{', '.join(lost[:SHOWN])}”, of its title or its makers", "R102"
                )


def _years(files: Files) -> Iterator[tuple[str, Sequence[str], int]]:
    """Yield (year, its editions in order, how many pieces) of the index."""
    try:
        for one in json.loads(files["search/index.json"])["years"]:
            yield str(one["year"]), [str(name) for name, _ in one["editions"]], len(one["pieces"])
    except (KeyError, TypeError, ValueError):
        return


def _rows(files: Files, year: str, pieces: int) -> Mapping[int, Mapping[str, int]]:
    """Return number of an article -> word -> weight."""
    found: dict[int, dict[str, int]] = {}
    for n in range(pieces):
        try:
            rows = json.loads(files[f"search/{year}/{n}.json"])
            for word, row in rows.items():
                at = 0
                for step in row:
                    at += int(step)
                    found.setdefault(at // 4, {})[str(word)] = at % 4
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return found


def _in_feed(files: Files) -> Mapping[str, str]:
    """Return id -> text of every article that the feed carries: a theme's page may show less, a caption, say."""
    try:
        items = json.loads(files["feeds/articles.json"])["items"]
        return {str(one["id"]): str(one.get("content_html", "")) for one in items}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _letters(texts: Iterable[str]) -> str:
    """Return the letters of *texts*: a word is looked for among them, for an initial that is set apart parts no word."""
    return " ".join("".join(WORD.findall(fold(TAG.sub("", unescape(text))))) for text in texts)


def _shown(files: Files, record: EditionRecord, item: ItemRecord) -> Iterator[str]:
    """Yield everything that the pages show with an article, and what its record says."""
    yield from (item.kicker, item.deck, item.byline, *item.authors, item.title)
    if item.page and (data := files.get(f"{record.edition}/{item.page}")) is not None:
        page = read_words(item.page, data)
        yield page.text if page else ""
    elif (data := files.get(f"{record.edition}/index.html")) is not None:
        page = read_words("index.html", data)
        region = page.region(item.id) if page else None
        yield region.text if region else ""


def _named(item: ItemRecord) -> Mapping[str, int]:
    """Return word -> the least weight it must have."""
    parts = (item.kicker, item.deck, item.byline, *item.authors)
    return {word: DECK for part in parts for word in words_of(part)} | dict.fromkeys(words_of(item.title), TITLE)


# --- for crawlers -----------------------------------------------------------------------------------------------------


def _check_reservations(files: Files, records: Sequence[EditionRecord], at: Addresses) -> Iterator[Finding]:
    """R104: what is reserved from text and data mining is named, as the editions have it."""
    wanted = {_rule(rule) for rule in json.loads(tdmrep(records, at))}
    try:
        told = {_rule(rule) for rule in json.loads(files[TDMREP])} if TDMREP in files else set()
    except (ValueError, TypeError, AttributeError):
        yield slip(TDMREP, "cannot be read", "R120")
        return
    for location, _, _ in sorted(wanted - told):
        yield slip(TDMREP, f"does not reserve {location}, which its edition reserves", "R104")
    for location, _, _ in sorted(told - wanted):
        yield slip(TDMREP, f"says something else of {location} than its edition", "R104")


def _rule(rule: Mapping[str, object]) -> tuple[str, str, str]:
    return str(rule.get("location")), str(rule.get("tdm-reservation")), str(rule.get("tdm-policy", ""))


def _check_sitemap(files: Files, records: Sequence[EditionRecord], at: Addresses) -> Iterator[Finding]:
    """R108: no page is announced as ours whose publisher wants the original to be found."""
    elsewhere = {
        at.item(record, item)
        for record in records
        for item in record.items
        if item.page and item.canonical != at.item(record, item)
    }
    for path in sorted(path for path in files if path.startswith("sitemap") and path.endswith(".xml")):
        try:
            root = etree.fromstring(files[path], etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            continue  # told elsewhere
        for node in root.iter(f"{{{SITEMAP}}}loc"):
            if (node.text or "").strip() in elsewhere:
                yield slip(path, f"announces {node.text} as ours, whose canonical address is elsewhere", "R108")
