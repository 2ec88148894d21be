"""What stands where on paper: rooms of pictures, openers, briefs in pairs, contents, the cover; and floats that go overleaf."""

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from publishkit.model.config import PdfOptions
from publishkit.model.edition import Block, Edition, Item, PlacedPicture
from publishkit.proof.read.pdf import read_pdf
from publishkit.render.pdf.document import END_MARK, ended, load_engine, pdf_html, render_pdf
from publishkit.render.pdf.fonts import fonts_seen
from publishkit.render.pdf.front import fit_front, lead_texts
from publishkit.render.pdf.measure import Measure
from publishkit.render.pdf.plan import FINE, SHEETS, Plan, fitted
from publishkit.theme.load import load_theme
from tests.support.edition_items import brief, cc_by, chart, prose, shore
from tests.support.editions import make_config, make_edition

THEME = load_theme("almanac")
SENTENCE = "The harbour wakes at four, and nobody has asked it to. "


def sized(picture: PlacedPicture, width: int, height: int) -> PlacedPicture:
    """Return *picture* as if it had other dimensions."""
    book, screen = (replace(asset, width=width, height=height) for asset in (picture.book, picture.screen))
    return replace(picture, book=book, screen=screen)


def with_items(*items: Item, **more: Any) -> Edition:
    """Return an edition of one section."""
    whole = make_edition()
    return replace(whole, sections=(replace(whole.sections[0], items=items),), **more)


def article(number: int, *blocks: Block, title: str = "A title") -> Item:
    return replace(cc_by(), id=f"a{number:02}", number=number, title=title, blocks=blocks, notes=())


def text(sentences: int) -> Block:
    return prose(SENTENCE * sentences)


def figure(picture: PlacedPicture) -> Block:
    return Block(kind="figure", picture=picture)


# --- words ------------------------------------------------------------------------------------------------------------


def test_lines_are_counted_as_they_are_set():
    measure = Measure(THEME, THEME.tokens.type.text)
    assert measure.lines("", 10) == 0
    assert measure.lines("one two", 100) == 1
    assert measure.lines("one two", measure.width("one") * 1.1) == 2
    assert measure.lines("x" * 100, measure.width("x" * 40)) == 3
    assert measure.lines("潮" * 40, 11) == 4


@pytest.mark.parametrize("name", ["Ebb", "Tidewatch Friday", "The Bulletin of the Friends of the Maritime Museum"])
def test_a_name_is_as_large_as_its_lines_allow(name):
    measure = Measure(THEME, THEME.tokens.type.display, 700)
    size, lines = measure.largest(name, 476, 72)
    assert size <= 72
    assert measure.lines(name, 476 / size) == lines
    assert size == 72 or measure.lines(name, 476 / (size * 1.1)) > lines


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pixels", "room", "printed"),
    [
        ((3000, 2000), (168, 100), (150, 100)),
        ((3000, 1000), (168, 100), (168, 56)),
        ((900, 600), (168, 110), (150, 100)),
    ],
)
def test_a_picture_is_fitted_whole_and_not_coarse(pixels, room, printed):
    width, height = fitted(sized(chart(), *pixels).book, *room)
    assert (round(width), round(height)) == printed
    assert pixels[0] / width * 25.4 >= FINE - 0.01


def test_a_picture_floats_where_text_comes_after_it():
    plan = Plan(edition=make_edition(), theme=THEME)
    near, last = figure(sized(shore(), 1800, 1200)), figure(sized(chart(), 1500, 1500))
    pieces = list(plan.pieces((text(3), near, text(40), last, text(2))))
    assert [(piece.kind, piece.placed.floats) for piece in pieces if piece.placed] == [
        ("figure", True),
        ("figure", False),
    ]
    assert all(piece.placed.height < 0.4 * plan.sheet.depth for piece in pieces if piece.placed)


