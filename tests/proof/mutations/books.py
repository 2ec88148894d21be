"""Changes of the EPUB, the PDF and the mail's message that break something owed, most of them to item a02."""

import io
import re
from typing import Any

import pikepdf

from tests.proof.mutations.hand import Change, Files, book, both, gone, message, named, paper, pattern, text

OPF, NAV, SHEET, CHAPTER = "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/css/book.css", "EPUB/text/a02.xhtml"
CREDIT = r'<div class="credit"[^>]*>.*?</div>'


def _retitled(inside: Files, old: str, new: str) -> None:
    for name in list(inside):
        if name.endswith((".opf", ".xhtml", ".ncx")):
            inside[name] = inside[name].replace(old.encode(), new.encode())


def _renamed(inside: Files) -> None:
    """One document under another name, with everything that leads to it."""
    inside["EPUB/text/b02.xhtml"] = inside.pop(CHAPTER)


EPUB: dict[str, Change] = {
    "a chapter is out of the spine": book(pattern(OPF, r'<itemref idref="a02"/>', "")),
    "a chapter is not linear": book(text(OPF, '<itemref idref="a02"/>', '<itemref idref="a02" linear="no"/>')),
    "the credits are not linear": book(
        text(OPF, '<itemref idref="credits"/>', '<itemref idref="credits" linear="no"/>')
    ),
    "the credits are out of the spine": book(pattern(OPF, r'<itemref idref="credits"/>', "")),
    "a chapter is out of the contents": book(pattern(NAV, r'<li><a href="text/a02.xhtml">.*?</li>', "")),
    "the contents lead to another chapter": book(text(NAV, 'href="text/a02.xhtml"', 'href="text/a03.xhtml"')),
    "the contents name a chapter otherwise": book(text(NAV, ">A house in the mud<", ">A home in the mud<")),
    "the credits are out of the contents": book(pattern(NAV, r'<li><a href="text/credits.xhtml">.*?</li>', "")),
    "a chapter stands at another place": book(
        both(
            pattern(OPF, r'<itemref idref="a02"/>', ""),
            text(OPF, '<itemref idref="a10"/>', '<itemref idref="a10"/><itemref idref="a02"/>'),
        )
    ),
    "a document is renamed": book(_renamed),
    "a document is missing": book(gone(CHAPTER)),
    "a document is not well-formed": book(lambda inside: inside.update({CHAPTER: inside[CHAPTER] + b"<p>"})),
    "a chapter's credit is gone": book(pattern(CHAPTER, CREDIT, "")),
    "a chapter's credit is misspelt": book(pattern(CHAPTER, r"Wrackline</span>", "Wreckline</span>")),
    "a chapter's credit says another license": book(text(CHAPTER, "CC BY 4.0", "CC BY 2.0")),
    "a chapter's links lead elsewhere": book(text(CHAPTER, "https://wrackline.example/", "https://mirror.example/")),
    "the credits lose a notice": book(
        text("EPUB/text/credits.xhtml", "All content of this website", "Content of this website")
    ),
    "the credits lose an entry": book(
        pattern("EPUB/text/credits.xhtml", r'<section[^>]*id="rights-a02".*?</section>', "")
    ),
    "the style hides credits": book(
        lambda inside: inside.update({SHEET: inside[SHEET] + b"\n.credit { display: none }"})
    ),
    "the style hides credits at night": book(
        lambda inside: inside.update(
            {SHEET: inside[SHEET] + b"\n@media (prefers-color-scheme: dark) { .credit { visibility: hidden } }"}
        )
    ),
    "the style hides credits on amazon's readers": book(
        lambda inside: inside.update({SHEET: inside[SHEET] + b"\n@media amzn-kf8 { .credit { display: none } }"})
    ),
    "the style paints credits white": book(
        lambda inside: inside.update({SHEET: inside[SHEET] + b"\n.credit, .credit * { color: #fff }"})
    ),
    "a chapter hides its credit itself": book(
        pattern(CHAPTER, r'<div class="credit"', '<div style="opacity:0" class="credit"')
    ),
    "a credit moved into a comment": book(pattern(CHAPTER, f"({CREDIT})", r"<!--\1-->")),
    "a credit moved into a footnote aside": book(pattern(CHAPTER, f"({CREDIT})", r'<aside hidden="hidden">\1</aside>')),
    "a credit in a switch for other namespaces": book(
        pattern(
            CHAPTER,
            f"({CREDIT})",
            r'<epub:switch xmlns:epub="http://www.idpf.org/2007/ops"><epub:case required-namespace="x">\1</epub:case></epub:switch>',
        )
    ),
    "a script is in a chapter": book(pattern(CHAPTER, "</body>", "<script>document.body.remove()</script></body>")),
    "a script is in the package": book(lambda inside: inside.update({"EPUB/x.js": b"1"})),
    "the book is locked": book(lambda inside: inside.update({"META-INF/encryption.xml": b"<encryption/>"})),
    "the fonts are obfuscated by a rights file": book(
        lambda inside: inside.update({"META-INF/rights.xml": b"<rights/>"})
    ),
    "the package's rights are another": book(
        pattern(OPF, r"<dc:rights>.*?</dc:rights>", "<dc:rights>© 2026 Somebody else</dc:rights>")
    ),
    "the package's rights are gone": book(pattern(OPF, r"<dc:rights>.*?</dc:rights>", "")),
    "the package reserves all rights": book(
        pattern(
            OPF,
            r"<dc:rights>.*?</dc:rights>",
            "<dc:rights>© 2026 Estuary Reading Room. All rights reserved.</dc:rights>",
        )
    ),
    "the package has another publisher": book(
        pattern(OPF, r"<dc:publisher>.*?</dc:publisher>", "<dc:publisher>Somebody</dc:publisher>")
    ),
    "the package has another title": book(
        pattern(OPF, r'(<dc:title id="main-title">).*?</dc:title>', r"\1Another</dc:title>")
    ),
    "the package lacks a contributor": book(pattern(OPF, r"<dc:contributor[^>]*>Ines Halloran</dc:contributor>", "")),
    "the package's contributor is misspelt": book(text(OPF, ">Ines Halloran<", ">Ines Haloran<")),
    "the package does not reserve mining": book(
        text(OPF, '<meta property="tdm:reservation">1</meta>', '<meta property="tdm:reservation">0</meta>')
    ),
    "the package has another language": book(
        text(OPF, "<dc:language>en</dc:language>", "<dc:language>fr</dc:language>")
    ),
    "the package has another date": book(pattern(OPF, r"<dc:date>.*?</dc:date>", "<dc:date>2020-01-01</dc:date>")),
    "the rights inside the book name another license": book(
        text(
            "EPUB/rights.jsonld",
            "https://creativecommons.org/licenses/by-nd/4.0/",
            "https://creativecommons.org/licenses/by/4.0/",
        )
    ),
    "the rights inside the book name another author": book(text("EPUB/rights.jsonld", "Ines Halloran", "Ines Haloran")),
    "the rights inside the book are gone": book(lambda inside: inside.update({"EPUB/rights.jsonld": b"{}"})),
    "two pictures changed places in a chapter": book(
        text("EPUB/text/a06.xhtml", "what-the-lamp-says-01.jpg", "woerter-im-watt-01.jpg")
    ),
    "a chapter's picture is gone": book(pattern("EPUB/text/a06.xhtml", r"<img [^>]*/>", "")),
    "a file nobody lists is in the book": book(lambda inside: inside.update({"EPUB/notes.txt": b"x"})),
    "a chapter of somebody else's is in the book": book(
        both(
            lambda inside: inside.update({"EPUB/text/z.xhtml": inside["EPUB/text/title.xhtml"]}),
            text(
                OPF, "</manifest>", '<item id="z" href="text/z.xhtml" media-type="application/xhtml+xml"/></manifest>'
            ),
            text(OPF, "</spine>", '<itemref idref="z"/></spine>'),
        )
    ),
    "a chapter is read twice": book(
        text(OPF, '<itemref idref="a02"/>', '<itemref idref="a02"/><itemref idref="a02"/>')
    ),
    "the chapter falls back to another": book(
        pattern(
            OPF, r'(<item href="text/a02.xhtml" id="a02" media-type=)"[^"]*"', r'\1"application/x-odd" fallback="a03"'
        )
    ),
    "another package is named first": book(
        both(
            lambda inside: inside.update({"EPUB/other.opf": inside[OPF].replace(b"Estuary Reading Room", b"Somebody")}),
            text("META-INF/container.xml", "EPUB/content.opf", "EPUB/other.opf"),
        )
    ),
    "the book is no archive": lambda files: files.update({named(files, ".epub"): b"PK"}),
}


