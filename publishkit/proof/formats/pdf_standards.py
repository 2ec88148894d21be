"""Findings in the finished PDF: what archives (PDF/A-3a, ISO 19005-3) and screen readers (PDF/UA-1, ISO 14289-1) rely on.

Not every rule: those that a theme, a text or another engine can break. Tests hold editions against a validator of all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from publishkit.model.artifact import Finding
from publishkit.proof.formats.pdf_file import Opened, plain, values

OURS = "the program makes this, not the theme: report it, with the issue that shows it"

# --- P019: for archives -----------------------------------------------------------------------------------------------


ARCHIVE = (rb"<pdfaid:part>3<", rb"<pdfaid:conformance>A<")
PRINTED, UNSEEN = 4, 1 | 2 | 32
"""Flags of annotations (ISO 32000-1, table 165): Print; Invisible, Hidden and NoView."""
INK = re.compile(rb"(?m)(?:^|\s)(?:[\d.]+\s+){4}[kK](?=\s|$)|/DeviceCMYK\s+(?:cs|CS)(?=\s|$)")
"""A colour in a device's inks, in a page's content."""


def check_archive(pdf: Opened) -> Iterator[Finding]:
    """P019: the file says that it is PDF/A-3a, and what a reader of later days needs is in it."""
    for wrong in _not_for_archives(pdf):
        yield pdf.finding("P019", wrong, OURS)
    for wrong in dict.fromkeys(wrong for held in _resources(pdf) for wrong in _resources_not_for_archives(held)):
        yield pdf.finding("P019", wrong, OURS)
    for number, page in enumerate(pdf.reader.pages, 1):
        for wrong in dict.fromkeys(_page_not_for_archives(page)):
            yield pdf.finding("P019", wrong, OURS, page=number)


def _resources(pdf: Opened) -> list[Any]:
    """Return the resources of all pages, which as a rule they share."""
    held = (plain(page.get("/Resources", {})) for page in pdf.reader.pages)
    return list({id(one): one for one in held}.values())


def _not_for_archives(pdf: Opened) -> Iterator[str]:
    root, trailer = pdf.reader.root_object, pdf.reader.trailer
    metadata = plain(root.get("/Metadata"))
    packet = metadata.get_data() if metadata is not None else b""
    if not all(claim in packet for claim in ARCHIVE):
        yield "the metadata does not say that the file is PDF/A-3a"
    intents = [plain(intent) for intent in plain(root.get("/OutputIntents", ()))]
    if not any(intent.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents):
        yield "the file does not say which colours its numbers mean (no output intent)"
    if len(trailer.get("/ID", ())) != 2:
        yield "the file has no identifier"
    for file in (plain(file) for file in plain(root.get("/AF", ()))):
        facts = plain(plain(file["/EF"])["/F"]).get("/Params", {})
        if "/AFRelationship" not in file or "/ModDate" not in plain(facts):
            yield f"the attached {file.get('/UF', 'file')} does not say what it is to the pages, or of which day it is"


def _page_not_for_archives(page: Any) -> Iterator[str]:
    for note in (plain(note) for note in page.get("/Annots", ())):
        flags = int(note.get("/F", 0))
        if not flags & PRINTED or flags & UNSEEN:
            yield "a link is not printed, or is hidden"
    contents = page.get_contents()
    if contents is not None and INK.search(contents.get_data()):
        yield "a colour is given in inks of no known press (DeviceCMYK)"


def _resources_not_for_archives(held: Any) -> Iterator[str]:
    for drawn in values(held, "/XObject"):
        if str(plain(drawn.get("/Interpolate", False))) == "True":
            yield "a picture is smoothed by the reader’s program"
        if "/DeviceCMYK" in str(plain(drawn.get("/ColorSpace"))):
            yield "a picture is in inks of no known press (DeviceCMYK)"
    for font in values(held, "/Font"):
        if "/ToUnicode" not in font:
            yield f"the font {font.get('/BaseFont')} does not say which letters its shapes are"


# --- P020: read aloud -------------------------------------------------------------------------------------------------


ROWS = frozenset({"/THead", "/TBody", "/TFoot"})
FITTING: Mapping[str, frozenset[str]] = {
    "/L": frozenset({"/LI", "/Caption", "/L"}),
    "/LI": frozenset({"/Lbl", "/LBody"}),
    "/TOC": frozenset({"/TOC", "/TOCI", "/Caption"}),
    "/Table": ROWS | {"/TR", "/Caption"},
    **dict.fromkeys(ROWS, frozenset({"/TR"})),
    "/TR": frozenset({"/TH", "/TD"}),
}
"""Kind -> the only kinds that may lie in it (ISO 32000-1, 14.8.4.3)."""
PLACES: Mapping[str, frozenset[str]] = {
    kind: frozenset(outer for outer, kinds in FITTING.items() if kind in kinds)
    for kind in ("/LI", "/LBody", "/TOCI", "/TR", "/TH", "/TD", *ROWS)
}
"""Kind -> the only kinds it may lie in."""
HEADING = re.compile(r"/H([1-6])")
HEADINGS = "a heading of the text or of the theme's pdf/issue.html is more than one level below the one before it"


@dataclass(slots=True)
class Told:
    """What the tree of a file holds."""

    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    """Page from 1 (0 where it is not known), message, hint."""
    marks: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Object number of a page -> its marked content that is in the tree."""
    links: set[int] = field(default_factory=set)
    """Object numbers of annotations that are in a Link."""


