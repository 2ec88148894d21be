"""A book: its chapters listed, and one of them as an article."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from publishkit.capture.dates import parse_moment
from publishkit.capture.document import Document, Facts
from publishkit.capture.files import decode, is_address, stop_at
from publishkit.capture.page.body.notes import MARK, MOST, link_targets, note_body
from publishkit.capture.page.tree import parse_html, text_of
from publishkit.capture.sources.form import Form, Part
from publishkit.capture.sources.packed import SAVE, Packed, parse_xml, refuse_entities

CONTAINER = "META-INF/container.xml"
PACKAGE = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
MAX_CHAPTER = 10_000_000
MAX_SPINE = 2_000
LISTED = 60
"""Chapters that are named when none was asked for."""
FEW = 40
"""Characters below which a page of a book is a cover or a title."""
IMAGE = re.compile(r"""(<img\b[^<>]{0,2000}?\bsrc\s*=\s*|<image\b[^<>]{0,2000}?\bhref\s*=\s*)(["'])([^"'<>]{1,2000})\2""", re.IGNORECASE | re.DOTALL)  # fmt: skip
LINK = re.compile(
    r"""(?P<open><a\b[^<>]{0,2000}?\bhref\s*=\s*["'])(?P<file>[^"'<>#]{1,500})#(?P<name>[^"'<>]{1,300})(?P<rest>["'][^<>]{0,2000}>(?P<words>(?:(?!</a\b).){1,300})</a\b)""",
    re.IGNORECASE | re.DOTALL,
)
"""A link to a place in another file."""
NOTE_FILES = 20
"""Other files of a book in which notes of one chapter are looked for."""
EMPTY = re.compile(r"<(a|span|p|div|i|b|em|strong|sup|sub|small|td|th|li|dt|dd|h[1-6]|title|script|style|iframe|section|aside)((?:\s[^<>]{0,2000}?)?)\s?/>", re.IGNORECASE)  # fmt: skip
"""An element that XML closes at once; HTML would have all that follows in it."""
LOCKED = "META-INF/encryption.xml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """What a book says of itself, and where its texts are."""

    packed: Packed
    package: etree._Element
    spine: Sequence[str]
    """Paths of its texts, in order."""


def chapters(name: str, data: bytes) -> Sequence[Part]:
    """Return the texts of a book, those with a few words only left out.

    Raises:
        InputError: it is damaged, too large, or no book.
    """
    book = _open(name, data)
    named = _contents(book)
    found = []
    for number, path in enumerate(book.spine, 1):
        text, title = _look(book.packed.read(path, MAX_CHAPTER))
        if len(text) >= FEW:
            words = len(text.split())
            found.append(
                Part(number=number, title=named.get(path) or title or text[:60], told=f"{words:,} words", name=path)
            )
    return found


def read_epub(name: str, data: bytes, part: str = "") -> Document:
    """Return a chapter of the book *data*; *part* is its number in the book, its path, or its title.

    Raises:
        InputError: it is damaged, too large, or no chapter was named and it has several.
    """
    book = _open(name, data)
    parts = chapters(name, data)
    wanted = unquote(part).strip().lower()
    names = [
        (str(one.number), one.name.lower(), posixpath.basename(one.name).lower(), one.title.lower()) for one in parts
    ]
    chosen = next((one for one, known in zip(parts, names, strict=True) if wanted in known), None)
    if not part and len(parts) == 1:
        chosen = parts[0]
    if chosen is None:
        raise _unsaid(name, part, parts)
    received = book.packed.read(chosen.name, MAX_CHAPTER)
    refuse_entities(name, received)
    text, charset, why = decode(received, markup=True)
    pictures: dict[str, bytes] = {}
    html = _with_notes(
        IMAGE.sub(lambda match: _placed(match, chosen.name, book, pictures), _without_prolog(text)), chosen.name, book
    )
    return Document(
        name=name, kind="html", data=received, text=html, charset=charset, charset_why=why, pictures=pictures, whole=True,
        part=chosen.name, facts=_facts(book, chosen), archive=data, archive_name="in.epub",
    )  # fmt: skip


def _unsaid(name: str, part: str, parts: Sequence[Part]) -> Exception:
    if not parts:
        return stop_at(name, "has no text in it", "a book of pictures cannot be read")
    file = name.partition("#")[0] if is_address(name) else Path(name).name
    said = f"has no chapter {part[:60]!r}" if part else f"holds {len(parts):,} chapters; say which"
    listed = "; ".join(f"{one.number} {one.title[:50]}" for one in parts[:LISTED])
    more = f"; {len(parts) - LISTED:,} more" if len(parts) > LISTED else ""
    return stop_at(name, said, f'`add "{file}#{parts[0].number}"` takes one. There are: {listed}{more}')


def _without_prolog(text: str) -> str:
    text = re.sub(r"\A\s*<\?xml[^>]{0,300}\?>", "", text)
    return EMPTY.sub(r"<\1\2></\1>", text)


def _placed(match: re.Match[str], chapter: str, book: Book, pictures: dict[str, bytes]) -> str:
    """A picture's tag with an address of ours; what stands there is put into *pictures*."""
    place = _joined(chapter, match[3])
    data = book.packed.read(place) if place else b""
    if not data:
        return match[0]
    address = f"cid:picture-{len(pictures) + 1}"
    pictures[address] = data
    opening = "<img src=" if match[1].lower().startswith("<image") else match[1]
    return f"{opening}{match[2]}{address}{match[2]}"


def _with_notes(html: str, chapter: str, book: Book) -> str:
    """The chapter with those notes at its end that stand in other files of the book, and its marks leading there."""
    files: dict[str, Mapping[str, HtmlElement]] = {}
    notes: dict[HtmlElement, str] = {}

    def led(match: re.Match[str]) -> str:
        place = _joined(chapter, match["file"])
        words = re.sub(r"<[^>]{0,500}>", "", match["words"])
        if not place or place == chapter or not MARK.fullmatch(" ".join(words.split())):
            return match[0]
        if place not in files and len(files) < NOTE_FILES:
            tree = _tree(book.packed.read(place, MAX_CHAPTER))
            files[place] = link_targets(tree) if tree is not None else {}
        target = files.get(place, {}).get(unquote(match["name"]))
        body = note_body(target) if target is not None else None
        if body is None or len(notes) >= MOST:
            return match[0]
        name = notes.setdefault(body, f"note-{len(notes) + 1}-of-the-book")
        return f"{match['open']}#{name}{match['rest']}"

    html = LINK.sub(led, html)
    added = "".join(f'<aside id="{name}" epub:type="footnote">{_inside(body)}</aside>' for body, name in notes.items())
    head, end, tail = html.rpartition("</body>")
    return f"{head}{added}{end}{tail}" if end else html + added


def _inside(element: HtmlElement) -> str:
    """What is in an element, as HTML; its pictures stay in their file."""
    for image in list(element.iter("img", "image", "svg")):
        image.drop_tree()
    parts = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return escape(element.text or "") + "".join(parts)


def _tree(data: bytes) -> HtmlElement | None:
    try:
        return parse_html(_without_prolog(decode(data, markup=True)[0])) if data else None
    except ValueError:
        return None


def _joined(base: str, address: str) -> str:
    """The member an address means, seen from the member *base*; "" for one outside of the book."""
    bare = unquote(address.partition("#")[0].partition("?")[0])
    if not bare or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", bare):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), bare))


def _open(name: str, data: bytes) -> Book:
    packed = Packed(name, data)
    container = packed.xml(CONTAINER)
    root = (
        next((one.get("full-path") or "" for one in container.iter("{*}rootfile")), "") if container is not None else ""
    )
    package = packed.xml(root) if root else None
    if package is None:
        raise stop_at(name, "is no EPUB: it does not say where its package is", SAVE)
    items = {one.get("id"): one for one in package.iter(f"{PACKAGE}item")}
    refs = [items.get(one.get("idref")) for one in package.iter(f"{PACKAGE}itemref")][:MAX_SPINE]
    spine = [_joined(root, one.get("href") or "") for one in refs if one is not None]
    locked = _locked(packed)
    if any(path in locked for path in spine):
        raise stop_at(name, "is locked (DRM); its texts cannot be read", "ask the publisher for the text")
    return Book(packed=packed, package=package, spine=[path for path in spine if path])


def _locked(packed: Packed) -> set[str]:
    """The members that are encrypted; fonts often are, in books that are not."""
    listed = packed.xml(LOCKED)
    return {unquote(one.get("URI") or "") for one in listed.iter("{*}CipherReference")} if listed is not None else set()


def _look(data: bytes) -> tuple[str, str]:
    """The words of a chapter, and its first heading."""
    tree = _tree(data)
    body = next(tree.iter("body"), tree) if tree is not None else None
    if body is None:
        return "", ""
    heads = (text_of(one) for one in body.iter("h1", "h2", "h3"))
    return text_of(body), next((head for head in heads if head), "")


def _contents(book: Book) -> Mapping[str, str]:
    """Path -> what the table of contents calls it."""
    found: dict[str, str] = {}
    for item in book.package.iter(f"{PACKAGE}item"):
        is_nav = "nav" in (item.get("properties") or "").split()
        if not is_nav and item.get("media-type") != "application/x-dtbncx+xml":
            continue
        root = next((one for one in book.packed.names if one.endswith(".opf")), "")
        place = _joined(root, item.get("href") or "")
        data = book.packed.read(place, MAX_CHAPTER)
        if not data:
            continue
        tree = parse_xml(book.packed.name, data, recover=True)
        for path, title in _links(tree, place, is_nav=is_nav):
            found.setdefault(path, title)
    return found


def _links(tree: etree._Element, place: str, *, is_nav: bool) -> Iterator[tuple[str, str]]:
    if is_nav:
        for link in tree.iter("{*}a"):
            yield _joined(place, link.get("href") or ""), " ".join("".join(map(str, link.itertext())).split())
        return
    for point in tree.iter("{*}navPoint"):
        content, label = point.find("{*}content"), point.find("{*}navLabel")
        if content is not None and label is not None:
            yield _joined(place, content.get("src") or ""), " ".join("".join(map(str, label.itertext())).split())


def _facts(book: Book, part: Part) -> Facts:
    """What the book says of itself; its author may be another than the chapter's."""
    package = book.package
    creators = tuple(" ".join((one.text or "").split()) for one in package.iter(f"{DC}creator"))
    told = " ".join((package.findtext(f".//{DC}title") or "").split())
    rights = tuple(" ".join((one.text or "").split()) for one in package.iter(f"{DC}rights"))
    day = parse_moment((package.findtext(f".//{DC}date") or "").strip())
    question = f"origin: the chapter is from the book “{told[:100]}”; say so in its credit" if told else ""
    return Facts(
        where="the book's own data", title=part.title, authors=tuple(filter(None, creators)), published=day,
        publisher=" ".join((package.findtext(f".//{DC}publisher") or "").split()),
        language=(package.findtext(f".//{DC}language") or "").strip(), rights=tuple(filter(None, rights)),
        questions=tuple(filter(None, (question,))),
    )  # fmt: skip


EPUB = Form(
    name="a book (EPUB)",
    endings=(".epub",),
    sniff=lambda data: data.startswith(b"PK\x03\x04") and b"application/epub+zip" in data[:400],
    read=read_epub,
    parts=chapters,
)
