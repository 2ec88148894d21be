"""Findings in the finished PDF: what readers, screen readers and libraries need from its structure."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from publishkit.edition.records.announced import Announced, announce
from publishkit.model.artifact import Artifact, Finding, Level
from publishkit.model.edition import Edition, Item
from publishkit.proof.formats.pdf_file import Opened, open_pdf, plain, values
from publishkit.proof.formats.pdf_layout import check_sheet, check_slips
from publishkit.proof.formats.pdf_standards import check_accessible, check_archive

BUDGET = 25_000_000
"""Bytes; many mailboxes take no more."""
RECORD = "issue.json"
"""The edition as data, the one file that is attached."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
XMP = {
    "dc:rights": b"<dc:rights>",
    "xmpRights:Marked": b"<xmpRights:Marked>",
    "xmpRights:UsageTerms": b"<xmpRights:UsageTerms>",
    "xmpRights:WebStatement": b"<xmpRights:WebStatement>",
    "tdm:reservation": b"<tdm:reservation>",
    "pdfuaid:part": b"<pdfuaid:part>1<",
}
"""What the metadata must say, and how our packet begins to say it."""


def check_pdf(edition: Edition | Announced, artifacts: Mapping[str, Artifact]) -> Iterator[Finding]:
    """Yield everything there is to say about the edition's PDF; nothing when it has none."""
    for artifact in artifacts.values():
        if artifact.media_type == "application/pdf":
            yield from check_remarks(artifact, edition)
            yield from check_slips(artifact, edition)
            yield from _check_file(announce(edition), artifact)


def _check_file(edition: Announced, artifact: Artifact) -> Iterator[Finding]:
    """P001: the file opens and has pages."""
    try:
        reader = open_pdf(artifact)
        opened = Opened(edition=edition, artifact=artifact, reader=reader)
        if not reader.pages:
            yield opened.finding("P001", "the PDF has no pages")
        for check in CHECKS:
            yield from check(opened)
    # A damaged file makes pypdf fail in many ways; each means that nothing can be said about it.
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        message = f"cannot be read ({type(error).__name__}: {error})"
        yield Finding(code="P001", severity="error", where=artifact.name, message=message)


def check_description(pdf: Opened) -> Iterator[Finding]:
    """P010: the file says its title and its language, and shows the title instead of its name."""
    root = pdf.reader.root_object
    if not (pdf.reader.metadata and pdf.reader.metadata.title):
        yield pdf.finding("P010", "the PDF has no title")
    if root.get("/Lang") != pdf.edition.language:
        yield pdf.finding("P010", f"the PDF does not say that its language is {pdf.edition.language}")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield pdf.finding("P010", "the PDF shows its file name instead of its title")


def check_tags(pdf: Opened) -> Iterator[Finding]:
    """P011: the file is tagged, so that it can be read aloud in the right order."""
    root = pdf.reader.root_object
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked"):
        yield pdf.finding("P011", "the PDF is not tagged")


def check_bookmarks(pdf: Opened) -> Iterator[Finding]:
    """P012: every section and every item has a bookmark."""
    titles = {" ".join(str(entry.title).split()) for entry in _flat(pdf.reader.outline)}
    for section in pdf.edition.sections:
        for wanted in (section.title, *(item.title for item in section.items)):
            if " ".join(wanted.split()) not in titles:
                yield pdf.finding(
                    "P012", f"no bookmark for “{wanted}”", "headings of the theme's pdf/issue.html make them"
                )


def check_fonts(pdf: Opened) -> Iterator[Finding]:
    """P013: every font is inside the file."""
    fonts: dict[str, Any] = {}
    for page in pdf.reader.pages:
        fonts |= {str(font.get("/BaseFont")): font for font in values(page.get("/Resources"), "/Font")}
    for name, font in sorted(fonts.items()):
        holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = holder.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield pdf.finding("P013", f"the font {name} is not embedded")


def check_links(pdf: Opened) -> Iterator[Finding]:
    """P014: every link leads to the web, to a mailbox or into the file itself; none shows where the file was made."""
    known = pdf.reader.named_destinations
    for number, page in enumerate(pdf.reader.pages, 1):
        for annotation in page.get("/Annots", ()):
            link = annotation.get_object()
            if "/A" in link and not _leads_out(target := str(link["/A"].get("/URI", ""))):
                yield pdf.finding(
                    "P014", f"a link leads to `{target[:120]}`", "write the whole address, with https://", page=number
                )
            elif "/Dest" in link and isinstance(link["/Dest"], str) and link["/Dest"] not in known:
                yield pdf.finding("P014", f"a link leads to `#{link['/Dest']}`, which is not in the PDF", page=number)


