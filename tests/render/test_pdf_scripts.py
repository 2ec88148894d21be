"""Scripts on paper: what belongs to a text begins on its side, and nothing leans or is torn where a script knows no such thing."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from pypdfium2 import raw

from publishkit.press.build import build_issue
from tests.support import sheet
from tests.support.hard_editions import HardEdition, text

SAID = {
    "ar": "كان السوق هادئا ذلك الصباح ولا أحد يعرف لماذا سكت الناس عند الميناء في ذلك اليوم الطويل البارد",
    "he": "השוק היה שקט באותו בוקר ואיש לא ידע למה שתקו האנשים ליד הנמל ביום הארוך והקר ההוא",
    "en": "The market was quiet that morning and nobody knew why the people at the harbour said nothing on that day",
}
RUST = (0x9C, 0x44, 0x20)
"""The bar beside a quotation."""


def body(language: str) -> str:
    said = SAID[language]
    return f"{said}.[^1]\n\n> {said}.\n\n- {said}.\n\n| {said[:12]} | {said[13:30]} |\n| :-- | --: |\n| 1 | 22 |\n\n[^1]: {said}."


@cache
def drawn(edition: str, article: str) -> bytes:
    """Return the PDF of an edition in one language with an article in another."""
    head = {"deck": SAID[article][:40]}
    hard = HardEdition(
        articles=[text("market", SAID[article][:20], body(article), article, head=head)],
        config={"publication": {"language": edition}},
        issue={"language": edition},
    )
    with TemporaryDirectory() as folder:
        build = build_issue(hard.write(Path(folder)), "2026-w47", lambda _: None)
    assert [str(found) for found in build.findings if found.code in {"P002", "P021", "P022", "P023"}] == []
    return next(file.data for file in build.artifacts if file.name.endswith(".pdf"))


def page_of(data: bytes) -> pypdfium2.PdfPage:
    """Return the page of the article: the first after the cover that has its byline and its credit."""
    pages = list(pypdfium2.PdfDocument(data))[1:]
    return next(page for page in pages if page.get_textpage().get_text_bounded().count("Quill") > 1)


def bar(page: pypdfium2.PdfPage) -> float:
    """Return how far to the right the bar beside the quotation is, in points: the one upright line in its colour."""
    image = page.render(scale=2).to_pil().convert("RGB")
    for across in range(image.width):
        run = 0
        for down in range(image.height):
            run = run + 1 if image.getpixel((across, down)) == RUST else 0
            if run > 25:
                return across / 2
    pytest.fail("no bar")


def lines(page: pypdfium2.PdfPage) -> list[tuple[str, float, float]]:
    """Return the lines of a page with the left and right edge of each."""
    found: dict[int, list[tuple[str, sheet.Box]]] = {}
    for word, box in sheet.words(page):
        found.setdefault(round((box[1] + box[3]) / 2 / 6), []).append((word, box))
    return [
        (" ".join(word for word, _ in words), min(box[0] for _, box in words), max(box[2] for _, box in words))
        for words in found.values()
    ]


PAIRS = [("en", "ar"), ("en", "he"), ("ar", "ar"), ("he", "en"), ("en", "en")]


@pytest.mark.parametrize(("edition", "article"), PAIRS)
def test_the_bar_of_a_quotation_stands_where_its_lines_begin(edition: str, article: str) -> None:
    page = page_of(drawn(edition, article))
    middle = page.get_width() / 2
    assert (bar(page) > middle) == (article != "en")


@pytest.mark.parametrize(("edition", "article"), PAIRS)
def test_byline_and_credit_begin_on_the_side_of_the_text(edition: str, article: str) -> None:
    page = page_of(drawn(edition, article))
    byline, credit, *_ = [(left, right) for words, left, right in lines(page) if "Quill" in words]
    for left, right in (byline, credit):
        to_left, to_right = left, page.get_width() - right
        assert (to_right < to_left) == (article != "en")


@pytest.mark.parametrize(("edition", "article"), PAIRS)
def test_the_margin_is_left_free_on_the_side_where_lines_begin(edition: str, article: str) -> None:
    """The hang: headlines reach into it, the text does not."""
    page = page_of(drawn(edition, article))
    said = set(map(sheet.folded, SAID[article].split()))
    long = [
        (left, page.get_width() - right)
        for words, left, right in lines(page)
        if len(said & set(map(sheet.folded, words.split()))) > 8
    ]
    assert len(long) >= 3
    assert all((to_right > to_left) == (article != "en") for to_left, to_right in long)


def fonts(data: bytes) -> set[str]:
    """Return the names of the fonts that Arabic and Hebrew letters are drawn with."""
    found: set[str] = set()
    for page in pypdfium2.PdfDocument(data):
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            found.add(one.get_font().get_base_name())
    return found


def test_a_letter_without_italics_stands_upright() -> None:
    """Quotations and decks lean in Latin alone, and no other face is taken for it."""
    assert not [name for name in fonts(drawn("en", "he")) if "Mono" in name]


LONG = {
    "th": "เช้าวันนั้นตลาดเงียบสงบปลามีน้อยราคาก็สูงและไม่มีใครรู้ว่าทำไมผู้คนจึงเงียบที่ท่าเรือในวันที่ยาวนานและหนาวเย็นนั้น" * 2,
    "ja": "その朝、市場は静かだった。「魚は少ない」と彼は言った。そしてだれも、なぜ港の人々が黙っていたのか知らなかった。"
    * 4,
    "zh": "那天早晨市场很安静；鱼很少，价格很高，没有人知道为什么港口的人们在那个漫长而寒冷的日子里沉默不语。" * 2,
}
NEVER_FIRST = "、。，；！？」』）ぁぃぅぇぉっゃゅょー"
"""What no line begins with (JIS X 4051, kinsoku)."""


@cache
def eastern() -> tuple[bytes, dict[str, str]]:
    hard = HardEdition(articles=[text(code, said[:8], said, code) for code, said in LONG.items()])
    with TemporaryDirectory() as folder:
        root = hard.write(Path(folder))
        build = build_issue(root, "2026-w47", lambda _: None)
        bodies = sheet.bodies(root)
    return next(file.data for file in build.artifacts if file.name.endswith(".pdf")), bodies


def test_texts_without_spaces_break_within_their_column() -> None:
    data, bodies = eastern()
    assert sheet.words_off(data) == []
    assert sheet.words_lost(data, bodies) == []


def test_no_line_begins_with_a_mark_that_ends_a_sentence() -> None:
    said = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(eastern()[0]))
    begins = {line[0] for line in said.replace("\r", "").split("\n") if line}
    assert begins & set(NEVER_FIRST) <= set("ー")
