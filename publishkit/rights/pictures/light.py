"""Light and dark of a known picture as a whole, compared with the picture on which it lies."""

from PIL import Image

from publishkit.rights.pictures.keypoints import Look, Spot
from publishkit.rights.pictures.overlay import Known, Lay, is_within

WHITE, BLACK = 250, 5
"""Light beyond which no step is left: a picture that was made brighter or darker has fields that are wholly so."""
FIELDS, FINE = 16, 2
"""Steps along a row; samples across each field."""


def steps_alike(known: Known, look: Look, lay: Lay) -> tuple[int, int]:
    """Return of the steps of light that must be seen where *known* lies how many are, and how many must be.

    Spots tell of small squares, many of which lines and dots have alike; this tells of the whole.
    """
    across, down = known.size[0] / (FIELDS + 1), known.size[1] / FIELDS
    small = _shrunk(look, min(across, down) * lay.scale / FINE)
    x, y = small.width / look.size[0], small.height / look.size[1]
    a, b, c, d = lay.axes
    fine = (across / FINE, down / FINE)
    cut = small.transform(
        ((FIELDS + 1) * FINE, FIELDS * FINE),
        Image.Transform.AFFINE,
        (a * fine[0] * x, b * fine[1] * x, lay.x * x, c * fine[0] * y, d * fine[1] * y, lay.y * y),
        Image.Resampling.BILINEAR,
    )
    light = cut.resize((FIELDS + 1, FIELDS), Image.Resampling.BOX).tobytes()
    seen = [
        is_within(*lay.place(Spot((column + 0.5) * across, (row + 0.5) * down, 0)), 0, look.size)
        for row in range(FIELDS)
        for column in range(FIELDS + 1)
    ]
    alike = sought = 0
    for at in range(FIELDS * FIELDS):
        bit, left = 1 << (FIELDS * FIELDS - 1 - at), at + at // FIELDS
        if known.decisive & bit and seen[left] and seen[left + 1] and not _is_blown(light[left], light[left + 1]):
            sought += 1
            alike += (light[left + 1] > light[left]) == bool(known.rising & bit)
    return alike, sought


def _is_blown(one: int, other: int) -> bool:
    """Return whether two fields are as light, or as dark, as can be: what was between them is gone."""
    return min(one, other) >= WHITE or max(one, other) <= BLACK


def _shrunk(look: Look, factor: float) -> Image.Image:
    size = (max(1, round(look.size[0] / max(1, factor))), max(1, round(look.size[1] / max(1, factor))))
    return look.grey.resize(size, Image.Resampling.BOX)
