"""The picture that stands beside a credit is the very file that was cleared."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import pytest

from publishkit.edition.shown import SHOWN
from publishkit.model.owed import Owed
from publishkit.model.rights import Channel
from publishkit.proof.duties import prove
from publishkit.proof.read.document import Reading
from publishkit.proof.reading import BuiltEdition
from publishkit.rights.pictures.likeness import fingerprints
from publishkit.rights.pictures.parts import png_pixels
from tests.proof.hand import artifact, finished, page
from tests.support.edition_items import chart, shore, withheld_picture

SHORE, CHART = shore().screen.data, chart().screen.data
FIGURES = """
<article id="a01">
<figure><img src="images/shore.jpg" alt=""><figcaption>The estuary. Picture: Mara Lindqvist</figcaption></figure>
<p>Text.</p>
<figure><img src="images/chart.png" alt=""><figcaption>High water. Picture: Estuary Papers</figcaption></figure>
</article>"""


def duty(asset: str, data: bytes, *words: str, channel: Channel = Channel.WEB) -> Owed:
    digests = (sha256(data).hexdigest(), sha256(png_pixels(data)).hexdigest())
    return Owed(
        item="a01", asset_id=asset, channel=channel, duty=SHOWN, strings=words, near=False,
        sha256=digests, fingerprints=fingerprints(data) if png_pixels(data) else (),
    )  # fmt: skip


def both(channel: Channel = Channel.WEB) -> tuple[Owed, Owed]:
    return (
        duty("tides#img1", SHORE, "Mara Lindqvist", "The estuary", channel=channel),
        duty("tides#img2", CHART, "Estuary Papers", "High water", channel=channel),
    )


def said(owed: tuple[Owed, ...], readings: Mapping[Channel, Reading]) -> list[str]:
    return [finding.message for finding in prove(owed, (), readings).findings if finding.code == "R153"]


def folder(body: str = FIGURES, shore_: bytes = SHORE, chart_: bytes = CHART, **more: str) -> Mapping[Channel, Reading]:
    files = [artifact("web/images/shore.jpg", shore_), artifact("web/images/chart.png", chart_)]
    files += [artifact("web/index.html", page(body)), *(artifact(f"email.{kind}", text) for kind, text in more.items())]
    return BuiltEdition(files).readings


def test_two_pictures_beside_their_credits_are_found() -> None:
    assert said(both(), folder()) == []


def test_two_files_that_changed_places_are_seen() -> None:
    """The first of them stands beside a credit that is not its own; the second is between both credits."""
    (told,) = said(both(), folder(shore_=CHART, chart_=SHORE))
    assert (
        told == "the picture of a01 (tides#img2) stands beside another credit; owed there: “Estuary Papers, High water”"
    )


def test_two_credits_that_changed_places_are_seen() -> None:
    swapped = (
        FIGURES.replace("Mara Lindqvist", "X")
        .replace("Estuary Papers", "Mara Lindqvist")
        .replace("X", "Estuary Papers")
    )
    assert len(said(both(), folder(swapped))) == 1


def test_another_file_under_the_same_name_is_seen() -> None:
    (told,) = said(both(), folder(shore_=withheld_picture().data))
    assert told == "the picture of a01 (tides#img1) as it was cleared is not shown; another file is in its place"


def test_a_picture_whose_credit_stands_above_it_is_beside_it_as_well() -> None:
    above = re.sub(r"(<img[^>]*>)(<figcaption>.*?</figcaption>)", r"\2\1", FIGURES)
    assert said(both(), folder(above)) == []


def test_one_picture_of_two_articles_may_stand_with_either_credit() -> None:
    twice = FIGURES.replace("images/chart.png", "images/shore.jpg")
    owed = (both()[0], replace(both()[1], sha256=both()[0].sha256))
    assert said(owed, folder(twice)) == []


@pytest.mark.parametrize("address", ["https://letter.example/46/images/", "web/images/"])
def test_a_mail_shows_the_files_of_the_web(address: str) -> None:
    mail = FIGURES.replace("images/", address)
    whole = (*both(), *both(Channel.EMAIL))
    assert said(whole, folder(html=page(mail))) == []
    swapped = mail.replace("shore.jpg", "X").replace("chart.png", "shore.jpg").replace("X", "chart.png")
    assert len(said(whole, folder(html=page(swapped)))) == 1


def test_a_mail_that_only_points_to_the_article_shows_no_picture() -> None:
    readings = finished(email_html=page('<article id="a01"><p>Read on.</p></article>')).readings
    (row, _) = prove(both(Channel.EMAIL), (), readings).rows
    assert (row.state, row.where) == ("settled", ("the mail shows no picture of the item",))
