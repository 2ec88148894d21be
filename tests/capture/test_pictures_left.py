"""What a page shows besides its text: pictures that are not taken, cards, boxes that a program fills; nothing goes without a word."""

import pytest

from tests.capture.test_page_pictures import page, told


def left(middle: str, **more: str) -> list[tuple[str, str]]:
    """(what, why) of all that is left out of the article's area."""
    return [(one.text, one.reason) for one in page(middle, **more).dropped]


UNTAKEN = {
    "the author's portrait": ("<div class=author-box><img src=/ada.jpg alt='Ada Example'></div>", "![Ada Example](https://harbour.example/ada.jpg)", "portrait"),
    "another article's picture": ("<div class=related><a href=/other><img src=/other.jpg width=600 height=400 alt=Fog></a></div>", "![Fog](https://harbour.example/other.jpg)", "picture"),
    "a picture in a box beside the text": ("<aside class=promo><img src=/mug.jpg width=600 height=400 alt=Mug></aside>", "![Mug](https://harbour.example/mug.jpg)", "beside"),
    "one that only a program could load": ("<p><img alt='The crane at night'></p>", "![The crane at night]()", "address"),
    "a small one without words": ("<p><img src=/stamp.jpg width=90 height=90 alt=Stamp></p>", "![Stamp](https://harbour.example/stamp.jpg)", "200 pixels"),
}  # fmt: skip


@pytest.mark.parametrize(("middle", "text", "reason"), UNTAKEN.values(), ids=UNTAKEN)
def test_a_picture_that_is_not_taken_is_named_with_its_address_and_why(middle: str, text: str, reason: str) -> None:
    """It can be looked at there, and put back as a link."""
    found = page(middle)
    named = [one for one in found.dropped if one.text == text]
    assert [reason in one.reason for one in named] == [True]
    assert told(found) == []
    if "(https" in text:
        name, _, address = text[2:-1].partition("](")
        assert named[0].as_printed() == f"[{name}]({address})"


def test_a_picture_that_is_not_taken_is_put_back_where_it_stood() -> None:
    """Two paragraphs stand in front of it."""
    named = [one for one in page(UNTAKEN["the author's portrait"][0]).dropped if one.text.startswith("![")]
    assert [one.after for one in named] == [2]


def test_signs_are_not_named() -> None:
    """Emojis, pixels, logos in the head, and what stands in for the picture that is shown without scripts."""
    signs = (
        "<p>Yes <img src=/e/smile.png class=emoji alt=😀 width=20 height=20></p><img src=/p.gif width=1 height=1>"
        "<img src=/lazy.gif data-src='' alt='The quay at dawn'><noscript><img src=/quay.jpg width=800 alt='The quay at dawn'></noscript>"
    )
    assert not [text for text, _ in left(signs) if text.startswith("![")]


def test_of_very_many_pictures_the_rest_is_counted() -> None:
    """A hundred are taken, a hundred more are named."""
    middle = "".join(f"<figure><img src=/quay-{number}.jpg width=800></figure>" for number in range(230))
    found = page(middle)
    assert len(found.pictures) == 100
    named = [one.text for one in found.dropped if "more than 100" in one.reason]
    assert named[0] == "![](https://harbour.example/quay-100.jpg)"
    assert named[-1] == "30 further pictures"


