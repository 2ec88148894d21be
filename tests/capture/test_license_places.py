"""Where a page names a license: article, caption, aside, footer."""

import pytest
from lxml.html import fromstring

from publishkit.capture.extracted import Block
from publishkit.capture.page.rights_signs import page_signals, rights_places
from publishkit.capture.page.structured import is_about, read_structured

PARAGRAPHS = (
    "The ferry was built in 1961 and carried up to four hundred people an hour across the harbour, the port office said.",
    "Tickets cost as much as on the bus, and the northern pier has a new roof against the weather, paid for by the town.",
)
BLOCKS = tuple(Block(kind="paragraph", text=paragraph) for paragraph in PARAGRAPHS)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
LICENSE = '<p>Under <a href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>.</p>'


def places(html: str) -> list[tuple[str, str]]:
    return [(sign.kind, sign.where) for sign in rights_places(fromstring(f"<html>{html}</html>"), BLOCKS)]


@pytest.mark.parametrize(
    ("html", "where"),
    [
        (f"<body><article>{STORY}{LICENSE}</article></body>", "article"),
        (f"<body><article>{STORY}<footer>{LICENSE}</footer></article></body>", "article"),
        (f"<body><article>{STORY}</article><footer>{LICENSE}</footer></body>", "footer"),
        (f'<body><article>{STORY}</article><div class="site-footer"><div>{LICENSE}</div></div></body>', "footer"),
        (
            f"<body><article>{STORY}<figure><img src=a.jpg><figcaption>{LICENSE}</figcaption></figure></article></body>",
            "caption",
        ),
        (f'<body><article>{STORY}<div class="wp-caption-text">{LICENSE}</div></article></body>', "caption"),
        (f"<body><article>{STORY}<aside>{LICENSE}</aside></article></body>", "aside"),
        (f'<body><article>{STORY}<div class="comments">{LICENSE}</div></article></body>', "comment"),
        (f"<body><article>{STORY}</article><article>{LICENSE}</article></body>", "page"),
        (f"<body><main>{STORY}{LICENSE}</main></body>", "article"),
        (f"<body><main>{STORY}<footer>{LICENSE}</footer></main></body>", "footer"),
        (f"<body>{STORY}{LICENSE}</body>", "page"),
        (f'<body><div itemtype="http://schema.org/NewsArticle"><div>{STORY}</div>{LICENSE}</div></body>', "article"),
        (f'<body><div class="post hentry"><div>{STORY}</div>{LICENSE}</div></body>', "article"),
    ],
)
def test_places(html: str, where: str) -> None:
    assert places(html) == [("license-words", where)]


def test_the_words_keep_the_address_beside_its_link() -> None:
    (sign,) = rights_places(fromstring(f"<body><article>{STORY}{LICENSE}</article></body>"), BLOCKS)
    assert sign.value == "Under CC BY <https://creativecommons.org/licenses/by/4.0/> ."


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="license" href="https://a.example/l">Lizenz</a>',
        '<a rel="nofollow license" href="https://a.example/l">Lizenz</a>',
        '<a property="cc:license" href="https://a.example/l">Lizenz</a>',
        '<a itemprop="license" href="https://a.example/l">Lizenz</a>',
    ],
)
def test_links_marked_as_license(link: str) -> None:
    html = f"<body><article>{STORY}<p>{link} creative commons</p></article></body>"
    assert ("license-link", "article") in places(html)


def test_a_page_that_names_none_says_nothing() -> None:
    assert places(f"<body><article>{STORY}</article></body>") == []


def test_meta_and_link_elements() -> None:
    html = (
        '<html><head><meta name="DCTERMS.rightsHolder" content="Port Review"><meta name="dcterms.license" content="https://creativecommons.org/licenses/by/4.0/">'
        '<link rel="license" type="application/rsl+xml" href="/rsl.xml"></head><body><p>x</p></body></html>'
    )
    tree = fromstring(html)
    found = {(sign.kind, sign.where) for sign in page_signals(tree, read_structured(tree), None, "")}
    assert found == {("rights-holder", "meta"), ("license-link", "meta"), ("rsl", "head")}


@pytest.mark.parametrize(
    ("node", "about"),
    [
        ({"@id": "https://www.example.org/low-water/#article"}, True),
        ({"mainEntityOfPage": "https://example.org/low-water?utm=1"}, True),
        ({"mainEntityOfPage": {"@id": "https://example.org/high-water"}}, False),
        ({"url": "https://example.org/low-water/2"}, False),
        ({"headline": "Low water"}, True),
        ({}, False),
    ],
)
def test_which_data_is_about_this_page(node: dict, about: bool) -> None:
    assert is_about(node, "https://example.org/low-water", "Low Water") is about
