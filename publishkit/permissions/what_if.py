"""What the gate would say of an issue if the rights in one of its articles were others: decided again, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from publishkit.edition.clear import ClearedItem
from publishkit.edition.issue_rights import IssueRights
from publishkit.errors import InputError, Problem
from publishkit.model.article import Article
from publishkit.model.decision import Decision, Stored
from publishkit.model.issue import Entry, Use
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import FULL_USES
from publishkit.workspace.load import Planned

Part = int | None
"""What a permission may be for: the text of an article, None, or the picture of this number, counted from 0."""


def find_article(planned: Planned, slug: str) -> Article:
    """Return the article of the issue.

    Raises:
        InputError: the issue has none of this name; the nearest one is offered.
    """
    if slug in planned.articles:
        return planned.articles[slug]
    near = get_close_matches(slug, planned.articles, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(planned.articles)}"
    raise InputError(Problem(place=f"issues/{planned.id}", message=f"has no article `{slug[:80]}`", hint=hint))


def find_parts(article: Article, *, text: bool, files: Sequence[str]) -> tuple[Part, ...]:
    """Return the text, when *text* is wanted, and the pictures called *files*: as in rights.toml, or without the folder.

    Raises:
        InputError: the article has no such picture; carries every one that is missing.
    """
    known = {picture.file: number for number, picture in enumerate(article.pictures) if picture.file}
    short = {file.rsplit("/", 1)[-1]: number for file, number in known.items()}
    problems: list[Problem] = []
    found: list[Part] = []
    for file in files:
        number = known.get(file, short.get(file))
        if number is None:
            hint = f"it has {', '.join(known)}" if known else "it has no pictures"
            place = f"{article.place}/rights.toml"
            problems.append(Problem(place=place, message=f"names no picture {file[:80]!r}", hint=hint))
        else:
            found.append(number)
    if problems:
        raise InputError(*problems)
    return (*((None,) if text else ()), *dict.fromkeys(found))


def statement_of(article: Article, part: Part) -> RightsStatement:
    """Return what is known of the rights in a part of the article."""
    return article.text_rights if part is None else article.pictures[part].rights


def planned_entry(planned: Planned, slug: str) -> Entry:
    """Return the article's line in the manifest."""
    return next(entry for entry in planned.issue.entries if entry.slug == slug)


def used_in_full(planned: Planned, slug: str, use: Use | None = None) -> Planned:
    """Return the issue with the article used as *use*; by default as planned, or in full where a brief is planned.

    The house rule that makes briefs of what is not cleared is off: the question is what the permission allows.
    """
    entry = planned_entry(planned, slug)
    wanted = use or (entry.use if entry.use in FULL_USES else "full")
    changed = entry.model_copy(update={"use": wanted, "pictures": True})
    sections = tuple(
        section.model_copy(update={"article": tuple(changed if one.slug == slug else one for one in section.article)})
        for section in planned.issue.section
    )
    config = planned.config.model_copy(update={"rights": replace(planned.config.rights, on_not_cleared="refuse")})
    return replace(planned, issue=planned.issue.model_copy(update={"section": sections}), config=config)


def with_rights(planned: Planned, slug: str, statements: Mapping[Part, RightsStatement]) -> Planned:
    """Return the issue with other rights in these parts of the article."""
    article = planned.articles[slug]
    pictures = tuple(
        replace(picture, rights=statements.get(number, picture.rights))
        for number, picture in enumerate(article.pictures)
    )
    changed = replace(article, text_rights=statements.get(None, article.text_rights), pictures=pictures)
    return replace(planned, articles={**planned.articles, slug: changed})


def with_proof(rights: IssueRights, planned: Planned, path: str, sha256: str) -> IssueRights:
    """Return the rights with another plan, and with a proof among them that is not written yet."""
    return replace(rights, planned=planned, stored=Stored(sha256={**rights.stored.sha256, path: sha256}))


def cleared_item(rights: IssueRights, slug: str) -> ClearedItem:
    """Return what is decided about the article and its pictures."""
    return next(item for item in rights.clear() if item.article.slug == slug)


def decisions_of(item: ClearedItem) -> Mapping[str, Mapping[Channel, Decision]]:
    """Return asset id -> format -> decision, the text first."""
    pictures = {one.picture.rights.asset_id: one.decisions for one in item.pictures}
    return {item.article.text_rights.asset_id: item.decisions, **pictures}
