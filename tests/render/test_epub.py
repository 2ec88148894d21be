"""The book: valid, the same every time, and readable by programs older than its readers."""

import io
import os
import posixpath
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image, ImageChops

from publishkit.errors import InputError
from publishkit.model.config import EpubOptions
from publishkit.model.edition import Block, PageStart
from publishkit.model.rights import Channel
from publishkit.render.base import at_level
from publishkit.render.cover import draw_cover
from publishkit.render.epub.book import cut_fonts, render_epub
from publishkit.render.epub.markup import finish
from publishkit.render.page_starts import letters_in
from publishkit.theme.load import load_theme
from tests.support.edition_items import NOTICE, chart, shore
from tests.support.editions import make_config, make_edition
from tests.support.once import epubcheck

X = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NS = {
    "x": X[1:-1],
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": TYPE[1:].partition("}")[0],
}


@pytest.fixture(scope="module")
def theme():
    return load_theme("almanac")


@pytest.fixture(scope="module")
def book(theme):
    return Book(make_edition(), theme)


class Book:
    """A finished book, opened again."""

    def __init__(self, edition, theme) -> None:
        (self.artifact,) = render_epub(edition, theme)
        self.zip = zipfile.ZipFile(io.BytesIO(self.artifact.data))
        self.files = {name.removeprefix("EPUB/"): self.zip.read(name) for name in self.zip.namelist()}
        self.documents = {name: etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")}
        self.package = etree.fromstring(self.files["content.opf"])

    def meta(self, name):
        return self.package.xpath(f"//opf:meta[@property='{name}']/text()", namespaces=NS)

    def dc(self, name):
        return self.package.xpath(f"//dc:{name}/text()", namespaces=NS)

    def text(self, name):
        return "".join(self.documents[name].itertext())


EXPECTED_USAGES = {"CSS-028"}  # "Use of Font-face declaration": we embed fonts


def test_epubcheck_has_nothing_to_say(book, shared):
    assert {message["ID"] for message in epubcheck(book.artifact.data, shared)} <= EXPECTED_USAGES


BAD = '"/><script>x</script>]]>&amp;<!--'


def with_bad_words(section):
    """Return *section* with markup for a title, and for every text of its items that is not a block."""
    items = (replace(item, title=BAD, deck=BAD, kicker=BAD, byline=BAD, note=BAD) for item in section.items)
    return replace(section, title=BAD, items=tuple(items))


def test_epubcheck_has_nothing_to_say_about_a_bare_edition_of_hostile_words(theme, shared):
    """No cover, no editorial, no title, no reservation; one section, and markup wherever words are wanted."""
    edition = make_edition()
    config = make_config()
    plain = config.model_copy(
        update={
            "publication": config.publication.model_copy(update={"tagline": "", "editors": (), "issn": "1234-5679"})
        }
    )
    bare = make_edition(
        cover=None,
        editorial=(),
        editorial_by="",
        title="",
        tdm_reserved=False,
        preheader="",
        sections=tuple(map(with_bad_words, edition.sections[1:])),
        name=BAD,
        rights_sentence=BAD,
        config=plain,
    )
    bare = replace(bare, credits=replace(bare.credits, entries=bare.credits.entries[2:], tdm=""))
    assert {message["ID"] for message in epubcheck(Book(bare, theme).artifact.data, shared)} <= EXPECTED_USAGES


def test_the_same_values_give_the_same_bytes(book, theme):
    assert render_epub(make_edition(), theme) == (book.artifact,)


@pytest.mark.parametrize(("seed", "zone"), [("1", "Pacific/Auckland"), ("77", "America/St_Johns")])
def test_the_same_bytes_under_another_hash_seed_and_clock(book, seed, zone, tmp_path):
    code = (
        "from hashlib import sha256; from tests.support.editions import make_edition;"
        "from publishkit.theme.load import load_theme; from publishkit.render.epub.book import render_epub;"
        "print(sha256(render_epub(make_edition(), load_theme('almanac'))[0].data).hexdigest())"
    )
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(root)}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=tmp_path, check=True
    )
    assert result.stdout.strip() == sha256(book.artifact.data).hexdigest()


