"""Formulas on paper: WeasyPrint draws no MathML, so each is drawn from it as outlines, and says itself in words."""

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from publishkit.model.article import Asset
from publishkit.render.base import FORMULA

FORMULAS = "https://issue.invalid/formulas/"
"""Where the pages think drawings of formulas are."""
CLASS = "drawn-formula"
"""Of such a picture."""
EM = 16.0
"""Pixels of the size in which they are drawn; the page scales them to its own."""
_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
_SIZE = re.compile(r' width="[\d.]+" height="[\d.]+"')


def draw_formulas(html: str, ink: str) -> tuple[str, Mapping[str, Asset]]:
    """Return *html* with every formula as a picture on the line, and the drawings by their addresses; *ink* is a CSS color."""
    drawn: dict[str, Asset] = {}

    def picture(found: re.Match[str]) -> str:
        svg, width, height, depth = _drawn(found[0], ink)
        name = f"{sha256(svg).hexdigest()[:24]}.svg"
        drawn[FORMULAS + name] = Asset(
            name=name, media_type="image/svg+xml", data=svg, width=max(1, round(width)), height=max(1, round(height))
        )
        size = f"width: {width / EM:.3f}em; vertical-align: {-depth / EM:.3f}em"
        return f'<img class="{CLASS}" src="{FORMULAS}{name}" alt="{found["words"]}" style="{size}">'

    return (FORMULA.sub(picture, html) if "<math" in html else html), drawn


@lru_cache(maxsize=512)
def _drawn(mathml: str, ink: str) -> tuple[bytes, float, float, float]:
    """Return the drawing of a formula, its width and height, and how far it reaches below the line; in pixels."""
    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2, config.precision = False, 3
    svg = Math(mathml, size=EM, margin=0).svg().replace('fill="black"', f'fill="{ink}"')
    box = _BOX.search(svg)
    _, top, width, height = (float(side) for side in box.groups()) if box else (0.0, 0.0, EM, EM)
    return _SIZE.sub(f' width="{width}" height="{height}"', svg, count=1).encode(), width, height, top + height