def check_accessible(pdf: Opened) -> Iterator[Finding]:
    """P020: everything on a page is in the tree or left out on purpose, and the tree is built by the rules."""
    root = pdf.reader.root_object
    if "/StructTreeRoot" not in root:
        return  # P011 says so
    numbers = {
        page.indirect_reference.idnum: n for n, page in enumerate(pdf.reader.pages, 1) if page.indirect_reference
    }
    told = _read_tree(plain(root["/StructTreeRoot"]), numbers)
    for at, message, hint in dict.fromkeys(told.wrong):
        yield pdf.finding("P020", message, hint, page=at)
    for number, page in enumerate(pdf.reader.pages, 1):
        reference = page.indirect_reference
        marks = told.marks.get(reference.idnum, set()) if reference else set()
        for wrong in (*_page_untold(page, marks), *_links_untold(page, told.links)):
            yield pdf.finding("P020", wrong, OURS, page=number)


def _read_tree(root: Any, numbers: Mapping[int, int]) -> Told:
    """Walk the tree in reading order."""
    told, level, names = Told(), 0, set[str]()
    waiting: list[tuple[Any, str, int]] = [(kid, "", 0) for kid in reversed(_kids(root))]
    while waiting:
        element, around, page = waiting.pop()
        kind = str(element.get("/S", ""))
        page = _number(element, page)
        at = numbers.get(page, 0)
        told.wrong += [(at, message, OURS) for message in _misplaced(element, kind, around, names)]
        if found := HEADING.fullmatch(kind):
            if int(found[1]) > level + 1:
                told.wrong.append(
                    (at, f"a heading of level {found[1]} follows one of level {level or 'none'}", HEADINGS)
                )
            level = int(found[1])
        inner = []
        for kid in _kids(element):
            if isinstance(kid, DictionaryObject) and "/S" in kid:
                inner.append((kid, kind, page))
            else:
                _note(told, kid, kind, page)
        waiting += reversed(inner)
    return told


def _note(told: Told, kid: Any, kind: str, page: int) -> None:
    """Write down a piece of content: its number on the page, or the annotation it is."""
    if isinstance(kid, int):
        told.marks[page].add(kid)
    elif "/MCID" in kid and "/Stm" not in kid:
        told.marks[_number(kid, page)].add(int(kid["/MCID"]))
    elif kind == "/Link" and isinstance(link := kid.raw_get("/Obj"), IndirectObject):
        told.links.add(link.idnum)