def test_a_caption_stands_in_the_margin_if_there_is_one_and_it_is_no_longer_than_its_picture():
    def place(size: str, caption: str) -> str:
        plan = Plan(
            edition=make_edition(config=make_config(pdf=PdfOptions.model_validate({"page_size": size}))), theme=THEME
        )
        (piece,) = plan.pieces((figure(replace(sized(shore(), 1800, 1200), caption=caption)),))
        assert piece.placed
        return piece.placed.place

    assert place("A4", "The ebb.") == "beside"
    assert place("letter", "The ebb.") == "beside"
    assert place("A4", "The ebb. " * 60) == "under"
    assert place("A5", "The ebb.") == "under"


def test_a_small_table_with_text_after_it_floats_and_a_long_one_does_not():
    def kinds(rows: int, after: int) -> list[str]:
        table = f'<div class="table"><table>{"<tr><td>1</td></tr>" * rows}</table></div>'
        plan = Plan(edition=make_edition(), theme=THEME)
        block = Block(kind="html", html=f"<p>Before.</p>\n{table}\n<p>{SENTENCE * after}</p>")
        return [piece.kind for piece in plan.pieces((block,))]

    assert kinds(5, 40) == ["html", "table", "html"]
    assert kinds(5, 2) == kinds(30, 40) == ["html"]


def test_a_table_in_a_quotation_stays_there():
    table = '<div class="table"><table><tr><td>1</td></tr></table></div>'
    html = f"<blockquote>\n{table}\n</blockquote>\n<p>{SENTENCE * 40}</p>"
    plan = Plan(edition=make_edition(), theme=THEME)
    assert [piece.block.html for piece in plan.pieces((Block(kind="html", html=html),))] == [html]


def test_what_reaches_the_edge_goes_on_into_the_bleed():
    press = make_edition(config=make_config(pdf=PdfOptions(profile="print")), cover=sized(shore(), 3000, 2000))
    front = fit_front(Plan(edition=press, theme=THEME))
    assert front.figure
    assert (front.figure.place, front.figure.width) == ("edge", SHEETS["A4"].width + 8)


# --- openers, briefs, contents ----------------------------------------------------------------------------------------


def test_openers_change_from_article_to_article():
    lying, standing, broad = sized(shore(), 1800, 1200), sized(shore(), 1200, 1800), sized(shore(), 2400, 1200)
    items = [
        article(n, *((figure(picture),) if picture else ()), text(40))
        for n, picture in enumerate((broad, None, lying, lying, standing), 1)
    ]
    plan = Plan(edition=with_items(*items), theme=THEME)
    assert [plan.openers[item.id].kind for item in items] == ["edge", "plain", "half", "wide", "half"]


def test_a_headline_that_would_break_stands_alone():
    lying = sized(shore(), 1800, 1200)
    long = article(2, figure(lying), text(40), title="Donaudampfschifffahrtsgesellschaftsnachrichten")
    plan = Plan(edition=with_items(article(1, figure(lying), text(40)), long), theme=THEME)
    assert plan.openers["a02"].kind == "wide"


def test_briefs_that_follow_each_other_stand_in_pairs():
    briefs = [replace(brief(), id=f"a{n:02}", number=n) for n in range(2, 7)]
    tall = replace(briefs[3], blocks=(text(40),))
    edition = with_items(article(1, text(3)), *briefs[:3], tall, briefs[4])
    plan = Plan(edition=edition, theme=THEME)
    rows = plan.rows(edition.sections[0])
    assert [[item.id for item in row] for row in rows] == [["a01"], ["a02", "a03"], ["a04"], ["a05"], ["a06"]]
    assert [plan.is_tall(item) for item in (tall, briefs[4])] == [True, False]


def test_contents_stand_in_two_columns_while_they_fit_a_page():
    def columns(count: int, size: str = "A4") -> list[int]:
        items = [article(n, text(3), title=f"Text {n}") for n in range(1, count + 1)]
        edition = with_items(*items, config=make_config(pdf=PdfOptions.model_validate({"page_size": size})))
        found = Plan(edition=edition, theme=THEME).contents()
        assert [item for column in found for part in column for item in part.items] == items
        return [sum(len(part.items) for part in column) for column in found]

    assert columns(10) == [5, 5]
    assert columns(60) == [60]
    assert columns(10, "A5") == [10]


