"""Mail as a reader sees it: the HTML page, the plain text, and both parts of the message. By the stdlib's parser."""

import re
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256

from publishkit.edition.records.proof_record import Head
from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
from publishkit.proof.read.document import Document, FoundPicture, Reading, Spot, View, embedded, hidden_words
from publishkit.proof.read.html import parse_html, read_tree
from publishkit.words import SPACELESS

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")
_TAIL = ".,;:!?)]}'”»"
"""What ends a sentence around an address and is no part of it."""


def read_mail(artifacts: Mapping[str, Artifact], heads: Sequence[Head]) -> Reading:
    """Return the reading of `email.html`, `email.txt` and `email.eml`, each a view of its own, and of the pictures beside them."""
    views: list[View] = []
    pictures: list[FoundPicture] = []
    others: list[Document] = []
    names = [name for name in artifacts if name.startswith("email.")]
    beside = [artifact for name, artifact in artifacts.items() if name.startswith("email/")]
    pictures += (FoundPicture(where=one.name, sha256=one.sha256, data=one.data) for one in beside)
    others += filter(None, (hidden_words(one.name, one.data) for one in beside))
    if page := artifacts.get("email.html"):
        views.append(_page(page.name, page.data))
    if text := artifacts.get("email.txt"):
        views.append(_plain(text.name, text.data.decode("utf-8", "replace"), heads))
    if message := artifacts.get("email.eml"):
        whole = message_from_bytes(message.data, policy=default)
        others.append(
            Document(name=f"{message.name} (headers)", kind="text", text="", unseen="\n".join(_headers(whole)))
        )
        for part in _leaves(whole):
            kind, name = part.get_content_type(), part.get_filename()
            where = f"{message.name} ({kind})"
            if kind == "text/html" and not name:
                views.append(_page(where, _bytes(part)))
            elif kind == "text/plain" and not name:
                views.append(_plain(where, str(part.get_content()), heads))
            else:
                names.append(name or kind)
                data = _bytes(part)
                place = f"{where} {name or ''}".strip()
                pictures.append(FoundPicture(where=place, sha256=sha256(data).hexdigest(), data=data))
                if words := hidden_words(place, data):
                    others.append(words)
    written = (found for name in names if name in artifacts for found in embedded(name, artifacts[name].data))
    return Reading(
        channel=Channel.EMAIL,
        views=tuple(views),
        pictures=(*pictures, *written),
        names=tuple(names),
        others=tuple(others),
    )


def _headers(message: EmailMessage) -> Iterator[str]:
    """Yield what the message and its parts say in their headers, and what stands between the parts."""
    for part in message.walk():
        yield from (str(value) for value in part.values())
        yield from filter(None, (part.preamble, part.epilogue))


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in message.walk() if not part.is_multipart())


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    charset = part.get_content_charset("utf-8")
    if part.get_content_maintype() != "text" or charset == "utf-8":
        return payload
    return payload.decode(charset, "replace").encode()


def _page(name: str, data: bytes) -> View:
    return View(name=name, documents=(read_tree(name, parse_html(data), "html"),))


def _plain(name: str, text: str, heads: Sequence[Head]) -> View:
    """Return plain text as a view; its addresses are its links, and an item goes from its title to the next one's."""
    found = [Spot(at=match.start(), target=match[0].rstrip(_TAIL)) for match in _ADDRESS.finditer(text)]
    spots, mentions = tuple(found), tuple(spot.target for spot in found)
    document = Document(
        name=name, kind="text", text=text, spans=item_spans(text, heads), links=spots, mentions=mentions
    )
    return View(name=name, documents=(document,))


def item_spans(text: str, heads: Sequence[Head]) -> Mapping[str, tuple[int, int]]:
    """Return from where to where each item goes in plain text.

    A title also stands in the contents, in credits and on the credits page; the one that begins the item is the last
    before its rights label, which stands nowhere else right after a title.

    >>> heads = [Head(item="a01", title="One", label="Ours"), Head(item="a02", title="Two", label="Ours")]
    >>> item_spans("One, Two. One - Ours - body. Two - Ours - text.", heads)
    {'a01': (10, 29), 'a02': (29, 47)}
    """
    starts: dict[str, int] = {}
    at = 0
    for head in heads:
        if head.mail == "none":
            continue
        title, label = _spaced(head.title), _spaced(head.label)
        first = title.search(text, at)
        below = label.search(text, first.end()) if first else None
        if below is None:
            continue
        starts[head.item] = [found.start() for found in title.finditer(text, at, below.start())][-1]
        at = below.end()
    ends = [*list(starts.values())[1:], len(text)]
    return {item: (start, end) for (item, start), end in zip(starts.items(), ends, strict=False)}


BETWEEN = r"[\s\u200e\u200f\u2066-\u2069]"
"""Between two words, and in scripts without spaces between two letters: the end of a line, marks of direction beside it."""
_SPACELESS = re.compile(f"[{SPACELESS}]")


def _spaced(words: str) -> re.Pattern[str]:
    r"""Return what finds *words* in lines of text, wherever they are parted.

    >>> bool(_spaced("In 日本語").fullmatch("In\n日\n本語")), bool(_spaced("In two").fullmatch("In t\nwo"))
    (True, False)
    """
    return re.compile(f"{BETWEEN}+".join(map(_partable, words.split())))


def _partable(word: str) -> str:
    letters = [f"{re.escape(letter)}{BETWEEN}*" if _SPACELESS.match(letter) else re.escape(letter) for letter in word]
    return "".join(letters)
