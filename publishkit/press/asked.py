"""What is known of us and of our question when a letter is read: by it, it shows what the letter answers."""

from collections.abc import Collection, Iterator

from publishkit.model.article import Article
from publishkit.model.config import Config
from publishkit.model.statement import RightsStatement
from publishkit.permissions.answer.terms import Asked
from publishkit.permissions.request_record import FoundRequest
from publishkit.permissions.what_if import Part
from publishkit.workspace.load import Planned


def asked_about(planned: Planned, article: Article, request: FoundRequest | None, wanted: Collection[Part]) -> Asked:
    """Return what a letter about *wanted*, the text and pictures of *article*, is read by."""
    statement = article.text_rights
    return Asked(
        addresses=_our_addresses(planned.config),
        names=(article.head.title, article.slug),
        works=tuple(filter(None, (article.head.source_url, article.head.canonical_url, statement.source_url))),
        others=tuple(_names_around(planned, article, statement)),
        us=tuple(filter(None, (planned.config.publication.publisher, planned.config.publication.name))),
        holders=tuple(party.name for party in statement.holders if party.name),
        sites=tuple(filter(None, (planned.config.publication.url,))),
        terms=request.request.terms if request else None,
        text=request.text if request else "",
        text_wanted=None in wanted,
        pictures_wanted=any(part is not None for part in wanted),
        known=request is not None,
    )


def _names_around(planned: Planned, article: Article, statement: RightsStatement) -> Iterator[str]:
    """Yield the names that stand in letters about the article and name no work."""
    publication, publisher = planned.config.publication, article.head.publisher
    yield from filter(None, (publication.name, publication.publisher, publisher.name if publisher else ""))
    yield from (*publication.also_known_as, *publication.editors)
    yield from filter(None, (party.name for party in (*statement.holders, *statement.creators)))
    yield from (byline.name for byline in article.head.bylines)
    yield from filter(None, (words for picture in article.pictures for words in (picture.caption, picture.alt)))


def _our_addresses(config: Config) -> frozenset[str]:
    known = (config.email.from_address, config.email.reply_to, config.publication.contact)
    return frozenset(address.removeprefix("mailto:") for address in known if "@" in address)
