"""Fields that systems mark in their own ways: microdata, microformats, properties over a page; posts, and pages of old programs."""

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers
from tests.capture.test_page_pictures import WORDS

TEXT = "".join(f"<p>{words}</p>" for words in WORDS)


def page(body: str, *, title: str = "The quarrel over two berths", head: str = "", lang: str = "en") -> Extracted:
    """A page of any system."""
    return read_page(f"<!doctype html><html lang={lang}><head><title>{title}</title>{head}</head><body>{body}</body></html>", readers())  # fmt: skip


def names(found: Extracted) -> list[str]:
    """Who wrote it."""
    return [one.name for one in found.bylines if one.role == "author"]


H1 = "<h1>The quarrel over two berths</h1>"
BYLINES = {
    "microdata in a list of facts": (
        f"<main>{H1}<dl><dd class=createdby itemprop=author itemscope itemtype=https://schema.org/Person>كتب بواسطة: <span itemprop=name>سلمى الزعبي</span></dd></dl>{TEXT}</main>",
        ["سلمى الزعبي"],
    ),
    "microdata far below the text": (
        f"<main>{H1}{TEXT}<div class=post-footer><span class=post-author>張貼者： <span itemprop=author itemscope itemtype=http://schema.org/Person><a rel=author href=/u><span itemprop=name>林小滿</span></a></span></span></div></main>",
        ["林小滿"],
    ),
    "microdata of two authors": (
        f"<main>{H1}<p>By <span itemprop=author itemscope><meta itemprop=name content='Ada Example'></span> and <span itemprop=author>Bo Sample</span></p>{TEXT}</main>",
        ["Ada Example", "Bo Sample"],
    ),
    "a heading in a box for it": (
        f"<main>{H1}<div class=byline><div class=cmp-byline><h2 class=cmp-byline__name>Imke Vossberg</h2><p>Acoustician</p></div></div>{TEXT}</main>",
        ["Imke Vossberg"],
    ),
    "properties over the text": (
        f"<article><header>{H1}<table class=properties><tr><th>Author</th><td><span>Grethe Solbakken</span></td></tr><tr><th>Published</th><td><time>@March 14, 2026</time></td></tr><tr><th>Tags</th><td>rain</td></tr></table></header>{TEXT}</article>",
        ["Grethe Solbakken"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BYLINES.values(), ids=BYLINES)
def test_who_is_marked_as_the_author_is(body: str, expected: list[str]) -> None:
    """Wherever it stands on the page."""
    found = page(body)
    assert names(found) == expected
    assert found.text.split("\n\n") == list(WORDS)


def test_who_wrote_below_an_article_is_not_its_author() -> None:
    """Readers are marked as authors of what they wrote."""
    remark = "<div class=comment itemprop=comment itemscope><b itemprop=author>Bo Reader</b><p>Nonsense.</p></div>"
    cite = "<div class='u-comment h-cite'><a class='p-author h-card'>Cy Reader</a><p>Yes.</p></div>"
    assert names(page(f"<main>{H1}{TEXT}</main>{remark}{cite}")) == []


def test_properties_are_named_whole_among_what_is_left_out() -> None:
    """One piece, with what is no field of ours."""
    found = page(BYLINES["properties over the text"][0])
    assert str(found.published) == "2026-03-14"
    assert any("Tags" in one.text and "rain" in one.text and "Grethe" in one.text for one in found.dropped)


def test_a_table_of_facts_without_author_or_day_stays() -> None:
    """It is the text's."""
    facts = "<table><tr><th>Opened</th><td>1871</td></tr><tr><th>Length</th><td>340 m</td></tr></table>"
    assert "Opened | 1871" in page(f"<main>{H1}{facts}{TEXT}</main>").text


def test_a_posts_account_is_its_author_and_no_title() -> None:
    """Somebody has to give it one."""
    head = "<meta property=og:title content='Wren Castellanos (@wren@birds.example)'><meta property=og:type content=article>"
    body = f"<div class='detailed-status'><div class='p-author h-card'><strong class=p-name>Wren Castellanos</strong><span>@wren@birds.example</span></div><div class=e-content>{TEXT}</div></div>"
    found = page(body, head=head, title="Wren Castellanos: &quot;The harbour council…&quot; - birds.example")
    assert (found.title, names(found)) == ("", ["Wren Castellanos"])
    assert "title: the page names none" in found.review


def test_a_post_that_only_a_program_shows_is_read_from_its_description() -> None:
    """Its lines stay lines; what stood there instead is named."""
    said = "Thread on nest boxes.\n\nWe put up eleven in 2019. Nine were used by jackdaws.\nOne by a cat."
    head = f"<meta property=og:title content='Kestrel Diaries (@kestrel.example)'><meta property=og:description content='{said}'><meta name=article:published_time content=2026-02-01T10:00:00Z>"
    body = f"<div id=root></div><noscript><h1>JavaScript Required</h1><p>This is a heavily interactive web application, and JavaScript is required.</p><div><h3>Post</h3><p>did:plc:abc</p><p>{said}</p></div></noscript>"
    found = page(body, head=head, title="Kestrel Diaries (@kestrel.example): &quot;Thread 1/3&quot; — Sky")
    assert (found.title, found.deck, names(found)) == ("", "", ["Kestrel Diaries"])
    assert found.text == said
    assert {"did:plc:abc"} < {one.text for one in found.dropped}


TITLES = {
    "the house in front, in bold": ("Lighthouse Journal - The Fog Signal at Cape Tarn", f"<center><font size=5><b>The Fog Signal at Cape Tarn</b></font><br><i>by E. J. Marlowe</i></center>{TEXT}", "The Fog Signal at Cape Tarn"),
    "the house behind, in bold": ("The Fog Signal at Cape Tarn | Lighthouse Journal", f"<p><b>The Fog Signal at Cape Tarn</b></p>{TEXT}", "The Fog Signal at Cape Tarn"),
    "a file's name": ("Issue44_weir", f"<div><p class=Headline><span>The Weir</span></p></div><div>{TEXT}</div>", "The Weir"),
    "a manuscript's name": ("weir-final.indd", f"<div><p class=Headline>The Weir</p></div><div>{TEXT}</div>", "The Weir"),
}  # fmt: skip


@pytest.mark.parametrize(("window", "body", "expected"), TITLES.values(), ids=TITLES)
def test_titles_of_pages_without_headings(window: str, body: str, expected: str) -> None:
    """The window's title is the house's and the article's, or the name of a file."""
    assert page(body, title=window).title == expected


def test_an_abstract_under_its_label_is_no_deck() -> None:
    """Where the line below the title is one."""
    head = "<header><h1>The quarrel over two berths</h1><p class=subtitle>A season with a torch</p><div class=abstract><div class=block-title>Abstract</div><p>We counted 1,204 eels in 31 nights and lost two torches.</p></div></header>"
    found = page(f"<main>{head}{TEXT}</main>")
    assert found.deck == "A season with a torch"
    assert "We counted 1,204 eels" in found.text


@pytest.mark.parametrize(
    "box", ["<div class='checkbox checkbox-{}'></div>", "<span role=checkbox aria-checked={}></span>"]
)
def test_what_stands_for_a_box_says_whether_it_is_done(box: str) -> None:
    """As programs for notes write it."""
    done, open_ = ("on", "off") if "{}'" in box else ("true", "false")
    items = f"<ul><li>{box.format(done)} <span>buy a bucket</span></li><li>{box.format(open_)} wait</li></ul>"
    assert "[x] buy a bucket\n[ ] wait" in page(f"<main>{H1}<p>{WORDS[0]}</p>{items}<p>{WORDS[1]}</p></main>").text
