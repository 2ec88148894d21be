"""Withheld pictures and texts slipped into the archive of finished files, however they are dressed: found and named."""

import base64
import io
import json
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

import pikepdf
import pytest
from PIL import Image

from publishkit.model.artifact import Artifact
from publishkit.model.owed import Withheld
from publishkit.proof.duties import prove
from publishkit.proof.reading import read_artifacts
from publishkit.proof.record import Leak
from tests.proof.every_duty import Made, rewritten
from tests.proof.hand import repacked
from tests.support.workspaces import png

PICTURE = png("#9c4420", seed=5)
"""The one `brief_article` withholds."""
SECRET = (
    "The council voted on Tuesday night by nine votes to two to double the dues that every boat over six metres pays."
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,{}"/></svg>'


def encoded(kind: str, scale: float = 1.0, cut: float = 0.0, **options: int) -> bytes:
    with Image.open(io.BytesIO(PICTURE)) as opened:
        w, h = opened.size
        picture = opened.convert("RGB").crop((round(cut * w), round(cut * h), round(w - cut * w), round(h - cut * h)))
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


DRESSED = {
    "as it is": PICTURE,
    "small JPEG": encoded("JPEG", 0.4, quality=35),
    "large JPEG": encoded("JPEG", 1.7, quality=80),
    "WebP": encoded("WEBP", 0.8, quality=40),
    "GIF": encoded("GIF"),
    "BMP": encoded("BMP", 0.5),
    "TIFF": encoded("TIFF"),
    "an edge cut off": encoded("JPEG", 0.7, cut=0.02, quality=60),
}


def withheld_in(made: Made) -> tuple[Withheld, ...]:
    return made.record.barred


def leaks(made: Made, *files: Artifact) -> tuple[Leak, ...]:
    return prove((), withheld_in(made), read_artifacts({file.name: file for file in files})).leaks


def web(name: str, data: bytes | str) -> Artifact:
    return Artifact(name=f"web/{name}", media_type="", data=data.encode() if isinstance(data, str) else data)


def book(made: Made, changes: dict[str, bytes]) -> Artifact:
    artifact = made.files[made.name(".epub")]
    return replace(artifact, data=repacked(artifact.data, changes))


def assert_named(found: tuple[Leak, ...], where: str, asset: str) -> None:
    assert [leak for leak in found if where in leak.where and leak.asset_id == asset], found
    assert all(asset in leak.message for leak in found)


def test_the_edition_as_built_leaks_nothing(made: Made) -> None:
    assert leaks(made, *made.files.values()) == ()


@pytest.mark.parametrize("dress", DRESSED)
def test_a_picture_under_another_name_is_named(made: Made, dress: str) -> None:
    """In the web folder and in the book, whatever its name says it is."""
    assert_named(leaks(made, web("fonts/x.bin", DRESSED[dress])), "web/fonts/x.bin", "harbour-dues#img1")
    found = leaks(made, book(made, {"EPUB/css/notes.dat": DRESSED[dress]}))
    assert_named(found, ".epub/EPUB/css/notes.dat", "harbour-dues#img1")


def packed(dress: str = "small JPEG") -> str:
    return base64.b64encode(DRESSED[dress]).decode()


INSIDE = {
    "img": ("a.html", f'<p>x<img alt="" src="data:image/jpeg;base64,{packed()}"></p>'),
    "capitals, entities": (
        "a.html",
        f'<p><img alt="" src="DATA:image/jpeg;BASE64,{packed().replace("/", "&#47;")}"></p>',
    ),
    "srcset": ("a.html", f'<p><img alt="" src="a.png" srcset="data:image/jpeg;base64,{packed()} 2x"></p>'),
    "style": ("a.html", f'<p style="background:url(data:image/jpeg;base64,{packed()})">x</p>'),
    "style element": ("a.html", f"<style>p{{background:url('data:image/jpeg;base64,{packed()}')}}</style><p>x</p>"),
    "inline SVG": ("a.html", f"<div>{SVG.format(packed())}</div>"),
    "xlink": ("a.html", f'<div><svg><image xlink:href="data:image/jpeg;base64,{packed()}"/></svg></div>'),
    "CSS": ("style.css", f'p {{ background: url("data:image/jpeg;base64,{packed()}") }}'),
    "SVG": ("images/drawing.svg", SVG.format(packed())),
    "SVG in SVG": ("d.svg", SVG.replace("image/png;base64,{}", "image/svg+xml," + quote(SVG.format(packed())))),
    "JSON": ("data.json", json.dumps({"cover": f"data:image/jpeg;base64,{packed()}"})),
}


@pytest.mark.parametrize("inside", INSIDE)
def test_a_picture_packed_inside_another_file_is_named(made: Made, inside: str) -> None:
    name, text = INSIDE[inside]
    assert_named(leaks(made, web(name, text)), f"web/{name}", "harbour-dues#img1")
    if name.endswith((".css", ".svg", ".json")):
        found = leaks(made, book(made, {f"EPUB/{name}": text.encode()}))
        assert_named(found, f"EPUB/{name}", "harbour-dues#img1")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("alt.html", f'<p><img src="a.png" alt="{SECRET}"></p>'),
        ("title.html", f'<p title="{SECRET.replace(" ", chr(10))}">x</p>'),
        ("meta.html", f'<head><meta name="description" content="{SECRET}"></head><p>x</p>'),
        ("comment.html", f"<p>x</p><!-- {SECRET} -->"),
        ("hidden.html", f"<p hidden>{SECRET}</p>"),
        ("tiny.html", f'<p style="font-size:0">{SECRET}</p>'),
        ("ld.html", f'<p>x</p><script type="application/ld+json">{json.dumps({"articleBody": SECRET})}</script>'),
        (
            "escaped.html",
            '<p>x</p><script type="application/ld+json">["' + SECRET.replace("o", "\\u006f") + '"]</script>',
        ),
        ("template.html", f"<template><p>{SECRET}</p></template><p>x</p>"),
        ("svg.html", f"<svg><title>{SECRET}</title></svg>"),
        ("drawing.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><text>{SECRET}</text></svg>"),
        ("style.css", f'p::after {{ content: "{SECRET}" }}'),
        ("data.json", json.dumps([{"deep": {"text": SECRET}}])),
        ("notes.txt", SECRET.upper()),
    ],
)
def test_a_withheld_sentence_is_named_wherever_it_stands(made: Made, name: str, text: str) -> None:
    assert_named(leaks(made, web(name, text)), f"web/{name}", "harbour-dues#text")
    if not name.endswith(".html"):
        assert_named(leaks(made, book(made, {f"EPUB/{name}": text.encode()})), f"EPUB/{name}", "harbour-dues#text")


