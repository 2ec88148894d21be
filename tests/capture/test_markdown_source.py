"""Markdown with front matter, ours or another house's."""

import base64
from datetime import date
from urllib.parse import quote_from_bytes

import pytest

from publishkit.capture.markdown.read import picture_addresses, read_markdown
from publishkit.press.adding.propose_rights import readers

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


DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
SVG = "data:image/svg+xml;base64,PHN2Zy8+"


@pytest.mark.parametrize(
    "picture",
    [
        f"![Mud]({DATA})",
        f"![Mud][1]\n\n[1]: {DATA}",
        f"![Mud]\n\n[mud]: <{DATA}>",
        f"![Mud][]\n\n[mud]:\n{DATA}",
        f"[![Mud][1]](https://tide.example/mud)\n\n[1]: {DATA}",
        f"![Mud][1]\n\n[1]: {DATA.replace('data', 'DATA').replace('png', 'PNG')}",
        f"![Mud](data:image/png,{quote_from_bytes(PNG)})",
    ],
)
def test_a_picture_in_its_own_address_is_taken(picture: str) -> None:
    """Writing programs put pictures into the text itself; stored is the file, and the text shows it by its name."""
    found, files = read_markdown(f"# Low water\n\n{picture}\n\nTides turn.\n", {}, readers())
    assert files == {"images/01.png": PNG}
    assert [(one.file, one.alt, one.src, one.written) for one in found.pictures] == [("images/01.png", "Mud", None, ())]
    assert found.body is not None
    assert found.body.split() == ["![Mud](images/01.png)", "Tides", "turn."]
    assert found.dropped == ()


def test_a_caption_below_a_picture_in_its_own_address_is_its_caption() -> None:
    found, _ = read_markdown(f"# Low water\n\n![Mud]({DATA * 40})\n*Mud. Photo: Tom Hale*\n\nTides.\n", {}, readers())
    assert [(one.caption, one.credit) for one in found.pictures] == [("Mud.", "Tom Hale")]


@pytest.mark.parametrize(
    ("text", "dropped", "body"),
    [
        (f"![Mud][1]\n\n[1]: {SVG}", f"![Mud]({SVG})", ""),
        ("![Mud][1]\n\n[1]: data:image/png;base64,%%%", "![Mud](data:image/png;base64,", ""),
        (f"Look ![Mud][1] here.\n\n[1]: {SVG}", f"![Mud]({SVG})", "Look here."),
        (f"- ![Mud]({SVG})\n- Sand", f"![Mud]({SVG})", "- Sand"),
        (f"> ![Mud]\n\n[mud]: {SVG}", f"![Mud]({SVG})", ""),
        ("Look ![Mud](mud.png) here.", "![Mud](mud.png)", "Look here."),
        (f"![Mud](data:image/png;base64,{'A' * 90_000})", "![Mud](data:image/png;base64,AAAAA", ""),
    ],
)
def test_a_picture_that_cannot_be_taken_is_named(text: str, dropped: str, body: str) -> None:
    """Of another kind, broken, or not there: it is said, and nothing of it is left as words."""
    found, files = read_markdown(f"# Low water\n\n{text}\n\nTides turn.\n", {}, readers())
    assert files == {}
    assert [one.text.startswith(dropped) and len(one.text) < 80 and bool(one.reason) for one in found.dropped] == [True]
    assert found.body is not None
    assert found.body.removesuffix("Tides turn.\n").strip("\n") == body


def test_a_picture_carried_within_a_line_stands_behind_it() -> None:
    """There it has a place for its credit; in code an address is words."""
    found, files = read_markdown(f"# Low water\n\nLook ![Mud]({DATA}) here, `{DATA}`.\n\nTides turn.\n", {}, readers())
    assert files == {"images/01.png": PNG}
    assert found.body == f"Look here, `{DATA}`.\n\n![Mud](images/01.png)\n\nTides turn.\n"


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
