"""Sizes and colors that every format draws from."""

from itertools import product

from publishkit.model.rights import Channel
from publishkit.theme.colors import contrast
from publishkit.theme.load import load_theme
from publishkit.theme.tokens import Colors

PAIRS = tuple(product(("light", "dark"), ("ink", "muted", "accent", "second"), ("paper", "panel")))
"""Every color that carries text, and every one it stands on."""


def too_pale(colors: Colors) -> list[tuple[str, str, str]]:
    """Return the pairs in which text cannot be read."""
    modes = {"light": colors.light, "dark": colors.dark}
    return [
        (mode, text, ground)
        for mode, text, ground in PAIRS
        if contrast(getattr(modes[mode], text), getattr(modes[mode], ground)) < 4.5
    ]


def test_every_color_that_carries_text_can_be_read():
    """WCAG 2.2, 1.4.3: 4.5:1, on both grounds, in the light and in the dark."""
    assert too_pale(load_theme("almanac").tokens.color) == []


def test_a_pale_color_is_found():
    colors = load_theme("almanac").tokens.color
    pale = colors.model_copy(update={"light": colors.light.model_copy(update={"muted": "#9a9a9a"})})
    assert too_pale(pale) == [("light", "muted", "paper"), ("light", "muted", "panel")]


def test_sizes_are_whole_pixels_in_mail_and_exact_elsewhere():
    tokens = load_theme("almanac").tokens
    assert tokens.size("title", Channel.EMAIL) == "37px"
    assert tokens.size("label", Channel.EPUB) == "0.8em"
    assert tokens.gap("l", Channel.EPUB) == "1.75em"
