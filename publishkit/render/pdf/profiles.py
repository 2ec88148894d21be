"""What the PDF is made for: the archive, a screen (which differs by its pictures alone), a press. Loading this loads WeasyPrint."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.pdf.stream import Stream

SLUG = "10mm"
"""Around each page. WeasyPrint takes the inner 10 points of it for the bleed, and draws the marks in its outer half."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """How the pages are drawn."""

    css: str = ""
    """Laid over the theme's style sheet."""
    is_for_a_press: bool = False
    """Whether what is grey is drawn in black ink alone."""


PROFILES: Mapping[str, Profile] = {
    "archive": Profile(),
    "screen": Profile(),
    "print": Profile(css=f"@page {{ bleed: {SLUG}; marks: crop cross }}", is_for_a_press=True),
}
"""Name in `publishkit.toml` -> how."""


# --- black ------------------------------------------------------------------------------------------------------------


COLORLESS = 0.06
"""Difference of the strongest and the weakest of red, green and blue, from which on a colour is one."""
BLACK, GREY = 0.2, 0.5
"""What is darker than the first is printed black, what is lighter than the second as it is: it is a tint of the paper."""


def grey(red: float, green: float, blue: float) -> float | None:
    """Return how light a dark colour is that has no hue; None when it has one, or is light.

    >>> grey(0.11, 0.14, 0.15), round(grey(0.35, 0.38, 0.4) or 0, 2), grey(0.6, 0.3, 0.1), grey(0.95, 0.94, 0.9)
    (0.0, 0.38, None, None)
    """
    if max(red, green, blue) - min(red, green, blue) > COLORLESS:
        return None
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return None if light > GREY else light if light > BLACK else 0.0


@contextmanager
def inked(profile: Profile) -> Iterator[None]:
    """Draw what is grey as DeviceGray while the block runs, if it is for a press.

    A press prints that in black ink alone; the same grey in red, green and blue becomes four inks that never quite meet.
    """
    before = Stream.set_color_rgb

    def draw(stream: Any, red: float, green: float, blue: float, stroke: Any = False) -> None:  # noqa: FBT002 - as pydyf has it
        light = grey(red, green, blue)
        if light is None:
            before(stream, red, green, blue, stroke)
        else:
            stream.stream.append(f"{light:.4g} {'G' if stroke else 'g'}".encode())

    if profile.is_for_a_press:
        Stream.set_color_rgb = draw
    try:
        yield
    finally:
        Stream.set_color_rgb = before
