"""A web page stands alone: language, title, headings, alternative texts, nothing from other hosts."""

from collections.abc import Mapping

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.proof.formats.web import HEAVY, check_web
from publishkit.proof.reading import BuiltEdition, heads_of
from tests.proof.hand import finished, page

GOOD = page(
    '<h1>The Lantern</h1><h2>One</h2><img src="images/a.jpg" alt="A shore">', '<link rel="stylesheet" href="style.css">'
)

FIRES = {
    "W001": GOOD.replace(' lang="en"', ""),
    "W002": GOOD.replace("<title>The Lantern</title>", ""),
    "W003": GOOD.replace('<meta charset="utf-8">', ""),
    "W004": GOOD.replace("viewport", "other"),
    "W005": GOOD.replace("<h2>One</h2>", "<h1>One</h1>"),
    "W006": GOOD.replace("h2>", "h3>"),
    "W007": GOOD.replace(' alt="A shore"', ""),
    "W008": GOOD.replace("</body>", "<script>track()</script></body>"),
    "W009": GOOD.replace("style.css", "https://fonts.example/a.css"),
    "W010": GOOD.replace("<h2>", "</p></em><h2>"),
}


def codes(edition: Edition, html: str, css: str = "p { color: red }") -> list[str]:
    return [finding.code for finding in check_web(edition, finished(web__index_html=html, web__style_css=css))]


def test_a_good_page_is_left_in_peace(handmade: Edition) -> None:
    assert codes(handmade, GOOD) == []


@pytest.mark.parametrize("code", FIRES)
def test_each_fault_has_its_code(code: str, handmade: Edition) -> None:
    assert set(codes(handmade, FIRES[code])) == {code}


@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://cdn.example/a.jpg" alt="">',
        '<script type="application/ld+json" src="//cdn.example/a.json"></script>',
        '<base href="https://mirror.example/">',
    ],
)
def test_nothing_is_loaded_from_another_host(body: str, handmade: Edition) -> None:
    """Whoever serves a font or picture learns who reads."""
    assert codes(handmade, GOOD.replace("</body>", body + "</body>")) == ["W009"]


@pytest.mark.parametrize(
    "body",
    [
        '<iframe src="data:text/html;base64,PHA+TG93IHdhdGVyPC9wPg=="></iframe>',
        '<iframe srcdoc="&lt;p&gt;Low water&lt;/p&gt;"></iframe>',
        '<iframe src="watt.html"></iframe>',
        '<object data="data:text/html,Low%20water"></object>',
        '<embed src="low-water.svg">',
    ],
)
def test_no_page_stands_within_a_page(body: str, handmade: Edition) -> None:
    """Nobody has read what it shows."""
    assert codes(handmade, GOOD.replace("</body>", body + "</body>")) == ["W008"]


def test_a_page_of_another_host_within_a_page_is_told_as_both(handmade: Edition) -> None:
    body = '<iframe src="https://video.example/1"></iframe>'
    assert codes(handmade, GOOD.replace("</body>", body + "</body>")) == ["W008", "W009"]


@pytest.mark.parametrize("css", ["@font-face { src: url(https://fonts.example/a.woff2) }", '@import "other.css";'])
def test_a_style_sheet_loads_nothing_either(css: str, handmade: Edition) -> None:
    assert codes(handmade, GOOD, css) == ["W009"]


@pytest.mark.parametrize("attribute", ['onclick="x()"', 'href="javascript:x()"'])
def test_nothing_runs(attribute: str, handmade: Edition) -> None:
    assert codes(handmade, GOOD.replace("<h2>", f"<h2><a {attribute}>a</a>")) == ["W008"]


def test_a_page_does_not_lead_away_by_itself(handmade: Edition) -> None:
    away = '<meta http-equiv="Refresh" content="0; url=https://elsewhere.example/"></head>'
    assert codes(handmade, GOOD.replace("</head>", away)) == ["W008"]


def test_a_link_to_another_host_loads_nothing(handmade: Edition) -> None:
    links = '<a href="https://example.org">x</a>'
    head = '<link rel="canonical" href="https://example.org/"><link rel="alternate" href="https://example.org/r.json">'
    assert codes(handmade, GOOD.replace("</body>", links + "</body>").replace("</head>", head + "</head>")) == []


def test_structured_data_is_no_script(handmade: Edition) -> None:
    assert codes(handmade, GOOD.replace("</body>", '<script type="application/ld+json">{}</script></body>')) == []


def test_a_heavy_edition_is_a_warning(handmade: Edition) -> None:
    heavy = finished(web__index_html=GOOD, web__style_css="p{}", web__images__a_jpg=b"x" * HEAVY)
    assert [(finding.code, finding.severity) for finding in check_web(handmade, heavy)] == [("W011", "warning")]


def test_the_real_pages_are_good(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    assert list(check_web(handmade, BuiltEdition(files, heads_of(handmade)))) == []
