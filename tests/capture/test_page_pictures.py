"""Pictures of saved pages as many systems write them: the largest file, its own caption, its credit, and nothing else."""

import time

import pytest
from lxml.html import fragment_fromstring

from publishkit.capture.extracted import Extracted
from publishkit.capture.page.pictures.frames import is_unclosed
from publishkit.capture.page.saved_page import read_page
from publishkit.press.adding.propose_rights import readers

WORDS = (
    "The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter, and nobody expected it to be short.",
    "Fishermen from the northern quay had asked for two more berths, while the sailing club wanted to keep the same water free for its school.",
    "After three hours the chair proposed a trial year, with the berths let by the month and the school given first choice of the dates.",
    "The vote was closer than the minutes admit: two members left before the count, and one said later that she had misread the clock.",
)
HEAD = "<title>The quarrel over two berths</title><link rel=canonical href=https://harbour.example/quarrel>"


def page(middle: str, *, top: str = "", end: str = "", head: str = "", body: str = "") -> Extracted:
    """A page with pictures before, among and after its paragraphs."""
    html = (
        f"<!doctype html><html lang=en><head>{HEAD}{head}</head><body{body}><header class=site><img src=/logo.png class=logo></header>"
        f"<main><article>{top}<h1>The quarrel over two berths</h1><p class=byline>By Ada Example</p><p>{WORDS[0]}</p><p>{WORDS[1]}</p>"
        f"{middle}<p>{WORDS[2]}</p><p>{WORDS[3]}</p>{end}</article></main><footer><img src=/footer-logo.png></footer></body></html>"
    )
    found = read_page(html, readers())
    for words in WORDS:
        assert words in found.text, "a paragraph of the article is lost"
    return found


def told(found: Extracted) -> list[tuple[str, str, str]]:
    """(file name, caption, credit) of each picture."""
    return [
        ((picture.src or "").split("?", maxsplit=1)[0].rsplit("/", 1)[-1], picture.caption, picture.credit)
        for picture in found.pictures
    ]


