"""Where a letter comes from: whether its writer is whom we asked, of the house that published the work, or speaks for the holder."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from publishkit.model.rights import Party
from publishkit.model.statement import RightsStatement
from publishkit.permissions.answer.meaning import folded, permits
from publishkit.permissions.answer.terms import FREEMAIL
from publishkit.permissions.mail_head import MailHead
from publishkit.permissions.request_record import FoundRequest
from publishkit.rights.ours import words_of

SHARED = frozenset(
    """substack.com medium.com wordpress.com wordpress.org blogspot.com blogger.com ghost.io github.io gitlab.io github.com gitlab.com
    netlify.app vercel.app pages.dev workers.dev web.app firebaseapp.com herokuapp.com tumblr.com wixsite.com wix.com weebly.com
    squarespace.com typepad.com livejournal.com over-blog.com overblog.com canalblog.com hatenablog.com hatenablog.jp note.com
    notion.site notion.so beehiiv.com buttondown.email buttondown.com mailchimp.com myshopify.com strikingly.com jimdo.com
    jimdofree.com webnode.com webflow.io carrd.co write.as bearblog.dev micro.blog facebook.com twitter.com x.com linkedin.com
    instagram.com youtube.com reddit.com issuu.com scribd.com archive.org google.com microsoft.com apple.com yahoo.com""".split()
)
"""Domains under which anybody may publish: who writes from one of them is of no author's house."""
SUFFIX = re.compile(
    r"(?:co|com|org|net|ac|gov|edu|ne|or|go|gob|gouv|me|ltd|plc|nom|asso|web|info|biz)\.[a-z]{2}|[a-z-]+"
)
"""Under which domains are sold: "co.uk", "com"."""
LINES = 8
"""Lines at the end of a letter in which it is signed."""
END = 1_500
"""Characters at the end of a letter that are looked through, and of the signature beneath it."""
MOST_LINES = 30
LONGEST = 90
"""Characters of a line of a signature."""
BESIDE = 7
"""Words that may stand beside the holder's name in a line of a signature."""
_OUTSIDE = re.compile(
    r"\b(?:former\w*|ex|once|until|retired|freelanc\w*|contribut\w*|readers?|subscriber|friend|fan|intern|volunteer|customer|client|"
    r"supplier|not|no longer|ehemalig\w*|frei\w*|leser\w*|abonnent\w*|praktik\w*|ancien\w*|lect\w*|abonn\w*|pigiste|stagiaire|"
    r"antigu\w*|exempleado|suscriptor\w*|becari\w*|stagist\w*|lettor\w*|byl[ya]|czyteln\w*|stazyst\w*|praktykant\w*|leitor\w*|"
    r"estagiari\w*|voormalig\w*|lezer|tidigare|tidligere|byval\w*)\b"
)
"""What makes whoever signs no voice of the house."""


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


def strange_namesake(head: MailHead, statement: RightsStatement, request: FoundRequest | None) -> str:
    """Return what is odd about a mail that bears the holder's name and comes from elsewhere; "" where nothing is.

    Anybody may write any name before an address.
    """
    holders = {words_of(party.name) for party in statement.holders if party.name}
    if words_of(head.name) not in holders or not next(notes_on_sender(head.address, (statement,), request), ""):
        return ""
    return f"the mail calls its writer {head.name}, as the rights holder is called, and comes from {head.address}"


def signed_for(own: str, aside: str, holders: Sequence[Party]) -> str:
    r"""Return the line by which a letter is signed for the one holder; "" when it is not.

    >>> signed_for("Yes, please do.\n\nAda Reed\nSyndication, Quay Press Ltd", "", [Party(name="Quay Press Ltd.")])
    'Syndication, Quay Press Ltd'
    """
    named = {words_of(party.name) for party in holders if party.name}
    if len(named) != 1 or not (wanted := named.pop()):
        return ""
    ends = f"{own[-END:]}\n{aside[:END]}".splitlines()
    lines = [line.strip(" *_|") for line in ends if line.strip()][-MOST_LINES:]
    last = max((number for number, line in enumerate(lines) if permits(line[:END])), default=-1)
    for line in lines[last + 1 :][-LINES:]:
        words = words_of(line[: 2 * LONGEST])
        places = [at for at in range(len(words) - len(wanted) + 1) if words[at : at + len(wanted)] == wanted]
        short = len(line) <= LONGEST and len(words) - len(wanted) <= BESIDE and not re.search(r"[.!?]\s+\w", line)
        if places and short and (places[-1] + len(wanted) == len(words) or places[0] == 0):
            return "" if _OUTSIDE.search(folded(line)) else line
    return ""


def is_of_house(address: str, statement: RightsStatement, request: FoundRequest | None) -> bool:
    """Return whether an answer to our request comes from a domain of the work's own house, or of the address we asked.

    Domains in which anybody has an address, or a page, are nobody's.
    """
    domain = address.rpartition("@")[2].lower()
    if request is None or not is_own_domain(domain):
        return False
    to = request.request.to.rpartition("@")[2].lower()
    page = urlsplit(statement.source_url or "").hostname or ""
    return any(_same_house(domain, known) for known in (to, page.removeprefix("www.")) if is_own_domain(known))


def is_own_domain(domain: str) -> bool:
    """Return whether a domain belongs to one house.

    >>> (
    ...     is_own_domain("press.example"),
    ...     is_own_domain("gmail.com"),
    ...     is_own_domain("co.uk"),
    ...     is_own_domain("substack.com"),
    ... )
    (True, False, False, False)
    """
    return "." in domain and domain not in FREEMAIL | SHARED and not SUFFIX.fullmatch(domain)


def _houses(statement: RightsStatement) -> Iterator[str]:
    for url in (statement.source_url, statement.terms_url, statement.acquire_url):
        if url and (host := urlsplit(url).hostname):
            yield host.lower().removeprefix("www.")


def _same_house(domain: str, known: str) -> bool:
    """Return whether a mail domain belongs to a host or address: the same, or one below the other."""
    host = known.rpartition("@")[2]
    above = is_own_domain(domain) and host.endswith(f".{domain}")
    below = is_own_domain(host) and domain.endswith(f".{host}")
    return "." in host and (domain == host or above or below)
