"""The facts of a letter that asks for permission, about one article, in the letter's language.

The credit is the one the edition would print: it is made by the same code, from the rights as they would be with the
permission on file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal

from publishkit.edition.clear import ClearedItem
from publishkit.edition.house import House, statement_license
from publishkit.edition.issue_rights import IssueRights
from publishkit.edition.items import credit_facts, credit_of
from publishkit.edition.language import joined, language_name, load_words, read_vocabulary, shown_date
from publishkit.model.config import Config
from publishkit.model.credits import plain
from publishkit.model.decision import PublisherType
from publishkit.model.issue import Use
from publishkit.model.rights import Channel, Evidence, Party, Status
from publishkit.model.statement import AskedTerms, GrantKind, PermissionGrant, RightsStatement, Treatment
from publishkit.permissions.grant import PICTURE_TREATMENTS
from publishkit.permissions.mail_head import safe_text
from publishkit.permissions.request_letter import AskedPicture, LetterFacts, Terms, Work
from publishkit.permissions.what_if import (
    Part,
    cleared_item,
    planned_entry,
    statement_of,
    used_in_full,
    with_proof,
    with_rights,
)
from publishkit.rights.credit import credit_block, fill_text
from publishkit.rights.phrases import holder_name
from publishkit.rights.picture_credit import picture_credit, picture_words

PROOF = Evidence(path="the answer", sha256="0" * 64)
"""Stands for the letter we hope for."""
TREATMENTS = {
    "full": Treatment.FULL_VERBATIM,
    "abridged": Treatment.ABRIDGED,
    "translated": Treatment.TRANSLATED,
}
LONG = 1_000
"""Characters of a credit or title in a letter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedUse:
    """What the editor wants to use of an article, and for how long."""

    slug: str
    parts: tuple[Part, ...]
    use: Use | None = None
    until: date | None = None
    answer_by: date | None = None
    token: str = ""

    @property
    def text(self) -> bool:
        """Whether the text is wanted."""
        return None in self.parts

    @property
    def pictures(self) -> tuple[int, ...]:
        """The numbers of the pictures wanted."""
        return tuple(part for part in self.parts if part is not None)


def letter_facts(rights: IssueRights, wanted: RequestedUse, language: str, words: Mapping[str, str]) -> LetterFacts:
    """Return what the letter in *language*, with its *words*, says about the article and its pictures."""
    item = _with_permission(rights, wanted)
    config, issue, entry = rights.planned.config, rights.planned.issue, item.entry
    publication = config.publication
    return LetterFacts(
        name=_line(publication.name),
        house=_line(publication.publisher),
        url=publication.url,
        contact=_line(publication.contact),
        address=_line(publication.address),
        editors=joined([_line(editor) for editor in publication.editors], language),
        number=str(issue.number),
        date=shown_date(issue.date, language),
        channels=issue.outputs,
        terms=_terms(config, language),
        holder=_line(_holder(item, wanted)),
        work=_work(item, language),
        use=entry.use if wanted.text else "",
        changes=_line(entry.changes).rstrip("."),
        language=language_name(issue.language or publication.language, language) if entry.use == "translated" else "",
        translator=_line(entry.translator),
        credit=tuple(_text_credit(rights, item, words)) if wanted.text else (),
        pictures=tuple(_pictures(rights, item, wanted)),
        until=shown_date(wanted.until, language),
        answer_by=shown_date(wanted.answer_by, language),
        token=wanted.token,
    )


def asked_terms(rights: IssueRights, wanted: RequestedUse) -> AskedTerms:
    """Return what the letter asks for, as the terms of a plain yes to it; they follow what `letter_facts` says."""
    config, issue = rights.planned.config, rights.planned.issue
    terms, house = config.edition, config.publication
    entry = planned_entry(used_in_full(rights.planned, wanted.slug, wanted.use), wanted.slug)
    translated = wanted.text and entry.use == "translated"
    earns = bool(terms.price or terms.paywall or terms.ads or terms.sponsors)
    return AskedTerms(
        channels=issue.outputs,
        treatments=(TREATMENTS[entry.use],) if wanted.text else PICTURE_TREATMENTS,
        territories=house.territories,
        languages=(issue.language or house.language,) if translated else (),
        valid_until=wanted.until,
        commercial=True if earns or house.publisher_type is PublisherType.FORPROFIT else None,
        paywall=terms.paywall or None,
        ads=terms.ads or None,
        sponsors=terms.sponsors or None,
        max_issues=1,
    )