# --- the PDF ----------------------------------------------------------------------------------------------------------


def _page_of(pdf: pikepdf.Pdf, uri: str) -> tuple[pikepdf.Page, Any]:
    """Return the first page with a link to *uri*, and the link."""
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            if "/A" in link and str(link.A.get("/URI", "")) == uri:
                return page, link
    raise AssertionError(uri)


SOURCE = "https://wrackline.example/31/a-house-in-the-mud"


def _links(edit: Any) -> Change:
    """Every link to the source of a02, wherever it stands."""

    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            annots: Any = page.get("/Annots", [])
            for at in reversed(range(len(annots))):
                if "/A" in annots[at] and str(annots[at].A.get("/URI", "")) == SOURCE:
                    edit(annots, at, page)

    return paper(change)


def _unlinked(annots: Any, at: int, page: Any) -> None:
    del annots[at]


def _shrunk(annots: Any, at: int, page: Any) -> None:
    annots[at].Rect = [0, 0, 0, 0]


def _far(annots: Any, at: int, page: Any) -> None:
    annots[at].Rect = [-500, -500, -400, -490]


def _hidden_link(annots: Any, at: int, page: Any) -> None:
    annots[at].F = 2


def _elsewhere(annots: Any, at: int, page: Any) -> None:
    annots[at].A.URI = "https://mirror.example/"


