"""Cut the faces of this folder out of the Noto families and IBM Plex. Deterministic: same input, same bytes.

Only needed when the upstream fonts change; the results are kept in the repository, with their hashes in ORIGIN.md:

    python -m venv /tmp/letters && /tmp/letters/bin/pip install fonttools==4.68.0
    /tmp/letters/bin/pip download --no-deps --dest /tmp/letters/wheels manimgx-fonts==2026.9.26.post1 noto-cjk-sans-otc==0.0.1 \
        fontpkg-ibm-plex-sans-arabic==1.101
    /tmp/letters/bin/python publishkit/render/pdf/letters/make_letters.py /tmp/letters/wheels themes/almanac/fonts \
        publishkit/render/pdf/letters

What the theme's own fonts have is left out, so that these are asked for nothing else. Static and of one weight; Chinese,
Japanese and Korean stand in one file, whose forms follow the language of the text.
"""

import argparse
import hashlib
import io
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from copy import deepcopy
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

# OpenType name ids (https://learn.microsoft.com/typography/opentype/spec/name#name-ids)
FAMILY, STYLE, UNIQUE_ID, FULL_NAME, POSTSCRIPT = 1, 2, 3, 4, 6
VARIATION_NAMES = (16, 17, 21, 22, 25)
WINDOWS_ENGLISH = (3, 1, 0x409)

SCRIPTS = (
    *("Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew"),
    *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai"),
)
OTHERS = {"NotoSans": "Latin", "NotoSansSymbols": "Symbols", "NotoEmoji": "Emoji"}
"""File -> what the cut is called; more letters and signs of Latin, Greek and Cyrillic than the theme has among them."""
WHEELS = {
    "letters": "manimgx_fonts-*.whl",
    "cjk": "noto_cjk_sans_otc-*.whl",
    "arabic": "fontpkg_ibm_plex_sans_arabic-*.whl",
}
HELPERS = frozenset({0x20, 0xA0, 0x200C, 0x200D, 0x25CC})
"""Spaces inside a line, joiners, and the ring that carries a lone sign: drawn with the font of what stands around them."""


def main() -> None:
    """Write the faces and their license texts, and print one table row per face for ORIGIN.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path, help="folder with the three wheels")
    parser.add_argument("theme", type=Path, help="folder with the fonts of the theme")
    parser.add_argument("out", type=Path, help="folder to write to")
    options = parser.parse_args()
    known = {code for path in options.theme.glob("*.ttf") for code in TTFont(path, lazy=True).getBestCmap()}
    for kind, name in (("letters", "OFL-Noto.txt"), ("cjk", "OFL-NotoCJK.txt"), ("arabic", "OFL-Plex.txt")):
        with open_wheel(options.wheels, kind) as wheel:
            (license_text,) = (entry for entry in wheel.namelist() if entry.endswith("licenses/LICENSE"))
            (options.out / name).write_bytes(wheel.read(license_text).replace(b"\r\n", b"\n"))
    for name, source, face in (
        *cut_scripts(options.wheels, known),
        cut_arabic(options.wheels, known),
        cut_cjk(options.wheels, known),
    ):
        (options.out / name).write_bytes(face)
        digest, count = hashlib.sha256(face).hexdigest(), len(TTFont(io.BytesIO(face)).getBestCmap())
        print(f"| `{name}` | `{source}` | {count} | `{digest}` |")


def open_wheel(folder: Path, kind: str) -> zipfile.ZipFile:
    """Return the one wheel of this kind in *folder*."""
    (wheel,) = folder.glob(WHEELS[kind])
    return zipfile.ZipFile(wheel)


def cut_scripts(wheels: Path, known: AbstractSet[int]) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, source and bytes of each face but the one for Chinese, Japanese and Korean; *known* is left out."""
    files = {f"NotoSans{script}": script for script in SCRIPTS} | OTHERS
    with open_wheel(wheels, "letters") as wheel:
        for stem, script in files.items():
            source = f"{stem}[wght].ttf"
            variable = TTFont(io.BytesIO(wheel.read(f"manimgx_fonts/{source}")), recalcTimestamp=False)
            font = instantiateVariableFont(variable, {"wght": 400}, overlap=OverlapMode.KEEP_AND_SET_FLAGS)
            wanted = {code for code in font.getBestCmap() if is_letter(code) and code not in known} | HELPERS
            yield f"PkLetters{script}-Regular.ttf", source, cut(font, wanted, script, ["*"])


ARABIC = "fontpkg_ibm_plex_sans_arabic/files/IBMPlexSansArabic-Regular.ttf"
"""Noto's Arabic puts a letter together from strokes and dots, which no reader of a PDF puts together again."""


def cut_arabic(wheels: Path, known: AbstractSet[int]) -> tuple[str, str, bytes]:
    """Return name, source and bytes of the Arabic face; *known* is left out."""
    with open_wheel(wheels, "arabic") as wheel:
        font = TTFont(io.BytesIO(wheel.read(ARABIC)), recalcTimestamp=False)
    wanted = {code for code in font.getBestCmap() if is_letter(code) and code not in known} | HELPERS
    return "PkLettersArabic-Regular.ttf", ARABIC.rpartition("/")[2], cut(font, wanted, "Arabic", ["*"])


def is_letter(code: int) -> bool:
    """Return whether a reader sees the character; spaces and marks of control are drawn with what stands beside them."""
    return unicodedata.category(chr(code)) not in {"Cc", "Cf", "Zs", "Zl", "Zp", "Co"}


# --- Chinese, Japanese, Korean ----------------------------------------------------------------------------------------


