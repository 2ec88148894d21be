"""Every mark a body may hold is read as it was meant, in each format that is printed: web, mail, plain text, book, PDF."""

from pathlib import Path

import pytest
from lxml import html

from tests.support.once import build_once, epubcheck, shared  # noqa: F401  a fixture
from tests.support.readers import book_files, pdf_text
from tests.support.workspaces import SampleArticle, write_workspace

BODY = """\
The tank holds 40 m^3^ of water, not of CO~2~, and a millionth is 10^-6^.[^1] It stood here in 1911[^2] already.

Slack water
: The time when the tide *turns*.

Neap
: A small tide.

  It comes twice a month.

7. the ice house
8. the net loft
   - upper floor
   - lower floor
     1. the stairs

```python
def ebb(hours):
    return hours < 6
```

> The harbour was never asked.
>
> — Ada Quill, *The Ledger*

The boats go out,\\
the boats come in,\\
and nobody counts.

* * *

| Pier | Depth |
|------|------:|
| East | 4 m   |

: Depths at low water

[^1]: As measured in 1998.
[^2]: The book says 1912.
"""
CODE = "def ebb(hours):\n    return hours < 6"


@pytest.fixture
def edition(tmp_path: Path, shared: Path) -> Path:  # noqa: F811
    root = write_workspace(tmp_path, articles=[SampleArticle(body=BODY, pictures=[], files={})])
    return build_once(root, shared) / "out/2026-w47"


def test_the_web_page_shows_each(edition: Path) -> None:
    page = html.fromstring((edition / "web/index.html").read_bytes())
    assert [one.text for one in page.xpath("//*[@class='body']//p[1]/sup[not(a)]")] == ["3", "−6"]
    assert page.xpath("//*[@class='body']//sub")[0].text == "2"
    assert [one.text_content() for one in page.xpath("//dt")][:2] == ["Slack water", "Neap"]
    assert page.xpath("//*[@class='body']/ol/@start") == ["7"]
    assert page.xpath("//ol/li/ul/li/ol/li")[0].text_content().strip() == "the stairs"
    assert page.xpath("//pre/code[@class='language-python']")[0].text == f"{CODE}\n"
    assert page.xpath("//blockquote/p[@class='attribution']")[0].text_content() == "— Ada Quill, The Ledger"
    assert len(page.xpath("//p[starts-with(., 'The boats go out')]/br")) == 2
    assert page.xpath("//*[@class='body']/hr")
    assert page.xpath("//table/caption")[0].text_content() == "Depths at low water"


def test_the_mail_has_the_same_and_styles_for_programs_that_know_no_sheet(edition: Path) -> None:
    page = html.fromstring((edition / "email.html").read_bytes())
    assert [one.text for one in page.xpath("//sub")] == ["2"]
    assert page.xpath("//dd/@style") and page.xpath("//dt/@style") and page.xpath("//sub/@style")
    assert page.xpath("//ol/@start") == ["7"]
    code = page.xpath("//div[contains(@style, 'Consolas')]")[0]
    assert "\n".join(code.itertext()).replace("\u00a0", " ") == CODE
    source = page.xpath("//blockquote/p[contains(., 'Ada Quill')]")[0]
    assert "font-style:normal" in source.get("style").replace(" ", "")


def test_plain_text_falsifies_no_figure(edition: Path) -> None:
    """m³ is not m3, 10⁻⁶ is not 10−6, and a note's number stands apart from the year before it."""
    text = (edition / "email.txt").read_text("utf-8")
    assert "40 m³ of water, not of CO₂, and a millionth is 10⁻⁶.[1]" in " ".join(text.split())
    assert "1911[2] already" in " ".join(text.split())
    assert (
        "Slack water\n    The time when the tide turns.\nNeap\n    A small tide.\n\n    It comes twice a month.\n"
        in text
    )
    assert "7. the ice house\n8. the net loft\n" in text
    assert f"    {CODE.splitlines()[0]}\n        return hours < 6\n" in text
    assert "The boats go out,\nthe boats come in,\nand nobody counts.\n" in text
    assert "\n* * *\n" in text
    assert "Depths at low water\nPier   Depth\n" in text


def test_the_book_is_valid_and_complete(edition: Path, shared: Path) -> None:  # noqa: F811
    (book,) = edition.glob("*.epub")
    assert {said["severity"] for said in epubcheck(book.read_bytes(), shared)} <= {"USAGE"}
    text = next(data for name, data in book_files(book).items() if name.endswith("a01.xhtml")).decode()
    for part in ("<sub>2</sub>", "<dt>Slack water</dt>", '<ol start="7">', 'class="attribution"', "<caption>", "<hr/>"):
        assert part in text


def test_the_pdf_shows_each(edition: Path) -> None:
    (pdf,) = edition.glob("*.pdf")
    words = "".join(pdf_text(pdf).split())
    for part in (
        "40m3ofwater",
        "notofCO2",
        "Slackwater",
        "7.theicehouse",
        "defebb(hours):",
        "—AdaQuill",
        "Depthsatlowwater",
    ):
        assert part in words