# --- the cover --------------------------------------------------------------------------------------------------------


LONG = "High water, short weeks, and everything that the harbour read, saw and counted between one spring tide and the next"
COVERS: dict[str, dict[str, Any]] = {
    "a name of two lines": {"name": "Tidewatch Friday", "title": "High water, short weeks", "preheader": LONG},
    "a long name": {"name": "The Quarterly Bulletin of the Friends of the Maritime Museum at Stannet-on-Maren"},
    "a word": {"name": "Donaudampfschifffahrtsgesellschaftsnachrichten", "title": "Donaudampfschifffahrt" * 3},
    "a word of letters": {"name": "x" * 120, "title": "w" * 300},
    "long words of ours": {"title": LONG, "preheader": LONG * 4},
    "far too much": {"title": LONG * 4, "preheader": LONG * 8},
    "no picture": {"cover": None},
    "nothing but a name": {"cover": None, "title": "", "preheader": ""},
    "Japanese": {"name": "潮見金曜日通信", "title": "満潮と短い一週間の出来事", "preheader": "港が今週読んだもの。"},
    "Thai": {"name": "จดหมายข่าวปากแม่น้ำประจำสัปดาห์", "title": "น้ำขึ้นสูงและสัปดาห์ที่สั้นเกินไปสำหรับทุกคนในท่าเรือ"},
    "Arabic": {"name": "صحيفة المرفأ الأسبوعية", "title": "مد عال وأسابيع قصيرة", "dir": "rtl", "language": "ar"},
}


@pytest.mark.parametrize("size", ["A4", "A5"])
@pytest.mark.parametrize("words", COVERS)
def test_a_cover_is_one_page_whatever_is_on_it(words, size):
    """Only the pages are laid out; a cover that spills would be seen as `two pages`."""
    config = make_config(pdf=PdfOptions.model_validate({"page_size": size}))
    edition = with_items(article(1, text(3)), **{"config": config, "editorial": (), **COVERS[words]})
    (made,) = render_pdf(edition, THEME)
    assert [slip for slip in made.slips if slip.page == 1 or slip.kind == "two pages"] == []
    labels = pypdf.PdfReader(io.BytesIO(made.data)).page_labels
    assert labels[:2] == [edition.labels["cover"], "2"]


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (1200, 1800), (1500, 1500), (2000, 600), (400, 300)])
def test_the_picture_takes_the_room_that_is_left(width, height):
    edition = make_edition(cover=sized(shore(), width, height))
    front = fit_front(Plan(edition=edition, theme=THEME))
    assert front.figure
    assert front.figure.width / front.figure.height == pytest.approx(width / height)
    assert len(front.teasers) == 3
    assert front.room < 1 or front.figure.width in {210, 168} or width < 1000


def test_the_lead_of_every_section_is_named_first():
    whole = make_edition()
    sections = [
        replace(whole.sections[0], items=(article(1, text(3)), article(2, text(3)))),
        replace(whole.sections[1], items=(replace(brief(), id="a03", number=3), article(4, text(3)))),
    ]
    plan = Plan(edition=replace(whole, sections=tuple(sections)), theme=THEME)
    assert [item.id for item in lead_texts(plan, 2)] == ["a01", "a04"]
    assert [item.id for item in lead_texts(plan, 3)] == ["a01", "a02", "a04"]


# --- the end mark -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "marked"),
    [
        ("<p>At the end.</p>", '<p>At the <span class="whole">end.*</span></p>'),
        ("<p>At an&amp;end</p>", '<p>At <span class="whole">an&amp;end*</span></p>'),
        ('<p>See <a href="x">there</a></p>', '<p>See <a href="x">there</a><span class="whole">*</span></p>'),
        (f"<p>{'w' * 60}</p>", f'<p>{"w" * 60}<span class="whole">*</span></p>'),
        ("<ul><li>last</li></ul>", "<ul><li>last</li></ul>\n<!-- end -->"),
    ],
)
def test_an_end_mark_stays_with_the_last_word(markup, marked):
    assert ended(f"{markup}\n<!-- end -->").replace(END_MARK, "*") == marked


