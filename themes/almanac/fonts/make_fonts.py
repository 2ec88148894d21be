"""Cut the nine static faces of this theme out of three variable OFL fonts. Deterministic: same input, same bytes.

Only needed when the upstream fonts change; the results are kept in the repository, with their hashes in ORIGIN.md:

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools==4.68.0
    /tmp/fonts/bin/pip download --no-deps --dest /tmp/fonts/wheels fontpkg-literata==3.103 fontpkg-inter==4.1.post1 fontpkg-jetbrains-mono==2.211
    /tmp/fonts/bin/python themes/almanac/fonts/make_fonts.py /tmp/fonts/wheels themes/almanac/fonts

Static, because WeasyPrint embeds one font program for every size used when a font has an optical-size axis, and most
e-readers ignore axes. Renamed, because a cut is not the original; none of the families has a Reserved Font Name.
"""

import argparse
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

# OpenType name ids (https://learn.microsoft.com/typography/opentype/spec/name#name-ids)
FAMILY, STYLE, UNIQUE_ID, FULL_NAME, POSTSCRIPT = 1, 2, 3, 4, 6
VARIATION_NAMES = (16, 17, 21, 22, 25)
WINDOWS_ENGLISH = (3, 1, 0x409)

# OS/2.fsSelection bits
ITALIC, BOLD, REGULAR = 0x01, 0x20, 0x40

LICENSES = {"literata": "OFL-Literata.txt", "inter": "OFL-Inter.txt", "jetbrains_mono": "OFL-JetBrainsMono.txt"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """One static face: where it is cut, and what it is called."""

    upstream: str
    """Family of the wheel: `literata`, `inter` or `jetbrains_mono`."""
    source: str
    """File inside the wheel."""
    family: str
    style: str
    """Regular, Bold, Italic or Bold Italic: the four that every application links."""
    location: Mapping[str, float]
    """Optical size in points and weight on the font's own axes."""
    like: str = ""
    """File of another face here: characters it lacks are left out, so that no line of text takes one from this face."""

    @property
    def postscript_name(self) -> str:
        """`PkSerif-BoldItalic`: also the file's stem."""
        return f"{self.family.title().replace(' ', '')}-{self.style.replace(' ', '')}"


ROMAN, SLANTED = "Literata[opsz,wght].ttf", "Literata-Italic[opsz,wght].ttf"
UPRIGHT, OBLIQUE = "Inter[opsz,wght].ttf", "Inter-Italic[opsz,wght].ttf"
EVEN = "JetBrainsMono[wght].ttf"

CUTS = (
    Cut(upstream="literata", source=ROMAN, family="PK Serif", style="Regular", location={"opsz": 11, "wght": 400}),
    Cut(upstream="literata", source=ROMAN, family="PK Serif", style="Bold", location={"opsz": 11, "wght": 700}),
    Cut(upstream="literata", source=SLANTED, family="PK Serif", style="Italic", location={"opsz": 11, "wght": 400}),
    Cut(
        upstream="literata", source=SLANTED, family="PK Serif", style="Bold Italic", location={"opsz": 11, "wght": 700}
    ),
    Cut(upstream="literata", source=ROMAN, family="PK Serif Display", style="Bold", location={"opsz": 48, "wght": 700}),
    Cut(upstream="inter", source=UPRIGHT, family="PK Sans", style="Regular", location={"opsz": 14, "wght": 400}),
    Cut(upstream="inter", source=UPRIGHT, family="PK Sans", style="Bold", location={"opsz": 14, "wght": 650}),
    Cut(upstream="inter", source=OBLIQUE, family="PK Sans", style="Italic", location={"opsz": 14, "wght": 400}),
    Cut(
        upstream="jetbrains_mono",
        source=EVEN,
        family="PK Mono",
        style="Regular",
        location={"wght": 400},
        like="PkSans-Regular.ttf",
    ),
)


def open_wheel(folder: Path, upstream: str) -> zipfile.ZipFile:
    """Return the one wheel of this family in *folder*."""
    (wheel,) = folder.glob(f"fontpkg_{upstream}-*.whl")
    return zipfile.ZipFile(wheel)


def cut_face(cut: Cut, variable: bytes) -> bytes:
    """Return the static face as a TrueType file."""
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    font = instantiateVariableFont(font, dict(cut.location), overlap=OverlapMode.KEEP_AND_SET_FLAGS)
    rename(font, cut)
    mark_style(font, cut.style)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def keep_characters(face: bytes, other: bytes) -> bytes:
    """Return *face* with the characters of *other* only, and without ligatures: in code `!=` is two signs."""
    options = Options()
    options.layout_features, options.name_IDs, options.notdef_outline, options.hinting = [], ["*"], True, False
    options.recalc_timestamp, options.glyph_names = False, False
    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(TTFont(io.BytesIO(other)).getBestCmap()))
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def rename(font: TTFont, cut: Cut) -> None:
    """Give the face its own names; copyright, license and trademark records stay as upstream wrote them."""
    if "STAT" in font:
        del font["STAT"]  # describes axes that are gone
    names = font["name"]
    for name_id in VARIATION_NAMES:
        names.removeNames(nameID=name_id)
    own = {
        FAMILY: cut.family,
        STYLE: cut.style,
        UNIQUE_ID: cut.postscript_name,
        FULL_NAME: f"{cut.family} {cut.style}",
        POSTSCRIPT: cut.postscript_name,
    }
    for name_id, text in own.items():
        names.setName(text, name_id, *WINDOWS_ENGLISH)


def mark_style(font: TTFont, style: str) -> None:
    """Set the bits by which applications link regular, bold and italic."""
    bold, italic = "Bold" in style, "Italic" in style
    flags = (BOLD if bold else 0) | (ITALIC if italic else 0) or REGULAR
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~(BOLD | ITALIC | REGULAR) | flags
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)


def main() -> None:
    """Write the faces and their license texts, and print one table row per face for ORIGIN.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path, help="folder with the three fontpkg wheels")
    parser.add_argument("out", type=Path, help="folder to write to")
    options = parser.parse_args()
    for upstream, name in LICENSES.items():
        with open_wheel(options.wheels, upstream) as wheel:
            (options.out / name).write_bytes(wheel.read(f"fontpkg_{upstream}/LICENSE"))
    for cut in CUTS:
        with open_wheel(options.wheels, cut.upstream) as wheel:
            face = cut_face(cut, wheel.read(f"fontpkg_{cut.upstream}/files/{cut.source}"))
        if cut.like:
            face = keep_characters(face, (options.out / cut.like).read_bytes())
        (options.out / f"{cut.postscript_name}.ttf").write_bytes(face)
        digest = hashlib.sha256(face).hexdigest()
        axes = ", ".join(f"{axis} {value:g}" for axis, value in cut.location.items())
        print(f"| `{cut.postscript_name}.ttf` | {cut.family} {cut.style} | `{cut.source}` | {axes} | `{digest}` |")


if __name__ == "__main__":
    main()
