"""Text and data mining: pages, headers, files of the site, in their order of precedence."""

import pytest

from publishkit.model.rights import TdmReservation, TdmScope, TdmState
from publishkit.model.statement import Signal
from publishkit.rights.detect.mining import detect_tdm, fits, read_headers, read_robots, read_tdmrep
from tests.rights.detect.reading import Reader

PAGE = "https://gazette.example/news/ferry.html"
POLICY = "https://gazette.example/tdm-policy.json"


def tdm(*signals: Signal) -> TdmReservation:
    return detect_tdm((), signals)


def meta(kind: str, value: str) -> Signal:
    return Signal(kind=kind, value=value, where="meta")


def test_the_page_comes_before_the_header_and_the_header_before_the_file() -> None:
    file = read_tdmrep('[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]', PAGE)
    header = read_headers({"TDM-Reservation": "0"})
    assert tdm(*file).state is TdmState.RESERVED
    assert tdm(*file, *header).state is TdmState.NOT_RESERVED
    both = tdm(*file, *header, meta("tdm-reservation", "1"), meta("tdm-policy", POLICY))
    assert (both.state, both.policy_url) == (TdmState.RESERVED, POLICY)


def test_silence_resets_nothing_and_an_odd_value_is_silence() -> None:
    header = read_headers({"tdm-reservation": "1"})
    assert tdm(*header, meta("tdm-reservation", "yes")).state is TdmState.RESERVED
    assert tdm(meta("tdm-reservation", "yes")).state is TdmState.UNSET


def test_a_policy_beside_a_zero_is_ignored() -> None:
    found = tdm(meta("tdm-reservation", "0"), meta("tdm-policy", POLICY))
    assert (found.state, found.policy_url) == (TdmState.NOT_RESERVED, None)


def test_a_policy_is_an_address_or_nothing() -> None:
    assert tdm(meta("tdm-reservation", "1"), meta("tdm-policy", "javascript:alert(1)")).policy_url is None


@pytest.mark.parametrize(
    ("location", "path", "fit"),
    [
        ("/", "/anything", True),
        ("/news/", "/news/1", True),
        ("/news/", "/sport/1", False),
        ("/*.jpg$", "/img/a.jpg", True),
        ("/*.jpg$", "/img/a.jpg?x=1", False),
        ("/a*b*c", "/a--b--c--", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("*" * 200 + "x$", "/" + "a" * 5_000, False),
    ],
)
def test_locations_fit_as_in_robots_txt(location: str, path: str, fit: bool) -> None:
    assert fits(location, path) is fit


def test_the_first_rule_that_fits_counts() -> None:
    rules = '[{"location": "/news/*", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]'
    assert [one.value for one in read_tdmrep(rules, PAGE)] == ["1"]
    assert [one.value for one in read_tdmrep(rules, "https://gazette.example/")] == ["0"]


@pytest.mark.parametrize("text", ["", "{}", "[1, null]", '[{"location": 3}]', "[" * 100_000])
def test_a_broken_file_says_nothing(text: str) -> None:
    assert read_tdmrep(text, PAGE) == ()


def test_content_signals() -> None:
    found = tdm(*read_robots("User-agent: *\nContent-Signal: search=yes, ai-input=no, ai-train=no\nAllow: /\n", PAGE))
    assert (found.state, found.ai_training, found.ai_input) == (TdmState.RESERVED, "deny", "deny")
    free = tdm(*read_robots("User-agent: *\nContent-Signal: search=yes, ai-train=yes\n", PAGE))
    assert (free.state, free.ai_training) == (TdmState.NOT_RESERVED, "allow")


def test_crawlers_of_models_shut_out() -> None:
    robots = "User-agent: GPTBot\nUser-agent: CCBot # both\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\n"
    assert [one.value for one in read_robots(robots, PAGE)] == ["ccbot", "gptbot"]
    assert read_robots("User-agent: Googlebot\nDisallow: /\n", PAGE) == ()
    assert read_robots("User-agent: GPTBot\nDisallow: /archive/\n", PAGE) == ()


def test_rsl_speaks_of_machines_and_is_no_license_to_republish(reader: Reader) -> None:
    robots = tdm(*read_robots("License: https://gazette.example/license.xml\n", PAGE))
    assert (robots.state, robots.policy_url) == (TdmState.RESERVED, "https://gazette.example/license.xml")
    header = read_headers({"Link": '<https://gazette.example/l.xml>; rel="license"; type="application/rsl+xml"'})
    assert [one.kind for one in header] == ["rsl"]
    found = reader.page(
        head='<link rel="license" type="application/rsl+xml" href="https://gazette.example/l.xml">'
    ).rights.text
    assert (found.tdm.state, found.license_id) == (TdmState.RESERVED, None)


@pytest.mark.parametrize("value", ["noai", "index, noai, noimageai", "noml", "NOAI"])
def test_robots_words(value: str) -> None:
    assert tdm(meta("robots", value)).state is TdmState.RESERVED
    assert tdm(*read_headers({"X-Robots-Tag": value})).state is TdmState.RESERVED


def test_noimageai_alone_is_about_pictures() -> None:
    assert tdm(meta("robots", "noimageai")).scope is TdmScope.IMAGE


@pytest.mark.parametrize("value", ["index, follow", "max-image-preview:large", "noaix"])
def test_other_robots_words_say_nothing(value: str) -> None:
    assert tdm(meta("robots", value)).state is TdmState.UNSET


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING", TdmState.RESERVED),
        ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", TdmState.RESERVED),
        ("http://ns.useplus.org/ldf/vocab/DMI-ALLOWED", TdmState.NOT_RESERVED),
        ("http://ns.useplus.org/ldf/vocab/DMI-UNSPECIFIED", TdmState.UNSET),
    ],
)
def test_data_mining_of_picture_files(value: str, state: TdmState) -> None:
    assert tdm(Signal(kind="data-mining", value=value, where="file")).state is state


def test_a_notice_reserves_whatever_the_protocol_says(reader: Reader) -> None:
    """A negative sign is believed from anywhere."""
    taken = reader.page(
        head='<meta name="tdm-reservation" content="0">',
        footer="<p>All rights reserved, also for text and data mining.</p>",
    )
    assert taken.rights.text.tdm.state is TdmState.RESERVED
    assert [sign.kind for sign in taken.rights.text.tdm.signals] == ["notice", "tdm-reservation"]