SYSTEMS = {
    "WordPress, classic": (
        ("<div id=attachment_9 class='wp-caption alignnone' style='width: 610px'><a href=/wp-content/uploads/quay.jpg>"
        "<img src=/wp-content/uploads/quay-600x400.jpg width=600 alt=Quay></a><p class=wp-caption-text>The quay at dawn. Photo: Cy Lens</p></div>"),
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "WordPress, classic gallery": (
        ("<div class='gallery gallery-columns-2'><dl class=gallery-item><dt class=gallery-icon><a href=/up/north-wall.jpg>"
        "<img src=/up/north-wall-150x150.jpg></a></dt><dd class='wp-caption-text gallery-caption'>The wall.</dd></dl>"
        "<dl class=gallery-item><dt class=gallery-icon><a href=/up/old-crane.jpg><img src=/up/old-crane-150x150.jpg></a></dt>"
        "<dd class='wp-caption-text gallery-caption'>The crane. Photo: Di Shutter</dd></dl></div>"),
        [("north-wall.jpg", "The wall.", ""), ("old-crane.jpg", "The crane.", "Di Shutter")],
    ),
    "WordPress, block gallery with one credit": (
        ("<figure class='wp-block-gallery has-nested-images'><figure class=wp-block-image><img src=/up/wall.jpg srcset='/up/wall-300x200.jpg 300w, /up/wall.jpg 1024w'>"
        "<figcaption class=wp-element-caption>The wall.</figcaption></figure><figure class=wp-block-image><img src=/up/crane.jpg>"
        "<figcaption class=wp-element-caption>The crane.</figcaption></figure><figcaption class=blocks-gallery-caption>Photos: Cy Lens</figcaption></figure>"),
        [("wall.jpg", "The wall.", "Cy Lens"), ("crane.jpg", "The crane.", "Cy Lens")],
    ),
    "Ghost": (
        ("<figure class='kg-card kg-image-card kg-card-hascaption'><img src=https://quay.example/content/images/size/w1000/2026/quay.jpg class=kg-image "
        "srcset='https://quay.example/content/images/size/w600/2026/quay.jpg 600w, https://quay.example/content/images/2026/quay.jpg 2000w' width=2000>"
        "<figcaption><span style='white-space: pre-wrap;'>The quay. Photo by </span><a href=https://u.example><span>Cy Lens</span></a></figcaption></figure>"),
        [("quay.jpg", "The quay.", "Cy Lens")],
    ),
    "Ghost, gallery": (
        ("<figure class='kg-card kg-gallery-card kg-card-hascaption'><div class=kg-gallery-container><div class=kg-gallery-row>"
        "<div class=kg-gallery-image><img src=/content/images/north-wall-1.jpg width=1200></div><div class=kg-gallery-image><img src=/content/images/old-crane-2.jpg width=1200></div>"
        "</div></div><figcaption>Wall and crane. Photos: Cy Lens</figcaption></figure>"),
        [("north-wall-1.jpg", "", "Cy Lens"), ("old-crane-2.jpg", "Wall and crane.", "Cy Lens")],
    ),
    "Substack": (
        ("<div class=captioned-image-container><figure><a class=image-link href=https://substackcdn.example/image/fetch/full/quay_1456x971.jpeg><div class=image2-inset><picture>"
        "<source type=image/webp srcset='https://substackcdn.example/image/fetch/w_424/quay_1456x971.jpeg 424w, https://substackcdn.example/image/fetch/w_1456/quay_1456x971.jpeg 1456w'>"
        "<img src=https://substackcdn.example/image/fetch/w_1456/quay_1456x971.jpeg width=1456></picture><div class=image-link-expand><svg></svg></div></div></a>"
        "<figcaption class=image-caption>The quay (Cy Lens / Harbour Post)</figcaption></figure></div>"),
        [("quay_1456x971.jpeg", "The quay", "Cy Lens / Harbour Post")],
    ),
    "Medium": (
        ("<figure class='ng nh ni'><div role=button class='fr bh'><picture><source srcset='https://miro.example/v2/resize:fit:640/1*AbCdEf.png 640w, https://miro.example/v2/resize:fit:1400/1*AbCdEf.png 1400w' type=image/png>"
        "<img alt='' class='bh' width=700 src=https://miro.example/v2/resize:fit:1400/1*AbCdEf.png></picture></div>"
        "<figcaption class='nu fe nv'>The quay. Photo by <a href=https://u.example>Cy Lens</a> on <a href=https://u.example>Unsplash</a></figcaption></figure>"),
        [("1*AbCdEf.png", "The quay.", "Cy Lens on Unsplash")],
    ),
    "Drupal": (
        ("<div class='field field--name-field-media-image'><div class='media media--type-image'><img loading=lazy src='/sites/default/files/styles/large/public/quay.jpg?itok=x' width=480 "
        "srcset='/sites/default/files/styles/max_325x325/public/quay.jpg?itok=y 325w, /sites/default/files/styles/max_1300x1300/public/quay.jpg?itok=z 1300w'></div>"
        "<div class=field--name-field-caption>The quay at dawn.</div><div class=field--name-field-credit>Cy Lens</div></div>"),
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "TYPO3": (
        ("<div class='ce-gallery' data-ce-columns=1><div class=ce-row><div class=ce-column><figure class=image><a href=/fileadmin/quay.jpg class=lightbox>"
        "<img class=image-embed-item src=/fileadmin/_processed_/a/b/csm_quay_1a2b3c.jpg width=600></a><figcaption class=image-caption>Der Kai am Morgen. Foto: Cy Lens</figcaption></figure></div></div></div>"),
        [("quay.jpg", "Der Kai am Morgen.", "Cy Lens")],
    ),
    "Arc": (
        ("<figure class='c-media-item'><picture><source srcset='https://post.example/resizer/v2/ABCDEFGHIJKLMNOP.jpg?width=1440 1440w' media='(min-width: 1000px)'>"
        "<img src='https://post.example/resizer/v2/ABCDEFGHIJKLMNOP.jpg?width=400' alt=quay></picture>"
        "<figcaption class=c-media-item__fig-caption><span class=c-media-item__caption>The quay at dawn.</span><span class=c-media-item__credit>(Cy Lens/The Harbour Post)</span></figcaption></figure>"),
        [("ABCDEFGHIJKLMNOP.jpg", "The quay at dawn.", "Cy Lens/The Harbour Post")],
    ),
    "Wikipedia": (
        ("<figure class=mw-default-size typeof='mw:File/Thumb'><a href=/wiki/File:Quay_north.jpg class=mw-file-description><img src=//upload.example/thumb/a/ab/Quay_north.jpg/250px-Quay_north.jpg "
        "srcset='//upload.example/thumb/a/ab/Quay_north.jpg/500px-Quay_north.jpg 2x' width=250></a><figcaption>The quay in 2025</figcaption></figure>"),
        [("500px-Quay_north.jpg", "The quay in 2025", "")],
    ),
    "Wikipedia, before 2023": (
        ("<div class='thumb tright'><div class=thumbinner style='width:222px'><a href=/wiki/File:Quay_north.jpg class=image><img src=//upload.example/thumb/a/ab/Quay_north.jpg/220px-Quay_north.jpg width=220 class=thumbimage></a>"
        "<div class=thumbcaption><div class=magnify><a href=/wiki/File:Quay_north.jpg title=Enlarge></a></div>The quay in 2025</div></div></div>"),
        [("220px-Quay_north.jpg", "The quay in 2025", "")],
    ),
    "AMP": (
        ("<figure><amp-img src=https://post.example/quay.jpg width=1200 height=800 layout=responsive><noscript><img src=https://post.example/quay.jpg></noscript></amp-img>"
        "<figcaption>The quay at dawn. <span class=credit>Cy Lens</span></figcaption></figure>"),
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "lazysizes": (
        ("<div class=media-block><img class=lazyload src=/assets/placeholder.png data-sizes=auto data-src=/i/quay-800.jpg data-srcset='/i/quay-400.jpg 400w,/i/quay-1600.jpg 1600w'>"
        "<div class=media-block__caption>The quay at dawn.</div><div class=media-block__copyright>© Cy Lens</div></div>"),
        [("quay-1600.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "a picture for scripts, and one for readers without": (
        "<div class=image><img src=data:image/gif;base64,R0lGODlhAQABAAAAACw= class=lazy><noscript><img src=/i/quay.jpg></noscript></div><p class=caption>The quay at dawn.</p>",
        [("quay.jpg", "The quay at dawn.", "")],
    ),
    "Japanese": (
        "<figure><a href=/photo/quay.jpg><img src=/photo/quay-s.jpg></a><figcaption>夜明けの北埠頭＝３月１日（山田太郎撮影）</figcaption></figure>",
        [("quay.jpg", "夜明けの北埠頭＝３月１日", "山田太郎")],
    ),
    "Arabic": (
        "<figure dir=rtl><img src=/i/quay.jpg><figcaption><span class=caption>الرصيف الشمالي عند الفجر</span> <span class=credit>رويترز</span></figcaption></figure>",
        [("quay.jpg", "الرصيف الشمالي عند الفجر", "رويترز")],
    ),
    "Korean": (
        "<div class=editor-img-box><img src=/cms/quay.jpg><div class=caption><p>부두의 새벽 풍경을 시민들이 바라보고 있다. 홍길동 기자</p></div></div>",
        [("quay.jpg", "부두의 새벽 풍경을 시민들이 바라보고 있다.", "홍길동")],
    ),
    "a slide show with counters": (
        ("<div class=slideshow><div class=slide><img src=/g/north-wall-01.jpg><p class=slide-caption>1/2 The wall. Photo: Cy Lens</p></div>"
        "<div class=slide><img src=/g/old-crane-02.jpg><p class=slide-caption>2/2 The crane. Photo: Di Shutter</p></div></div>"),
        [("north-wall-01.jpg", "The wall.", "Cy Lens"), ("old-crane-02.jpg", "The crane.", "Di Shutter")],
    ),
    "a caption hidden and shown": (
        "<figure><img src=/i/quay.jpg><figcaption><span class=sr-only>The quay at dawn.</span><span>The quay at dawn.</span> <button>Show more</button></figcaption></figure>",
        [("quay.jpg", "The quay at dawn.", "")],
    ),
    "caption in italics below a bare picture": (
        "<p><img src=/i/quay.jpg width=900></p><p><em>The quay at dawn. Photo: Cy Lens</em></p>",
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "caption behind a line break": (
        "<p><img src=/i/quay.jpg width=900><br><small>The quay at dawn. Photo: Cy Lens</small></p>",
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "credit as a loose line": (
        "<p><img src=/i/quay.jpg width=900><br>Photo: Cy Lens</p>",
        [("quay.jpg", "", "Cy Lens")],
    ),
    "caption in an attribute": (
        "<div><img src=/i/quay.jpg width=900 data-caption='The quay at dawn. Photo: Cy Lens'></div>",
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "caption by reference": (
        "<div><img src=/i/quay.jpg width=900 aria-describedby=c7></div><div><div id=c7>The quay at dawn. Photo: Cy Lens</div></div>",
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "credit in the alternative text": (
        "<p><img src=/i/quay.jpg width=900 alt='Gulls on the wall (Photo: Cy Lens)'></p>",
        [("quay.jpg", "", "Cy Lens")],
    ),
    "two sizes of one picture": (
        "<figure class=desktop><img src=/i/w_1200/quay.jpg><figcaption>The quay.</figcaption></figure><figure class=mobile><img src=/i/w_600/quay.jpg><figcaption>The quay.</figcaption></figure>",
        [("quay.jpg", "The quay.", "")],
    ),
    "Blogger": (
        ("<table class=tr-caption-container><tbody><tr><td><a href=https://b.example/s1600/quay.jpg><img src=https://b.example/s320/quay.jpg width=320></a></td></tr>"
        "<tr><td class=tr-caption>The quay at dawn. Photo: Cy Lens</td></tr></tbody></table>"),
        [("quay.jpg", "The quay at dawn.", "Cy Lens")],
    ),
    "Next, two pictures through one address": (
        ("<figure><img src='/_next/image?url=%2Fup%2Fwall.jpg&w=1920&q=75' srcset='/_next/image?url=%2Fup%2Fwall.jpg&w=1920&q=75 1x, /_next/image?url=%2Fup%2Fwall.jpg&w=3840&q=75 2x'>"
        "<figcaption>The wall.</figcaption></figure><figure><img src='/_next/image?url=%2Fup%2Fcrane.jpg&w=1920&q=75'><figcaption>The crane.</figcaption></figure>"),
        [("wall.jpg", "The wall.", ""), ("crane.jpg", "The crane.", "")],
    ),
    "a quotation under a picture": (
        "<figure><img src=/i/quay.jpg><figcaption>‘Nobody expected it to be short.’ Photograph: Cy Lens/Reuters</figcaption></figure>",
        [("quay.jpg", "‘Nobody expected it to be short.’", "Cy Lens/Reuters")],
    ),
    "a heading as caption": (
        "<div class=photo-item><img src=/i/quay.jpg width=900><h1 class=photo-caption>The quay at dawn</h1><span class=photo-credit>Cy Lens</span></div>",
        [("quay.jpg", "The quay at dawn", "Cy Lens")],
    ),
    "a format no mail can show": (
        "<figure><picture><source type=image/avif srcset='/i/quay.avif 2000w'><source type=image/webp srcset='/i/quay.webp 1600w'><img src=/i/quay.jpg width=800></picture></figure>",
        [("quay.webp", "", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("middle", "pictures"), SYSTEMS.values(), ids=SYSTEMS)
def test_a_picture_is_found_with_its_caption_and_credit(middle: str, pictures: list[tuple[str, str, str]]) -> None:
    found = page(middle)
    assert told(found) == pictures
    assert [block.picture for block in found.blocks if block.kind == "figure"] == list(range(len(pictures)))
    for _, caption, _ in pictures:
        assert not caption or caption not in found.text, "the caption stands in the text too"


JUNK = {
    "portrait of the author": "<div class=author-box><img src=/people/ada-example.jpg width=300><p>Ada Example writes about harbours.</p></div>",
    "a small portrait": "<p><img src=/i/ada.jpg width=90 height=90></p>",
    "share buttons": "<div class=share-bar><a href=https://s.example><img src=/i/share-facebook-big.png></a></div>",
    "a teaser": "<div class=inline><a href=/other-story><img src=/i/other-story-photo.jpg width=600><span>Another quarrel, in another harbour</span></a></div>",
    "a teaser in a figure": "<aside class=related><figure><a href=/other><img src=/i/other.jpg></a><figcaption><a href=/other>Another quarrel, elsewhere</a></figcaption></figure></aside>",
    "a list of other stories": "<div class=more-news><ul><li><article class='post has-image'><figure><a href=/other><img src=/i/other-story.jpg width=525></a></figure><h3><a href=/other>Another quarrel</a></h3><p class=description>Elsewhere, too.</p></article></li></ul></div>",
    "an advertisement": "<div class='ad-slot ad'><a href=https://shop.example/boots><img src=/i/boots-for-sailors.jpg width=728></a></div>",
    "a pixel": "<img src=https://t.example/pixel.gif width=1 height=1><noscript><img src='https://t.example/tr?id=1' style=display:none height=1 width=1></noscript>",
    "the still of a film": "<figure class=video-player><video poster=/v/still.jpg src=/v/a.mp4></video><img src=/v/still-of-the-vote.jpg><figcaption>The vote in two minutes</figcaption></figure>",
    "the badge of a license": "<p><a rel=license href=https://creativecommons.org/licenses/by/4.0/><img src=https://i.creativecommons.org/l/by/4.0/88x31.png></a></p>",
    "a house's own advertisement": "<figure><img src=/i/magazine-cover-7.png><figcaption>Want more harbours? Subscribe to our magazine! <span class=credit>Quay plc</span></figcaption></figure>",
    "an icon in the text": "<p><img src=/img/icon-quote.svg></p>",
}  # fmt: skip


@pytest.mark.parametrize("middle", JUNK.values(), ids=JUNK)
def test_what_is_no_picture_of_the_article_is_left(middle: str) -> None:
    assert told(page(middle)) == []


def test_the_hero_stands_first_and_the_last_picture_last() -> None:
    top = "<div class=hero><figure><img src=/i/hero-of-the-day.jpg><figcaption>The quay at dawn.</figcaption></figure></div>"
    end = "<figure><img src=/i/last-of-the-day.jpg><figcaption>The quay at dusk.</figcaption></figure>"
    found = page("", top=top, end=end)
    assert told(found) == [
        ("hero-of-the-day.jpg", "The quay at dawn.", ""),
        ("last-of-the-day.jpg", "The quay at dusk.", ""),
    ]
    kinds = [block.kind for block in found.blocks]
    assert (kinds[0], kinds[-1]) == ("figure", "figure")


def test_a_hero_behind_words_is_a_picture_when_the_page_says_so() -> None:
    top = "<div class=hero style='background-image: url(/i/hero-of-the-day.jpg)'></div>"
    assert told(page("", top=top)) == []
    head = "<meta property=og:image content=https://harbour.example/i/hero-of-the-day.jpg>"
    assert told(page("", top=top, head=head)) == [("hero-of-the-day.jpg", "", "")]


def test_a_background_with_the_text_in_front_of_it_is_no_picture() -> None:
    found = page("<img src=/i/quay-at-dawn.jpg width=900>", body=" style='background: url(/i/paper.jpg)'")
    assert told(found) == [("quay-at-dawn.jpg", "", "")]


def test_the_picture_of_the_pages_data_stands_in_where_none_is_shown() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The quarrel over two berths", "image": '
        '{"@type": "ImageObject", "url": "https://harbour.example/i/quay.jpg", "width": 1200, "caption": "The quay at dawn.", "creditText": "Cy Lens"}}</script>'
    )
    assert told(page("", head=data)) == [("quay.jpg", "The quay at dawn.", "Cy Lens")]
    shown = "<figure><img src=/i/other.jpg></figure>"
    assert told(page(shown, head=data)) == [("other.jpg", "", "")]
    every = "<meta property=og:image content=https://harbour.example/i/default-share-image.png>"
    assert told(page("", head=every)) == []


def test_a_short_paragraph_below_a_picture_is_no_caption() -> None:
    found = page("<p><img src=/i/quay.jpg width=900></p><p>Nobody laughed.</p>")
    assert told(found) == [("quay.jpg", "", "")]
    assert "Nobody laughed." in found.text


@pytest.mark.parametrize(
    ("html", "unclosed"),
    [
        (f"<figcaption>The quay.<p>{WORDS[0]}</p><p>{WORDS[1]}</p></figcaption>", True),
        ("<figcaption><p>The quay at dawn.</p><p>Photo: Cy Lens</p></figcaption>", False),
        (f"<figcaption><p>{WORDS[0]}</p></figcaption>", False),
    ],
)
def test_a_caption_that_was_never_closed_takes_no_paragraph(html: str, unclosed: bool) -> None:
    assert is_unclosed(fragment_fromstring(html)) is unclosed


def test_a_page_of_images_is_read_in_seconds() -> None:
    many = "".join(f"<figure><img src=/i/photograph-{number:05}.jpg></figure>" for number in range(20_000))
    start = time.process_time()
    found = page(many)
    assert len(found.pictures) == 100
    assert time.process_time() - start < 60
