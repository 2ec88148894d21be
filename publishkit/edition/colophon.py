"""The colophon: who publishes, whom to write to, what the edition is made of."""

from collections.abc import Iterator

from publishkit.edition.house import House
from publishkit.edition.words import joined, shown_price
from publishkit.model.edition import ColophonLine, Line, Span
from publishkit.rights.sentence import fill, fill_text


def make_colophon(house: House, revision: str = "") -> tuple[ColophonLine, ...]:
    """Return the colophon's lines in order; what the config leaves empty has no line.

    *revision* is "Revision 2, 24 November 2026", "" for an edition as it came out.
    """
    return tuple(ColophonLine(label=house.words[key], line=line) for key, line in _lines(house, revision) if line)


def _lines(house: House, revision: str) -> Iterator[tuple[str, Line]]:
    publication, words = house.config.publication, house.words
    yield "publisher", _text(", ".join(filter(None, (publication.publisher, publication.address))))
    yield "editors", _text(joined(publication.editors, house.language))
    yield "issue", _text(f"{fill_text(words['number'], number=str(house.issue.number))}, {house.day(house.issue.date)}")
    yield "revised", _text(revision)
    yield "frequency", _text(publication.frequency)
    yield "price", _text(shown_price(house.config.edition.price, house.config.edition.currency, house.language))
    yield "issn", _text(publication.issn or "")
    contact, days = publication.contact, str(house.config.rights.takedown_days)
    link = Span(text=contact, href=f"mailto:{contact}" if "@" in contact and "://" not in contact else contact)
    yield "contact", fill(words["rights_contact"], {"contact": link, "days": days})
    yield "credits_and_rights", _text(house.rights_sentence)
    yield "rights_data", _text(words["rights_data_line"])
    yield "fonts", _text(words["fonts_line"])
    yield "made_with", _text(words["made_with_line"])


def _text(words: str) -> Line:
    return (Span(text=words),) if words else ()
