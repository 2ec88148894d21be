"""The front of the book: a typographic cover drawn from the theme's tokens and typefaces.

A picture is shown whole and nothing is printed over it: cropping and overlays adapt a work, and its license may not allow
that. Its credit stands under it, complete.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from publishkit.model.credits import plain
from publishkit.model.edition import Edition, PlacedPicture
from publishkit.theme.load import Theme
from publishkit.theme.tokens import Palette, Typeface

WIDTH, HEIGHT = 1600, 2400
"""Portrait 2:3, the short side well above the 500 px that shops ask for."""
MARGIN = 120
INNER = WIDTH - 2 * MARGIN
PICTURE = (INNER, 940)
"""The box a picture is fitted into, whole."""
HEADLINES = 3
TITLE_SIZES = ((120, 2), (96, 3), (80, 3))
"""Pixels, and the lines an issue's title may then take."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What is drawn on, and with what."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    theme: Theme

    @property
    def ink(self) -> Palette:
        """The light colors: a cover has no dark mode."""
        return self.theme.tokens.color.light

    def font(self, face: Typeface, size: int, weight: int = 400) -> Font:
        """Return the file of the family nearest in weight; Pillow's own face when the theme carries none."""
        cuts = [cut for cut in self.theme.tokens.face if cut.family == face.family and cut.style == "normal"]
        if not cuts:
            return ImageFont.load_default(size)
        nearest = min(cuts, key=lambda cut: (abs(cut.weight - weight), cut.file))
        return ImageFont.truetype(io.BytesIO(self.theme.font_data[nearest.file]), size)

    def rule(self, top: int, thick: int, color: str) -> int:
        """Draw a line over the whole width and return where it ends."""
        self.draw.rectangle((MARGIN, top, WIDTH - MARGIN - 1, top + thick - 1), fill=color)
        return top + thick

    def lines(self, words: list[str], top: int, font: Font, color: str, leading: float) -> int:
        """Draw *words* line under line and return where the next thing may start."""
        step = round(_height(font) * leading)
        for n, line in enumerate(words):
            self.draw.text((MARGIN, top + n * step), line, font=font, fill=color)
        return top + len(words) * step


def draw_cover(edition: Edition, theme: Theme) -> bytes:
    """Return the cover as JPEG, the same bytes for the same values."""
    image = Image.new("RGB", (WIDTH, HEIGHT), theme.tokens.color.light.paper)
    sheet = Sheet(image=image, draw=ImageDraw.Draw(image), theme=theme)
    top = _masthead(sheet, edition)
    top = _picture(sheet, edition.cover, top) if edition.cover else _numeral(sheet, edition, top)
    _headlines(sheet, edition, _title(sheet, edition, top))
    return _jpeg(image)


def _masthead(sheet: Sheet, edition: Edition) -> int:
    top = sheet.rule(MARGIN, 8, sheet.ink.ink)
    font = _fitting(sheet, edition.name)
    left, above, right, below = font.getbbox(edition.name)
    top += 52
    sheet.draw.text(((WIDTH - (right - left)) / 2 - left, top - above), edition.name, font=font, fill=sheet.ink.ink)
    top = sheet.rule(round(top + below - above) + 52, 2, sheet.ink.rule) + 24
    return sheet.rule(_issue_line(sheet, edition, top), 2, sheet.ink.rule)


def _issue_line(sheet: Sheet, edition: Edition, top: int) -> int:
    label = sheet.theme.tokens.type.label
    number = edition.labels["number"].format(number=edition.number)
    bold, regular = sheet.font(label, 40, 700), sheet.font(label, 40)
    sheet.draw.text((MARGIN, top), number, font=bold, fill=sheet.ink.ink)
    sheet.draw.text(
        (WIDTH - MARGIN - regular.getlength(edition.date_shown), top),
        edition.date_shown,
        font=regular,
        fill=sheet.ink.muted,
    )
    return top + 74


