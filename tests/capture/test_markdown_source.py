"""Markdown with front matter, ours or another house's."""

from datetime import date

import pytest

from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.press.propose_rights import readers

PNG = b"\x89PNG\r\n\x1a\n"


def test_foreign_keys_are_understood_and_unknown_ones_named() -> None:
    text = "---\ntitle: Low water\nauthor: Ada Example and Bo Nobody\ndate: 2026-11-20\nsubtitle: What the tide leaves\ntags: [sea]\n---\n\nTides turn.\n"
    found, files = read_markdown(text, {}, readers())
    assert (found.title, found.deck, found.published) == ("Low water", "What the tide leaves", date(2026, 11, 20))
    assert [byline.name for byline in found.bylines] == ["Ada Example", "Bo Nobody"]
    assert (found.body, files) == ("Tides turn.\n", {})
    assert "front matter: `tags` is not taken over" in found.review


def test_the_first_heading_is_the_title() -> None:
    found, _ = read_markdown("# Low water\n\nTides turn.\n", {}, readers())
    assert (found.title, found.body) == ("Low water", "Tides turn.\n")


def test_pictures_beside_the_text_are_numbered_and_missing_ones_recorded() -> None:
    text = "# Low water\n\n![Mud](pics/mud.png)\n\nTides turn.\n\n![Sky](https://example.org/sky.jpg)\n"
    assert picture_addresses(text) == ("pics/mud.png", "https://example.org/sky.jpg")
    found, files = read_markdown(text, {"pics/mud.png": PNG}, readers())
    assert [(picture.file, picture.alt) for picture in found.pictures] == [("images/01.png", "Mud"), ("", "Sky")]
    assert files == {"images/01.png": PNG}
    assert found.body is not None and "![Mud](images/01.png)" in found.body and "sky.jpg" not in found.body
    assert found.text == "Tides turn."


@pytest.mark.parametrize(
    "picture",
    [
        '![Boats](a.png "Boats at noon. Photo: Tom Hale/Reuters")',
        "![Boats](a.png)\n*Boats at noon. Photo: Tom Hale/Reuters*",
    ],
)
def test_a_credit_that_ends_a_caption_is_the_pictures(picture: str) -> None:
    text = f"# Low water\n\n{picture}\n\nTides turn.\n"
    assert picture_addresses(text) == ("a.png",)
    found, files = read_markdown(text, {"a.png": PNG}, readers())
    shown = found.pictures[0]
    assert (shown.caption, shown.credit, list(files)) == ("Boats at noon.", "Tom Hale/Reuters", ["images/01.png"])
    assert (found.text, found.body) == ("Tides turn.", "![Boats](images/01.png)\n\nTides turn.\n")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("title: [", "no YAML"),
        ("a: &a [1]\nb: *a", "aliases"),
        ("- one", "no list of keys"),
        ("x: " + "y" * 70_000, "too long"),
    ],
)
def test_hostile_front_matter(head: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_markdown(f"---\n{head}\n---\n\nText.\n", {}, readers())