TAKEN = {
    "among short paragraphs at the end": (
        ("", "<p>Late.</p><figure><img src=/late.jpg width=600 height=400></figure><p>And the town slept.</p>"),
        [("late.jpg", "", "")],
    ),
    "in a paragraph named as a picture": (
        ("<p class=photo><img src=/quay.jpg width=800 height=533><br><span class=cap>The quay (Photo: Cy Lens)</span></p>", ""),
        [("quay.jpg", "The quay", "Cy Lens")],
    ),
    "with a bare line under it": (
        ("<p class='bild gross'><img src=/quay.jpg width=800 height=533><br>Der Kai am Morgen</p>", ""),
        [("quay.jpg", "Der Kai am Morgen", "")],
    ),
    "in a custom element": (
        ("<bell-image><img slot=img src=/bell.jpg width=900 height=600 alt=bell><span slot=caption>The bell</span><span slot=credit>Cy Lens</span></bell-image>", ""),
        [("bell.jpg", "The bell", "Cy Lens")],
    ),
    "behind a blurred one": (
        ("<div class=image><img src=/fill/w_147,h_98,blur_2/quay.jpg data-pin-media=/fill/w_1920,h_1280/quay.jpg></div>", ""),
        [("quay.jpg", "", "")],
    ),
    "a link to itself with its size": (
        ("<div><a class=lightbox href=/original/wall.jpeg><img src=/690/wall.jpeg width=690 height=400 alt=Wall><div class=meta><span>wall</span><span>1920×1113 312 KB</span></div></a></div>", ""),
        [("wall.jpeg", "", "")],
    ),
    "a large GIF": (("<p><img src=horn.gif width=300 height=220></p>", ""), [("horn.gif", "", "")]),
    "what a post ends with": (
        ("", "<div class=media><a href=/original/swift.jpg><img src=/small/swift.jpg alt=Swift width=600></a></div>"),
        [("swift.jpg", "", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), TAKEN.values(), ids=TAKEN)
def test_pictures_are_taken(parts: tuple[str, str], expected: list[tuple[str, str, str]]) -> None:
    """Each is the article's, with what is said of it, and none of that is text."""
    found = page(parts[0], end=parts[1])
    assert told(found) == expected
    assert not any(caption and caption in found.text for _, caption, _ in expected)


def test_a_large_picture_above_the_title_is_taken_by_its_name_where_the_page_names_none() -> None:
    """Where the page names another one as its own, it is no hero."""
    hero = "<figure class=wp-block-post-featured-image><img src=/h.jpg width=1200 height=800 alt=Harbour></figure>"
    assert told(page("", top=hero)) == [("h.jpg", "", "")]
    other = "<meta property=og:image content=https://harbour.example/quarrel-lead.jpg>"
    assert ("h.jpg", "", "") not in told(page("", top=hero, head=other))


CARDS = {
    "Ghost": (
        "<figure class='kg-card kg-bookmark-card'><a class=kg-bookmark-container href=https://law.example/?utm_source=x><div class=kg-bookmark-content>"
        "<div class=kg-bookmark-title>The water act</div><div class=kg-bookmark-description>What owners may do</div></div>"
        "<div class=kg-bookmark-thumbnail><img src=/t.jpg alt=''></div></a></figure>"
    ),
    "a letter's": (
        "<div class=embedded-post-wrap><a class=embedded-post href=https://law.example/><div><span class=post-title>The water act</span></div>"
        "<div>What owners may do</div></a></div>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_a_link_with_its_description(card: str) -> None:
    """It is neither a figure nor lost."""
    found = page(card)
    assert told(found) == []
    written = [block.markdown for block in found.blocks if block.kind == "embed"]
    assert written == ["[The water act](https://law.example/)\\\nWhat owners may do"]
    assert not [one for one in found.dropped if "water act" in one.text]


def test_a_card_beside_the_article_is_none_of_it() -> None:
    """What stands behind the last paragraph leads elsewhere."""
    found = page("", end=f"<footer>{CARDS['Ghost']}</footer>")
    assert [block.kind for block in found.blocks] == ["paragraph"] * 4


def test_what_a_program_would_show_is_named_or_read() -> None:
    """A formula is in the page as it was typed; of a poll only its name is; a film is a link."""
    poll = "<div class=poll-embed data-attrs='{\"id\":9}' data-component-name=PollToDOM></div>"
    formula = '<div class=latex-rendered data-attrs=\'{"persistentExpression":"c = \\\\frac{18}{\\\\pi}"}\'></div>'
    film = "<div class=youtube-wrap><iframe src=https://www.youtube-nocookie.com/embed/abc123x?rel=0></iframe></div>"
    found = page(poll + formula + "<div class=tex data-tex='a^2'></div>" + film)
    assert ("PollToDOM poll-embed", "what a program of the page shows") in [
        (one.text, one.reason) for one in found.dropped
    ]
    assert [block.text for block in found.blocks[2:4]] == [r"\[c = \frac{18}{\pi}\]", r"\[a^2\]"]
    assert found.blocks[4].markdown == "[Video: youtube-nocookie.com](https://www.youtube.com/watch?v=abc123x)"


@pytest.mark.parametrize("tag", ["figcaption class=blocks-gallery-caption", "p class=gallery-caption"])
def test_a_gallerys_own_caption_is_named_where_each_picture_has_one(tag: str) -> None:
    """Its credit is each picture's."""
    pair = "".join(f"<figure><img src=/g{n}.jpg width=500><figcaption>{words}</figcaption></figure>" for n, words in ((1, "Before"), (2, "After")))  # fmt: skip
    found = page(
        f"<figure class=wp-block-gallery>{pair}<{tag}>The basin. Photos: Port Archive</{tag.split(maxsplit=1)[0]}></figure>"
    )
    assert told(found) == [("g1.jpg", "Before", "Port Archive"), ("g2.jpg", "After", "Port Archive")]
    assert "The basin." in "\n".join([found.text, *(one.text for one in found.dropped)])
