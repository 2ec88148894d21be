"""Small finished files made by hand, each with what a test is about and nothing else."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from publishkit.model.artifact import Artifact
from publishkit.model.owed import Owed, Withheld
from publishkit.model.rights import Channel
from publishkit.proof.duties import prove
from publishkit.proof.read.document import Reading
from publishkit.proof.reading import BuiltEdition
from publishkit.proof.record import Proof

MEDIA = {"html": "text/html", "css": "text/css", "txt": "text/plain", "eml": "message/rfc822", "jpg": "image/jpeg"}


def artifact(name: str, data: str | bytes) -> Artifact:
    """Return a finished file; its media type follows its name."""
    packed = data.encode() if isinstance(data, str) else data
    return Artifact(name=name, media_type=MEDIA.get(name.rpartition(".")[2], "application/octet-stream"), data=packed)


def finished(**files: str | bytes) -> BuiltEdition:
    """Return files; `web__index_html` stands for `web/index.html`."""
    named = {name.replace("__", "/").replace("_", "."): data for name, data in files.items()}
    return BuiltEdition([artifact(name, data) for name, data in named.items()])


def page(body: str, head: str = "") -> str:
    """Return a whole page of HTML."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Lantern</title>'
        f'<meta name="viewport" content="width=device-width">{head}</head><body>{body}</body></html>'
    )


def web(body: str, head: str = "", **more: str | bytes) -> Mapping[Channel, Reading]:
    """Return the reading of a web folder with one page."""
    return finished(web__index_html=page(body, head), **more).readings


def owed(
    duty: str = "D-ATTRIB",
    *strings: str,
    links: tuple[str, ...] = (),
    near: bool = True,
    channel: Channel = Channel.WEB,
) -> Owed:
    """Return a duty of item a01 on the web."""
    return Owed(item="a01", asset_id="tides#text", channel=channel, duty=duty, strings=strings, links=links, near=near)


def proof(duty: Owed, readings: Mapping[Channel, Reading]) -> Proof:
    """Return the proof of one duty."""
    return prove((duty,), (), readings)


def withheld(**traces: tuple[str, ...]) -> Withheld:
    """Return a work withheld from every format, known by *traces*."""
    return Withheld(
        asset_id="harbor#img1",
        article="harbor",
        channels=tuple(Channel),
        reasons=("R-ARR",),
        sentence="Not cleared.",
        **traces,
    )


def repacked(book: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return an EPUB with files changed, added, or (None) taken away; everything else stays as it is."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = changes.get(info.filename, source.read(info))
            if data is not None:
                target.writestr(info, data)
        for name in changes.keys() - {info.filename for info in source.infolist()}:
            if (added := changes[name]) is not None:
                target.writestr(zipfile.ZipInfo(name), added)
    return out.getvalue()
