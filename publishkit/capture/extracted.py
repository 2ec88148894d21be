"""What a reader of sources found: blocks in order, fields, pictures, and what it left out; cleaned, and as JSON."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from operator import is_
from typing import Literal, TypeVar, cast

from pydantic import BaseModel

from publishkit.model.article import Byline
from publishkit.model.statement import RightsStatement, Signal
from publishkit.words import MESSAGE, is_blank, without_message

BlockKind = Literal["paragraph", "subhead", "list", "quote", "table", "code", "figure", "rule", "embed", "note"]
Moment = date | datetime
T = TypeVar("T")

NO_ADDRESS = "source_url: the address of the original is missing; add it (or run again with --url)"
AT_SITE = "source_url: the page does not say its own address; {site} is that of its site. Put the page's there (or run again with --url)"
"""The question when a source does not say where it stood."""

ENDS = {
    b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp", b"II*\0": "tif", b"MM\0*": "tif",
}  # fmt: skip
"""How the bytes of our kinds of picture begin -> the ending of their names."""

CONTROL = re.compile(
    r"\x1b\[[0-?]{0,20}[ -/]{0,3}[@-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]"
)
"""What colours a terminal, what XML cannot hold, and what turns letters around; the same set the loader of our files refuses."""
ASCII = bytes(range(128))
CONTROL_CODES = bytes(code for code in range(128) if CONTROL.match(chr(code)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One block of the body, in reading order."""

    kind: BlockKind
    text: str = ""
    """Plain text as read; for a list or table the items joined by line ends."""
    markdown: str = ""
    """The same as CommonMark, the whole block when a page wrote it; made from `text` and `items` when ""."""
    written: bool = False
    """Whether `markdown` is the whole block."""
    items: tuple[str, ...] = ()
    ordered: bool = False
    picture: int | None = None
    """Index into `Extracted.pictures` for a figure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPicture:
    """A picture of the source; without a file it is recorded and never printed."""

    file: str = ""
    """`images/01.jpg` when the bytes are at hand, else ""."""
    src: str | None = None
    written: tuple[str, ...] = ()
    """Its addresses as the page writes them, also the place where a browser saved it."""
    caption: str = ""
    credit: str = ""
    """Without label and sign."""
    credit_raw: str = ""
    """The line as it stood there."""
    alt: str = ""
    license_uri: str | None = None
    signals: tuple[Signal, ...] = ()
    """What the page's data and the file itself say about this picture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped:
    """Something on the page that is not the article."""

    text: str
    reason: str
    after: int | None = None
    """How many blocks of the body stand before it; None where nobody knows."""
    as_printed: Callable[[], str] = field(default=str, compare=False, repr=False)
    """Writes it as CommonMark, "" where that is no more than its lines as paragraphs; asked only when it is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A value a field could have, and where it stood."""

    value: str
    source: str
    why: str = ""
    """What speaks for it and against it, with weights; "" where nothing had to be weighed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """An article as read from one source; nothing is guessed, unknown is empty."""

    title: str = ""
    kicker: str = ""
    deck: str = ""
    bylines: tuple[Byline, ...] = ()
    dateline: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    publisher: str | None = None
    publisher_url: str | None = None
    language: str | None = None
    source_url: str | None = None
    site_url: str | None = None
    """The home of the site it is from; a credit leads there as long as nobody gives the page's own address."""
    canonical_url: str | None = None
    origin_line: str = ""
    blocks: tuple[Block, ...] = ()
    body: str | None = None
    """The body as written, when the source is Markdown already."""
    pictures: tuple[FoundPicture, ...] = ()
    deck_in_text: bool = False
    """Whether the deck is a paragraph of the page's own text: what `add --json` calls the text opens with it then."""
    page_text: str = ""
    """All words of the source, also those around the article: where notices stand."""
    signals: tuple[Signal, ...] = ()
    truncated: bool = False
    dropped: tuple[Dropped, ...] = ()
    review: tuple[str, ...] = ()
    candidates: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)

    @property
    def address_question(self) -> str:
        """What an editor is asked about its address; "" when it is known."""
        if self.source_url:
            return ""
        return AT_SITE.format(site=self.site_url) if self.site_url else NO_ADDRESS

    @property
    def text(self) -> str:
        """Body paragraphs joined by a blank line; captions and credits are not in it."""
        return "\n\n".join(block.text for block in self.blocks if block.text and block.kind not in {"figure", "embed"})


