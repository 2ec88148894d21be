"""Formulas, notes with blocks, verse, tasks, marked words, code, and pictures of scanners and drawing programs: through all formats, and proved."""

import io
from pathlib import Path

import pikepdf
import pytest
from lxml import etree, html
from PIL import Image

from tests.support.command import run
from tests.support.once import build_once, epubcheck, shared  # noqa: F401  a fixture
from tests.support.readers import book_files, pdf_text
from tests.support.workspaces import SampleArticle, write_workspace

MATH = "{http://www.w3.org/1998/Math/MathML}math"
BODY = r"""
Let $a^2+b^2=c^2$ stand in a line that costs $5 or A$7, with ==marked== and ++inserted++ words.[^1]

$$
\int_0^1 x^2\,dx = \frac13
$$

| The boats went out on the ebb,
|   and nobody counted them.
|
| They came home with the flood.

- [x] count the boats
- [ ] ask again

```python
def tide(hours):
	return "a very long line that no page is wide enough for, however small its letters are set in this edition of ours"
```

![A scan](images/01.png)

The tide turns.

![A chart](images/02.svg)

The end.

[^1]: First paragraph.

    Second paragraph.

    - an item
    - another

    ```
    x  = 1
    ```

    $$y_1 < 2$$
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><rect width="100" height="90" fill="#a00"/>'
    '<text x="120" y="60" font-size="30">Depth</text><script>alert(1)</script></svg>'
)


def deep_scan() -> bytes:
    grey = Image.linear_gradient("L").resize((600, 400))
    out = io.BytesIO()
    grey.convert("I").point(lambda value: value * 257).convert("I;16").save(out, "PNG")
    return out.getvalue()


def article(body: str = BODY) -> SampleArticle:
    pictures = [
        {"file": file, "caption": f"{alt}.", "alt": alt, "rights": {"status": "own", "credit_line": "Drawing: Bo Marl"}}
        for file, alt in (("images/01.png", "A scan"), ("images/02.svg", "A chart"))
    ]
    return SampleArticle(
        body=body, pictures=pictures, files={"images/01.png": deep_scan(), "images/02.svg": SVG.encode()}
    )


@pytest.fixture
def edition(tmp_path: Path, shared: Path) -> Path:  # noqa: F811
    return build_once(write_workspace(tmp_path, [article()]), shared) / "out/2026-w47"


def test_the_finished_edition_is_proved(edition: Path) -> None:
    """Each picture is known again in each format, a PNG in the PDF by its pixels, and nothing is left to mend."""
    ran = run("verify", "out/2026-w47", cwd=edition.parent.parent)
    assert (ran.exit_code, "nothing to mend" in ran.stdout) == (0, True), ran.stdout


def test_the_web_has_mathml_and_every_block_of_the_note(edition: Path) -> None:
    page = html.fromstring((edition / "web/low-water.html").read_bytes())
    assert page.xpath("//math/@alttext") == ["a² + b² = c²", "∫₀¹ x² dx = 1/3", "y₁ < 2"]
    assert [one.text_content() for one in page.xpath("//mark | //ins")] == ["marked", "inserted"]
    assert page.xpath("//p[@class='verse']")[0].text_content() == (
        "The boats went out on the ebb,\n\u00a0\u00a0and nobody counted them."
    )
    assert [one.text_content()[:1] for one in page.xpath("//li[@class='task']")] == ["✓", "□"]
    (note,) = page.xpath("//*[@class='notes']/ol/li")
    assert [child.tag for child in note] == ["a", "p", "ul", "pre", "p"]
    assert note.text.strip() == "First paragraph."
    assert not page.xpath("//script[contains(., 'alert')]")


def test_mail_and_text_say_formulas_in_words(edition: Path) -> None:
    page = html.fromstring((edition / "email.html").read_bytes())
    assert not page.xpath("//math")
    words = " ".join(page.text_content().split())
    text = " ".join((edition / "email.txt").read_text("utf-8").split())
    for said in (
        "Let a² + b² = c² stand in a line that costs $5 or A$7",
        "∫₀¹ x² dx = 1/3",
        "Second paragraph.",
        "y₁ < 2",
    ):
        assert said in words and said in text
    assert "- ✓ count the boats - □ ask again" in text
    assert not any(raw in text for raw in ("==marked", "++ins", "[ ]", "\\frac", "| The"))


def test_the_book_is_valid_and_says_its_formulas(edition: Path, shared: Path) -> None:  # noqa: F811
    (book,) = edition.glob("*.epub")
    assert {said["severity"] for said in epubcheck(book.read_bytes(), shared)} <= {"USAGE"}
    files = book_files(book)
    text = etree.fromstring(next(data for name, data in files.items() if name.endswith("a01.xhtml")))
    assert len(text.findall(f".//{MATH}")) == 3
    package = next(data for name, data in files.items() if name.endswith(".opf")).decode()
    assert 'properties="mathml"' in package and ">MathML<" in package


def test_the_pdf_draws_formulas_and_keeps_code_and_notes(edition: Path) -> None:
    """PDF/UA: each formula is tagged as one, with its words."""
    (pdf,) = edition.glob("*.pdf")
    words = "".join(pdf_text(pdf).split())
    for part in ("Secondparagraph.", "another", "x=1", "✓countthe", "□ask", "deftide(hours):", "editionofours"):
        assert part in words
    assert not any(raw in words for raw in ("$a", "==", "++", "\\frac"))
    with pikepdf.open(pdf) as opened:
        tagged = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Formula"]
        assert {str(one.Alt) for one in tagged} == {"a² + b² = c²", "∫₀¹ x² dx = 1/3", "y₁ < 2"}
        fonts = {
            str(one.BaseFont) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
        }
        assert any("Mono" in name for name in fonts)


@pytest.mark.parametrize(
    ("markup", "code"), [("A <font color=red>b</font>.", "A009"), ("A mark.[^9]", "A009"), ("See [[there]].", "A010")]
)
def test_markup_that_is_not_printed_is_a_finding(tmp_path: Path, markup: str, code: str) -> None:
    """It names the markup, the words it stands with, and the article."""
    root = write_workspace(tmp_path, [SampleArticle(body=markup, pictures=[], files={})])
    ran = run("check", cwd=root)
    assert code in ran.stdout and "low-water/article.md" in ran.stdout
    assert ran.exit_code == (1 if code == "A009" else 0)


def test_a_picture_that_would_not_be_what_it_is_stops_the_build(tmp_path: Path) -> None:
    """The file and its article are named."""
    heights = io.BytesIO()
    Image.linear_gradient("L").convert("F").point(lambda value: value * 7 - 900).save(heights, "TIFF")
    one = SampleArticle(
        body="One.\n\n![A map](images/01.tif)",
        pictures=[{"file": "images/01.tif", "caption": "A map.", "alt": "A map", "rights": {"status": "own"}}],
        files={"images/01.tif": heights.getvalue()},
    )
    ran = run("build", cwd=write_workspace(tmp_path, [one]))
    assert ran.exit_code == 2
    assert "low-water/images/01.tif: holds numbers that are no brightness" in " ".join(ran.stderr.split())
