"""Links lead somewhere, and nobody follows the reader."""

from collections.abc import Mapping

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.proof.formats.links import check_links
from publishkit.proof.reading import BuiltEdition, heads_of
from tests.proof.hand import finished, page


def codes(edition: Edition, files: BuiltEdition) -> list[str]:
    return [finding.code for finding in check_links(edition, files)]


FIRES = {
    "L001": '<a href="#nowhere">x</a>',
    "L002": '<a href="missing.html">x</a>',
    "L003": '<a href="https://example.org/a?id=3&utm_source=letter">x</a>',
    "L004": '<a href="http://localhost:8000/draft">x</a>',
    "L005": '<a href="ftp://example.org/file">x</a>',
    "L006": '<p id="one">x</p><p id="one">y</p>',
}

SILENT = {
    "L001": '<p id="here">x</p><a href="#here">x</a><a href="two.html#there">y</a>',
    "L002": '<a href="two.html">x</a><img src="images/a.jpg" alt=""><a href="../rights.json">data</a>',
    "L003": '<a href="https://example.org/a?id=3&page=2">x</a>',
    "L004": '<a href="https://93.184.215.14/x">x</a><a href="https://example.org/">y</a>',
    "L005": '<a href="mailto:us@example.org">x</a><a href="tel:+4812">y</a>',
    "L006": '<p id="one">x</p><p id="two">y</p>',
}


@pytest.mark.parametrize("code", FIRES)
def test_a_bad_link_is_named_and_a_good_one_is_not(code: str, handmade: Edition) -> None:
    files: dict[str, str | bytes] = {"web__two_html": page('<p id="there">x</p>'), "web__images__a_jpg": b"x"}
    assert codes(handmade, finished(web__index_html=page(FIRES[code]), **files)) == [code]
    assert codes(handmade, finished(web__index_html=page(SILENT[code]), **files)) == []


@pytest.mark.parametrize("key", ["utm_campaign", "fbclid", "gclid", "mc_eid", "mtm_source", "UTM_Medium"])
def test_every_known_tracker_is_named(key: str, handmade: Edition) -> None:
    body = f'<a href="https://example.org/?{key}=1">x</a>'
    (finding,) = check_links(handmade, finished(web__index_html=page(body)))
    assert (finding.code, finding.severity) == ("L003", "warning")
    assert key in finding.message


def test_a_mail_has_no_files_beside_it(handmade: Edition) -> None:
    files = finished(email_html=page('<img src="images/a.jpg" alt="">'), web__images__a_jpg=b"x")
    assert set(codes(handmade, files)) == {"L002"}


@pytest.mark.parametrize("host", ["10.0.0.1", "[::1]", "printer.local", "issue.invalid", "127.0.0.1"])
def test_a_machine_readers_cannot_reach_is_named(host: str, handmade: Edition) -> None:
    assert codes(handmade, finished(web__index_html=page(f'<a href="https://{host}/x">x</a>'))) == ["L004"]


def test_the_unsubscribe_token_is_no_relative_address(handmade: Edition) -> None:
    assert codes(handmade, finished(email_html=page('<a href="@@PK_UNSUB_URL@@">x</a>'))) == []


def test_the_real_files_have_good_links(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    assert codes(handmade, BuiltEdition(files, heads_of(handmade))) == []


def test_a_base_moves_every_link_of_its_page(handmade: Edition) -> None:
    files = finished(web__index_html=page('<a href="two.html">x</a>', '<base href="else/">'), web__two_html=page("x"))
    assert set(codes(handmade, files)) == {"L002"}