@pytest.mark.parametrize("where", ["dc:description", "dc:rights", "dc:title"])
def test_a_withheld_sentence_in_the_package_is_named(made: Made, where: str) -> None:
    artifact = made.files[made.name(".epub")]
    data = rewritten(
        artifact.data, lambda opf: opf.replace("</metadata>", f"<{where}>{SECRET}</{where}></metadata>"), ".opf"
    )
    assert_named(leaks(made, replace(artifact, data=data)), "content.opf", "harbour-dues#text")


def test_a_withheld_sentence_in_the_contents_of_old_readers_is_named(made: Made) -> None:
    artifact = made.files[made.name(".epub")]
    data = rewritten(artifact.data, lambda ncx: ncx.replace("<text>", f"<text>{SECRET} ", 1), ".ncx")
    assert_named(leaks(made, replace(artifact, data=data)), "toc.ncx", "harbour-dues#text")


def test_what_is_attached_to_the_mail_is_named(made: Made) -> None:
    message = message_from_bytes(made.files["email.eml"].data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(DRESSED["WebP"], maintype="application", subtype="octet-stream", filename="x.bin")
    message.add_attachment(SECRET, filename="x.txt")
    found = leaks(made, replace(made.files["email.eml"], data=message.as_bytes()))
    assert_named(tuple(leak for leak in found if leak.trace == "likeness"), "x.bin", "harbour-dues#img1")
    assert_named(tuple(leak for leak in found if leak.trace == "words"), "x.txt", "harbour-dues#text")


def altered_pdf(made: Made, dress: str) -> Artifact:
    """Return the PDF with something put into it by another program."""
    artifact, out = made.files[made.name(".pdf")], io.BytesIO()
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        page = pdf.pages[2]
        if dress == "attached picture":
            pdf.attachments["letter.bin"] = DRESSED["small JPEG"]
        elif dress == "attached text":
            pdf.attachments["letter.txt"] = SECRET.encode()
        elif dress == "title":
            pdf.docinfo["/Subject"] = SECRET
        elif dress == "XMP":
            with pdf.open_metadata() as meta:
                meta["dc:description"] = SECRET
        elif dress == "bookmark":
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(SECRET, 2))
        elif dress == "alternative":
            figure = next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure")
            figure["/Alt"] = pikepdf.String(SECRET)
        else:
            subtype = pikepdf.Name("/Text" if dress == "note" else "/FreeText")
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=subtype, Rect=[10, 10, 60, 60], Contents=pikepdf.String(SECRET)
            )
            page.Annots = pikepdf.Array([*page.get("/Annots", []), pdf.make_indirect(note)])
        pdf.save(out)
    return replace(artifact, data=out.getvalue())


@pytest.mark.parametrize("dress", ["attached text", "title", "XMP", "bookmark", "alternative", "note", "free text"])
def test_a_withheld_sentence_in_the_pdf_is_named(made: Made, dress: str) -> None:
    assert_named(leaks(made, altered_pdf(made, dress)), ".pdf", "harbour-dues#text")


def test_a_picture_attached_to_the_pdf_is_named(made: Made) -> None:
    assert_named(leaks(made, altered_pdf(made, "attached picture")), "letter.bin", "harbour-dues#img1")
