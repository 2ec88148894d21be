"""A brief's headline, kicker and quotation are its page's words: every format says their language and direction."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from lxml import etree, html

from publishkit.press.build import Build, build_issue
from tests.support.workspaces import SampleArticle, png, write_workspace

ARABIC = "مدّ وجزر في الميناء القديم"
DUTCH = "Eb en vloed in de oude haven"
KICKER = "Haven"
QUOTED = "Niemand vroeg wie de sleutel had."
OURS = "Low water, told twice"
GERMAN = "Das Watt schläft nicht"
ALT = "Ein Tor am Deich."
SUMMARY = "An essay that follows one gate through a hundred years of weather, law and appetite, and ends in a kitchen."
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def foreign(slug: str, title: str, language: str, **more: object) -> SampleArticle:
    """Return a page in another language, of which nothing but title and address is printed; *more* is of its entry."""
    head = {
        "title": title,
        "language": language,
        "kicker": KICKER,
        "source_url": f"https://haven.example/{slug}",
        "publisher": {"name": "Havenkrant"},
    }
    entry = {"use": "brief", "summary": SUMMARY, "summary_by": "Ines Falk", **more}
    rights = {"status": "all_rights_reserved"}
    return SampleArticle(slug=slug, entry=entry, head=head, body="", rights=rights, pictures=[], files={})


def german() -> SampleArticle:
    """Return a German text with a picture, printed whole."""
    picture = {"file": "images/01.png", "caption": "Das Tor.", "alt": ALT, "rights": {"status": "own"}}
    head = {"title": GERMAN, "language": "de", "bylines": [{"name": "Jürgen Öhl"}]}
    body = "Das Wasser kommt und geht.[^1]\n\n![x](images/01.png)\n\n[^1]: Zweimal am Tag."
    return SampleArticle(slug="watt", head=head, body=body, pictures=[picture], files={"images/01.png": png(seed=3)})


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """An English edition of pages in Arabic, Dutch and German."""
    root = tmp_path_factory.mktemp("titles")
    articles = [
        german(),
        foreign("arabic", ARABIC, "ar"),
        foreign("dutch", DUTCH, "nl", use="quote", quote=QUOTED),
        foreign("renamed", "Laag water", "nl", headline=OURS),
    ]
    write_workspace(root, articles, issue={"outputs": ["email", "web", "epub", "pdf"]})
    made = build_issue(root, "2026-w47", lambda _step: None)
    assert made.exit_code == 0, [str(one) for one in made.findings if one.severity == "error"]
    return made


def data(build: Build, name: str) -> bytes:
    return next(file.data for file in build.artifacts if file.name.endswith(name))


def book_pages(build: Build) -> Iterator[tuple[str, etree._Element]]:
    book = ZipFile(BytesIO(data(build, ".epub")))
    for name in book.namelist():
        if name.endswith((".xhtml", ".ncx")):
            yield name, etree.fromstring(book.read(name))


def documents(build: Build) -> Iterator[tuple[str, etree._Element]]:
    """Yield every document that readers open."""
    for name in ("email.html", "web/index.html", "web/watt.html"):
        yield name, html.fromstring(data(build, name))
    yield from book_pages(build)


def inherited(element: etree._Element, name: str) -> str:
    """Return the value of an attribute where *element* stands: its own, or the nearest one around it."""
    chain = (element, *element.iterancestors())
    return next((value for one in chain if (value := one.get(name) or (name == "lang" and one.get(XML_LANG)))), "")


def spoken(build: Build, words: str) -> Iterator[tuple[str, str, str]]:
    """Yield document, language and direction of each place where a reader meets exactly *words*, in quotation marks or not."""
    for name, tree in documents(build):
        for element in tree.iter():
            if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in {"script", "style"}:
                continue
            for text, at in ((element.text, element), (element.tail, element.getparent())):
                if at is not None and (text or "").strip(" \n“”\u2068\u2069") == words:
                    yield name, inherited(at, "lang"), inherited(at, "dir") or "ltr"


@pytest.mark.parametrize(
    ("words", "language"), [(ARABIC, "ar"), (DUTCH, "nl"), (KICKER, "nl"), (QUOTED, "nl"), (OURS, "en"), (GERMAN, "de")]
)
def test_the_page_s_own_words_say_their_language(build: Build, words: str, language: str) -> None:
    """Mail, web, and every document of the book: contents, headline, credits; a headline of our own is in our language."""
    found = [one for one in spoken(build, words) if not (words == KICKER and one[1] == "ar")]
    assert len(found) >= 3
    if words not in (KICKER, QUOTED):
        assert {"email.html", "web/index.html"} <= {name for name, _, _ in found}
        assert any(name.endswith("nav.xhtml") for name, _, _ in found)
        assert any(name.endswith(".ncx") for name, _, _ in found)
    assert {lang for _, lang, _ in found} == {language}, found


def test_an_arabic_title_runs_from_right_to_left(build: Build) -> None:
    """In each heading and list; within a credit line it is kept together by isolates instead."""
    found = [one for one in spoken(build, ARABIC) if not one[0].endswith(".ncx")]
    assert sum(direction == "rtl" for _, _, direction in found) >= 7
    assert {direction for name, _, direction in found if name.endswith(("nav.xhtml", "s1.xhtml"))} == {"rtl"}


def test_our_summary_and_words_stay_in_our_language(build: Build) -> None:
    """The label, the summary and the link to the original are not read as Arabic or Dutch."""
    for words in (SUMMARY, "Read the original", "Summary and link", "Quotation and link"):
        found = list(spoken(build, words))
        assert found and {(lang, direction) for _, lang, direction in found} == {("en", "ltr")}, words


def test_a_picture_s_alt_is_in_its_article_s_language_and_its_credit_in_ours(build: Build) -> None:
    """The alt is read where the picture stands; the credit below it is the house's line."""
    seen = []
    for name, tree in documents(build):
        for element in tree.iter():
            if element.get("alt") == ALT:
                seen.append(name)
                assert inherited(element, "lang") == "de", name
    assert {"email.html", "web/index.html", "web/watt.html"} <= set(seen) and len(seen) >= 4
    found = list(spoken(build, "Quay Readers"))
    credits = [lang for name, lang, _ in found if name == "web/watt.html"]
    assert credits and set(credits) == {"en"}


def test_what_leads_back_from_a_note_is_said_in_our_language(build: Build) -> None:
    """The note is German, the name of its link is the house's."""
    links = [one for _, tree in documents(build) for one in tree.iter() if one.get("role") == "doc-backlink"]
    assert links
    for link in links:
        assert "note" in (link.get("aria-label") or "") and inherited(link, "lang") == "en"


def test_the_tags_of_the_pdf_say_it_too(build: Build) -> None:
    """A screen reader changes its voice by /Lang."""
    pdf = pikepdf.open(BytesIO(data(build, ".pdf")))
    tags = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"]
    said = [str(tag.get("/Lang", "")) for tag in tags if str(tag.S) in {"/H2", "/Link", "/H"}]
    assert {"ar", "nl", "de"} <= set(said)


def test_lists_and_feeds_know_it(build: Build) -> None:
    """`edition.json` keeps the title's language beside the item's, where they differ."""
    record = data(build, "edition.json").decode()
    assert '"title_lang": "ar"' in record or '"title_lang":"ar"' in record
