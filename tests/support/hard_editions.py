"""Editions that are hard to print: many pictures, many sections, scripts of the world, ugly forms, coloured emoji."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import newTable
from fontTools.ttLib.tables import C_B_D_T_, E_B_L_C_, BitmapGlyphMetrics
from PIL import Image, ImageDraw

from tests.support.workspaces import SampleArticle, brief_article, write_workspace

OWN = {"status": "own"}


@dataclass(frozen=True, kw_only=True)
class HardEdition:
    """What is laid over a small workspace."""

    articles: list[SampleArticle]
    config: dict[str, Any] = field(default_factory=dict)
    issue: dict[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files of the workspace."""

    def write(self, root: Path) -> Path:
        """Write it, for paper alone, and return its root."""
        write_workspace(root, self.articles, config=self.config, issue={"outputs": ["pdf"], **self.issue})
        for name, data in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        return root


def text(slug: str, title: str, body: str, language: str = "en", **more: Any) -> SampleArticle:
    """Return an article of our own without pictures."""
    head = {"title": title, "bylines": [{"name": "Ada Quill"}], "language": language, **more.pop("head", {})}
    return SampleArticle(slug=slug, head=head, body=body, **{"rights": OWN, "pictures": [], "files": {}, **more})


# --- few and many -----------------------------------------------------------------------------------------------------


PLAIN = "The harbour wakes at four, and nobody has asked it to. " * 12


def one_text() -> HardEdition:
    """One article, no picture, no letter."""
    return HardEdition(articles=[text("only", "Only", PLAIN)])