def test_the_container_is_what_readers_expect(book):
    """OCF 3.3: mimetype first, stored, no extra field; fixed stamps; pictures not deflated twice."""
    first, second, third, *rest = book.zip.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert (second.filename, third.filename) == ("META-INF/container.xml", "EPUB/content.opf")
    assert [entry.filename for entry in rest] == sorted(entry.filename for entry in rest)
    assert {entry.date_time for entry in book.zip.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert all(entry.compress_type == zipfile.ZIP_STORED for entry in rest if entry.filename.endswith((".jpg", ".png")))
    assert book.artifact.name == "the-lantern-2026-w47.epub"
    assert book.artifact.media_type == "application/epub+zip"


def test_every_file_is_in_the_manifest_and_every_text_in_the_spine(book):
    items = {item.get("href"): item.get("id") for item in book.package.iter("{*}item")}
    assert set(items) == set(book.files) - {"mimetype", "META-INF/container.xml", "content.opf", "rights.jsonld"}
    spine = [ref.get("idref") for ref in book.package.iter("{*}itemref")]
    assert spine == ["cover", "title", "nav", "s1", "a01", "a02", "s2", "a03", "a04", "a05", "credits", "colophon"]


def letters(book, ending=".ttf"):
    """Return the names of the fonts in a book, each with the characters it draws."""
    names = (name for name in book.files if name.startswith("fonts/"))
    return {name: set(TTFont(io.BytesIO(book.files[name])).getBestCmap()) for name in names if name.endswith(ending)}


def test_it_stays_small(theme):
    """Under 250 kB for one text without pictures: six faces and a cover are in it."""
    edition = make_edition(cover=None)
    first = edition.sections[0]
    item = replace(first.items[0], blocks=tuple(block for block in first.items[0].blocks if not block.picture))
    small = Book(replace(edition, sections=(replace(first, items=(item,)),)), theme)
    assert len(letters(small)) == 6
    assert len(small.artifact.data) < 250_000


def test_fonts_are_cut_to_the_characters_of_the_book(book, theme):
    """TrueType, which Kobo reads too; whoever drew it and under which license stays in the file."""
    drawn = letters(book)
    assert len(drawn) == 6
    shown = {ord(letter) for tree in book.documents.values() for letter in "".join(tree.itertext())}
    for name, characters in drawn.items():
        whole = set(TTFont(io.BytesIO(theme.font_data[name.removeprefix("fonts/")])).getBestCmap())
        assert shown & whole <= characters, name
        assert len(characters) < len(whole) / 3, name
        assert "Open Font License" in str(TTFont(io.BytesIO(book.files[name]))["name"].getDebugName(13)), name


def with_options(**options):
    """Return the edition with `[epub]` set."""
    return make_edition(config=make_config(epub=EpubOptions(**options)))


def test_fonts_are_lighter_as_woff2_or_left_out(book, theme):
    light, bare = Book(with_options(fonts="woff2"), theme), Book(with_options(fonts="none"), theme)
    assert len(letters(light, ".woff2")) == 6
    assert len(light.artifact.data) < len(book.artifact.data)
    assert {item.get("media-type") for item in light.package.iter("{*}item") if "fonts/" in item.get("href", "")} == {
        "font/woff2"
    }
    assert not [name for name in bare.files if name.startswith("fonts/")]
    assert b"@font-face" not in bare.files["css/book.css"]
    assert (bare.meta("ibooks:specified-fonts"), book.meta("ibooks:specified-fonts")) == ([], ["true"])
    assert render_epub(with_options(fonts="woff2"), theme) == (light.artifact,)


def test_a_font_that_is_none_is_an_input_error(theme):
    broken = replace(theme, font_data=dict.fromkeys(theme.font_data, b"not a font"))
    with pytest.raises(InputError, match="cannot be read as a font"):
        list(cut_fonts(broken, "ttf", frozenset("a")))


def test_the_cover_flows_or_has_a_fixed_size(book, theme, shared):
    """EPUB 3.3, 8.2.2.6: a page of a fixed size says which."""
    fixed = Book(with_options(cover="fixed"), theme)
    (reference,) = (ref for ref in fixed.package.iter("{*}itemref") if ref.get("idref") == "cover")
    assert reference.get("properties") == "rendition:layout-pre-paginated"
    assert fixed.documents["text/cover.xhtml"].xpath("//x:meta/@content", namespaces=NS) == ["width=1600, height=2400"]
    assert not any(ref.get("properties") for ref in book.package.iter("{*}itemref"))
    assert {message["ID"] for message in epubcheck(fixed.artifact.data, shared)} <= EXPECTED_USAGES


def test_the_package_says_who_when_and_under_which_rights(book):
    assert book.dc("title") == ["The Lantern, No. 47: Low water"]
    assert book.dc("language") == ["en", "de"]
    assert book.dc("date") == ["2026-11-20"]
    assert (
        book.dc("creator") == book.dc("publisher") == book.meta("dcterms:rightsHolder") == ["The Lantern Association"]
    )
    assert book.dc("rights") == [make_edition().rights_sentence]
    assert (book.meta("tdm:reservation"), book.meta("tdm:policy")) == (["1"], ["https://lantern.example/tdm.json"])
    assert "tdm: http://www.w3.org/ns/tdmrep#" in book.package.get("prefix")
    assert book.meta("dcterms:modified") == ["2026-11-20T00:00:00Z"]
    assert book.package.get(LANG) == "en"


def test_every_contributor_has_a_role(book):
    people = book.package.findall(".//dc:contributor", NS)
    roles = {m.get("refines"): m.text for m in book.package.iter("{*}meta") if m.get("property") == "role"}
    named = [(p.text, roles[f"#{p.get('id')}"]) for p in people]
    assert named == [("June Okafor", "edt"), ("Piet van Dijk", "edt"), *make_edition().contributors]
    # A creator who is a publisher ("pbl") stops foliate-js, and the readers made of it, from opening the book.
    assert roles["#creator"] == "com"
    assert "pbl" not in roles.values()


def test_it_belongs_to_its_series_for_new_and_old_readers(book):
    assert (book.meta("belongs-to-collection"), book.meta("collection-type"), book.meta("group-position")) == (
        ["The Lantern"],
        ["series"],
        ["47"],
    )
    old = {m.get("name"): m.get("content") for m in book.package.iter("{*}meta") if m.get("name")}
    assert (old["calibre:series"], old["calibre:series_index"], old["cover"]) == ("The Lantern", "47", "cover-image")


def test_accessibility_is_said_and_true(book, theme):
    """EPUB Accessibility 1.1 discovery metadata; nobody evaluated the book, so conformance is not claimed."""
    assert book.meta("schema:accessMode") == ["textual", "visual"]
    assert book.meta("schema:accessModeSufficient") == ["textual,visual", "textual"]
    features = book.meta("schema:accessibilityFeature")
    assert {"alternativeText", "ARIA", "structuralNavigation", "tableOfContents"} <= set(features)
    assert not {"MathML", "pageBreakMarkers", "pageNavigation"} & set(features)
    assert book.meta("schema:accessibilityHazard") == ["none"]
    assert book.meta("schema:accessibilitySummary") == [
        "The text reads in order without its layout. All pictures have text alternatives. Notes are linked both ways."
    ]
    assert not book.meta("dcterms:conformsTo")
    edition = make_edition()
    mute = tuple(replace(b, picture=replace(b.picture, alt="")) if b.picture else b for b in edition.items[0].blocks)
    silent = Book(with_blocks(edition, mute), theme)
    assert silent.meta("schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in silent.meta("schema:accessibilityFeature")
    assert "Some pictures have no text alternative." in silent.meta("schema:accessibilitySummary")[0]


def test_a_book_of_words_alone_asks_for_no_eyes(theme):
    """The cover, which has words, is no reason to say that a text must be seen."""
    edition = make_edition()
    words = Book(with_blocks(edition, tuple(block for block in edition.items[0].blocks if not block.picture)), theme)
    assert words.meta("schema:accessMode") == ["textual"]
    assert words.meta("schema:accessModeSufficient") == ["textual"]
    assert "All pictures" not in words.meta("schema:accessibilitySummary")[0]
    assert not words.documents["nav.xhtml"].xpath("//x:nav[@epub:type='loi']", namespaces=NS)


def test_formulas_and_ornaments_are_told(theme):
    edition = make_edition()
    formula = '<p class="formula"><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x"><mi>x</mi></math></p>'
    adorned = tuple(
        replace(b, picture=replace(b.picture, alt="", decorative=True)) if b.picture else b
        for b in edition.items[0].blocks
    )
    book = Book(with_blocks(edition, (*adorned, Block(kind="html", html=formula))), theme)
    assert {"MathML", "describedMath", "alternativeText"} <= set(book.meta("schema:accessibilityFeature"))
    assert "Formulas are MathML" in book.meta("schema:accessibilitySummary")[0]
    assert book.meta("schema:accessMode") == ["textual"]
    text = book.documents["text/a01.xhtml"]
    assert set(text.xpath("//x:figure/x:img/@role", namespaces=NS)) == {"presentation"}
    assert text.xpath("//x:p[@class='formula']/@tabindex", namespaces=NS) == ["0"]


PAGES = (
    PageStart(label="3", item="a01", letters=0),
    PageStart(label="4", item="a01", letters=31),
    PageStart(label="5", item="a02", letters=0),
)


@pytest.fixture(scope="module")
def paged(theme):
    return Book(make_edition(pages=PAGES), theme)


def test_pages_of_the_pdf_are_marked_and_listed(paged, book, shared):
    """Before the word in which a page begins; the list, the NCX and the package say the same."""
    nav = paged.documents["nav.xhtml"]
    listed = nav.xpath("//x:nav[@epub:type='page-list']//x:a", namespaces=NS)
    assert [(a.text, a.get("href")) for a in listed] == [
        ("3", "text/a01.xhtml#page1"),
        ("4", "text/a01.xhtml#page2"),
        ("5", "text/a02.xhtml#page3"),
    ]
    marks = paged.documents["text/a01.xhtml"].xpath("//*[@role='doc-pagebreak']")
    assert [(m.get("id"), m.get(TYPE), m.get("aria-label")) for m in marks] == [
        ("page1", "pagebreak", " page 3. "),
        ("page2", "pagebreak", " page 4. "),
    ]
    before = marks[1].xpath("string(preceding-sibling::node()[1])")
    assert letters_in(before) <= 31
    assert before[-1].isspace()
    assert paged.text("text/a01.xhtml") == book.text("text/a01.xhtml")
    assert paged.dc("source") == ["https://lantern.example/letter/the-lantern-2026-w47.pdf"]
    assert paged.meta("source-of") == ["pagination"]
    assert {"pageBreakMarkers", "pageNavigation"} <= set(paged.meta("schema:accessibilityFeature"))
    ncx = etree.fromstring(paged.files["toc.ncx"])
    assert [c.get("src") for c in ncx.xpath("//*[local-name()='pageTarget']/*[local-name()='content']")] == [
        a.get("href") for a in listed
    ]
    assert {message["ID"] for message in epubcheck(paged.artifact.data, shared)} <= EXPECTED_USAGES


def test_a_wide_table_is_told_in_parts_with_its_first_column(theme):
    """A page of 320 pixels has room for five columns; no cell is lost, no id stands twice."""
    head = "".join(f"<th>H{n}</th>" for n in range(12))
    row = "".join(f'<td id="c{n}">{n}</td>' for n in range(12))
    table = f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table></div>'
    book = Book(with_blocks(make_edition(), (Block(kind="html", html=table),)), theme)
    tables = book.documents["text/a01.xhtml"].xpath("//x:table", namespaces=NS)
    told = [["".join(cell.itertext()) for cell in table.iter(f"{X}th")] for table in tables]
    assert told == [
        ["H0", "H1", "H2", "H3", "H4"],
        ["H0", "H5", "H6", "H7", "H8"],
        ["H0", "H9", "H10", "H11"],
    ]
    ids = book.documents["text/a01.xhtml"].xpath("//x:td/@id", namespaces=NS)
    assert sorted(ids) == sorted(f"c{n}" for n in range(12))


def test_words_of_a_table_break_only_where_they_must(theme):
    """What has room side by side stays whole; one endless word, and every word of its table may break."""
    rows = (
        "".join(f"<td>{word}</td>" for word in words)
        for words in (("Wheel", "distance", "Period"), ("M2", "x" * 40, "12"))
    )
    tables = [f'<div class="table"><table><tbody><tr>{row}</tr></tbody></table></div>' for row in rows]
    book = Book(with_blocks(make_edition(), tuple(Block(kind="html", html=table) for table in tables)), theme)
    whole, tight = book.documents["text/a01.xhtml"].xpath("//x:table", namespaces=NS)
    assert (whole.get("class"), tight.get("class")) == (None, "tight")
    css = book.files["css/book.css"].decode()
    assert [line.partition(" {")[0] for line in css.splitlines() if "min-width" in line] == [".tight th, .tight td"]


def test_sides_follow_the_direction_of_each_text(book, theme):
    """Old readers know left and right alone: for them they are those of the edition."""
    css = {"ltr": book.files["css/book.css"].decode()}
    css["rtl"] = Book(make_edition(language="ar", dir="rtl"), theme).files["css/book.css"].decode()
    for side, direction in (("left", "ltr"), ("right", "rtl")):
        quote = next(line for line in css[direction].splitlines() if line.startswith(".body blockquote"))
        assert f"border-{side}: 2px solid; border-inline-end: 0; border-inline-start: 2px solid" in quote
        assert f"text-align: {side}; text-align: start" in css[direction]


def test_letters_that_know_no_italics_stand_upright(book):
    css = book.files["css/book.css"].decode()
    upright = next(line for line in css.splitlines() if line.startswith("html :lang(ar)"))
    assert upright.endswith("{ font-style: normal; letter-spacing: normal }")
    assert all(f"html :lang({code})" in upright for code in ("he", "fa", "zh", "ja", "ko", "th", "hi"))


def with_blocks(edition, blocks):
    """Return *edition* with the blocks of its first item replaced."""
    first, *rest = edition.sections
    items = (replace(first.items[0], blocks=blocks), *first.items[1:])
    return replace(edition, sections=(replace(first, items=items), *rest))


def test_contents_and_landmarks_lead_everywhere(book):
    nav = book.documents["nav.xhtml"]
    toc, landmarks, illustrations = nav.findall(f".//{X}nav")
    assert [a.get("href") for a in toc.iter(f"{X}a")] == [
        "text/title.xhtml", "text/s1.xhtml", "text/a01.xhtml", "text/a02.xhtml", "text/s2.xhtml",
        "text/a03.xhtml", "text/a04.xhtml", "text/a05.xhtml", "text/credits.xhtml", "text/colophon.xhtml",
    ]  # fmt: skip
    assert [a.get(TYPE) for a in landmarks.iter(f"{X}a")] == [
        "cover",
        "titlepage",
        "toc",
        "loi",
        "bodymatter",
        "copyright-page",
        "colophon",
    ]
    assert landmarks.get("hidden") == illustrations.get("hidden") == "hidden"
    ncx = etree.fromstring(book.files["toc.ncx"])
    assert [c.get("src") for c in ncx.iter("{*}content")] == [a.get("href") for a in toc.iter(f"{X}a")]
    assert ncx.xpath("//*[@name='dtb:uid']/@content") == book.dc("identifier")


def test_every_link_leads_somewhere(book):
    ids = {name: {e.get("id") for e in tree.iter() if e.get("id")} for name, tree in book.documents.items()}
    for name, tree in book.documents.items():
        for link in tree.iter(f"{X}a"):
            target, _, anchor = link.get("href").partition("#")
            if not re.match(r"https?:|mailto:", target):
                document = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else name
                assert document in book.documents, link.get("href")
                assert not anchor or anchor in ids[document], link.get("href")


def test_the_full_notice_of_a_brief_is_in_the_credits(book):
    assert "credits.xhtml#rights-a03" in [a.get("href") for a in book.documents["text/a03.xhtml"].iter(f"{X}a")]
    (notice,) = book.documents["text/credits.xhtml"].xpath("//*[@class='notice']")
    assert "".join(notice.itertext()) == NOTICE
    assert (notice.get("lang"), notice.get(LANG)) == ("en", "en")


def test_every_credit_stands_with_its_item(book):
    for item in make_edition().items:
        shown = book.documents[f"text/{item.id}.xhtml"].xpath("//x:div[@class='credit']/x:p", namespaces=NS)
        assert ["".join(p.itertext()) for p in shown] == [
            "".join(span.text for span in line) for line in item.credit.lines
        ]
        assert item.credit.label in book.text(f"text/{item.id}.xhtml")


def test_notes_open_and_lead_back(book):
    """epub:type for pop-ups, role for screen readers, U+FE0E so that iOS shows no emoji."""
    tree = book.documents["text/a01.xhtml"]
    marks = tree.xpath("//x:a[@role='doc-noteref']", namespaces=NS)
    notes = tree.xpath("//x:aside[@role='doc-footnote']", namespaces=NS)
    backs = tree.xpath("//x:a[@role='doc-backlink']", namespaces=NS)
    assert [(m.get("href"), m.get(TYPE)) for m in marks] == [("#a01-fn1", "noteref"), ("#a01-fn2", "noteref")]
    assert [(n.get("id"), n.get(TYPE)) for n in notes] == [("a01-fn1", "footnote"), ("a01-fn2", "footnote")]
    assert [(b.get("href"), b.text) for b in backs] == [("#a01-fnref1", "↩\ufe0e"), ("#a01-fnref2", "↩\ufe0e")]


def test_every_document_is_plain_enough_for_strict_readers(book):
    """Send to Kindle and old RMSDK: declaration, languages, no id on body, no script, no style, no entity."""
    for name, tree in book.documents.items():
        assert book.files[name].startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>"), name
        assert tree.get("lang") == tree.get(LANG) == "en"
        assert all(e.get(LANG) == e.get("lang") for e in tree.iter() if e.get("lang"))
        assert tree.find(f"{X}body").get("id") is None
        assert not tree.xpath("//x:script | //x:form | //@style | //comment()", namespaces=NS)
        assert all(" " not in e.get(TYPE) for e in tree.iter() if e.get(TYPE))
        levels = [int(h.tag[-1]) for h in tree.iter(*(f"{X}h{n}" for n in range(1, 7)))]
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), (name, levels)


def test_foreign_articles_say_their_language(book):
    tree = book.documents["text/a02.xhtml"]
    assert [e.get(LANG) for c in ("title", "deck", "body") for e in tree.xpath(f"//*[@class='{c}']")] == [
        "de",
        "de",
        "de",
    ]
    assert tree.get(LANG) == "en"


RISKY = (
    r"display\s*:\s*(?:inline-)?(?:flex|grid)", r"var\(|--[\w-]+\s*:", r"position\s*:", r"@(?:import|layer|container|supports|namespace)",
    r"(?:margin|padding|text-indent)[\w-]*\s*:[^;}]*-\d", r"font-size\s*:\s*[\d.]+(?:px|pt|rem|%)", r"calc\(|clamp\(|:is\(|:where\(|:has\(",
    r"(?<![-\w])color\s*:(?!\s*inherit)", r"background",
)  # fmt: skip


@pytest.mark.parametrize("pattern", RISKY)
def test_the_style_sheet_is_safe_for_old_readers(book, pattern):
    """Each of these stopped a book from opening, or vanishes in night mode."""
    assert not re.search(pattern, book.files["css/book.css"].decode())


def test_every_class_that_is_styled_is_used_and_credits_keep_their_letters(book):
    css = book.files["css/book.css"].decode()
    kept = next(rule for rule in css.splitlines() if rule.startswith(".rights-label, .credit, figcaption"))
    assert "hyphens: manual" in kept
    assert "text-transform" not in kept


def test_pictures_are_the_ones_for_books(book):
    assert book.files["images/tide-clocks-01.jpg"] == shore().book.data
    assert book.files["images/tide-clocks-02.png"] == chart().book.data


def test_a_picture_not_cleared_for_books_is_nowhere(theme):
    edition = make_edition(cover=replace(shore(), channels=(Channel.WEB,)))
    for_web = tuple(
        replace(b, picture=replace(b.picture, channels=(Channel.WEB,))) if b.picture else b
        for b in edition.items[0].blocks
    )
    book = Book(with_blocks(edition, for_web), theme)
    assert [name for name in book.files if name.startswith("images/")] == ["images/cover.jpg"]
    assert "<figure" not in book.files["text/a01.xhtml"].decode()
    assert book.files["images/cover.jpg"] == draw_cover(make_edition(cover=None), theme)


def test_the_cover_is_a_portrait_with_words_for_who_cannot_see_it(book):
    with Image.open(io.BytesIO(book.files["images/cover.jpg"])) as cover:
        assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (1600, 2400))
    (image,) = book.documents["text/cover.xhtml"].iter(f"{X}img")
    assert image.get("alt").startswith("Cover: The Lantern, No. 47, 20 November 2026. Low water. A low shore")
    assert book.text("text/title.xhtml").count("Picture: Mara Lindqvist / Estuary Papers, CC BY 4.0") == 1


