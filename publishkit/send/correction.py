"""The correction mail as a message: its own subject and its own name, so that no program takes it for the letter again."""

from dataclasses import replace
from datetime import datetime

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.send.message import (
    HOUR,
    SAMPLE_ADDRESS,
    SAMPLE_NAME,
    SAMPLE_UNSUBSCRIBE,
    Reader,
    build_message,
    mailing_of,
)


def correction_message(edition: Edition, page: Artifact, text: Artifact, subject: str) -> Artifact:
    """Return `correction-r2.eml`: *page* and *text* as a sample reader would get them, dated on the day of the revision."""
    address = edition.config.email.unsubscribe_url or SAMPLE_UNSUBSCRIBE
    reader = Reader(address=SAMPLE_ADDRESS, name=SAMPLE_NAME, unsubscribe=address.replace("{token}", "sample"))
    mailing = replace(mailing_of(edition), subject=subject, edition=f"{edition.id}-r{edition.revision}")
    moment = datetime.combine(edition.modified, HOUR)
    data = build_message(mailing, reader, page=page.data.decode(), text=text.data.decode(), moment=moment)
    return Artifact(name=f"{page.name.removesuffix('.html')}.eml", media_type="message/rfc822", data=data)
