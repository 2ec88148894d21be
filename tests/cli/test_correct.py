"""`publishkit correct`: the notice in every format, names and metadata, the old books; seen by outside readers."""

import json
import subprocess
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree, html

from tests.support.command import Ran, files_of, run
from tests.support.once import build_once, epubcheck
from tests.support.readers import book_files, page_text, pdf_text, squeezed
from tests.support.workspaces import write_workspace

NOTE = "We wrote that seven boats are left. There are eight."
HEAD = "Corrected on 24 November 2026."
OUT = Path("out", "2026-w47")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """Return a workspace whose issue is out, its first article changed since."""
    root = build_once(write_workspace(tmp_path_factory.mktemp("correct")), shared)
    article = root / "issues/2026-w47/articles/low-water/article.md"
    article.write_text(article.read_text("utf-8").replace("there are seven", "there are eight"), "utf-8")
    return root


@pytest.fixture(scope="module")
def old(before: Path) -> dict[str, bytes]:
    """Return the edition as it came out."""
    return files_of(before / OUT)


@pytest.fixture(scope="module")
def ran(before: Path, old: dict[str, bytes]) -> Ran:
    """Return what the correction said; *old* was read before."""
    assert old
    words = ("2026-w47", "low-water", "--note", NOTE, "--by", "Ines Falk", "--date", "2026-11-24", "--json")
    done = run("correct", *words, cwd=before)
    assert done.exit_code == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def corrected(before: Path, ran: Ran) -> Path:
    """Return the folder of the corrected edition."""
    assert ran.stdout
    return before / OUT


def test_the_notice_stands_at_the_article_and_in_a_list(corrected: Path) -> None:
    """Web page, edition, PDF and EPUB; in front of the words it is about."""
    notice = squeezed(f"{HEAD} {NOTE}")
    page = squeezed(page_text((corrected / "web/low-water.html").read_bytes()))
    assert notice in page
    assert page.index(notice) < page.index("Theharbourwakes")
    index = html.fromstring((corrected / "web/index.html").read_bytes())
    for place in ("a01", "corrections"):
        assert notice in squeezed(index.get_element_by_id(place).text_content())
    assert "Todaythereareeight" in page
    paper = squeezed(pdf_text(corrected / "the-quay-2026-w47-r2.pdf"))
    assert paper.count(notice) == 2
    book = book_files(corrected / "the-quay-2026-w47-r2.epub")
    for name in ("a01", "corrections"):
        assert notice in squeezed(page_text(book[f"EPUB/text/{name}.xhtml"]))
    assert notice in squeezed(
        json.loads((corrected / "texts.json").read_bytes())["items"][0]["html"].replace("</strong>", "")
    )


def test_every_format_names_its_revision(corrected: Path) -> None:
    """The book's identifier stays: for readers' libraries it is the same book, newer."""
    book = book_files(corrected / "the-quay-2026-w47-r2.epub")
    package = etree.fromstring(book["EPUB/content.opf"])
    meta = {m.get("property"): m.text for m in package.iter("{*}meta") if m.get("property")}
    assert (meta["dcterms:modified"], meta["schema:version"]) == ("2026-11-24T00:00:01Z", "2")
    first = book_files(corrected / "superseded/the-quay-2026-w47.epub")
    names = [etree.fromstring(b["EPUB/content.opf"]).findtext(".//{*}identifier") for b in (book, first)]
    assert names[0] == names[1]
    told = subprocess.run(
        ["pdfinfo", "-meta", str(corrected / "the-quay-2026-w47-r2.pdf")], capture_output=True, check=True
    ).stdout.decode()
    assert "<xmpMM:VersionID>2</xmpMM:VersionID>" in told
    assert "<xmp:ModifyDate>2026-11-24T00:00:00Z</xmp:ModifyDate>" in told
    page = html.fromstring((corrected / "web/low-water.html").read_bytes())
    data = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert data["correction"] == [
        {"@type": "CorrectionComment", "datePublished": "2026-11-24", "text": f"{HEAD} {NOTE}"}
    ]
    build = json.loads((corrected / "build.json").read_bytes())
    assert (build["revision"], build["revised"]) == (2, "2026-11-24")


