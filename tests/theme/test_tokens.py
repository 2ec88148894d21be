"""Sizes and colors that every format draws from."""

from publishkit.model.rights import Channel
from publishkit.theme.colors import low_contrast, pairs
from publishkit.theme.load import load_theme


def test_every_color_that_carries_text_can_be_read():
    """WCAG 2.2, 1.4.3: 4.5:1, on both grounds, in the light and in the dark."""
    colors = load_theme("almanac").tokens.color
    assert len(list(pairs(colors))) == 16
    assert low_contrast(colors) == ()


def test_a_pale_color_is_found():
    colors = load_theme("almanac").tokens.color
    pale = colors.model_copy(update={"light": colors.light.model_copy(update={"muted": "#9a9a9a"})})
    assert [(pair.mode, pair.text, pair.ground) for pair in low_contrast(pale)] == [
        ("light", "muted", "paper"),
        ("light", "muted", "panel"),
    ]


def test_sizes_are_whole_pixels_in_mail_and_exact_elsewhere():
    tokens = load_theme("almanac").tokens
    assert tokens.size("title", Channel.EMAIL) == "37px"
    assert tokens.size("label", Channel.EPUB) == "0.8em"
    assert tokens.gap("l", Channel.EPUB) == "1.75em"
