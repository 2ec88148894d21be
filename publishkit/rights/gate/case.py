"""What a rule looks at, and what it may say. Every rule takes a `Case` and returns a `Ruling` or None."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from publishkit.model.decision import (
    NO_BACKGROUND,
    Background,
    EditionContext,
    Identity,
    IntendedUse,
    Outcome,
    RightsPolicy,
    Stored,
)
from publishkit.model.profile import Profile
from publishkit.model.rights import AssetKind, Evidence, TdmScope, TdmState
from publishkit.model.statement import ADAPTATIONS, BRIEFLIKE, Duty, RightsStatement, Treatment
from publishkit.rights.license import License
from publishkit.rights.phrases import day_of
from publishkit.words import Folding

US = frozenset({"US"})

name_key = Folding(case="fold")
"""A name is the same in capitals, in composed or decomposed letters, and with soft hyphens in it."""


class Ground(NamedTuple):
    """A reason before it is worded: its code and the values its sentence may use; None where a value is unknown."""

    code: str
    values: Mapping[str, object] = {}


class Ruling(NamedTuple):
    """What one rule says; with an outcome it ends the matter, without one the next rule is asked."""

    outcome: Outcome | None = None
    grounds: tuple[Ground, ...] = ()
    duties: tuple[Duty, ...] = ()
    valid_until: date | None = None


Rule = Callable[["Case"], Ruling | None]


class Case(NamedTuple):
    """One question: may this asset be used so, in this edition?"""

    statement: RightsStatement
    use: IntendedUse
    treatment: Treatment
    """The one judged now; while alternatives are looked for, not the one of `use`."""
    verbatim: bool | None
    """Result of the verbatim check for this treatment."""
    policy: RightsPolicy
    profile: Profile | None
    license: License
    stored: Stored
    background: Background = NO_BACKGROUND

    @property
    def us(self) -> Identity:
        """Who asks."""
        return self.background.us

    @property
    def edition(self) -> EditionContext:
        """The circumstances asked about."""
        return self.use.edition

    @property
    def is_text(self) -> bool:
        """Text may fall back to a brief; a picture is cleared or left out."""
        return self.statement.asset_kind is AssetKind.TEXT

    @property
    def adapts(self) -> bool:
        """Whether the treatment makes adapted material."""
        return self.treatment in ADAPTATIONS

    @property
    def brieflike(self) -> bool:
        """Whether the treatment reproduces nothing but a short quotation."""
        return self.treatment in BRIEFLIKE

    @property
    def whole_text(self) -> bool:
        """Whether the full text is printed unchanged."""
        return self.is_text and not self.adapts and not self.brieflike

    @property
    def reserved(self) -> bool:
        """Whether text and data mining of this asset is reserved, or AI use denied."""
        if self.profile and self.profile.tdm_reserved:
            return True
        tdm = self.statement.tdm
        if tdm.state is not TdmState.RESERVED and "deny" not in (tdm.ai_input, tdm.ai_training):
            return False
        return tdm.scope is TdmScope.ALL or (tdm.scope is TdmScope.TEXT) == self.is_text

    @property
    def publisher(self) -> str | None:
        """The publisher's name, as the statement or else the profile has it."""
        stated = self.statement.publisher
        return (stated.name if stated else None) or (self.profile.name if self.profile else None)

    @property
    def first_day(self) -> date | None:
        """The day of first publication, where it is known."""
        return day_of(self.statement.first_published)

    def within(self, territories: frozenset[str]) -> bool:
        """Whether the edition goes nowhere but to *territories*; an edition that names none goes everywhere."""
        asked = self.edition.territories
        return "WORLD" in territories or (bool(asked) and territories.issuperset(asked))

    def unproved(self, evidence: tuple[Evidence, ...]) -> Evidence | None:
        """Return the first evidence whose stored file is missing or changed."""
        on_disk = self.stored.sha256
        return next((proof for proof in evidence if on_disk.get(proof.path) != proof.sha256.lower()), None)


def allow(code: str, *duties: Duty, values: Mapping[str, object] = {}, valid_until: date | None = None) -> Ruling:
    """The matter ends: full use allowed."""
    return Ruling(Outcome.ALLOW_FULL, (Ground(code, values),), duties, valid_until)


def brief_only(code: str, **values: object) -> Ruling:
    """The matter ends: no more than a brief."""
    return Ruling(Outcome.ALLOW_BRIEF, (Ground(code, values),))


def block(code: str, **values: object) -> Ruling:
    """The matter ends: nothing may be shown."""
    return Ruling(Outcome.BLOCK, (Ground(code, values),))
