"""What stands under a picture: every way editors write a credit, and what none may become."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.edition.language import load_words
from publishkit.model.article import Picture
from publishkit.model.credits import plain
from publishkit.model.rights import AssetKind, CreditOrigin, Party, Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import LicenseShown
from publishkit.rights.picture_credit import picture_credit, picture_words
from publishkit.rights.pictures.credit_line import split_credit

BY = LicenseShown(name="CC BY 4.0", uri="https://creativecommons.org/licenses/by/4.0/")
SA = LicenseShown(name="CC BY-SA 4.0", uri="https://creativecommons.org/licenses/by-sa/4.0/")
NONE = LicenseShown(name="", uri="")


def shown(caption: str = "", credit: str | None = None, license: LicenseShown = BY, **more: Any) -> tuple[str, str]:
    """Return caption and credit as readers see them."""
    exact = tuple(more.pop("exact", ()))
    status = more.pop("status", Status.LICENSED_OPEN)
    statement = RightsStatement(asset_kind=AssetKind.IMAGE, status=status, credit_line=credit, **more)
    picture = Picture(file="images/01.png", caption=caption, rights=statement)
    words = picture_words(picture, license, "Our House")
    return words.caption, plain(picture_credit(words, statement, license, load_words("en"), exact))


@pytest.mark.parametrize(
    ("caption", "credit", "license", "expected"),
    [
        pytest.param(
            "The bed of an eel, to scale. Drawing: Ines Haller, CC BY 4.0",
            None,
            BY,
            ("The bed of an eel, to scale.", "Drawing: Ines Haller, CC BY 4.0"),
            id="the credit stands in the caption alone",
        ),
        pytest.param(
            "The bed of an eel. Drawing: Ines Haller, CC BY 4.0",
            "Ines Haller",
            BY,
            ("The bed of an eel.", "Drawing: Ines Haller, CC BY 4.0"),
            id="in both",
        ),
        pytest.param(
            "Kwai. Zdjęcie: Jan Nowak (CC BY 4.0)",
            None,
            BY,
            ("Kwai.", "Zdjęcie: Jan Nowak, CC BY 4.0"),
            id="in brackets, in Polish",
        ),
        pytest.param(
            "A bridge. Photo: Ada Roe, CC BY-SA 4.0",
            None,
            BY,
            ("A bridge.", "Photo: Ada Roe, CC BY-SA 4.0, CC BY 4.0"),
            id="another license than the one relied on stays to be seen",
        ),
        pytest.param(
            "A gate.", ", CC BY 4.0", BY, ("A gate.", "Maker not named, CC BY 4.0"), id="nothing but the license"
        ),
        pytest.param("A gate.", "; Jo Wick,", BY, ("A gate.", "Jo Wick, CC BY 4.0"), id="marks at the edges"),
        pytest.param("A gate.", "Photo: Jo Wick.", BY, ("A gate.", "Photo: Jo Wick, CC BY 4.0"), id="a full stop"),
        pytest.param(
            "A gate.", "Photo: Acme Inc.", BY, ("A gate.", "Photo: Acme Inc., CC BY 4.0"), id="an abbreviation"
        ),
        pytest.param(
            "A gate.",
            "Jane Roe / Commons, CC BY-SA 4.0",
            SA,
            ("A gate.", "Jane Roe / Commons, CC BY-SA 4.0"),
            id="at the end",
        ),
        pytest.param(
            "A gate.",
            "Jane Roe, licensed under CC BY-SA",
            SA,
            ("A gate.", "Jane Roe, CC BY-SA 4.0"),
            id="without its version",
        ),
        pytest.param(
            "A gate.",
            "Jane Roe (CC-BY-SA-4.0) via Commons",
            SA,
            ("A gate.", "Jane Roe (CC-BY-SA-4.0) via Commons"),
            id="inside",
        ),
        pytest.param("A gate.", "Jane Roe", NONE, ("A gate.", "Jane Roe"), id="no license"),
        pytest.param(
            "The score (Reds/Blues)", "Jane Roe", BY, ("The score (Reds/Blues)", "Jane Roe, CC BY 4.0"), id="no credit"
        ),
    ],
)
def test_a_credit_is_printed_once_and_clean(
    caption: str, credit: str | None, license: LicenseShown, expected: tuple[str, str]
) -> None:
    """However it was written into caption and credit line."""
    assert shown(caption, credit, license) == expected


def test_the_license_within_a_credit_is_its_link() -> None:
    """A credit that names the license itself still leads to it."""
    statement = RightsStatement(asset_kind=AssetKind.IMAGE, credit_line="Jane Roe (CC-BY-SA-4.0) via Commons")
    words = picture_words(Picture(file="a.png", rights=statement), SA, "")
    line = picture_credit(words, statement, SA, load_words("en"))
    assert [(span.text, span.href) for span in line if span.kind == "license"] == [("CC-BY-SA-4.0", SA.uri)]


def test_an_exact_credit_keeps_every_mark() -> None:
    """What a permission wants is printed letter by letter, a comma before it included."""
    assert shown("A gate.", "x", NONE, exact=(", REUTERS / Jane Doe.",))[1] == ", REUTERS / Jane Doe."


def test_a_credit_its_holder_asked_for_keeps_its_license() -> None:
    told = shown("", "© Jo Wick, CC BY 4.0", credit_origin=CreditOrigin.HOLDER_REQUIRED)
    assert told[1] == "© Jo Wick, CC BY 4.0"


def test_maker_and_holder_are_named_once() -> None:
    assert shown(creators=(Party(name="Marta Luz"),), holders=(Party(name="MARTA LUZ"),))[1] == "Marta Luz, CC BY 4.0"
    both = shown(creators=(Party(name="Marta Luz"),), holders=(Party(name="Sal e Mar"),))
    assert both[1] == "Marta Luz / Sal e Mar, CC BY 4.0"


def test_our_own_picture_is_the_houses_when_nobody_is_named() -> None:
    assert shown("A gate.", None, NONE, status=Status.OWN) == ("A gate.", "Our House")
    assert shown("The score (Reds/Blues)", None, NONE, status=Status.OWN) == ("The score (Reds/Blues)", "Our House")


PARTS = st.sampled_from(
    ["Jo Wick", "CC BY 4.0", ",", ";", " ", "/", ":", "Photo: ", "©", ".", "(", ")", "via Commons", "CC BY", "–"]
)


@given(caption=st.lists(PARTS, max_size=8).map("".join), credit=st.lists(PARTS, max_size=8).map("".join))
def test_no_credit_begins_with_a_separator_or_is_empty(caption: str, credit: str) -> None:
    """Whatever stands in the two fields, something decent comes out, with the license in it."""
    told = shown(caption, credit)[1]
    assert told
    assert not re.match(r"[\s,;:|/–—-]", told), told
    assert "CC BY 4.0" in told


FURTHER = {
    "Arabic": ("طابون الحاجة أم سعيد. تصوير: ليث العمري", "طابون الحاجة أم سعيد.", "ليث العمري"),
    "Hindi": ("नाव पर किताबें (फ़ोटो: देवेश राठौर)", "नाव पर किताबें", "देवेश राठौर"),
    "Hindi, without a dot": ("नाव पर किताबें। फोटो साभार: देवेश राठौर", "नाव पर किताबें।", "देवेश राठौर"),
    "Chinese, traditional": ("坪林的茶園，攝影：陳大文", "坪林的茶園", "陳大文"),
    "Chinese, a wide stroke": ("坪林的茶園。（攝影／陳大文）", "坪林的茶園。", "陳大文"),
    "Chinese, simplified": ("坪林的茶园。摄影：陈大文", "坪林的茶园。", "陈大文"),
    "Japanese, a wide sign": ("川辺に立つ男（撮影＝大庭 健）", "川辺に立つ男", "大庭 健"),
    "Hebrew": ("הבית בערב. צילום: דנה כהן", "הבית בערב.", "דנה כהן"),
    "a courtesy without a colon": ("The pan at dusk. Image courtesy of the Salt Museum.", "The pan at dusk.", "the Salt Museum"),
    "a name at the end": ("My bucket, photo by Grethe Solbakken", "My bucket", "Grethe Solbakken"),
    "drawn by": ("The lock in 1902. Drawing by Ada van Example", "The lock in 1902.", "Ada van Example"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "caption", "credit"), FURTHER.values(), ids=FURTHER)
def test_a_caption_ends_in_its_credit_in_further_languages(line: str, caption: str, credit: str) -> None:
    """The sign behind the label may be a wide one, a comma may stand in front of it."""
    found = split_credit(line)
    assert found is not None
    assert (found.caption, found.credit) == (caption, credit)
    assert line.endswith(found.raw)


@pytest.mark.parametrize(
    "line",
    [
        "A photo by the window",
        "The stolen picture by Rembrandt van Rijn",
        "Courtesy of the town, the band plays.",
        "She kept a picture by her bed",
    ],
)
def test_a_picture_in_a_sentence_is_no_credit(line: str) -> None:
    """Nobody is credited."""
    assert split_credit(line) is None
