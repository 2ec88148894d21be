"""The book's pages are those of the PDF: each mark stands at the words with which a page begins."""

import io
import re
import zipfile
from collections.abc import Iterator
from random import Random

import pypdfium2
import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
from publishkit.press.build import Build, build_issue
from publishkit.press.pages import pages_of
from publishkit.render.base import printed
from publishkit.render.page_starts import Sheet, followed, letters, page_starts, text_of
from tests.support.hard_editions import text
from tests.support.workspaces import write_workspace

SYLLABLES = "ha bour wa kes be fore no bo dy as ked boats lea ving car ry lan terns to ward dis tant is lands".split()


def prose(seed: int) -> str:
    """Return paragraphs of which no two are alike."""
    chance = Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(1200)]
    return "\n\n".join(f"{' '.join(words[n : n + 80]).capitalize()}." for n in range(0, 1200, 80))


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    articles = [text(f"long-{n}", f"A long text, number {n}", prose(n)) for n in (1, 2)]
    root = write_workspace(tmp_path_factory.mktemp("pages"), articles, issue={"outputs": ["pdf", "epub"]})
    made = build_issue(root, "2026-w47", lambda _: None)
    assert made.exit_code == 0, [str(found) for found in made.findings]
    return made


def artifact(build: Build, suffix: str) -> Artifact:
    return next(file for file in build.artifacts if file.name.endswith(suffix))


def test_each_mark_stands_where_a_page_begins(build: Build) -> None:
    """The words after a mark are on its page, a word that was parted excepted; those before it are not."""
    pdf = pypdfium2.PdfDocument(artifact(build, ".pdf").data)
    pages = {
        pdf.get_page_label(n) or f"{n + 1}": letters(page.get_textpage().get_text_range()) for n, page in enumerate(pdf)
    }
    inside = [mark for mark in marks(artifact(build, ".epub")) if mark[1]]
    assert len(inside) >= 3
    for label, before, after in inside:
        assert any(after[parted : parted + 40] in pages[label] for parted in range(15)), label
        assert before[-40:] not in pages[label], label


def marks(book: Artifact) -> Iterator[tuple[str, str, str]]:
    """Yield (page, letters of the text before its mark, letters after) for every mark in a book."""
    with zipfile.ZipFile(io.BytesIO(book.data)) as packed:
        for name in (one for one in packed.namelist() if one.endswith(".xhtml")):
            _, _, body = packed.read(name).decode().partition('<div class="body"')
            for found in re.finditer(r'<span [^>]*doc-pagebreak[^>]*aria-label=" page (\w+)\. "[^>]*/>', body):
                parts = (body[: found.start()].partition(">")[2], body[found.end() :])
                before, after = (letters(re.sub(r"<[^>]*>", " ", part)) for part in parts)
                yield found[1], before, after


def test_pages_are_listed_in_their_order(build: Build) -> None:
    assert build.edition is not None
    found = pages_of(build.edition, artifact(build, ".pdf"))
    assert [start.item for start in found] == sorted(start.item for start in found)
    assert [int(start.label) for start in found] == sorted({int(start.label) for start in found})


def test_a_file_that_is_no_pdf_has_no_pages(build: Build) -> None:
    assert build.edition is not None
    assert pages_of(build.edition, Artifact(name="x.pdf", media_type="application/pdf", data=b"no pdf")) == ()


def test_a_heading_alone_on_its_page_stands_before_the_page_of_its_text(build: Build) -> None:
    assert build.edition is not None
    whole = printed(build.edition, Channel.PDF)
    body = text_of(whole.items[0])
    sheets = [
        Sheet(label=label, text=told) for label, told in (("1", "A long text"), ("2", body[:900]), ("3", body[900:]))
    ]
    found = [(start.label, start.letters) for start in page_starts(whole, sheets, {"a01": 0})]
    assert found == [("1", 0), ("2", 1), ("3", 900)]


TEXT = letters(prose(3))


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([TEXT[:500], TEXT[500:]], [(1, 500)]),
        (["head" + TEXT[:500] + "foot", "head" + TEXT[500:] + "foot"], [(1, 500)]),
        ([TEXT[:300] + "acaption" + TEXT[300:500], TEXT[500:]], [(1, 500)]),
        ([TEXT[:500], "apictureandnothingelse", TEXT[500:]], [(2, 500)]),
        ([TEXT[:500], "anothertable" + TEXT[700:]], [(1, 700)]),
        ([TEXT], []),
        (["nothing", "of", "it"], []),
    ],
)
def test_a_text_is_followed_over_what_stands_between(pages: list[str], expected: list[tuple[int, int]]) -> None:
    assert list(followed(TEXT, pages, 0)) == expected