def _kids(element: Any) -> list[Any]:
    held = plain(element.get("/K"))
    if held is None:
        return []
    return [plain(kid) for kid in held] if isinstance(held, ArrayObject) else [held]


def _number(element: Any, outer: int) -> int:
    page = element.raw_get("/Pg") if "/Pg" in element else None
    return page.idnum if isinstance(page, IndirectObject) else outer


def _misplaced(element: Any, kind: str, around: str, names: set[str]) -> Iterator[str]:
    """Yield what is wrong with one element where it stands; *names* are those of the notes before it."""
    if around in FITTING and kind not in FITTING[around]:
        yield f"a {around[1:]} holds a {kind[1:]}, where only {', '.join(sorted(one[1:] for one in FITTING[around]))} may be"
    if kind in PLACES and around not in PLACES[kind]:
        yield f"a {kind[1:]} stands in a {around[1:] or 'tree'}"
    if kind in {"/Figure", "/Formula"} and not (element.get("/Alt") or element.get("/ActualText")):
        yield "a picture has no words in its place"
    if kind == "/Note":
        name = str(element.get("/ID", ""))
        if not name or name in names:
            yield "a note has no name of its own"
        names.add(name)
    if kind == "/TH" and not any("/Scope" in one for one in _attributes(element)) and "/ID" not in element:
        yield "a table’s heading does not say whether it heads a column or a row"


def _attributes(element: Any) -> list[Any]:
    held = plain(element.get("/A"))
    if held is None:
        return []
    return [one for one in map(plain, held) if isinstance(one, DictionaryObject)] if isinstance(held, list) else [held]


# --- what is on a page ------------------------------------------------------------------------------------------------


TOKEN = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f\s]*>|/MCID (?P<mark>\d+)|/(?P<name>\w+)(?=\s+(?:<<|BMC|/\w+\s+BDC))"
    rb"|\b(?P<begin>BDC|BMC)\b|\b(?P<end>EMC)\b|\b(?P<drawn>Tj|TJ|Do)\b",
    re.DOTALL,
)
"""Strings, which hold no operators, and what begins, ends or is content."""


def _page_untold(page: Any, told: set[int]) -> Iterator[str]:
    """Yield what is wrong with the marks on a page, each thing once; *told* are those that are in the tree."""
    contents = page.get_contents()
    open_: list[str] = []
    name, seen, wrong = "", set[int](), set[str]()
    mark: int | None = None
    for token in TOKEN.finditer(contents.get_data() if contents is not None else b""):
        if token["name"]:
            name, mark = token["name"].decode(), None
        elif token["mark"]:
            mark = int(token["mark"])
        elif token["begin"]:
            open_.append("left out" if name == "Artifact" else "told" if mark is not None else "")
            seen.update(() if mark is None else (mark,))
            if {"left out", "told"} <= set(open_):
                wrong.add("what is left out lies in what is read aloud, or the other way round")
            name, mark = "", None
        elif token["end"] and open_:
            open_.pop()
        elif token["drawn"] and not any(open_):
            wrong.add("words or a picture are neither in the tree nor left out on purpose")
    yield from sorted(wrong)
    if seen != told:
        yield f"{len(seen ^ told)} pieces of its content are not in the tree, or the tree has what is not on it"


def _links_untold(page: Any, told: set[int]) -> Iterator[str]:
    links = [note for note in page.get("/Annots", ()) if plain(note).get("/Subtype") == "/Link"]
    if links and page.get("/Tabs") != "/S":
        yield "keys do not go from link to link in the order of the text"
    if any(not plain(link).get("/Contents") for link in links):
        yield "a link does not say where it leads"
    if any(isinstance(link, IndirectObject) and link.idnum not in told for link in links):
        yield "a link is not in the tree"
