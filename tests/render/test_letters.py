"""Letters the theme's fonts lack: drawn with those that come with publishkit, read back as they were written."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page as validator
import pypdf
import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Block
from publishkit.proof.read.pdf import read_pdf
from publishkit.render.pdf.document import render_pdf
from publishkit.render.pdf.fonts import LETTERS, fontconfig, with_letters
from publishkit.theme.load import Theme, load_theme
from tests.hostile.hostile_workspaces import built
from tests.support.editions import make_edition
from tests.support.workspaces import brief_article, write_workspace

TITLES = {
    "ar": "ارتفاع رسوم الميناء في الربيع",
    "he": "דמי הנמל עולים באביב",
    "fa": "گزارش بندر پس از توفان",
    "th": "ค่าธรรมเนียมท่าเรือเพิ่มขึ้นในฤดูใบไม้ผลิ",
    "hi": "पुलिस ने दो दिनों के अंदर चोरी का खुलासा किया",
    "bn": "বন্দরের শুল্ক বসন্তে বাড়বে",
    "ta": "துறைமுகக் கட்டணம் உயர்கிறது",
    "km": "ថ្លៃកំពង់ផែកើនឡើង",
    "my": "ဆိပ်ကမ်းခ မြင့်တက်မည်",
    "ja": "港湾使用料、春に一割上げ 「小型船も」と髙橋会長",
    "zh": "港口费用将于春季上涨——骨干渔民反对",
    "zh-TW": "港口費用將於春季上漲",
    "ko": "항만 사용료 봄에 인상… 똠방각하도 반대",
    "ka": "ნავსადგურის გადასახადი იზრდება",
    "am": "የወደብ ክፍያ ጨመረ",
}


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("almanac")


def drawn(html: str, theme: Theme) -> Artifact:
    """Return the PDF of an edition whose letter from the editor is *html*."""
    whole = make_edition()
    section = replace(whole.sections[1], items=whole.sections[1].items[2:])
    page = replace(whole.credits, entries=whole.credits.entries[4:])
    letter = (Block(kind="html", html=html),)
    (made,) = render_pdf(replace(whole, cover=None, sections=(section,), credits=page, editorial=letter), theme)
    return made


def embedded(made: Artifact) -> Iterator[Any]:
    """Yield the fonts of the file, page after page."""
    for page in pypdf.PdfReader(io.BytesIO(made.data)).pages:
        resources: Any = page["/Resources"]
        yield from (font.get_object() for font in resources["/Font"].values())


def fonts_in(made: Artifact) -> set[str]:
    return {str(font["/BaseFont"]).partition("+")[2] for font in embedded(made)}


def test_a_brief_in_any_script_is_printed_and_proved(tmp_path: Path) -> None:
    """Title, author, publisher and copyright line, in every format."""
    articles = []
    for language, title in TITLES.items():
        article = brief_article()
        article.slug = f"page-{language.lower()}"
        article.head |= {"title": title, "language": language, "bylines": [{"name": title.split()[0]}]}
        article.head["publisher"] = {"name": " ".join(title.split()[-2:])}
        article.rights = {"status": "all_rights_reserved", "copyright_line": f"© 2026 {title}"}
        articles.append(article)
    build = built(write_workspace(tmp_path, articles, issue={"outputs": ["email", "web", "pdf", "epub"]}))
    assert [(f.code, f.message) for f in build.findings if f.severity == "error"] == []
    assert build.exit_code == 0


def test_an_edition_without_such_letters_sees_the_themes_fonts_alone(theme: Theme) -> None:
    assert with_letters("<p>Łódź, Ωμέγα, Кириллица ↑ &rarr; &#8217;</p>", theme.fonts) == theme.fonts
    assert "PK Letters" not in fontconfig(theme.fonts, Path("cache"), system=False)


def test_one_letter_more_brings_them_in_after_the_others(theme: Theme) -> None:
    assert with_letters("<p>&#x65e5;</p>", theme.fonts) == (*theme.fonts, LETTERS)


def test_the_language_decides_the_forms(theme: Theme) -> None:
    """骨 is drawn otherwise in Japan than in China or in Taiwan; in Hong Kong as in Taiwan."""
    languages = ("ja", "zh", "zh-Hans", "zh-Hant", "zh-TW", "zh-HK")
    shown = {language: drawn(f'<p lang="{language}">骨直練</p>', theme) for language in languages}
    assert all(made.remarks == () for made in shown.values())
    forms = {language: frozenset(glyphs(made)) for language, made in shown.items()}
    assert all(forms.values())
    assert len({forms["ja"], forms["zh"], forms["zh-Hant"]}) == 3
    assert forms["zh"] == forms["zh-Hans"]
    assert forms["zh-Hant"] == forms["zh-TW"] == forms["zh-HK"]


def glyphs(made: Artifact) -> set[str]:
    """Return the glyphs of our Chinese and Japanese face that the file maps to letters."""
    found: set[str] = set()
    for font in embedded(made):
        if "PK-Letters-CJK" in str(font["/BaseFont"]):
            table = font["/ToUnicode"].get_object().get_data().decode()
            found.update(line for line in table.splitlines() if line.startswith("<") and line != "<0000> <ffff>")
    return found


def test_a_font_of_the_workspace_comes_before_ours(theme: Theme, tmp_path: Path) -> None:
    """Whoever has chosen one for their language keeps it, also when ours has to help out with other letters."""
    from fontTools.ttLib import TTFont

    own = TTFont(LETTERS / "PkLettersHebrew-Regular.ttf")
    for name_id in (1, 4, 6):
        own["name"].setName("Quay Hebrew", name_id, 3, 1, 0x409)
    own.save(tmp_path / "QuayHebrew.ttf")
    made = drawn('<p lang="he">דמי</p><p lang="ja">港</p>', load_theme("almanac", more_fonts=[tmp_path]))
    assert {"Quay-Hebrew", "PK-Letters-CJK"} <= fonts_in(made)
    assert "PK-Letters-Hebrew" not in fonts_in(made)


def test_the_pages_keep_both_standards_and_lean_nothing(theme: Theme) -> None:
    """No script but ours has italics: `em` leaves the others upright, and no font is slanted for it."""
    paragraphs = "".join(f'<p lang="{language}">{title} <em>{title}</em></p>' for language, title in TITLES.items())
    made = drawn(paragraphs, theme)
    assert made.remarks == ()
    names = {name for name in fonts_in(made) if "Letters" in name}
    assert {"PK-Letters-CJK", "PK-Letters-Arabic", "PK-Letters-Thai"} <= names
    assert not [name for name in names if "Italic" in name or "Oblique" in name]
    for profile in ("3a", "ua1"):
        assert validator.validate_pdf_bytes(made.data, profile=profile).failures == []
    text = read_pdf(made).views[0].documents[0].text
    for language in ("hi", "th", "ja", "zh", "ko", "bn", "ta", "km", "my"):
        assert "".join(TITLES[language].split()) in "".join(text.split()), language