def _with_permission(rights: IssueRights, wanted: RequestedUse) -> ClearedItem:
    """Return the article as if everything asked for had been granted."""
    planned = used_in_full(rights.planned, wanted.slug, wanted.use)
    article = planned.articles[wanted.slug]
    planned = with_rights(
        planned, wanted.slug, {part: _permitted(statement_of(article, part)) for part in wanted.parts}
    )
    return cleared_item(with_proof(rights, planned, PROOF.path, PROOF.sha256), wanted.slug)


def _permitted(statement: RightsStatement) -> RightsStatement:
    grant = PermissionGrant(
        kind=GrantKind.EMAIL,
        grantor=Party(name=holder_name(statement.holders) or ""),
        grantor_is_holder=True,
        granted_on=date.min,
        channels=tuple(Channel),
        treatments=tuple(Treatment),
        commercial=True,
        paywall=True,
        ads=True,
        sponsors=True,
        evidence=(PROOF,),
    )
    # Proofs of other things may be missing on this disk; they are not what is asked here.
    return replace(statement, status=Status.PERMISSION, grants=(grant,), conflict=(), withdrawn=None, evidence=())


def _holder(item: ClearedItem, wanted: RequestedUse) -> str:
    first = statement_of(item.article, wanted.parts[0] if wanted.parts else None)
    return holder_name(first.holders) or (first.publisher.name if first.publisher else "")


def _work(item: ClearedItem, language: str) -> Work:
    statement = item.article.text_rights
    title = _line(statement.title or item.article.head.title, LONG)
    return Work(
        title=fill_text(load_words(language)["quoted_title"], title=title),
        authors=joined([_line(party.name) for party in statement.creators], language),
        publisher=_line(statement.publisher.name) if statement.publisher else "",
        published=shown_date(statement.first_published, language),
        url=statement.source_url or "",
    )


def _text_credit(rights: IssueRights, item: ClearedItem, words: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of the credit block; where the day of the permission will stand, the letter says so."""
    facts = replace(credit_facts(item, _house(rights)), granted_on=f"[{words['answer_day']}]")
    for line in credit_block(item.article.text_rights, facts).lines:
        yield _line(plain(line), LONG)


def _pictures(rights: IssueRights, item: ClearedItem, wanted: RequestedUse) -> Iterator[AskedPicture]:
    house = _house(rights)
    for number in wanted.pictures:
        cleared = item.pictures[number]
        statement = cleared.picture.rights
        shown = statement_license(statement)
        printed = plain(
            picture_credit(picture_words(cleared.picture, shown, house.publisher), statement, shown, house.words)
        )
        yield AskedPicture(
            caption=_line(cleared.picture.caption or cleared.picture.file, LONG),
            credit=_line(credit_of(cleared), LONG),
            url=_line(cleared.picture.src or statement.source_url or "", LONG),
            printed=_line(printed, LONG),
        )


def _house(rights: IssueRights) -> House:
    config, issue = rights.planned.config, rights.planned.issue
    language = issue.language or config.publication.language
    return House(
        config=config, issue=issue, language=language, words=read_vocabulary(rights.planned.labels).of(language)
    )


def _terms(config: Config, language: str) -> Terms:
    terms, publication = config.edition, config.publication
    return Terms(
        publisher_type=publication.publisher_type,
        countries=_countries(publication.territories, language),
        copies=_number(terms.audience_size, language) if terms.audience_size else "",
        price=f"{_number(terms.price, language)} {terms.currency}" if terms.price else "",
        paywall=terms.paywall,
        registration=terms.registration_wall,
        ads=terms.ads,
        sponsors=terms.sponsors,
        drm=terms.drm,
    )


def _number(value: int | Decimal, language: str) -> str:
    primary = language.split("-", maxsplit=1)[0]
    return str(format_decimal(value, locale=primary))


def _countries(territories: tuple[str, ...], language: str) -> str:
    if not territories or "WORLD" in territories:
        return ""
    names = Locale.parse(language.split("-", maxsplit=1)[0]).territories
    return joined([names.get(code, code) for code in territories], language)


def _line(text: str, most: int = 200) -> str:
    """Foreign words go into a mail: on one line, nothing invisible."""
    return safe_text(text, most)
