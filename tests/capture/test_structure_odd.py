"""What pages write in odd ways: a site's own elements, what a button opens, words beside the text, hidden ones, drawings, listings made of boxes."""

import pytest

from tests.capture.test_structure import FIRST, LAST, SECOND, between, body, page, read

STAIR = (
    "The stair has two hundred steps, and he has climbed them twice a day, in storms and in the long calm of August."
)
LAMP = (
    "The lamp burned oil at first, then gas, and in the end a bulb no bigger than a fist, which he never came to like."
)
VERSE = "The lamp goes round and round above the rock, and nobody is there to see it turn."
KEPT: dict[str, tuple[str, str]] = {
    # what a button opens
    "question in a heading's button": (f"<h3><button aria-expanded='false'>Who lit the lamp?</button></h3><div hidden><p>{STAIR}</p></div>", f"## Who lit the lamp?\n\n{STAIR}"),
    "question in a button": (f"<div class='faq-item'><button class='faq-toggle' aria-controls='a1'>Who lit the lamp?</button></div><div id='a1' style='display: none'><p>{STAIR}</p></div>", f"## Who lit the lamp?\n\n{STAIR}"),
    "question of a list": (f"<dl><dt><button aria-expanded='true'>Who lit the lamp?</button></dt><dd>{STAIR}</dd></dl>", f"Who lit the lamp?\n: {STAIR}"),
    "button of the page": (f"<button aria-expanded='false'>Menu of the rock</button><nav><a href='/1'>The rock today</a></nav><p>{STAIR}</p>", STAIR),
    "tabs": ("<div role='tablist'><button role='tab' aria-controls='t1'>Winter</button><button role='tab' aria-controls='t2'>Summer</button></div><div role='tabpanel' id='t1'><p>Open from nine to four.</p></div><div role='tabpanel' id='t2' hidden><p>Open from six to ten.</p></div>", "## Winter\n\nOpen from nine to four.\n\n## Summer\n\nOpen from six to ten."),
    # roles, and elements of a site's own
    "paragraphs of a site's own": (f"<x-text><x-par>{STAIR}</x-par><x-par>{LAMP}</x-par><x-say>I never asked for it.<x-by>Bo Keeper</x-by></x-say></x-text>", f"{STAIR}\n\n{LAMP}\n\nI never asked for it.\\\nBo Keeper"),
    "words of a site's own in a line": ("<p>The <rock-term>lens</rock-term> turns, and <a href='https://sea.example/'><x-link>the sea</x-link></a> is dark, and all of it is seen from the town.</p>", "The lens turns, and [the sea](https://sea.example/) is dark, and all of it is seen from the town."),
    "roles": (f"<div role='heading' aria-level='2'>The stair</div><div role='paragraph'>{STAIR}</div><div role='list'><div role='listitem'>Oil</div><div role='listitem'>Bread</div></div><div role='separator'></div><div role='table'><div role='row'><span role='columnheader'>Year</span><span role='columnheader'>Ships</span></div><div role='row'><span role='cell'>1911</span><span role='cell'>30</span></div></div>", f"## The stair\n\n{STAIR}\n\n- Oil\n- Bread\n\n* * *\n\n| Year | Ships |\n| --- | --- |\n| 1911 | 30 |"),
    "text for those without programs": (f"<noscript><p>{STAIR}</p></noscript>", STAIR),
    # formulas
    "a formula set by two programs": ("<p>Let <span class='MathJax_Preview'>x2</span><span class='MathJax'><span>x2</span></span><script type='math/tex'>x^2</script> be the range in miles, as he says in his book.</p>", "Let \\\\(x\\^2\\\\) be the range in miles, as he says in his book."),
    "a formula in MathML beside the one that is drawn": ("<p>Let <mjx-container class='MathJax' jax='SVG'><svg><path/></svg><mjx-assistive-mml><math><msup><mi>x</mi><mn>2</mn></msup></math></mjx-assistive-mml></mjx-container> be the range in miles, as he says in his book.</p>", "Let x^2^ be the range in miles, as he says in his book."),
    "a formula that is a picture": ("<p>Let <img class='latex' alt='e^x' src='https://l.example/?latex=e'> be the range in miles, as he says in his book.</p>", "Let \\\\(e\\^x\\\\) be the range in miles, as he says in his book."),
    # listings
    "listing of a table": ("<table><tr><td data-line-number='1'></td><td>def lamp():</td></tr><tr><td data-line-number='2'></td><td>    return 1</td></tr></table>", "```\ndef lamp():\n    return 1\n```"),
    "listing of a list": ("<pre><ol><li>def lamp():</li><li>&nbsp;&nbsp;return 1</li></ol></pre>", "```\ndef lamp():\n  return 1\n```"),
    "listing of boxes": ("<div><div class='code-line'>def lamp():</div><div class='code-line'>&nbsp;&nbsp;return 1</div></div>", "```\ndef lamp():\n  return 1\n```"),
    "listing in boxes of its own": ("<pre><code><div>def lamp():</div><div></div><div>  return 1</div></code></pre>", "```\ndef lamp():\n\n  return 1\n```"),
    "listing in an item": ("<ol><li>Write this:<pre>lamp\n  on</pre></li><li>Wait.</li></ol>", "1. Write this:\n\n   ```\n   lamp\n     on\n   ```\n2. Wait."),
    "code in several lines": ("<p><code>lamp on<br>wait</code></p>", "```\nlamp on\nwait\n```"),
    # lists, quotations, verse
    "items that are done": ("<ul><li><input type='checkbox' checked> Oil</li><li><input type='checkbox'> Bread</li></ul>", "- \\[x\\] Oil\n- \\[ \\] Bread"),
    "two words for one thing": ("<dl><dt>Lamp</dt><dt>Light</dt><dd>What burns all night.</dd></dl>", "Lamp, Light\n: What burns all night."),
    "quotation with its name at once": ("<blockquote>I never asked for it.<cite>Bo Keeper</cite></blockquote>", "> I never asked for it.\\\n> *Bo Keeper*"),
    "pulled quotation that stands nowhere else": ("<figure class='wp-block-pullquote'><blockquote><p>A lamp does not sleep, it waits.</p><cite>Bo Keeper</cite></blockquote></figure>", "> A lamp does not sleep, it waits.\n>\n> *Bo Keeper*"),
    "refrain": (f"<p>First of the ships was the Mary, and she sank.</p><p>{VERSE}</p><p>Then came the Ann, and she did too, at noon.</p><p>{VERSE}</p><p>Last came the Eve, that never saw the light.</p><p>{VERSE}</p>", f"First of the ships was the Mary, and she sank.\n\n{VERSE}\n\nThen came the Ann, and she did too, at noon.\n\n{VERSE}\n\nLast came the Eve, that never saw the light.\n\n{VERSE}"),
    "years in front of entries": ("<ul><li><time>1768</time><p>Built of oak.</p></li><li><time>1801</time><p>Built of stone.</p></li></ul>", "- **1768** Built of oak.\n- **1801** Built of stone."),
    "stars of a review": ("<p>★★★★☆</p>", "★★★★☆"),
    "list that the library does not know": ("<ul><li>one barrel of tar</li><li>two of pitch</li></ul>", "- one barrel of tar\n- two of pitch"),
    "sentences that open as a button does": ("<p>Share this bread with me, he said, and I will share the wine with everybody who came.</p><p>Follow us up the stair, cried the keeper.</p>", "Share this bread with me, he said, and I will share the wine with everybody who came.\n\nFollow us up the stair, cried the keeper."),
    # players
    "player without an address of its own": ("<figure><video src='lamp.mp4'></video><figcaption>The lamp at dawn</figcaption></figure><audio src='horn.mp3'></audio>", "[Video: The lamp at dawn](https://rock.example/diary/lamp.mp4)\n\n[Audio: rock.example](https://rock.example/diary/horn.mp3)"),
    "frame with a title and a caption": ("<figure><iframe src='https://chart.example/1' title='Ships a year'></iframe><figcaption>Source: port office</figcaption></figure>", "[Ships a year](https://chart.example/1)\\\nSource: port office"),
    "object with words": ("<object data='https://rock.example/v.pdf'><a href='v.pdf'>The verdict (PDF)</a></object>", "[The verdict (PDF)](https://rock.example/v.pdf)"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_structure_stays_however_oddly_it_is_written(name: str) -> None:
    html, written = KEPT[name]
    assert between(page(html)).replace("\\{", "{") == written


NOTED = {
    "a note beside the text": '<label class="margin-toggle">⊕</label><input type="checkbox"><span class="marginnote">{}</span>',
    "a numbered one": '<label class="margin-toggle sidenote-number"></label><input type="checkbox"><span class="sidenote">{}</span>',
    "words that a pointer shows": '<span class="tooltip">the lens<span class="tooltiptext">{}</span></span>',
    "words that a button shows": '<button aria-expanded="false">1</button><span class="footnote-content" hidden>{}</span>',
    "a role": '<span role="tooltip">{}</span>',
}


@pytest.mark.parametrize("name", NOTED)
def test_words_beside_the_text_are_notes(name: str) -> None:
    said = "A lamp of the second order."
    written = body(
        page(f"<p>He turned{NOTED[name].format(said)} it by hand for all of the forty years that he kept it.</p>")
    )
    assert "[^1] it by hand" in written and "⊕" not in written
    assert written.rstrip().endswith(f"[^1]: {said}")


def test_a_second_mark_of_a_note_leads_to_it() -> None:
    marks = '<p>He was born in 1911<a href="#_ftn1" name="_ftnref1">[1]</a> and died in 1999.</p><p>His son was born in 1950<a href="#_ftn1">[1]</a> on the rock.</p>'
    written = body(
        page(marks, after="").replace(
            "</article>", '<p><a name="_ftn1" href="#_ftnref1">[1]</a> Kept in box 12.</p></article>'
        )
    )
    assert "1911[^1]" in written and "1950[^1]" in written and written.rstrip().endswith("[^1]: Kept in box 12.")


HIDDEN = (
    '<p style="display:none">{}</p>', "<p hidden>{}</p>", '<p class="sr-only">{}</p>', '<div class="visually-hidden"><p>{}</p></div>',
    "<p>The lamp is lit at six in the evening<span hidden>{}</span> and burns until the sun is up.</p>",
)  # fmt: skip


@pytest.mark.parametrize("html", HIDDEN)
def test_what_no_reader_sees_is_named(html: str) -> None:
    found = read(page(html.format("Words of nobody at all.")))
    assert "nobody at all" not in found.text
    assert [one.text for one in found.dropped if "no reader" in one.reason] == ["Words of nobody at all."]


SMALL = '<div class="more" style="display:none">{}</div>'


def test_a_part_of_the_article_that_a_program_shows_is_text() -> None:
    more = "".join(f"<p>{LAMP} And {number} more.</p>" for number in range(7))
    assert "6 more." in read(page(SMALL.format(more))).text


PICTURES = {
    "a drawing in a file": ('<figure><img src="chart.svg" width="900" height="600" alt="Ships"><figcaption>Ships a year. Graphic: Li Wen</figcaption></figure>', "chart.svg"),
    "a phone": ('<figure><img src="google-pixel-9.jpg" width="900" height="600" alt="Ships"><figcaption>Ships a year. Graphic: Li Wen</figcaption></figure>', "google-pixel-9.jpg"),
    "a street": ('<figure><img src="blank-street.jpg" width="900" height="600" alt="Ships"><figcaption>Ships a year. Graphic: Li Wen</figcaption></figure>', "blank-street.jpg"),
    "a folder": ('<figure><img src="my-pixel_files/a.jpg" width="900" height="600" alt="Ships"><figcaption>Ships a year. Graphic: Li Wen</figcaption></figure>', "a.jpg"),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_an_odd_name_takes_no_caption_away(name: str) -> None:
    html, file = PICTURES[name]
    (picture,) = read(page(html)).pictures
    assert (picture.caption, picture.credit, picture.alt) == ("Ships a year.", "Li Wen", "Ships")
    assert (picture.src or "").endswith(file)


def test_a_drawing_in_the_page_keeps_its_words() -> None:
    (picture,) = read(
        page("<figure><svg><title>Ships</title></svg><figcaption>Ships a year. Graphic: Li Wen</figcaption></figure>")
    ).pictures
    assert (picture.caption, picture.credit, picture.alt, picture.src) == ("Ships a year.", "Li Wen", "Ships", None)


def test_a_placeholder_is_still_no_picture() -> None:
    for name in ("placeholder.png", "lazy-load-1x1.gif", "data:image/gif;base64,R0lGODlhAQABAAAAACw="):
        assert not read(page(f'<figure><img src="{name}"><figcaption>Ships a year.</figcaption></figure>')).pictures


PLACED = {
    "between breaks": '<div>{0}<br><br><div align="center"><img src="/a.jpg" width="640" height="400"><br><i>The rock. Photo: Xi Lan</i></div><br>{1}</div>',
    "in a table": '<p>{0}</p><table align="center"><tr><td><img src="/a.jpg" width="640" height="400"></td></tr><tr><td><font size="1">The rock. Photo: Xi Lan</font></td></tr></table><p>{1}</p>',
    "in a paragraph": '<p>{0}</p><p><img src="/a.jpg" width="640" height="400"><br><em>The rock. Photo: Xi Lan</em></p><p>{1}</p>',
}  # fmt: skip


@pytest.mark.parametrize("name", PLACED)
def test_a_picture_stays_in_its_place(name: str) -> None:
    found = read(page(PLACED[name].format(STAIR, LAMP)))
    assert [block.text if block.kind != "figure" else "picture" for block in found.blocks] == [
        FIRST,
        SECOND,
        STAIR,
        "picture",
        LAMP,
        LAST,
    ]
    assert [(one.caption, one.credit) for one in found.pictures] == [("The rock.", "Xi Lan")]


def test_a_paragraph_beside_a_picture_is_no_caption() -> None:
    html = f'<div class="wp-block-media-text"><figure class="wp-block-media-text__media"><img src="/a.jpg" width="800" height="600"></figure><div class="wp-block-media-text__content"><p>{STAIR}</p></div></div>'
    found = read(page(html))
    assert STAIR in found.text and [one.caption for one in found.pictures] == [""]


def test_words_in_frames_and_drawings_are_named() -> None:
    found = read(
        page(
            '<iframe srcdoc="&lt;p&gt;Words of the map.&lt;/p&gt;"></iframe><canvas>Words of the chart.</canvas><svg><text>Words of the drawing.</text></svg>'
        )
    )
    assert {one.text for one in found.dropped} >= {"Words of the map.", "Words of the chart.", "Words of the drawing."}


def test_words_of_a_shadow_tree_are_text() -> None:
    shadow = f'<rock-card><template shadowrootmode="open"><style>p {{ color: red }}</style><p>{STAIR}</p></template></rock-card>'
    assert between(page(f"{shadow}<template><p>Never shown.</p></template><p>{LAMP}</p>")) == f"{STAIR}\n\n{LAMP}"


def test_a_line_that_names_its_author_in_any_words_is_no_text() -> None:
    for line in (
        "Posted by Ada Example on Tue, 3 March 2026 09:12 +0100",
        "Text and recipe Ada Example | Photographs Xi Lan",
    ):
        found = read(
            page("", before=f'<p class="author">{line}</p>', head='<meta name="author" content="Ada Example">')
        )
        assert [one.name for one in found.bylines][:1] == ["Ada Example"] and line not in found.text
    kept = "The rock of Ada Example was sold in the year of the flood."
    assert kept in read(page("", before=f"<p>{kept}</p>", head='<meta name="author" content="Ada Example">')).text


def test_pictures_of_a_wiki_gallery_have_their_captions() -> None:
    box = '<li class="gallerybox"><div class="thumb"><a href="/wiki/File:{0}.jpg"><img src="/{0}.jpg" width="120" height="90"></a></div><div class="gallerytext">{1}</div></li>'
    found = read(page(f'<ul class="gallery">{box.format("a", "Hook")}{box.format("b", "Top")}</ul>'))
    assert [one.caption for one in found.pictures] == ["Hook", "Top"] and "Hook" not in found.text
