"""The theme's fonts are the ones ORIGIN.md vouches for, with their license beside them."""

import hashlib
import re
from pathlib import Path

FONTS = Path(__file__).parents[2] / "themes" / "almanac" / "fonts"


def test_every_face_is_the_one_described():
    origin = (FONTS / "ORIGIN.md").read_text(encoding="utf-8")
    described = dict(re.findall(r"^\| `(\w+-\w+\.ttf)` .*`([0-9a-f]{64})` \|$", origin, re.MULTILINE))
    assert {face.name: hashlib.sha256(face.read_bytes()).hexdigest() for face in FONTS.glob("*.ttf")} == described
    assert len(described) == 8


def test_the_license_stands_beside_them():
    for name, authors in (
        ("OFL-Literata.txt", "The Literata Project Authors"),
        ("OFL-Inter.txt", "The Inter Project Authors"),
    ):
        text = (FONTS / name).read_text(encoding="utf-8")
        assert authors in text.splitlines()[0]
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