def _no_action(annots: Any, at: int, page: Any) -> None:
    del annots[at]["/A"]


def _first_link_only(pdf: pikepdf.Pdf) -> None:
    _, link = _page_of(pdf, SOURCE)
    link.A.URI = "https://mirror.example/"


def _contents(edit: Any, uri: str = SOURCE) -> Change:
    """The content stream of the page that credits a02, or of each page that links to *uri*."""

    def change(pdf: pikepdf.Pdf) -> None:
        page, _ = _page_of(pdf, uri)
        page.contents_coalesce()
        data = page.Contents.read_bytes()
        done = edit(data)
        assert done != data
        page.Contents = pdf.make_stream(done)

    return paper(change)


def _every(pdf: pikepdf.Pdf, edit: Any) -> None:
    for page in pdf.pages:
        page.contents_coalesce()
        page.Contents = pdf.make_stream(edit(page.Contents.read_bytes()))


def _painted(what: bytes) -> Any:
    return lambda data: data + what


def _cropped(pdf: pikepdf.Pdf) -> None:
    page, link = _page_of(pdf, SOURCE)
    up = float(link.Rect[3]) + 30
    page.CropBox = [0, up, float(page.MediaBox[2]), float(page.MediaBox[3])]


def _resized(pdf: pikepdf.Pdf) -> None:
    page, link = _page_of(pdf, SOURCE)
    page.MediaBox = [0, float(link.Rect[3]) + 30, float(page.MediaBox[2]), float(page.MediaBox[3])]


def _layer(pdf: pikepdf.Pdf) -> None:
    """All words of a page in optional content that is off."""
    page, _ = _page_of(pdf, SOURCE)
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[]))
    page.Resources.Properties = pikepdf.Dictionary(oc1=layer)
    page.contents_coalesce()
    page.Contents = pdf.make_stream(b"/OC /oc1 BDC\n" + page.Contents.read_bytes() + b"\nEMC")


def _in_form(pdf: pikepdf.Pdf, extra: dict[str, Any]) -> None:
    """All words of a page in a form, with an entry that takes it away."""
    page, _ = _page_of(pdf, SOURCE)
    page.contents_coalesce()
    form = pdf.make_stream(page.Contents.read_bytes())
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, page.MediaBox
    form.Resources = page.Resources
    for key, value in extra.items():
        form[key] = value
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
    page.Contents = pdf.make_stream(b"/Fm Do")


def _form_layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[]))
    _in_form(pdf, {"/OC": layer})


def _note(pdf: pikepdf.Pdf) -> None:
    """The words of a page only in a note, the page itself blank."""
    page, _ = _page_of(pdf, SOURCE)
    page.Contents = pdf.make_stream(b"")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[10, 10, 30, 30],
        Contents="“A house in the mud” by Ines Halloran, Wrackline, CC BY 4.0",
    )
    page.Annots.append(pdf.make_indirect(note))


def _covering_note(pdf: pikepdf.Pdf) -> None:
    """An annotation that lies over the credit."""
    page, _ = _page_of(pdf, SOURCE)
    box = [float(n) for n in page.MediaBox]
    look = pdf.make_stream(b"1 1 1 rg 0 0 600 850 re f")
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, box
    stamp = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=box, F=4, AP=pikepdf.Dictionary(N=look)
    )
    page.Annots.append(pdf.make_indirect(stamp))


