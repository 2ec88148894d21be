"""How long words may be that are set large or stand in one line: longer ones break pages, headers and file properties."""

from collections.abc import Iterator, Sequence

from publishkit.errors import Problem
from publishkit.model.article import FrontMatter, RightsFile
from publishkit.model.config import Config
from publishkit.model.issue import Issue
from publishkit.model.statement import RightsStatement

TITLE = 500
"""Characters of a title or a name; the longest headline of a newspaper has two hundred."""
LINE = 2_000
"""Of a credit, a copyright line, an address."""
PARAGRAPH = 5_000
"""Of a caption, a text alternative, a deck, a summary's paragraph."""

Named = tuple[str, str | None, int]
"""(where, text, most)."""


def long_in_config(config: Config, place: str) -> Iterator[Problem]:
    """Yield what is too long in `publishkit.toml`."""
    house = config.publication
    named: list[Named] = [
        (f"publication.{key}", getattr(house, key), TITLE) for key in ("name", "tagline", "publisher", "frequency")
    ]
    named += [(f"publication.editors[{n}]", name, TITLE) for n, name in enumerate(house.editors, 1)]
    named += [("publication.address", house.address, LINE), ("publication.contact", house.contact, LINE)]
    named += [("email.from_name", config.email.from_name, TITLE)]
    return _too_long(named, place)


def long_in_issue(issue: Issue, place: str) -> Iterator[Problem]:
    """Yield what is too long in `issue.toml`."""
    named: list[Named] = [(key, getattr(issue, key), TITLE) for key in ("title", "subject", "editorial_by")]
    named += [("preheader", issue.preheader, PARAGRAPH)]
    for s, section in enumerate(issue.section, 1):
        named += [(f"section[{s}].title", section.title, TITLE), (f"section[{s}].intro", section.intro, PARAGRAPH)]
        for a, entry in enumerate(section.article, 1):
            where = f"section[{s}].article[{a}]"
            named += [
                (f"{where}.{key}", getattr(entry, key), TITLE) for key in ("headline", "summary_by", "translator")
            ]
            named += [(f"{where}.changes", entry.changes, PARAGRAPH)]
    return _too_long(named, place)


def long_in_article(head: FrontMatter, rights: RightsFile, place: str) -> Iterator[Problem]:
    """Yield what is too long in `article.md` and `rights.toml`."""
    named: list[Named] = [(key, getattr(head, key), TITLE) for key in ("title", "kicker", "dateline")]
    named += [("deck", head.deck, PARAGRAPH), ("origin_line", head.origin_line, LINE)]
    for n, byline in enumerate(head.bylines, 1):
        named += [(f"bylines[{n}].name", byline.name, TITLE), (f"bylines[{n}].affiliation", byline.affiliation, TITLE)]
    if head.publisher:
        named += [("publisher.name", head.publisher.name, TITLE)]
    yield from _too_long(named, f"{place}/article.md")
    stated = list(_in_statement(rights.text, "text"))
    for n, picture in enumerate(rights.picture, 1):
        stated += [(f"picture[{n}].{key}", getattr(picture, key), PARAGRAPH) for key in ("caption", "alt")]
        stated += _in_statement(picture.rights, f"picture[{n}].rights")
    yield from _too_long(stated, f"{place}/rights.toml")


def _in_statement(statement: RightsStatement, where: str) -> Iterator[Named]:
    yield f"{where}.title", statement.title, TITLE
    yield f"{where}.credit_line", statement.credit_line, LINE
    yield f"{where}.copyright_line", statement.copyright_line, LINE
    parties = (*statement.creators, *statement.holders, *statement.agencies, *filter(None, (statement.publisher,)))
    for party in parties:
        yield f"{where}: the name {party.name[:20]!r}", party.name, TITLE
    for n, grant in enumerate(statement.grants, 1):
        yield f"{where}.grants[{n}].credit", grant.credit, LINE


def _too_long(named: Sequence[Named], place: str) -> Iterator[Problem]:
    for where, text, most in named:
        if text and len(text) > most:
            message = f"is {len(text):,} characters; {most:,} are the most that can be set"
            yield Problem(place=f"{place}: {where}", message=message, hint="shorten it")
