"""The cover, fitted into one page: the name as large as it may be, the words, and the picture in the room that is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from publishkit.model.credits import plain
from publishkit.model.edition import Item, PlacedPicture
from publishkit.render.pdf.measure import Measure
from publishkit.render.pdf.plan import FLAT, MM, Placed, Plan, fitted

STEPS = (1.0, 0.92, 0.86, 0.8, 0.74, 0.68, 0.6, 0.52, 0.44, 0.36, 0.3)
"""How much smaller title and standfirst are made until all has its room."""
ORDER = (
    (True, 3, STEPS[:6]),
    (True, 2, STEPS[:6]),
    (False, 3, STEPS[:6]),
    (False, 2, STEPS[:6]),
    (True, 0, STEPS[:6]),
    (False, 0, STEPS),
)
"""What is tried, one after the other: a picture from edge to edge or not, how many teasers, how large the words."""
LEAST = 0.3
"""Of the cover's height: what a picture is given before words are made smaller."""
HIGHEST = 0.2
"""Of the cover's height: what the name may take."""
LOGO = 19.0
"""Millimeters that a logo is high at most."""
SPARE = 1.5
"""Millimeters that stay free: faces of other scripts are measured by guess."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """What is on the cover, and how large; type sizes in points, the rest in millimeters."""

    name: float
    title: float
    standfirst: float
    figure: Placed | None
    teasers: tuple[Item, ...]
    """Lead texts that are named on the cover."""
    room: float
    """White space above the teasers, or above the title where there is no picture."""


def fit_front(plan: Plan) -> Front:
    """Return the cover with everything on it: first the teasers go, then the words are made smaller."""
    return next(_fits(plan))


def _fits(plan: Plan) -> Iterator[Front]:
    edition, sheet = plan.edition, plan.sheet
    tokens = plan.theme.tokens
    depth = (sheet.height - sheet.cover_top - sheet.cover_bottom) * plan.tight
    width = sheet.measure * MM
    display = Measure(plan.theme, tokens.type.display, 700)
    name, lines = display.largest(edition.name, width, plan.size("masthead", 2.05 if sheet.has_margin else 1.3))
    name = max(plan.size("deck"), min(name, HIGHEST * depth * MM / lines))
    lines = display.lines(edition.name, width / name)
    space = tokens.space
    head = _logo(plan) + (name * lines + (space.m + space.l + 2 * space.s) * plan.rem + 6) / MM + _imprint(plan)
    for edge, count, steps in ORDER:
        teasers = lead_texts(plan, count)
        for factor in steps:
            title, standfirst = _sizes(plan, factor)
            rest = depth - SPARE - head - _words(plan, title, standfirst) - _teasers(plan, teasers)
            figure, high = _picture(plan, edition.cover, rest)
            is_last = not edge and not count and factor == STEPS[-1]
            if is_last or (rest >= 0 and _is_well(plan, figure, depth * factor, edge=edge)):
                room = max(0.0, rest - (high + _caption(plan) if figure else 0.0))
                yield Front(name=name, title=title, standfirst=standfirst, figure=figure, teasers=teasers, room=room)


def _is_well(plan: Plan, figure: Placed | None, depth: float, *, edge: bool) -> bool:
    """Return whether the picture is large enough: with *edge* one that lies goes from edge to edge."""
    if figure is None:
        return True
    return figure.width == plan.edges if edge else figure.height >= min(LEAST * depth, 0.9 * _natural(plan, figure))


def _natural(plan: Plan, figure: Placed) -> float:
    """Return the height a picture has where it is as broad as the text."""
    return fitted(plan.asset(figure.picture), plan.sheet.measure, plan.sheet.height)[1]


def _sizes(plan: Plan, factor: float) -> tuple[float, float]:
    large = plan.sheet.has_margin
    bare = 1 if plan.edition.cover else 1.25
    title = max(plan.size("deck"), plan.size("title", (2.2 if large else 1.2) * bare * factor))
    return title, max(
        plan.size("label"), plan.size("body", 0.9 * factor**0.5), plan.size("deck", (1.3 if large else 1) * factor)
    )


def _logo(plan: Plan) -> float:
    """Return the height of the logo and the space below it (`pdf/brand.css`)."""
    logo = plan.edition.logo
    return min(LOGO, logo.height * 25.4 / 96) + plan.theme.tokens.space.m * plan.rem / MM if logo else 0.0


def _imprint(plan: Plan) -> float:
    edition, tokens = plan.edition, plan.theme.tokens
    number = edition.labels["number"].format(number=edition.number)
    words = f"{number} · {edition.date_shown} · {edition.revision_shown} · {edition.config.publication.tagline}"
    size = plan.size("body")
    lines = Measure(plan.theme, tokens.type.label).lines(words, plan.sheet.measure * MM / size)
    return lines * size * tokens.leading.text / MM


def _words(plan: Plan, title: float, standfirst: float) -> float:
    """Return the height of title and standfirst with the space above them."""
    edition, tokens = plan.edition, plan.theme.tokens
    display = Measure(plan.theme, tokens.type.display, 700)
    text = Measure(plan.theme, tokens.type.text, style="italic")
    width = plan.sheet.measure * MM
    high = 0.0
    if edition.title:
        high += display.lines(edition.title, width / title) * title * tokens.leading.tight + tokens.space.l * plan.rem
    if edition.preheader:
        width = min(width, 148 * MM)
        high += text.lines(edition.preheader, width / standfirst) * standfirst * 1.4 + tokens.space.s * plan.rem
    return high / MM


def _picture(plan: Plan, picture: PlacedPicture | None, room: float) -> tuple[Placed | None, float]:
    """Return the picture in the room that is left for it, and its height; a lying one goes from edge to edge."""
    if picture is None:
        return None, 0.0
    asset, room = plan.asset(picture), max(20.0, room - _caption(plan))
    width, height = fitted(asset, plan.edges, room)
    if asset.width >= FLAT * asset.height and width == plan.edges:
        return Placed(picture=picture, place="edge", width=width, height=height), height
    width, height = fitted(asset, plan.sheet.measure, room)
    return Placed(picture=picture, place="under", width=width, height=height), height


def _caption(plan: Plan) -> float:
    """Return the height of the picture's caption and credit, and the space around it."""
    cover, tokens = plan.edition.cover, plan.theme.tokens
    if cover is None:
        return 0.0
    size = plan.size("small")
    measure = Measure(plan.theme, tokens.type.label)
    lines = sum(measure.lines(words, plan.sheet.measure * MM / size) for words in (cover.caption, plain(cover.credit)))
    return (lines * size * tokens.leading.small + (tokens.space.l + tokens.space.s) * plan.rem) / MM


