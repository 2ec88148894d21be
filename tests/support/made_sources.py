"""Files of every form, made here: zip archives, mails, feeds."""

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PROSE = (
    "The last ferry of the season left the quay at six, with four people and a goat on board.",
    "The captain had been told twice that week that the service would end, and he had not believed it either time.",
    "By the time the lights of the far shore came up it was dark, and nobody on the deck had said a word for an hour.",
)


def picture(color: str = "teal", kind: str = "PNG") -> bytes:
    """A picture large enough to be one."""
    data = io.BytesIO()
    Image.new("RGB", (640, 400), color).save(data, kind)
    return data.getvalue()


def packed(members: Mapping[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return data.getvalue()


def paragraph(text: str, style: str = "", more: str = "") -> str:
    """A paragraph of Word."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{styled}<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{more}</w:p>'


def docx(body: str, *, core: str = "", notes: str = "", members: Mapping[str, bytes | str] | None = None) -> bytes:
    """A Word document with the given paragraphs."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "Subtitle", "heading 1", "heading 2", "caption", "Quote", "List Paragraph", "Odd Style")
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="png" ContentType="image/png"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document {W} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
            "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
            "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="{relations}/image" Target="media/image1.png"/><Relationship Id="rId8" Type="{relations}/footnotes" Target="footnotes.xml"/><Relationship Id="rId7" Type="{relations}/styles" Target="styles.xml"/><Relationship Id="rId6" Type="{relations}/numbering" Target="numbering.xml"/></Relationships>',
            "docProps/core.xml": f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>',
            **(members or {}),
        }
    )


DRAWN = '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="a" descr="A quay at dusk"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
"""A paragraph of Word with a picture."""


def mail(html: str, pictures: Mapping[str, bytes] | None = None, **heads: str) -> bytes:
    """A newsletter as a mail program saves it."""
    message = EmailMessage()
    told = {"From": "The Quay Letter <letter@quay.example>", "Subject": "The last ferry", "Date": "Fri, 20 Nov 2026 07:00:00 +0100",
            "Message-ID": "<1@quay.example>", **{name.replace("_", "-"): value for name, value in heads.items()}}  # fmt: skip
    for name, value in told.items():
        message[name] = value
    message.set_content("As text: " + html[:20])
    message.add_alternative(html, subtype="html")
    for identity, data in (pictures or {}).items():
        message.get_payload()[1].add_related(data, "image", "png", cid=f"<{identity}>")  # type: ignore[index,union-attr]
    return message.as_bytes()


def mhtml(html: str, address: str, pictures: Mapping[str, bytes]) -> bytes:
    """A page as a browser saves it in one file."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = address
    message["Subject"] = "The last ferry"
    message["Date"] = "Fri, 20 Nov 2026 07:00:00 -0000"
    message.set_content(html, subtype="html", cte="quoted-printable")
    for place, data in pictures.items():
        message.add_related(data, "image", "png", headers=[f"Content-Location: {place}"])
    return message.as_bytes()


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("meta", "meta"), ("svg", "svg-compatible"))
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def odt(body: str, *, meta: str = "", members: Mapping[str, bytes | str] | None = None) -> bytes:
    """An OpenDocument text."""
    styles = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="T2" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
            **(members or {}),
        },
        stored=("mimetype",),
    )


def epub(chapters: Mapping[str, str], *, members: Mapping[str, bytes | str] | None = None) -> bytes:
    """A book with the given chapters, by their file names."""
    items = "".join(
        f'<item id="c{n}" href="text/{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    links = "".join(f'<li><a href="text/{name}">Contents: {name}</a></li>' for name in chapters)
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="EPUB/package.opf"/></rootfiles></container>',
            "EPUB/package.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Quays of the North</dc:title><dc:creator>Ada Example</dc:creator><dc:publisher>Quay Press</dc:publisher><dc:language>en</dc:language><dc:rights>© 2026 Ada Example. All rights reserved.</dc:rights></metadata>'
            f'<manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest><spine>{refs}</spine></package>',
            "EPUB/nav.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol>{links}</ol></nav></body></html>',
            **{
                f"EPUB/text/{name}": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'
                for name, body in chapters.items()
            },
            **(members or {}),
        },
        stored=("mimetype",),
    )


def entry(
    title: str, content: str, number: int = 1, *, day: str = "Fri, 20 Nov 2026 07:00:00 +0100", more: str = ""
) -> str:
    """An entry of RSS with its whole text."""
    return (
        f"<item><title>{title}</title><link>https://quay.example/{number}</link><guid isPermaLink='false'>q{number}</guid><pubDate>{day}</pubDate>"
        f"<dc:creator>Ada Example</dc:creator><content:encoded>{content}</content:encoded>{more}</item>"
    )


def rss(entries: str, head: str = "") -> bytes:
    """A feed."""
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {spaces}><channel><title>The Quay</title><language>en-gb</language>{head}{entries}</channel></rss>'.encode()
