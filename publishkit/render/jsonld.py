"""The edition for machines: schema.org in JSON-LD. A reprint is based on its original; a brief only cites it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from publishkit.model.edition import Edition, Item, PlacedPicture, plain
from publishkit.model.rights import Channel, Party, Status
from publishkit.model.statement import RightsStatement
from publishkit.render.base import Names

Tree = dict[str, Any]
ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
"""Inside a script element `</script>` and `<!--` would end or swallow the page; JSON reads these the same."""


def issue_json(edition: Edition, channel: Channel) -> Markup:
    """Return the whole edition as the content of a script element."""
    names = Names(edition=edition)
    publisher = {"@type": "Organization", "name": edition.config.publication.publisher}
    return _script(
        {
            "@type": "PublicationIssue",
            "@id": edition.url,
            "name": f"{edition.name} {edition.number}",
            "headline": edition.title,
            "issueNumber": edition.number,
            "datePublished": edition.date.isoformat(),
            "dateModified": edition.revised.isoformat() if edition.revised else None,
            "version": edition.revision if edition.revision > 1 else None,
            "inLanguage": edition.language,
            "isPartOf": {"@type": "Periodical", "name": edition.name, "issn": edition.config.publication.issn},
            "publisher": publisher,
            "copyrightNotice": edition.rights_sentence,
            "usageInfo": f"{edition.url}#credits",
            "hasPart": [_part(edition, item, names, channel) for item in edition.items],
        }
    )


def item_json(edition: Edition, item: Item, channel: Channel) -> Markup:
    """Return one item as the content of a script element."""
    return _script(_part(edition, item, Names(edition=edition), channel))


def _part(edition: Edition, item: Item, names: Names, channel: Channel) -> Tree:
    tree: Tree = {"@id": names.page(item), "inLanguage": item.lang} | _changed(item)
    if item.withdrawn:
        return tree | {"@type": "CreativeWork", "name": item.title, "creativeWorkStatus": "Withdrawn"}
    if item.full:
        return tree | _article(item) | {"image": [_image(picture, names) for picture in _pictures(item, channel)]}
    own = {
        "@type": "CreativeWork",
        "name": item.title,
        "author": {"@type": "Person", "name": item.summary_by} if item.summary_by else None,
        "publisher": {"@type": "Organization", "name": edition.config.publication.publisher},
    }
    return tree | own | {"citation": {"@id": item.source_url} | _work(item.statement)}


def _changed(item: Item) -> Tree:
    """Return what was put right since the item came out, the day of the latest change included."""
    if not item.changes:
        return {}
    comments = [
        {"@type": "CorrectionComment", "datePublished": change.date.isoformat(), "text": f"{change.head} {change.note}"}
        for change in item.changes
    ]
    return {"dateModified": item.changes[-1].date.isoformat(), "correction": comments}


def _article(item: Item) -> Tree:
    source = "" if item.statement.status is Status.OWN else item.source_url
    return {**_work(item.statement), "headline": item.title, "isBasedOn": source, "license": item.license_uri}


def _work(statement: RightsStatement) -> Tree:
    """Return what is known of a work, ours or another's; rights words exactly as the holder wrote them."""
    return {
        "@type": "NewsArticle",
        "headline": statement.title,
        "author": _people(statement.creators, "Person"),
        "publisher": _person(statement.publisher, "Organization") if statement.publisher else None,
        "datePublished": _day(statement.first_published),
        "copyrightHolder": _people(statement.holders, "Organization"),
        "copyrightYear": statement.copyright_year,
        "copyrightNotice": statement.copyright_line,
        "creditText": statement.credit_line,
    }


def _pictures(item: Item, channel: Channel) -> Sequence[PlacedPicture]:
    return [block.picture for block in item.blocks if block.picture and channel in block.picture.channels]


def _image(picture: PlacedPicture, names: Names) -> Tree:
    license_uri = next((span.href for span in picture.credit if span.kind == "license"), "")
    return {
        "@type": "ImageObject",
        "contentUrl": names.image(picture.name),
        "caption": picture.caption,
        "creator": _people(picture.statement.creators, "Person"),
        "copyrightHolder": _people(picture.statement.holders, "Organization"),
        "copyrightNotice": picture.statement.copyright_line,
        "creditText": plain(picture.credit),
        "license": license_uri,
    }


def _people(parties: Sequence[Party], kind: str) -> list[Tree]:
    return [_person(party, kind) for party in parties]


def _person(party: Party, kind: str) -> Tree:
    return {"@type": kind, "name": party.name, "url": party.url}


def _day(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _script(tree: Tree) -> Markup:
    text = json.dumps({"@context": "https://schema.org", **_known(tree)}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704 - the five characters that could end the element are escaped


def _known(tree: Mapping[str, Any]) -> Tree:
    """Return *tree* without what is unknown, all the way down."""
    return {key: _bare(value) for key, value in tree.items() if value not in (None, "", [], ())}


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _known(value)
    return [_bare(part) for part in value] if isinstance(value, list) else value