def check_pages(pdf: Opened) -> Iterator[Finding]:
    """P015: no page is blank. (What is tagged on it is not a running head.)"""
    for number, page in enumerate(pdf.reader.pages, 1):
        contents = page.get_contents()
        if contents is None or b"/MCID" not in contents.get_data():
            found = pdf.finding(
                "P015", "the page is blank", "a page break of the theme's pdf/style.css too many", page=number
            )
            yield Finding(
                code=found.code, severity="warning", where=found.where, message=found.message, hint=found.hint
            )


def check_rights(pdf: Opened) -> Iterator[Finding]:
    """P016: the rights in the whole are written into the file's metadata (XMP), where archives and crawlers look."""
    metadata = pdf.reader.root_object.get("/Metadata")
    packet = metadata.get_object().get_data() if metadata is not None else b""
    for name, mark in XMP.items():
        if mark not in packet:
            yield pdf.finding("P016", f"the metadata has no {name}")


KNOWN = frozenset(
    {"/Author", "/CreationDate", "/Creator", "/Keywords", "/ModDate", "/Producer", "/Subject", "/Title", "/Trapped"}
)
"""Entries of Info (ISO 32000-1, table 317)."""


def check_extras(pdf: Opened) -> Iterator[Finding]:
    """P018: nothing is in the file but its pages and its record: what runs, is attached, switched off, filled in or stuck on is not proved."""
    root = pdf.reader.root_object
    names = root.get("/Names", {})
    held = {
        "a script": "/AA" in root or "/JavaScript" in names or "/JS" in str(plain(root.get("/OpenAction"))),
        "an attachment": _is_more_attached(pdf),
        "layers that readers switch off": "/OCProperties" in root,
        "a form": "/AcroForm" in root,
    }
    for what in (what for what, found in held.items() if found):
        yield pdf.finding("P018", f"the PDF holds {what}, which nobody proved", "take it out of the theme")
    for number, page in enumerate(pdf.reader.pages, 1):
        for note in (annotation.get_object() for annotation in page.get("/Annots", ())):
            if note.get("/Subtype") != "/Link":
                yield pdf.finding("P018", f"an annotation ({note.get('/Subtype')}) lies on the page", page=number)
    for name in sorted({*(pdf.reader.metadata or {})} - KNOWN):
        yield pdf.finding("P018", f"the PDF says `{name}` of itself, which no reader of ours looks at")


def _is_more_attached(pdf: Opened) -> bool:
    """Return whether anything is attached but the edition's own record."""
    held = list(pdf.reader.attachment_list)
    others = [one for one in held if one.name != RECORD or not _is_record(one.content, pdf.edition)]
    return len(held) > 1 or bool(others) or ("/AF" in pdf.reader.root_object and not held)


def _is_record(data: bytes, edition: Announced) -> bool:
    """Return whether *data* is the record of *edition*: of its address, and with its items under their titles."""
    try:
        told = json.loads(data)
        return told["@id"] == edition.url and [
            part.get("headline") or part.get("name") for part in told["hasPart"]
        ] == [item.title for item in edition.items]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def check_weight(pdf: Opened) -> Iterator[Finding]:
    """P017: the file can be sent by mail."""
    if len(pdf.artifact.data) > BUDGET:
        message = f"the PDF has {len(pdf.artifact.data) / 1e6:.1f} MB, more than many mailboxes take"
        hint = "use smaller pictures, or fewer"
        yield Finding(code="P017", severity="warning", where=pdf.artifact.name, message=message, hint=hint)


CHECKS: tuple[Callable[[Opened], Iterator[Finding]], ...] = (
    check_description,
    check_tags,
    check_bookmarks,
    check_fonts,
    check_links,
    check_pages,
    check_sheet,
    check_rights,
    check_extras,
    check_weight,
    check_archive,
    check_accessible,
)


def _flat(outline: Any) -> Iterator[Destination]:
    for entry in outline:
        if isinstance(entry, Destination):
            yield entry
        else:
            yield from _flat(entry)


def _leads_out(target: str) -> bool:
    try:
        parts = urlsplit(target)
        return parts.scheme in SCHEMES and not (parts.hostname or "").endswith(".invalid")
    except ValueError:
        return False


# --- what WeasyPrint said while drawing -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What a remark means."""

    code: str
    severity: Level
    says: re.Pattern[str]
    hint: str


RULES = (
    Rule(
        code="P003",
        severity="error",
        says=re.compile(r"Failed to |Font-face .* cannot be loaded|Relative URI reference without a base"),
        hint="the PDF is drawn from the edition's own pictures and the theme's fonts alone: take the address out",
    ),
    Rule(
        code="P004",
        severity="error",
        says=re.compile(r"No anchor #|.* target points to undefined|Anchor defined twice"),
        hint="a link inside the edition leads nowhere, or to two places",
    ),
    Rule(
        code="P005",
        severity="error",
        says=re.compile(r"Image .* has no required alt|Missing required"),
        hint='`publishkit rights set ARTICLE PICTURE alt="…"` says what it shows; one that only adorns is `decorative=true`',
    ),
    Rule(
        code="P006",
        severity="warning",
        says=re.compile(r"Ignored |Invalid |Unknown rule|Parse error|Unsupported|Expected"),
        hint="the theme's templates/pdf/style.css says something WeasyPrint does not know",
    ),
)
NO_GLYPH = re.compile(r'\.notdef glyph rendered for Unicode string unsupported by fonts: "(?P<letter>.)"')
OTHER = Rule(code="P007", severity="warning", says=re.compile(r""), hint="said by WeasyPrint while drawing the pages")