def _fitting(sheet: Sheet, name: str) -> Font:
    """Return the display face as large as *name* may stand on one line."""
    face = sheet.theme.tokens.type.display
    width = sheet.font(face, 100, 700).getlength(name)
    return sheet.font(face, max(60, min(280, int(100 * INNER / max(1, width)))), 700)


def _picture(sheet: Sheet, picture: PlacedPicture, top: int) -> int:
    with Image.open(io.BytesIO(picture.book.data)) as original:
        shown = original.convert("RGB")
    scale = min(PICTURE[0] / shown.width, PICTURE[1] / shown.height)
    shown = shown.resize((round(shown.width * scale), round(shown.height * scale)), Image.Resampling.BICUBIC)
    top += 48
    sheet.image.paste(shown, ((WIDTH - shown.width) // 2, top))
    font = sheet.font(sheet.theme.tokens.type.label, 28)
    return sheet.lines(_wrapped(plain(picture.credit), font), top + shown.height + 22, font, sheet.ink.muted, 1.45)


def _numeral(sheet: Sheet, edition: Edition, top: int) -> int:
    """Without a picture the number of the issue is the picture."""
    number = f"{edition.number}"
    font = sheet.font(sheet.theme.tokens.type.display, 760 if len(number) < 3 else 560, 700)
    left, above, _, below = font.getbbox(number)
    sheet.draw.text((MARGIN - left, top + 90 - above), number, font=font, fill=sheet.ink.accent)
    return round(top + 90 + below - above) + 60


def _title(sheet: Sheet, edition: Edition, top: int) -> int:
    if not edition.title:
        return top
    face = sheet.theme.tokens.type.display
    fonts = [(sheet.font(face, size, 700), most) for size, most in TITLE_SIZES]
    font, most = next(((f, n) for f, n in fonts if len(_wrapped(edition.title, f)) <= n), fonts[-1])
    return sheet.lines(_shortened(_wrapped(edition.title, font), most), top + 36, font, sheet.ink.ink, 1.2)


def _headlines(sheet: Sheet, edition: Edition, top: int) -> None:
    """Draw what is inside above the foot: as many headlines as there is room for."""
    font = sheet.font(sheet.theme.tokens.type.text, 56)
    foot = _foot(sheet, edition) - 20
    full = [item.title for item in edition.items if item.full] or [item.title for item in edition.items]
    rows = [_shortened(_wrapped(title, font), 2) for title in full[:HEADLINES]]
    while rows and top + 24 > foot - sum(map(_row, rows)):
        rows.pop()
    top = foot - sum(map(_row, rows))
    for row in rows:
        sheet.lines(row, sheet.rule(top, 2, sheet.ink.rule) + 20, font, sheet.ink.ink, 1.36)
        top += _row(row)


def _row(words: list[str]) -> int:
    """Return the height of one headline with its rule, at 56 px and a leading of 1.36."""
    return 2 + 20 + 76 * len(words) + 20


def _foot(sheet: Sheet, edition: Edition) -> int:
    """Draw the tagline at the very end and return where it begins."""
    publication = edition.config.publication
    font = sheet.font(sheet.theme.tokens.type.label, 34)
    words = publication.tagline or publication.publisher
    top = HEIGHT - MARGIN - 70
    sheet.lines(
        _shortened(_wrapped(words, font), 1), sheet.rule(top, 8, sheet.ink.ink) + 24, font, sheet.ink.muted, 1.3
    )
    return top


def _wrapped(text: str, font: Font) -> list[str]:
    """Return *text* in lines that fit between the margins; a word that is too long stands alone."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= INNER:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _shortened(lines: list[str], most: int) -> list[str]:
    """Return at most *most* lines; for headlines only, never for a credit."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{lines[most - 1].rstrip('.,;:')} …"]


def _height(font: Font) -> float:
    return font.size if isinstance(font, ImageFont.FreeTypeFont) else 11


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    # 4:4:4: halved color would fringe the letters.
    image.save(out, "JPEG", quality=80, subsampling=0, optimize=True)
    return out.getvalue()
