"""A copy of a withheld picture is known again; another one is not."""

import math
import random
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from publishkit.rights.pictures import difference, keypoints, likeness
from tests.support import copies
from tests.support.workspaces import png


def picture(seed: int, size: tuple[int, int] = (900, 600)) -> Image.Image:
    """Return a drawing with many edges; each seed another one."""
    image = Image.new("RGB", size, (236, 230, 214))
    draw = ImageDraw.Draw(image)
    for n in range(60):
        x, y = (n * 97 * seed + 31 * n) % size[0], (n * 61 * seed + 17) % size[1]
        draw.rectangle(
            (x, y, x + 60 + 7 * seed, y + 45 + n), fill=((n * 40) % 255, (n * 17 * seed) % 255, (n * 29) % 255)
        )
    return image


def saved(image: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def hashed(data: bytes) -> str:
    """Return the difference hash of a picture, as editions before had it."""
    (look,) = likeness.looks_at(data)
    return difference.difference_hashes(look, (difference.WHOLE,))[0]


def resembled(known: bytes, found: bytes) -> bool:
    (look,) = likeness.looks_at(found)
    return bool(likeness.Gallery([("known", likeness.fingerprints(known))]).resembled_by(look))


@pytest.mark.parametrize("quality", [40, 90])
def test_a_smaller_copy_in_another_format_is_the_same_picture(quality: int) -> None:
    original = hashed(saved(picture(3), "PNG"))
    copy = hashed(saved(picture(3).resize((450, 300)), "JPEG", quality=quality))
    assert len(original) == 128
    assert difference.distance(original, copy) <= 10
    assert difference.alike(original, copy)
    assert difference.alike(original[:64], copy[:64]) is (difference.distance(original[:64], copy[:64]) <= 30)


def test_another_picture_is_another_picture() -> None:
    one, other = (hashed(saved(picture(seed), "JPEG")) for seed in (3, 5))
    assert difference.distance(one, other) > 40
    assert not difference.alike(one, other)


@pytest.mark.parametrize("cut", [(2, 2, 2, 2), (0, 0, 0, 12), (7, 3, 0, 0), (16, 16, 16, 16)])
def test_an_edge_cut_off_is_still_the_same_picture(cut: tuple[int, int, int, int]) -> None:
    whole = picture(3)
    left, top, right, bottom = cut
    copy = saved(whole.crop((left, top, whole.width - right, whole.height - bottom)), "JPEG", quality=70)
    assert resembled(saved(whole, "PNG"), copy)
    assert not resembled(saved(whole, "PNG"), saved(picture(5), "JPEG"))


@pytest.mark.parametrize("share", [0.01, 0.02, 0.03, 0.05])
def test_a_drawing_of_the_same_shape_again_and_again_is_known_when_its_edges_are_cut(share: float) -> None:
    """As a chart or a plan: most of its spots look like several others."""
    whole = Image.open(BytesIO(png(seed=5)))
    across, down = round(share * whole.width), round(share * whole.height)
    copy = whole.crop((across, down, whole.width - across, whole.height - down)).resize((448, 280))
    assert resembled(png(seed=5), saved(copy, "JPEG", quality=60))
    assert not resembled(png(seed=5), png(seed=4))


def test_a_transparent_picture_is_compared_as_on_paper() -> None:
    clear = picture(3).convert("RGBA")
    clear.putalpha(255)
    assert hashed(saved(clear, "PNG")) == hashed(saved(picture(3), "PNG"))


def test_a_blank_sheet_tells_nothing() -> None:
    assert not difference.telling(hashed(saved(Image.new("L", (400, 300), 200), "PNG")))
    assert difference.telling(hashed(saved(picture(3), "PNG")))


# --- copies as editors make them --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def photograph() -> Image.Image:
    return copies.landscape(0)


@pytest.mark.parametrize("way", copies.COPIES)
def test_a_photograph_is_known_again_in_every_copy(photograph: Image.Image, way: str) -> None:
    """Cut to a square, mirrored, turned, framed, saved small, under a banner, beside another."""
    gallery = likeness.Gallery([("it", likeness.fingerprints(copies.saved(photograph)))])
    assert gallery.resembled_by(keypoints.Look(copies.COPIES[way](photograph))) == ("it",)


@pytest.mark.parametrize("way", [way for way in copies.COPIES if way != "cut, banner, 200 pixels"])
def test_a_chart_is_known_again_in_every_copy(way: str) -> None:
    """Bars, lines and letters have many spots alike, so that it is where they lie that tells."""
    gallery = likeness.Gallery((seed, likeness.fingerprints(copies.saved(copies.chart(seed)))) for seed in (1, 2))
    assert gallery.resembled_by(keypoints.Look(copies.COPIES[way](copies.chart(1)))) == (1,)


def _hues(degrees: int) -> copies.Copy:
    def turned(image: Image.Image) -> Image.Image:
        hue, *others = image.convert("RGB").convert("HSV").split()
        steps = [(level + degrees * 256 // 360) % 256 for level in range(256)]
        return Image.merge("HSV", (hue.point(steps), *others)).convert("RGB")

    return turned


def _darkened_at_its_edges(image: Image.Image) -> Image.Image:
    shade = ImageOps.invert(Image.radial_gradient("L").resize(image.size))
    return Image.composite(image.convert("RGB"), Image.new("RGB", image.size), shade)


RECOLOURED: dict[str, copies.Copy] = {
    "hues turned a little": _hues(50),
    "hues turned": _hues(127),
    "hues opposite": _hues(180),
    "channels exchanged": lambda image: Image.merge("RGB", image.convert("RGB").split()[::-1]),
    "much brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.6),
    "dark at its edges": _darkened_at_its_edges,
}


@pytest.mark.parametrize("way", RECOLOURED)
def test_a_picture_in_other_colours_is_known_again(way: str) -> None:
    """Turned hues make light fields dark and dark ones light; the whole is looked at with its colours turned back."""
    known, other = coloured(1), coloured(2)
    gallery = likeness.Gallery((n, likeness.fingerprints(copies.saved(one))) for n, one in ((1, known), (2, other)))
    (look,) = likeness.looks_at(copies.saved(RECOLOURED[way](known), "JPEG", quality=80))
    assert gallery.resembled_by(look) == (1,)


@pytest.mark.parametrize("way", RECOLOURED)
def test_other_pictures_in_other_colours_are_other_pictures(way: str) -> None:
    drawn = [copies.table(1), copies.table(2), copies.chart(1), copies.landscape(1), copies.portrait(1), coloured(1)]
    gallery = likeness.Gallery((n, likeness.fingerprints(copies.saved(one))) for n, one in enumerate(drawn))
    for found in (copies.table(3), copies.chart(3), copies.landscape(3), copies.portrait(3), coloured(3)):
        (look,) = likeness.looks_at(copies.saved(RECOLOURED[way](found), "JPEG", quality=80))
        assert gallery.resembled_by(look) == ()


def coloured(seed: int) -> Image.Image:
    """Return bright shapes of every colour over a field that changes from one colour to another."""
    chance, image = random.Random(seed), Image.new("RGB", (700, 480))
    draw = ImageDraw.Draw(image)
    for y in range(480):
        draw.line((0, y, 700, y), fill=(60 + y // 4, 110 + y // 8, 170 - y // 5))
    for number in range(26):
        x, y = chance.randrange(700), chance.randrange(480)
        box = (x, y, x + chance.randrange(30, 190), y + chance.randrange(20, 150))
        (draw.ellipse if number % 2 else draw.rectangle)(box, fill=tuple(chance.randrange(256) for _ in range(3)))
    return image.filter(ImageFilter.GaussianBlur(1.5))


def rays(count: int) -> Image.Image:
    """Return a star of thin lines, of which every part looks like many others."""
    image = Image.new("RGB", (500, 500), "white")
    draw = ImageDraw.Draw(image)
    for ray in range(count):
        angle = 2 * math.pi * ray / count
        draw.line((250, 250, 250 + 230 * math.cos(angle), 250 + 230 * math.sin(angle)), fill="black", width=2)
    return image


def test_lines_that_are_alike_everywhere_are_no_copy() -> None:
    """Their spots are found in each other; light and dark of the whole are not."""
    gallery = likeness.Gallery((count, likeness.fingerprints(copies.saved(rays(count)))) for count in (34, 70))
    for seed in range(4):
        framed = copies.COPIES["framed 10 %"](copies.portrait(seed))
        assert gallery.resembled_by(keypoints.Look(framed)) == ()
    assert 70 in gallery.resembled_by(keypoints.Look(copies.COPIES["mirrored"](rays(70))))


def test_a_picture_that_lies_in_many_places_is_found_in_all(photograph: Image.Image) -> None:
    marks = likeness.fingerprints(copies.saved(photograph))
    gallery = likeness.Gallery((place, marks) for place in range(100))
    assert len(gallery.resembled_by(keypoints.Look(ImageOps.mirror(photograph)))) == 100


@pytest.mark.parametrize("kind", copies.KINDS)
def test_another_picture_of_the_same_kind_is_left_in_peace(kind: str) -> None:
    drawn = [copies.saved(copies.KINDS[kind](seed)) for seed in range(5)]
    gallery = likeness.Gallery((seed, likeness.fingerprints(data)) for seed, data in enumerate(drawn))
    for seed, data in enumerate(drawn):
        (look,) = likeness.looks_at(data)
        assert gallery.resembled_by(look) == (seed,)


def test_a_chart_with_other_figures_is_another_chart() -> None:
    gallery = likeness.Gallery([("it", likeness.fingerprints(copies.saved(copies.chart(1))))])
    assert gallery.resembled_by(keypoints.Look(copies.chart(1, data=7))) == ()


def test_a_fingerprint_is_small_and_holds_no_picture() -> None:
    marks = likeness.fingerprints(copies.saved(copies.landscape(0)))
    assert len("".join(marks)) < 1_200


def test_fingerprints_of_earlier_editions_are_still_compared(photograph: Image.Image) -> None:
    """They do not say where it is light and dark."""
    (mark,) = likeness.fingerprints(copies.saved(photograph))
    raw = b64decode(mark.removeprefix("k2:"))
    gallery = likeness.Gallery([("it", ("k1:" + b64encode(raw[:4] + raw[68:]).decode(),))])
    assert gallery.resembled_by(keypoints.Look(ImageOps.mirror(photograph))) == ("it",)
    assert gallery.resembled_by(keypoints.Look(copies.landscape(2))) == ()


def test_difference_hashes_of_earlier_editions_are_still_compared() -> None:
    copy = copies.landscape(1).resize((450, 300))
    (look,) = likeness.looks_at(copies.saved(copies.landscape(1)))
    (old,) = difference.difference_hashes(look, (difference.WHOLE,))
    gallery = likeness.Gallery([("long", (old,)), ("short", (old[:64],))])
    assert gallery.resembled_by(keypoints.Look(copy)) == ("long", "short")
    assert gallery.resembled_by(keypoints.Look(copies.landscape(2))) == ()


@pytest.mark.parametrize("mark", ["k1:", "k1:!!!", "k1:AAAA", "k1:AAEAAQAA", "k2:", "k2:!!!", "k2:AAEAAQAA"])
def test_a_fingerprint_that_is_none_resembles_nothing(photograph: Image.Image, mark: str) -> None:
    assert likeness.Gallery([("it", (mark,))]).resembled_by(keypoints.Look(photograph)) == ()


def test_a_blank_sheet_resembles_nothing() -> None:
    """It has no spots; neither has a point of white that is drawn over a page."""
    gallery = likeness.Gallery([("it", likeness.fingerprints(copies.saved(copies.landscape(0))))])
    assert [gallery.resembled_by(keypoints.Look(Image.new("RGB", (n, n), "white"))) for n in (1, 300)] == [(), ()]
