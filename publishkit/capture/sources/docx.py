"""A Word document: its text by mammoth and our style map, its pictures, and what its properties say."""

import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile

from lxml import etree
from lxml import html as lxml_html

from publishkit.capture.dates import parse_moment
from publishkit.capture.document import Document, Facts
from publishkit.capture.extracted import ending_of
from publishkit.capture.files import stop_at
from publishkit.capture.sources.form import Form
from publishkit.capture.sources.packed import MAX_XML, SAVE, Packed, refuse_entities
from publishkit.capture.sources.word_xml import CLOSES, OPENS, with_words, without_hidden

LISTS = "\n".join(
    f"p[style-name='{style}']:{kind}-list({level}) => {'ul|ol > li > ' * (level - 1)}{tag} > li:fresh"
    for style in ("List Paragraph", "Body Text", "Text body", "Standard", "Normal (Web)", "No Spacing")
    for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
    for level in range(1, 6)
)
"""A paragraph of a plain style that is numbered is an item all the same: Word gives every item one of its own."""
STYLES = f"""
{LISTS}
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Byline'] => p.byline:fresh
p[style-name='Author'] => p.byline:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Credit'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='List Paragraph'] => p:fresh
p[style-name='Body Text'] => p:fresh
p[style-name='Text body'] => p:fresh
p[style-name='Standard'] => p:fresh
p[style-name='Normal (Web)'] => p:fresh
p[style-name='No Spacing'] => p:fresh
r[style-name='Emphasis'] => em
r[style-name='Subtle Emphasis'] => em
r[style-name='Intense Emphasis'] => em > strong
br[type='page'] =>
"""
CORE = "docProps/core.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"
MAX_MESSAGES = 20
NOBODY = frozenset(
    {"", "microsoft office user", "user", "admin", "administrator", "author", "unknown", "python-docx", "word"}
)
"""Names that programs write where nobody gave one."""
WHERE = "the file's properties"


def read_docx(name: str, data: bytes, part: str = "") -> Document:
    """Return the Word document *data*; *part* is of no use to it.

    Raises:
        InputError: it is damaged, too large, or nothing is in it.
    """
    del part
    packed = Packed(name, data)
    for member in packed.names:
        if member.endswith((".xml", ".rels")):
            refuse_entities(name, packed.read(member, MAX_XML))
    pictures: dict[str, bytes] = {}
    odd: list[str] = []
    shown, hidden = without_hidden(packed, data)
    odd += [hidden] if hidden else []
    readable = with_words(packed if shown is data else Packed(name, shown), shown)
    html, messages = _converted(name, readable, pictures, odd)
    odd += _unsettled(packed)
    told = tuple(dict.fromkeys(f"body: {message}" for message in (*messages, *odd)))
    more = (f"body: {len(told) - MAX_MESSAGES} more lines of this kind",) if len(told) > MAX_MESSAGES else ()
    facts = _facts(packed.xml(CORE), (*told[:MAX_MESSAGES], *more))
    return Document(
        name=name, kind="html", data=html.encode(), text=html, charset="utf-8", charset_why="utf-8", pictures=pictures,
        whole=True, facts=facts, archive=data, archive_name="in.docx",
    )  # fmt: skip


def _unsettled(packed: Packed) -> Iterator[str]:
    """What colleagues have not settled yet."""
    text = packed.read("word/document.xml")
    if re.search(rb"<w:(?:ins|del|moveFrom|moveTo)\b", text):
        yield "tracked changes stand in the file; the text is taken as if all were accepted"
    if re.search(rb"<w:comment\b", packed.read("word/comments.xml")):
        yield "comments stand in the file; they are not taken"


def _converted(name: str, data: bytes, pictures: dict[str, bytes], odd: list[str]) -> tuple[str, list[str]]:
    """The HTML and what mammoth has to say about it; pictures are put into *pictures*, those we cannot print named in *odd*."""
    import mammoth

    def keep(image: object) -> dict[str, str]:
        address = f"cid:picture-{len(pictures) + 1}"
        with image.open() as stream:  # type: ignore[attr-defined]
            found = stream.read(40_000_001)
        pictures[address] = found
        if not ending_of(found):
            kind = str(getattr(image, "content_type", "") or "unknown")
            odd.append(f"a picture of a kind that is not printed ({kind[:60]}) stands in it; export it as PNG or JPEG")
        return {"src": address}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(keep),
            external_file_access=False,
        )
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, RecursionError, BadZipFile) as cause:
        raise stop_at(name, "cannot be read: it is no Word document, or a damaged one", SAVE) from cause
    except Exception as cause:  # an error of expat, which the library lets through
        if type(cause).__module__ not in {"xml.parsers.expat", "xml.sax._exceptions", "pyexpat"}:
            raise
        raise stop_at(name, "cannot be read: its XML is damaged", SAVE) from cause
    told = (str(message.message) for message in result.messages)
    return _as_read(str(result.value)), [_in_words(one) for one in told if not OF_NO_INTEREST.match(one)]


OF_NO_INTEREST = re.compile(
    r"(?:Run|Table) style with ID|Unrecognised (?:run|table) style|An unrecognised element was ignored"
)
"""What the library says of how words look: they are read all the same."""
UNKNOWN_STYLE = re.compile(r"Unrecognised paragraph style: '?(?P<name>[^']{1,80}?)'? \(Style ID: .*")


def _in_words(message: str) -> str:
    found = UNKNOWN_STYLE.match(message)
    return f"the style “{found['name']}” is read as plain paragraphs" if found else message


def _as_read(html: str) -> str:
    """The HTML with the numbers of items at the items, and with tables that stand in cells as lines of them."""
    html = MARK.sub("", ITEM.sub(r'<li value="\3">\1', html))
    if html.count("<table") == html.count("<td><table") == 0:
        return html
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    for table in [one for one in tree.iter("table") if any(above.tag == "td" for above in one.iterancestors())]:
        rows = [
            " / ".join(" ".join(cell.text_content().split()) for cell in row.iter("td", "th"))
            for row in table.iter("tr")
        ]
        tail, table.tail = table.tail, None
        for child in list(table):
            table.remove(child)
        table.tag, table.text, table.tail = "p", "; ".join(filter(None, rows)), tail
    return str(lxml_html.tostring(tree, encoding="unicode"))


ITEM = re.compile(rf"<li>((?:<(?:p|strong|em|a|span)\b[^<>]*>)*)({OPENS})(\d{{1,9}}){CLOSES}")
MARK = re.compile(rf"{OPENS}\d{{0,9}}{CLOSES}")


def _facts(core: etree._Element | None, questions: tuple[str, ...]) -> Facts:
    if core is None:
        return Facts(where=WHERE, questions=questions)
    creators = tuple(_creators(core.findtext(f"{DC}creator") or ""))
    made = parse_moment((core.findtext(f"{TERMS}created") or "").strip())
    return Facts(
        where=WHERE,
        title=" ".join((core.findtext(f"{DC}title") or "").split()),
        authors=creators,
        published=made,
        language=(core.findtext(f"{DC}language") or "").strip(),
        questions=questions,
    )


def _creators(text: str) -> Iterator[str]:
    for part in text.split(";"):
        if part.strip().lower() not in NOBODY:
            yield part.strip()


DOCX = Form(
    name="a Word document",
    endings=(".docx", ".docm"),
    sniff=lambda data: data.startswith(b"PK\x03\x04") and b"word/document.xml" in data,
    read=read_docx,
)
