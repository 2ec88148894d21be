"""How a field is chosen: each candidate carries signs, each sign has a weight in one table, the heaviest candidate wins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from publishkit.capture.extracted import Candidate

T = TypeVar("T")

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "title": {
        "h1": 3, "h2": 1, "named a headline": 1, "styled as a title": 3, "no h1 on the page": 2, "the only heading over the text": 1, "the only h1": 1, "in front of the text": 2,
        "as the page's data says": 4, "part of what the data says": 3, "much like what the data says": 2,
        "in a menu or trail": -6, "beside the article": -5, "in a picture": -4, "not visible": -3, "the house's name": -9,
        "leads elsewhere": -3, "leads home": -6, "leads to this page": 1,
        "said by the data": 3, "said again": 0.5, "shown on the page": 1, "of the window's title": -0.5, "by all of the data with one voice": 9,
    },
    "kicker": {
        "named a kicker": 3, "in the headline": 3, "right above the headline": 2, "in the same box": 1, "short": 1,
        "the section the data names": 2, "leads to a section": 1, "outside the article": -2, "a date or a name": -9, "in a menu or trail": -9,
        "a heading of its own": -2, "a sentence": -3, "further above": -1,
    },
    "deck": {
        "named a deck": 4, "the page's description": 3, "begins as the description": 2, "a heading right below the title": 3,
        "in the title's box": 2, "set unlike the text": 3, "set in bold or italic": 2, "the first lines below the title": 1,
        "one among the paragraphs": -6, "set as the paragraphs": -1, "a sentence": 1, "set as the subheads": -5, "a notice of the house": -5, "opens with a dateline": -5, "a picture's caption": -6, "beside a picture": -4, "an item of a list": -3, "about the author": -5, "far from the title": -2, "mostly links": -4, "beside the article": -5, "short": -4,
        "only in the page's data": 2, "cut off": -9, "copies the text": -9, "repeats the title": -9,
    },
    "bylines": {
        "opens as a byline": 3, "named an author": 3, "a link to an author": 3, "looks like a name": 1, "near the headline": 1,
        "beside a date": 1, "after the text": 0.5, "set as a name above the text": 2, "alone between headline and text": 1.5, "known to the data": 1,
        "said by the data": 3.5, "a person": 2, "said by a meta element": 2, "names more than the data": 1, "names fewer than the data": -5, "leads elsewhere": -3,
        "in the title": -4, "initials after the text": 3, "signed with a dash": 3.5, "a line about the author": 3, "the newsroom signs": 3,
        "far from the headline": -3, "beside the article": -4, "a name of the menu": -4,
    },
}  # fmt: skip
"""Field -> sign -> weight."""
ENOUGH: Mapping[str, float] = {"title": 4, "kicker": 4, "deck": 3, "bylines": 2}
"""From which weight on a candidate that the page only shows is believed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed(Generic[T]):
    """A value a field could have, and what speaks for and against it."""

    value: T
    text: str
    """The value as words."""
    source: str
    """Where it stood."""
    signs: tuple[str, ...]
    weight: float

    @property
    def why(self) -> str:
        """The weight and its parts."""
        return f"{self.weight:g}: {', '.join(self.signs)}"


def weighed(field: str, value: T, text: str, source: str, signs: Iterable[str]) -> Weighed[T]:
    """Return a candidate with its weight."""
    found = tuple(dict.fromkeys(signs))
    return Weighed(
        value=value, text=text, source=source, signs=found, weight=sum(WEIGHTS[field][sign] for sign in found)
    )


def holding(signs: Mapping[str, object]) -> list[str]:
    """Return the signs that hold, in the order of the table.

    >>> holding({"h1": True, "in a picture": None, "short": ""})
    ['h1']
    """
    return [sign for sign, holds in signs.items() if holds]


def heaviest_first(candidates: Iterable[Weighed[T]]) -> Sequence[Weighed[T]]:
    """Return the candidates, the heaviest first; of equals the one that came first."""
    return sorted(candidates, key=lambda one: -one.weight)


def as_candidates(candidates: Iterable[Weighed[T]], most: int = 8) -> tuple[Candidate, ...]:
    """Return the candidates as they are kept."""
    return tuple(Candidate(value=one.text, source=one.source, why=one.why) for one in candidates if one.text)[:most]


HEADLINE = frozenset("headline title entrytitle posttitle articletitle storytitle hed heading".split())
KICKER = frozenset(
    "kicker eyebrow overline topline dachzeile overtitle surtitre surtitle rubric antetitulo cintillo occhiello spitzmarke pretitle supertitle"
    " catchtitle catch label topic section category flag tagline keyword catline catlinks rubrik ressort kategorie categoria rubrique volanta".split()
)
DECK = frozenset(
    "standfirst deck dek lede lead leadtext subhead subheadline subheading subtitle subtit submanchette teasertext intro introduction introtext chapeau chapo entradilla bajada copete"
    " sommario occhiello catenaccio ingress perex abstract strapline vorspann excerpt summary synopsis description einleitung anleser lid sottotitolo soustitre sumario lead-in leadin"
    " manchet undertitel ingres appel tagline articledek".split()
)
AUTHOR = frozenset(
    "byline bylines author authors autor autoren autores auteur auteurs verfasser redator redactor writer writers signature firma firmas autore autori authorname autorzy contributor contributors journalist reporter".split()
)
NOT_AUTHOR = frozenset("bio biography quote cite comment comments caption related avatar".split())
TIME = frozenset(
    "published datepublished pubdate date dateline timestamp posted entrydate postdate publishdate publication time datum fecha data".split()
)
CHANGED = frozenset("updated modified datemodified update aktualisiert lastmodified".split())