# --- what is inside ---------------------------------------------------------------------------------------------------


def lead_texts(plan: Plan, count: int) -> tuple[Item, ...]:
    """Return at most *count* texts that are printed in full, the first of every section before the second of any."""
    full = [[item for item in section.items if item.full] for section in plan.edition.sections]
    ranked = [item for item in chain.from_iterable(zip_longest(*full)) if item is not None]
    return tuple(sorted(ranked[:count], key=lambda item: item.number))


def _teasers(plan: Plan, items: Sequence[Item]) -> float:
    """Return the height of a row of teasers and the space above it."""
    if not items:
        return 0.0
    tokens = plan.theme.tokens
    label, text = Measure(plan.theme, tokens.type.label, 700), Measure(plan.theme, tokens.type.text, 700)
    width = (plan.sheet.measure * MM / len(items)) - 1.6 * plan.rem
    small, size = plan.size("label"), plan.size("body", 1.05)
    # Capitals with space between them are a third wider.
    kickers = max(label.lines(item.kicker, width / small / 1.35) for item in items)
    titles = max(text.lines(item.title, width / size) for item in items)
    high = kickers * small * tokens.leading.small + titles * size * 1.3 + small * tokens.leading.text
    return (high + (tokens.space.l + 2 * tokens.space.s) * plan.rem) / MM
