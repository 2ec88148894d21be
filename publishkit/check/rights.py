"""R codes: the proof. Everything owed is looked for in the finished files; anything not found is an error."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from publishkit.check.document import Reading
from publishkit.check.duty_rules import canonical, kept_metadata, no_extra_terms, no_images, pixel, tdm, verbatim
from publishkit.check.marks import rights_marks, whole_claims
from publishkit.check.proof import Proof, Row
from publishkit.check.readable import words_and_links
from publishkit.check.withheld import find_leaks
from publishkit.model.edition import Owed, Withheld
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel

MANUAL = frozenset({"D-NO-ENDORSE", "D-LOGO", "D-NOTIFY", "D-REPORT", "D-EXPIRE"})
"""Duties only a person can answer for (reference/rights.md 3.5)."""

RULES: Mapping[str, Callable[[Owed, Reading], Row]] = {
    "D-ATTRIB": words_and_links,
    "D-ATTRIB-BRIEF": words_and_links,
    "D-CANONICAL": canonical,
    "D-CREDIT-COURTESY": words_and_links,
    "D-CREDIT-EXACT": words_and_links,
    "D-HUMAN-SUMMARY": words_and_links,
    "D-INDICATE-CHANGES": words_and_links,
    "D-KEEP-LINKS": words_and_links,
    "D-KEEP-METADATA": kept_metadata,
    "D-KEEP-NOTICE": words_and_links,
    "D-LINK-LICENCE": words_and_links,
    "D-LINK-SOURCE": words_and_links,
    "D-NAME-OMITTED": words_and_links,
    "D-NO-EXTRA-TERMS": no_extra_terms,
    "D-NO-IMAGES": no_images,
    "D-OWN-WORDS": words_and_links,
    "D-PIXEL": pixel,
    "D-SHARE-ALIKE": words_and_links,
    "D-TAGLINE": words_and_links,
    "D-TDM": tdm,
    "D-VERBATIM": verbatim,
}
"""How each duty is looked for; one that is settled beforehand says so itself (`Owed.reason`)."""


def prove(owed: Sequence[Owed], withheld: Sequence[Withheld], readings: Mapping[Channel, Reading]) -> Proof:
    """Return for every duty where it was found or what is missing, and every trace of what was withheld."""
    return Proof(
        rows=tuple(_row(duty, readings.get(duty.channel)) for duty in owed),
        leaks=tuple(find_leaks(withheld, readings)),
        faults=(*_unreadable(readings), *rights_marks(readings), *whole_claims(owed, readings)),
    )


def _unreadable(readings: Mapping[Channel, Reading]) -> Iterator[Finding]:
    for reading in readings.values():
        for sentence in reading.broken:
            where, _, message = sentence.partition(": ")
            yield Finding(code="R120", severity="error", where=where, message=f"cannot be read back: {message}")


def _row(owed: Owed, reading: Reading | None) -> Row:
    if owed.duty in MANUAL:
        return Row(owed=owed, state="manual")
    if owed.reason:
        return Row(owed=owed, state="settled", where=(owed.reason,))
    if reading is None or not reading.views:
        return _missing(owed, "R101", f"{owed.channel.value}: there is no readable file")
    rule = RULES.get(owed.duty)
    if rule is None:
        told = f"{owed.item} ({owed.asset_id}) owes {owed.duty}, which nobody here knows how to keep"
        return _missing(owed, "R110", f"{owed.channel.value}: {told}")
    return rule(owed, reading)


def _missing(owed: Owed, code: str, sentence: str) -> Row:
    return Row(owed=owed, state="missing", missing=(sentence,), code=code)
