"""The PDF for the archive, for a screen and for a press: what differs, and that all are proved and keep both standards."""

import io
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import page as validator
import pikepdf
import pytest

from publishkit.errors import InputError
from publishkit.press.build import build_issue
from publishkit.render.pdf.profiles import PROFILES
from tests.support.hard_editions import many_pictures
from tests.support.workspaces import SampleArticle, png, write_workspace


@cache
def built(profile: str) -> bytes:
    """Return the PDF of an edition with a cover of two thousand pixels; nothing about it is refused."""
    hard = many_pictures()
    cover = {"file": "images/wide.png", "caption": "A wide one.", "alt": "Boxes.", "rights": {"status": "own"}}
    hard.articles.append(
        SampleArticle(
            slug="cover",
            body="![wide](images/wide.png)\n\nWords about it.",
            pictures=[cover],
            files={"images/wide.png": png("#204060", (1900, 1200), seed=17)},
        )
    )
    with TemporaryDirectory() as folder:
        issue = {"outputs": ["pdf"], "cover": {"article": "cover", "picture": "images/wide.png"}}
        write_workspace(Path(folder), hard.articles, config={"pdf": {"profile": profile}}, issue=issue)
        build = build_issue(Path(folder), "2026-w47", lambda _: None)
    assert [str(found) for found in build.findings if found.severity == "error"] == []
    return next(file.data for file in build.artifacts if file.name.endswith(".pdf"))


@pytest.mark.parametrize("profile", PROFILES)
def test_each_keeps_both_standards(profile: str) -> None:
    for standard in ("3a", "ua1"):
        assert validator.validate_pdf_bytes(built(profile), profile=standard).failures == []


def test_a_profile_nobody_knows_is_named(tmp_path: Path) -> None:
    write_workspace(tmp_path, config={"pdf": {"profile": "poster"}})
    with pytest.raises(InputError, match=r"pdf\.profile"):
        build_issue(tmp_path, "2026-w47", lambda _: None)


def largest(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return max(int(drawn.Width) for drawn in pdf.pages[0].Resources.XObject.values() if "/Width" in drawn)


def test_pictures_for_a_screen_are_lighter() -> None:
    assert (largest(built("archive")), largest(built("screen"))) == (1900, 1200)
    assert len(built("screen")) < len(built("archive"))


def test_pages_for_a_press_have_bleed_and_marks() -> None:
    with pikepdf.open(io.BytesIO(built("print"))) as pdf:
        for page in pdf.pages:
            assert [round(float(side)) for side in page.TrimBox] == [0, 0, 595, 842]
            assert [round(float(side)) for side in page.BleedBox] == [-10, -10, 605, 852]
            assert [round(float(side)) for side in page.MediaBox] == [-28, -28, 624, 870]
    with pikepdf.open(io.BytesIO(built("archive"))) as pdf:
        assert pdf.pages[0].MediaBox == pdf.pages[0].TrimBox


def test_what_reaches_the_edge_of_a_page_goes_on_into_the_bleed() -> None:
    boxes = []
    for profile in ("archive", "print"):
        with pikepdf.open(io.BytesIO(built(profile))) as pdf:
            figure = next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure")
            boxes.append([float(side) for side in figure.A.BBox])
    assert boxes[0][0] == pytest.approx(0, abs=0.1)
    assert boxes[1][0] < -10
    assert boxes[1][2] > 595 + 10


def test_words_for_a_press_are_in_black_ink_alone() -> None:
    """Four inks that are printed one over the other never quite meet."""
    with pikepdf.open(io.BytesIO(built("print"))) as pdf:
        content = b"\n".join(page.Contents.read_bytes() for page in pdf.pages)
    assert b"\n0 g\n" in content
    dark = [
        colors
        for colors in (tuple(map(float, found)) for found in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg\b", content))
        if max(colors) < 0.5 and max(colors) - min(colors) <= 0.06
    ]
    assert dark == []
