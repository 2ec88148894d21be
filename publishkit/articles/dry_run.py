"""What `add --dry-run --json` prints: one object per source, unknown is null or empty."""

from collections.abc import Sequence
from datetime import date, datetime

from publishkit.articles.extracted import Extracted, FoundPicture
from publishkit.model.statement import RightsStatement


def as_json(found: Extracted, statement: RightsStatement, source: str, slug: str | None) -> dict[str, object]:
    """Return the object of the design's "Machine-readable forms"."""
    return {
        "source": source,
        "slug": slug,
        "title": found.title or None,
        "kicker": found.kicker or None,
        "deck": found.deck or None,
        "bylines": [{"name": byline.name, "role": byline.role} for byline in found.bylines],
        "published": _moment(found.published),
        "modified": _moment(found.modified),
        "publisher": found.publisher,
        "language": found.language,
        "canonical_url": found.canonical_url,
        "subheads": [block.text for block in found.blocks if block.kind == "subhead"],
        "lists": [list(block.items) for block in found.blocks if block.kind == "list"],
        "quotes": sum(block.kind == "quote" for block in found.blocks),
        "text": found.text,
        "images": _images(found.pictures),
        "rights": _rights(statement),
        "truncated": found.truncated,
        "dropped": [{"text": dropped.text, "reason": dropped.reason} for dropped in found.dropped],
        "review": list(found.review),
    }


def _images(pictures: Sequence[FoundPicture]) -> list[dict[str, str | None]]:
    return [
        {
            "src": picture.src or picture.file or None,
            "caption": picture.caption or None,
            "credit": picture.credit or None,
            "credit_raw": picture.credit_raw or None,
            "alt": picture.alt or None,
        }
        for picture in pictures
    ]


def _rights(statement: RightsStatement) -> dict[str, object]:
    return {
        "status": str(statement.status),
        "holders": [holder.name for holder in statement.holders],
        "notices": [notice.text for notice in statement.notices],
        "copyright_line": statement.copyright_line,
        "license_id": statement.license_id,
        "license_uri": statement.license_uri,
        "tdm": {"state": str(statement.tdm.state), "policy_url": statement.tdm.policy_url},
    }


def _moment(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else None
