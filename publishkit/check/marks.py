"""R104, R105: what the files say about the rights of the whole, for machines."""

from collections.abc import Iterator, Mapping

from publishkit.check.document import Document, Reading
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel

NEEDED: Mapping[Channel, tuple[str, ...]] = {
    Channel.PDF: ("rights", "marked", "web-statement"),
    Channel.EPUB: ("rights",),
}
"""XMP carries dc:rights, xmpRights:Marked and WebStatement, the package dc:rights (reference/rights.md 5.6, 5.8)."""


def rights_marks(readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    """R104: all formats say the same about text and data mining; R105: PDF and EPUB name the rights of the whole."""
    speakers = {channel: document for channel, reading in readings.items() if (document := _speaker(reading))}
    for channel, names in NEEDED.items():
        if document := speakers.get(channel):
            for name in names:
                if not document.meta.get(name):
                    message = f"the metadata has no `{name}`"
                    yield Finding(code="R105", severity="error", where=document.name, message=message)
    flags = {document.name: document.meta.get("tdm-reservation") or "0" for document in speakers.values()}
    if len(set(flags.values())) > 1:
        told = ", ".join(f"{name} says {flag}" for name, flag in flags.items())
        message = f"the formats do not agree about text and data mining: {told}"
        yield Finding(code="R104", severity="error", where=next(iter(flags)), message=message)


def _speaker(reading: Reading) -> Document | None:
    """Return the document that speaks for the whole of a format."""
    if reading.channel is Channel.EPUB:
        return next((document for document in reading.documents if document.root is None), None)
    if reading.channel is Channel.WEB:
        return next((document for document in reading.documents if document.name == "web/index.html"), None)
    return next((document for document in reading.documents if document.kind in {"html", "pdf"}), None)