def _picture_over(pdf: pikepdf.Pdf) -> None:
    """A white picture drawn last, over the whole page."""
    page, _ = _page_of(pdf, SOURCE)
    white = pdf.make_stream(b"\xff\xff\xff")
    white.Type, white.Subtype, white.Width, white.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 1, 1
    white.ColorSpace, white.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    if "/XObject" not in page.Resources:
        page.Resources.XObject = pikepdf.Dictionary()
    page.Resources.XObject["/White"] = white
    page.contents_coalesce()
    page.Contents = pdf.make_stream(b"q\n" + page.Contents.read_bytes() + b"\nQ q 700 0 0 900 0 0 cm /White Do Q")


def _ghost(pdf: pikepdf.Pdf) -> None:
    """All words of a page drawn with no opacity."""
    page, _ = _page_of(pdf, SOURCE)
    for state in page.Resources.ExtGState.values():
        state.ca = 0


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["extra.html"] = b"<p>Not ours</p>"


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="this.closeDoc()")


def _launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))


def _xmp(old: str, new: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes().decode()
        done = re.sub(old, new, data, flags=re.DOTALL)
        assert done != data
        packet = pdf.make_stream(done.encode())
        packet.Type, packet.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.Root.Metadata = packet

    return paper(change)


def _info(key: str, value: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo[key] = value

    return paper(change)


def _del_root(key: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[key]

    return paper(change)


def _without_page(pdf: pikepdf.Pdf) -> None:
    page, _ = _page_of(pdf, SOURCE)
    del pdf.pages[list(pdf.pages).index(page)]


def _pages_swapped(pdf: pikepdf.Pdf) -> None:
    first = pdf.pages[8]
    pdf.pages.insert(3, first)
    del pdf.pages[9]


def _locked(files: Files) -> None:
    name = named(files, ".pdf")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(files[name])) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="", allow=pikepdf.Permissions(extract=False)))
    files[name] = out.getvalue()


def _no_fonts(pdf: pikepdf.Pdf) -> None:
    """Letters drawn without a map to Unicode."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            del item["/ToUnicode"]


def _other_letters(pdf: pikepdf.Pdf) -> None:
    """The map to Unicode tells other letters than are drawn."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            data = item.ToUnicode.read_bytes()
            item.ToUnicode = pdf.make_stream(data.replace(b"0061>", b"0062>"))


PDF: dict[str, Change] = {
    "links to a source are gone": _links(_unlinked),
    "links to a source lead elsewhere": _links(_elsewhere),
    "one of the links to a source leads elsewhere": paper(_first_link_only),
    "links to a source have no size": _links(_shrunk),
    "links to a source lie off the page": _links(_far),
    "links to a source are hidden": _links(_hidden_link),
    "links to a source do nothing": _links(_no_action),
    "a page's text is drawn in mode 3": _contents(lambda data: data.replace(b"BT\n", b"BT\n3 Tr\n")),
    "a page's text is drawn in mode 7": _contents(lambda data: data.replace(b"BT\n", b"BT\n7 Tr\n")),
    "a page's text is white": _contents(lambda data: re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg", b"1 1 1 rg", data)),
    "a page's text is nearly white": _contents(
        lambda data: re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg", b"0.99 0.99 0.99 rg", data)
    ),
    "a page's text is tiny": _contents(lambda data: re.sub(rb"(/\w+) [\d.]+ Tf", rb"\1 0.5 Tf", data)),
    "a page's text is squeezed to nothing": _contents(lambda data: data.replace(b"BT\n", b"BT\n0.01 Tz\n")),
    "a page's text is shifted off the page": _contents(lambda data: data.replace(b"BT\n", b"BT\n2000 Ts\n")),
    "a page's text is moved off the page": _contents(lambda data: b"1 0 0 1 5000 0 cm\n" + data),
    "a page is painted over": _contents(
        _painted(b"\nQ Q Q Q Q Q Q 1 1 1 rg 0 0 700 900 re f -9000 -9000 20000 20000 re f")
    ),
    "a page is covered by a picture": paper(_picture_over),
    "a page is covered by a stamp": paper(_covering_note),
    "a page is clipped away": _contents(lambda data: b"0 0 1 1 re W n\n" + data),
    "a page's text is see-through": paper(_ghost),
    "a credit lies outside the crop box": paper(_cropped),
    "a credit lies outside the media box": paper(_resized),
    "a page is optional content that is off": paper(_layer),
    "a page is a form that is off": paper(_form_layer),
    "a page's words are only in a note": paper(_note),
    "a page is missing": paper(_without_page),
    "pages stand in another order": paper(_pages_swapped),
    "the file is locked": _locked,
    "a file is attached": paper(_attached),
    "a script runs when it is opened": paper(_script),
    "a script runs when it is closed": paper(_launch),
    "letters have no map to Unicode": paper(_no_fonts),
    "letters are mapped to other ones": paper(_other_letters),
    "Info names another title": _info("/Title", "Another"),
    "Info names another author": _info("/Author", "Somebody"),
    "Info has another subject": _info("/Subject", "Something else"),
    "Info reserves all rights": _info("/Copyright", "© 2026 Somebody. All rights reserved."),
    "XMP's rights are another": _xmp(
        r"(<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">).*?</rdf:li>", r"\1© Somebody</rdf:li>"
    ),
    "XMP's rights are gone": _xmp(r"<dc:rights>.*?</dc:rights>", ""),
    "XMP is not marked": _xmp(r"<xmpRights:Marked>True", "<xmpRights:Marked>False"),
    "XMP's statement is elsewhere": _xmp(
        r"<xmpRights:WebStatement>.*?<", "<xmpRights:WebStatement>https://mirror.example/<"
    ),
    "XMP's terms are others": _xmp(r"Items are under different terms[^<]*", "Do as you like."),
    "XMP's owner is another": _xmp(r"(<xmpRights:Owner><rdf:Bag><rdf:li>).*?<", r"\1Somebody<"),
    "XMP does not reserve mining": _xmp(r"<tdm:reservation>1", "<tdm:reservation>0"),
    "XMP lacks a contributor": _xmp(r"<rdf:li>Ines Halloran</rdf:li>", ""),
    "XMP names another title": _xmp(r"The Estuary, No. 47: Low water", "Another"),
    "XMP names another publisher": _xmp(r"(<dc:publisher><rdf:Bag><rdf:li>).*?<", r"\1Somebody<"),
    "XMP has another date": _xmp(r"(<dc:date><rdf:Seq><rdf:li>).*?<", r"\g<1>1999-01-01<"),
    "the metadata is gone": _del_root("/Metadata"),
    "the bookmarks are gone": _del_root("/Outlines"),
    "the named places are gone": _del_root("/Names"),
    "the tags are gone": _del_root("/StructTreeRoot"),
    "the language is gone": _del_root("/Lang"),
    "the file is no PDF": lambda files: files.update({named(files, ".pdf"): b"%PDF-1.7\n"}),
}


