"""Fetch one source of the web: what may be fetched, from a site that lets us, in a kind that was asked for."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from publishkit.capture.door.door import LONGEST_PAUSE, Door
from publishkit.capture.door.fetched import MANUSCRIPTS, Answer, Fetched, Validators, Verdict, packed_type
from publishkit.capture.door.guard import SAVE, Target, parse_target, shown
from publishkit.capture.door.robots import may_fetch
from publishkit.errors import ExternalError, InputError, PublishkitError

HTML = ("text/html", "application/xhtml+xml")
FEEDS = (
    "application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml",
    "application/feed+json", "application/json",
)  # fmt: skip
TEXTS = ("text/plain", "text/markdown", "text/x-markdown")
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """What a caller can use."""

    name: str
    """In a sentence: "a web page"."""
    types: tuple[str, ...]
    """Media types; `image/*` is all of a kind."""
    most: int
    """Bytes, unpacked."""
    also: tuple[str, ...] = ()
    """Media types that are of use when they come, and are not asked for."""

    def takes(self, media_type: str) -> bool:
        """Return whether *media_type* is one of them."""
        return media_type in (*self.types, *self.also) or f"{media_type.partition('/')[0]}/*" in self.types

    @property
    def header(self) -> str:
        """For the request: these first, and what a site has if it has none of them."""
        return ", ".join((*self.types, "*/*;q=0.1"))


PAGE = Accepted(name="a web page", types=HTML, most=10_000_000)
FEED = Accepted(name="a feed", types=FEEDS, most=10_000_000)
PICTURE = Accepted(name="a picture", types=PICTURES, most=40_000_000)
DOCUMENT = Accepted(name="a document", types=(*MANUSCRIPTS, "application/pdf"), also=(*HTML, *TEXTS), most=50_000_000)
TEXT = Accepted(name="an article's page", types=(*HTML, *TEXTS), also=MANUSCRIPTS, most=10_000_000)

UNTOLD = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/unknown",
        "application/zip",
        "application/x-zip-compressed",
        "application/x-unknown",
        "unknown/unknown",
        "*/*",
    }
)
"""What servers say that do not know."""
MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n", "image/png"), (b"GIF8", "image/gif"), (b"%PDF-", "application/pdf"),
)  # fmt: skip
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200})?<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
SAYINGS = {
    401: "asks for a name and a password",
    402: "asks for payment",
    403: "is closed to us (403)",
    404: "is not there (404)",
    410: "is gone (410)",
    451: "is withheld for legal reasons (451)",
}


def fetch(address: str, *, door: Door, accept: Accepted = PAGE, known: Validators | None = None) -> Fetched:
    """Return what stands at *address*, its redirects followed, every address on the way looked at anew.

    *known* asks whether it has changed since; when it has not, `not_modified` says so and the body is empty.

    Raises:
        InputError: the address is none we go to, its site closes it to programs, or it holds what was not asked for.
        ExternalError: the site does not answer, or not with the page.
    """
    start = parse_target(address, door.ports)
    verdicts: list[Verdict] = []

    def check(target: Target) -> None:
        verdicts.append(may_fetch(target, door))
        door.tell(f"fetching {shown(str(target))}")

    hops = door.follow(start, accept=accept.header, most=accept.most, check=check, known=known)
    answer = hops[-1].answer
    place, media_type = shown(str(start)), media_type_of(answer)
    stop = _unusual(place, answer, door, asked=known is not None)
    if stop is None and answer.status == HTTPStatus.OK:
        stop = _unfit(place, answer, accept, media_type)
    if stop is not None:
        raise stop
    return Fetched(requested=address, redirects=hops[:-1], last=hops[-1], media_type=media_type, robots=verdicts[-1])


def media_type_of(answer: Answer) -> str:
    """Return the media type an answer declares; where it declares none of use, the one its first bytes show, or ""."""
    declared = answer.header("content-type").split(";")[0].split(",")[0].strip().lower()
    if declared not in UNTOLD:
        return declared
    head = answer.body[:3_000]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"PK\x03\x04":
        return packed_type(head)
    shape = next((kind for magic, kind in MAGIC if head.startswith(magic)), "")
    return shape or ("text/html" if MARKUP.match(head) else "")


def _unusual(place: str, answer: Answer, door: Door, *, asked: bool) -> PublishkitError | None:
    """Return why an answer holds no page at all; None when it does, or says that ours has not changed."""
    status = answer.status
    if status == HTTPStatus.OK or (status == HTTPStatus.NOT_MODIFIED and asked):
        return None
    if (pause := door.pause_after(answer)) is not None:
        when = f"asks to come back in {pause:.0f} seconds" if pause > LONGEST_PAUSE else "is too busy to answer"
        return ExternalError.at(place, f"{when} ({status})", f"try again later, or {SAVE}")
    if 400 <= status < 500:
        hint = f"see how it is spelled, or {SAVE}" if status in {404, 410} else SAVE
        return InputError.at(place, SAYINGS.get(status, f"is refused ({_phrase(status)})"), hint)
    return ExternalError.at(place, f"answers {_phrase(status)} and no page", f"try again later, or {SAVE}")


def _unfit(place: str, answer: Answer, accept: Accepted, media_type: str) -> PublishkitError | None:
    """Return why a page is not what was asked for; None when it is."""
    if not answer.body.strip():
        return ExternalError.at(place, "is empty", SAVE)
    if accept.takes(media_type):
        return None
    told = f"is {media_type[:80]}" if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) else "does not say what it is"
    return InputError.at(place, f"{told}, not {accept.name}", "give the address of the article's own page")


def _phrase(status: int) -> str:
    """The status in its usual words: those of a server may be anything.

    >>> _phrase(502), _phrase(999)
    ('502 Bad Gateway', '999')
    """
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
