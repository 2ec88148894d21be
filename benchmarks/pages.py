"""Pages to measure with, made up: as long as asked for, in the shapes that cost most, and no two sentences alike."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

WORDS = (
    "harbour water crane ferry tide quay council vote budget night morning report winter summer engineer captain harvest bridge"
    " station market price rise fall weather storm island river mayor office school teacher library museum garden village city road rail"
    " ship port dock rope sail lamp window table paper letter answer question number figure share level line point order plan"
    " says said asked told found lost built opened closed moved paid kept held turned began stopped reached carried measured"
    " old new long short early late small great quiet loud public private local northern southern careful steady sudden plain"
    " the a of in on at by for with from under over between against without since until about after before through"
).split()  # fmt: skip
NAMES = ("Ada Example", "Bo Sample", "Cleo Instance", "Dan Specimen")

Page = Iterator[str]


def article(size: int) -> str:
    """Return a page of about *size* characters that is nearly all article: paragraphs, subheads, links, emphasis."""
    return _page(size, _paragraphs)


def portal(size: int) -> str:
    """Return a page as portals make them: boxes within boxes, names, attributes, links, pictures, and an article in the middle."""
    return _page(size, _teasers, around=True)


def tables(size: int) -> str:
    """Return a page whose article is nearly all tables and nested lists."""
    return _page(size, _rows)


def link_boxes(number: int) -> str:
    """Return a page with an article and so many boxes that hold nothing but a link."""
    random = Random(4)
    boxes = (
        f'<div class="box"><a href="https://quay.example/{at}/{_slug(random)}">{_words(random, 6).capitalize()}</a></div>'
        for at in range(number)
    )
    return "".join([*_opening(random), "<article>", *_some(_paragraphs(random), 20_000), "</article>", *boxes, _FOOT])


SHAPES: Mapping[str, Callable[[int], str]] = {"article": article, "portal": portal, "tables": tables}
"""Name -> how the page is made."""


def _page(size: int, parts: Callable[[Random], Page], *, around: bool = False) -> str:
    random = Random(size)
    made = [*_opening(random)]
    if around:
        made += _some(parts(random), size // 2)
        made += ['<main><article class="story">', *_heading(), *_some(_paragraphs(random), 8_000), "</article></main>"]
        made += _some(parts(random), size - sum(map(len, made)))
    else:
        made += ['<main><article class="story">', *_heading(), *_some(_paragraphs(random), 4_000)]
        made += [*_some(parts(random), size - sum(map(len, made))), "</article></main>"]
    return "".join([*made, _FOOT])


def _some(parts: Page, size: int) -> Page:
    while size > 0:
        part = next(parts)
        size -= len(part)
        yield part


def _opening(random: Random) -> Page:
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Low water at the quay | Harbour Post</title>'
        '<meta property="og:type" content="article"><meta property="og:title" content="Low water at the quay">'
        '<meta property="og:site_name" content="Harbour Post"><link rel="canonical" href="https://post.example/low-water">'
        '<meta property="article:published_time" content="2026-11-20T09:00:00+01:00"><style>.a{margin:0}</style></head><body>'
    )
    items = "".join(f'<li><a href="/{_slug(random)}">{_words(random, 1).capitalize()}</a></li>' for _ in range(20))
    yield f'<header class="page-head"><nav><ul>{items}</ul></nav></header>'


def _heading() -> Page:
    yield '<h1 class="headline">Low water at the quay</h1><p class="standfirst">The council has voted on the budget of the port.</p>'
    yield '<p class="byline">By <a rel="author" href="/by/ada">Ada Example</a></p><time datetime="2026-11-20">20 November 2026</time>'


_FOOT = '<footer class="page-foot"><p>© 2026 Harbour Post. All rights reserved.</p></footer></body></html>'


def _paragraphs(random: Random) -> Page:
    number = 0
    while True:
        number += 1
        if number % 9 == 0:
            yield f"<h2>{_words(random, 5).capitalize()}</h2>"
        sentences = [_sentence(random) for _ in range(random.randint(2, 6))]
        sentences[0] = f'<a href="https://quay.example/{_slug(random)}?utm_source=x">{sentences[0]}</a>' if number % 4 == 0 else sentences[0]  # fmt: skip
        sentences[-1] = f"<em>{sentences[-1]}</em>" if number % 5 == 0 else sentences[-1]
        yield f'<p class="text">{" ".join(sentences)}</p>\n'


def _teasers(random: Random) -> Page:
    number = 0
    while True:
        number += 1
        depth = random.randint(4, 12)
        opens = "".join(
            f'<div class="{_slug(random)} grid-{level} col-{random.randint(1, 12)}" id="b{number}-{level}"'
            f' data-track="{_slug(random)}" data-module="teaser" style="order:{level}">'
            for level in range(depth)
        )
        source = f"https://img.example/{number}/{_slug(random)}"
        picture = (
            f'<a href="/{_slug(random)}" class="teaser-link" data-pos="{number}"><picture><source srcset="{source}-320.webp 320w, {source}-640.webp 640w">'
            f'<img src="{source}-640.jpg" alt="{_words(random, 6)}" width="640" height="360" loading="lazy"></picture></a>'
        )
        words = (
            f'<span class="label">{_words(random, 1)}</span><h3 class="teaser-title"><a href="/{_slug(random)}" data-id="{number}">{_words(random, 7).capitalize()}</a></h3>'
            f'<p class="teaser-text">{_sentence(random)}</p><span class="teaser-by">{random.choice(NAMES)}</span><time datetime="2026-11-19">19 November 2026</time>'
        )
        script = (
            f'<script>var a{number}={{"id":{number},"slug":"{_slug(random)}"}};</script>' if number % 5 == 0 else ""
        )
        yield f"{opens}{picture}{words}{script}{'</div>' * depth}\n"


def _rows(random: Random) -> Page:
    while True:
        head = "".join(f"<th>{_words(random, 2)}</th>" for _ in range(6))
        rows = "".join(
            f"<tr><td>{_words(random, 2)}</td>{''.join(f'<td>{random.randint(1, 99_999):,}</td>' for _ in range(5))}</tr>"
            for _ in range(40)
        )
        yield f"<table><caption>{_words(random, 6).capitalize()}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>\n"
        inner = "".join(
            f"<li>{_sentence(random)}<ul><li>{_words(random, 5)}</li><li><b>{_words(random, 4)}</b></li></ul></li>"
            for _ in range(30)
        )
        yield f"<p>{_sentence(random)}</p><ul>{inner}</ul>\n"


def _words(random: Random, number: int) -> str:
    return " ".join(random.choices(WORDS, k=number))


def _sentence(random: Random) -> str:
    return f"{_words(random, random.randint(8, 24)).capitalize()}."


def _slug(random: Random) -> str:
    return "-".join(random.choices(WORDS, k=2))