CJK = "NotoSansCJK-Regular.ttc"
LANGUAGES = ("ZHS", "ZHT", "ZHH")
"""Languages (OpenType's names) whose forms are kept beside the face's own, which are the Japanese ones: a text gets them by `locl`.

Hong Kong's differ from Taiwan's in few characters of every day, and are these. (Pango 1.50 asks for no Korean forms of Hanja.)
"""
FORMS = ("DFLT", *(f"{script}.{language}" for script in ("hani", "kana") for language in LANGUAGES))


def cut_cjk(wheels: Path, known: AbstractSet[int]) -> tuple[str, str, bytes]:
    """Return name, source and bytes of the face for Chinese, Japanese and Korean; *known* is left out."""
    with open_wheel(wheels, "cjk") as wheel:
        data = io.BytesIO(wheel.read(f"noto_cjk_sans_otc/{CJK}"))
    font = TTFont(data, fontNumber=0, recalcTimestamp=False)
    wanted = (cjk() & font.getBestCmap().keys()) - known | HELPERS
    keep_forms(font, {"ZHS": set(two_bytes("gb2312")), "ZHT": set(first_level())})
    return "PkLettersCJK-Regular.otf", CJK, by_number(cut(font, wanted, "CJK", ["locl"]))


def keep_forms(font: TTFont, written: Mapping[str, AbstractSet[int]]) -> None:
    """Leave out the forms of every language but for the characters it is *written* with; Hong Kong gets those of Taiwan."""
    glyphs = font.getBestCmap()
    table = font["GSUB"].table
    kept: dict[int, set[str]] = defaultdict(set)
    for script in table.ScriptList.ScriptRecord:
        systems = {record.LangSysTag.strip(): record for record in script.Script.LangSysRecord}
        if systems:
            systems["ZHH"].LangSys = deepcopy(systems["ZHT"].LangSys)
        for language, codes in written.items() if systems else ():
            features = (table.FeatureList.FeatureRecord[at] for at in systems[language].LangSys.FeatureIndex)
            for number in (n for one in features if one.FeatureTag == "locl" for n in one.Feature.LookupListIndex):
                kept[number] |= {glyphs[code] for code in codes if code in glyphs}
    for number, wanted in kept.items():
        for held in table.LookupList.Lookup[number].SubTable:
            forms = getattr(held, "ExtSubTable", held)
            forms.mapping = {glyph: form for glyph, form in forms.mapping.items() if glyph in wanted}


def first_level() -> Iterator[int]:
    """Yield the characters of Big5's first level, which traditional Chinese is written with every day."""
    return two_bytes("big5", lambda pair: 0xA440 <= pair <= 0xC67E)


def cjk() -> set[int]:
    """Return the characters of everyday standards: JIS X 0208 with what Windows added, GB 2312, Big5's first level, KS X 1001.

    All of modern Hangul, the letters it is put together from, kana, Bopomofo, wide and enclosed forms are among them.
    """
    blocks = (
        *(
            (0x1100, 0x1113),
            (0x1161, 0x1176),
            (0x11A8, 0x11C3),
            (0x2E80, 0x3000),
            (0x3000, 0x3400),
            (0xAC00, 0xD7A4),
            (0xFE30, 0xFE50),
            (0xFF00, 0xFFF0),
        ),
    )
    return {
        *(code for first, last in blocks for code in range(first, last)),
        *(code for name in ("cp932", "gb2312", "euc_kr") for code in two_bytes(name)),
        *first_level(),
    }


def two_bytes(codec: str, holds: Callable[[int], bool] = bool) -> Iterator[int]:
    """Yield the characters *codec* writes in two bytes that *holds* is true of."""
    for pair in filter(holds, range(0x8140, 0x10000)):
        try:
            text = pair.to_bytes(2, "big").decode(codec)
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and is_letter(ord(text)):
            yield ord(text)


def by_number(face: bytes) -> bytes:
    """Return the face with its glyphs called by the place they stand at, as they are called in a PDF."""
    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    top = font["CFF "].cff.topDictIndex[0]
    outlines = top.CharStrings.charStrings
    names = [".notdef", *(f"cid{number:05}" for number in range(1, len(font.getGlyphOrder())))]
    top.CharStrings.charStrings = {new: outlines[old] for old, new in zip(top.charset, names, strict=True)}
    top.charset = names
    font.setGlyphOrder(names)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


# --- both -------------------------------------------------------------------------------------------------------------


def cut(font: TTFont, wanted: AbstractSet[int], script: str, features: list[str]) -> bytes:
    """Return *font* with the characters *wanted* alone, renamed, without hints and without what a PDF does not need."""
    options = Options(hinting=False, notdef_outline=True, name_IDs=["*"], recalc_bounds=False)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "STAT", "meta"]
    if script == "CJK":
        options.drop_tables += ["GPOS"]
        options.layout_scripts = list(FORMS)
    options.layout_features = features
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    rename(font, script)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def rename(font: TTFont, script: str) -> None:
    """Give the face its own names: a cut is not the original. Copyright and license stay as upstream wrote them."""
    names = font["name"]
    for name_id in VARIATION_NAMES:
        names.removeNames(nameID=name_id)
    own = {
        FAMILY: f"PK Letters {script}",
        STYLE: "Regular",
        UNIQUE_ID: f"PkLetters{script}-Regular",
        FULL_NAME: f"PK Letters {script} Regular",
        POSTSCRIPT: f"PkLetters{script}-Regular",
    }
    for name_id, text in own.items():
        names.removeNames(nameID=name_id)
        names.setName(text, name_id, *WINDOWS_ENGLISH)


if __name__ == "__main__":
    main()
