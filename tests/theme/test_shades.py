"""Colors of the house over a theme: dark pairs that are derived, and colors nobody could read."""

import pytest

from publishkit.errors import InputError
from publishkit.model.brand import Brand, BrandColors
from publishkit.theme.load import load_theme
from publishkit.theme.shades import READABLE, too_pale, weakest

BRIGHT = ("#7a2e4d", "#003399", "#0a7d2c", "#b00020", "#000000", "#4b0082")


def colors_with(**said: str):
    return load_theme("almanac", brand=Brand(color=BrandColors(**said))).tokens.color


@pytest.mark.parametrize("color", BRIGHT)
def test_the_dark_pair_of_a_color_can_be_read(color: str) -> None:
    """WCAG 2.2, 1.4.3, on both dark grounds; by day it is the very color."""
    colors = colors_with(accent=color)
    assert colors.light.accent == color
    assert weakest(colors.dark.accent, colors.dark) >= READABLE
    assert colors.dark.accent != color


def test_a_derived_color_keeps_its_hue() -> None:
    """Burgundy becomes rose, not grey, green or blue."""
    red, green, blue = (int(colors_with(accent="#7a2e4d").dark.accent[n : n + 2], 16) for n in (1, 3, 5))
    assert red > blue > green


def test_a_tinted_paper_gives_a_dark_ground_on_which_everything_is_read() -> None:
    colors = colors_with(paper="#fff1e5", panel="#f6e3d2")
    assert colors.dark.paper != load_theme("almanac").tokens.color.dark.paper
    assert list(too_pale(colors)) == []


def test_a_dark_color_of_the_houses_own_is_taken_as_it_is() -> None:
    brand = Brand(color=BrandColors(accent="#7a2e4d"), color_dark=BrandColors(accent="#ffb3cc"))
    assert load_theme("almanac", brand=brand).tokens.color.dark.accent == "#ffb3cc"


def test_without_colors_the_theme_is_as_it_was() -> None:
    assert load_theme("almanac", brand=Brand(footer="Paid for by members.")) == load_theme("almanac")


@pytest.mark.parametrize(
    ("brand", "told"),
    [
        (
            Brand(color=BrandColors(accent="#ffcc00")),
            'on panel #f3efe4: its contrast is 1.31:1, text needs 4.5:1 (the nearest that can be read is "#836807")',
        ),
        (
            Brand(color=BrandColors(paper="#b0b0b0")),
            "publishkit.toml: brand.color.paper: muted #596266 cannot be read on it: its contrast is 2.87:1",
        ),
        (
            Brand(color_dark=BrandColors(ink="#333333")),
            "publishkit.toml: brand.color_dark.ink: cannot be read on panel #1c2224",
        ),
    ],
)
def test_a_color_nobody_could_read_is_refused_with_one_that_can(brand: Brand, told: str) -> None:
    with pytest.raises(InputError) as caught:
        load_theme("almanac", brand=brand)
    assert told in str(caught.value)


def test_the_color_that_is_offered_passes() -> None:
    assert colors_with(accent="#836807").light.accent == "#836807"