def test_the_covers_picture_is_shown_whole(theme):
    """Cropping adapts a work: red edges on all four sides stay."""
    out = io.BytesIO()
    Image.new("RGB", (300, 700), "#ff0000").save(out, "PNG")
    tall = replace(
        shore(), book=replace(shore().book, data=out.getvalue(), media_type="image/png", width=300, height=700)
    )
    with Image.open(io.BytesIO(draw_cover(make_edition(cover=tall), theme))) as cover:
        red, green, _ = cover.split()
        pure = ImageChops.multiply(red.point(lambda v: 255 * (v > 200)), green.point(lambda v: 255 * (v < 60)))
    left, top, right, bottom = pure.getbbox() or (0, 0, 0, 1)
    assert abs((right - left) / (bottom - top) - 300 / 700) < 0.01


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "W"},
        {"name": "Proceedings of the Quiet Harbor and Inland Waters Society of the North"},
        {
            "title": "A title so long that three lines of eighty pixels cannot hold it however hard they try, and then some more words"
        },
        {"name": "", "title": "", "number": 1234567},
    ],
)
def test_any_words_make_a_cover(theme, fields):
    assert draw_cover(make_edition(cover=None, **fields), theme)


def test_hostile_words_stay_words(theme):
    edition = make_edition(name=BAD, title=BAD, preheader=BAD, rights_sentence=BAD)
    book = Book(replace(edition, sections=(with_bad_words(edition.sections[0]), edition.sections[1])), theme)
    assert not any(tree.xpath("//x:script | //comment()", namespaces=NS) for tree in book.documents.values())
    assert BAD in book.text("text/a01.xhtml")


def test_a_template_that_is_not_well_formed_is_an_input_error():
    with pytest.raises(InputError, match="not well-formed"):
        finish("<p><br></p>")


def test_entities_from_outside_are_not_read():
    assert b"root:" not in finish('<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>')


@pytest.mark.parametrize(
    ("top", "given", "expected"),
    [
        (2, "<h3>A</h3><h4>B</h4>", "<h2>A</h2><h3>B</h3>"),
        (4, '<h3 id="a">A</h3>', '<h4 id="a">A</h4>'),
        (6, "<h2>A</h2><h5>B</h5>", "<h6>A</h6><h6>B</h6>"),
        (2, "<p>&lt;h3&gt;</p><hr/>", "<p>&lt;h3&gt;</p><hr/>"),
    ],
)
def test_cross_heads_move_to_their_place(top, given, expected):
    assert at_level((Block(kind="html", html=given),), top)[0].html == expected
