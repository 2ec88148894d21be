"""The EPUB: the checks EPUBCheck makes too, and those it does not, in milliseconds."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.config import EpubOptions
from publishkit.model.edition import Edition
from publishkit.proof.formats.epub import check_epub
from publishkit.proof.reading import BuiltEdition, heads_of
from publishkit.render.epub.book import render_epub
from publishkit.theme.load import load_theme
from tests.proof.hand import repacked

NAV, OPF, ITEM = "EPUB/nav.xhtml", "EPUB/content.opf", "EPUB/text/a01.xhtml"


@pytest.fixture(scope="module")
def book(files: Mapping[str, Artifact]) -> Artifact:
    return next(artifact for name, artifact in files.items() if name.endswith(".epub"))


def codes(edition: Edition, book: Artifact) -> set[str]:
    return {finding.code for finding in check_epub(edition, BuiltEdition([book], heads_of(edition)))}


def changed(book: Artifact, path: str, change: Callable[[str], str]) -> Artifact:
    with zipfile.ZipFile(BytesIO(book.data)) as packed:
        before = packed.read(path).decode()
    after = change(before)
    assert after != before
    return replace(book, data=repacked(book.data, {path: after.encode()}))


def cut(pattern: str, instead: str = "") -> Callable[[str], str]:
    return lambda text: re.sub(pattern, instead, text, count=1, flags=re.DOTALL)


FIRES: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "B007": (OPF, cut(r"<meta property=\"schema:accessibilitySummary\">.*?</meta>")),
    "B008": (OPF, cut(r"<dc:rights[^>]*>.*?</dc:rights>")),
    "B009": (OPF, cut(r"<item [^>]*text/a02\.xhtml[^>]*/>")),
    "B010": (OPF, cut(r'properties="cover-image"')),
    "B011": (OPF, cut("image/png", "image/webp")),
    "B012": (NAV, cut(r"<nav[^>]*landmarks.*?</nav>")),
    "B013": (NAV, cut(r"<a [^>]*a03\.xhtml[^>]*>.*?</a>", "<span>x</span>")),
    "B014": (ITEM, lambda text: re.sub(r' (xml:)?lang="en"', "", text)),
    "B015": (ITEM, cut(r"<h2([^>]*)>(.*?)</h2>", r"<h4\1>\2</h4>")),
    "B016": (ITEM, cut(r" alt=\"[^\"]*\"")),
    "B017": (ITEM, cut("</body>", "<script>x()</script></body>")),
    "B018": (ITEM, cut(r"^<\?xml[^>]*\?>")),
}


def test_the_real_book_is_good(handmade: Edition, book: Artifact) -> None:
    assert list(check_epub(handmade, BuiltEdition([book], heads_of(handmade)))) == []


@pytest.mark.parametrize("code", FIRES)
def test_each_fault_has_its_code(code: str, handmade: Edition, book: Artifact) -> None:
    assert code in codes(handmade, changed(book, *FIRES[code]))


def packed_anew(book: Artifact, change: Callable[[list[zipfile.ZipInfo]], list[zipfile.ZipInfo]]) -> Artifact:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book.data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in change(source.infolist()):
            target.writestr(info, source.read(info.filename))
    return replace(book, data=out.getvalue())


def test_the_mimetype_comes_first(handmade: Edition, book: Artifact) -> None:
    assert codes(handmade, packed_anew(book, lambda infos: [*infos[1:], infos[0]])) == {"B002"}


def test_entries_carry_no_time_of_day(handmade: Edition, book: Artifact) -> None:
    def dated(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
        infos[3].date_time = (2026, 11, 22, 10, 0, 0)
        return infos

    assert codes(handmade, packed_anew(book, dated)) == {"B003"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("EPUB/images/żółw.jpg", "B004"), ("META-INF/encryption.xml", "B005"), ("EPUB/stray.txt", "B009")],
)
def test_what_does_not_belong_in_a_book_is_named(name: str, code: str, handmade: Edition, book: Artifact) -> None:
    assert code in codes(handmade, replace(book, data=repacked(book.data, {name: b"<x/>"})))


@pytest.mark.parametrize(("megabytes", "words"), [(26, "as an attachment"), (51, "Send to Kindle takes by mail")])
def test_a_book_too_large_to_be_mailed_is_named(megabytes: int, words: str, handmade: Edition, book: Artifact) -> None:
    large = replace(book, data=repacked(book.data, {"EPUB/large.bin": bytes(megabytes * 1_000_000)}))
    found = check_epub(handmade, BuiltEdition([large], heads_of(handmade)))
    (told,) = (finding for finding in found if finding.code == "B006")
    assert told.severity == "warning"
    assert words in told.message


def test_typefaces_that_some_readers_do_not_know_are_named(handmade: Edition) -> None:
    config = handmade.config.model_copy(update={"epub": EpubOptions(fonts="woff2")})
    (light,) = render_epub(replace(handmade, config=config), load_theme("almanac"))
    found = list(check_epub(handmade, BuiltEdition([light], heads_of(handmade))))
    assert {(finding.code, finding.severity) for finding in found} == {("B028", "info")}
    assert len(found) == 6


def test_a_file_that_is_no_book_is_named(handmade: Edition, book: Artifact) -> None:
    assert codes(handmade, replace(book, data=b"PK not a zip")) == {"B001"}
