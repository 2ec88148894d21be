"""The sample issue as a reader gets it: built once, then judged by other programs than those that made it."""

import subprocess
from pathlib import Path

import pypdf
import pytest
from lxml import html

from tests.publish.sample_editions import begin_sample
from tests.support.command import files_of, run
from tests.support.once import build_once, epubcheck


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """Return the finished edition of a fresh workspace, as `publishkit init` makes it."""
    root = tmp_path_factory.mktemp("sample") / "letter"
    begin_sample(root)
    return build_once(root, shared) / "out/2026-w47"


@pytest.fixture(scope="module")
def pdf(folder: Path) -> Path:
    return next(folder.glob("*.pdf"))


def test_there_is_nothing_to_mend(folder: Path) -> None:
    """No error, no warning, in the issue we show to newcomers."""
    ran = run("check", cwd=folder.parents[1])
    assert ran.exit_code == 0
    assert "error" not in ran.stdout
    assert "warning" not in ran.stdout


def test_epubcheck_has_nothing_to_say(folder: Path, shared: Path) -> None:
    """No error, no warning."""
    said = epubcheck(next(folder.glob("*.epub")).read_bytes(), shared)
    assert [message for message in said if message["severity"] in {"FATAL", "ERROR", "WARNING"}] == []


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_the_pdf_is_for_archives_and_for_screen_readers(pdf: Path, profile: str) -> None:
    """PDF/A-3a and PDF/UA-1."""
    import page

    result = page.validate_pdf(str(pdf), profile=profile)
    assert [f"{failure.rule_id}: {failure.message}" for failure in result.failures] == []
    assert result.is_compliant


def test_the_pdf_has_twenty_pages(pdf: Path) -> None:
    """Pictures float and briefs share pages, so that none is half empty."""
    assert len(pypdf.PdfReader(pdf).pages) <= 20


def test_every_font_of_the_pdf_is_embedded(pdf: Path) -> None:
    """pdffonts: the column `emb` says yes on every line."""
    listed = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout.splitlines()
    head, _, *fonts = listed
    column = head.index("emb")
    assert len(fonts) >= 4
    assert {line[column : column + 3].strip() for line in fonts} == {"yes"}


def test_the_pdf_reads_in_order(pdf: Path) -> None:
    """Title, deck, byline, text, credit: in this order, for two articles of different sections."""
    text = " ".join(
        subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    body = text[text.index("Credits and rights") :]  # behind the contents
    for words in (
        [
            "A house in the mud",
            "Almost everyone lives with a window open.",
            "By Ines Halloran",
            "Full text · CC BY 4.0",
            "Licensed under",
        ],
        [
            "What the lamp says",
            "By Ottilie Brandt",
            "Full text · CC BY-ND 4.0",
            "From the deck of a small boat",
            "No changes",
        ],
    ):
        at = [body.index(part) for part in words[:1]]
        for part in words[1:]:
            at.append(body.index(part, at[-1]))
        assert at == sorted(at)


def test_bookmarks_lead_to_every_article(pdf: Path) -> None:
    """Two levels: sections, and the articles in them."""
    outline = pypdf.PdfReader(pdf).outline
    titles = [
        entry.title for part in outline if isinstance(part, list) for entry in part if not isinstance(entry, list)
    ]
    assert {"Five wheels make a tide", "Sechs Wörter im Watt", "The drowned lane"} <= set(titles)


def test_the_mail_is_light_enough(folder: Path) -> None:
    """Gmail clips at about 102,000 bytes; ours stays below 95,000."""
    assert len((folder / "email.html").read_bytes()) < 95_000


def test_the_mail_needs_no_style_block(folder: Path) -> None:
    """Gmail's app drops <style> for other accounts: every text cell carries its own color, size and family."""
    tree = html.fromstring((folder / "email.html").read_bytes())
    for block in list(tree.iter("style")):
        block.drop_tree()
    for paragraph in tree.iter("p", "h1", "h2", "h3"):
        if paragraph.text_content().strip():
            styles = " ".join(element.get("style", "") for element in (paragraph, *paragraph.iterancestors()))
            assert "font-family" in styles
            assert "color" in styles
            assert "font-size" in styles


def test_the_german_article_says_so_everywhere(folder: Path) -> None:
    """Screen readers change their voice where `lang` changes."""
    index = html.fromstring((folder / "web/index.html").read_bytes())
    article = next(a for a in index.iter("article") if "Sechs Wörter im Watt" in a.text_content())
    assert article.get("lang") == "de" or article.xpath(".//*[@lang='de']")
    assert html.fromstring((folder / "web/woerter-im-watt.html").read_bytes()).xpath("//*[@lang='de']")


def test_a_second_build_gives_the_same_bytes(folder: Path) -> None:
    before = files_of(folder)
    env = {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns"}
    assert run("build", cwd=folder.parents[1], env=env).exit_code == 0
    after = files_of(folder)
    assert [name for name in before if before[name] != after.get(name)] == []


def test_verify_finds_every_duty_again(folder: Path) -> None:
    assert run("verify", folder).exit_code == 0