def test_the_old_books_are_kept_and_named_as_superseded(corrected: Path, old: dict[str, bytes]) -> None:
    history = json.loads((corrected / "edition.json").read_bytes())["history"]
    moment = "2026-11-24T06:00:00Z"
    assert history["corrections"] == [
        {"slug": "low-water", "date": "2026-11-24", "note": NOTE, "revision": 2, "at": moment}
    ]
    told = {book["file"]: (book["revision"], book["sha256"], book["date"]) for book in history["superseded"]}
    for name in ("the-quay-2026-w47.epub", "the-quay-2026-w47.pdf"):
        assert (corrected / "superseded" / name).read_bytes() == old[name]
        assert told[f"superseded/{name}"] == (1, sha256(old[name]).hexdigest(), "2026-11-24")
    page = (corrected / "web/index.html").read_text("utf-8")
    assert 'href="https://quay.example/letter/the-quay-2026-w47.pdf"' in page
    assert run("verify", corrected).exit_code == 0


def test_a_short_mail_is_prepared(corrected: Path) -> None:
    message = message_from_bytes((corrected / "correction-r2.eml").read_bytes(), policy=policy.default)
    assert message["Subject"] == "The Quay, No. 47: correction"
    letter = message_from_bytes((corrected / "email.eml").read_bytes(), policy=policy.default)
    assert message["Message-ID"] != letter["Message-ID"]
    for part in message.iter_parts():
        words = part.get_content() if part.get_content_subtype() == "plain" else page_text(part.get_content().encode())
        assert squeezed(f"{HEAD} {NOTE}") in squeezed(words)
        assert "harbour wakes" not in words


def test_epubcheck_has_nothing_to_say(corrected: Path, shared: Path) -> None:
    said = epubcheck((corrected / "the-quay-2026-w47-r2.epub").read_bytes(), shared)
    assert [message for message in said if message["severity"] != "USAGE"] == []


def test_the_report_and_what_is_kept_for_the_next_build(before: Path, ran: Ran, corrected: Path) -> None:
    """What was decided stands in the workspace: an ordinary build makes the same revision, byte for byte."""
    told = json.loads(ran.stdout)
    assert (told["revision"], told["dry_run"], told["exit_code"]) == (2, False, 0)
    assert told["changes"][0]["by"] == "Ines Falk"
    assert told["superseded"] == ["the-quay-2026-w47.epub", "the-quay-2026-w47.pdf"]
    assert told["distributed"] == {"mails": [], "downloads": []}
    assert not [f for f in told["findings"] if f["code"].startswith("C0")], "the article did change"
    sums = (corrected / "SHA256SUMS").read_bytes()
    assert run("build", cwd=before).exit_code == 0
    assert (corrected / "SHA256SUMS").read_bytes() == sums


def test_what_cannot_be_corrected_is_said(before: Path, corrected: Path) -> None:
    """Exit 2, the nearest name, and the edition as it was."""
    sums = (corrected / "SHA256SUMS").read_bytes()
    for words, expected in (
        (("2026-w74", "low-water", "--note", "x"), "did you mean `2026-w47`?"),
        (("2026-w47", "low-waters", "--note", "x"), "did you mean `low-water`?"),
        (("2026-w47", "low-water", "--note", " "), "--note: is empty"),
        (("2026-w47", "low-water", "--note", "x", "--date", "2026-11-23"), "2026-11-23 lies before 2026-11-24"),
    ):
        refused = run("correct", *words, cwd=before)
        assert refused.exit_code == 2
        assert expected in refused.stderr
    assert (corrected / "SHA256SUMS").read_bytes() == sums
