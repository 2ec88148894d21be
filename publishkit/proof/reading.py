"""What a reader would see in the finished files of an edition, by readers that are not the renderers."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from publishkit.edition.records.announced import Announced, announce
from publishkit.edition.records.proof_record import Head
from publishkit.edition.records.public_record import SUPERSEDED
from publishkit.edition.records.records import SUMS
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.read.document import Document, FoundPicture, Reading, View, embedded, hidden_words, is_picture
from publishkit.proof.read.epub import read_book
from publishkit.proof.read.html import css_addresses, css_words, parse_html, read_tree
from publishkit.proof.read.mail import read_mail
from publishkit.proof.read.pdf import read_pdf
from publishkit.rights.pictures.parts import words_in


class BuiltEdition(dict[str, Artifact]):
    """The finished files by name; what a reader sees in them is read once, when a check or the proof first asks."""

    def __init__(self, artifacts: Sequence[Artifact] | Mapping[str, Artifact], heads: Sequence[Head] = ()) -> None:
        """Hold *artifacts*; *heads* say how the items begin, for finding them in plain text."""
        super().__init__()
        for artifact in artifacts.values() if isinstance(artifacts, Mapping) else artifacts:
            self[artifact.name] = artifact
        self._heads = tuple(heads)

    @cached_property
    def readings(self) -> Mapping[Channel, Reading]:
        """What a reader would see, per format."""
        return read_artifacts(self, self._heads)


class Check(Protocol):
    """Looks at the finished files of one format, or at all of them; its docstring is its rules.

    A check that needs only bytes may ask for a plain `Mapping[str, Artifact]`.
    """

    def __call__(self, edition: Edition | Announced, artifacts: BuiltEdition, /) -> Iterator[Finding]:
        """Yield what there is to say."""
        ...


def heads_of(edition: Edition | Announced) -> tuple[Head, ...]:
    """Return how each item begins, for finding it in plain text."""
    return tuple(
        Head(item=item.id, title=item.title, label=item.label, mail=item.mail) for item in announce(edition).items
    )


def channel_of(name: str) -> Channel | None:
    """Return the format a file of an edition belongs to; None for the records beside them.

    >>> channel_of("web/images/a.jpg"), channel_of("rights.json")
    (<Channel.WEB: 'web'>, None)
    """
    if name.startswith(("email.", "email/")):
        return Channel.EMAIL
    if name.startswith("web/"):
        return Channel.WEB
    suffix = posixpath.splitext(name)[1].lower()
    return {".pdf": Channel.PDF, ".epub": Channel.EPUB}.get(suffix) if "/" not in name else None


def read_artifacts(artifacts: Mapping[str, Artifact], heads: Sequence[Head] = ()) -> Mapping[Channel, Reading]:
    """Return the reading of every format that is there, each file opened once.

    *heads* say how the items begin; without them plain text is one stretch.
    """
    found: dict[Channel, dict[str, Artifact]] = {}
    for name, artifact in sorted(artifacts.items()):
        if (channel := channel_of(name)) is not None:
            found.setdefault(channel, {})[name] = artifact
    readers: Mapping[Channel, Callable[[Mapping[str, Artifact]], Reading]] = {
        Channel.EMAIL: lambda files: read_mail(files, heads),
        Channel.WEB: read_web,
        Channel.PDF: lambda files: _one(files, read_pdf),
        Channel.EPUB: lambda files: _one(files, read_book),
    }
    # PDFium works outside the interpreter's lock, so the PDF is begun first and read beside the other formats.
    channels = sorted(found, key=lambda channel: channel is not Channel.PDF)
    with ThreadPoolExecutor(max_workers=2) as pool:
        readings = zip(channels, pool.map(lambda channel: readers[channel](found[channel]), channels), strict=True)
    told = {channel: _with_picture_words(reading) for channel, reading in readings}
    return MappingProxyType({channel: told[channel] for channel in found})


def _with_picture_words(reading: Reading) -> Reading:
    """Return *reading* with the words in its pictures' files, which a reader's program shows and a search engine reads."""
    told = ((found.where, words_in(found.data)) for found in reading.pictures if found.data)
    words = (Document(name=where, kind="text", text="", unseen=words) for where, words in told if words)
    return replace(reading, others=(*reading.others, *words))


def _one(files: Mapping[str, Artifact], read: Callable[[Artifact], Reading]) -> Reading:
    """Return the reading of the only file of its kind; a second one would go out unproved."""
    first, *others = files.values()
    reading = read(first)
    extra = tuple(f"{artifact.name}: one file too many" for artifact in others)
    return replace(reading, broken=(*reading.broken, *extra)) if extra else reading


def read_records(artifacts: Mapping[str, Artifact]) -> tuple[Document, ...]:
    """Return the words of the files beside the formats: records and whatever else lies there.

    Books of earlier revisions are what they were; what was taken back since stands in them.
    """
    beside = (
        artifact
        for name, artifact in sorted(artifacts.items())
        if channel_of(name) is None and name != SUMS and not name.startswith(f"{SUPERSEDED}/")
    )
    return tuple(found for one in beside if (found := hidden_words(one.name, one.data)))


# --- the web folder ---------------------------------------------------------------------------------------------------


def read_web(files: Mapping[str, Artifact]) -> Reading:
    """Return the reading of the web folder: all pages are one view, for a reader walks from one to the other."""
    pages, broken = [], []
    for name, artifact in files.items():
        if name.endswith((".html", ".xhtml")):
            try:
                root = parse_html(artifact.data)
            except (etree.ParserError, etree.XMLSyntaxError) as error:
                broken.append(f"{name}: {error}")
            else:
                pages.append(read_tree(name, root, "html", _sheets(name, root, files)))
    return Reading(
        channel=Channel.WEB,
        views=(View(name="web", documents=(*pages, *_styles(files))),),
        pictures=tuple(_pictures(files)),
        names=tuple(files),
        broken=tuple(broken),
        others=tuple(_others(files)),
    )


def _sheets(name: str, root: etree._Element, files: Mapping[str, Artifact]) -> list[str]:
    """Return the style sheets of the folder that a page links to."""
    links = (link for link in root.iter("link") if "stylesheet" in (link.get("rel") or "").lower().split())
    found = (_sheet(name, link.get("href") or "", files) for link in links)
    return [sheet for sheet in found if sheet]


def _sheet(name: str, href: str, files: Mapping[str, Artifact]) -> str:
    """Return a style sheet: a file of the folder, or one written into the address."""
    if href[:5].lower() == "data:":
        return unquote(href.partition(",")[2])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href.split("?", maxsplit=1)[0])))
    return files[path].data.decode("utf-8", "replace") if path in files else ""


def _styles(files: Mapping[str, Artifact]) -> Iterator[Document]:
    """Yield the style sheets as documents without text: what they point to counts."""
    for name, artifact in files.items():
        if name.endswith(".css"):
            sheet = artifact.data.decode("utf-8", "replace")
            unseen = f"{sheet}\n{css_words(sheet)}"
            yield Document(name=name, kind="text", text="", unseen=unseen, mentions=tuple(css_addresses(sheet)))


def _pictures(files: Mapping[str, Artifact]) -> Iterator[FoundPicture]:
    for name, artifact in files.items():
        if artifact.media_type.startswith("image/") or is_picture(artifact.data):
            yield FoundPicture(where=name, sha256=sha256(artifact.data).hexdigest(), data=artifact.data)
        if not is_picture(artifact.data):
            yield from embedded(name, artifact.data)


def _others(files: Mapping[str, Artifact]) -> Iterator[Document]:
    """Yield the files that are neither page nor style sheet nor font."""
    for name, artifact in files.items():
        if not name.endswith((".html", ".xhtml", ".css", ".ttf", ".woff2")) and (
            found := hidden_words(name, artifact.data)
        ):
            yield found