def check_remarks(artifact: Artifact, edition: Edition | Announced) -> Iterator[Finding]:
    """P002-P007: nothing was missing, refused or misunderstood while the pages were drawn; each remark once."""
    remarks = list(dict.fromkeys(artifact.remarks))
    lacking = [found["letter"] for remark in remarks if (found := NO_GLYPH.match(remark))]
    yield from _missing_letters(lacking, artifact.name, _words_of(edition) if isinstance(edition, Edition) else {})
    for remark in (remark for remark in remarks if not NO_GLYPH.match(remark)):
        rule = next((rule for rule in RULES if rule.says.match(remark)), OTHER)
        yield Finding(code=rule.code, severity=rule.severity, where=artifact.name, message=remark, hint=rule.hint)


# --- letters that no font of the edition has: a reader would see empty boxes ------------------------------------------


SHOWN = 12
"""Characters of a script that are named; who lacks more lacks the script."""
_SCRIPTS: Mapping[str, tuple[str, str]] = {
    "cjk": ("Chinese", "Noto Sans CJK SC"),
    "hiragana": ("Japanese", "Noto Sans CJK JP"),
    "katakana": ("Japanese", "Noto Sans CJK JP"),
    "hangul": ("Korean", "Noto Sans CJK KR"),
    "latin": ("Latin", "Noto Sans"),
    "cyrillic": ("Cyrillic", "Noto Sans"),
    "greek": ("Greek", "Noto Sans"),
}
"""How a letter's name in Unicode begins -> the script as people say it, a free font that has it."""
_PICTURES = ("signs and pictures", "Noto Emoji or Noto Sans Symbols")
NO_LETTER = (
    "neither the theme's fonts nor those that come with publishkit have them: put a font that has ({font}) into a folder of the "
    'workspace and name it in publishkit.toml, under [fonts]: dirs = ["fonts"]; or take this machine\'s fonts: system = true'
)


def _missing_letters(letters: Sequence[str], where: str, words: Mapping[str, str]) -> Iterator[Finding]:
    """Yield one finding a script; *letters* are what was drawn as an empty box, in the order it was met.

    *words* (`_words_of`) tell in which articles they stand.
    """
    scripts: dict[tuple[str, str], list[str]] = {}
    for letter in letters:
        scripts.setdefault(script_of(letter), []).append(letter)
    for (script, font), found in scripts.items():
        places = [slug for slug, text in words.items() if any(letter in text for letter in found)]
        message = _message(script, found) + (f" (in {', '.join(places)})" if places else "")
        yield Finding(code="P002", severity="error", where=where, message=message, hint=NO_LETTER.format(font=font))


def _words_of(edition: Edition) -> dict[str, str]:
    """Return slug -> all that is printed of an article, its credits with it."""
    return {item.slug: "\n".join(_words(item)) for section in edition.sections for item in section.items}


def _words(item: Item) -> Iterator[str]:
    yield from (
        item.kicker,
        item.title,
        item.deck,
        item.byline,
        item.dateline,
        item.quote,
        item.note,
        item.credit.label,
    )
    yield from (unescape(block.html) for block in item.blocks)
    yield from (unescape(note.html) for note in item.notes)
    lines = [*item.credit.lines, *item.credit.lines_top]
    for picture in (block.picture for block in item.blocks if block.picture):
        yield from (picture.caption, picture.alt)
        lines.append(picture.credit)
    yield from (span.text for line in lines for span in line)
    yield from (notice.text for notice in item.statement.notices)


def script_of(letter: str) -> tuple[str, str]:
    """Return the script of *letter* as people say it, and a free font that has it.

    >>> script_of("ع"), script_of("語"), script_of("😀")[0]
    (('Arabic', 'Noto Sans Arabic'), ('Chinese', 'Noto Sans CJK SC'), 'signs and pictures')
    """
    if unicodedata.category(letter)[0] not in "LM":
        return _PICTURES
    first = unicodedata.name(letter, "unnamed").split()[0].lower()
    return _SCRIPTS.get(first, (first.capitalize(), f"Noto Sans {first.capitalize()}"))


def _message(script: str, letters: Sequence[str]) -> str:
    named = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:SHOWN])
    more = f" and {len(letters) - SHOWN} more" if len(letters) > SHOWN else ""
    kind = script if script == _PICTURES[0] else f"{script} letters"
    return f"{kind} that no font of this edition has would be empty boxes: {named}{more}"
