"""Where a letter comes from: from whom we asked, from the house that published the work, or from elsewhere."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from publishkit.model.statement import RightsStatement
from publishkit.permissions.answer.reading import FREEMAIL
from publishkit.permissions.request_record import FoundRequest


def is_expected(address: str, statement: RightsStatement, request: FoundRequest | None) -> bool:
    """Return whether a letter from *address* comes from whom we asked, or from the house that published the work."""
    domain = address.rpartition("@")[2].lower()
    to = request.request.to.lower() if request else ""
    if not domain or address.lower() == to:
        return bool(domain)
    return domain not in FREEMAIL and any(_same_house(domain, known) for known in (to, *_houses(statement)))


def notes_on_sender(address: str, statements: Sequence[RightsStatement], request: FoundRequest | None) -> Iterator[str]:
    """Yield what an editor should know of a sender from elsewhere: an address is easily made up."""
    houses = list(dict.fromkeys(house for one in statements for house in _houses(one)))
    to = request.request.to if request else ""
    if not address or not (to or houses) or all(is_expected(address, one, request) for one in statements):
        return
    expected = f"the request went to {to}" if to else f"the work appeared on {houses[0]}"
    yield f"The letter comes from {address}; {expected}. Make sure that its writer may permit this."


def _houses(statement: RightsStatement) -> Iterator[str]:
    for url in (statement.source_url, statement.terms_url, statement.acquire_url):
        if url and (host := urlsplit(url).hostname):
            yield host.lower().removeprefix("www.")


def _same_house(domain: str, known: str) -> bool:
    """Return whether a mail domain belongs to a host or address: the same, or one below the other."""
    host = known.rpartition("@")[2]
    return "." in host and (domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}"))
