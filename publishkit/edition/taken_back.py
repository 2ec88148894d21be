"""What the gate makes of a retraction: every statement it names is withdrawn, so that no format prints the work."""

from dataclasses import replace

from publishkit.model.article import Article
from publishkit.model.revision import Revision, Revisions
from publishkit.model.rights import Withdrawal, WithdrawalKind
from publishkit.model.statement import RightsStatement


def taken_back(article: Article, revisions: Revisions, house: str) -> Article:
    """Return *article* with every statement withdrawn that a retraction names, so that the gate refuses it everywhere.

    *house* decided it where the entry names nobody.
    """
    whole = revisions.retraction(article.slug)
    text = _withdrawn(article.text_rights, whole, house)
    pictures = tuple(
        replace(
            picture,
            rights=_withdrawn(picture.rights, whole or revisions.retraction(article.slug, picture.file), house),
        )
        for picture in article.pictures
    )
    return replace(article, text_rights=text, pictures=pictures)


def _withdrawn(statement: RightsStatement, entry: Revision | None, house: str) -> RightsStatement:
    if entry is None:
        return statement
    gone = Withdrawal(kind=WithdrawalKind.TAKEDOWN, on=entry.date, by=entry.by or house)
    return replace(statement, withdrawn=gone)
