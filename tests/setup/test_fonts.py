"""The fonts are the ones ORIGIN.md vouches for, with their license beside them."""

import hashlib
import re
from pathlib import Path

from publishkit.render.pdf.fonts import characters

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "themes" / "almanac" / "fonts"
LETTERS = ROOT / "publishkit" / "render" / "pdf" / "letters"


def test_every_face_is_the_one_described():
    origin = (FONTS / "ORIGIN.md").read_text(encoding="utf-8")
    described = dict(re.findall(r"^\| `(\w+-\w+\.ttf)` .*`([0-9a-f]{64})` \|$", origin, re.MULTILINE))
    assert {face.name: hashlib.sha256(face.read_bytes()).hexdigest() for face in FONTS.glob("*.ttf")} == described
    assert len(described) == 9


def test_the_license_stands_beside_them():
    for name, authors in (
        ("OFL-Literata.txt", "The Literata Project Authors"),
        ("OFL-Inter.txt", "The Inter Project Authors"),
        ("OFL-JetBrainsMono.txt", "The JetBrains Mono Project Authors"),
    ):
        text = (FONTS / name).read_text(encoding="utf-8")
        assert authors in text.splitlines()[0]
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_every_face_of_letters_is_the_one_described():
    origin = (LETTERS / "ORIGIN.md").read_text(encoding="utf-8")
    described = dict(re.findall(r"^\| `(\w+-\w+\.[ot]tf)` .*`([0-9a-f]{64})` \|$", origin, re.MULTILINE))
    assert {face.name: hashlib.sha256(face.read_bytes()).hexdigest() for face in LETTERS.glob("*.[ot]tf")} == described
    assert len(described) == 23


def test_the_licenses_stand_beside_the_letters():
    licenses = {path.name: path.read_text(encoding="utf-8") for path in LETTERS.glob("OFL-*.txt")}
    assert licenses.keys() == {"OFL-Noto.txt", "OFL-NotoCJK.txt", "OFL-Plex.txt"}
    assert all("SIL OPEN FONT LICENSE" in text for text in licenses.values())


def test_letters_take_nothing_from_the_theme():
    """So the pages of an edition that has no need of them stay as they are, whatever fontconfig thinks."""
    theirs = set().union(*(characters(path) for path in FONTS.glob("*.ttf")))
    shared = {path.name: characters(path) & theirs - {0x20, 0xA0} for path in LETTERS.glob("*.[ot]tf")}
    assert {name: codes for name, codes in shared.items() if codes} == {}