# --- the message ------------------------------------------------------------------------------------------------------


def _only(kind: str, old: str, new: str) -> Change:
    return message(lambda found, words: words.replace(old, new) if found == kind else words)


def _header(name: str, value: str | None) -> Change:
    def change(files: Files) -> None:
        data = files["email.eml"]
        head = re.compile(rf"(?m)^{name}:.*\r?\n(?:[ \t].*\r?\n)*".encode())
        assert head.search(data), name
        files["email.eml"] = head.sub(b"" if value is None else f"{name}: {value}\r\n".encode(), data, count=1)

    return change


def _attachment(files: Files) -> None:
    boundary = re.search(rb'boundary="([^"]+)"', files["email.eml"])
    assert boundary
    end = b"--" + boundary[1] + b"--"
    part = (
        b"--"
        + boundary[1]
        + b"\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=x.pdf\r\n\r\nx\r\n"
    )
    files["email.eml"] = files["email.eml"].replace(end, part + end)


MESSAGE: dict[str, Change] = {
    "the message's text lacks a credit": _only("text/plain", "Ines Halloran", "our correspondent"),
    "the message's page lacks a credit": _only("text/html", "Wrackline", "a magazine"),
    "the message's text says something else": _only("text/plain", "Put the block back", "Leave the block"),
    "the message's page says something else": _only("text/html", "Twice a day", "Once a day"),
    "the message's page has another link": _only(
        "text/html", "https://wrackline.example/31/a-house-in-the-mud", "https://mirror.example/"
    ),
    "the message's notice is altered": _only(
        "text/plain", "All content of this website", "All content in this website"
    ),
    "the message has another subject": _header("Subject", "Something else"),
    "the message's parts are gone": lambda files: files.update({"email.eml": b"Subject: x\r\n\r\nx\r\n"}),
    "the message leads readers to other rights": _header("X-Publishkit-Rights", "https://mirror.example/rights.json"),
    "the message has no way out": _header("List-Unsubscribe", None),
    "the message's way out is no address": _header("List-Unsubscribe", "<mailto:x@example.org>"),
    "something is attached to the message": _attachment,
    "the message is of another letter": _header("Archived-At", "<https://mirror.example/>"),
}

BOOKS: dict[str, Change] = {
    **{f"book: {name}": change for name, change in EPUB.items()},
    **{f"paper: {name}": change for name, change in PDF.items()},
    **{f"message: {name}": change for name, change in MESSAGE.items()},
}