# --- pages ------------------------------------------------------------------------------------------------------------


PAGE = "@page { size: 100mm 100mm; margin: 20mm } body { margin: 0; font: 10px/15px 'PK Serif' } p { margin: 0 }"
FLOATS = ".float { float: inline-end; width: 100% } .text > * { clear: inline-end } h2 { clear: both; margin: 0; font-size: 10px }"


def pages(body: str) -> list[str]:
    """Return the words of each page of 60 by 60 mm text; fifteen lines fill it."""
    engine = load_engine()
    from publishkit.render.pdf.floats import floating

    with fonts_seen(THEME.fonts, system=False), floating():
        data = engine.HTML(string=f"<style>{PAGE}{FLOATS}</style>{body}").write_pdf()
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def lines(first: int, last: int) -> str:
    return "".join(f"<p>line{n}</p>" for n in range(first, last))


def floated(lines_high: int) -> str:
    return f'<div class="float"><div class="room"></div><div style="height: {15 * lines_high}px; break-inside: avoid">PICTURE</div></div>'


def test_what_fits_stays_where_it_is_named():
    (only,) = pages(f"<div class=text>{lines(0, 3)}{floated(5)}{lines(3, 6)}</div>")
    assert only.split().index("PICTURE") <= 3


def test_what_finds_no_room_stands_at_the_head_of_the_next_page_and_the_text_runs_on():
    first, second = pages(f"<div class=text>{lines(0, 10)}{floated(8)}{lines(10, 20)}</div>")
    assert "line14" in first
    assert "PICTURE" in second.split("line15")[0]


def test_the_next_article_waits_for_what_went_overleaf():
    first, second = pages(f"<div class=text>{lines(0, 9)}{floated(8)}<p>end</p></div><h2>Next</h2>{lines(0, 3)}")
    assert first.endswith("end")
    assert second.startswith("PICTURE Next")


def test_pages_that_are_laid_out_again_print_it_once():
    """A reference to a later page has the first ones laid out again when the number is known, and them alone."""
    reference = '<p><a class=ref href="#last"></a></p>'
    css = "<style>.ref::after { content: target-counter(attr(href), page) }</style>"
    text = f"{css}<div class=text>{reference}{lines(0, 10)}{floated(8)}{lines(10, 60)}<p id=last>last</p></div>"
    assert " ".join(pages(text)).count("PICTURE") == 1


def test_items_side_by_side_are_read_each_for_itself():
    briefs = [
        replace(brief(), id=f"a{n:02}", number=n, title=f"Brief {word}", blocks=(prose(f"Only {word} says {word}."),))
        for n, word in enumerate(("ebb", "flood", "slack", "spring"), 2)
    ]
    edition = with_items(article(1, text(3)), *briefs)
    (made,) = render_pdf(edition, THEME)
    (document,) = read_pdf(made).documents
    for item, word in zip(briefs, ("ebb", "flood", "slack", "spring"), strict=True):
        first, last = document.spans[item.id]
        told = " ".join(document.text[first:last].split())
        assert f"Brief {word}" in told
        assert [other for other in ("ebb", "flood", "slack", "spring") if f"Only {other}" in told] == [word]
        assert sum(first <= spot.at < last for spot in document.links) == sum(
            bool(span.href.startswith("http")) for line in item.credit.lines for span in line
        ) + bool(item.title_href)


def test_captions_in_the_margin_come_before_their_picture_in_the_markup():
    html = pdf_html(with_items(article(1, text(3), figure(sized(shore(), 1800, 1200)), text(40))), THEME)
    _, _, told = html.partition('<figure class="beside"')
    assert told.index("<figcaption>") < told.index("<img")