def released(found: Extracted) -> Extracted:
    """Return *found* without the page that it was read from: what was left out can no longer be written as it would be printed."""
    return replace(found, dropped=tuple(replace(one, as_printed=str) for one in found.dropped))


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptionCredit:
    """A line read as caption and credit."""

    caption: str
    credit: str
    raw: str


CreditReader = Callable[[str], CaptionCredit | None]
"""Reads a line as a credit; `rights/` knows the labels and agencies, the pipeline hands it over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readers:
    """What knows about credits and notices, handed to the readers of sources."""

    credit_line: CreditReader
    """A whole line that is a credit."""
    caption_tail: CreditReader
    """A caption that ends in its credit."""
    clean_credit: Callable[[str], str]
    """A credit without its label and sign."""
    notice_spans: Callable[[str], Sequence[tuple[int, int]]]
    """Where notices and copyright lines stand in a text."""
    copyright_name: Callable[[str], str | None]
    """Whom the copyright line of a page names."""


def ending_of(data: bytes) -> str | None:
    r"""Return the ending of the file's name, None when it is no picture of ours.

    >>> ending_of(b"\xff\xd8\xff\xe0..."), ending_of(b"<svg>")
    ('jpg', None)
    """
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    return next((end for magic, end in ENDS.items() if data.startswith(magic)), None)


def missing_files(pictures: Sequence[FoundPicture]) -> tuple[str, ...]:
    """Return the question about pictures without a file, () when there is none."""
    missing = sum(not picture.file for picture in pictures)
    return (f"pictures: {missing} picture(s) without a file; they are recorded and not printed",) if missing else ()


def printable(value: T) -> T:
    r"""Return *value*, a text or anything made of texts, without characters that cannot be printed.

    >>> printable(("Low\x00 water", "\u200b\u2060", 3))
    ('Low water', '', 3)
    """
    return cast("T", _cleaned(value))


def _cleaned(value: object) -> object:
    match value:
        case str():
            return _cut(value)
        case tuple() | list():
            cleaned = [_cleaned(one) for one in value]
            return value if all(map(is_, cleaned, value)) else type(value)(cleaned)
        case Mapping():
            return {_cleaned(key): _cleaned(item) for key, item in value.items()}
        case BaseModel():
            texts = {name: text for name in type(value).model_fields if isinstance(text := getattr(value, name), str)}
            update = {name: cut for name, text in texts.items() if (cut := _cut(text)) is not text}
            return value.model_copy(update=update) if update else value
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = {name: getattr(value, name) for name in _names_of(type(value))}
            changed = {name: new for name, old in held.items() if (new := _cleaned(old)) is not old}
            return replace(value, **changed) if changed else value
        case _:
            return value


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _cut(text: str) -> str:
    if text.isascii() and text.isprintable():  # most are
        return text.replace("@@PK_", "@@ PK_")
    data = text.encode("utf-8", "surrogatepass")
    beyond = data.translate(None, ASCII).decode("utf-8", "surrogatepass")
    # A page is looked through much faster so than by a pattern.
    if len(data.translate(None, CONTROL_CODES)) < len(data) or CONTROL.search(beyond):
        text = without_message(CONTROL.sub("", text))
    elif MESSAGE.search(beyond):
        text = without_message(text)
    text = text.replace("@@PK_", "@@ PK_")
    return "" if not text.isascii() and is_blank(text) else text


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
        "text": f"{found.deck}\n\n{found.text}" if found.deck_in_text else found.text,
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