def saved(picture: Image.Image, form: str, **how: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def _noise(seed: int, size: tuple[int, int] = (640, 400)) -> Image.Image:
    """Return a picture like no other."""
    few = Image.frombytes("RGB", (8, 5), Random(seed).randbytes(8 * 5 * 3))
    return few.resize(size, Image.Resampling.BICUBIC)


def many_pictures() -> HardEdition:
    """Pictures of all kinds: colours, grey, palette, alpha, ink, one bit, tall, wide, tiny, turned, one that only adorns."""
    base = [_noise(seed) for seed in range(11)]
    turned = Image.Exif()
    turned[0x0112] = 6
    fading = Image.linear_gradient("L").resize(base[2].size)
    kinds = {
        "rgb.png": saved(base[0], "PNG"),
        "alpha.png": saved(base[1].convert("RGBA"), "PNG"),
        "half.png": saved(Image.merge("RGBA", (*base[2].split(), fading)), "PNG"),
        "palette.png": saved(base[3].quantize(16), "PNG", transparency=0),
        "grey.png": saved(base[4].convert("L"), "PNG"),
        "bit.png": saved(base[5].convert("1"), "PNG"),
        "rgb.jpg": saved(base[6], "JPEG"),
        "grey.jpg": saved(base[7].convert("L"), "JPEG"),
        "ink.jpg": saved(base[8].convert("CMYK"), "JPEG"),
        "turned.jpg": saved(base[9], "JPEG", exif=turned),
        "tall.png": saved(_noise(20, (120, 900)), "PNG"),
        "wide.png": saved(_noise(21, (1600, 90)), "PNG"),
        "tiny.png": saved(_noise(22, (3, 3)), "PNG"),
        "new.webp": saved(base[10], "WEBP"),
        "adorns.png": saved(_noise(23, (300, 60)), "PNG"),
    }
    pictures: list[dict[str, Any]] = [
        {"file": f"images/{name}", "caption": f"What {name} shows.", "alt": f"Boxes, {name}.", "rights": OWN}
        for name in kinds
    ]
    pictures[-1] |= {"decorative": True, "alt": ""}
    body = "\n\n".join(f"{PLAIN}\n\n![{name}](images/{name})" for name in kinds)
    files = {f"images/{name}": data for name, data in kinds.items()}
    return HardEdition(articles=[text("pictures", "Fifteen pictures", body, pictures=pictures, files=files)])


def many_sections() -> HardEdition:
    """Twelve sections: of long texts, of briefs, of both."""
    articles = []
    sections = []
    for number in range(12):
        here = [text(f"long-{number}", f"Long text {number}", PLAIN)] if number % 3 else []
        if number % 2 == 0:
            brief = brief_article()
            brief.slug = f"brief-{number}"
            brief.body = f"{number} votes of {number * 7} were cast on day {number}, said clerk {chr(65 + number) * 5}."
            here.append(brief)
        articles += here
        entries = [{"slug": one.slug, **one.entry} for one in here]
        sections.append({"title": f"Section {number}", "intro": "What it is about.", "article": entries})
    filled = [section for section in sections if section["article"]]
    return HardEdition(articles=articles, issue={"section": filled})


def _summary(number: int) -> str:
    return f"The council of parish {number} met on day {number} and decided what {chr(65 + number) * 6} had asked. " * (
        1 + number % 4
    )


def many_briefs() -> HardEdition:
    """Briefs alone, in pairs, in odd numbers, at the end of a section, and long ones among them."""
    articles, sections = [], []
    for number, count in enumerate((1, 2, 3, 5, 8)):
        here = [text(f"text-{number}", f"A text before {count} briefs", PLAIN)]
        for n in range(count):
            brief = brief_article(summary=_summary(number * 5 + n) * (9 if n == 4 else 1))
            brief.slug = f"brief-{number}-{n}"
            brief.head = {**brief.head, "title": f"Brief {n} of section {number}" + " goes on and on" * (n % 3)}
            brief.body = f"{n} votes of {number * 7} were cast on day {number}, said clerk {chr(65 + number) * 5} {n}."
            here.append(brief)
        articles += here
        entries = [{"slug": one.slug, **one.entry} for one in here]
        sections.append({"title": f"Section {number}", "intro": "What it is about.", "article": entries})
    return HardEdition(articles=articles, issue={"section": sections})


def floating_pictures() -> HardEdition:
    """Texts that begin with pictures that lie and stand, and have one, two or five more among few or many words."""
    sizes = ((1800, 1200), (1200, 1800), (1500, 1500), (2000, 700))
    articles = []
    for number in range(8):
        count = (1, 3, 0, 2, 6, 1, 0, 2)[number]
        files = {
            f"images/{n}.jpg": saved(_noise(number * 10 + n, sizes[(number + n) % 4]), "JPEG") for n in range(count)
        }
        pictures = [
            {"file": name, "caption": f"What {name} of {number} shows.", "alt": f"Boxes, {name}.", "rights": OWN}
            for name in files
        ]
        parts = [f"![{name}]({name})\n\n{PLAIN * (1 + (number + n) % 3)}" for n, name in enumerate(files)] or [PLAIN]
        body = "\n\n".join([PLAIN, *parts] if number % 4 == 3 else [*parts, PLAIN])
        head = {"deck": "What was seen, and by whom, and how it was told."}
        articles.append(
            text(
                f"text-{number}",
                f"Text number {number} and its pictures",
                body,
                head=head,
                pictures=pictures,
                files=files,
            )
        )
    return HardEdition(articles=articles)


# --- scripts ----------------------------------------------------------------------------------------------------------


EUROPE = {
    "pl": ("Cena soli — „kto zapłaci?”", "Rynek tego ranka był cichy; nikt nie wie, dlaczego źdźbło drży."),
    "de": ("Wer zahlt für das Salz?", "Der Markt war an jenem Morgen still; Straßenbahnen fuhren über Größenwahn."),
    "fr": ("Qui paie le sel ?", "Le marché était calme ce matin-là : peu de poissons, des prix élevés, « voilà »."),
    "es": ("¿Quién paga la sal?", "El mercado estaba tranquilo aquella mañana; ¡pocos peces y precios altos, señor!"),
    "pt": ("Quem paga o sal?", "O mercado estava quieto naquela manhã; ninguém sabe por quê, então não há razões."),
    "cs": ("Kdo zaplatí sůl?", "Trh byl toho rána tichý; příliš žluťoučký kůň úpěl ďábelské ódy."),
    "hu": ("Ki fizeti a sót?", "A piac csendes volt azon a reggelen; árvíztűrő tükörfúrógép állt a kőnél."),
    "ro": (
        "Cine plătește sarea?",
        "Piața era liniștită în acea dimineață; puțini pești și prețuri înalte, țineți minte.",
    ),
    "el": ("Ποιος πληρώνει το αλάτι;", "Η αγορά ήταν ήσυχη εκείνο το πρωί· κανείς δεν ξέρει το γιατί."),
    "uk": ("Хто платить за сіль?", "Ринок того ранку був тихий; ніхто не знає, чому ґанок їхній порожній."),
}
RIGHT_TO_LEFT = {
    "ar": ("من يدفع ثمن الملح؟", "كان السوق هادئا ذلك الصباح في 2026، ولا أحد يعرف لماذا قال PDF شيئا."),
    "he": ("מי משלם על המלח?", "השוק היה שקט באותו בוקר של 2026, ואיש לא ידע למה PDF אמר דבר."),
    "fa": ("چه کسی پول نمک را می‌دهد؟", "بازار آن صبح آرام بود؛ گچ پژ، و هیچ‌کس نمی‌دانست چرا ۲۰۲۶."),
}
EAST = {
    "ja": ("塩の値段は誰が払うのか", "その朝、市場は静かだった。「魚は少ない」と彼は言った。"),
    "zh-Hans": ("谁来付盐钱？", "那天早晨市场很安静；鱼很少，价格很高，没有人知道为什么。"),
    "zh-Hant": ("誰來付鹽錢？", "那天早晨市場很安靜；魚很少，價格很高，沒有人知道為什麼。"),
    "ko": ("누가 소금값을 내는가?", "그날 아침 시장은 조용했다. 물고기는 적고 값은 비쌌다."),
    "th": ("ใครจ่ายค่าเกลือ", "เช้าวันนั้นตลาดเงียบสงบ ปลามีน้อย ราคาก็สูง และไม่มีใครรู้ว่าทำไม"),
    "hi": ("नमक का दाम कौन देगा?", "उस सुबह बाज़ार शांत था; मछलियाँ कम थीं, दाम ऊँचे थे, और कोई नहीं जानता था क्यों।"),
}


def in_languages(texts: Mapping[str, tuple[str, str]], language: str) -> HardEdition:
    """Return an edition in *language* of one article in each language, with every form a text has."""
    articles = [
        text(
            f"salt-{code.lower()}",
            title,
            (
                f"{said} {said} *{said}*[^1]\n\n## {title}\n\n- {said}\n- {said}\n\n> {said}\n\n"
                f"| {title} | {title} |\n| :-- | --: |\n| {title} | 12 |\n\n[^1]: {said}\n"
            ),
            code,
        )
        for code, (title, said) in texts.items()
    ]
    return HardEdition(articles=articles, config={"publication": {"language": language}}, issue={"language": language})


# --- forms ------------------------------------------------------------------------------------------------------------


def ugly_forms() -> HardEdition:
    """Wide and long tables, eighty notes, deep lists, endless words, lines under and through words, code, definitions."""
    columns = range(20)
    wide = "\n".join(
        [
            "| " + " | ".join(f"Column {n}" for n in columns) + " |",
            "|" + " --- |" * len(columns),
            *("| " + " | ".join(f"{row}.{n}" if n % 3 else "" for n in columns) + " |" for row in range(4)),
        ]
    )
    long = "\n".join(["| Name | Number |", "| --- | --: |", *(f"| Boat {n} | {n * 17} |" for n in range(200))])
    notes = " ".join(f"Word[^{n}]" for n in range(1, 81))
    below = "\n\n".join(f"[^{n}]: Note {n}, with [an address](https://quay.example/{n})." for n in range(1, 81))
    deep = "\n".join(
        f"{'  ' * n}- level {n} of a list that is deep and has a line long enough to break" for n in range(6)
    )
    mixed = (
        "1. one\n\n   A second paragraph.\n\n   > A quotation.\n\n2. two\n\n       code in a list\n\n"
        "97. ninety-seven\n98. ninety-eight\n"
    )
    words = f"{'Donaudampfschiff' * 20} https://quay.example/{'a-very-long-path/' * 20} {'x' * 300}"
    marks = (
        "~~struck out~~, **strong *both***, `code`, a [link with `code` and **strong** words](https://quay.example/)."
    )
    terms = "Ebb\n:   When the water goes.\n\n    It goes twice a day.\n\nFlood\nTide\n:   When it comes.\n:   Or has come.\n"
    fence = "```python\nfor boat in harbour:\n    print(boat, 'a line of code that is much longer than the page is wide', end='')\n```"
    heads = "## One\n\n#### Three, without two\n\n### Two\n\nWords.\n\n---\n\nMore words.\n"
    parts = {
        "wide": wide,
        "long": long,
        "notes": f"{notes}\n\n{below}",
        "lists": f"{deep}\n\nBetween.\n\n{mixed}",
        "words": words,
        "marks": f"{marks}\n\n{terms}\n\n{fence}\n\n{heads}",
    }
    return HardEdition(articles=[text(name, f"Ugly {name}", body) for name, body in parts.items()])


# --- emoji ------------------------------------------------------------------------------------------------------------


FACES = "😀👍🏽"


def color_font() -> bytes:
    """Return a font of our own with three coloured pictures for letters (CBDT), as Noto Color Emoji is made."""
    glyphs = [".notdef", *(f"u{ord(face):X}" for face in FACES)]
    build = FontBuilder(1024, isTTF=False)
    build.setupGlyphOrder(glyphs)
    build.setupCharacterMap({ord(face): name for face, name in zip(FACES, glyphs[1:], strict=True)})
    build.setupHorizontalMetrics(dict.fromkeys(glyphs, (1275, 0)))
    build.setupHorizontalHeader(ascent=950, descent=-250)
    build.setupOS2(sTypoAscender=950, sTypoDescender=-250, usWinAscent=950, usWinDescent=250)
    build.setupNameTable({"familyName": "Quay Faces", "styleName": "Regular"})
    build.setupPost()
    build.setupHead(unitsPerEm=1024)
    _draw_bitmaps(build.font, glyphs[1:])
    out = io.BytesIO()
    build.font.save(out)
    return out.getvalue()


def _draw_bitmaps(font: Any, names: list[str]) -> None:
    data, places = newTable("CBDT"), newTable("CBLC")
    data.version = places.version = 3.0
    drawn = {}
    for number, name in enumerate(names):
        glyph = C_B_D_T_.cbdt_bitmap_format_17(b"", font)
        glyph.metrics = BitmapGlyphMetrics.SmallGlyphMetrics()
        for key, value in {"height": 64, "width": 68, "BearingX": 0, "BearingY": 50, "Advance": 68}.items():
            setattr(glyph.metrics, key, value)
        face = Image.new("RGBA", (68, 64))
        ImageDraw.Draw(face).ellipse((4, 2, 64, 62), fill=(240, 180 - 40 * number, 40, 255))
        glyph.imageData = saved(face, "PNG")
        drawn[name] = glyph
    data.strikeData = [drawn]
    strike = E_B_L_C_.Strike()
    table = strike.bitmapSizeTable
    for side in ("hori", "vert"):
        metrics = E_B_L_C_.SbitLineMetrics()
        for key in ("ascender", "descender", "widthMax", "caretSlopeNumerator", "caretSlopeDenominator", "caretOffset"):
            setattr(metrics, key, 0)
        for key in ("minOriginSB", "minAdvanceSB", "maxBeforeBL", "minAfterBL", "pad1", "pad2"):
            setattr(metrics, key, 0)
        metrics.ascender, metrics.descender, metrics.widthMax = 50, -14, 68
        setattr(table, side, metrics)
    table.colorRef, table.startGlyphIndex, table.endGlyphIndex = 0, 1, len(names)
    table.ppemX = table.ppemY = 54
    table.bitDepth, table.flags = 32, 1
    index = E_B_L_C_.eblc_index_sub_table_1(b"", font)
    index.names = names
    index.indexFormat, index.imageFormat = 1, 17
    index.firstGlyphIndex, index.lastGlyphIndex = 1, len(names)
    strike.indexSubTables = [index]
    places.strikes = [strike]
    font["CBDT"], font["CBLC"] = data, places


def emoji() -> HardEdition:
    """Emoji in a headline, a deck, a name and the text, with a font that has them in colour and without."""
    signs = "hearts ❤️ ❤, arrows → ⇒, stars ★☆, checks ✓✔, fractions ⅓ ⅝, H₂O, x², ∑ √ ≠ ≤ ∞, € ₹ ₿, 🇵🇱, 👨‍👩‍👧, 1️⃣."
    body = f"Faces {FACES} {FACES}, {signs}\n\n- 😀 one\n- two 👍🏽\n\n> 😀\n\n## A 😀 subhead\n\n{PLAIN}"
    head = {"deck": "A deck with 👍🏽 in it.", "bylines": [{"name": "Ada 😀 Quill"}]}
    return HardEdition(
        articles=[text("faces", "Emoji 😀 in a headline", body, head=head), text("end", "At the end 👍", PLAIN)],
        config={"fonts": {"dirs": ["fonts"]}},
        files={"fonts/QuayFaces.ttf": color_font()},
    )


HARD: Mapping[str, Callable[[], HardEdition]] = {
    "one text": one_text,
    "many pictures": many_pictures,
    "many sections": many_sections,
    "many briefs": many_briefs,
    "floating pictures": floating_pictures,
    "Europe": lambda: in_languages(EUROPE, "pl"),
    "from right to left": lambda: in_languages(RIGHT_TO_LEFT, "ar"),
    "the East": lambda: in_languages(EAST, "ja"),
    "the East, told in English": lambda: in_languages(EAST, "en"),
    "ugly forms": ugly_forms,
    "emoji": emoji,
}
